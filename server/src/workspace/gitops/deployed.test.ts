/** Folders that Flux and Argo CD apply are judged as they are applied. */
import { describe, expect, test } from "vitest";
import { open, uriOf, workspaceOf } from "../../../../test/fixture/workspace.ts";
import { judgeFile } from "../../ide/rules/run/run.ts";
import { siteSpan } from "../places/site.ts";

/** `file: message` of every finding, and what names there are. */
function applied(files: Readonly<Record<string, string>>): {
  readonly findings: readonly string[];
  readonly objects: readonly string[];
} {
  const text = Object.entries(files).map(([file, content]) => `# file: ${file}\n${content.replace(/\n?$/, "\n")}`);
  const { analysis } = open(text.join(""));
  const environments = analysis.renderedEnvironments();
  return {
    findings: Object.keys(files).flatMap((file) =>
      judgeFile(analysis, uriOf(file)).map(({ finding, severity }) => `${file}: ${severity} ${finding.message}`),
    ),
    objects: environments.flatMap(({ declarations }) =>
      declarations.map(({ object }) => `${object.kind} ${object.meta.namespace ?? "-"}/${object.meta.name}`),
    ),
  };
}

const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  clusterIP: None\n  selector:\n    app: db\n---\n`;
const set = (serviceName: string, peer = "x"): string =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: ${serviceName}\n  replicas: 2\n  selector:\n    matchLabels:\n      app: db\n  template:\n    metadata:\n      labels:\n        app: db\n    spec:\n      containers:\n        - name: c\n          image: c\n          env:\n            - name: PEERS\n              value: "${peer}"\n`;
const flux = (spec: string, kind = "GitRepository"): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 15m\n  sourceRef:\n    kind: ${kind}\n    name: repo\n${spec}`;
const argo = (source: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: shop\nspec:\n  destination:\n    namespace: shop\n  source:\n    repoURL: https://example.com/repo\n${source}`;

