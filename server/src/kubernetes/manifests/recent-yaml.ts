/**
 * Reads documents whose values several readers want one after the other: the declarations, what they mention, and why they
 * are refused. The last values are kept for as long as no others push them out.
 */
import { readYaml, type YamlResult } from "./read-yaml.ts";

/** Characters of the texts whose values are kept at least, if there are so many; twice as many at most. */
const most = 200_000;
/** A longer text would push out all others. */
const longest = 50_000;

/** What was read since the older ones were let go. A map that loses its first key again and again would be slow to walk. */
let newer = new Map<string, YamlResult>();
let older = new Map<string, YamlResult>();
/** Of the newer texts. */
let characters = 0;

/** True for a text whose value is kept for a while: to ask for it again costs next to nothing. */
export function isKeptRecently(text: string): boolean {
  return text.length <= longest;
}

/** The same as `readYaml`. Several callers get one value: it must not be changed. */
export function readRecentYaml(text: string): YamlResult {
  const known = newer.get(text) ?? older.get(text);
  if (known !== undefined) return known;
  const result = readYaml(text);
  if (!isKeptRecently(text)) return result;
  newer.set(text, result);
  characters += text.length;
  if (characters > most) {
    older = newer;
    newer = new Map();
    characters = 0;
  }
  return result;
}
