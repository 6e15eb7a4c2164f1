import fc from "fast-check";
import { expect, test } from "vitest";
import type { Workspace } from "../server/src/workspace/workspace.ts";
import { everyAnswer, everythingSaid } from "./fixture/every-answer.ts";
import { open, uriOf, workspaceOf } from "./fixture/workspace.ts";

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector:
    app: web
`;

const set = (serviceName: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx
`;

/** Names hosts that no, one or several files may have a Service for. */
const client = `apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  containers:
    - name: main
      image: busybox
      args: ["web.db.svc", "http://other.default:80/", "web-0.other.shop.svc", "web-5.web"]
`;

const start: ReadonlyMap<string, string> = new Map([
  ["client.yaml", client],
  ["a/service.yaml", service("web")],
  ["a/set.yaml", `${set("web")}---\n${service("other")}`],
  ["b/service.yaml", service("web")],
  ["base/set.yaml", set("web")],
  ["overlay/kustomization.yaml", "resources: [../base/set.yaml, service.yaml]\n"],
  ["overlay/service.yaml", service("web")],
  ["notes.yaml", "some: text\n"],
]);

const files = [...start.keys(), "c/new.yaml", "base/kustomization.yaml"];

/** One change of one file: a text inserted at a line, a line taken away, all of it replaced, or the file gone. */
interface Change {
  readonly file: string;
  readonly line: number;
  readonly what: "insert" | "remove" | "replace" | "delete";
  readonly text: string;
}

const lines = [
  "---",
  "# a comment",
  "",
  "  serviceName: other",
  "  name: other",
  "  namespace: shop",
  "  replicas: 0",
  "  app: db",
  "  clusterIP: 10.96.1.1",
  "\tx: [",
  "namePrefix: x-",
  "resources: [../base]",
  "kind: Pod",
] as const;

const change: fc.Arbitrary<Change> = fc.record({
  file: fc.constantFrom(...files),
  line: fc.nat(20),
  what: fc.constantFrom("insert", "insert", "remove", "remove", "replace", "delete"),
  text: fc.constantFrom(
    ...lines,
    service("web"),
    service("other"),
    client.replace("web.db", "web.shop"),
    `${set("other")}---\n${service("web")}`,
  ),
});

function changed(before: string | undefined, { line, what, text }: Change): string | null {
  if (what === "delete") return null;
  if (what === "replace" || before === undefined) return text;
  const all = before.split("\n");
  const at = Math.min(line, all.length - 1);
  const insert = what === "insert" ? [text] : [];
  return [...all.slice(0, at), ...insert, ...all.slice(what === "remove" ? at + 1 : at)].join("\n");
}

/** After any sequence of edits of these files, everything is said as if they had always been so. */
function holdsFrom(files: ReadonlyMap<string, string>, change: fc.Arbitrary<Change>, runs: number, seed: number): void {
  fc.assert(
    fc.property(fc.array(fc.tuple(change, fc.boolean()), { minLength: 1, maxLength: 8 }), (changes) => {
      const texts = new Map(files);
      const workspace = workspaceOf(files);
      let old:
        | { readonly analysis: typeof workspace.analysis; readonly texts: ReadonlyMap<string, string> }
        | undefined;
      for (const [one, isLookedAt] of changes) {
        const text = changed(texts.get(one.file), one);
        if (text === null) texts.delete(one.file);
        else texts.set(one.file, text);
        workspace.apply([{ uri: uriOf(one.file), text }]);
        // What was computed in between must not stay; what was not must not be missing.
        if (isLookedAt) everythingSaid(workspace.analysis);
        else old ??= { analysis: workspace.analysis, texts: new Map(texts) };
      }
      const wanted = everythingSaid(workspaceOf(texts).analysis);
      expect(everythingSaid(workspace.analysis)).toEqual(wanted);
      if (old === undefined) return;
      // An old state stays as it was, and reading it changes nothing.
      expect(everythingSaid(old.analysis)).toEqual(everythingSaid(workspaceOf(old.texts).analysis));
      expect(everythingSaid(workspace.analysis)).toEqual(wanted);
    }),
    { numRuns: runs, seed },
  );
}

test("after any sequence of edits, everything is said as if the files had always been so", () => {
  holdsFrom(start, change, 40, 11);
});

