/**
 * Gives kustomize's built-in schema of Kubernetes' types (its OpenAPI of 1.21): which lists merge by which keys, and
 * which kinds have no namespace. A schema that a kustomization brings replaces it.
 */
import type { JsonValue } from "../manifests/read-yaml.ts";

/** The schema of a value. `keys`: the list merges by these; empty: a list of scalars that merges by value. */
export interface Schema {
  readonly keys?: readonly string[];
  /** Of a map's field, or of a list's element. */
  readonly field: (name: string) => Schema | undefined;
}

/** Gives the schema of an object's type; undefined for unknown types. */
export type SchemaOf = (apiVersion: string, kind: string) => Schema | undefined;

interface Shape {
  readonly keys?: readonly string[];
  readonly fields?: () => Readonly<Record<string, Shape>>;
}

const leaf: Shape = {};

function list(fields: Readonly<Record<string, Shape>>, ...keys: readonly string[]): Shape {
  return { keys, fields: () => fields };
}

function map(fields: Readonly<Record<string, Shape>>): Shape {
  return { fields: () => fields };
}

const metadata = map({ finalizers: list({}), ownerReferences: list({}, "uid") });
const conditions = map({ conditions: list({}, "type") });

const ephemeralContainer: Readonly<Record<string, Shape>> = {
  env: list({}, "name"),
  volumeDevices: list({}, "devicePath"),
  volumeMounts: list({}, "mountPath"),
};
const container: Readonly<Record<string, Shape>> = {
  ...ephemeralContainer,
  ports: list({}, "containerPort", "protocol"),
};
const podSpec = map({
  containers: list(container, "name"),
  ephemeralContainers: list(ephemeralContainer, "name"),
  hostAliases: list({}, "ip"),
  imagePullSecrets: list({}, "name"),
  initContainers: list(container, "name"),
  topologySpreadConstraints: list({}, "topologyKey", "whenUnsatisfiable"),
  volumes: list({}, "name"),
});
const podTemplate = map({ metadata, spec: podSpec });
const workload: Readonly<Record<string, Shape>> = { spec: map({ template: podTemplate }), status: conditions };
const webhooks: Readonly<Record<string, Shape>> = { webhooks: list({}, "name") };

/** By kind, below the metadata that all have. */
const shapes: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  APIService: { status: conditions },
  CSINode: { spec: map({ drivers: list({}, "name") }) },
  ComponentStatus: { conditions: list({}, "type") },
  CronJob: { spec: map({ jobTemplate: map({ metadata, spec: map({ template: podTemplate }) }) }) },
  DaemonSet: workload,
  Deployment: workload,
  Job: workload,
  MutatingWebhookConfiguration: webhooks,
  Namespace: { status: conditions },
  Node: {
    spec: map({ podCIDRs: list({}) }),
    status: map({ addresses: list({}, "type"), conditions: list({}, "type") }),
  },
  PersistentVolumeClaim: { status: conditions },
  Pod: { spec: podSpec, status: map({ conditions: list({}, "type"), podIPs: list({}, "ip") }) },
  PodDisruptionBudget: { status: conditions },
  PodTemplate: { template: podTemplate },
  ReplicaSet: workload,
  ReplicationController: workload,
  Service: { spec: map({ ports: list({}, "port", "protocol") }), status: conditions },
  ServiceAccount: { secrets: list({}, "name") },
  StatefulSet: workload,
  ValidatingWebhookConfiguration: webhooks,
};

