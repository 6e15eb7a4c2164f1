import { expect, test } from "vitest";
import { clusterOf, workload } from "./cluster.fixture.ts";
import { podsEachOf } from "./predict.ts";

const many = (length: number, replicas: number): number[] => Array.from({ length }, () => replicas);

test("a large cluster with usual workloads has all its Pods", () => {
  expect(podsEachOf(many(20_000, 5))).toBeGreaterThanOrEqual(5);
  expect(podsEachOf(many(1500, 100))).toBeGreaterThanOrEqual(100);
  expect(podsEachOf([5000, 3, 3])).toBe(5000);
});

test("what no cluster can hold is shared", () => {
  expect(podsEachOf(many(30, 2_147_483_647))).toBe(333);
  expect(podsEachOf(many(100_000, 100))).toBe(1);
  expect(podsEachOf([...many(10_000, 3), 2_147_483_647])).toBe(100);
});

test("2,500 sets of five have 12,500 Pods, beside one that wants too many", () => {
  const sets = many(2500, 5).map((replicas, index) => workload("StatefulSet", `s${index}`, { replicas }));
  expect(clusterOf(sets).pods.size).toBe(12_500);
  const giant = workload("StatefulSet", "giant", { replicas: 2_147_483_647 });
  expect(clusterOf([...sets, giant]).pods.size).toBe(12_600);
});
