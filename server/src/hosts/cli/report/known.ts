/** Takes away the findings that were there before: those of a baseline, or of another state of the repository. */
import { append } from "../../../base/collections.ts";
import type { Uri } from "../../../base/source.ts";
import type { FoundProblem } from "../findings.ts";
import { shownJson } from "../shown.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../terminal.ts";
import { contentOf } from "./fingerprints.ts";
import { writeTextFile } from "./formats.ts";

/** A finding that is known, in whatever line. */
export interface Known {
  readonly file: string;
  /** What `contentOf` makes of it. */
  readonly content: string;
}

/** Findings as they are known later. */
export function knownOf(found: readonly FoundProblem[], nameOf: (uri: Uri) => string): readonly Known[] {
  return found.map((one) => ({ file: nameOf(one.uri), content: contentOf(one) }));
}

export interface Compared {
  /** In the order of what was given. */
  readonly added: readonly FoundProblem[];
  /** How many of those that were known are not there any more. */
  readonly gone: number;
}

/** Each known finding takes away one: of the same file first, then of any other, where its object has moved to. */
export function withoutKnown(
  found: readonly FoundProblem[],
  nameOf: (uri: Uri) => string,
  known: readonly Known[],
): Compared {
  const names = knownOf(found, nameOf);
  const exact = taking(known, ({ file, content }) => JSON.stringify([file, content]));
  const other = names.map((one, index) => ({ one, index })).filter(({ one }) => !exact.take(one));
  const moved = taking(exact.left(), ({ content }) => content);
  const added = other.filter(({ one }) => !moved.take(one));
  return { added: added.flatMap(({ index }) => found[index] ?? []), gone: moved.left().length };
}

/** A bag by keys. */
function taking(
  known: readonly Known[],
  keyOf: (one: Known) => string,
): { readonly take: (one: Known) => boolean; readonly left: () => readonly Known[] } {
  const bag = new Map<string, Known[]>();
  for (const one of known) {
    append(bag, keyOf(one), one);
  }
  return {
    take: (one) => bag.get(keyOf(one))?.pop() !== undefined,
    left: () => [...bag.values()].flat(),
  };
}

/** The form of the file; a later one may have another. */
const baselineVersion = 1;

/** Writes a baseline: one entry for each finding, sorted, so that files of two states compare well. @throws UsageError */
export function writeBaseline(
  file: string,
  found: readonly FoundProblem[],
  nameOf: (uri: Uri) => string,
  terminal: Terminal,
): void {
  const findings = found.map((one) => {
    const { rule, object, message } = one;
    return { file: nameOf(one.uri), rule, object, message, content: contentOf(one) };
  });
  const keyOf = ({ file: name, rule, object, content }: (typeof findings)[number]): string =>
    JSON.stringify([name, rule, object, content]);
  findings.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  writeTextFile(file, shownJson({ version: baselineVersion, findings }), terminal);
}

/**
 * Reads a baseline.
 * @param shown what the message calls the file
 * @throws UsageError for any other text
 */
export function readBaseline(text: string, shown: string): readonly Known[] {
  const wrong = (why: string): UsageError => new UsageError(`'${shown}' is not a baseline: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong("it is not JSON");
  }
  const { version, findings } = fieldsOf(value);
  if (version !== baselineVersion) throw wrong(`it has no "version": ${baselineVersion}; --write-baseline makes one`);
  if (!Array.isArray(findings)) throw wrong('it has no list "findings"');
  return findings.map((one: unknown) => {
    const { file, content } = fieldsOf(one);
    if (typeof file !== "string" || typeof content !== "string") throw wrong('each finding has "file" and "content"');
    return { file, content };
  });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
