/**
 * Lists the quick fixes that would change an answer: those of findings about the objects that the answer depends on.
 */

import type { ServiceModel } from "../../cluster/state/cluster.ts";
import type { Step } from "../../dns/clients/simulation.ts";
import { lowerName } from "../../dns/data/name.ts";
import type { Reason } from "../../dns/server/response.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { FixView } from "../../protocol/simulate.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import type { Reported } from "../rules/run/run.ts";
import { textEditsOf } from "./convert.ts";
import { findingsOf } from "./findings.ts";

/** Rules whose fixes change no name: the order of documents. */
const irrelevant: ReadonlySet<string> = new Set(["ordering"]);

/** The fixes, preferred ones first, each title once. @param decisive the step that the verdict is about, or that found the records */
export function fixesFor(analysis: Analysis, environment: Environment, decisive: Step | undefined): readonly FixView[] {
  if (decisive === undefined || decisive.response.kind === "timeout") return [];
  const involved = involvedIn(environment, decisive.response.reason);
  const uris = new Set([...involved].map(({ uri, rendered }) => rendered?.source?.uri ?? uri));
  const fixes = [...uris]
    .flatMap((uri) => findingsOf(analysis, uri))
    .filter((reported) => !irrelevant.has(reported.rule.id) && isAbout(reported, environment, involved))
    .flatMap(({ finding }) => finding.fixes?.() ?? []);
  return [...fixes.filter(({ preferred }) => preferred), ...fixes.filter(({ preferred }) => !preferred)]
    .filter(({ title }, index, all) => all.findIndex((other) => other.title === title) === index)
    .map(({ title, edits }) => ({ title, edits: textEditsOf(analysis, edits) }));
}

function isAbout(
  { finding, declaration }: Reported,
  environment: Environment,
  involved: ReadonlySet<Declaration>,
): boolean {
  return [finding.at.declaration, declaration, ...environment.madeFrom(declaration)].some((one) => involved.has(one));
}

/**
 * The declarations that decide the answer: the Service asked for, and the workloads whose Pods want a name below it.
 */
function involvedIn(environment: Environment, reason: Reason): ReadonlySet<Declaration> {
  switch (reason.kind) {
    case "no-service": {
      const namespace = lowerName(reason.namespace);
      const name = lowerName(reason.name);
      const called = environment.cluster.pods.get(`${namespace}/${name}`)?.declaration;
      return new Set([...makersBelow(environment, namespace, name), ...(called === undefined ? [] : [called])]);
    }
    case "no-endpoint":
    case "endpoint": {
      const pod = reason.pod?.declaration;
      return new Set([...involvedWith(environment, reason.service), ...(pod === undefined ? [] : [pod])]);
    }
    case "no-ready-endpoint":
    case "empty-service-ignored":
    case "external-name-is-address":
    case "dangling-external-name":
    case "other-family":
    case "no-port":
    case "service":
    case "other-type":
      return new Set(reason.service === undefined ? [] : involvedWith(environment, reason.service));
    default:
      return new Set();
  }
}

function involvedWith(environment: Environment, service: ServiceModel): readonly Declaration[] {
  const { declaration, namespace, name } = service;
  return [...(declaration === undefined ? [] : [declaration]), ...makersBelow(environment, namespace, name)];
}

/** What makes the Pods whose subdomain (serviceName of a StatefulSet) is the name. */
function makersBelow({ cluster }: Environment, namespace: string, name: string): readonly Declaration[] {
  const makers = new Set<Declaration>();
  for (const pod of cluster.podsIn(namespace))
    if (pod.subdomain === name && pod.declaration !== undefined) makers.add(pod.declaration);
  return [...makers];
}
