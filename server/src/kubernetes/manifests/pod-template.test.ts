import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { declarationOf } from "./declare.ts";
import { labelsOfPods, podSpecOf, podSpecPath, podTemplatePath, workloadKinds } from "./pod-template.ts";
import type { JsonValue } from "./read-yaml.ts";

const groups: Readonly<Record<string, string>> = { ReplicationController: "v1", Job: "batch/v1", CronJob: "batch/v1" };

const template = { metadata: { labels: { app: "a" } }, spec: { subdomain: "s", containers: [] } };

/** The value with the template at a path. */
const nested = (path: readonly (string | number)[]): JsonValue =>
  path.reduceRight<JsonValue>((value, key) => ({ [key]: value }), template);

test.each(workloadKinds)("the readers find what stands at the path of a %s", (kind) => {
  const path = podTemplatePath(kind) ?? [];
  const value = Object.assign({ apiVersion: groups[kind] ?? "apps/v1", kind, metadata: { name: "a" } }, nested(path));
  const object = declarationOf(asUri("file:///a.yaml"), value)?.object;
  if (object === undefined) throw new Error("not an object");
  expect([labelsOfPods(object), podSpecOf(object)?.spec.subdomain]).toEqual([{ app: "a" }, "s"]);
  expect(podSpecOf(object)?.path).toEqual([...path, "spec"]);
});

test("a Pod is its own template; other kinds make no Pods", () => {
  expect([podTemplatePath("Pod"), podSpecPath("Pod")]).toEqual([[], ["spec"]]);
  expect([podTemplatePath("Service"), podSpecPath("constructor"), workloadKinds.length]).toEqual([
    undefined,
    undefined,
    7,
  ]);
});
