/**
 * Validates a new object as an API server of the newest Kubernetes does: first its decoder's errors, then its
 * validation's. It does not depend on the cluster (its ranges, families, namespaces and other objects).
 */
import type { JsonValue } from "../../base/json.ts";
import { dns1123Label, dns1123Subdomain } from "./content.ts";
import { decodeErrors, type GoType } from "./decode.ts";
import { endpointSliceErrors, endpointsErrors } from "./endpoints.ts";
import type { FieldError } from "./field-error.ts";
import { cronJobErrors, jobErrors } from "./jobs.ts";
import { at, rootOf, textOf, type Value } from "./json.ts";
import { labelErrors, metaErrors } from "./meta.ts";
import { ingressErrors, networkPolicyErrors } from "./networking.ts";
import { podErrors } from "./pod-spec.ts";
import * as schema from "./schema.ts";
import { serviceErrors } from "./service.ts";
import {
  daemonSetErrors,
  deploymentErrors,
  replicaSetErrors,
  replicationControllerErrors,
  statefulSetErrors,
} from "./workloads.ts";

interface Kind {
  /** The versions that serve the kind today. */
  readonly apiVersions: readonly string[];
  /** Versions that served it once, with the release that took them away. */
  readonly removed?: Readonly<Record<string, string>>;
  readonly type: GoType;
  readonly errors: (root: Value) => Iterable<FieldError>;
}

const oldApps = { "apps/v1beta1": "1.16", "apps/v1beta2": "1.16", "extensions/v1beta1": "1.16" };

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["Service", { apiVersions: ["v1"], type: schema.service, errors: serviceErrors }],
  ["Pod", { apiVersions: ["v1"], type: schema.pod, errors: podErrors }],
  ["Endpoints", { apiVersions: ["v1"], type: schema.endpoints, errors: endpointsErrors }],
  ["Namespace", { apiVersions: ["v1"], type: schema.namespace, errors: namespaceErrors }],
  ["Node", { apiVersions: ["v1"], type: schema.node, errors: (root) => metaErrors(root, dns1123Subdomain, false) }],
  [
    "ReplicationController",
    { apiVersions: ["v1"], type: schema.replicationController, errors: replicationControllerErrors },
  ],
  ["StatefulSet", { apiVersions: ["apps/v1"], removed: oldApps, type: schema.statefulSet, errors: statefulSetErrors }],
  ["Deployment", { apiVersions: ["apps/v1"], removed: oldApps, type: schema.deployment, errors: deploymentErrors }],
  ["ReplicaSet", { apiVersions: ["apps/v1"], removed: oldApps, type: schema.replicaSet, errors: replicaSetErrors }],
  ["DaemonSet", { apiVersions: ["apps/v1"], removed: oldApps, type: schema.daemonSet, errors: daemonSetErrors }],
  ["Job", { apiVersions: ["batch/v1"], type: schema.job, errors: jobErrors }],
  [
    "CronJob",
    {
      apiVersions: ["batch/v1"],
      removed: { "batch/v1beta1": "1.25", "batch/v2alpha1": "1.21" },
      type: schema.cronJob,
      errors: cronJobErrors,
    },
  ],
  [
    "EndpointSlice",
    {
      apiVersions: ["discovery.k8s.io/v1"],
      removed: { "discovery.k8s.io/v1beta1": "1.25" },
      type: schema.endpointSlice,
      errors: endpointSliceErrors,
    },
  ],
  [
    "Ingress",
    {
      apiVersions: ["networking.k8s.io/v1"],
      removed: { "networking.k8s.io/v1beta1": "1.22", "extensions/v1beta1": "1.22" },
      type: schema.ingress,
      errors: ingressErrors,
    },
  ],
  [
    "NetworkPolicy",
    {
      apiVersions: ["networking.k8s.io/v1"],
      removed: { "extensions/v1beta1": "1.16" },
      type: schema.networkPolicy,
      errors: networkPolicyErrors,
    },
  ],
]);

/**
 * Why the API server refuses to create the object: empty for what it accepts, and for kinds that PodNS does not
 * validate. What cannot be decoded is not validated (status 400); causes of validation are in the API server's words
 * (status 422).
 */
export function validate(apiVersion: string, kind: string, value: JsonValue): readonly FieldError[] {
  const known = kinds.get(kind);
  if (known === undefined) return [];
  if (!known.apiVersions.includes(apiVersion)) return unserved(known, apiVersion, kind);
  const root = rootOf(value);
  const broken = decodeErrors(root, known.type);
  return broken.length > 0 ? broken : [...known.errors(root)];
}

/** True for objects that `validate` checks. */
export function isValidated(apiVersion: string, kind: string): boolean {
  const known = kinds.get(kind);
  return known !== undefined && [...known.apiVersions, ...Object.keys(known.removed ?? {})].includes(apiVersion);
}

/** Another group's kind of the same name is another kind; a removed version of the kind's own group is refused. */
function unserved({ removed = {}, apiVersions: [newest = ""] }: Kind, apiVersion: string, kind: string): FieldError[] {
  const release = Object.hasOwn(removed, apiVersion) ? removed[apiVersion] : undefined;
  if (release === undefined) return [];
  const message = `no matches for kind "${kind}" in version "${apiVersion}": Kubernetes ${release} took it away, use ${newest}`;
  return [{ field: "apiVersion", path: ["apiVersion"], reason: "NotFound", message, removedIn: release }];
}

function* namespaceErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Label, false);
  // Every Namespace carries its name as a label (NamespaceDefaultLabelName).
  const name = at(root, "metadata", "name");
  const key = "kubernetes.io/metadata.name";
  yield* labelErrors({ ...name, field: "metadata.labels", json: { [key]: textOf(name) } });
}
