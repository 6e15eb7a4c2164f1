/** Endpoints of Services: who is in, under which name, with which ports, ready or not (k8s-semantics section 2). */
import { expect, test } from "vitest";
import { clusterOf, endpointLines, node, pod, type Raw, running, service } from "./cluster.fixture.ts";

const app = { labels: { app: "web" } };
const web = (name: string, ip: string, spec: object = {}, metadata: object = {}): Raw =>
  pod(name, { ...spec }, { ...app, ...metadata }, running([ip]));
const headless = { clusterIP: "None" };

test("E0: nothing is derived without a selector, nor for ExternalName; selectors are ANDs over all labels", () => {
  const both = service("web", { selector: { app: "web", tier: "a" } });
  const pods = [web("a", "10.1.1.1"), web("b", "10.1.1.2", {}, { labels: { app: "web", tier: "a" } })];
  expect(endpointLines(clusterOf([both, ...pods]), "default/web")).toEqual(["10.1.1.2 http:8080/TCP"]);
  expect(endpointLines(clusterOf([service("web", { selector: {} }), ...pods]), "default/web")).toEqual([]);
  const alias = service("web", { type: "ExternalName", externalName: "a.example" });
  expect(endpointLines(clusterOf([alias, ...pods]), "default/web")).toEqual([]);
  const elsewhere = web("c", "10.1.1.3", {}, { namespace: "other" });
  expect(endpointLines(clusterOf([service("web"), elsewhere]), "default/web")).toEqual([]);
});

test("E1, N3: Pods with an address that are not finished, on nodes that are there", () => {
  const pods = [
    pod("done", {}, app, running(["10.1.1.1"], false, "Succeeded")),
    pod("failed", {}, app, running(["10.1.1.2"], false, "Failed")),
    pod("starting", {}, app, running(["10.1.1.3"], false, "Pending")),
    pod("waiting", {}, app, { phase: "Pending" }),
    web("lost", "10.1.1.4", { nodeName: "gone" }),
  ];
  const lines = (spec: object): readonly string[] =>
    endpointLines(clusterOf([node("here"), service("web", { ...spec }), ...pods]), "default/web");
  expect(lines({})).toEqual(["10.1.1.3 unready http:8080/TCP"]);
  expect(lines({ publishNotReadyAddresses: true })).toEqual(["10.1.1.3 http:8080/TCP", "10.1.1.4 http:8080/TCP"]);
});

test("E2: ready is publishNotReadyAddresses, or the Pod's condition while it is not being deleted", () => {
  const leaving = { deletionTimestamp: "2026-01-01T00:00:00Z" };
  const pods = [web("a", "10.1.1.1", {}, leaving), pod("b", {}, app, running(["10.1.1.2"], false))];
  const lines = (spec: object): readonly string[] =>
    endpointLines(clusterOf([service("web", { ...spec }), ...pods]), "default/web");
  expect(lines({})).toEqual(["10.1.1.1 unready terminating http:8080/TCP", "10.1.1.2 unready http:8080/TCP"]);
  expect(lines({ publishNotReadyAddresses: true })).toEqual([
    "10.1.1.1 terminating http:8080/TCP",
    "10.1.1.2 http:8080/TCP",
  ]);
});

test("E4: the host name is the endpoint's where the subdomain is the Service, headless or not", () => {
  const pods = [
    web("a", "10.1.1.1", { hostname: "h", subdomain: "web" }),
    web("b", "10.1.1.2", { hostname: "h", subdomain: "other" }),
    web("c", "10.1.1.3", { subdomain: "web" }),
    web("d", "10.1.1.4", { hostname: "h" }),
  ];
  for (const spec of [{}, headless]) {
    expect(endpointLines(clusterOf([service("web", spec), ...pods]), "default/web")).toEqual([
      "10.1.1.1=h http:8080/TCP",
      "10.1.1.2 http:8080/TCP",
      "10.1.1.3 http:8080/TCP",
      "10.1.1.4 http:8080/TCP",
    ]);
  }
});

test("E5, E11: one set of slices for each family of the Service; a plain one has the cluster's first", () => {
  const dual = { families: ["IPv4", "IPv6"] } as const;
  const both = pod("a", {}, app, running(["10.1.1.1", "fd00::1"]));
  const lines = (spec: object): readonly string[] =>
    endpointLines(clusterOf([service("web", { ...headless, ...spec }), both], dual), "default/web");
  expect(lines({})).toEqual(["10.1.1.1 http:8080/TCP"]);
  expect(lines({ ipFamilyPolicy: "PreferDualStack" })).toEqual(["10.1.1.1 http:8080/TCP", "fd00::1 http:8080/TCP"]);
  expect(lines({ ipFamilies: ["IPv6"] })).toEqual(["fd00::1 http:8080/TCP"]);
});