/** The types of Kubernetes 1.21 by apiVersion; a `*` marks those without namespace. */
const types: Readonly<Record<string, string>> = {
  "admissionregistration.k8s.io/v1": "*MutatingWebhookConfiguration *ValidatingWebhookConfiguration",
  "admissionregistration.k8s.io/v1beta1": "*MutatingWebhookConfiguration *ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/v1": "*CustomResourceDefinition",
  "apiextensions.k8s.io/v1beta1": "*CustomResourceDefinition",
  "apiregistration.k8s.io/v1": "*APIService",
  "apiregistration.k8s.io/v1beta1": "*APIService",
  "apps/v1": "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
  "authentication.k8s.io/v1": "TokenRequest TokenReview",
  "authentication.k8s.io/v1beta1": "TokenReview",
  "authorization.k8s.io/v1":
    "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
  "authorization.k8s.io/v1beta1":
    "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
  "autoscaling/v1": "HorizontalPodAutoscaler",
  "autoscaling/v2beta1": "HorizontalPodAutoscaler",
  "autoscaling/v2beta2": "HorizontalPodAutoscaler",
  "batch/v1": "CronJob Job",
  "batch/v1beta1": "CronJob",
  "certificates.k8s.io/v1": "*CertificateSigningRequest",
  "certificates.k8s.io/v1beta1": "*CertificateSigningRequest",
  "coordination.k8s.io/v1": "Lease",
  "coordination.k8s.io/v1beta1": "Lease",
  "discovery.k8s.io/v1": "EndpointSlice",
  "discovery.k8s.io/v1beta1": "EndpointSlice",
  "events.k8s.io/v1": "Event",
  "events.k8s.io/v1beta1": "Event",
  "extensions/v1beta1": "Ingress",
  "flowcontrol.apiserver.k8s.io/v1beta1": "*FlowSchema *PriorityLevelConfiguration",
  "networking.k8s.io/v1": "Ingress *IngressClass NetworkPolicy",
  "networking.k8s.io/v1beta1": "Ingress *IngressClass",
  "node.k8s.io/v1": "*RuntimeClass",
  "node.k8s.io/v1beta1": "*RuntimeClass",
  "policy/v1": "PodDisruptionBudget",
  "policy/v1beta1": "Eviction PodDisruptionBudget *PodSecurityPolicy",
  "rbac.authorization.k8s.io/v1": "*ClusterRole *ClusterRoleBinding Role RoleBinding",
  "rbac.authorization.k8s.io/v1beta1": "*ClusterRole *ClusterRoleBinding Role RoleBinding",
  "scheduling.k8s.io/v1": "*PriorityClass",
  "scheduling.k8s.io/v1beta1": "*PriorityClass",
  "storage.k8s.io/v1": "*CSIDriver *CSINode *StorageClass *VolumeAttachment",
  "storage.k8s.io/v1beta1": "*CSIDriver *CSINode CSIStorageCapacity *StorageClass *VolumeAttachment",
  v1: "Binding *ComponentStatus ConfigMap Endpoints Event LimitRange *Namespace *Node *PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount",
};

const known: ReadonlyMap<string, boolean> = new Map(
  Object.entries(types).flatMap(([apiVersion, kinds]) =>
    kinds.split(" ").map((kind): [string, boolean] => [`${apiVersion} ${kind.replace("*", "")}`, kind.startsWith("*")]),
  ),
);

/** True for kinds without namespace in kustomize's built-in schema. */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  return known.get(`${apiVersion} ${kind}`) ?? false;
}

/** The types of kustomize's built-in schema. */
export const builtInSchema: SchemaOf = (apiVersion, kind) =>
  known.has(`${apiVersion} ${kind}`) ? schemaOfShape({ fields: () => ({ metadata, ...shapes[kind] }) }) : undefined;

function schemaOfShape(shape: Shape): Schema {
  return {
    ...(shape.keys === undefined ? {} : { keys: shape.keys }),
    field: (name) => {
      const fields = shape.fields?.() ?? {};
      return schemaOfShape((Object.hasOwn(fields, name) ? fields[name] : undefined) ?? leaf);
    },
  };
}

/** The types of an OpenAPI document (field `openapi.path`); undefined when the text is not one. */
export function readSchema(value: JsonValue): SchemaOf | undefined {
  const definitions = child(value, "definitions");
  if (definitions === undefined || typeof definitions !== "object" || definitions === null) return undefined;
  const byType = new Map<string, JsonValue>();
  for (const definition of Object.values(definitions)) {
    const kinds = child(definition, "x-kubernetes-group-version-kind");
    for (const gvk of Array.isArray(kinds) ? kinds : []) {
      const [group, version, kind] = [child(gvk, "group"), child(gvk, "version"), child(gvk, "kind")];
      byType.set(`${group ? `${String(group)}/` : ""}${String(version)} ${String(kind)}`, definition);
    }
  }
  return (apiVersion, kind) => {
    const found = byType.get(`${apiVersion} ${kind}`);
    return found === undefined ? undefined : openApiSchema(found, definitions);
  };
}

function openApiSchema(value: JsonValue, definitions: JsonValue): Schema {
  const strategies = String(child(value, "x-kubernetes-patch-strategy") ?? "").split(",");
  const mapKeys = child(value, "x-kubernetes-list-map-keys");
  const mergeKey = child(value, "x-kubernetes-patch-merge-key");
  const keys = Array.isArray(mapKeys) ? mapKeys.map(String) : typeof mergeKey === "string" ? [mergeKey] : [];
  const inner = resolve(value, definitions);
  return {
    ...(strategies.includes("merge") ? { keys } : {}),
    field: (name) => {
      const element = child(inner, "type") === "array" ? resolve(child(inner, "items"), definitions) : inner;
      const found = child(child(element, "properties"), name) ?? child(element, "additionalProperties");
      return found === undefined || typeof found !== "object" ? undefined : openApiSchema(found, definitions);
    },
  };
}

function resolve(value: JsonValue | undefined, definitions: JsonValue): JsonValue | undefined {
  let at = value;
  for (let steps = 0; steps < 50; steps++) {
    const reference = child(at, "$ref");
    if (typeof reference !== "string") return at;
    at = child(definitions, reference.slice(reference.lastIndexOf("/") + 1));
  }
  return undefined;
}

function child(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as { readonly [name: string]: JsonValue })[key] : undefined;
}
