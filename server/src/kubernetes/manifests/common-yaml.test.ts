import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Composer, isMap, isScalar, isSeq, Lexer, Parser } from "yaml";
import { splitDocuments } from "../../base/split.ts";
import { type CommonNode, readCommonYaml } from "./common-yaml.ts";
import { readDocument, readYaml } from "./read-yaml.ts";

/** The library's document, without any of our own readers. */
function parsed(text: string) {
  const parser = new Parser();
  const tokens = [...new Lexer().lex(text)].flatMap((lexeme) => [...parser.next(lexeme)]);
  tokens.push(...parser.end());
  const [document] = new Composer({
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    logLevel: "silent",
    prettyErrors: false,
    version: "1.1",
  }).compose(tokens, true, text.length);
  if (document === undefined) throw new Error("the composer makes a document of any text");
  return document;
}

/** Nodes of either reader as plain data; without the end of what trails them, which nobody reads. */
function common(node: CommonNode): unknown {
  const range = [node.start, node.end];
  if (node.kind === "scalar") return { range, text: node.text, style: node.style };
  if (node.kind === "list") return { range, flow: node.isFlow, items: node.items.map(common) };
  const pairs = node.keys.map((key, index) => [common(key), common(node.values[index] ?? key)]);
  return { range, flow: node.isFlow, pairs };
}

function library(node: unknown): unknown {
  if (isScalar(node)) {
    const plain = { range: node.range?.slice(0, 2), text: node.value, style: node.type };
    return node.tag === undefined && node.anchor === undefined ? plain : { ...plain, tag: node.tag };
  }
  if (isSeq(node)) return { range: node.range?.slice(0, 2), flow: node.flow === true, items: node.items.map(library) };
  if (!isMap(node)) return node;
  const pairs = node.items.map(({ key, value }) => [library(key), library(value)]);
  return { range: node.range?.slice(0, 2), flow: node.flow === true, pairs };
}

/** @returns whether the text was read here: then it was compared */
function compare(text: string): boolean {
  const read = readCommonYaml(text);
  if (read === undefined) return false;
  const document = parsed(text);
  expect(document.errors, text).toEqual([]);
  expect(common(read), text).toEqual(library(document.contents));
  expect(readYaml(text), text).toEqual(readDocument(parsed(text) as never, text));
  return true;
}

const deployment = `# The shop.
apiVersion: apps/v1
kind: StatefulSet   # three of them
metadata:
  name: web
  labels: {app: web, "tier": 'back', n: 1}
  annotations:
    example.com/list: "a, b"

    "quoted/key": 'it''s'
spec:
  replicas: 3
  serviceName: web-headless
  # Comments at their map.
  template:
    spec:
      containers:
      - name: web
        image: registry.example.com:5000/web:1.2
        args: ["--peer=web-0.web-headless:7000", --verbose, "a\\tb"]
        command:
          - sh
          - -c
          - |
            for i in 0 1 2; do
              echo "web-$i"   # no comment

            done
        env: []
        empty:
          # of nothing
      # behind the list
    # behind the spec
  nothing:
  folded: >-
    one
    two

    three
      further
    four
  kept: |+
    text

  last: ~
`;

const samples = [
  deployment,
  "a:\n- b\n- c: 1\n  d:\n    - e\n    -   - f\n        - g\n",
  "a: |\n  x\n# margin\nb: >\n  y\n",
  "a: 1\n  # further in\n\nb: 2 # here\n",
  "a:\n  b:\n    c:\n      # last\n# margin\nd: x",
  "a: http://x:80/#y\nb: a:b\nc: -1\nd: '#'\n",
];

test.each(samples)("what people write is read as the library reads it: %#", (text) => {
  expect(compare(text)).toBe(true);
});

