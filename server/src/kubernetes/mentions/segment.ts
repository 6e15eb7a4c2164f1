/** Describes pieces of a string with the way back to where they are written. It does not interpret them. */
import type { Span } from "../../base/span.ts";

/** A text made from a part of a scalar's value. */
export interface Segment {
  readonly text: string;
  /** From offsets into `text` to offsets into the scalar's value; undefined where there is no exact place. */
  readonly toValue: (span: Span) => Span | undefined;
  /** What reads it: a whole value of its own, words of a shell, or running text. */
  readonly reads: "value" | "shell" | "text";
  /** True when something in it was replaced. */
  readonly expanded: boolean;
  /** The key in an embedded document whose value it is. */
  readonly key?: string;
}

/** The whole of a scalar's value. */
export function wholeSegment(text: string, reads: Segment["reads"]): Segment {
  return { text, toValue: (span) => span, reads, expanded: false };
}

/** A part of a segment. */
export function partOf(segment: Segment, span: Span, reads: Segment["reads"] = segment.reads): Segment {
  return {
    text: segment.text.slice(span.start, span.end),
    toValue: ({ start, end }) => segment.toValue({ start: start + span.start, end: end + span.start }),
    reads,
    expanded: segment.expanded,
    ...keyOf(segment),
  };
}

function keyOf({ key }: Segment): Pick<Segment, "key"> {
  return key === undefined ? {} : { key };
}

/** A place in a segment and what stands there instead. */
export interface Replacement extends Span {
  readonly text: string;
}

/** The segment with replacements that do not overlap, in order; a replaced character stands where its original did. */
export function replaceIn(segment: Segment, replacements: readonly Replacement[]): Segment {
  if (replacements.length === 0) return segment;
  let text = "";
  const pieces: Piece[] = [];
  let done = 0;
  const keep = (end: number): void => {
    pieces.push({ at: text.length, length: end - done, from: { start: done, end }, isKept: true });
    text += segment.text.slice(done, end);
  };
  for (const { start, end, text: made } of replacements) {
    keep(start);
    pieces.push({ at: text.length, length: made.length, from: { start, end }, isKept: false });
    text += made;
    done = end;
  }
  keep(segment.text.length);
  const original = (offset: number, side: "start" | "end"): number => {
    const piece = pieceAt(pieces, offset);
    if (piece === undefined) return segment.text.length;
    if (!piece.isKept) return side === "start" ? piece.from.start : piece.from.end;
    return piece.from.start + offset - piece.at + (side === "start" ? 0 : 1);
  };
  return {
    text,
    toValue: ({ start, end }) =>
      segment.toValue({ start: original(start, "start"), end: original(Math.max(start, end - 1), "end") }),
    reads: segment.reads,
    expanded: true,
    ...keyOf(segment),
  };
}

/** A part of a text that was kept or replaced, and what it was. */
interface Piece {
  readonly at: number;
  readonly length: number;
  readonly from: Span;
  readonly isKept: boolean;
}

/** The piece that holds an offset: the last that begins there or before, as only that can have characters. */
function pieceAt(pieces: readonly Piece[], offset: number): Piece | undefined {
  let low = 0;
  let high = pieces.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle;
  }
  const piece = pieces[low];
  return piece !== undefined && offset < piece.at + piece.length ? piece : undefined;
}