const patch = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  replicas: 3
`;

/** Two overlays on one base, with a patch, a component, and sources whose text itself counts. */
const overlays: ReadonlyMap<string, string> = new Map([
  ["base/kustomization.yaml", "resources:\n- set.yaml\n- service.yaml\n- client.yaml\n"],
  ["base/set.yaml", `${set("web")}---\n${service("other")}`],
  ["base/service.yaml", service("web")],
  ["base/client.yaml", client],
  ["dev/kustomization.yaml", "resources: [../base]\nnamePrefix: dev-\npatches:\n- path: patch.yaml\n"],
  ["dev/patch.yaml", patch],
  [
    "prod/kustomization.yaml",
    "resources: [../base]\nnamespace: prod\ncomponents: [../part]\nconfigMapGenerator:\n- name: hosts\n  files: [hosts.yaml]\n",
  ],
  ["prod/hosts.yaml", "# web.prod.svc\nother: nowhere.prod.svc:80\n"],
  ["part/kustomization.yaml", "kind: Component\nresources: [extra.yaml]\n"],
  ["part/extra.yaml", service("db")],
]);

const overlayChange: fc.Arbitrary<Change> = fc.record({
  file: fc.constantFrom(...overlays.keys(), "prod/extra.yaml"),
  line: fc.nat(22),
  what: fc.constantFrom("insert", "insert", "insert", "remove", "replace", "delete"),
  text: fc.constantFrom(
    "# a comment",
    "  # a comment",
    "",
    "---",
    ...lines,
    service("web"),
    patch,
    client.replace("web.db", "db.prod"),
  ),
});

test("after any sequence of edits of overlays and what they are built from, too", () => {
  holdsFrom(overlays, overlayChange, 25, 12);
});

test("what is found elsewhere is named in the order of files and lines, whatever came first", () => {
  const inNamespace = (namespace: string): string =>
    service("queue").replace("spec:", `  namespace: ${namespace}\nspec:`);
  const asks = `${client.replace("web.db.svc", "queue.shop.svc")}---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n`;
  const texts = new Map([
    ["a.yaml", `${inNamespace("one")}---\n${inNamespace("two")}`],
    ["b.yaml", inNamespace("three")],
    ["c.yaml", asks],
  ]);
  const workspace = workspaceOf(texts);
  const wanted = everythingSaid(workspace.analysis);
  expect(JSON.stringify(wanted)).toContain("did you mean 'queue.one.svc'");
  for (const text of [null, texts.get("b.yaml") ?? "", inNamespace("two"), texts.get("a.yaml") ?? ""]) {
    workspace.apply([{ uri: uriOf("a.yaml"), text }]);
    everythingSaid(workspace.analysis);
  }
  expect(everythingSaid(workspace.analysis)).toEqual(wanted);
});

test("charts are named in the order of their folders, whichever came first", () => {
  const chart = "apiVersion: v2\nname: x\nversion: 0.1.0\n";
  const [one, other] = ["a/Chart.yaml", "b/Chart.yaml"];
  const workspace = workspaceOf(
    new Map([
      [other, chart],
      ["web.yaml", set("web")],
    ]),
  );
  workspace.apply([{ uri: uriOf(one), text: chart }]);
  const wanted = workspaceOf(
    new Map([
      [one, chart],
      [other, chart],
      ["web.yaml", set("web")],
    ]),
  );
  expect(everythingSaid(workspace.analysis)).toEqual(everythingSaid(wanted.analysis));
});

test("an environment's label does not depend on which file was asked first", () => {
  const { workspace } = open(
    `# file: a/web.yaml\n${service("web")}# file: b/web.yaml\n${service("web")}# file: c.yaml\n${service("c")}`,
  );
  const labels = (): readonly (string | undefined)[] =>
    ["a/web.yaml", "b/web.yaml", "c.yaml"].map((file) => workspace.analysis.environmentsOf(uriOf(file))[0]?.label);
  const before = labels();
  workspace.apply([{ uri: uriOf("a/web.yaml"), text: null }]);
  const after = labels();
  workspace.apply([{ uri: uriOf("a/web.yaml"), text: service("web") }]);
  expect([before, after, labels()]).toEqual([before, [undefined, "workspace", "workspace"], before]);
});

