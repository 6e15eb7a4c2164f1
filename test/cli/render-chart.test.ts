/** `podns render` of Helm charts: flags, forms of the output, and what ends with a message. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { packed } from "../fixture/tar.ts";
import { directoryWith, type Outcome, podns } from "./in-process.ts";

const chart = {
  "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.2.3\n",
  "shop/values.yaml": "name: web\nport: 80\ntag: latest\n",
  "shop/templates/service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: {{ .Values.name }}
  labels: { release: {{ .Release.Name }}, in: {{ .Release.Namespace }}, kube: {{ .Capabilities.KubeVersion.Version | quote }} }
spec:
  ports: [{ port: {{ .Values.port }} }]
  tag: {{ .Values.tag | quote }}
  has: {{ .Capabilities.APIVersions.Has "example.com/v1" }}
`,
  "shop/templates/NOTES.txt": "Thank you\n",
  "prod.yaml": "port: 8080\n",
};

let directory = { path: "", remove: (): void => {} };
afterEach(() => directory.remove());

function render(files: Readonly<Record<string, string | Uint8Array>>, ...args: readonly string[]): Promise<Outcome> {
  directory = directoryWith(files);
  return podns(directory.path, ["render", ...args]);
}

async function json(files: Readonly<Record<string, string | Uint8Array>>, ...args: readonly string[]) {
  const { stdout } = await render(files, ...args, "--format", "json");
  return JSON.parse(stdout);
}

test("a chart is printed in helm's order with its own values", async () => {
  const { status, stdout, stderr } = await render(chart, "shop");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(`---
# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  labels:
    in: default
    kube: v1.37.0
    release: shop
  name: web
spec:
  has: false
  ports:
  - port: 80
  tag: latest
`);
});

test("the release of Kubernetes is what .podns.yaml says, up to the repository's root, and the flag is stronger", async () => {
  const said = { ...chart, ".podns.yaml": "kubernetesVersion: '1.24'\n", ".git/HEAD": "ref: refs/heads/main\n" };
  const kube = async (...args: readonly string[]): Promise<string> =>
    (await json(said, "shop", ...args)).objects[0].metadata.labels.kube;
  expect(await kube()).toBe("v1.24.0");
  expect(await kube("--kube-version", "1.30.2")).toBe("v1.30.2");
  for (const place of ["", "shop/"]) {
    directory.remove();
    const own = { ...chart, [`${place}.podns.yaml`]: "kubernetesVersion: '1.22'\n" };
    expect((await json(own, "shop")).objects[0].metadata.labels.kube).toBe("v1.22.0");
  }
});

test("all flags of helm template count, in its order of precedence", async () => {
  const flags = ["--values", "prod.yaml", "-f", "shop/values.yaml", "--set", "port=90,tag=a", "--set-string", "tag=1"];
  const release = ["--release", "blue", "--namespace", "front", "--kube-version", "1.30", "--api-versions", "a/v1"];
  const found = await json(chart, "shop", ...flags, ...release, "--api-versions", "example.com/v1,b/v1");
  expect(found).toEqual({
    objects: [
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web", labels: { release: "blue", in: "front", kube: "v1.30" } },
        spec: { ports: [{ port: 90 }], tag: "1", has: true },
      },
    ],
    open: [],
    error: null,
  });
});

test("values come from JSON, from files and from standard input", async () => {
  directory = directoryWith({ ...chart, "tag.txt": "from a file" });
  const flags = ["--set-json", 'name="x"', "--set-file", "tag=tag.txt", "--values", "-", "--format", "json"];
  const { stdout } = await podns(directory.path, ["render", "shop", ...flags], "port: 7\n");
  const { spec, metadata } = JSON.parse(stdout).objects[0];
  expect([metadata.name, spec.tag, spec.ports]).toEqual(["x", "from a file", [{ port: 7 }]]);
});

test("origins are the key that holds a value, and the template that printed it", async () => {
  const flags = ["--values", "prod.yaml", "--set", "tag=1.0", "--origins"];
  const { origins } = await json(chart, "shop", ...flags);
  expect(origins).toHaveLength(1);
  expect(origins[0]["metadata.name"]).toEqual({
    file: "shop/values.yaml",
    line: 1,
    column: 7,
    key: "name",
    template: { file: "shop/templates/service.yaml", line: 4, column: 9 },
  });
  expect(origins[0]["spec.ports[0].port"]).toMatchObject({ file: "prod.yaml", line: 1, column: 7, key: "port" });
  expect(origins[0]["spec.tag"]).toEqual({
    file: "--set tag=1.0",
    key: "tag",
    template: { file: "shop/templates/service.yaml", line: 8, column: 8 },
  });
  directory.remove();
  const { stdout } = await render(chart, "shop", ...flags);
  expect(stdout).toContain("  - port: 8080 # prod.yaml:1:7 (port) via shop/templates/service.yaml:7:19\n");
  expect(stdout).toContain('  tag: "1.0" # --set tag=1.0 (tag) via shop/templates/service.yaml:8:8\n');
});

test("a packed chart is rendered, and a kustomization beside a chart is one", async () => {
  const files = Object.fromEntries(Object.entries(chart).filter(([path]) => path.startsWith("shop/")));
  const { objects } = await json({ "shop-1.2.3.tgz": packed(files) }, "shop-1.2.3.tgz");
  expect(objects[0].metadata.name).toBe("web");
  directory.remove();
  const both = await render({ ...chart, "shop/kustomization.yaml": "resources: []\n" }, "shop");
  expect([both.status, both.stdout]).toEqual([0, ""]);
});

test("a dependency that is not in charts/ leaves the result open", async () => {
  const metadata = `${chart["shop/Chart.yaml"]}dependencies: [{name: db, version: 1.x.x, repository: "https://example.com"}]\n`;
  const files = { ...chart, "shop/Chart.yaml": metadata };
  const reason = "the dependency 'db' (1.x.x) is not in charts/: 'helm dependency build' fetches it";
  const { objects, open, error } = await json(files, "shop");
  expect([objects.length, open, error]).toEqual([1, [reason], null]);
  directory.remove();
  const { status, stderr } = await render(files, "shop");
  expect([status, stderr]).toEqual([0, `podns: ${reason}\n`]);
});

test.each([
  [["--set", "port"], 'failed parsing --set data: key "port" has no value'],
  [["--kube-version", "new"], "invalid kube version 'new': could not parse \"new\" as version"],
  [["--release", "Blue!"], /^release name "Blue!": invalid release name/],
  [["--set-file", "tag=gone.txt"], "failed parsing --set-file data: open gone.txt: no such file or directory"],
  [["--set", "name=null"], null],
  [["--values", "list.yaml"], /^failed to parse list.yaml: .*cannot unmarshal array/],
])("%j gives helm's error", async (flags, message) => {
  const files = { ...chart, "list.yaml": "- 1\n" };
  const { status, stdout } = await render(files, "shop", ...flags, "--format", "json");
  const { error, objects } = JSON.parse(stdout);
  if (message === null) expect([status, error, objects.length]).toEqual([0, null, 1]);
  else
    expect([status, error, objects]).toEqual([
      1,
      message instanceof RegExp ? expect.stringMatching(message) : message,
      [],
    ]);
});

test("an error is said with its place", async () => {
  const files = { ...chart, "shop/templates/z.yaml": "a: 1\n b: 2\n" };
  const { status, stdout, stderr } = await render(files, "shop");
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toBe(
    "podns: shop/templates/z.yaml:2:3: YAML parse error on shop/templates/z.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context\n",
  );
});

test.each([
  [["--values", "gone.yaml"], "cannot read 'gone.yaml': no such file or directory"],
  [["--values", "shop"], "cannot read 'shop': it is a directory"],
  [["--values", "https://example.com/v.yaml"], "'https://example.com/v.yaml' is not fetched: give a file"],
  [["--namespace", "Front!"], "'Front!' is not a name of a namespace"],
])("%j is a mistake in the command line", async (flags, message) => {
  const { status, stdout, stderr } = await render(chart, "shop", ...flags);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

describe.skipIf(process.platform === "win32")("on a disk with links and programs", () => {
  test("links lead where they want within the chart, and nowhere outside of it", async () => {
    directory = directoryWith({
      ...chart,
      "secret.yaml": "kind: Secret\n",
      "ws/shop/Chart.yaml": chart["shop/Chart.yaml"],
    });
    const shop = join(directory.path, "ws/shop");
    mkdirSync(join(shop, "templates"));
    writeFileSync(join(shop, "real.yaml"), "kind: Real\n");
    symlinkSync("../real.yaml", join(shop, "templates/a.yaml"));
    const inside = await podns(join(directory.path, "ws"), ["render", "shop", "--format", "json"]);
    expect(JSON.parse(inside.stdout).objects).toEqual([{ kind: "Real" }]);
    symlinkSync("../../../secret.yaml", join(shop, "templates/b.yaml"));
    const outside = await podns(join(directory.path, "ws"), ["render", "shop", "--format", "json"]);
    expect(outside.status).toBe(1);
    expect(JSON.parse(outside.stdout)).toEqual({
      objects: [],
      open: [],
      error: "shop: templates/b.yaml: it is a link that leads outside of the workspace",
    });
    writeFileSync(join(shop, ".helmignore"), "templates/b.yaml\n");
    const ignored = await podns(join(directory.path, "ws"), ["render", "shop", "--format", "json"]);
    expect(JSON.parse(ignored.stdout).objects).toEqual([{ kind: "Real" }]);
  });

  test("folders that lead into themselves end with a message", async () => {
    directory = directoryWith(chart);
    symlinkSync(".", join(directory.path, "shop/loop"));
    const { status, stdout } = await podns(directory.path, ["render", "shop", "--format", "json"]);
    expect([status, JSON.parse(stdout).error]).toEqual([1, expect.stringMatching(/too many symbolic links|more than/)]);
  });

  test("--helm asks the program with the same flags", async () => {
    directory = directoryWith({
      ...chart,
      "a,b.yaml": "port: 1\n",
      "bin/helm": `#!/bin/sh
[ "$1" = version ] && exit 0
for word in "$@"; do case "$word" in *fail*) printf 'x.go:1: warning: hm\\nError: it is wrong\\nin two lines\\n\\nUse --debug flag to render out invalid YAML\\n' >&2; exit 1;; esac; done
printf -- '---\\n# Source: shop/templates/a.yaml\\nkind: A\\nargs:\\n'
for word in "$@"; do printf -- "- '%s'\\n" "$word"; done
printf -- '---\\n# Source: shop/templates/b.yaml\\n# nothing\\n'
`,
    });
    chmodSync(join(directory.path, "bin/helm"), 0o755);
    const before = process.env["PATH"];
    process.env["PATH"] = `${join(directory.path, "bin")}:${before}`;
    const flags = ["--values", "a,b.yaml", "--set", "a=1", "--set-string", "b=2", "--kube-version", "1.30"];
    const run = (...more: readonly string[]) =>
      podns(directory.path, ["render", "shop", "--helm", "--format", "json", ...flags, ...more]);
    const [found, failed] = [await run("--namespace", "front"), await run("--set-file", "c=fail.txt")];
    process.env["PATH"] = before;
    expect(JSON.parse(found.stdout)).toEqual({
      objects: [
        {
          kind: "A",
          args: [
            ...["template", "shop", join(directory.path, "shop"), "--namespace", "front", "--values", '"a,b.yaml"'],
            ...["--set", "a=1", "--set-string", "b=2", "--kube-version", "1.30"],
          ],
        },
      ],
      open: [],
      error: null,
    });
    expect([failed.status, JSON.parse(failed.stdout).error]).toEqual([1, "it is wrong\nin two lines"]);
  });
});
