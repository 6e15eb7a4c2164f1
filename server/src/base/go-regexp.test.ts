/** Checks what is run where, what is refused, and that hostile patterns end. Agreement with Go: test/conformance. */
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { goRegexp } from "./go-regexp.ts";

function matches(pattern: string, text: string): boolean {
  const regexp = goRegexp(pattern);
  if ("error" in regexp) throw new Error(regexp.error);
  return regexp.test(text);
}

test("groups are those of Go, by number and where they take no part", () => {
  const regexp = goRegexp("(?P<a>x)|(y)");
  if ("error" in regexp) throw new Error(regexp.error);
  expect([...(regexp.exec("-y") ?? [])]).toEqual(["y", undefined, "y"]);
  expect(regexp.exec("-")).toBeUndefined();
});

test.each([
  ["(a", "error parsing regexp: missing closing ): `(a`"],
  ["(?=a)", "error parsing regexp: invalid or unsupported Perl syntax: `(?=`"],
  ["(?P<a>x)(?P<a>y)", "error parsing regexp: duplicate capture group name: `a`"],
  ["a{1001}", "error parsing regexp: invalid repeat count: `{1001}`"],
  ["(a{100}){100}", "the regular expression '(a{100}){100}' is too large"],
  [".{500}".repeat(3), `the regular expression '${".{500}".repeat(3)}' is too large`],
  [`${"a".repeat(5001)}`, `the regular expression '${"a".repeat(60)}…' is too large`],
])("%s is refused", (pattern, error) => {
  expect(goRegexp(pattern)).toMatchObject({ error });
});

test.each([
  "[a-z]([-a-z0-9]{0,61}[a-z0-9])?",
  String.raw`^(?:[a-z0-9]{1,63}\.)+svc\.cluster\.local$`,
  String.raw`\x{1F600}|\pL+`,
])("%s is not too large", (pattern) => {
  expect(goRegexp(pattern)).not.toHaveProperty("error");
});

describe("hostile patterns", () => {
  const text = "a".repeat(253);
  test.each([
    "^(?:(a+)+)c$",
    "(a|aa)+$c",
    "^(?:(.*)*)x$",
    `^(?:${"(.*a)".repeat(25)})b$`,
    "(a|b)*a(a|b){100}c",
    `^(?:${"a?".repeat(100)}${"a".repeat(100)}c)$`,
    `${"(".repeat(300)}a${")*".repeat(300)}c`,
    "[[:".repeat(1000),
    "(".repeat(4000),
  ])("%s ends", { timeout: 60_000 }, (pattern) => {
    const regexp = goRegexp(pattern);
    if (!("error" in regexp)) expect(regexp.test(text)).toBe(false);
  });
});

test("what JavaScript runs it runs as re2js does", () => {
  const parts = ["web", ".", ".*", ".+", "\\.", "\\-", "|", "^", "$", "-", "a", "b:/", "\\$", "é", "\\\\"];
  const texts = [
    "",
    "web",
    "a",
    "ab",
    "-",
    "a.b:/",
    "\n",
    "a\nb",
    "\r",
    "\u2028",
    "😀",
    "$",
    "^",
    "|",
    "a-web",
    "\\",
    "webweb",
  ];
  let seed = 1;
  const next = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let count = 0; count < 600; count++) {
    const inner = Array.from({ length: next(5) }, () => parts[next(parts.length)]).join("");
    const pattern = count % 2 === 0 ? `^(?:${inner})$` : inner;
    const library = RE2JS.compile(pattern);
    for (const text of texts)
      expect([pattern, text, matches(pattern, text)]).toEqual([pattern, text, library.test(text)]);
  }
});
