/** What names files follows when files and folders get other names. */
import { expect, test } from "vitest";
import { open, root, uriOf } from "../../../../test/fixture/workspace.ts";
import { asUri } from "../../base/source.ts";
import { fullSupport } from "./client.ts";
import { offsetAt } from "./convert.ts";
import { willRenameFiles } from "./rename-files.ts";

/** The lines of the files that change, as they are afterwards. */
function moved(text: string, moves: Readonly<Record<string, string>>): readonly string[] {
  const { analysis } = open(text);
  const files = Object.entries(moves).map(([from, to]) => ({ oldUri: `${root}/${from}`, newUri: `${root}/${to}` }));
  const edit = willRenameFiles(analysis, { files }, { ...fullSupport, changeAnnotations: false });
  return Object.entries(edit?.changes ?? {}).flatMap(([uri, list]) => {
    let content = analysis.files.get(asUri(uri))?.text ?? "";
    for (const { range, newText } of [...list].reverse()) {
      const [start, end] = [range.start, range.end].map((at) => offsetAt(analysis, asUri(uri), at) ?? 0);
      content = content.slice(0, start) + newText + content.slice(end);
    }
    const lines = new Set(list.map(({ range }) => range.start.line));
    return [...lines].map((line) => `${uri.slice(root.length + 1)}:${line + 1} ${content.split("\n")[line]?.trim()}`);
  });
}

const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ port: 80 }] }\n`;

const overlays = `# file: base/kustomization.yaml
resources:
  - web.yaml
  - ./db/db.yaml
# file: base/web.yaml
${service("web")}# file: base/db/db.yaml
${service("db")}# file: dev/kustomization.yaml
resources: [../base, more.yaml, "https://example.com/all.yaml", github.com/example/app?ref=v1]
components:
- ../parts/tls/
patches:
  - path: 'web patch.yaml'
patchesStrategicMerge: [db-patch.yaml]
configMapGenerator:
  - name: app
    files: [app.conf, key=settings.conf]
    envs: [app.env]
helmCharts:
  - name: redis
    valuesFile: redis.yaml
    additionalValuesFiles: [more-redis.yaml]
# file: dev/more.yaml
${service("more")}# file: dev/web patch.yaml
${service("web")}# file: dev/db-patch.yaml
${service("db")}# file: parts/tls/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
`;

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ["a resource", { "base/web.yaml": "base/site.yaml" }, ["base/kustomization.yaml:2 - site.yaml"]],
  ["one with a dot in front", { "base/db/db.yaml": "base/db/pg.yaml" }, ["base/kustomization.yaml:3 - ./db/pg.yaml"]],
  [
    "one that leaves the folder",
    { "base/web.yaml": "common/web.yaml" },
    ["base/kustomization.yaml:2 - ../common/web.yaml"],
  ],
  ["a folder in it", { "base/db": "base/data" }, ["base/kustomization.yaml:3 - ./data/db.yaml"]],
  [
    "the base",
    { base: "shared/base" },
    [
      'dev/kustomization.yaml:1 resources: [../shared/base, more.yaml, "https://example.com/all.yaml", github.com/example/app?ref=v1]',
    ],
  ],
  [
    "the overlay itself: what it names outside follows",
    { dev: "overlays/dev" },
    [
      'dev/kustomization.yaml:1 resources: [../../base, more.yaml, "https://example.com/all.yaml", github.com/example/app?ref=v1]',
      "dev/kustomization.yaml:3 - ../../parts/tls/",
    ],
  ],
  ["everything at once: nothing changes", { base: "k/base", dev: "k/dev", parts: "k/parts" }, []],
  ["a component, with its slash", { "parts/tls": "parts/certs" }, ["dev/kustomization.yaml:3 - ../parts/certs/"]],
  ["a patch in quotes", { "dev/web patch.yaml": "dev/it's.yaml" }, ["dev/kustomization.yaml:5 - path: 'it''s.yaml'"]],
  [
    "a patch of the old form",
    { "dev/db-patch.yaml": "dev/12.yaml" },
    ["dev/kustomization.yaml:6 patchesStrategicMerge: [12.yaml]"],
  ],
  [
    "a generator's file keeps its key",
    { "dev/app.conf": "dev/main.conf" },
    ["dev/kustomization.yaml:9 files: [app.conf=main.conf, key=settings.conf]"],
  ],
  [
    "one in another folder has its key",
    { "dev/app.conf": "dev/conf/app.conf" },
    ["dev/kustomization.yaml:9 files: [conf/app.conf, key=settings.conf]"],
  ],
  ["one with a key", { "dev/settings.conf": "dev/s.conf" }, ["dev/kustomization.yaml:9 files: [app.conf, key=s.conf]"]],
  ["a file of variables", { "dev/app.env": "dev/main.env" }, ["dev/kustomization.yaml:10 envs: [main.env]"]],
  [
    "values of charts",
    { "dev/redis.yaml": "dev/r.yaml", "dev/more-redis.yaml": "dev/m r.yaml" },
    ["dev/kustomization.yaml:13 valuesFile: r.yaml", 'dev/kustomization.yaml:14 additionalValuesFiles: ["m r.yaml"]'],
  ],
  ["what nobody names", { "dev/other.yaml": "dev/another.yaml" }, []],
])("a kustomization follows %s", (_, moves, lines) => {
  expect(moved(overlays, moves)).toEqual(lines);
});

test("settings, Flux, Argo CD and charts follow", () => {
  const text = `# file: .podns.yaml
