/** Reads literal and folded scalars as the library does (YAML 1.1 section 9.3). Every line is looked at a few times. */

export interface BlockScalar {
  readonly text: string;
  readonly style: "BLOCK_LITERAL" | "BLOCK_FOLDED";
  /** Behind the last line that belongs to it. */
  readonly end: number;
}

const [space, lineBreak] = [0x20, 0x0a] as const;

/**
 * The scalar whose `|` or `>` stands at `start`, in a collection that is indented by `parent` columns.
 * @returns undefined for a header with more than a chomping indicator, and where the indentation is not plain
 */
export function readBlockScalar(source: string, start: number, parent: number): BlockScalar | undefined {
  const header = /[|>]([-+]?) *(?:\n|$)/y;
  header.lastIndex = start;
  const found = header.exec(source);
  if (found === null) return undefined;
  const chomping = found[1] ?? "";
  const first = start + found[0].length;
  const lines = linesFrom(source, first, parent);
  if (lines === undefined) return undefined;
  const { contents, end } = lines;
  let last = contents.length;
  while (last > 0 && contents[last - 1] === "") last--;
  if (last === 0) return undefined;
  const isLiteral = source[start] === "|";
  const body = isLiteral ? contents.slice(0, last).join("\n") : folded(contents.slice(0, last));
  const isKept = chomping === "+";
  return {
    text: chomping === "-" ? body : isKept ? `${body}${"\n".repeat(contents.length - last + 1)}` : `${body}\n`,
    style: isLiteral ? "BLOCK_LITERAL" : "BLOCK_FOLDED",
    end: isKept ? end : behindLines(source, first, last),
  };
}

interface Lines {
  /** Without their indentation; blank ones are empty. */
  readonly contents: readonly string[];
  /** Behind the last of them. */
  readonly end: number;
}

/** The lines that are indented further than the parent, up to the first that is not; blank ones belong to them. */
function linesFrom(source: string, first: number, parent: number): Lines | undefined {
  const contents: string[] = [];
  let indent = -1;
  let widest = 0;
  let line = first;
  while (line < source.length) {
    let at = line;
    while (source.charCodeAt(at) === space) at++;
    const isBlank = at >= source.length || source.charCodeAt(at) === lineBreak;
    const width = at - line;
    if (isBlank) {
      // Blanks beyond the indentation are contents, or a mistake.
      if (indent >= 0 && width > indent) return undefined;
      // Blanks that no line break ends are not a line.
      if (at >= source.length) return undefined;
      if (indent < 0) widest = Math.max(widest, width);
      contents.push("");
    } else {
      if (indent < 0) {
        if (width <= parent || widest > width) return undefined;
        indent = width;
      } else if (width < indent) {
        if (width > parent) return undefined;
        break;
      }
      if (source.charCodeAt(at) === 0x09) return undefined;
    }
    const next = source.indexOf("\n", at);
    const end = next < 0 ? source.length : next;
    if (!isBlank) contents.push(source.slice(line + indent, end));
    line = next < 0 ? source.length : next + 1;
  }
  return indent < 0 ? undefined : { contents, end: line };
}

function behindLines(source: string, first: number, count: number): number {
  let line = first;
  for (let index = 0; index < count; index++) {
    const next = source.indexOf("\n", line);
    if (next < 0) return source.length;
    line = next + 1;
  }
  return line;
}

/** Lines that are not indented further are joined by a blank; each empty line is a line break. */
function folded(lines: readonly string[]): string {
  let text = "";
  let separator = "";
  let isFurther = false;
  for (const line of lines) {
    if (line.startsWith(" ") || line.startsWith("\t")) {
      if (separator === " ") separator = "\n";
      else if (!isFurther && separator === "\n") separator = "\n\n";
      text += separator + line;
      separator = "\n";
      isFurther = true;
    } else if (line === "") {
      if (separator === "\n") text += "\n";
      else separator = "\n";
    } else {
      text += separator + line;
      separator = " ";
      isFurther = false;
    }
  }
  return text;
}
