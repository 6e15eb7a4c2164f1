/** Makes random clusters: manifests as people write them, from few names so that they meet. It does not judge them. */
import fc from "fast-check";

/** One object of a manifest. */
export type Manifest = Readonly<Record<string, unknown>>;

const apps = ["web", "db", "queue"] as const;
const app = fc.constantFrom(...apps);
const namespace = fc.constantFrom("default", "shop");
const portName = fc.constantFrom("http", "grpc", "dns");
const protocol = fc.constantFrom("TCP", "UDP");

const containerPorts = fc.uniqueArray(
  fc.record({ name: portName, containerPort: fc.constantFrom(80, 53, 9090), protocol }),
  { maxLength: 3, selector: ({ name }) => name },
);

/** A key is there, or is not. */
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });

const podSpec = fc
  .record({
    ports: containerPorts,
    sidecarPorts: containerPorts,
    isSidecar: fc.boolean(),
    hostname: maybe(fc.constantFrom("own", "web-0", "a")),
    subdomain: maybe(fc.constantFrom("web", "db-headless", "queue")),
    setHostnameAsFQDN: maybe(fc.boolean()),
  })
  .map(({ ports, sidecarPorts, isSidecar, hostname, subdomain, setHostnameAsFQDN }) =>
    defined({
      hostname,
      subdomain,
      setHostnameAsFQDN,
      containers: [{ name: "c", image: "nginx", ports }],
      initContainers: [
        defined({ name: "i", image: "nginx", ports: sidecarPorts, restartPolicy: isSidecar ? "Always" : undefined }),
      ],
    }),
  );

const template = fc.tuple(app, podSpec).map(([label, spec]) => ({ metadata: { labels: { app: label } }, spec }));

type Template = ReturnType<typeof templateFor>;
const templateFor = (label: string, spec: Manifest) => ({ metadata: { labels: { app: label } }, spec });

const workload = fc
  .record({
    kind: fc.constantFrom(
      "StatefulSet",
      "StatefulSet",
      "Deployment",
      "ReplicaSet",
      "DaemonSet",
      "Job",
      "ReplicationController",
    ),
    name: fc.constantFrom("web", "db", "queue", "cache", "mail"),
    namespace,
    template,
    replicas: maybe(fc.integer({ min: 0, max: 4 })),
    start: maybe(fc.integer({ min: 0, max: 3 })),
    serviceName: maybe(fc.constantFrom("web", "db", "db-headless", "nothing", "")),
    completions: maybe(fc.integer({ min: 1, max: 3 })),
    parallelism: maybe(fc.integer({ min: 1, max: 3 })),
    isIndexed: fc.boolean(),
  })
  .map((made): Manifest => workloadOf(made));

interface MadeWorkload {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly template: Template;
  readonly replicas: number | undefined;
  readonly start: number | undefined;
  readonly serviceName: string | undefined;
  readonly completions: number | undefined;
  readonly parallelism: number | undefined;
  readonly isIndexed: boolean;
}

function workloadOf(made: MadeWorkload): Manifest {
  const { kind, name, namespace, template, replicas } = made;
  const metadata = { name, namespace };
  const matchLabels = template.metadata.labels;
  switch (kind) {
    case "StatefulSet": {
      const ordinals = made.start === undefined ? undefined : { start: made.start };
      const spec = { replicas, ordinals, serviceName: made.serviceName, selector: { matchLabels }, template };
      return { apiVersion: "apps/v1", kind, metadata, spec: defined(spec) };
    }
    case "Job": {
      const completionMode = made.isIndexed ? "Indexed" : undefined;
      const completions = made.isIndexed ? (made.completions ?? 2) : made.completions;
      const own = { ...template, spec: { ...template.spec, restartPolicy: "Never" } };
      const spec = { completions, parallelism: made.parallelism, completionMode, template: own };
      return { apiVersion: "batch/v1", kind, metadata, spec: defined(spec) };
    }
    case "ReplicationController":
      return { apiVersion: "v1", kind, metadata, spec: defined({ replicas, selector: matchLabels, template }) };
    case "DaemonSet":
      return { apiVersion: "apps/v1", kind, metadata, spec: { selector: { matchLabels }, template } };
    default:
      return {
        apiVersion: "apps/v1",
        kind,
        metadata,
        spec: defined({ replicas, selector: { matchLabels }, template }),
      };
  }
}

const pod = fc.record({ name: fc.constantFrom("web-0", "solo", "db-1"), namespace, label: app, spec: podSpec }).map(
  ({ name, namespace, label, spec }): Manifest => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { app: label } },
    spec,
  }),
);