describe("Flux", () => {
  test("files outside of the kustomization's folder are read, and nothing of it is an error", () => {
    const files = {
      "deploy/shared/db.yaml": set("db-hl"),
      "deploy/overlay/kustomization.yaml": "resources: [../shared/db.yaml]",
    };
    expect(applied(files).findings).toEqual([]);
    const deployed = { ...files, "apps/kustomization.yaml": flux("  path: ./deploy/overlay\n") };
    expect(applied(deployed).findings).toEqual([
      "deploy/shared/db.yaml: warning the Pods of StatefulSet 'db' get no names of their own: no Service 'db-hl' in namespace 'default'",
    ]);
    const elsewhere = { ...files, "apps/k.yaml": flux("  path: ./deploy/overlay\n", "OCIRepository") };
    expect(applied(elsewhere).findings).toEqual([]);
  });

  const repository = (name: string, url: string): string =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  url: ${url}\n`;

  test.each([
    ["the same by another way", "ssh://git@github.com/Acme/fleet.git", "https://github.com/acme/fleet", ["prod"]],
    ["another one", "https://github.com/someone/app", "https://github.com/acme/fleet", []],
    ["one with a placeholder", "https://github.com/$".concat("{org}/app"), "git@github.com:acme/fleet", ["prod"]],
    ["unknown", "https://github.com/someone/app", undefined, ["prod"]],
  ])("a source is these files or not, by its URL: %s", (_, url, own, namespaces) => {
    const files = {
      "app/db.yaml": `${service("db")}${set("db-hl")}`,
      "flux/apps.yaml": flux("  path: ./app\n  targetNamespace: prod\n"),
      "flux/repo.yaml": repository("repo", url),
      ...(own === undefined ? {} : { "flux/own.yaml": repository("flux-system", own) }),
    };
    const { objects, findings } = applied(files);
    expect(objects.filter((object) => object.startsWith("StatefulSet"))).toEqual(
      namespaces.map((namespace) => `StatefulSet ${namespace}/db`),
    );
    // Where it is unknown what is applied, nothing is reported as missing.
    const isCertain = own?.startsWith("https") === true;
    expect(findings.length).toBe(isCertain ? 1 : 0);
    expect(applied({ ...files, "flux/own.yaml": repository("flux-system", url) }).objects).toContain(
      "StatefulSet prod/db",
    );
  });

  test("an edit of the URL or the path alone counts", () => {
    const foreign = repository("repo", "https://example.com/other");
    const files = {
      "app/db.yaml": set("db-hl"),
      "flux/apps.yaml": flux("  path: ./app\n  targetNamespace: prod\n"),
      "flux/repo.yaml": foreign,
      "flux/own.yaml": repository("flux-system", "https://example.com/fleet"),
    };
    const workspace = workspaceOf(new Map(Object.entries(files)));
    const made = (): number => workspace.analysis.renderedEnvironments().length;
    expect(made()).toBe(0);
    const uri = uriOf("flux/repo.yaml");
    workspace.apply([{ uri, text: foreign.replace("/other", "/fleet") }]);
    expect(made()).toBe(1);
    workspace.apply([{ uri, text: foreign }]);
    expect(made()).toBe(0);
    const named = (path: string): string =>
      flux(`  path: ./${path}\n  targetNamespace: prod\n`).replace("name: repo", "name: flux-system");
    workspace.apply([{ uri: uriOf("flux/apps.yaml"), text: named("nosuch") }]);
    expect(made()).toBe(0);
    workspace.apply([{ uri: uriOf("flux/apps.yaml"), text: named("app") }]);
    expect(made()).toBe(1);
  });

  test("targetNamespace, patches and components are laid over what the folder makes", () => {
    const { objects } = applied({
      "app/kustomization.yaml": "resources: [db.yaml]",
      "app/db.yaml": `${service("db")}${set("db")}`,
      "extra/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [s.yaml]",
      "extra/s.yaml": service("more"),
      "flux/apps.yaml": flux(
        "  path: ./app\n  targetNamespace: prod\n  components: [../extra]\n  patches:\n    - target:\n        kind: Service\n        name: db\n      patch: |\n        - op: replace\n          path: /metadata/name\n          value: database\n",
      ),
    });
    expect(objects).toEqual(["Service prod/database", "Service prod/more", "StatefulSet prod/db"]);
  });

  test("what a patch adds is told at its line, in the objects that are made", () => {
    const patch = `  path: ./app\n  targetNamespace: prod\n  patches:\n    - patch: |\n        apiVersion: apps/v1\n        kind: StatefulSet\n        metadata: {name: db}\n        spec:\n          template:\n            spec:\n              containers:\n                - name: c\n                  env:\n                    - name: OTHER\n                      value: db-0.dbs.prod.svc\n`;
    const files = { "app/db.yaml": `${service("db")}${set("db")}`, "flux.yaml": flux(patch) };
    const text = Object.entries(files).map(([file, content]) => `# file: ${file}\n${content}`);
    const { analysis } = open(text.join(""));
    const found = judgeFile(analysis, uriOf("app/db.yaml")).map(({ finding }) => {
      const site = siteSpan(analysis, finding.at);
      return [
        site?.uri,
        analysis.files.get(uriOf("flux.yaml"))?.text.slice(site?.span.start, site?.span.end),
        finding.message,
      ];
    });
    expect(found).toEqual([
      [
        uriOf("flux.yaml"),
        "db-0.dbs.prod.svc",
        "'db-0.dbs.prod.svc' does not resolve: no Service 'dbs' in namespace 'prod'; did you mean 'db-0.db.prod.svc'?",
      ],
    ]);
    expect(judgeFile(analysis, uriOf("flux.yaml"))).toEqual([]);
  });

  test("a name that resolves only without targetNamespace does not resolve", () => {
    const files = {
      "app/db.yaml": `${service("db")}${set("db", "db-0.db.data.svc.cluster.local")}`.replaceAll(
        "  name: db\n",
        "  name: db\n  namespace: data\n",
      ),
    };
    expect(applied(files).findings).toEqual([]);
    const [found] = applied({ ...files, "flux.yaml": flux("  path: ./app\n  targetNamespace: prod\n") }).findings;
    expect(found).toMatch(
      /^app\/db\.yaml: warning 'db-0\.db\.data\.svc\.cluster\.local' does not exist here: .* namespace 'prod'/,
    );
  });

  test("literal variables are put in, others stay holes", () => {
    const files = { "app/db.yaml": `${service("db")}${set("db-$".concat("{suffix:=hl}"))}` };
    const substitute = "  path: ./app\n  postBuild:\n    substitute:\n      suffix: x\n";
    expect(applied(files).findings).toEqual([]);
    expect(applied({ ...files, "flux.yaml": flux(substitute) }).findings[0]).toContain("no Service 'db-x'");
    const unset = "  path: ./app\n  postBuild:\n    substitute:\n      other: x\n";
    expect(applied({ ...files, "flux.yaml": flux(unset) }).findings[0]).toContain("no Service 'db-hl'");
    const from = `${unset}    substituteFrom:\n      - kind: ConfigMap\n        name: vars\n`;
    expect(applied({ ...files, "flux.yaml": flux(from) }).findings).toEqual([]);
  });

  test("replicas become a number, and an object may leave its variables alone", () => {
    const text = `${service("db")}${set("db", "db-2.db")}`.replace("replicas: 2", "replicas: $".concat("{count}"));
    const substitute = "  path: ./app\n  postBuild:\n    substitute:\n      count: '2'\n";
    expect(applied({ "app/db.yaml": text, "flux.yaml": flux(substitute) }).findings[0]).toContain("db-2.db");
    const left = text.replaceAll(
      "  name: db\n",
      "  name: db\n  labels:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n",
    );
    expect(applied({ "app/db.yaml": left, "flux.yaml": flux(substitute) }).findings).toEqual([]);
  });
});

