import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { expectDiagnostics } from "../../../../../test/fixture/check.ts";
import { parseFixture } from "../../../../../test/fixture/parse.ts";
import { rulesDocument } from "./document.ts";
import { rules } from "./rules.ts";

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  test("its bad example is found as written", () => {
    expect(parseFixture(rule.bad).annotations.length).toBeGreaterThan(0);
    expectDiagnostics(rule.bad);
  });

  test("its good example is silent", () => {
    expect(parseFixture(rule.good).annotations).toEqual([]);
    expectDiagnostics(rule.good);
  });
});

test("a rule's file name is its id, and every rule file is in the table", () => {
  const folder = fileURLToPath(new URL("..", import.meta.url));
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.replace(/\.ts$/, ""));
  expect(rules.map((rule) => rule.id).sort()).toEqual(files.sort());
});

test("RULES.md is what the rules say (vitest -u writes it)", async () => {
  await expect(rulesDocument()).toMatchFileSnapshot("../../../../../RULES.md");
});
