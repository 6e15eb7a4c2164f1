/**
 * Defines what the engine needs of each Kubernetes kind, as the manifest states it (no defaults filled in, no
 * positions). Field names are those of the Kubernetes API. Absent fields are absent properties.
 */

export type Labels = Readonly<Record<string, string>>;

/** metav1.ObjectMeta, the part that bears on DNS. `namespace` is absent when the manifest does not state it. */
export interface ObjectMeta {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** The owner with `controller: true`, if any. */
  readonly controller?: OwnerReference;
  /** RFC 3339; its presence means that the object is being deleted. */
  readonly deletionTimestamp?: string;
  readonly uid?: string;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
}

export type IpFamily = "IPv4" | "IPv6";
export type Protocol = "TCP" | "UDP" | "SCTP";

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: Protocol;
  readonly port: number;
  /** A number, or a container port's name. */
  readonly targetPort?: number | string;
  readonly nodePort?: number;
}

/** core/v1 Service. */
export interface ServiceObject {
  readonly kind: "Service";
  readonly meta: ObjectMeta;
  readonly type?: string;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  /** Absent and `{}` differ here, although both select nothing (k8s.io/endpointslice). */
  readonly selector?: Labels;
  readonly ports: readonly ServicePort[];
  readonly externalName?: string;
  readonly publishNotReadyAddresses: boolean;
}

export interface SelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** metav1.LabelSelector. A ReplicationController's plain map is read as `matchLabels`. */
export interface LabelSelector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly SelectorRequirement[];
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: Protocol;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports: readonly ContainerPort[];
  /** Only on init containers: `Always` makes a sidecar. */
  readonly restartPolicy?: string;
}

/** A ConfigMap or Secret of the Pod's namespace whose contents its containers get as variables or files. */
export interface ConfigRead {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  /** The containers that get them, by name; never empty. */
  readonly containers: readonly string[];
}

export interface PodDnsConfig {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly { readonly name: string; readonly value?: string }[];
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  /** For how long a NoExecute taint is tolerated; absent: for ever. */
  readonly tolerationSeconds?: number;
}

export interface NodeSelectorTerm {
  readonly matchExpressions: readonly SelectorRequirement[];
  readonly matchFields: readonly SelectorRequirement[];
}

/** core/v1 PodSpec, the part that bears on names, endpoints and resolv.conf. */
export interface PodSpec {
  readonly hostname?: string;
  readonly subdomain?: string;
  readonly hostnameOverride?: string;
  readonly setHostnameAsFQDN: boolean;
  readonly hostNetwork: boolean;
  readonly dnsPolicy?: string;
  readonly dnsConfig?: PodDnsConfig;
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly nodeName?: string;
  readonly nodeSelector: Labels;
  /** requiredDuringSchedulingIgnoredDuringExecution: the terms are alternatives. Absent: no requirement. */
  readonly nodeAffinity?: readonly NodeSelectorTerm[];
  readonly tolerations: readonly Toleration[];
  readonly schedulingGates: number;
  readonly restartPolicy?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  /** Absent: none. */
  readonly reads?: readonly ConfigRead[];
}

/** PodTemplateSpec. Its metadata has no name of its own. */
export interface PodTemplate {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: PodSpec;
}

/** core/v1 PodStatus, present when the manifest is a dump of a live cluster. */
export interface PodStatus {
  readonly phase?: string;
  readonly podIP?: string;
  readonly podIPs: readonly string[];
  readonly hostIP?: string;
  readonly hostIPs: readonly string[];
  /** Condition `Ready`; absent when the status does not hold it. */
  readonly ready?: boolean;
}

export interface PodObject {
  readonly kind: "Pod";
  readonly meta: ObjectMeta;
  readonly spec: PodSpec;
  readonly status?: PodStatus;
}

export type WorkloadKind =
  | "StatefulSet"
  | "Deployment"
  | "ReplicaSet"
  | "ReplicationController"
  | "DaemonSet"
  | "Job"
  | "CronJob";

