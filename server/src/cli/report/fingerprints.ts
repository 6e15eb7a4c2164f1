/** Tells the findings of one run from those of another: by what is wrong where, whatever line it stands on now. */
import { createHash } from "node:crypto";
import type { FoundProblem } from "../findings.ts";

/** What two runs call the same finding. */
export interface Identity {
  /** The same in whatever file. */
  readonly content: string;
  /** With the file, and the number of the finding among equal ones: unique in a run. */
  readonly fingerprint: string;
}

/**
 * The identities of findings in their order: equal ones are numbered from 1. Lines, columns and the numbers of list items
 * play no part. Messages do for texts only: those of rules change with what is elsewhere in the repository.
 * @param fileName the name of a file in the repository
 */
export function identitiesOf(
  findings: readonly FoundProblem[],
  fileName: (found: FoundProblem) => string,
): readonly Identity[] {
  const counts = new Map<string, number>();
  return findings.map((found) => {
    const content = contentOf(found);
    const key = hash([fileName(found), content]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return { content, fingerprint: `${key}:${count}` };
  });
}

/** Rules of the API server, whose words say which defect of a field it is. */
const wordy: ReadonlySet<string> = new Set(["refused"]);

function contentOf({ rule, object, field, excerpt, message }: FoundProblem): string {
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
