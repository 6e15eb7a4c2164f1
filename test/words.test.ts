/** The words of package.json stand in package.nls.json, and each has its German counterpart. */
import { readdirSync, readFileSync } from "node:fs";
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

/** The words that the client shows: its English is the key (vscode.l10n). */
function clientWords(): readonly string[] {
  const folder = new URL("../client/src/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const texts = files.map((file) => readFileSync(new URL(file.replaceAll("\\", "/"), folder), "utf8"));
  return texts.flatMap((text) => [...text.matchAll(/\bl10n\.t\(\s*"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word));
}

test("every word of the client that is looked up has its German, and no other is there", () => {
  const bundle: Readonly<Record<string, string>> = read("l10n/bundle.l10n.de.json");
  expect(Object.keys(bundle).sort(), "l10n/bundle.l10n.de.json has the client's words").toEqual(
    [...new Set(clientWords())].sort(),
  );
  for (const [word, translated] of Object.entries(bundle)) {
    expect(translated.trim(), word).not.toBe("");
    expect(kept(translated), word).toEqual(kept(word));
  }
});
