/** Lists all rules in the order in which they are reported. */

import { certificateNames } from "../certificate-names.ts";
import { clusterDomainMismatch } from "../cluster-domain-mismatch.ts";
import { corefile } from "../corefile.ts";
import { dnsEgressDenied } from "../dns-egress-denied.ts";
import { duplicateObject } from "../duplicate-object.ts";
import { endpointsByHand } from "../endpoints-by-hand.ts";
import { externalNameNotAHost } from "../external-name-not-a-host.ts";
import { fqdnHostnameTooLong } from "../fqdn-hostname-too-long.ts";
import { hostNetworkDnsPolicy } from "../host-network-dns-policy.ts";
import { hostUnresolvable } from "../host-unresolvable.ts";
import { kustomizeRenamed } from "../kustomize-renamed.ts";
import { nameTooLong } from "../name-too-long.ts";
import { ndots } from "../ndots.ts";
import { orderedReadyDeadlock } from "../ordered-ready-deadlock.ts";
import { ordering } from "../ordering.ts";
import { peerListDrift } from "../peer-list-drift.ts";
import { peersNeedNotReady } from "../peers-need-not-ready.ts";
import { podNameOfDeployment } from "../pod-name-of-deployment.ts";
import { refused } from "../refused.ts";
import { selectorMismatch } from "../selector-mismatch.ts";
import { serviceNameUnknown } from "../service-name-unknown.ts";
import { serviceNotHeadless } from "../service-not-headless.ts";
import { servicePortUnknown } from "../service-port-unknown.ts";
import { serviceSelectsNothing } from "../service-selects-nothing.ts";
import { srvPortUnnamed } from "../srv-port-unnamed.ts";
import { subdomainWithoutService } from "../subdomain-without-service.ts";
import { targetPortUnknown } from "../target-port-unknown.ts";
import { unusedSuppression } from "../unused-suppression.ts";
import { wrongNamespace } from "../wrong-namespace.ts";
import type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [
  refused,
  serviceNameUnknown,
  wrongNamespace,
  serviceNotHeadless,
  selectorMismatch,
  serviceSelectsNothing,
  targetPortUnknown,
  externalNameNotAHost,
  endpointsByHand,
  peersNeedNotReady,
  orderedReadyDeadlock,
  hostNetworkDnsPolicy,
  dnsEgressDenied,
  ordering,
  duplicateObject,
  nameTooLong,
  fqdnHostnameTooLong,
  subdomainWithoutService,
  unusedSuppression,
  hostUnresolvable,
  corefile,
  podNameOfDeployment,
  clusterDomainMismatch,
  srvPortUnnamed,
  peerListDrift,
  certificateNames,
  ndots,
  servicePortUnknown,
  kustomizeRenamed,
];
