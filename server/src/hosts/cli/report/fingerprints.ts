/** Tells the findings of one run from those of another: by what is wrong where, whatever line it stands on now. */
import { createHash } from "node:crypto";
import type { FoundProblem } from "../findings.ts";

/**
 * Names for findings, in their order: unique in a run, the same in the next. Equal ones are numbered from 1. Lines, columns and the numbers of list items
 * play no part. Messages do for texts only: those of rules change with what is elsewhere in the repository.
 * @param fileName the name of a file in the repository
 */
export function fingerprintsOf(
  findings: readonly FoundProblem[],
  fileName: (found: FoundProblem) => string,
): readonly string[] {
  const counts = new Map<string, number>();
  return findings.map((found) => {
    const key = hash([fileName(found), contentOf(found)]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `${key}:${count}`;
  });
}

/** Rules of the API server, whose words say which defect of a field it is. */
const wordy: ReadonlySet<string> = new Set(["refused"]);

/** 32 digits that tell what is wrong, wherever it stands: equal findings have the same. */
export function contentOf({ rule, object, message, detail }: FoundProblem): string {
  const { field, excerpt } = detail();
  const isWordy = object === null || wordy.has(rule);
  return hash([rule, object ?? "", field, excerpt, isWordy ? withoutPlaces(message) : ""]);
}

/** The message of a defect may name lines of its text, and items by their numbers. */
function withoutPlaces(message: string): string {
  return message.replace(/\bline \d+|\bcolumn \d+|:\d+|\[\d+\]/g, "");
}

/** 32 hexadecimal digits. */
function hash(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