describe("Argo CD", () => {
  test("a repoURL of another repository is not applied from here, also after edits of it", () => {
    const other = argo("    path: app\n").replace("/repo\n", "/workspace\n").replace("name: shop", "name: other");
    const files = { "app/db.yaml": service("db") + set("db"), "argo/shop.yaml": argo("    path: app\n") };
    expect(applied(files).objects).toContain("StatefulSet shop/db");
    const workspace = workspaceOf(new Map(Object.entries(files)));
    const made = (): readonly string[] => workspace.analysis.renderedEnvironments().map(({ label }) => label);
    const shop = "app as Application 'shop' applies it (kustomization)";
    expect(made()).toEqual([shop]);
    // The workspace's folder is called like the repository of the second one.
    workspace.apply([{ uri: uriOf("argo/other.yaml"), text: other }]);
    expect(made()).toEqual(["app as Application 'other' applies it (kustomization)"]);
    workspace.apply([{ uri: uriOf("argo/other.yaml"), text: other.replace("/workspace\n", "/second\n") }]);
    expect(made()).toEqual([shop, "app as Application 'other' applies it (kustomization)"]);
    expect(workspace.analysis.renderedEnvironments().map(({ open }) => open[0])).toEqual([
      "'example.com/repo' of Application 'shop' may be another repository",
      "'example.com/second' of Application 'other' may be another repository",
    ]);
    workspace.apply([{ uri: uriOf("argo/other.yaml"), text: null }]);
    expect(made()).toEqual([shop]);
    expect(workspace.analysis.renderedEnvironments()[0]?.open).toEqual([]);
  });

  test("kustomize options and the destination's namespace", () => {
    const files = {
      "app/kustomization.yaml": "resources: [db.yaml]",
      "app/db.yaml": `${service("db")}${set("db", "db-0.db")}`,
    };
    const { objects, findings } = applied({
      ...files,
      "argo.yaml": argo("    path: app\n    kustomize:\n      namePrefix: prod-\n"),
    });
    expect(objects).toEqual(["Service shop/prod-db", "StatefulSet shop/prod-db"]);
    expect(findings[0]).toMatch(/'db-0\.db' (does not resolve|.*prod-db)/);
    // Another source.
    expect(applied({ ...files, "argo.yaml": argo("    chart: app\n") }).objects[0]).toBe("Service -/db");
  });

  test("a directory without a kustomization, with and without its folders", () => {
    const files = { "app/a.yaml": service("a"), "app/below/b.yaml": service("b"), "app/c.yaml": service("c") };
    expect(applied({ ...files, "argo.yaml": argo("    path: app\n") }).objects).toEqual([
      "Service shop/a",
      "Service shop/c",
    ]);
    const recursive = argo("    path: ./app/\n    directory:\n      recurse: true\n      exclude: 'c*'\n");
    expect(applied({ ...files, "argo.yaml": recursive }).objects).toEqual(["Service shop/a", "Service shop/b"]);
  });

  test.each([
    [
      "list",
      "    - list:\n        elements:\n          - env: dev\n          - env: prod\n",
      "{{env}}",
      "apps/{{env}}",
    ],
    [
      "git directories",
      "    - git:\n        directories:\n          - path: apps/*\n          - path: apps/old\n            exclude: true\n",
      "{{path.basename}}",
      "{{path}}",
    ],
    [
      "Go template",
      "    - git:\n        directories:\n          - path: apps/*\n          - path: apps/old\n            exclude: true\n",
      "{{ .path.basename }}",
      "{{.path.path}}",
    ],
  ])("an ApplicationSet: %s", (_, generators, name, path) => {
    const { objects } = applied({
      "apps/dev/s.yaml": service("s"),
      "apps/prod/s.yaml": service("s"),
      "apps/old/s.yaml": service("s"),
      "set.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: all\nspec:\n  generators:\n${generators}  template:\n    metadata:\n      name: '${name}'\n    spec:\n      destination:\n        namespace: '${name}'\n      source:\n        repoURL: r\n        path: '${path}'\n`,
    });
    expect(objects).toEqual(["Service dev/s", "Service prod/s"]);
  });

  const applicationSet = (generators: string, spec: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: all\nspec:\n  generators:\n${generators}  template:\n    metadata:\n      name: '{{name}}'\n    spec:\n${spec}`;
  const clusters = "    - clusters: {}\n";
  const matrix =
    "    - matrix:\n        generators:\n          - git:\n              directories:\n                - path: apps/*\n          - clusters: {}\n";
  const at = (namespace: string, path: string, more = ""): string =>
    `      destination:\n        namespace: '${namespace}'\n        server: '{{server}}'\n      source:\n        repoURL: r\n        path: '${path}'\n${more}`;
  const broken = { "apps/dev/s.yaml": `${service("db")}${set("db-x")}` };

  test("an ApplicationSet whose generators ask the cluster: what its text tells is known", () => {
    for (const generators of [clusters, matrix]) {
      const { objects, findings } = applied({
        ...broken,
        "set.yaml": applicationSet(generators, at("prod", "apps/dev")),
      });
      expect(new Set(objects)).toEqual(new Set(["Service prod/db", "StatefulSet prod/db"]));
      expect(findings[0]).toContain("no Service 'db-x' in namespace 'prod'");
    }
    const every = `# file: apps/dev/s.yaml\n${broken["apps/dev/s.yaml"]}# file: set.yaml\n${applicationSet(clusters, at("prod", "apps/dev"))}`;
    expect(open(every).analysis.environmentsOf(uriOf("apps/dev/s.yaml"))[0]?.label).toBe(
      "apps/dev as ApplicationSet 'all' applies it (kustomization)",
    );
    const { objects } = applied({ ...broken, "set.yaml": applicationSet(matrix, at("{{path.basename}}", "{{path}}")) });
    expect(objects).toEqual(["Service dev/db", "StatefulSet dev/db"]);
  });

  test.each([
    ["a namespace", clusters, at("{{name}}", "apps/dev"), "clusters"],
    ["a part of the path", clusters, at("prod", "apps/{{name}}"), "clusters"],
    ["options", matrix, at("prod", "{{path}}", "        kustomize:\n          namePrefix: '{{name}}-'\n"), "clusters"],
    [
      "what is merged",
      "    - merge:\n        mergeKeys: [server]\n        generators:\n          - list:\n              elements: [{place: dev, server: a}]\n          - list:\n              elements: [{place: prod, server: a}]\n",
      at("{{place}}", "apps/dev"),
      "merge",
    ],
  ])("%s that only another generator knows leaves it open", (_, generators, spec, generator) => {
    const files = { ...broken, "set.yaml": applicationSet(generators, spec) };
    expect(applied(files).findings).toEqual([]);
    const text = Object.entries(files).map(([file, content]) => `# file: ${file}\n${content}`);
    const [environment] = open(text.join("")).analysis.environmentsOf(uriOf("apps/dev/s.yaml"));
    expect(environment?.open).toEqual([`the generator '${generator}' of ApplicationSet 'all' is not followed`]);
  });

  test("placeholders of an Application leave its folder open", () => {
    const files = {
      ...broken,
      "argo.yaml": argo("    path: apps/dev\n").replace("namespace: shop", "namespace: $".concat("{NS}")),
    };
    expect(applied(files).findings).toEqual([]);
  });
});