/** What a controller wrote into a workload's status: it has been seen by the controller of a live cluster. */
export interface WorkloadStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
}

/** How a changed template reaches the Pods. */
export interface UpdateStrategy {
  /** RollingUpdate, OnDelete, Recreate. */
  readonly type?: string;
  readonly partition?: number;
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
}

/**
 * Every kind that makes Pods from a template. Fields that a kind does not have are absent.
 * `template` is absent when the manifest has none: such a document is a patch or incomplete, never a workload.
 */
export interface WorkloadObject {
  readonly kind: WorkloadKind;
  readonly meta: ObjectMeta;
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
  readonly status?: WorkloadStatus;
  /** StatefulSet. */
  readonly serviceName?: string;
  readonly ordinalsStart?: number;
  readonly podManagementPolicy?: string;
  readonly minReadySeconds?: number;
  /** `updateStrategy` of StatefulSet and DaemonSet, `strategy` of Deployment, with the fields of its rollingUpdate. */
  readonly updateStrategy?: UpdateStrategy;
  /** Job, and a CronJob's jobTemplate. */
  readonly completions?: number;
  readonly parallelism?: number;
  readonly completionMode?: string;
  readonly suspend?: boolean;
  /** CronJob: the jobTemplate's metadata.labels. */
  readonly jobLabels?: Labels;
}

export interface EndpointPort {
  /** Absent and `""` are both the unnamed port. */
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: Protocol;
}

export interface ObjectReference {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface SliceEndpoint {
  readonly addresses: readonly string[];
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  /** Conditions as written; absent `ready` counts as ready (CoreDNS plugin/kubernetes/object/endpoint.go). */
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
  readonly targetRef?: ObjectReference;
}

/** discovery.k8s.io EndpointSlice. */
export interface EndpointSliceObject {
  readonly kind: "EndpointSlice";
  readonly meta: ObjectMeta;
  readonly addressType?: string;
  readonly endpoints: readonly SliceEndpoint[];
  readonly ports: readonly EndpointPort[];
}

export interface EndpointAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: ObjectReference;
}

/** core/v1 Endpoints. */
export interface EndpointsObject {
  readonly kind: "Endpoints";
  readonly meta: ObjectMeta;
  readonly subsets: readonly {
    readonly addresses: readonly EndpointAddress[];
    readonly notReadyAddresses: readonly EndpointAddress[];
    readonly ports: readonly EndpointPort[];
  }[];
}

export interface NamespaceObject {
  readonly kind: "Namespace";
  readonly meta: ObjectMeta;
}

export interface NodeObject {
  readonly kind: "Node";
  readonly meta: ObjectMeta;
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly unschedulable: boolean;
  readonly ready?: boolean;
}

export interface IngressObject {
  readonly kind: "Ingress";
  readonly meta: ObjectMeta;
  /** The Services that its backends name. */
  readonly backends: readonly { readonly service: string; readonly port?: number | string }[];
}

export interface ConfigMapObject {
  readonly kind: "ConfigMap";
  readonly meta: ObjectMeta;
  readonly data: Labels;
}

/** multicluster.x-k8s.io ServiceImport (KEP-1645). */
export interface ServiceImportObject {
  readonly kind: "ServiceImport";
  readonly meta: ObjectMeta;
  readonly type?: string;
  readonly ips: readonly string[];
  readonly ports: readonly ServicePort[];
}

/** Any object of another kind or API group: recognised, kept by identity, never judged. */
export interface OtherObject {
  readonly kind: "Other";
  readonly apiVersion: string;
  /** The kind as written. */
  readonly otherKind: string;
  readonly meta: ObjectMeta;
}

export type KubeObject =
  | ServiceObject
  | PodObject
  | WorkloadObject
  | EndpointSliceObject
  | EndpointsObject
  | NamespaceObject
  | NodeObject
  | IngressObject
  | ConfigMapObject
  | ServiceImportObject
  | OtherObject;
