/** Asks the patterns that Go's package regexp was asked, and compares matches, groups and the words of errors. */
import { expect, test } from "vitest";
import { goRegexp } from "../../server/src/base/go-regexp.ts";
import { recordedJson } from "./recorded.ts";
import { tally } from "./tally.ts";

/** What Go said: an error, or for each text the match and its groups (null for one that took no part, or for no match). */
interface Recorded {
  readonly pattern: string;
  readonly error?: string;
  readonly texts?: readonly string[];
  readonly found?: readonly (readonly (string | null)[] | null)[];
}

test("patterns match as in Go", (context) => {
  const recorded = recordedJson<readonly Recorded[]>("go-regexp.json");
  const differences = recorded.flatMap((row) => {
    const got = answersOf(row);
    const expected = row.error ?? row.found ?? [];
    return JSON.stringify(got) === JSON.stringify(expected) ? [] : [{ pattern: row.pattern, expected, got }];
  });
  const total = recorded.length;
  tally(context, {
    file: "go-regexp.json",
    mode: "engine",
    unit: "patterns",
    total,
    right: total - differences.length,
  });
  expect(differences).toEqual([]);
});

function answersOf({ pattern, texts = [] }: Recorded): Recorded["error"] | Recorded["found"] {
  const regexp = goRegexp(pattern);
  if ("error" in regexp) return regexp.error;
  return texts.map((text) => {
    const match = regexp.exec(text);
    return match === undefined ? null : [...match].map((group) => group ?? null);
  });
}
