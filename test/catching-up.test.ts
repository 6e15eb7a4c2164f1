import fc from "fast-check";
import { expect, test } from "vitest";
import { diagnosticsOf } from "../server/src/ide/features/diagnostics.ts";
import { catchingUp } from "../server/src/ide/features/preparation.ts";
import type { Workspace } from "../server/src/workspace/workspace.ts";
import { everythingSaid } from "./fixture/every-answer.ts";
import { uriOf, workspaceOf } from "./fixture/workspace.ts";

const set = (serviceName: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: ${serviceName}
  replicas: 2
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
          env:
            - name: PEERS
              value: db-0.db:5432,db-1.db:5432
`;

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector:
    app: db
  ports:
    - port: 5432
`;

const names = Array.from({ length: 12 }, (_, index) => `overlays/o${String(index).padStart(2, "0")}`);
const start: ReadonlyMap<string, string> = new Map([
  ["base/kustomization.yaml", "resources:\n- set.yaml\n- service.yaml\n"],
  ["base/set.yaml", set("db")],
  ["base/service.yaml", service("db")],
  ...names.map((name, index): [string, string] => [
    `${name}/kustomization.yaml`,
    `resources: [../../base]\nnamespace: ns-${index}\n${index % 3 === 0 ? "nameSuffix: -x\n" : ""}`,
  ]),
]);

function finish(workspace: Workspace): void {
  const ahead = workspace.ahead();
  if (ahead === undefined) return;
  for (const _ of catchingUp(ahead, [uriOf("base/set.yaml")]));
  expect(workspace.adopt()).toBe(true);
}

const built = ({ counters }: Workspace): number => counters.kustomizationsRendered;

test("an edit of a base is answered for the first overlay, with the others as they were", () => {
  const workspace = workspaceOf(start, true);
  const uri = uriOf("base/set.yaml");
  everythingSaid(workspace.analysis);
  const before = built(workspace);
  workspace.apply([{ uri, text: set("other") }]);
  expect(workspace.analysis.isBehind).toBe(true);
  // What is not yet wrong everywhere is not told.
  expect(diagnosticsOf(workspace.analysis, uri).map(({ code }) => code)).not.toContain("service-name-unknown");
  expect(built(workspace)).toBe(before + 1);
  finish(workspace);
  expect(built(workspace)).toBe(before + names.length);
  expect(diagnosticsOf(workspace.analysis, uri).map(({ code }) => code)).toContain("service-name-unknown");
  expect(built(workspace)).toBe(before + names.length);
  workspace.apply([{ uri, text: `# moved\n${set("db")}` }]);
  // What is right somewhere is silent at once.
  expect(diagnosticsOf(workspace.analysis, uri).map(({ code }) => code)).not.toContain("service-name-unknown");
  expect(built(workspace)).toBe(before + names.length + 1);
});

test("findings stay at their places until everything is built again", () => {
  const workspace = workspaceOf(new Map(start).set("base/set.yaml", set("other")), true);
  const uri = uriOf("base/set.yaml");
  const at = (): readonly number[] =>
    diagnosticsOf(workspace.analysis, uri).flatMap(({ code, range }) =>
      code === "service-name-unknown" ? [range.start.line] : [],
    );
  everythingSaid(workspace.analysis);
  expect(at()).toEqual([5]);
  workspace.apply([{ uri, text: `# one\n# two\n${set("other").replace("replicas: 2", "replicas: 3")}` }]);
  expect(workspace.analysis.isBehind).toBe(true);
  expect(at()).toEqual([7]);
  finish(workspace);
  expect(at()).toEqual([7]);
});

test("a name that the edit breaks is told when it is known where", () => {
  const workspace = workspaceOf(start, true);
  const uri = uriOf("base/set.yaml");
  const told = (): readonly string[] =>
    diagnosticsOf(workspace.analysis, uri).flatMap(({ message }) =>
      String(message).includes("db-7") ? [String(message)] : [],
    );
  everythingSaid(workspace.analysis);
  workspace.apply([{ uri, text: set("db").replace("db-0.db:5432,db-1.db:5432", "db-0.db:5432,db-7.db:5432") }]);
  expect(workspace.analysis.isBehind).toBe(true);
  expect(told()).toEqual([]);
  finish(workspace);
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatch(/does not resolve/);
});

test("a few overlays are built at once", () => {
  const few = new Map([...start].filter(([file]) => !file.startsWith("overlays/o1") && file < "overlays/o08"));
  const workspace = workspaceOf(few, true);
  everythingSaid(workspace.analysis);
  workspace.apply([{ uri: uriOf("base/set.yaml"), text: set("other") }]);
  expect(workspace.analysis.isBehind).toBe(false);
  expect(workspace.ahead()).toBeUndefined();
});

test("what was looked at ahead of an edit is not taken for the state after it", () => {
  const workspace = workspaceOf(start, true);
  everythingSaid(workspace.analysis);
  workspace.apply([{ uri: uriOf("base/set.yaml"), text: set("other") }]);
  expect(workspace.ahead()).toBeDefined();
  workspace.apply([{ uri: uriOf("base/set.yaml"), text: set("third") }]);
  expect(workspace.adopt()).toBe(false);
  finish(workspace);
  const texts = new Map(start).set("base/set.yaml", set("third"));
  expect(everythingSaid(workspace.analysis)).toEqual(everythingSaid(workspaceOf(texts).analysis));
});

const change = fc.record({
  file: fc.constantFrom(...[...start.keys()].slice(0, 5), "plain.yaml"),
  text: fc.constantFrom(
    set("db"),
    set("other"),
    `# a comment\n${set("db").replace("replicas: 2", "replicas: 1")}`,
    service("db"),
    service("other"),
    `${service("db")}---\n${service("more")}`,
    "resources: [set.yaml]\n",
    "resources: [../../base]\nnamePrefix: p-\n",
    "resources: [",
    null,
  ),
  next: fc.constantFrom("look", "finish", "nothing"),
});

test("after any edits and looks in between, everything is said as if the files had always been so", () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const texts = new Map(start);
      const workspace = workspaceOf(start, true);
      everythingSaid(workspace.analysis);
      for (const { file, text, next } of changes) {
        if (text === null) texts.delete(file);
        else texts.set(file, text);
        workspace.apply([{ uri: uriOf(file), text }]);
        if (next === "look") everythingSaid(workspace.analysis);
        if (next === "finish") finish(workspace);
      }
      finish(workspace);
      expect(workspace.analysis.isBehind).toBe(false);
      expect(everythingSaid(workspace.analysis)).toEqual(everythingSaid(workspaceOf(texts).analysis));
    }),
    { numRuns: 12, seed: 4 },
  );
});
