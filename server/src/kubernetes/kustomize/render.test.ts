import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { type RenderResult, render } from "./render.ts";
import { sourceFile } from "./source-file.ts";

/** Builds `app` of files that are given by path. */
function build(files: Readonly<Record<string, string>>): RenderResult {
  return render("app", (path) => {
    const text = files[path];
    return text === undefined ? undefined : sourceFile(asUri(`file:///${path}`), path, text);
  });
}

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: None
`;

test("sources of generators that are missing leave data open, everything else that is missing leaves objects open", () => {
  const data = build({
    "app/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator: [{name: cfg, envs: [.env]}]\n",
    "app/web.yaml": service,
  });
  expect([data.open, data.openObjects]).toEqual([["'.env' is missing"], []]);
  const objects = build({ "app/kustomization.yaml": "resources: [web.yaml]\n" });
  expect(objects.openObjects).toEqual(["'web.yaml' is missing"]);
  expect(objects.error?.message).toBe("no such file or directory: 'web.yaml'");
});

test("what is remote, or a program, is open and no error", () => {
  const result = build({
    "app/kustomization.yaml": `resources: ["github.com/org/repo//base?ref=v1", web.yaml]
generators:
- |-
  apiVersion: example.com/v1
  kind: Made
  metadata: {name: x}
`,
    "app/web.yaml": service,
  });
  expect(result.open).toEqual(["'github.com/org/repo//base?ref=v1' is remote", "the generator 'Made' is a plug-in"]);
  expect(result.error).toBeUndefined();
  expect(result.objects).toHaveLength(1);
});

test("every value knows where it is written: in the object, the kustomization, an inline patch", () => {
  const result = build({
    "app/kustomization.yaml": `resources: [web.yaml]
namePrefix: a-
commonLabels:
  team: shop
patches:
- patch: |-
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {publishNotReadyAddresses: true}
`,
    "app/web.yaml": `# first\n---\n${service}`,
  });
  const [object] = result.objects;
  const place = (...path: readonly string[]): readonly unknown[] => {
    const origin = object?.origin(path);
    return [origin?.uri, origin?.path];
  };
  expect(place("metadata", "name")).toEqual(["file:///app/web.yaml", ["metadata", "name"]]);
  expect(place("spec", "selector", "team")).toEqual(["file:///app/kustomization.yaml", ["commonLabels", "team"]]);
  expect(place("spec", "publishNotReadyAddresses")).toEqual([
    "file:///app/kustomization.yaml",
    ["patches", 0, "patch"],
  ]);
  expect(object?.source?.path).toEqual([]);
  expect(object?.source?.manifest.text).toBe(service);
});

test("a replacement goes on inside of JSON and YAML that a string holds", () => {
  const result = build({
    "app/kustomization.yaml": `resources: [web.yaml, cfg.yaml]
replacements:
- source: {kind: Service, name: web}
  targets:
  - select: {kind: ConfigMap}
    fieldPaths: [data.json.host, data.yaml.db.host]
`,
    "app/web.yaml": service,
    "app/cfg.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: cfg}
data:
  json: '{"port": 1, "host": "old"}'
  yaml: |
    db:
      host: old # the database
`,
  });
  expect(result.objects[0]?.value).toMatchObject({
    data: { json: '{"host":"web","port":1}', yaml: "db:\n  host: web # the database" },
  });
});

test("a text that is not YAML, aliases without end and cycles are errors, never exceptions", () => {
  const texts = [
    "a: [1\nb: {",
    "a: &a [*a]",
    `a: &a [${"x,".repeat(9)}]\nb: &b [${"*a,".repeat(9)}]`,
    "\0",
    "- a",
    "{{ x }}",
  ];
  for (const text of texts) {
    const result = build({ "app/kustomization.yaml": "resources: [x.yaml]\n", "app/x.yaml": text });
    expect(result.error).toBeDefined();
    expect(build({ "app/kustomization.yaml": text }).error).toBeDefined();
  }
});

test("a label that was made in several places is one value: an overlay that sets it in one sets it everywhere", () => {
  const { objects } = build({
    "base/kustomization.yaml": "resources: [web.yaml]\ncommonLabels: {env: base}\n",
    "base/web.yaml": `${service}  selector: {app: web}\n`,
    "app/kustomization.yaml": "resources: [../base]\nlabels: [{pairs: {env: prod}}]\n",
  });
  expect(objects.map(({ value }) => value)).toEqual([
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", labels: { env: "prod" } },
      spec: { clusterIP: "None", selector: { app: "web", env: "prod" } },
    },
  ]);
});

test("what is missing is told before what kustomize refuses because of it", () => {
  const result = build({
    "app/kustomization.yaml": "resources: [web.yaml]\npatches: [{ path: patch.yaml }]\n",
    "app/patch.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: web }\n",
  });
  expect(result.error?.message).toBe("no such file or directory: 'web.yaml'");
});

test("a target's label selector is apimachinery's: a label that is not an integer is neither more nor less", () => {
  const patched = (selector: string, label: string): string => {
    const result = build({
      "app/kustomization.yaml": `resources: [web.yaml]
patches:
- target: {kind: Service, labelSelector: "${selector}"}
  patch: '- {op: add, path: /spec/externalName, value: patched}'
`,
      "app/web.yaml": service.replace("  name: web\n", `  name: web\n  labels: {a: "${label}"}\n`),
    });
    return result.error?.message ?? JSON.stringify(result.objects[0]?.value);
  };
  expect(patched("a > 5", "12")).toContain("patched");
  expect(patched("a > 5", "12abc")).not.toContain("patched");
  expect(patched("a < 5", "4.5")).not.toContain("patched");
  expect(patched("a > 12abc", "13")).toContain("the value must be an integer");
  expect(patched("-a", "13")).toContain("name part must consist of");
});
