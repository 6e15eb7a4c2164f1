/** What follows from the events of a scenario, by instants (k8s-semantics: S9, E1 to E3, T5). */
import { expect, test } from "vitest";
import { buildCluster } from "../state/build.ts";
import { wholeOf } from "../state/cluster.fixture.ts";
import { defaultClusterOptions } from "../state/cluster.ts";
import { declared, played, podsAt, told, web } from "./history.fixture.ts";
import { stateAt } from "./history.ts";

const api = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 2
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: api }] }
`;

function addressAt(history: ReturnType<typeof played>, pod: string, at: number): string | undefined {
  return stateAt(history, at).cluster().pods.get(`default/${pod}`)?.addresses[0]?.ip;
}

test("nothing happens: one state, everything ready", () => {
  const history = played(web, "events: []");
  expect(history.states.length).toBe(1);
  expect(podsAt(history, 100)).toEqual(["web-0 ready", "web-1 ready", "web-2 ready"]);
});

test("a Pod of a StatefulSet that is deleted comes back under its name, once the old one is gone, with another address", () => {
  const history = played(web, "events: [{ at: 10s, delete: pod/web-1 }]");
  expect(told(history)).toEqual([
    "10: Pod 'web-1' is deleted",
    "12: Pod 'web-1' is gone",
    "12: Pod 'web-1' is created",
    "13: Pod 'web-1' has an address",
    "17: Pod 'web-1' is ready",
  ]);
  expect(podsAt(history, 11)).toEqual(["web-0 ready", "web-1 terminating", "web-2 ready"]);
  expect(podsAt(history, 12)).toEqual(["web-0 ready", "web-1 without address", "web-2 ready"]);
  expect(podsAt(history, 13)).toEqual(["web-0 ready", "web-1 not ready", "web-2 ready"]);
  const [before, after] = [addressAt(history, "web-1", 0), addressAt(history, "web-1", 20)];
  expect(after).toBeDefined();
  expect(after).not.toBe(before);
  expect(addressAt(history, "web-0", 20)).toBe(addressAt(history, "web-0", 0));
});

test("a deleted Pod of a Deployment is replaced at once, under another name", () => {
  const start = played(api, "events: []");
  const [first = ""] = podsAt(start, 0).map((line) => line.split(" ")[0] ?? "");
  const history = played(api, `events: [{ at: 10s, delete: pod/${first} }]`);
  expect(
    podsAt(history, 10)
      .map((line) => line.split(" ").slice(1).join(" "))
      .sort(),
  ).toEqual(["ready", "terminating", "without address"]);
  expect(podsAt(history, 20).length).toBe(2);
  expect(podsAt(history, 20).some((line) => line.startsWith(first))).toBe(false);
});

test("the grace period bounds how long a Pod takes to end, and force skips it", () => {
  const slow = "timings: { termination: 45s }\n";
  expect(told(played(web, `${slow}events: [{ at: 10s, delete: pod/web-1 }]`))[1]).toBe("40: Pod 'web-1' is gone");
  const forced = played(web, `${slow}events: [{ at: 10s, delete: pod/web-1, force: true }]`);
  expect(told(forced).slice(1, 3)).toEqual(["10: Pod 'web-1' is gone", "10: Pod 'web-1' is created"]);
});

test("OrderedReady starts one Pod after the other, Parallel all at once", () => {
  const ordered = played(web, "start: empty");
  expect(podsAt(ordered, 0)).toEqual(["web-0 without address"]);
  expect(podsAt(ordered, 4)).toEqual(["web-0 not ready"]);
  expect(podsAt(ordered, 5)).toEqual(["web-0 ready", "web-1 without address"]);
  expect(podsAt(ordered, 15)).toEqual(["web-0 ready", "web-1 ready", "web-2 ready"]);
  const parallel = played(web.replace("replicas: 3", "replicas: 3\n  podManagementPolicy: Parallel"), "start: empty");
  expect(podsAt(parallel, 0).length).toBe(3);
  expect(podsAt(parallel, 5)).toEqual(["web-0 ready", "web-1 ready", "web-2 ready"]);
});

test("minReadySeconds holds the next Pod back, not the ready one", () => {
  const history = played(web.replace("replicas: 3", "replicas: 3\n  minReadySeconds: 10"), "start: empty");
  expect(podsAt(history, 14)).toEqual(["web-0 ready"]);
  expect(podsAt(history, 15)).toEqual(["web-0 ready", "web-1 without address"]);
});

test("a Pod that never becomes ready stops OrderedReady", () => {
  const history = played(web, "start: empty\nworkloads: { pod/web-1: { readiness: never } }");
  expect(podsAt(history, 1000)).toEqual(["web-0 ready", "web-1 not ready"]);
});

test("scaling down goes from the highest ordinal, and waits while a lower Pod is not ready", () => {
  const events = "{ at: 1s, not-ready: pod/web-0, for: 20s }, { at: 2s, scale: statefulset/web, replicas: 1 }";
  const history = played(web, `events: [${events}]`);
  expect(podsAt(history, 20)).toEqual(["web-0 not ready", "web-1 ready", "web-2 ready"]);
  expect(podsAt(history, 21)).toEqual(["web-0 ready", "web-1 ready", "web-2 terminating"]);
  expect(podsAt(history, 23)).toEqual(["web-0 ready", "web-1 terminating"]);
  expect(podsAt(history, 25)).toEqual(["web-0 ready"]);
});

test("a rollout goes from the highest ordinal and stops at a Pod that is not ready", () => {
  const history = played(web, "events: [{ at: 0s, rollout: sts/web, readiness: never }]");
  expect(podsAt(history, 1000)).toEqual(["web-0 ready", "web-1 ready", "web-2 not ready"]);
  const good = played(web, "events: [{ at: 0s, rollout: sts/web }]");
  expect(told(good).filter((line) => /deleted|ready/.test(line))).toEqual([
    "0: Pod 'web-2' is deleted: a new template replaces it",
    "7: Pod 'web-2' is ready",
    "7: Pod 'web-1' is deleted: a new template replaces it",
    "14: Pod 'web-1' is ready",
    "14: Pod 'web-0' is deleted: a new template replaces it",
    "21: Pod 'web-0' is ready",
  ]);
});

test("below the partition, and where a rollout has not come, a Pod is made again from the old template", () => {
  const events = "{ at: 0s, rollout: sts/web, with: { spec: { template: { metadata: { labels: { v: '2' } } } } } }";
  const labels = (history: ReturnType<typeof played>, pod: string): string | undefined =>
    stateAt(history, 1000).cluster().pods.get(`default/${pod}`)?.labels["v"];
  const all = played(web, `events: [${events}]`);
  expect(["web-0", "web-1", "web-2"].map((pod) => labels(all, pod))).toEqual(["2", "2", "2"]);
  const partition = web.replace("replicas: 3", "replicas: 3\n  updateStrategy: { rollingUpdate: { partition: 2 } }");
  const some = played(partition, `events: [${events}, { at: 60s, delete: pod/web-0 }]`);
  expect(["web-0", "web-1", "web-2"].map((pod) => labels(some, pod))).toEqual([undefined, undefined, "2"]);
});

test("a Deployment rolls within its limits, Recreate lets all go first", () => {
  const history = played(api, "events: [{ at: 0s, rollout: deploy/api }]");
  expect(
    Math.min(...history.states.map(({ at }) => podsAt(history, at).filter((line) => line.endsWith(" ready")).length)) >=
      2,
  ).toBe(true);
  expect(podsAt(history, 1000).length).toBe(2);
  const recreate = played(
    api.replace("replicas: 2", "replicas: 2\n  strategy: { type: Recreate }"),
    "events: [{ at: 0s, rollout: deploy/api }]",
  );
  expect(podsAt(recreate, 1).every((line) => line.endsWith("terminating"))).toBe(true);
  expect(podsAt(recreate, 10).every((line) => line.endsWith(" ready"))).toBe(true);
});

test("a container restart keeps the address and takes the Pod out until it is ready again", () => {
  const history = played(web, "events: [{ at: 10s, restart: web-1, for: 15s }]");
  expect(podsAt(history, 24)).toEqual(["web-0 ready", "web-1 not ready", "web-2 ready"]);
  expect(podsAt(history, 25)).toEqual(["web-0 ready", "web-1 ready", "web-2 ready"]);
  expect(addressAt(history, "web-1", 12)).toBe(addressAt(history, "web-1", 30));
});

test("a silent node: not ready after the grace period, evicted after the toleration, not replaced until the node is back", () => {
  const history = played(web, "events: [{ at: 0s, node-down: pod/web-1 }, { at: 400s, node-up: pod/web-1 }]");
  expect(podsAt(history, 49)[1]).toBe("web-1 ready");
  expect(podsAt(history, 50)[1]).toBe("web-1 not ready");
  expect(podsAt(history, 349)[1]).toBe("web-1 not ready");
  expect(podsAt(history, 350)[1]).toBe("web-1 terminating");
  expect(podsAt(history, 399)[1]).toBe("web-1 terminating");
  expect(podsAt(history, 402)[1]).toBe("web-1 without address");
  const forced = played(web, "events: [{ at: 0s, node-down: pod/web-1 }, { at: 60s, delete: pod/web-1, force: true }]");
  expect(podsAt(forced, 60)[1]).toBe("web-1 without address");
});

test("a node that reboots gives its Pods new addresses, the same Pods", () => {
  const history = played(
    web,
    "events: [{ at: 0s, node-down: pod/web-1 }, { at: 60s, node-up: pod/web-1, rebooted: true }]",
  );
  expect(addressAt(history, "web-1", 70)).not.toBe(addressAt(history, "web-1", 0));
  expect(told(history).some((line) => line.includes("created"))).toBe(false);
});

test("Pods that a scenario places on a node share its fate", () => {
  const scenario = "nodes: { worker-1: [pod/web-0, pod/web-2] }\nevents: [{ at: 0s, node-down: worker-1 }]";
  expect(podsAt(played(web, scenario), 60)).toEqual(["web-0 not ready", "web-1 ready", "web-2 not ready"]);
});

test("a Service that comes late, goes, and is made again has another address each time", () => {
  const service =
    "apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { selector: { app: api }, ports: [{ port: 80 }] }\n";
  const scenario =
    "events: [{ at: 5s, apply: service/api }, { at: 10s, delete: svc/api }, { at: 15s, apply: service/api }]";
  const history = played(`${api}---\n${service}`, scenario);
  const ip = (at: number): string | undefined =>
    stateAt(history, at).cluster().services.get("default/api")?.clusterIPs[0]?.ip;
  expect(ip(0)).toBeUndefined();
  expect(ip(5)).toBeDefined();
  expect(ip(10)).toBeUndefined();
  expect(ip(15)).toBeDefined();
  expect(ip(15)).not.toBe(ip(5));
});

test("files and objects in the scenario are applied; what may not change is refused with its line", () => {
  const headless =
    "apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: x }, ports: [{ port: 80 }], clusterIP: 10.96.5.5 }\n";
  const history = played(
    web,
    "events:\n- at: 1s\n  apply: web.yaml\n- at: 2s\n  patch: service/web\n  with: { spec: { selector: { app: z } } }\n",
    { "web.yaml": headless },
  );
  expect(history.problems).toEqual([
    { line: 2, message: expect.stringMatching(/refuses spec\.clusterIPs?\[?0?\]?: /) },
  ]);
  expect(stateAt(history, 3).cluster().services.get("default/web")).toMatchObject({
    headless: true,
    selector: { app: "z" },
  });
  const replaced = played(web, "events: [{ at: 1s, replace: service/web, with: { spec: { clusterIP: null } } }]");
  expect(stateAt(replaced, 3).cluster().services.get("default/web")?.headless).toBe(false);
});

test("readiness of a whole workload, and of Pods that come later", () => {
  const history = played(web, "start: empty\nevents: [{ at: 0s, not-ready: sts/web }, { at: 30s, ready: sts/web }]");
  expect(podsAt(history, 29)).toEqual(["web-0 not ready"]);
  expect(podsAt(history, 30)).toEqual(["web-0 ready", "web-1 without address"]);
});

test("events that cannot happen are told with their line", () => {
  const history = played(
    web,
    "events:\n- { at: 1s, delete: pod/nobody }\n- { at: 2s, scale: sts/nobody, replicas: 2 }\n",
  );
  expect(history.problems).toEqual([
    { line: 2, message: "there is no Pod 'nobody' to delete" },
    { line: 3, message: "there is no StatefulSet 'nobody' to scale" },
  ]);
});

test("deleting a workload deletes its Pods, deleting a bare Pod is final", () => {
  expect(podsAt(played(web, "events: [{ at: 0s, delete: sts/web }]"), 5)).toEqual([]);
  const bare = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: a }] }\n";
  expect(podsAt(played(bare, "events: [{ at: 0s, delete: pod/a }]"), 5)).toEqual([]);
});

test("without events a scenario's state is the cluster as it is without any scenario", () => {
  for (const manifests of [web, api, `${web}---\n${api}`]) {
    const { declarations } = declared(manifests);
    expect(wholeOf(stateAt(played(manifests, "events: []"), 0).cluster())).toEqual(
      wholeOf(buildCluster(declarations, defaultClusterOptions)),
    );
  }
});

test("another start ordinal: the new Pods come first, then those outside the range go", () => {
  const history = played(web, "events: [{ at: 0s, patch: sts/web, with: { spec: { ordinals: { start: 1 } } } }]");
  expect(podsAt(history, 0)).toEqual(["web-0 ready", "web-1 ready", "web-2 ready", "web-3 without address"]);
  expect(podsAt(history, 5)).toEqual(["web-0 terminating", "web-1 ready", "web-2 ready", "web-3 ready"]);
  expect(podsAt(history, 7)).toEqual(["web-1 ready", "web-2 ready", "web-3 ready"]);
});

test("publishNotReadyAddresses keeps a Pod's endpoint until its object is gone, and brings it with the address", () => {
  const history = played(
    web.replace("clusterIP: None", "clusterIP: None, publishNotReadyAddresses: true"),
    "events: [{ at: 10s, delete: pod/web-1 }]",
  );
  const names = (at: number): readonly string[] =>
    stateAt(history, at)
      .cluster()
      .slices.filter(({ serviceName }) => serviceName === "web")
      .flatMap(({ endpoints }) => endpoints.filter(({ ready }) => ready).map(({ hostname }) => hostname));
  expect(names(11)).toEqual(["web-0", "web-1", "web-2"]);
  expect(names(12)).toEqual(["web-0", "web-2"]);
  expect(names(13)).toEqual(["web-0", "web-1", "web-2"]);
});

test("a selector that no longer matches, labels that are changed on a Pod", () => {
  const count = (scenario: string): number =>
    stateAt(played(web, scenario), 5)
      .cluster()
      .slices.filter(({ serviceName }) => serviceName === "web")
      .reduce((sum, { endpoints }) => sum + endpoints.length, 0);
  expect(count("events: [{ at: 1s, patch: svc/web, with: { spec: { selector: { app: other } } } }]")).toBe(0);
  expect(count("events: [{ at: 1s, patch: pod/web-1, with: { metadata: { labels: { app: other } } } }]")).toBe(2);
});