test("E6: target ports by number, by name and protocol, in containers first and then in sidecars", () => {
  const ports = [
    { name: "default", port: 80 },
    { name: "zero", port: 81, targetPort: 0 },
    { name: "number", port: 82, targetPort: 9999 },
    { name: "named", port: 83, targetPort: "http" },
    { name: "udp", port: 84, targetPort: "dns", protocol: "UDP" },
    { name: "tcp", port: 85, targetPort: "dns" },
    { name: "side", port: 86, targetPort: "side" },
    { name: "init", port: 87, targetPort: "init" },
  ];
  const spec = {
    containers: [
      {
        name: "c",
        image: "c",
        ports: [
          { name: "http", containerPort: 8080 },
          { name: "dns", containerPort: 53, protocol: "UDP" },
        ],
      },
    ],
    initContainers: [
      { name: "s", image: "s", restartPolicy: "Always", ports: [{ name: "side", containerPort: 7000 }] },
      { name: "i", image: "i", ports: [{ name: "init", containerPort: 7001 }] },
    ],
  };
  const cluster = clusterOf([service("web", { ports }), web("a", "10.1.1.1", spec)]);
  expect(endpointLines(cluster, "default/web")).toEqual([
    "10.1.1.1 default:80/TCP zero:81/TCP number:9999/TCP named:8080/TCP udp:53/UDP side:7000/TCP",
  ]);
});

test("E6, E7: Pods with other ports stand in slices of their own; one without any port is there all the same", () => {
  const other = { containers: [{ name: "c", image: "c", ports: [{ name: "http", containerPort: 9090 }] }] };
  const none = { containers: [{ name: "c", image: "c" }] };
  const pods = [web("a", "10.1.1.1"), web("b", "10.1.1.2", other), web("c", "10.1.1.3", none)];
  expect(endpointLines(clusterOf([service("web"), ...pods]), "default/web")).toEqual([
    "10.1.1.1 http:8080/TCP",
    "10.1.1.2 http:9090/TCP",
    "10.1.1.3",
  ]);
  const bare = service("web", { ...headless, ports: undefined });
  expect(endpointLines(clusterOf([bare, web("a", "10.1.1.1")]), "default/web")).toEqual(["10.1.1.1"]);
});

test("E8: a Service without Pods owns an empty slice for each family", () => {
  const cluster = clusterOf([service("web", { ipFamilyPolicy: "PreferDualStack" })], { families: ["IPv4", "IPv6"] });
  expect(cluster.slices.map(({ endpoints }) => endpoints.length)).toEqual([0, 0]);
});

const slice = (labels: object, more: object = {}): Raw => ({
  kind: "EndpointSlice",
  metadata: { name: "by-hand", labels: { "kubernetes.io/service-name": "web", ...labels } },
  addressType: "IPv4",
  endpoints: [{ addresses: ["192.0.2.1"], hostname: "hand" }],
  ports: [{ name: "x", port: 1, protocol: "TCP" }],
  ...more,
});

test("E9: a slice by hand adds to the Service that its label names; one of the controller stands for all", () => {
  const objects = [service("web"), web("a", "10.1.1.1")];
  expect(endpointLines(clusterOf([...objects, slice({})]), "default/web")).toEqual([
    "10.1.1.1 http:8080/TCP",
    "192.0.2.1=hand x:1/TCP",
  ]);
  const made = slice({ "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io" });
  expect(endpointLines(clusterOf([...objects, made]), "default/web")).toEqual(["192.0.2.1=hand x:1/TCP"]);
});

test("a snapshot's slices count as they are, those that newer API servers refuse too", () => {
  const odd = slice(
    {},
    { endpoints: [{ addresses: ["192.0.2.1"], hostname: "Upper" }], ports: [{ name: "HTTP", port: 1 }] },
  );
  expect(endpointLines(clusterOf([service("web"), odd]), "default/web")).toEqual(["192.0.2.1=Upper HTTP:1/TCP"]);
  expect(endpointLines(clusterOf([service("web"), odd], { snapshot: false }), "default/web")).toEqual([]);
  const broken = slice({}, { endpoints: [{ addresses: "192.0.2.1" }] });
  expect(endpointLines(clusterOf([service("web"), broken]), "default/web")).toEqual([]);
});

test("E10: Endpoints are mirrored for a Service without selector, ready and not", () => {
  const endpoints = (metadata: object = {}): Raw => ({
    kind: "Endpoints",
    metadata: { name: "web", ...metadata },
    subsets: [
      {
        addresses: [{ ip: "192.0.2.1", hostname: "one" }, { ip: "2001:db8::1" }],
        notReadyAddresses: [{ ip: "192.0.2.2" }],
        ports: [{ name: "pg", port: 5432 }],
      },
    ],
  });
  const bare = service("web", { selector: undefined });
  const lines = (...objects: readonly Raw[]): readonly string[] => endpointLines(clusterOf(objects), "default/web");
  expect(lines(bare, endpoints())).toEqual([
    "192.0.2.1=one pg:5432/TCP",
    "192.0.2.2 unready pg:5432/TCP",
    "2001:db8::1 pg:5432/TCP",
  ]);
  expect(lines(service("web"), endpoints())).toEqual([]);
  expect(lines(bare, endpoints({ labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } }))).toEqual([]);
  expect(lines(bare, endpoints({ annotations: { "control-plane.alpha.kubernetes.io/leader": "{}" } }))).toEqual([]);
  expect(
    lines(service("web", { type: "ExternalName", externalName: "a.example", selector: undefined }), endpoints()),
  ).toHaveLength(3);
});