const servicePorts = fc.uniqueArray(
  fc.record({
    name: portName,
    port: fc.constantFrom(80, 53, 9090, 8080),
    protocol,
    targetPort: maybe(fc.oneof(fc.constantFrom(80, 53), portName)),
  }),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
);

const serviceName = fc.constantFrom("web", "db", "db-headless", "queue", "alias");

const selectorService = fc
  .record({
    name: serviceName,
    namespace,
    isHeadless: fc.boolean(),
    label: app,
    isSelected: fc.integer({ min: 0, max: 4 }).map((number) => number > 0),
    ports: servicePorts,
    hasPorts: fc.integer({ min: 0, max: 4 }).map((number) => number > 0),
    publishNotReadyAddresses: maybe(fc.boolean()),
    policy: maybe(fc.constantFrom("SingleStack", "PreferDualStack", "RequireDualStack")),
    families: maybe(fc.constantFrom(["IPv4"], ["IPv6"])),
    type: maybe(fc.constantFrom("ClusterIP", "NodePort", "LoadBalancer")),
  })
  .map(
    (made): Manifest => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: made.name, namespace: made.namespace },
      spec: defined({
        clusterIP: made.isHeadless ? "None" : undefined,
        type: made.isHeadless ? undefined : made.type,
        selector: made.isSelected ? { app: made.label } : undefined,
        ports: made.isHeadless && !made.hasPorts ? undefined : made.ports.map(defined),
        publishNotReadyAddresses: made.publishNotReadyAddresses,
        ipFamilyPolicy: made.policy,
        ipFamilies: made.families,
      }),
    }),
  );

const aliasService = fc
  .record({
    name: serviceName,
    namespace,
    externalName: fc.constantFrom(
      "web.default.svc.cluster.local",
      "alias.shop.svc.cluster.local",
      "db-headless.shop.svc.cluster.local",
      "gone.default.svc.cluster.local",
      "db.example.com",
      "192.0.2.7",
    ),
  })
  .map(
    ({ name, namespace, externalName }): Manifest => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace },
      spec: { type: "ExternalName", externalName },
    }),
  );

const address = fc.constantFrom("192.0.2.10", "192.0.2.11", "2001:db8::10");

const endpoints = fc
  .record({
    name: serviceName,
    namespace,
    ready: fc.uniqueArray(address, { minLength: 1 }),
    hostname: maybe(fc.constant("h")),
    port: portName,
  })
  .map(
    ({ name, namespace, ready, hostname, port }): Manifest => ({
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name, namespace },
      subsets: [{ addresses: ready.map((ip) => defined({ ip, hostname })), ports: [{ name: port, port: 7000 }] }],
    }),
  );

const slice = fc
  .record({
    service: serviceName,
    namespace,
    ip: address,
    isReady: maybe(fc.boolean()),
    hostname: maybe(fc.constant("s")),
    port: portName,
  })
  .map(
    ({ service, namespace, ip, isReady, hostname, port }): Manifest => ({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `by-hand-${service}`, namespace, labels: { "kubernetes.io/service-name": service } },
      addressType: ip.includes(":") ? "IPv6" : "IPv4",
      endpoints: [
        defined({ addresses: [ip], hostname, conditions: isReady === undefined ? undefined : { ready: isReady } }),
      ],
      ports: [{ name: port, port: 7001, protocol: "TCP" }],
    }),
  );

const nodes: readonly Manifest[] = ["node-a", "node-b"].map((name) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: { "topology.kubernetes.io/zone": `zone-${name}` } },
  spec: name === "node-b" ? { taints: [{ key: "own", effect: "NoSchedule" }] } : {},
}));

const namespaces: readonly Manifest[] = ["default", "shop"].map((name) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
}));

/** The objects of a cluster, each identity once, the two namespaces and two nodes among them. */
export const randomCluster: fc.Arbitrary<readonly Manifest[]> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 5, arbitrary: selectorService }, { weight: 1, arbitrary: aliasService }), {
      maxLength: 6,
    }),
    fc.array(workload, { maxLength: 4 }),
    fc.array(fc.oneof(pod, endpoints, slice), { maxLength: 4 }),
  )
  .map((parts) => unique([...namespaces, ...nodes, ...parts.flat()]));

function unique(objects: readonly Manifest[]): readonly Manifest[] {
  return [...new Map(objects.map((object) => [identityOf(object), object])).values()];
}

function identityOf({ kind, metadata }: Manifest): string {
  return `${String(kind)} ${JSON.stringify(metadata, ["namespace", "name"])}`;
}

function defined(object: Manifest): Manifest {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
