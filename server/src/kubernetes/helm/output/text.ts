/** What one template wrote: its text, and which part of a template wrote each piece of it. */
import type { Segment } from "../template/render.ts";

/** Segments in order; `starts[i]` is where segment i begins in `text`. */
export interface WrittenText {
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly starts: readonly number[];
}

export function writtenText(segments: readonly Segment[]): WrittenText {
  const starts: number[] = [];
  let at = 0;
  for (const { text } of segments) {
    starts.push(at);
    at += text.length;
  }
  return { text: segments.map(({ text }) => text).join(""), segments, starts };
}

/** A segment, and where it begins. */
export interface WrittenSegment extends Segment {
  readonly start: number;
}

/** The segments that wrote what stands between two offsets. */
export function segmentsBetween(
  { segments, starts }: WrittenText,
  start: number,
  end: number,
): readonly WrittenSegment[] {
  // The last segment that begins at or before `start`.
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const found: WrittenSegment[] = [];
  for (let index = low; index < segments.length && ((starts[index] ?? 0) < end || index === low); index++) {
    const segment = segments[index];
    if (segment !== undefined) found.push({ ...segment, start: starts[index] ?? 0 });
  }
  return found;
}
