/** Commands see what charts make, without helm and without a flag. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directoryWith, podns } from "./in-process.ts";

const files = {
  "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "shop/values.yaml": "replicas: 1\nport: 80\n",
  "shop/values-prod.yaml": "replicas: 3\n",
  "shop/values/test.yaml": "port: 8080\n",
  "shop/templates/web.yaml": `{{- /* The web server. */}}
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}-web}
spec:
  clusterIP: None
  selector: {app: web}
  ports: [{name: http, port: {{ .Values.port }}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: {{ .Release.Name }}-web}
spec:
  serviceName: {{ .Release.Name }}-web
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`,
  "lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n",
  "lib/templates/_lib.tpl": '{{ define "lib.x" }}x{{ end }}\n',
  "plain/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: plain}\nspec: {ports: [{port: 80}]}\n",
  "deploy/release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: store, namespace: apps}
spec:
  chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: repo}}}
  values: {replicas: 2}
`,
};

interface Row {
  readonly name: string;
  readonly source: { readonly file: string; readonly line: number } | null;
}

describe("charts", () => {
  let directory: ReturnType<typeof directoryWith>;
  beforeAll(() => {
    directory = directoryWith(files);
  });
  afterAll(() => directory.remove());
  const pods = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await podns(directory.path, ["pods", "--format", "json", ...args]);
    return { status, stderr, rows: stdout === "" ? [] : (JSON.parse(stdout) as readonly Row[]) };
  };

  test("have the Pods of their own values, with their places, and the other sets are said", async () => {
    const { rows, stderr } = await pods();
    expect(rows.map(({ name, source }) => [name, source])).toEqual([
      ["default/shop-web-0", { file: "shop/templates/web.yaml", line: 11 }],
    ]);
    expect(stderr).toBe(
      "podns: shop (Helm chart): its own values are used; --environment takes values-prod.yaml, values/test.yaml, release store in deploy\n",
    );
  });

  test.each([
    [
      ["--environment", "values-prod.yaml"],
      ["default/shop-web-0", "default/shop-web-1", "default/shop-web-2"],
    ],
    [
      ["--environment", "release store in deploy"],
      ["apps/store-web-0", "apps/store-web-1"],
    ],
    [["--environment", "test.yaml"], ["default/shop-web-0"]],
    [
      ["--environment", "values.yaml", "--environment", "release store in deploy"],
      ["apps/store-web-0", "apps/store-web-1", "default/shop-web-0"],
    ],
  ])("%j chooses by the name that people use", async (flags, names) => {
    const { rows, stderr } = await pods(...flags);
    expect([rows.map(({ name }) => name), stderr]).toEqual([names, ""]);
  });

  test("an unknown environment is refused with those that there are", async () => {
    const { status, stderr } = await pods("--environment", "values-stage.yaml", "shop");
    expect([status, stderr]).toEqual([
      2,
      "podns: no environment is called 'values-stage.yaml'; there are 'values.yaml', 'values-prod.yaml', 'values/test.yaml'\n",
    ]);
  });

  test("answer nslookup, and list records and timelines, in their folder and above", async () => {
    const name = "shop-web-0.shop-web.default.svc.cluster.local";
    for (const args of [
      ["nslookup", "shop-web-0.shop-web", "shop"],
      ["nslookup", name, "--as", "dig"],
      ["records", "shop"],
      ["timeline", "shop-web", "--format", "json"],
    ]) {
      const { status, stdout } = await podns(directory.path, args);
      expect([args, status, stdout.includes(args[0] === "timeline" ? "shop-web" : name)]).toEqual([args, 0, true]);
    }
    const { stdout } = await podns(directory.path, ["records"]);
    expect(stdout).toContain("plain.default.svc.cluster.local");
  });

  test("that fail say why, and the rest is shown", async () => {
    const broken = directoryWith({
      ...files,
      "shop/templates/web.yaml": '{{ fail "no" }}',
      "one/Chart.yaml":
        "apiVersion: v2\nname: one\nversion: 1.0.0\ndependencies: [{name: db, version: 1.x.x, repository: https://example.com}]\n",
      "one/templates/s.yaml": files["plain/service.yaml"],
    });
    const { status, stdout, stderr } = await podns(broken.path, ["records"]);
    broken.remove();
    expect([status, stdout.includes("plain.default.svc")]).toEqual([0, true]);
    expect(stderr).toContain(
      "podns: shop (Helm chart): helm fails: execution error at (shop/templates/web.yaml:1:3): no\n",
    );
    expect(stderr).toContain("podns: one (Helm chart): the dependency 'db' (1.x.x) is not in charts/");
    expect(stderr).not.toContain("library");
  });

  test("are left alone in a closed world", async () => {
    const { rows } = await pods("--snapshot");
    expect(rows).toEqual([]);
  });
});

test("lint says that a chart is open, and why", async () => {
  const directory = directoryWith({
    "umbrella/Chart.yaml":
      "apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies: [{name: db, version: 2.x, repository: 'https://charts.example'}]\n",
    "umbrella/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
    "lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n",
  });
  const [short, long] = [await podns(directory.path, ["lint"]), await podns(directory.path, ["lint", "--why"])];
  directory.remove();
  expect(short.stderr).toContain("; 1 chart is open (--why says why)\n");
  expect(long.stderr).toContain(
    "umbrella (Helm chart) is open: the dependency 'db' (2.x) is not in charts/: 'helm dependency build' fetches it\n",
  );
});

test("lint says that a chart is open which has nothing but a dependency", async () => {
  const directory = directoryWith({
    "Chart.yaml": "apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies: [{name: db, version: 2.x}]\n",
    "values.yaml": "db: {size: 1}\n",
  });
  const { stderr } = await podns(directory.path, ["lint", ".", "--why"]);
  directory.remove();
  expect(stderr).toContain("the dependency 'db' (2.x) is not in charts/: 'helm dependency build' fetches it\n");
  expect(stderr).toContain("nothing was checked; 1 chart is open (--why says why)\n");
});

test("lint says of a chart that refuses its own values that it was not checked, where and why", async () => {
  const chart = {
    "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "shop/values.yaml": "host: ''\n",
    "shop/templates/web.yaml":
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: ExternalName\n  externalName: {{ required "host is needed" .Values.host }}\n',
  };
  const why =
    "shop/templates/web.yaml:6:17: helm refuses the chart's own values, nothing of it was checked: execution error at (shop/templates/web.yaml:6:19): host is needed (what helps: values that are enough in a file beside it, in a release, or under 'charts' in .podns.yaml)\n";
  const linted = async (files: Readonly<Record<string, string>>, ...args: readonly string[]) => {
    const directory = directoryWith(files);
    try {
      return await podns(directory.path, ["lint", ...args]);
    } finally {
      directory.remove();
    }
  };
  const alone = await linted(chart);
  expect([alone.status, alone.stdout]).toEqual([0, ""]);
  expect(alone.stderr).toContain(why);
  const json = await linted(chart, "--format", "json");
  expect([json.stdout.trim(), json.stderr.includes(why)]).toEqual(["[]", true]);
  const helped = await linted({ ...chart, "shop/ci/test-values.yaml": "host: db.example.com\n" });
  expect(helped.stderr).toContain(
    "shop/templates/web.yaml:6:17: helm refuses the chart's own values, only its other set of values was checked: execution error at",
  );
  const { stdout, stderr } = await linted({ ...chart, "shop/values.yaml": "host: db.example.com\n" });
  expect([stdout, stderr.includes("refuses")]).toEqual(["No problems.\n", false]);
});