test.each([
  "a: &x 1\nb: *x\n",
  "a: !!str 1\n",
  "<<: {a: 1}\n",
  "a:\tb\n",
  "a: one\n  two\n",
  'a: "one\n  two"\n',
  "a: 'open\n",
  "a: [1,\n 2]\n",
  "a: {b}\n",
  "a: [b: c]\n",
  "? a\n: b\n",
  "a: b: c\n",
  "a:\n   b: 1\n  c: 2\n",
  "a: 1\n b: 2\n",
  "- a\n",
  "a: |2\n    x\n",
  "a: |\n\n     \n  x\n",
  "a: |+\n  x\n ",
  "a: 1\r\nb: 2\r\n",
  "%YAML 1.1\n---\na: 1\n",
  "a: 1\n...\n",
  'a: "\\x41"\n',
  "a: \ud83d\ude00\n",
  "a: }\n",
  "a: @b\n",
  "-\n",
  "",
  "# nothing\n",
  "just text\n",
])("what is left to the library: %j", (text) => {
  expect(readCommonYaml(text)).toBeUndefined();
});

test("keys that are written twice keep their place", () => {
  const text = "a: 1\na: 2\n";
  expect(readYaml(text)).toEqual(readDocument(parsed(text) as never, text));
  expect(readYaml(text)).toMatchObject({ value: { a: 2 }, strict: [{ span: { start: 5, end: 6 } }] });
});

test("a key that names the prototype is a key like others", () => {
  expect(Object.entries((readYaml("__proto__: {a: 1}\n") as { value: object }).value)).toEqual([
    ["__proto__", { a: 1 }],
  ]);
});

const pieces = [
  ..."\n :-a|>'\"[]{},#\t&*!?%\\",
  "\n\n",
  "# c\n",
  "  # c\n",
  "    # c\n",
  ": ",
  "- ",
  "|-\n",
  "|+\n",
  ">-\n",
  "<<: ",
  "---\n",
  "x: 1\n",
  "  y: 2\n",
  "- z\n",
  "key:\n",
  " |\n  text\n\n",
  "  - a: b\n",
  "[a, 'b']",
  "[a, 'b', ]",
  "{a: b,}",
  "{a: b}",
];

test("a text that is read here is read as the library reads it, whatever was done to it", () => {
  const edit = fc.record({
    at: fc.nat({ max: 1200 }),
    removed: fc.nat({ max: 4 }),
    inserted: fc.constantFrom(...pieces, "", "", ""),
  });
  const reindented = fc.record({ line: fc.nat({ max: 60 }), indent: fc.nat({ max: 8 }) });
  let read = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(edit, { maxLength: 3 }),
      fc.array(reindented, { maxLength: 2 }),
      (sample, edits, lines) => {
        let text = sample;
        for (const { at, removed, inserted } of edits) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + inserted + text.slice(place + removed);
        }
        const all = text.split("\n");
        for (const { line, indent } of lines) {
          const place = line % all.length;
          all[place] = " ".repeat(indent) + (all[place] ?? "").trimStart();
        }
        if (compare(all.join("\n"))) read += 1;
      },
    ),
    { numRuns: 1500 },
  );
  expect(read).toBeGreaterThan(200);
});

test("short texts of any pieces are read as the library reads them", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (all) => {
      compare(all.join(""));
    }),
    { numRuns: 1500 },
  );
});

const shared = new URL("../../../../../shared", import.meta.url).pathname;

test.runIf(existsSync(shared))("real files are read as the library reads them, most of them here", () => {
  let [documents, read] = [0, 0];
  for (const folder of ["cases", "conformance/kustomize", "corpus/repos"].map((name) => join(shared, name))) {
    if (!existsSync(folder)) continue;
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
    for (const name of names.sort().filter((_, index) => index % 8 === 0)) {
      const text = readFileSync(join(folder, name), "utf8");
      if (text.length > 50_000) continue;
      for (const chunk of splitDocuments(text)) {
        if (chunk.text.trim() === "") continue;
        documents += 1;
        if (compare(chunk.text)) read += 1;
      }
    }
  }
  expect(documents).toBeGreaterThan(100);
  expect(read / documents).toBeGreaterThan(0.7);
});
