import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits } from "../server/src/base/edit.ts";
import { defaultSettings } from "../server/src/workspace/settings/settings.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { badRanges, everyAnswer } from "./fixture/every-answer.ts";
import { root, uriOf } from "./fixture/workspace.ts";

const sample = `# The web servers.
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector: &labels
    app: web
  ports:
    - name: http
      port: 80
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headles
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels:
        <<: *labels
    spec:
      subdomain: "x"
      dnsConfig:
        options: [{name: ndots, value: "2"}]
      containers:
        - name: nginx
          image: nginx
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
`;

/** A neighbour that must not suffer. */
const neighbour = `apiVersion: v1
kind: Service
metadata:
  name: neighbour
spec:
  clusterIP: 10.96.0.77
  ports: [{port: 80}]
`;

const file = uriOf("shop/web.yaml");
const other = uriOf("shop/neighbour.yaml");

function workspaceOf(text: string): Workspace {
  const workspace = new Workspace(defaultSettings);
  workspace.setFolders([root]);
  workspace.apply([
    { uri: file, text },
    { uri: other, text: neighbour },
  ]);
  workspace.setLoaded();
  return workspace;
}

/** Which of `everyAnswer` speak of the document alone: the rest may lead into other files. */
const isOwn = [true, true, false, false, true, true, false, true, false, true, false];

/** Every answer at every offset given; the neighbour's Service still has its name. */
function expectSane(text: string, offsets: readonly number[]): void {
  const { analysis } = workspaceOf(text);
  for (const offset of offsets) {
    const answers = everyAnswer(analysis, file, Math.min(offset, text.length));
    expect(
      badRanges(
        answers.filter((__, index) => isOwn[index]),
        text,
      ),
    ).toEqual([]);
  }
  expect(analysis.environmentsOf(other)[0]?.cluster.services.has("default/neighbour")).toBe(true);
}

const pieces = [
  ..."\t\r\n\0 :-?[]{},&*!|>'\"%@`#~<",
  "\r\n",
  "\u2028",
  "\ufeff",
  "😀",
  "\ud83d",
  "é",
  "---\n",
  "...\n",
  "- ",
  "? ",
  ": ",
  "<<: *labels\n",
  "&a [*a]",
  "*nobody",
  "!!binary x",
  "{{ .Values.x }}",
  "$" + "{X}",
  "kind: List\nitems:\n",
  "name: ",
  "serviceName:",
  "\n\tx: y\n",
  "|\n  text\n",
  "1e999",
  "0x",
  "__proto__: 1\n",
  "constructor: {}\n",
] as const;

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly piece: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(sample.length),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(80)),
  piece: fc.oneof(fc.constantFrom(...pieces), fc.constant(""), fc.string({ maxLength: 4 })),
});

function mutate(text: string, mutations: readonly Mutation[]): string {
  return mutations.reduce((before, { at, remove, piece }) => {
    const start = Math.min(at, before.length);
    return applyEdits(before, [
      { uri: file, span: { start, end: Math.min(start + remove, before.length) }, text: piece },
    ]);
  }, text);
}

test("no text and no position makes an answer throw or point outside of the text", () => {
  fc.assert(
    fc.property(
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(sample.length + 40), { minLength: 1, maxLength: 3 }),
      (mutations, offsets) => {
        const text = mutate(sample, mutations);
        expectSane(text, [...offsets, ...mutations.map(({ at, piece }) => at + piece.length)]);
      },
    ),
    { numRuns: 100, seed: 7 },
  );
});

test("every position of the sample has answers", () => {
  const { analysis } = workspaceOf(sample);
  for (let offset = 0; offset <= sample.length; offset += 3) {
    const answers = everyAnswer(analysis, file, offset).filter((__, index) => isOwn[index]);
    expect(badRanges(answers, sample)).toEqual([]);
  }
});

test.each([
  ["Windows line breaks", sample.replaceAll("\n", "\r\n")],
  ["lone carriage returns", sample.replaceAll("\n", "\r")],
  ["tabs for indentation", sample.replaceAll("  ", "\t")],
  ["a byte order mark", `\ufeff${sample}`],
  ["two byte order marks", `\ufeff\ufeff${sample}`],
  ["no text", ""],
  ["blanks", " \n\t\n "],
  ["separators only", "---\n---\n---"],
  ["a NUL", `${sample}\0`],
  ["half of a pair of surrogates", sample.replace("The web", "\ud83d")],
  ["names outside of ASCII", sample.replaceAll("web", "wéb😀")],
  ["cyclic aliases", "apiVersion: v1\nkind: Service\nmetadata: &m\n  name: a\n  labels: *m\nspec: {}\n"],
  ["an alias of its own document", "&a\napiVersion: v1\nkind: Service\nmetadata: *a\n"],
  ["merge keys in a circle", "a: &a\n  <<: *b\nb: &b\n  <<: *a\n"],
  ["duplicate keys", sample.replace("metadata:\n", "metadata:\n  name: x\nmetadata:\n")],
  ["a key that is a map", `? {a: b}\n: c\n${sample}`],
  ["__proto__", `__proto__: {kind: x}\n${sample}`],
  ["a template", `{{- if .x }}\n${sample}{{ end }}\n`],
  ["another program's text", "<!DOCTYPE html>\n<html>{}[]&amp;</html>\n"],
  ["JSON that ends early", '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "'],
])("%s", (_, text) => {
  const step = Math.max(1, Math.floor(text.length / 40));
  expectSane(
    text,
    Array.from({ length: 42 }, (__, index) => index * step),
  );
});

/** Each alias stands for ten others: ten to the ninth nodes when it is followed. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) =>
    level === 0
      ? "l0: &l0 [x, x, x, x, x, x, x, x, x, x]"
      : `l${level}: &l${level} [${Array(10)
          .fill(`*l${level - 1}`)
          .join(", ")}]`,
  );
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: bomb\nspec: {}\n${levels.join("\n")}\n`;
}

test("an alias bomb is said to be one", () => {
  const { analysis } = workspaceOf(bomb());
  const [diagnostics] = everyAnswer(analysis, file, 90);
  expect(diagnostics).toMatchObject([{ code: "yaml", message: expect.stringContaining("aliasing") }]);
});

test.each([
  ["brackets", "[".repeat(20_000)],
  ["braces", "{a: ".repeat(5_000)],
  ["blocks", Array.from({ length: 1_500 }, (_, level) => `${" ".repeat(level)}a:`).join("\n")],
  ["sequences", "- ".repeat(5_000)],
])("very deep %s", (_, text) => {
  expectSane(text, [0, 10, text.length]);
  expectSane(`apiVersion: v1\nkind: Service\nmetadata:\n  name: deep\nspec:\n  x: ${text}\n`, [0, 60, 70]);
});

test.each([
  [
    "a large ConfigMap",
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\ndata:\n${"  k: x\n".replace("x", "x".repeat(1_000)).repeat(5_000)}---\n${sample}`,
  ],
  ["one line", "x".repeat(5_000_000)],
  ["a program", "\u0000\u0001\u0002ELF".repeat(800_000)],
])("five megabytes: %s", (_, text) => {
  expectSane(text, [text.length - 400]);
});

test("the neighbours of a broken document of the same file keep working", () => {
  const { analysis } = workspaceOf(sample.replace("kind: StatefulSet", "kind: StatefulSet\n\tbroken: {"));
  const hovers = everyAnswer(analysis, file, sample.indexOf("web-headless"));
  expect(JSON.stringify(hovers[1])).toContain("headless Service");
  expect(hovers[0]).toMatchObject([{ code: "yaml", severity: 1 }]);
});
