import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { isVisible } from "../../base/visible.ts";
import { printYaml } from "./print.ts";

/** Every kind of text that does something where it is printed. */
const hostile = [
  "\u001b[31mred",
  "\u009b31m",
  "a\u007fb",
  "a\rb",
  "tab\there",
  "\u202egnp.exe",
  "\u2066a\u2069",
  "a\u2028b\u2029c\u0085d",
  "\ufeffmark",
  "::error file=a::b",
  "one\n::error::two\nthree",
  "one\n  ::error::two",
  "a long line of text, longer than any limit of one\n::error::x\n\n\nand more of it, with an \u001b escape\n::y",
  "##[error]x",
  "##vso[task.setvariable variable=a]b",
  "\\ \" ' # : \u001b",
  "---\n\u001b",
  "\n\u001b\n",
  "\u001b ",
  " \u001b\n ",
  "\u{1f600}\u001b",
];

describe("YAML of objects", () => {
  test.each(hostile)("%j is equal in value and shows every character", (text) => {
    const value = {
      [text]: { [`a ${text}`]: [text, [text], { k: text }] },
      long: `${text} ${"x".repeat(200)} ${text}`,
      plain: "as it is",
    };
    const printed = printYaml([value, { name: text }]);
    for (const line of printed.split("\n")) {
      expect(line.split("\t").every(isVisible)).toBe(true);
      expect(line).not.toMatch(/^\s*::|##\[|##vso/);
    }
    for (const version of ["1.1", "1.2"] as const) {
      const documents = parseAllDocuments(printed, { version, prettyErrors: false });
      expect(Array.isArray(documents) && documents.map((document) => document.toJS())).toEqual([value, { name: text }]);
    }
  });

  test("a tabulator is text, also beside text that is quoted", () => {
    const value = { a: "tab\there", b: "all:\n\tmake\n", c: "\u001b\t" };
    const printed = printYaml([value]);
    expect(printed).toContain("b: |\n  all:\n  \tmake\n");
    expect(parse(printed)).toEqual(value);
  });

  test("a comment is one line, and no command", () => {
    const printed = printYaml([{ name: "a" }], () => "x\n::error::y\u001b[31m##[error]z:1:2");
    expect(printed).toBe("name: a # x\\n::error::y\\x1b[31m# #[error]z:1:2\n");
    expect(parse(printed)).toEqual({ name: "a" });
  });

  test("harmless text is printed as before", () => {
    const value = { a: "one\ntwo\n", b: 'a "quoted" text', "c d": ["x", "yes", "0755", "", "10.0.0.1"] };
    expect(printYaml([value])).toMatchInlineSnapshot(`
      "a: |
        one
        two
      b: a "quoted" text
      c d:
      - x
      - "yes"
      - "0755"
      - ""
      - 10.0.0.1
      "
    `);
  });
});
