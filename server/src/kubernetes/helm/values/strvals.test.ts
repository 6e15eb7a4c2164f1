import { expect, test } from "vitest";
import { GoList, GoMap, Int, type Json, plain, Traced, type Value, valueFromJson } from "../template/value.ts";
import { ValueOrigin } from "../yaml/read.ts";
import { JsonError } from "./scan-json.ts";
import { settings } from "./strvals.fixtures.ts";
import { parseSet, SetError } from "./strvals.ts";

function mapOf(text: string): GoMap {
  const value = valueFromJson(JSON.parse(text));
  return value instanceof GoMap ? value : new GoMap(new Map());
}

function jsonOf(value: Value): Json {
  const bare = plain(value);
  if (bare instanceof GoMap) return Object.fromEntries([...bare.entries].map(([key, item]) => [key, jsonOf(item)]));
  if (bare instanceof GoList) return bare.items.map(jsonOf);
  if (bare instanceof Int) return Number(bare.value);
  return bare === undefined || typeof bare === "object" ? null : bare;
}

function noFile(): never {
  throw new SetError("no file");
}

test.each(settings)("$kind $text in $base", ({ kind, text, base, values, error }) => {
  const made = mapOf(base);
  let problem: string | undefined;
  try {
    parseSet(kind, text, made, noFile);
  } catch (thrown) {
    if (!(thrown instanceof SetError || thrown instanceof JsonError)) throw thrown;
    problem = thrown.message;
  }
  // helm does not print what is wrong with JSON.
  if (error !== undefined && kind === "--set-json") expect(problem).toBeDefined();
  else expect(problem).toBe(error);
  if (values !== undefined) expect(jsonOf(made)).toEqual(JSON.parse(values));
});

test("a file's text is taken as it is", () => {
  const made = mapOf("{}");
  parseSet("--set-file", "a=x.txt,b[0]=y", made, (path) => ({ path, content: `text of ${path}\n` }));
  expect(jsonOf(made)).toEqual({ a: "text of x.txt\n", b: ["text of y\n"] });
});

test("values know the flag that they come from", () => {
  const made = mapOf("{}");
  parseSet("--set", "a.b[1].c=5", made, noFile);
  const inner = made.entries.get("a");
  const list = inner instanceof GoMap ? inner.entries.get("b") : undefined;
  const item = list instanceof GoList ? list.items[1] : undefined;
  const value = item instanceof GoMap ? item.entries.get("c") : undefined;
  const origin = value instanceof Traced ? value.origin : undefined;
  expect(origin instanceof ValueOrigin ? [origin.file.path, origin.path] : undefined).toEqual([
    "--set a.b[1].c=5",
    ["a", "b", 1, "c"],
  ]);
});

test("names and JSON without end are given up", () => {
  expect(() => parseSet("--set", `${"a.".repeat(40)}a=1`, mapOf("{}"), noFile)).toThrow("nested level of 30");
  expect(() => parseSet("--set-json", `a=${"[".repeat(100_000)}`, mapOf("{}"), noFile)).toThrow(JsonError);
});
