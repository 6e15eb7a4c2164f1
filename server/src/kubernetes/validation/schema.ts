/** Lists the JSON types of each kind's fields (k8s.io/api types.go), as far as PodNS reads them. */
import { flag, type GoType, int32, int64, list, map, numberOrString, struct, text } from "./decode.ts";
import { labelSelector, objectMeta, podSpec, podStatus, podTemplate } from "./schema-pod.ts";

const typed = (name: string, fields: Readonly<Record<string, GoType>>): GoType =>
  struct(name, { apiVersion: text, kind: text, metadata: objectMeta, ...fields });

export const service: GoType = typed("Service", {
  spec: struct("ServiceSpec", {
    type: text,
    clusterIP: text,
    clusterIPs: list(text),
    ipFamilies: list(text),
    ipFamilyPolicy: text,
    selector: map(text),
    ports: list(
      struct("ServicePort", {
        name: text,
        protocol: text,
        appProtocol: text,
        port: int32,
        targetPort: numberOrString,
        nodePort: int32,
      }),
    ),
    externalName: text,
    externalIPs: list(text),
    sessionAffinity: text,
    sessionAffinityConfig: struct("SessionAffinityConfig", {
      clientIP: struct("ClientIPConfig", { timeoutSeconds: int32 }),
    }),
    loadBalancerIP: text,
    loadBalancerClass: text,
    loadBalancerSourceRanges: list(text),
    externalTrafficPolicy: text,
    internalTrafficPolicy: text,
    trafficDistribution: text,
    healthCheckNodePort: int32,
    publishNotReadyAddresses: flag,
    allocateLoadBalancerNodePorts: flag,
  }),
});

export const pod: GoType = typed("Pod", { spec: podSpec, status: podStatus });

const rolling = (name: string): GoType =>
  struct(name, { partition: int32, maxUnavailable: numberOrString, maxSurge: numberOrString });

export const statefulSet: GoType = typed("StatefulSet", {
  spec: struct("StatefulSetSpec", {
    replicas: int32,
    selector: labelSelector,
    template: podTemplate,
    volumeClaimTemplates: list(struct("PersistentVolumeClaim", { metadata: objectMeta })),
    serviceName: text,
    podManagementPolicy: text,
    updateStrategy: struct("StatefulSetUpdateStrategy", {
      type: text,
      rollingUpdate: rolling("RollingUpdateStatefulSetStrategy"),
    }),
    revisionHistoryLimit: int32,
    minReadySeconds: int32,
    ordinals: struct("StatefulSetOrdinals", { start: int32 }),
  }),
});

export const deployment: GoType = typed("Deployment", {
  spec: struct("DeploymentSpec", {
    replicas: int32,
    selector: labelSelector,
    template: podTemplate,
    strategy: struct("DeploymentStrategy", { type: text, rollingUpdate: rolling("RollingUpdateDeployment") }),
    minReadySeconds: int32,
    revisionHistoryLimit: int32,
    paused: flag,
    progressDeadlineSeconds: int32,
  }),
});

export const replicaSet: GoType = typed("ReplicaSet", {
  spec: struct("ReplicaSetSpec", {
    replicas: int32,
    minReadySeconds: int32,
    selector: labelSelector,
    template: podTemplate,
  }),
});

export const daemonSet: GoType = typed("DaemonSet", {
  spec: struct("DaemonSetSpec", {
    selector: labelSelector,
    template: podTemplate,
    updateStrategy: struct("DaemonSetUpdateStrategy", { type: text, rollingUpdate: rolling("RollingUpdateDaemonSet") }),
    minReadySeconds: int32,
    revisionHistoryLimit: int32,
  }),
});

export const replicationController: GoType = typed("ReplicationController", {
  spec: struct("ReplicationControllerSpec", {
    replicas: int32,
    minReadySeconds: int32,
    selector: map(text),
    template: podTemplate,
  }),
});

const jobSpec = struct("JobSpec", {
  parallelism: int32,
  completions: int32,
  activeDeadlineSeconds: int64,
  backoffLimit: int32,
  backoffLimitPerIndex: int32,
  maxFailedIndexes: int32,
  selector: labelSelector,
  manualSelector: flag,
  template: podTemplate,
  ttlSecondsAfterFinished: int32,
  completionMode: text,
  suspend: flag,
});

export const job: GoType = typed("Job", { spec: jobSpec });

export const cronJob: GoType = typed("CronJob", {
  spec: struct("CronJobSpec", {
    schedule: text,
    timeZone: text,
    startingDeadlineSeconds: int64,
    concurrencyPolicy: text,
    suspend: flag,
    jobTemplate: struct("JobTemplateSpec", { metadata: objectMeta, spec: jobSpec }),
    successfulJobsHistoryLimit: int32,
    failedJobsHistoryLimit: int32,
  }),
});

const reference = struct("ObjectReference", { kind: text, namespace: text, name: text });

export const endpointSlice: GoType = typed("EndpointSlice", {
  addressType: text,
  endpoints: list(
    struct("Endpoint", {
      addresses: list(text),
      conditions: struct("EndpointConditions", { ready: flag, serving: flag, terminating: flag }),
      hostname: text,
      targetRef: reference,
      nodeName: text,
      zone: text,
      deprecatedTopology: map(text),
    }),
  ),
  ports: list(struct("EndpointPort", { name: text, protocol: text, port: int32, appProtocol: text })),
});

const endpointAddress = struct("EndpointAddress", { ip: text, hostname: text, nodeName: text, targetRef: reference });

export const endpoints: GoType = typed("Endpoints", {
  subsets: list(
    struct("EndpointSubset", {
      addresses: list(endpointAddress),
      notReadyAddresses: list(endpointAddress),
      ports: list(struct("EndpointPort", { name: text, port: int32, protocol: text, appProtocol: text })),
    }),
  ),
});

export const namespace: GoType = typed("Namespace", { spec: struct("NamespaceSpec", { finalizers: list(text) }) });

export const node: GoType = typed("Node", {});

const backend = struct("IngressBackend", {
  service: struct("IngressServiceBackend", {
    name: text,
    port: struct("ServiceBackendPort", { name: text, number: int32 }),
  }),
});

export const ingress: GoType = typed("Ingress", {
  spec: struct("IngressSpec", {
    ingressClassName: text,
    defaultBackend: backend,
    tls: list(struct("IngressTLS", { hosts: list(text), secretName: text })),
    rules: list(
      struct("IngressRule", {
        host: text,
        http: struct("HTTPIngressRuleValue", {
          paths: list(struct("HTTPIngressPath", { path: text, pathType: text, backend })),
        }),
      }),
    ),
  }),
});

const policyPort = struct("NetworkPolicyPort", { protocol: text, port: numberOrString, endPort: int32 });
const peer = struct("NetworkPolicyPeer", {
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: struct("IPBlock", { cidr: text, except: list(text) }),
});

export const networkPolicy: GoType = typed("NetworkPolicy", {
  spec: struct("NetworkPolicySpec", {
    podSelector: labelSelector,
    ingress: list(struct("NetworkPolicyIngressRule", { ports: list(policyPort), from: list(peer) })),
    egress: list(struct("NetworkPolicyEgressRule", { ports: list(policyPort), to: list(peer) })),
    policyTypes: list(text),
  }),
});
