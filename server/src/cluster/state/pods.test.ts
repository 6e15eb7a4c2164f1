/** Pods of every kind of workload: names, host names, labels, numbers (k8s-semantics section 1). */
import { expect, test } from "vitest";
import {
  clusterOf,
  endpointLines,
  node,
  ownedBy,
  pod,
  podNames,
  running,
  service,
  withMetadata,
  workload,
} from "./cluster.fixture.ts";

const hash = "[bcdfghjklmnpqrstvwxz2456789]";

test("S1, S2: a StatefulSet's ordinals begin at `ordinals.start`; one replica unless stated", () => {
  const set = workload("StatefulSet", "web", { replicas: 3, ordinals: { start: 2 }, serviceName: "web" });
  expect(podNames(clusterOf([set]))).toEqual(["default/web-2", "default/web-3", "default/web-4"]);
  expect(podNames(clusterOf([workload("StatefulSet", "web")]))).toEqual(["default/web-0"]);
  expect(podNames(clusterOf([workload("StatefulSet", "web", { replicas: 0 })]))).toEqual([]);
});

test("S3, S6: hostname and subdomain come from the set, whatever its template says", () => {
  const own = { hostname: "own", subdomain: "own" };
  const governed = clusterOf([workload("StatefulSet", "web", { serviceName: "svc" }, own)]).pods.get("default/web-0");
  expect([governed?.hostname, governed?.subdomain]).toEqual(["web-0", "svc"]);
  const free = clusterOf([workload("StatefulSet", "web", { serviceName: "" }, own)]).pods.get("default/web-0");
  expect([free?.hostname, free?.subdomain]).toEqual(["web-0", ""]);
});

test("S4: labels that the controller adds can be selected on", () => {
  const set = workload("StatefulSet", "web", { replicas: 2, serviceName: "one" });
  const labels = clusterOf([set]).pods.get("default/web-1")?.labels ?? {};
  expect(labels).toMatchObject({
    app: "web",
    "statefulset.kubernetes.io/pod-name": "web-1",
    "apps.kubernetes.io/pod-index": "1",
    "controller-revision-hash": expect.stringMatching(new RegExp(`^web-${hash}{8,10}$`)),
  });
  const one = service("one", { clusterIP: "None", selector: { "statefulset.kubernetes.io/pod-name": "web-1" } });
  const cluster = clusterOf([set, one]);
  const [ip = ""] = cluster.pods.get("default/web-1")?.addresses.map((address) => address.ip) ?? [];
  expect(endpointLines(cluster, "default/one")).toEqual([`${ip}=web-1 http:8080/TCP`]);
});

test("S8: from 53 characters on a set has no Pod that is certain", () => {
  const names = (length: number): readonly string[] =>
    podNames(clusterOf([workload("StatefulSet", "w".repeat(length))]));
  expect(names(52)).toHaveLength(1);
  expect(names(53)).toEqual([]);
  expect(names(63)).toEqual([]);
  const notes = (length: number): readonly string[] =>
    clusterOf([workload("StatefulSet", "w".repeat(length))]).notes.map(({ kind }) => kind);
  expect([notes(52), notes(53), notes(55)]).toEqual([[], ["pods-uncertain-name-length"], ["no-pods-name-too-long"]]);
});

test("names with random endings, cut so that 63 characters hold", () => {
  const dep = podNames(clusterOf([workload("Deployment", "api", { replicas: 2 })]));
  for (const name of dep) expect(name).toMatch(new RegExp(`^default/api-${hash}{8,10}-${hash}{5}$`));
  const [long = ""] = podNames(clusterOf([workload("Deployment", "d".repeat(60))]));
  expect(long).toMatch(new RegExp(`^default/d{58}${hash}{5}$`));
  expect(podNames(clusterOf([workload("ReplicaSet", "rs")]))[0]).toMatch(new RegExp(`^default/rs-${hash}{5}$`));
  expect(podNames(clusterOf([workload("ReplicationController", "rc")]))[0]).toMatch(
    new RegExp(`^default/rc-${hash}{5}$`),
  );
});

test("the template's host name and subdomain are those of every replica but a StatefulSet's", () => {
  const named = { hostname: "h", subdomain: "api" };
  const cluster = clusterOf([
    workload("Deployment", "api", { replicas: 2 }, named),
    service("api", { clusterIP: "None" }),
  ]);
  expect(endpointLines(cluster, "default/api").map((line) => line.replace(/^[\d.]+/, ""))).toEqual([
    "=h http:8080/TCP",
    "=h http:8080/TCP",
  ]);
});

test("a DaemonSet has a Pod on each node that its spec allows, with the node's zone", () => {
  const nodes = [
    node("a", { "topology.kubernetes.io/zone": "z1", disk: "ssd" }),
    node("b", { disk: "ssd" }, { taints: [{ key: "own", effect: "NoSchedule" }] }),
    node("c", { disk: "ssd" }, { taints: [{ key: "own", effect: "PreferNoSchedule" }] }),
    node("d"),
    node(
      "e",
      { disk: "ssd" },
      { unschedulable: true, taints: [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }] },
    ),
    node("f", { disk: "ssd" }, { taints: [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }] }),
  ];
  const nodesOf = (template: object): readonly (string | undefined)[] =>
    [...clusterOf([...nodes, workload("DaemonSet", "log", {}, { ...template })]).pods.values()]
      .map(({ spec }) => spec.nodeName)
      .sort();
  expect(nodesOf({ nodeSelector: { disk: "ssd" } })).toEqual(["a", "c", "e"]);
  expect(nodesOf({ tolerations: [{ key: "own", operator: "Exists" }] })).toEqual(["a", "b", "c", "d", "e"]);
  const cluster = clusterOf([...nodes, workload("DaemonSet", "log", {}, { nodeSelector: { disk: "ssd" } })]);
  const onA = [...cluster.pods.values()].find(({ spec }) => spec.nodeName === "a");
  expect(onA?.labels).toMatchObject({ "topology.kubernetes.io/zone": "z1", "pod-template-generation": "1" });
  expect(podNames(clusterOf([workload("DaemonSet", "log")]))).toHaveLength(1);
});

