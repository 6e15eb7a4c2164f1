/**
 * Reads documents whose values several readers want one after the other: the declarations, what they mention, and why they
 * are refused. The last values are kept for as long as no others push them out.
 */
import { readYaml, type YamlResult } from "./read-yaml.ts";

/** Characters of the texts whose values are kept. */
const most = 400_000;
/** A longer text would push out all others. */
const longest = 50_000;

const recent = new Map<string, YamlResult>();
let characters = 0;

/** True for a text whose value is kept for a while: to ask for it again costs next to nothing. */
export function isKeptRecently(text: string): boolean {
  return text.length <= longest;
}

/** The same as `readYaml`. Several callers get one value: it must not be changed. */
export function readRecentYaml(text: string): YamlResult {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const result = readYaml(text);
  if (!isKeptRecently(text)) return result;
  recent.set(text, result);
  characters += text.length;
  for (const oldest of recent.keys()) {
    if (characters <= most) break;
    recent.delete(oldest);
    characters -= oldest.length;
  }
  return result;
}