/** The counters that an edit (and every answer after it) moves. */
function cost(
  workspace: Workspace,
  edit: () => void,
): Omit<Workspace["counters"], "kustomizationsRendered" | "chartsRendered"> {
  const look = (): void => {
    for (const uri of workspace.analysis.files.keys()) everyAnswer(workspace.analysis, uri, 90);
    everythingSaid(workspace.analysis);
  };
  look();
  const before = { ...workspace.counters };
  edit();
  look();
  const after = workspace.counters;
  return {
    documentsParsed: after.documentsParsed - before.documentsParsed,
    indexesBuilt: after.indexesBuilt - before.indexesBuilt,
    clustersBuilt: after.clustersBuilt - before.clustersBuilt,
  };
}

function edited(workspace: Workspace, file: string, from: string, to: string): void {
  const text = workspace.analysis.files.get(uriOf(file))?.text ?? "";
  expect(text).toContain(from);
  workspace.apply([{ uri: uriOf(file), text: text.replace(from, () => to) }]);
}

const two = `# file: a.yaml
${service("web")}---
${service("other")}---
${set("web")}# file: b.yaml
${service("third")}# file: c/d.yaml
${service("fourth")}`;

test("a comment costs one document, and no model", () => {
  const { workspace } = open(two);
  expect(
    cost(workspace, () => edited(workspace, "a.yaml", "clusterIP: None\n", "clusterIP: None # headless\n")),
  ).toEqual({
    documentsParsed: 1,
    indexesBuilt: 0,
    clustersBuilt: 0,
  });
});

test("a comment in what overlays are built from builds none of them, and a fact those that read it", () => {
  const workspace = workspaceOf(overlays);
  const built = (file: string, text: string): number => {
    const before = workspace.counters.kustomizationsRendered;
    workspace.apply([{ uri: uriOf(file), text }]);
    everythingSaid(workspace.analysis);
    return workspace.counters.kustomizationsRendered - before;
  };
  everythingSaid(workspace.analysis);
  const text = (file: string): string => overlays.get(file) ?? "";
  expect(built("base/set.yaml", `# one\n${text("base/set.yaml")}`)).toBe(0);
  expect(built("base/set.yaml", `# two\n\n${text("base/set.yaml")}`)).toBe(0);
  expect(built("dev/kustomization.yaml", `# one\n${text("dev/kustomization.yaml")}`)).toBe(0);
  expect(built("dev/patch.yaml", `${text("dev/patch.yaml")}# one\n`)).toBe(0);
  // A ConfigMap holds the file's comments, too.
  expect(built("prod/hosts.yaml", `# one\n${text("prod/hosts.yaml")}`)).toBe(1);
  expect(built("part/extra.yaml", service("cache"))).toBe(1);
  expect(built("base/service.yaml", service("www"))).toBe(2);
  expect(built("a.yaml", service("plain"))).toBe(0);
});

test("lines above a document move it, and nothing is read again", () => {
  const { workspace } = open(two);
  expect(cost(workspace, () => edited(workspace, "a.yaml", "apiVersion", "\n\n\napiVersion")).documentsParsed).toBe(1);
  const moved = cost(workspace, () => {
    const text = workspace.analysis.files.get(uriOf("a.yaml"))?.text ?? "";
    workspace.apply([{ uri: uriOf("a.yaml"), text: `---\n${text}` }]);
  });
  expect(moved).toEqual({ documentsParsed: 1, indexesBuilt: 0, clustersBuilt: 0 });
});

test("a fact costs one document and the model of its environment, once for all answers", () => {
  const { workspace } = open(two);
  expect(cost(workspace, () => edited(workspace, "a.yaml", "replicas: 2", "replicas: 3"))).toEqual({
    documentsParsed: 1,
    indexesBuilt: 1,
    clustersBuilt: 1,
  });
});

test("a new document costs itself", () => {
  const { workspace } = open(two);
  const parsed = cost(workspace, () => edited(workspace, "a.yaml", "---\n", `---\n${service("fifth")}---\n`));
  expect(parsed.documentsParsed).toBe(1);
});

test("a document that breaks and is mended keeps the others as they are", () => {
  const { workspace } = open(two);
  expect(cost(workspace, () => edited(workspace, "b.yaml", "spec:", "spec: [")).documentsParsed).toBe(1);
  expect(cost(workspace, () => edited(workspace, "b.yaml", "spec: [", "spec:")).documentsParsed).toBe(1);
});

test("the same text again costs nothing", () => {
  const { workspace } = open(two);
  const nothing = { documentsParsed: 0, indexesBuilt: 0, clustersBuilt: 0 };
  expect(cost(workspace, () => edited(workspace, "a.yaml", "kind", "kind"))).toEqual(nothing);
});