test("Jobs: so many Pods as run at one time; indexes are host names", () => {
  const count = (spec: object): number => podNames(clusterOf([workload("Job", "j", { ...spec })])).length;
  expect(count({})).toBe(1);
  expect(count({ parallelism: 3 })).toBe(3);
  expect(count({ parallelism: 3, completions: 2 })).toBe(2);
  expect(count({ completions: 5 })).toBe(1);
  expect(count({ suspend: true, parallelism: 3 })).toBe(0);
  const indexed = workload(
    "Job",
    "j",
    { completions: 4, parallelism: 2, completionMode: "Indexed" },
    { subdomain: "s", hostname: "own" },
  );
  const pods = [...clusterOf([indexed]).pods.values()];
  expect(pods.map(({ hostname, subdomain }) => [hostname, subdomain])).toEqual([
    ["j-0", "s"],
    ["j-1", "s"],
  ]);
  expect(pods[1]?.name).toMatch(new RegExp(`^j-1-${hash}{5}$`));
  expect(pods[1]?.labels).toMatchObject({ "job-name": "j", "batch.kubernetes.io/job-completion-index": "1" });
});

test("a CronJob's run is a Job named after its minute", () => {
  const [pod] = [...clusterOf([workload("CronJob", "nightly")]).pods.values()];
  expect(pod?.name).toMatch(new RegExp(`^nightly-\\d{8}-${hash}{5}$`));
  expect(pod?.controller).toMatchObject({ kind: "CronJob", name: "nightly" });
});

test("Pods that are given are not predicted a second time", () => {
  const set = withMetadata(workload("StatefulSet", "web", { replicas: 3 }), { uid: "1" });
  const given = pod(
    "web-1",
    { hostname: "web-1" },
    { labels: { app: "web" }, ...ownedBy("StatefulSet", "web") },
    running(["10.1.1.1"]),
  );
  expect(podNames(clusterOf([set, given]))).toEqual(["default/web-0", "default/web-1", "default/web-2"]);
  const seen = { ...set, status: { observedGeneration: 1, replicas: 1 } };
  expect(podNames(clusterOf([seen, given]))).toEqual(["default/web-1"]);
  expect(clusterOf([seen, given]).pods.get("default/web-1")).toMatchObject({
    predicted: false,
    addresses: [{ ip: "10.1.1.1", synthetic: false }],
    controller: { kind: "StatefulSet", name: "web" },
  });
});

test("status wins over prediction: phase, readiness, deletion", () => {
  const cluster = clusterOf([
    pod("ready", {}, {}, running(["10.1.1.1"])),
    pod("unready", {}, {}, running(["10.1.1.2"], false)),
    pod("pending", {}, {}, { phase: "Pending" }),
    pod("leaving", {}, { deletionTimestamp: "2026-01-01T00:00:00Z" }, running(["10.1.1.3"])),
    pod("plain"),
    pod("held", { schedulingGates: [{ name: "wait" }] }),
  ]);
  const seen = [...cluster.pods.values()].map(({ name, ready, phase, terminating, addresses }) =>
    [name, ready ? "ready" : "-", phase, terminating ? "leaving" : "-", addresses.length].join(" "),
  );
  expect(seen).toEqual([
    "held - Pending - 0",
    "leaving ready Running leaving 1",
    "pending - Pending - 0",
    "plain ready Running - 1",
    "ready ready Running - 1",
    "unready - Running - 1",
  ]);
});

test("a Pod in the host's network has its node's addresses", () => {
  const nodes = [node("a", {}, {}, ["192.0.2.7"])];
  const cluster = clusterOf([...nodes, pod("p", { hostNetwork: true, nodeName: "a" })]);
  expect(cluster.pods.get("default/p")?.addresses).toEqual([{ family: "IPv4", ip: "192.0.2.7", synthetic: false }]);
});

test("a crowded range of Pods has an overflow: each Pod has an address of its own", () => {
  const sets = ["a", "b"].map((name) => workload("StatefulSet", name, { replicas: 4500, serviceName: "web" }));
  const cluster = clusterOf(sets, {
    podRanges: { IPv4: "10.1.0.0/19", IPv6: "fd00::/64" },
  });
  const ips = cluster.podsIn("default").map(({ addresses }) => addresses[0]?.ip ?? "none");
  expect(ips).toHaveLength(9000);
  expect(new Set(ips).size).toBe(9000);
  const over = ips.filter((ip) => ip.startsWith("100."));
  expect(over.length).toBeGreaterThan(9000 - 8192);
  expect(ips.every((ip) => /^(10\.1\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(ip))).toBe(true);
});