charts:
  - path: charts/shop
    values: [values/prod.yaml, values/more.yaml]
  - { path: charts/shop, values: values/prod.yaml }
# file: clusters/flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps }
spec: { path: ./apps/shop, sourceRef: { kind: GitRepository, name: flux-system } }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop }
spec: { chart: { spec: { chart: ./charts/shop, valuesFiles: [values/prod.yaml], sourceRef: { kind: GitRepository, name: flux-system } } } }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  source: { path: charts/shop, helm: { valueFiles: [ci.yaml, ../../values/prod.yaml, $other/values.yaml] } }
# file: charts/shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
dependencies: [{ name: common, version: 1.0.0, repository: "file://../common" }]
# file: charts/shop/values.yaml
a: b
# file: charts/shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: c }
data:
  a: {{ .Files.Get "files/a.conf" | quote }}
  b: {{ (.Files.Glob "files/*.conf").AsConfig }}
  c: {{ include (print $.Template.BasePath "/secret.yaml") . | sha256sum }}
`;
  expect(moved(text, { "values/prod.yaml": "values/live.yaml" })).toEqual([
    ".podns.yaml:3 values: [values/live.yaml, values/more.yaml]",
    ".podns.yaml:4 - { path: charts/shop, values: values/live.yaml }",
    "clusters/flux.yaml:9 spec: { chart: { spec: { chart: ./charts/shop, valuesFiles: [values/live.yaml], sourceRef: { kind: GitRepository, name: flux-system } } } }",
    "clusters/flux.yaml:15 source: { path: charts/shop, helm: { valueFiles: [ci.yaml, ../../values/live.yaml, $other/values.yaml] } }",
  ]);
  expect(moved(text, { "apps/shop": "apps/store" })).toEqual([
    "clusters/flux.yaml:4 spec: { path: ./apps/store, sourceRef: { kind: GitRepository, name: flux-system } }",
  ]);
  expect(moved(text, { "charts/shop/ci.yaml": "charts/shop/ci/ci.yaml" })).toEqual([
    "clusters/flux.yaml:15 source: { path: charts/shop, helm: { valueFiles: [ci/ci.yaml, ../../values/prod.yaml, $other/values.yaml] } }",
  ]);
  expect(moved(text, { "charts/common": "charts/library" })).toEqual([
    'charts/shop/Chart.yaml:4 dependencies: [{ name: common, version: 1.0.0, repository: "file://../library" }]',
  ]);
  expect(moved(text, { "charts/shop/files/a.conf": "charts/shop/files/b.conf" })).toEqual([
    'charts/shop/templates/config.yaml:5 a: {{ .Files.Get "files/b.conf" | quote }}',
  ]);
  expect(moved(text, { "charts/shop/files": "charts/shop/conf" })).toEqual([
    'charts/shop/templates/config.yaml:5 a: {{ .Files.Get "conf/a.conf" | quote }}',
    'charts/shop/templates/config.yaml:6 b: {{ (.Files.Glob "conf/*.conf").AsConfig }}',
  ]);
  expect(moved(text, { "charts/shop/templates/secret.yaml": "charts/shop/templates/auth/secret.yaml" })).toEqual([
    'charts/shop/templates/config.yaml:7 c: {{ include (print $.Template.BasePath "/auth/secret.yaml") . | sha256sum }}',
  ]);
  expect(moved(text, { "charts/shop/files/a.conf": "a.conf" })).toEqual([]);
  expect(moved(text, { "charts/shop": "charts/store" })).toEqual([
    ".podns.yaml:2 - path: charts/store",
    ".podns.yaml:4 - { path: charts/store, values: values/prod.yaml }",
    "clusters/flux.yaml:9 spec: { chart: { spec: { chart: ./charts/store, valuesFiles: [values/prod.yaml], sourceRef: { kind: GitRepository, name: flux-system } } } }",
    "clusters/flux.yaml:15 source: { path: charts/store, helm: { valueFiles: [ci.yaml, ../../values/prod.yaml, $other/values.yaml] } }",
  ]);
});

test("a preview says what follows", () => {
  const { analysis } = open(overlays);
  const files = [{ oldUri: uriOf("base/web.yaml"), newUri: uriOf("base/site.yaml") }];
  expect(willRenameFiles(analysis, { files }, fullSupport)?.changeAnnotations).toEqual({
    paths: { label: "Paths of renamed files", needsConfirmation: false, description: "1 path in 1 file" },
  });
});
