/** The npm package: complete, without dependencies, with a library and its types. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Built, buildPackage } from "./build.ts";
import { directoryWith, lesson } from "./in-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let built: Built | undefined;
let directory = { path: "", remove: (): void => {} };

/** Runs Node in the folder of a project that has the package installed. */
const node = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [...args], { cwd: directory.path, encoding: "utf8" });

beforeAll(async () => {
  built = await buildPackage();
  const bundles = dirname(built.file);
  writeFileSync(join(bundles, "ThirdPartyNotices.txt"), "");
  directory = directoryWith({ "web.yaml": lesson.replace("serviceName: web-headless", "serviceName: web-headles") });
  // The build's scripts have no types of their own.
  const { npmPackage } = (await import(join(root, "scripts/npm-package.mjs"))) as {
    readonly npmPackage: (where: { readonly folder: string; readonly bundles: string }) => Promise<string>;
  };
  await npmPackage({ folder: join(directory.path, "made"), bundles });
  mkdirSync(join(directory.path, "node_modules"));
  symlinkSync(join(directory.path, "made"), join(directory.path, "node_modules/podns"), "junction");
});
afterAll(() => {
  built?.remove();
  directory.remove();
});

test("has what it states, and needs nothing", () => {
  const manifest = JSON.parse(readFileSync(join(directory.path, "made/package.json"), "utf8"));
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(manifest.private).toBeUndefined();
  const packed: readonly { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json"], {
      cwd: join(directory.path, "made"),
      encoding: "utf8",
      shell: process.platform === "win32",
    }),
  );
  const files = packed.flatMap((one) => one.files.map(({ path }) => path));
  const stated = [
    manifest.bin.podns,
    manifest.man,
    manifest.exports["./engine"].types,
    manifest.exports["./engine"].default,
  ];
  expect(files).toEqual(
    expect.arrayContaining([
      ...stated.map((path: string) => path.replace(/^\.\//, "")),
      ...["dist/helm.js", "dist/git.js", "README.md", "LICENSE", "RULES.md", "completions/podns.bash"],
    ]),
  );
});

test("`podns lsp` is the language server of any editor, and ends with it", () => {
  const messages = [
    { id: 1, method: "initialize", params: { capabilities: {}, rootUri: null } },
    { method: "initialized", params: {} },
    { id: 2, method: "shutdown" },
    { method: "exit" },
  ];
  const input = messages.map((message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    return `Content-Length: ${body.length}\r\n\r\n${body}`;
  });
  for (const flags of [["--stdio"], []]) {
    const program = ["node_modules/podns/dist/cli.js", "lsp", ...flags];
    const options = { cwd: directory.path, input: input.join(""), encoding: "utf8", timeout: 60_000 } as const;
    const { stdout, stderr, status } = spawnSync(process.execPath, program, options);
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout).toContain('"serverInfo":{"name":"podns"}');
  }
});

