/** Applies textual edits to one file. Overlapping edits are an error. */
import type { Uri } from "./source.ts";
import type { Span } from "./span.ts";

/** Replaces the text of `span` in the file `uri`. An empty span inserts. */
export interface Edit {
  readonly uri: Uri;
  readonly span: Span;
  readonly text: string;
}

/**
 * The text after all edits, which must belong to the same file.
 * @throws RangeError when two edits overlap: that is a defect of the caller, never of the input.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = "";
  let at = 0;
  for (const edit of sorted) {
    if (edit.span.start < at) throw new RangeError(`overlapping edits at offset ${edit.span.start}`);
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}
