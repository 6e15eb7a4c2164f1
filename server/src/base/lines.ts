/** Finds where lines begin and end: after CR LF, LF or CR (Language Server Protocol 3.17, "Text Documents"; go-yaml's is_break). */

/** The offset at which the line with the offset begins. */
export function lineStartAt(text: string, offset: number): number {
  let start = Math.min(offset, text.length);
  while (start > 0 && !isBreak(text[start - 1])) start -= 1;
  return start;
}

/** The offset at which the line with the offset ends, before its line break. */
export function lineEndAt(text: string, offset: number): number {
  let end = Math.max(0, offset);
  if (text[end] === "\n" && text[end - 1] === "\r") return end - 1;
  while (end < text.length && !isBreak(text[end])) end += 1;
  return Math.min(end, text.length);
}

/** The offset at which the next line begins; the text's length in its last line. */
export function nextLineAt(text: string, offset: number): number {
  const end = lineEndAt(text, offset);
  return Math.min(text.length, end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1));
}

function isBreak(character: string | undefined): boolean {
  return character === "\n" || character === "\r";
}

/** The offsets at which the lines begin. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The line that holds an offset, from 0. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
