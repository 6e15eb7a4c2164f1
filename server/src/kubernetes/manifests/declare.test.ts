/** Checks what is an object, a patch, or a template, and that only objects are refused. */
import { describe, expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { declarationOf } from "./declare.ts";
import { parseManifest } from "./parse.ts";
import type { JsonValue } from "./read-yaml.ts";

const uri = asUri("file:///a.yaml");

const fieldsOf = (value: JsonValue): readonly string[] | undefined =>
  declarationOf(uri, value)?.refusals.map(({ field }) => field);

const service = (spec: JsonValue, name: JsonValue = "web"): JsonValue => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec,
});

test("what has no type or no name is not an object; a wrong name is refused", () => {
  expect(fieldsOf({ kind: "Service", metadata: { name: "web" } })).toBeUndefined();
  expect(fieldsOf({ apiVersion: "v1", kind: "Service", metadata: {} })).toBeUndefined();
  expect(fieldsOf(service({ clusterIP: "None" }, ""))).toEqual(["metadata.name"]);
  expect(fieldsOf(service({ clusterIP: "None" }, 1))).toEqual(["metadata.name"]);
});

describe("nothing is refused of", () => {
  test.each<[string, JsonValue]>([
    ["a patch of a Service's type", service({ type: "LoadBalancer" })],
    ["a patch of one port", service({ ports: [{ name: "http", nodePort: 30080 }] })],
    ["a patch with a directive", service({ selector: { $patch: "replace", app: "A B" }, ports: [] })],
    [
      "a patch of a Pod's containers",
      { apiVersion: "v1", kind: "Pod", metadata: { name: "a" }, spec: { containers: [{ name: "A" }] } },
    ],
    [
      "a patch of a template",
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "a" },
        spec: { template: { spec: { containers: [{ name: "a", image: "a:2" }] } } },
      },
    ],
    ["a hole where a number belongs", service({ selector: { app: "web" }, ports: [{ port: "{{ .Port }}" }] })],
    [
      "a custom resource of the same kind",
      { apiVersion: "serving.example.com/v1", kind: "Service", metadata: { name: "A" } },
    ],
  ])("%s", (_, value) => {
    expect(fieldsOf(value)).toEqual([]);
  });
});

test("comments that a templating language reads make a template", () => {
  const text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostname: #@ data.values.host\n";
  expect(parseManifest(uri, text).declarations.map(({ templated, refusals }) => [templated, refusals])).toEqual([
    [true, []],
  ]);
  const author = text.replace("#@ data.values.host", "A #@author");
  expect(parseManifest(uri, author).declarations.map(({ templated }) => templated)).toEqual([false]);
});

test.each([
  "@NAME@",
  "%%NAME%%",
  '"%NAME%"',
  '"[[ .Name ]]"',
  "[[ .Name ]]",
  "<NAME>",
  "<your name>",
  "__NAME__",
  "$NAME",
  "$" + "{NAME}",
  "{NAME}",
  '"{NAME}"',
  '"#{Name}#"',
  '"{% name %}"',
  "((name))",
  '"%(name)s"',
  "(( .name ))",
  "%{name}",
  '"%{name}"',
  "$[NAME]",
  "#{NAME}#",
  "#{name}",
  "#NAME#",
  "##NAME##",
  '"#Name#"',
  "!NAME!",
  "~NAME~",
  '"?NAME?"',
  "«NAME»",
  "CHANGEME",
  "CHANGE_ME",
  "A.B.C.D",
  "x.x.x.x",
])("what a script fills in is not a defect: %s", (name) => {
  const text = `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports:\n    - port: 80\n`;
  const { problems, declarations } = parseManifest(uri, text);
  expect(problems).toEqual([]);
  expect(declarations.flatMap(({ refusals }) => refusals)).toEqual([]);
  const replicas = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: ${name}\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}\n`;
  const read = parseManifest(uri, replicas);
  expect([...read.problems, ...read.declarations.flatMap(({ refusals }) => refusals)]).toEqual([]);
});

test.each(["A", "a b", "a@b", "50%", "a<b"])("what is not a placeholder is refused: %s", (name) => {
  const text = `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports:\n    - port: 80\n`;
  expect(parseManifest(uri, text).declarations.flatMap(({ refusals }) => refusals)).not.toEqual([]);
});

test.each([
  "metadata: {name: events, namespace: shop}",
  "metadata: # ours\n  name: events\n  namespace: shop",
  '"metadata":\n  "name": events\n  "namespace": shop',
  "metadata:\r\n  name: events\r\n  namespace: shop\r",
])("a custom resource has its name however its metadata is written: %#", (metadata) => {
  const text = `apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\n${metadata}\nspec:\n  kafka:\n    replicas: 3\n`;
  const [declaration] = parseManifest(uri, text).declarations;
  expect(declaration?.object).toMatchObject({ kind: "Other", meta: { name: "events", namespace: "shop" } });
});
