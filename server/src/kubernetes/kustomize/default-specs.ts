/** Lists kustomize's built-in field specs (api/internal/konfig/builtinpluginconsts, 5.8), as data. */
import type { FieldSpec } from "./field-spec.ts";
import type { Gvk } from "./resource.ts";

/** The fields that name objects of a kind. */
export interface NameReference extends Gvk {
  readonly referrers: readonly FieldSpec[];
}

/** Everything that `configurations` may add to. */
export interface Config {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

type Where = Partial<Gvk>;

function spec(path: string, where: Where = {}, create = false): FieldSpec {
  return { group: "", version: "", kind: "", ...where, path, create };
}

/** The same paths for several kinds. */
function specs(kinds: string, paths: readonly string[], where: Where = {}, create = false): readonly FieldSpec[] {
  return kinds.split(" ").flatMap((kind) => paths.map((path) => spec(path, { ...where, kind }, create)));
}

function below(prefix: string, paths: readonly string[]): readonly string[] {
  return paths.map((path) => `${prefix}/${path}`);
}

const template = "spec/template/spec";
const jobTemplate = "spec/jobTemplate/spec/template/spec";

/** A path inside a Pod's spec, in every kind that has one; the kinds differ from field to field. */
function inPods(paths: readonly string[], withReplicaSets: boolean): readonly FieldSpec[] {
  if (withReplicaSets) {
    return [
      ...specs("Pod", below("spec", paths), { version: "v1" }),
      ...specs("PodTemplate", below("template/spec", paths)),
      ...specs("Deployment ReplicaSet DaemonSet StatefulSet Job", below(template, paths)),
      ...specs("CronJob", below(jobTemplate, paths)),
    ];
  }
  return [
    ...specs("Pod", below("spec", paths)),
    ...specs("StatefulSet Deployment ReplicationController Job DaemonSet", below(template, paths)),
    ...specs("CronJob", below(jobTemplate, paths)),
  ];
}

function reference(target: Where, referrers: readonly FieldSpec[]): NameReference {
  return { group: "", version: "", kind: "", ...target, referrers };
}

const rbac = { group: "rbac.authorization.k8s.io" };
const scaleTarget = specs("HorizontalPodAutoscaler", ["spec/scaleTargetRef/name"]);

const configMapFields = [
  "volumes/configMap/name",
  "containers/env/valueFrom/configMapKeyRef/name",
  "initContainers/env/valueFrom/configMapKeyRef/name",
  "containers/envFrom/configMapRef/name",
  "initContainers/envFrom/configMapRef/name",
  "volumes/projected/sources/configMap/name",
];
const secretFields = [
  "volumes/secret/secretName",
  "containers/env/valueFrom/secretKeyRef/name",
  "initContainers/env/valueFrom/secretKeyRef/name",
  "containers/envFrom/secretRef/name",
  "initContainers/envFrom/secretRef/name",
  "imagePullSecrets/name",
  "volumes/projected/sources/secret/name",
];

const nameReference: readonly NameReference[] = [
  reference({ kind: "Deployment" }, scaleTarget),
  reference({ kind: "ReplicationController" }, scaleTarget),
  reference({ kind: "ReplicaSet" }, scaleTarget),
  reference({ kind: "StatefulSet" }, scaleTarget),
  reference({ kind: "ConfigMap", version: "v1" }, [
    ...inPods(configMapFields, true),
    spec("spec/configSource/configMap", { kind: "Node" }),
    ...specs("Role ClusterRole", ["rules/resourceNames"]),
    spec("metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", { kind: "Ingress" }),
  ]),
  reference({ kind: "Secret", version: "v1" }, [
    ...inPods(secretFields, true),
    ...specs("Ingress", [
      "spec/tls/secretName",
      "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
      "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
      "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
    ]),
    spec("imagePullSecrets/name", { kind: "ServiceAccount" }),
    ...specs("StorageClass", below("parameters", ["secretName", "adminSecretName", "userSecretName", "secretRef"])),
    ...specs("Role ClusterRole", ["rules/resourceNames"]),
    spec("spec/template/spec/containers/env/valueFrom/secretKeyRef/name", {
      kind: "Service",
      group: "serving.knative.dev",
      version: "v1",
    }),
    spec("spec/azureFile/secretName", { kind: "PersistentVolume" }),
  ]),
  reference({ kind: "Service", version: "v1" }, [
    spec("spec/serviceName", { kind: "StatefulSet", group: "apps" }),
    ...specs("Ingress", [
      "spec/rules/http/paths/backend/serviceName",
      "spec/backend/serviceName",
      "spec/rules/http/paths/backend/service/name",
      "spec/defaultBackend/service/name",
    ]),
    spec("spec/service/name", { kind: "APIService", group: "apiregistration.k8s.io" }),
    ...specs("ValidatingWebhookConfiguration MutatingWebhookConfiguration", ["webhooks/clientConfig/service"], {
      group: "admissionregistration.k8s.io",
    }),
  ]),
  reference({ kind: "Role", ...rbac }, specs("RoleBinding", ["roleRef/name"], rbac)),
  reference({ kind: "ClusterRole", ...rbac }, specs("RoleBinding ClusterRoleBinding", ["roleRef/name"], rbac)),
  reference({ kind: "ServiceAccount", version: "v1" }, [
    ...specs("RoleBinding ClusterRoleBinding", ["subjects"], rbac),
    ...inPods(["serviceAccountName"], false),
  ]),
  reference(
    { kind: "PersistentVolumeClaim", version: "v1" },
    inPods(["volumes/persistentVolumeClaim/claimName"], false),
  ),
  reference({ kind: "PersistentVolume", version: "v1" }, [
    spec("spec/volumeName", { kind: "PersistentVolumeClaim" }),
    spec("rules/resourceNames", { kind: "ClusterRole" }),
  ]),
  reference({ kind: "StorageClass", version: "v1", group: "storage.k8s.io" }, [
    ...specs("PersistentVolume PersistentVolumeClaim", ["spec/storageClassName"]),
    spec("spec/volumeClaimTemplates/spec/storageClassName", { kind: "StatefulSet" }),
  ]),
  reference({ kind: "PriorityClass", version: "v1", group: "scheduling.k8s.io" }, inPods(["priorityClassName"], false)),
  // kustomize has this wrong group: it matches no object.
  reference(
    { kind: "IngressClass", version: "v1", group: "networking.k8s.io/v1" },
    specs("Ingress", ["spec/ingressClassName"]),
  ),
  reference({ kind: "ValidatingAdmissionPolicy", group: "admissionregistration.k8s.io" }, [
    spec("spec/policyName", { kind: "ValidatingAdmissionPolicyBinding", group: "admissionregistration.k8s.io" }),
  ]),
];

const templateLabels: readonly FieldSpec[] = [
  spec("metadata/labels", {}, true),
  spec("spec/template/metadata/labels", { version: "v1", kind: "ReplicationController" }, true),
  ...specs("Deployment ReplicaSet DaemonSet", ["spec/template/metadata/labels"], {}, true),
  ...specs(
    "StatefulSet",
    ["spec/template/metadata/labels", "spec/volumeClaimTemplates[]/metadata/labels"],
    { group: "apps" },
    true,
  ),
  spec("spec/template/metadata/labels", { group: "batch", kind: "Job" }, true),
  ...specs(
    "CronJob",
    ["spec/jobTemplate/metadata/labels", "spec/jobTemplate/spec/template/metadata/labels"],
    { group: "batch" },
    true,
  ),
];

const affinity = ["podAffinity", "podAntiAffinity"].flatMap((kind) => [
  `affinity/${kind}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `affinity/${kind}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

const commonLabels: readonly FieldSpec[] = [
  ...specs("Service ReplicationController", ["spec/selector"], { version: "v1" }, true),
  ...specs("Deployment ReplicaSet DaemonSet", ["spec/selector/matchLabels"], {}, true),
  spec("spec/selector/matchLabels", { group: "apps", kind: "StatefulSet" }, true),
  ...specs(
    "Deployment StatefulSet",
    below(template, [...affinity, "topologySpreadConstraints/labelSelector/matchLabels"]),
    { group: "apps" },
  ),
  spec("spec/selector/matchLabels", { group: "batch", kind: "Job" }),
  spec("spec/jobTemplate/spec/selector/matchLabels", { group: "batch", kind: "CronJob" }),
  spec("spec/selector/matchLabels", { group: "policy", kind: "PodDisruptionBudget" }),
  ...specs(
    "NetworkPolicy",
    [
      "spec/podSelector/matchLabels",
      "spec/ingress/from/podSelector/matchLabels",
      "spec/egress/to/podSelector/matchLabels",
    ],
    { group: "networking.k8s.io" },
  ),
  ...templateLabels,
];

const commonAnnotations: readonly FieldSpec[] = [
  spec("metadata/annotations", {}, true),
  spec("spec/template/metadata/annotations", { version: "v1", kind: "ReplicationController" }, true),
  ...specs("Deployment ReplicaSet DaemonSet StatefulSet", ["spec/template/metadata/annotations"], {}, true),
  spec("spec/template/metadata/annotations", { group: "batch", kind: "Job" }, true),
  ...specs(
    "CronJob",
    ["spec/jobTemplate/metadata/annotations", "spec/jobTemplate/spec/template/metadata/annotations"],
    { group: "batch" },
    true,
  ),
];

const varFields = ["containers", "initContainers"].flatMap((list) =>
  ["args", "command", "env/value", "volumeMounts/mountPath"].map((field) => `${list}/${field}`),
);

const varReference: readonly FieldSpec[] = [
  ...specs("CronJob", [...below(jobTemplate, varFields), "spec/jobTemplate/spec/template/volumes/nfs/server"]),
  ...specs("DaemonSet Deployment Job ReplicaSet", below(template, [...varFields, "volumes/nfs/server"])),
  spec("spec/template/metadata/annotations", { kind: "Deployment" }),
  ...specs("Ingress", ["spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"]),
  ...specs("Pod", below("spec", [...varFields, "volumes/nfs/server"])),
  ...specs("Service", ["spec/ports/port", "spec/ports/targetPort"]),
  ...specs("StatefulSet", [...below(template, varFields), "spec/volumeClaimTemplates/spec/nfs/server"]),
  spec("spec/nfs/server", { kind: "PersistentVolume" }),
  spec("metadata/labels"),
  spec("metadata/annotations"),
];

const imageFields = ["containers[]/image", "initContainers[]/image", "volumes[]/image/reference"];

/** The field specs without any `configurations`. */
export const defaultConfig: Config = {
  namePrefix: [spec("metadata/name")],
  nameSuffix: [spec("metadata/name")],
  namespace: [
    spec("metadata/name", { kind: "Namespace" }, true),
    spec("spec/service/namespace", { group: "apiregistration.k8s.io", kind: "APIService" }, true),
    spec("spec/conversion/webhook/clientConfig/service/namespace", {
      group: "apiextensions.k8s.io",
      kind: "CustomResourceDefinition",
    }),
  ],
  commonLabels,
  labels: [],
  templateLabels,
  commonAnnotations,
  nameReference,
  varReference,
  images: [...below("spec", imageFields), ...below(template, imageFields)].map((path) => spec(path, {}, true)),
  replicas: specs("Deployment ReplicationController ReplicaSet StatefulSet", ["spec/replicas"], {}, true),
};
