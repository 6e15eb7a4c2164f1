/** Commands on the objects that kustomizations make. */
import { describe, expect, test } from "vitest";
import { files } from "./commands.fixture.ts";
import { directoryWith, lesson, podns, withFiles } from "./in-process.ts";

const directory = withFiles(files);

describe("kustomizations", () => {
  const overlay = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": lesson,
    "dev/kustomization.yaml": `namespace: dev
namePrefix: dev-
resources: [../base]
configMapGenerator:
- name: settings
  envs: [dev.env]
`,
    "dev/dev.env": "HOST=web-0\n",
    "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\n",
  };

  test("a folder that is named means its kustomization, with what lies beside it", async () => {
    const parts = directoryWith(overlay);
    const { stdout, stderr } = await podns(parts.path, ["pods", "--format", "json", "dev"]);
    const both = await podns(parts.path, ["pods", "--format", "json"]);
    parts.remove();
    expect(stderr).toBe("");
    const namespaces = (text: string): readonly string[] => [
      ...new Set(
        JSON.parse(text).map(({ name }: { readonly name: string }) => name.slice(0, name.indexOf("/"))) as string[],
      ),
    ];
    expect(namespaces(stdout)).toEqual(["dev"]);
    expect(namespaces(both.stdout).toSorted()).toEqual(["dev", "prod"]);
  });

  test("render prints the objects, why there may be others, and where values are written", async () => {
    const parts = directoryWith(overlay);
    const { stdout, status } = await podns(parts.path, ["render", "dev", "--format", "json", "--origins"]);
    parts.remove();
    const { objects, open, error, origins } = JSON.parse(stdout);
    expect([status, open, error]).toEqual([0, [], null]);
    const kinds = objects.map((object: { readonly kind: string }) => object.kind);
    expect(kinds).toEqual(["ConfigMap", "Service", "Service", "StatefulSet"]);
    expect(objects[3].metadata.name).toMatch(/^dev-/);
    expect(origins[1]["metadata.namespace"]).toEqual({ file: "dev/kustomization.yaml", line: 1, column: 12 });
    expect(origins[1]["metadata.name"].file).toBe("base/web.yaml");
    expect(origins[0]["data.HOST"].file).toBe("dev/dev.env");
  });

  test("render says where no kustomization is", async () => {
    const { status, stderr } = await podns(directory.path, ["render", "app"]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^podns: unable to find one of .* in directory '(?!file:)[^']*app'\n$/),
    ]);
  });

  test("render says in YAML comments where values are written", async () => {
    const parts = directoryWith(overlay);
    const { stdout } = await podns(parts.path, ["render", "--origins", "prod"]);
    parts.remove();
    expect(stdout).toContain("  namespace: prod # prod/kustomization.yaml:1:12\n");
  });

  test("what kustomize refuses ends with status 1, and lint says where", async () => {
    const parts = directoryWith({ "kustomization.yaml": "resources: [web.yaml]\nnamePrefx: a-\n", "web.yaml": lesson });
    const rendered = await podns(parts.path, ["render", "--format", "json"]);
    const linted = await podns(parts.path, ["lint", "--format", "json", "."]);
    parts.remove();
    expect(rendered.status).toBe(1);
    expect(JSON.parse(rendered.stdout)).toEqual({
      objects: [],
      open: [],
      error: 'kustomization.yaml:2:12: unknown field "namePrefx"',
    });
    expect(linted.status).toBe(1);
    expect(JSON.parse(linted.stdout)[0]).toMatchObject({ rule: "kustomize", file: "kustomization.yaml", line: 2 });
  });

  test("a file that is missing leaves the result open, and lint does not judge it", async () => {
    const parts = directoryWith({ "kustomization.yaml": "resources: [web.yaml, gone.yaml]\n", "web.yaml": lesson });
    const { stdout, status } = await podns(parts.path, ["render", "--format", "json"]);
    const linted = await podns(parts.path, ["lint", "."]);
    parts.remove();
    expect([status, JSON.parse(stdout).open]).toEqual([1, ["'gone.yaml' is missing"]]);
    expect(linted.stdout).toBe("No problems.\n");
  });
});
