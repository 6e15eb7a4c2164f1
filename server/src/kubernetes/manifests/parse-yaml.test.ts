import { describe, expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { parseManifest } from "./parse.ts";
import { deepestNesting, mostTokens, parseBounded } from "./parse-yaml.ts";
import { readYaml } from "./read-yaml.ts";

const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

/** The value of a text, or the message and what it points at. */
function read(text: string): unknown {
  const result = readYaml(text);
  if (result.kind === "error")
    return `${result.message} at ${JSON.stringify(text.slice(result.span.start, result.span.end).slice(0, 12))}`;
  return result.kind === "value" ? result.value : undefined;
}

function depthOf(value: unknown): number {
  let depth = 0;
  for (let at = value; typeof at === "object" && at !== null; at = Object.values(at)[0]) depth++;
  return depth;
}

describe("nesting", () => {
  const tooDeep = `nested too deeply: more than ${deepestNesting} levels of lists and maps`;

  test.each([
    ["brackets", (depth: number) => "[".repeat(depth) + "]".repeat(depth)],
    ["braces", (depth: number) => `${"{a: ".repeat(depth)}1${"}".repeat(depth)}`],
    ["JSON", (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`],
    ["dashes", (depth: number) => `${"- ".repeat(depth)}1`],
    ["lines", (depth: number) => Array.from({ length: depth }, (_, at) => `${" ".repeat(at)}a:\n`).join("")],
  ])("%s: read up to the bound, reported beyond it", (_, make) => {
    expect(depthOf(read(make(deepestNesting - 1)))).toBe(deepestNesting - 1);
    expect(read(make(deepestNesting + 10))).toContain(tooDeep);
  });

  test("the message stands where the bound is passed, even where the rest is broken", () => {
    const result = readYaml(`a: ${"[".repeat(100_000)}`);
    expect(result).toMatchObject({ kind: "error", message: tooDeep, gaveUp: true });
    expect(result.kind === "error" && result.span.start).toBeGreaterThan(deepestNesting);
    expect(result.kind === "error" && result.span.start).toBeLessThan(deepestNesting + 10);
  });

  test("aliases of aliases nest too", () => {
    const links = Array.from({ length: deepestNesting }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}]\n`);
    expect(read(`a0: &a0 [x]\n${links.join("")}`)).toBe(`${tooDeep} at "*a${deepestNesting - 2}"`);
  });

  test("what looks like a template is told too: it is not read at all", () => {
    const { problems } = parseManifest(asUri("file:///a.yaml"), `${object}data: ${"[".repeat(100_000)}`);
    expect(problems.map(({ message }) => message)).toEqual([tooDeep]);
  });
});

describe("tokens", () => {
  test("too many in one document are not parsed", () => {
    const text = `${object}x:\n${"- a\n".repeat(mostTokens / 3)}`;
    expect(parseBounded(text).contents).toBeNull();
    expect(read(text)).toMatch(
      /^too large to be read: one document with more than 1500000 tokens; split it at lines with ---/,
    );
  });

  test("a long string is one", () => {
    expect(read(`a: "${"x".repeat(2 * mostTokens)}"`)).toEqual({ a: "x".repeat(2 * mostTokens) });
  });
});

describe("blank lines and comments around a document", () => {
  const many = 20_000;
  test.each([
    ["blank lines", "\n"],
    ["Windows line breaks", "\r\n"],
    ["blanks", " \t\n"],
    ["comments", "# x\n"],
    ["indented comments", "  # 'x\n"],
  ])("%s change nothing, and offsets stay", (_, line) => {
    for (const text of ["a: 1\nb: [x, y]\n", "a: |\n  x\n\n", "a: >-\n  x\n", "a: 'x\n\n  y'\n", "[a, b]", "x"]) {
      const before = line.repeat(many);
      expect(read(before + text), text).toEqual(read(text));
      // Behind a block scalar indented lines are a part of it.
      if (!line.startsWith("  #"))
        expect(read(text + before), text).toEqual(read(text.endsWith("\n") ? text : `${text}${line}`));
      const range = parseBounded(before + text).contents?.range.map((at) => at - before.length);
      expect(range?.slice(0, 2)).toEqual(parseBounded(text).contents?.range.slice(0, 2));
    }
    expect(read(line.repeat(many))).toBeUndefined();
  });

  test("a block scalar that keeps its line breaks keeps them", () => {
    expect(read(`a: |+\n  x\n${"\n".repeat(many)}`)).toEqual({ a: `x\n${"\n".repeat(many)}` });
  });

  test("a quote is closed in what looks like a comment", () => {
    const value = read(`a: 'x\n${"# y\n".repeat(many)}# z'`);
    expect(value).toEqual({ a: `x${" # y".repeat(many)} # z` });
  });

  test("a byte order mark", () => {
    expect(read(`\ufeff${"\n".repeat(many)}a: 1`)).toEqual({ a: 1 });
  });
});

test("a carriage return by itself ends a line, and offsets stay", () => {
  expect(read("a: 1\rb:\r  - x\r  - |\r    y\r    z\r")).toEqual({ a: 1, b: ["x", "y\nz\n"] });
  expect(read("a: 1\r\nb: 'x\r  y'\n")).toEqual({ a: 1, b: "x y" });
  expect(read("a: 1\r---\rb: 2\r")).toEqual({ a: 1 });
  expect(parseBounded("a: 1\r\r\nb").contents?.range).toEqual(parseBounded("a: 1\n\r\nb").contents?.range);
});

describe("aliases", () => {
  test("each anchored value is read once, whatever repeats it", () => {
    const result = readYaml("a: &a {x: [1, 2]}\nb: *a\nc: *a\n");
    const value = result.kind === "value" ? (result.value as { readonly [key: string]: unknown }) : {};
    expect(value).toEqual({ a: { x: [1, 2] }, b: { x: [1, 2] }, c: { x: [1, 2] } });
    expect(value["b"]).toBe(value["c"]);
  });

  test.each([
    ["lists", Array.from({ length: 8 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(10)}]\n`).join("")],
    [
      "merge keys",
      Array.from({ length: 1500 }, (_, at) => `a${at + 1}: &a${at + 1}\n  k${at}: x\n  <<: *a${at}\n`).join(""),
    ],
    [
      "long strings",
      `long: &l "${"x".repeat(1_000_000)}"\n${Array.from({ length: 100 }, (_, at) => `k${at}: *l\n`).join("")}`,
    ],
  ])("that multiply are refused: %s", (_, text) => {
    expect(read(`a0: &a0 {x: y}\n${text}`)).toContain("document contains excessive aliasing at");
  });

  test("a hundred merge keys one upon the other are read", () => {
    const text = Array.from({ length: 100 }, (_, at) => `a${at + 1}: &a${at + 1}\n  k${at}: x\n  <<: *a${at}\n`).join(
      "",
    );
    expect(Object.keys((read(`a0: &a0 {x: y}\n${text}`) as { readonly a100: object }).a100)).toHaveLength(101);
  });

  test("the last anchor of a name before an alias counts", () => {
    expect(read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")).toEqual({ a: 1, b: 1, c: 2, d: 2 });
    expect(read("a: *x\nb: &x 1\n")).toContain("unknown anchor 'x' referenced");
    expect(read("a: &x [*x]\n")).toContain("anchor 'x' value contains itself");
  });
});

test("messages repeat no more than a line of the text", () => {
  const long = "1".repeat(100_000);
  for (const text of [
    `a: ${long}`,
    `? ${"k".repeat(100_000)}\n: 1\n? ${"k".repeat(100_000)}\n: 2`,
    `a: *${"x".repeat(100_000)}`,
  ]) {
    const result = readYaml(text);
    const message = result.kind === "error" ? result.message : result.kind === "value" ? result.strict[0]?.message : "";
    expect(message).toMatch(/…/);
    expect(message?.length).toBeLessThan(300);
  }
});

test("a long text of common YAML is read without the library; one with too many tokens is refused as before", () => {
  const long = `a: "${"x".repeat(2_000_000)}"\nb:\n${"  - c: 1\n".repeat(50_000)}`;
  expect(parseBounded(long).errors).toEqual([]);
  expect(parseBounded(`a: 1\n${"# c\n\n".repeat(10)}b:\n${"- 1\n".repeat(600_000)}`).errors[0]?.code).toBe(
    "RESOURCE_EXHAUSTION",
  );
});