test("its program runs from anywhere", () => {
  expect(node("node_modules/podns/dist/cli.js", "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(node("node_modules/podns/dist/cli.js", "lint", "--fail-on", "never", "web.yaml")).toContain(
    "service-name-unknown",
  );
});

test("the library is required and imported, and answers what its documentation shows", () => {
  const code = `
    const text = require("node:fs").readFileSync("web.yaml", "utf8");
    const manifests = openManifests([{ path: "k8s/web.yaml", text }], { namespace: "shop" });
    const mended = manifests.with([{ path: "k8s/web.yaml", text: text.replace("web-headles\\n", "web-headless\\n") }]);
    const answer = (all) => all.lookup("web-1.web-headless", { from: "web-0", client: "getent-hosts" });
    console.log(JSON.stringify([
      manifests.pods().length, manifests.records().length > 0, manifests.environments().length,
      manifests.lint().map(({ rule, file }) => rule + " " + file), answer(manifests).outcome,
      mended.lint().length, answer(mended).outcome, answer(mended).records[0].name, mended.map(),
    ]));`;
  writeFileSync(join(directory.path, "a.cjs"), `const { openManifests } = require("podns/engine");${code}`);
  writeFileSync(
    join(directory.path, "b.mjs"),
    `import { createRequire } from "node:module"; import { openManifests } from "podns/engine"; const require = createRequire(import.meta.url);${code}`,
  );
  for (const file of ["a.cjs", "b.mjs"]) {
    const [pods, hasRecords, environments, lint, broken, none, fine, name, maps] = JSON.parse(node(file));
    expect([pods, hasRecords, environments, broken, none, fine]).toEqual([3, true, 1, "nxdomain", 0, "resolved"]);
    expect(lint).toContain("service-name-unknown k8s/web.yaml");
    expect(name).toBe("web-1.web-headless.shop.svc.cluster.local.");
    const behind = { from: "Service shop/web-headless", to: "StatefulSet shop/web", relation: "behind" };
    expect(maps).toMatchObject([{ edges: [{ ...behind, from: "Service shop/web" }, behind], leftOut: [] }]);
  }
});

test("the library renders the charts that it is given, with the values that are chosen", () => {
  const chart = {
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "c/values.yaml": "replicas: 2\n",
    "c/values-prod.yaml": "replicas: 3\n",
    "c/.helmignore": "*.bak.yaml\n",
    "c/templates/broken.bak.yaml": "{{ fail }}",
    "c/README.md": "a: b: c",
    "c/templates/_helpers.tpl": '{{ define "name" }}db{{ end }}',
    "c/templates/db.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: {{ include "name" . }}}
spec:
  serviceName: dbs
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, image: c}]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 1}]}
`,
  };
  writeFileSync(
    join(directory.path, "c.cjs"),
    `const { openManifests, openManifestsWithCharts } = require("podns/engine");
    const files = ${JSON.stringify(Object.entries(chart).map(([path, text]) => ({ path: `./${path}`, text })))};
    (async () => {
      const own = await openManifestsWithCharts(files);
      const prod = await openManifestsWithCharts(files, { environments: ["values-prod.yaml"] });
      const [last] = files.slice(-1);
      const mended = own.with([{ path: last.path, text: last.text.replace("serviceName: dbs", "serviceName: db") }]);
      console.log(JSON.stringify([
        [own, prod].map((one) => one.pods().map(({ name }) => name)), own.lint().map(({ rule, file, line }) => [rule, file, line]),
        mended.lint().length, mended.lookup("db-1.db").outcome, openManifests(files).pods().length,
      ]));
    })();`,
  );
  const [pods, findings, none, outcome, unrendered] = JSON.parse(node("c.cjs"));
  expect(pods).toEqual([
    ["default/db-0", "default/db-1"],
    ["default/db-0", "default/db-1", "default/db-2"],
  ]);
  expect(findings).toEqual([["service-name-unknown", "c/templates/db.yaml", 5]]);
  expect([none, outcome, unrendered]).toEqual([0, "resolved", 0]);
});

test.each([
  ["nodenext", "nodenext"],
  ["node16", "node16"],
  ["esnext", "bundler"],
])("its types check a program that uses it: %s, resolved as %s", (module, resolution) => {
  writeFileSync(
    join(directory.path, "use.ts"),
    `import { openManifests, type EngineFinding } from "podns/engine";
const found: readonly EngineFinding[] = openManifests([{ path: "a.yaml", text: "" }]).lint();
// @ts-expect-error: a path is a text
openManifests([{ path: 1, text: "" }]);
export const messages: readonly string[] = found.map(({ message }) => message);
`,
  );
  const flags = ["--ignoreConfig", "--noEmit", "--strict", "--target", "es2022"];
  const how = ["--module", module, "--moduleResolution", resolution];
  expect(node(join(root, "node_modules/typescript/bin/tsc"), ...flags, ...how, "use.ts")).toBe("");
});
