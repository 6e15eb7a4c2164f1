/** The words of package.json stand in package.nls.json, and each has its German counterpart. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { places } from "../scripts/words.mjs";

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));

const manifest = read("package.json");
const english: Readonly<Record<string, string>> = read("package.nls.json");
const german: Readonly<Record<string, string>> = read("package.nls.de.json");

/** What a translation has to keep: code, links and settings, and what is filled in. */
function kept(text: string): readonly string[] {
  return [...text.matchAll(/`[^`]+`|\(command:[\w.]+\)|\{\d+\}/g)].map(([found]) => found).sort();
}

test("package.json has keys where people read words", () => {
  const bare = [...places(manifest)].filter(
    ({ owner, field, key }) => owner[field] !== undefined && owner[field] !== `%${key}%`,
  );
  const told = bare.map(({ key, owner, field }) => `${key}: '${owner[field]}'`);
  expect(
    told,
    "npm run contributes moves these words to package.nls.json; then add the German ones to package.nls.de.json",
  ).toEqual([]);
});

test("no key is missing, none is left over, in no language", () => {
  const used = [...places(manifest)].filter(({ owner, field }) => owner[field] !== undefined).map(({ key }) => key);
  expect(Object.keys(english).sort()).toEqual(used.sort());
  expect(Object.keys(german).sort(), "package.nls.de.json has the keys of package.nls.json").toEqual(used.sort());
});

test("German words are there, and keep code, links and placeholders", () => {
  for (const [key, text] of Object.entries(english)) {
    const translated = german[key] ?? "";
    expect(translated.trim(), key).not.toBe("");
    expect(kept(translated), key).toEqual(kept(text));
  }
});
