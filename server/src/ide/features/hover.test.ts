/** Hovers of any kind: what they leave out, and where an editor shows less. */
import { expect, test } from "vitest";
import { hover } from "../../../../test/fixture/features.ts";
import { fullSupport } from "./client.ts";
import { at, service, set } from "./hover/hover.fixture.ts";

test("an object that the API server refuses", () => {
  expect(hover(at(set().replace("replicas: 3", "replicas: three"), "serviceName"))).toMatchInlineSnapshot(`
    "StatefulSet **web** is refused by the API server: none of its names exists

    \`spec.replicas\`: json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32.

    [All records](podns.showRecords )"
  `);
});

test("an item of a List, a JSON manifest, and line breaks of Windows say the same", () => {
  const plain = hover(at(service() + set(), "serviceName")).replaceAll(/manifest\.\w+:\d+|manifest\.\w+#[\w,]+/g, "");
  const item = (text: string): string => text.trimEnd().replaceAll("\n", "\n  ").replace(/^/, "- ");
  const list = `apiVersion: v1\nkind: List\nitems:\n${item(service().replace("---\n", ""))}\n${item(set())}\n`;
  const json = `# file: manifest.json\n${JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web-headless" },
        spec: { clusterIP: "None", selector: { app: "web" } },
      },
      {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: { name: "web" },
        spec: {
          serviceName: "web-headless",
          replicas: 3,
          selector: { matchLabels: { app: "web" } },
          template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "a", image: "a" }] } },
        },
      },
    ],
  })}`;
  const windows = (service() + set()).replaceAll("\n", "\r\n");
  for (const text of [list, json, windows]) {
    expect(hover(at(text, "serviceName")).replaceAll(/manifest\.\w+:\d+|manifest\.\w+#[\w,]+/g, "")).toBe(plain);
  }
});

test("an editor without commands and Markdown gets plain text", () => {
  expect(
    hover(at(service() + set(), "serviceName"), { ...fullSupport, commands: false, markdown: false }),
  ).toMatchInlineSnapshot(`
    "web-headless: headless Service in default (manifest.yaml:4) governs this StatefulSet

    Pod  name  address  
    web-0  web-0.web-headless.default.svc.cluster.local  10.244.173.174*  ready
    web-1  web-1.web-headless.default.svc.cluster.local  10.244.122.73*  ready
    web-2  web-2.web-headless.default.svc.cluster.local  10.244.113.141*  ready

    web-headless alone answers with the 3 ready Pods. Pods in default can write web-0.web-headless. The names stay when Pods are replaced, the addresses don't. * made up until the cluster assigns one"
  `);
});

test.each([
  ["a comment", `# com$0ment\n${set()}`],
  ["a template's holes", at(set("{{ .Values.name }}"), "serviceName")],
  ["other fields", at(set(), "image")],
  ["another API group", at(set().replace("apps/v1", "apps.kruise.io/v1"), "serviceName")],
  ["the blank behind an empty value", set().replace("web-headless", "$0")],
])("nothing about %s", (_, text) => {
  expect(hover(text)).toBe("");
});

test("a name cannot break out of its cell", () => {
  expect(hover(at(set('"a|b`c](x)"'), "serviceName"))).toMatchInlineSnapshot(`
    "StatefulSet **web** is refused by the API server: none of its names exists

    \`spec.serviceName\`: Invalid value: "a\\|b\\\`c\\](x)": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name', or '123-abc', regex used for validation is '\\[a-z0-9\\](\\[-a-z0-9\\]\\*\\[a-z0-9\\])?').

    [All records](podns.showRecords )"
  `);
});
