/**
 * Every regular expression of the source is checked for the time that it may take (recheck): none may be exponential in
 * the text. One that is polynomial, that looks any way ahead or behind, or that repeats a group without end (JavaScript
 * throws for some million times) has a comment in front of it that says why its text is short:
 * `// bounded: a line of a Corefile`. Verdicts are kept in regexps.json, because the checker takes seconds for some;
 * `PODNS_REGEXPS=all npx vitest run test/regexps.test.ts` finds all of them anew and writes the file.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";
import { type Argument, type Comment, type Program, parseSync, type TemplateLiteral, Visitor } from "oxc-parser";
import { check } from "recheck";
import { expect, test } from "vitest";

type Verdict = "linear" | "polynomial" | "exponential" | "unknown";

interface Literal {
  readonly at: string;
  readonly pattern: string;
  readonly flags: string;
  /** What the comment in front of it says. */
  readonly reason: string | undefined;
}

interface Found {
  readonly literals: readonly Literal[];
  /** Regular expressions that are made at run time. */
  readonly made: readonly string[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const table = join(root, "test", "regexps.json");

/** The files that make regular expressions of texts, each in a form that JavaScript's engine runs in linear time. */
const makers = ["server/src/base/glob.ts", "server/src/base/go-regexp.ts"];

/** Milliseconds for one expression; what takes longer has to be written simpler. */
const timeout = 240_000;

const found = ["server/src", "client/src"].flatMap(sources).map(expressionsOf);
const literals = found.flatMap((file) => file.literals);

test("no regular expression is made of a text outside of the files that know how", () => {
  expect(found.flatMap(({ made }) => made).filter((at) => !makers.includes(at.split(":")[0] ?? ""))).toEqual([]);
});

test("none is exponential, and those that are slow on long texts say why theirs is short", {
  timeout: 3_600_000,
}, async () => {
  expect(literals.length).toBeGreaterThan(100);
  const verdicts = await verdictsOf(literals);
  const wrong = literals.flatMap((literal) => complaint(literal, verdicts.get(keyOf(literal)) ?? "unknown") ?? []);
  expect(wrong).toEqual([]);
});

test("the checker tells the kinds apart", async () => {
  expect(await verdictOf({ pattern: "^(a|a)*$", flags: "" })).toBe("exponential");
  expect(await verdictOf({ pattern: "a+$", flags: "" })).toBe("polynomial");
  expect(await verdictOf({ pattern: "^a+$", flags: "" })).toBe("linear");
  expect(weaknessOf({ pattern: ",(?![^(]*\\))", flags: "g" })).toContain("ahead");
  expect(weaknessOf({ pattern: "(?<=,[^(]*)a", flags: "" })).toContain("behind");
  expect(weaknessOf({ pattern: "(?:a|b)*", flags: "" })).toContain("group");
  expect(weaknessOf({ pattern: "(?:[ab]*c)?", flags: "" })).toBeUndefined();
});

function complaint(literal: Literal, verdict: Verdict): string | undefined {
  const { at, pattern, reason } = literal;
  const weakness = verdict === "polynomial" ? "is polynomial" : weaknessOf(literal);
  switch (verdict) {
    case "linear":
    case "polynomial":
      if (weakness === undefined) return reason === undefined ? undefined : `${at}: ${pattern} needs no reason`;
      return reason === undefined ? `${at}: ${pattern} ${weakness}, and nothing says why its text is short` : undefined;
    case "exponential":
      return `${at}: ${pattern} is exponential`;
    case "unknown":
      return `${at}: ${pattern} cannot be judged in ${timeout / 1000} s: write it simpler`;
  }
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(test|fixture|d)\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function expressionsOf(file: string): Found {
  const text = readFileSync(join(root, file), "utf8");
  const { program, comments } = parseSync(file, text);
  const literals: Literal[] = [];
  const made: string[] = [];
  const at = (offset: number): string => `${file}:${text.slice(0, offset).split("\n").length}`;
  const add = (pattern: string, flags: string, start: number): void => {
    literals.push({ at: at(start), pattern, flags, reason: reasonOf(text, comments, start) });
  };
  const constants = constantsOf(program);
  new Visitor({
    Literal: (node) => {
      if ("regex" in node) add(node.regex.pattern, node.regex.flags, node.start);
    },
    NewExpression: ({ callee, arguments: [source, flags], start }) => {
      if (callee.type !== "Identifier" || callee.name !== "RegExp") return;
      const pattern = source === undefined ? undefined : textOf(source, constants);
      if (pattern === undefined) made.push(at(start));
      else add(pattern, (flags && textOf(flags, constants)) ?? "", start);
    },
    CallExpression: ({ callee, arguments: [argument], start }) => {
      if (callee.type === "Identifier" && callee.name === "RegExp") made.push(at(start));
      // These make a regular expression of a string.
      if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      if (!["match", "matchAll", "search"].includes(callee.property.name)) return;
      if (argument?.type === "TemplateLiteral" || (argument?.type === "Literal" && typeof argument.value === "string"))
        made.push(at(start));
    },
  }).visit(program);
  return { literals, made };
}

/** The texts that a file gives names to. */
function constantsOf(program: Program): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declarations) {
      const text = init === null ? undefined : textOf(init, constants);
      if (id.type === "Identifier" && text !== undefined) constants.set(id.name, text);
    }
  }
  return constants;
}

