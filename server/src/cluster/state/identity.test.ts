/** Checks which objects exist: none that is refused, but for what a closed world shows as stored, and in no other namespace. */
import { expect, test } from "vitest";
import { declarationsOf } from "./cluster.fixture.ts";
import { defaultClusterOptions } from "./cluster.ts";
import { existingObjects } from "./identity.ts";

const service = (name: string, spec: Readonly<Record<string, unknown>>, namespace = "default") => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace },
  spec,
});
const alias = { type: "ExternalName", externalName: "example.com" };
const refused = service("refused", { ...alias, clusterIP: "None" });
const stored = service("stored", { ...alias, clusterIP: "None", clusterIPs: ["None"] });

const names = (objects: Parameters<typeof declarationsOf>[0], snapshot: boolean): readonly string[] =>
  existingObjects(declarationsOf(objects), { ...defaultClusterOptions, snapshot }).objects.map(
    ({ object }) => object.meta.name,
  );

test("what is refused does not exist; what an API server has completed does, in a closed world", () => {
  expect(names([refused, stored, service("good", alias)], false)).toEqual(["good"]);
  expect(names([refused, stored, service("good", alias)], true)).toEqual(["good", "stored"]);
});

test("a closed world with Namespaces has no others", () => {
  const there = { apiVersion: "v1", kind: "Namespace", metadata: { name: "there" } };
  const objects = [service("a", alias, "there"), service("b", alias, "nowhere")];
  expect(names([there, ...objects], true)).toEqual(["there", "a"]);
  expect(names(objects, true)).toEqual(["b", "a"]);
  expect(names([there, ...objects], false)).toEqual(["there", "b", "a"]);
  const { notes } = existingObjects(declarationsOf([there, ...objects]), { ...defaultClusterOptions, snapshot: true });
  expect(notes.map(({ kind, message }) => `${kind}: ${message}`)).toEqual(['refused: namespaces "nowhere" not found']);
});
