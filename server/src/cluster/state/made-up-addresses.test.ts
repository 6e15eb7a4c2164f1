import { expect, test } from "vitest";
import { clusterMemory, clusterOf } from "./build.ts";
import { declarationsOf, service, workload } from "./cluster.fixture.ts";
import { defaultClusterOptions } from "./cluster.ts";
import { type ObjectSource, sourceOf } from "./object-source.ts";

const objects = (replicas: number, extra: readonly string[] = []) => [
  ...["a", "b", "c", ...extra].map((namespace) => service("web", {}, { namespace })),
  { ...workload("StatefulSet", "web", { replicas, serviceName: "web" }), metadata: { name: "web", namespace: "b" } },
];

/** States of one source that know which namespaces differ. */
function state(replicas: number, extra: readonly string[], changed: readonly string[] | undefined) {
  const asked = { all: 0 };
  const list = sourceOf(declarationsOf(objects(replicas, extra)), "default");
  const source: ObjectSource = {
    ...list,
    namespaces: () => {
      asked.all += 1;
      return list.namespaces();
    },
    version: {},
    changedSince: () => changed,
  };
  return { source, asked };
}

const addresses = (cluster: ReturnType<typeof clusterOf>) =>
  ["a", "b", "c", "d"].flatMap((namespace) => [
    ...cluster.servicesIn(namespace).map(({ name, clusterIPs }) => `${namespace}/${name} ${clusterIPs[0]?.ip}`),
    ...cluster.podsIn(namespace).map(({ name, addresses: [first] }) => `${namespace}/${name} ${first?.ip}`),
  ]);

test("the next state of a cluster looks only at the namespaces that changed, and has the addresses of a new one", () => {
  const memory = clusterMemory();
  const first = state(2, ["d"], undefined);
  // The memory holds versions weakly.
  const held = [first];
  addresses(clusterOf(first.source, defaultClusterOptions, memory));
  expect(first.asked.all).toBeGreaterThan(0);

  for (const [replicas, extra, changed] of [
    [3, ["d"], ["b"]],
    [1, [], ["b", "d"]],
    [1, ["d"], ["d"]],
  ] as const) {
    const next = state(replicas, extra, changed);
    held.push(next);
    const kept = addresses(clusterOf(next.source, defaultClusterOptions, memory));
    expect(next.asked.all).toBe(0);
    expect(kept).toEqual(addresses(clusterOf(state(replicas, extra, undefined).source, defaultClusterOptions)));
  }
  expect(held.length).toBe(4);
});

test("addresses that were drawn ahead change none of an earlier state", () => {
  const memory = clusterMemory();
  const before = clusterOf(state(2, [], []).source, defaultClusterOptions, memory);
  const expected = addresses(clusterOf(state(2, [], undefined).source, defaultClusterOptions));
  expect(addresses(before)).toEqual(expected);
  const after = clusterOf(state(1, [], ["b"]).source, defaultClusterOptions, memory);
  after.drawAddressesIn("b");
  const again = clusterOf(state(2, [], []).source, defaultClusterOptions, memory);
  expect(addresses(again)).toEqual(expected);
  expect(addresses(after)).toEqual(addresses(clusterOf(state(1, [], undefined).source, defaultClusterOptions)));
});

test("a state that cannot tell what changed looks at all namespaces", () => {
  const memory = clusterMemory();
  addresses(clusterOf(state(2, [], undefined).source, defaultClusterOptions, memory));
  const next = state(4, ["d"], undefined);
  const kept = addresses(clusterOf(next.source, defaultClusterOptions, memory));
  expect(next.asked.all).toBeGreaterThan(0);
  expect(kept).toEqual(addresses(clusterOf(state(4, ["d"], undefined).source, defaultClusterOptions)));
});
