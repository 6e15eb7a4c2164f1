/** Reads the arguments that a model gives to a tool: what is wrong is said in words that tell what to give instead. */
import { UsageError } from "../terminal.ts";

/** What came, of whatever form. */
export type Given = Readonly<Record<string, unknown>>;

/** A text that may be left out; an empty one counts as left out. @throws UsageError for anything else */
export function optionalText(given: Given, key: string): string | undefined {
  const value = given[key];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw new UsageError(`'${key}' must be a text`);
  return value;
}

/** @throws UsageError where it is missing */
export function text(given: Given, key: string): string {
  const value = optionalText(given, key);
  if (value === undefined) throw new UsageError(`'${key}' is missing: give it as a text`);
  return value;
}

/** Lines to answer at most. */
export function lineLimit(given: Given): number {
  const value = given["limit"];
  if (value === undefined || value === null) return 50;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1)
    throw new UsageError("'limit' must be a whole number from 1");
  return Math.min(value, 1000);
}

/** A file with its new text; null where it is deleted. */
export interface Change {
  readonly path: string;
  readonly text: string | null;
}

/** @throws UsageError for what is not a list of changes */
export function changes(given: Given): readonly Change[] {
  const value = given["changes"];
  if (!Array.isArray(value) || value.length === 0)
    throw new UsageError('\'changes\' is missing: give a list of {"path", "text"} with the complete new texts');
  return value.map((one: unknown) => {
    const fields: Given = typeof one === "object" && one !== null ? { ...one } : {};
    const { text: content } = fields;
    if (content !== null && typeof content !== "string")
      throw new UsageError("each of 'changes' has 'text': the complete new text of the file, or null to delete it");
    return { path: text(fields, "path"), text: content };
  });
}
