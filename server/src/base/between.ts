/** Parts of a text between an opening and a closing mark, found in time linear in the text. */
import type { Span } from "./span.ts";

/** What encloses a part. */
export interface Marks {
  readonly open: string;
  readonly close: string;
  /** True: the closing mark stands on the line of the opening one. */
  readonly oneLine?: boolean;
}

/**
 * The parts with their marks, in order, none overlapping another: each from an opening mark to the first closing mark behind
 * it. An opening mark that nothing closes is passed by.
 */
export function partsBetween(text: string, marks: readonly Marks[]): readonly Span[] {
  const kinds = marks.map(({ open, close, oneLine }) => ({
    open,
    close,
    nextOpen: finder(text, open),
    nextClose: finder(text, close),
    nextLine: oneLine === true ? finder(text, "\n") : undefined,
  }));
  const parts: Span[] = [];
  for (let from = 0; ; ) {
    let first: (Span & { readonly isClosed: boolean }) | undefined;
    for (const { open, close, nextOpen, nextClose, nextLine } of kinds) {
      const start = nextOpen(from);
      if (start >= text.length || (first !== undefined && first.start <= start)) continue;
      const end = nextClose(start + open.length);
      const isClosed = end < (nextLine?.(start) ?? text.length);
      first = { start, end: isClosed ? end + close.length : start + 1, isClosed };
    }
    if (first === undefined) return parts;
    if (first.isClosed) parts.push({ start: first.start, end: first.end });
    from = first.end;
  }
}

/** Finds the next place of a mark for offsets that only grow: the text is read once. The text's length when there is none. */
export function finder(text: string, mark: string): (from: number) => number {
  let at = -1;
  return (from) => {
    if (at < from) {
      const found = text.indexOf(mark, from);
      at = found < 0 ? text.length : found;
    }
    return at;
  };
}

/** The text with every part replaced by what `make` gives for it. */
export function replaceParts(text: string, parts: readonly Span[], make: (part: string) => string): string {
  const made: string[] = [];
  let done = 0;
  for (const { start, end } of parts) {
    made.push(text.slice(done, start), make(text.slice(start, end)));
    done = end;
  }
  return made.join("") + text.slice(done);
}

/** What stands before, between and behind the parts. */
export function aroundParts(text: string, parts: readonly Span[]): readonly string[] {
  const around: string[] = [];
  let done = 0;
  for (const { start, end } of parts) {
    around.push(text.slice(done, start));
    done = end;
  }
  return [...around, text.slice(done)];
}