/** The text that an expression always has; undefined when it depends on anything. */
function textOf(node: Argument, constants: ReadonlyMap<string, string>): string | undefined {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? node.value : undefined;
    case "Identifier":
      return constants.get(node.name);
    case "BinaryExpression": {
      if (node.left.type === "PrivateIdentifier") return undefined;
      const [left, right] = [textOf(node.left, constants), textOf(node.right, constants)];
      return node.operator === "+" && left !== undefined && right !== undefined ? left + right : undefined;
    }
    case "TemplateLiteral":
      return filled(node, constants, "cooked");
    case "TaggedTemplateExpression":
      return filled(node.quasi, constants, "raw");
    default:
      return undefined;
  }
}

function filled(
  { quasis, expressions }: TemplateLiteral,
  constants: ReadonlyMap<string, string>,
  form: "cooked" | "raw",
): string | undefined {
  let text = quasis[0]?.value[form] ?? "";
  for (const [index, expression] of expressions.entries()) {
    const part = textOf(expression, constants);
    if (part === undefined) return undefined;
    text += part + (quasis[index + 1]?.value[form] ?? "");
  }
  return text;
}

/** The reason in the comment that stands in front of the statement's line or of the expression. */
function reasonOf(text: string, comments: readonly Comment[], start: number): string | undefined {
  const before = comments.findLast(({ end }) => end <= start);
  if (before === undefined || /[;{}]/.test(text.slice(before.end, start))) return undefined;
  return /^ bounded: (\S.*)$/.exec(before.value)?.[1];
}

function keyOf({ pattern, flags }: Pick<Literal, "pattern" | "flags">): string {
  return `/${pattern}/${flags}`;
}

async function verdictsOf(all: readonly Literal[]): Promise<ReadonlyMap<string, Verdict>> {
  const everything = process.env["PODNS_REGEXPS"] === "all";
  // The boundary: this test writes the file.
  const kept = everything ? {} : (JSON.parse(readFileSync(table, "utf8")) as Readonly<Record<string, Verdict>>);
  const verdicts = new Map<string, Verdict>(Object.entries(kept));
  const open = new Map(all.filter((literal) => !verdicts.has(keyOf(literal))).map((one) => [keyOf(one), one]));
  for (const [key, literal] of open) verdicts.set(key, await verdictOf(literal));
  if (everything) {
    const judged = [...verdicts].filter(([, verdict]) => verdict !== "unknown").sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(table, `${JSON.stringify(Object.fromEntries(judged), null, 2)}\n`);
  }
  return verdicts;
}

async function verdictOf({ pattern, flags }: Pick<Literal, "pattern" | "flags">): Promise<Verdict> {
  const found = await check(pattern, flags, { timeout });
  switch (found.status) {
    case "unknown":
      return "unknown";
    case "vulnerable":
      return found.complexity.type;
    case "safe":
      return "linear";
  }
}

/** What the checker does not see. */
function weaknessOf({ pattern, flags }: Pick<Literal, "pattern" | "flags">): string | undefined {
  let depth = 0;
  let found: string | undefined;
  const around = ({ kind }: { readonly kind: string }, step: number): void => {
    if (kind === "lookahead" || kind === "lookbehind") depth += step;
  };
  visitRegExpAST(new RegExpParser().parsePattern(pattern, 0, pattern.length, { unicode: flags.includes("u") }), {
    onAssertionEnter: (assertion) => around(assertion, 1),
    onAssertionLeave: (assertion) => around(assertion, -1),
    onQuantifierEnter: ({ max, element: { type } }) => {
      if (max !== Number.POSITIVE_INFINITY) return;
      if (depth > 0) found = "looks any way ahead or behind from each place";
      else if (type === "Group" || type === "CapturingGroup") found ??= "repeats a group without end";
    },
  });
  return found;
}
