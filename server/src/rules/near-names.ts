/** Knows which existing name a mistyped one most likely means. */
import { distance } from "fastest-levenshtein";

/** No name is longer; two long texts would take long to compare. */
const longest = 253;

/** Up to three known names within a third of the length in edits, nearest first; equal distances keep their order. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  if (name.length > longest) return [];
  return known
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .filter(({ candidate, edits }) => candidate !== name && edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
