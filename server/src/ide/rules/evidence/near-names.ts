/** Finds the existing names that a mistyped one most likely means. */
import { distance } from "fastest-levenshtein";
import { memoize } from "../../../base/memo.ts";

/** No name is longer; two long texts would take long to compare. */
const longest = 253;

/** Of so many known names each is compared; of more those that begin or end most like the name. */
const mostCompared = 200;

/**
 * Up to three known names within a third of the length in edits, nearest first; equal distances keep their order.
 * @param known a list that is long and asked about often should be the same array each time
 */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  if (name.length > longest) return [];
  return candidates(name, known)
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .filter(({ candidate, edits }) => candidate !== name && edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** The known names, in their order; of a long list the neighbours of the name, by their beginnings and by their ends. */
function candidates(name: string, known: readonly string[]): readonly string[] {
  if (known.length <= mostCompared) return known;
  const { forwards, backwards } = sorted(known);
  const found = new Set([...neighbours(forwards, name), ...neighbours(backwards, reversed(name))]);
  return [...found].sort((a, b) => a - b).flatMap((at) => known[at] ?? []);
}

interface Sorted {
  readonly key: string;
  readonly at: number;
}

const sorted = memoize(
  (known: readonly string[]): { readonly forwards: readonly Sorted[]; readonly backwards: readonly Sorted[] } => {
    const byKey = (keyOf: (name: string) => string): readonly Sorted[] =>
      known
        .map((name, at) => ({ key: keyOf(name), at }))
        .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.at - b.at));
    return { forwards: byKey((name) => name), backwards: byKey(reversed) };
  },
);

function neighbours(list: readonly Sorted[], key: string): readonly number[] {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.key ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return list.slice(Math.max(0, low - mostCompared / 4), low + mostCompared / 4).map(({ at }) => at);
}

function reversed(name: string): string {
  return [...name].reverse().join("");
}
