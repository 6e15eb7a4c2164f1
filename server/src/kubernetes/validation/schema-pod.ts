/**
 * Lists the JSON types of metadata and of a PodSpec's fields (k8s.io/api core/v1 types.go), as far as PodNS reads them.
 */
import { flag, type GoType, int32, int64, list, map, numberOrString, struct, text } from "./decode.ts";

export const objectMeta: GoType = struct("ObjectMeta", {
  name: text,
  generateName: text,
  namespace: text,
  uid: text,
  resourceVersion: text,
  generation: int64,
  creationTimestamp: text,
  deletionTimestamp: text,
  labels: map(text),
  annotations: map(text),
  finalizers: list(text),
  ownerReferences: list(
    struct("OwnerReference", { apiVersion: text, kind: text, name: text, uid: text, controller: flag }),
  ),
});

export const labelSelector: GoType = struct("LabelSelector", {
  matchLabels: map(text),
  matchExpressions: list(struct("LabelSelectorRequirement", { key: text, operator: text, values: list(text) })),
});

const port = struct("ContainerPort", {
  name: text,
  hostPort: int32,
  containerPort: int32,
  protocol: text,
  hostIP: text,
});

const handlers: Readonly<Record<string, GoType>> = {
  exec: struct("ExecAction", { command: list(text) }),
  httpGet: struct("HTTPGetAction", {
    path: text,
    port: numberOrString,
    host: text,
    scheme: text,
    httpHeaders: list(struct("HTTPHeader", { name: text, value: text })),
  }),
  tcpSocket: struct("TCPSocketAction", { port: numberOrString, host: text }),
  grpc: struct("GRPCAction", { port: int32, service: text }),
};

const probe = struct("Probe", {
  ...handlers,
  initialDelaySeconds: int32,
  timeoutSeconds: int32,
  periodSeconds: int32,
  successThreshold: int32,
  failureThreshold: int32,
  terminationGracePeriodSeconds: int64,
});

const keySelector = (name: string): GoType => struct(name, { name: text, key: text, optional: flag });

const variable = struct("EnvVar", {
  name: text,
  value: text,
  valueFrom: struct("EnvVarSource", {
    fieldRef: struct("ObjectFieldSelector", { apiVersion: text, fieldPath: text }),
    resourceFieldRef: struct("ResourceFieldSelector", { containerName: text, resource: text }),
    configMapKeyRef: keySelector("ConfigMapKeySelector"),
    secretKeyRef: keySelector("SecretKeySelector"),
  }),
});

const handler = struct("LifecycleHandler", handlers);

const container = struct("Container", {
  name: text,
  image: text,
  command: list(text),
  args: list(text),
  workingDir: text,
  ports: list(port),
  env: list(variable),
  envFrom: list(struct("EnvFromSource", { prefix: text })),
  resources: struct("ResourceRequirements", { limits: map(numberOrString), requests: map(numberOrString) }),
  volumeMounts: list(struct("VolumeMount", { name: text, readOnly: flag, mountPath: text, subPath: text })),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: struct("Lifecycle", { postStart: handler, preStop: handler }),
  terminationMessagePath: text,
  terminationMessagePolicy: text,
  imagePullPolicy: text,
  restartPolicy: text,
  stdin: flag,
  tty: flag,
  securityContext: struct("SecurityContext", {
    privileged: flag,
    runAsUser: int64,
    runAsGroup: int64,
    runAsNonRoot: flag,
    readOnlyRootFilesystem: flag,
    allowPrivilegeEscalation: flag,
  }),
});

const requirement = struct("NodeSelectorRequirement", { key: text, operator: text, values: list(text) });
const nodeTerm = struct("NodeSelectorTerm", { matchExpressions: list(requirement), matchFields: list(requirement) });
const podTerm = struct("PodAffinityTerm", {
  labelSelector,
  namespaceSelector: labelSelector,
  namespaces: list(text),
  topologyKey: text,
});

const podAffinity = (name: string): GoType =>
  struct(name, {
    requiredDuringSchedulingIgnoredDuringExecution: list(podTerm),
    preferredDuringSchedulingIgnoredDuringExecution: list(
      struct("WeightedPodAffinityTerm", { weight: int32, podAffinityTerm: podTerm }),
    ),
  });

export const podSpec: GoType = struct("PodSpec", {
  volumes: list(struct("Volume", { name: text })),
  initContainers: list(container),
  containers: list(container),
  restartPolicy: text,
  terminationGracePeriodSeconds: int64,
  activeDeadlineSeconds: int64,
  dnsPolicy: text,
  nodeSelector: map(text),
  serviceAccountName: text,
  automountServiceAccountToken: flag,
  nodeName: text,
  hostNetwork: flag,
  hostPID: flag,
  hostIPC: flag,
  shareProcessNamespace: flag,
  hostname: text,
  subdomain: text,
  hostnameOverride: text,
  setHostnameAsFQDN: flag,
  schedulerName: text,
  priorityClassName: text,
  priority: int32,
  runtimeClassName: text,
  enableServiceLinks: flag,
  hostUsers: flag,
  imagePullSecrets: list(struct("LocalObjectReference", { name: text })),
  affinity: struct("Affinity", {
    nodeAffinity: struct("NodeAffinity", {
      requiredDuringSchedulingIgnoredDuringExecution: struct("NodeSelector", { nodeSelectorTerms: list(nodeTerm) }),
      preferredDuringSchedulingIgnoredDuringExecution: list(
        struct("PreferredSchedulingTerm", { weight: int32, preference: nodeTerm }),
      ),
    }),
    podAffinity: podAffinity("PodAffinity"),
    podAntiAffinity: podAffinity("PodAntiAffinity"),
  }),
  tolerations: list(
    struct("Toleration", { key: text, operator: text, value: text, effect: text, tolerationSeconds: int64 }),
  ),
  hostAliases: list(struct("HostAlias", { ip: text, hostnames: list(text) })),
  dnsConfig: struct("PodDNSConfig", {
    nameservers: list(text),
    searches: list(text),
    options: list(struct("PodDNSConfigOption", { name: text, value: text })),
  }),
  readinessGates: list(struct("PodReadinessGate", { conditionType: text })),
  schedulingGates: list(struct("PodSchedulingGate", { name: text })),
});

export const podTemplate: GoType = struct("PodTemplateSpec", { metadata: objectMeta, spec: podSpec });

export const podStatus: GoType = struct("PodStatus", {
  phase: text,
  podIP: text,
  hostIP: text,
  podIPs: list(struct("PodIP", { ip: text })),
  hostIPs: list(struct("HostIP", { ip: text })),
  conditions: list(struct("PodCondition", { type: text, status: text })),
});
