/**
 * Maps the characters of a YAML scalar's value to those of its source, for every style. It does not interpret the
 * value.
 */
import { isScalar, type Node, type Scalar } from "yaml";
import { nextLineAt } from "../../base/lines.ts";
import type { Span } from "../../base/span.ts";
import { nodeAt } from "./locate.ts";
import type { Manifest } from "./manifest.ts";
import type { Path } from "./path.ts";

/**
 * The source of a part of the scalar at `path`, as offsets into the manifest's text. `within` are offsets into the
 * scalar's value and begin and end at characters other than white space. Undefined when the scalar is not written
 * there or is not read character by character (a `!!binary`).
 */
export function scalarPartSpan(manifest: Manifest, path: Path, within: Span): Span | undefined {
  const node = nodeAt(manifest, path);
  return isScalar(node) ? sourceSpan(manifest.text, node, within) : undefined;
}

/** The text that the scalar at `path` stands for; undefined where no text is written there. */
export function scalarValue(manifest: Manifest, path: Path): string | undefined {
  const node = nodeAt(manifest, path);
  return isScalar(node) && typeof node.value === "string" ? node.value : undefined;
}

/**
 * The same for a node of any parsed text. All styles keep the characters other than white space in their order, apart
 * from escapes; so the n-th of the value is the n-th of the source (YAML 1.1 chapters 8 and 9).
 */
export function sourceSpan(text: string, node: Scalar | Node, within: Span): Span | undefined {
  if (!isScalar(node) || typeof node.value !== "string" || within.end <= within.start) return undefined;
  const copied = copyOf(text, node, node.value);
  if (copied !== undefined && within.end <= node.value.length) {
    if (/^[ \t\r\n]*$/.test(node.value.slice(within.start, within.end))) return undefined;
    return { start: copied + within.start, end: copied + within.end };
  }
  const layout = layoutOf(text, node, node.value);
  if (layout === undefined) return undefined;
  const { pieces, blackBefore } = layout;
  const [first, end] = [blackBefore(within.start), blackBefore(within.end)];
  const wanted = node.value.slice(within.start, within.end).replace(/[ \t\r\n]/g, "");
  // Another value than the source's: a renderer changed it.
  if (wanted === "" || pieces.text.slice(first, end) !== wanted) return undefined;
  return { start: pieces.starts[first] ?? 0, end: pieces.ends[end - 1] ?? 0 };
}

/** Where the value begins in the text, by its scalar. */
const copies = new WeakMap<Scalar, number | undefined>();

/** Where the source of a scalar begins that is written as it is read: on one line, without escapes; undefined for any other. */
function copyOf(text: string, node: Scalar, value: string): number | undefined {
  if (copies.has(node)) return copies.get(node);
  const start = readCopy(text, node, value);
  copies.set(node, start);
  return start;
}

function readCopy(text: string, { range, type, tag }: Scalar, value: string): number | undefined {
  if (range === undefined || range === null || tag !== undefined) return undefined;
  const isQuoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
  if (!isQuoted && type !== "PLAIN") return undefined;
  const quote = isQuoted ? 1 : 0;
  const start = range[0] + quote;
  return range[1] - quote - start === value.length && text.startsWith(value, start) ? start : undefined;
}

/** The characters of a scalar other than white space, in their order, and the source that writes each. */
interface Pieces {
  readonly text: string;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

interface Layout {
  readonly pieces: Pieces;
  /** How many characters of the value in front of an offset are not white space. */
  readonly blackBefore: (offset: number) => number;
}

const known = new WeakMap<Scalar, Layout | undefined>();

function layoutOf(text: string, node: Scalar, value: string): Layout | undefined {
  if (known.has(node)) return known.get(node);
  const pieces = readPieces(text, node);
  const made = pieces && { pieces, blackBefore: countBlack(value) };
  known.set(node, made);
  return made;
}

/** Counts are kept for every so many characters: a value may hold a hundred thousand hosts. */
const countStep = 256;

function countBlack(value: string): (offset: number) => number {
  const counts = new Int32Array(Math.floor(value.length / countStep) + 1);
  let count = 0;
  for (let index = 0; index < value.length; index++) {
    if (index % countStep === 0) counts[index / countStep] = count;
    if (!isWhite(value[index] ?? "")) count++;
  }
  return (offset) => {
    const step = Math.min(Math.floor(offset / countStep), counts.length - 1);
    let before = counts[step] ?? 0;
    for (let index = step * countStep; index < offset; index++) if (!isWhite(value[index] ?? "")) before++;
    return before;
  };
}

function readPieces(text: string, node: Scalar): Pieces | undefined {
  const { range, tag } = node;
  if (range === undefined || range === null || tag?.endsWith("binary") === true) return undefined;
  const [start, end] = range;
  switch (node.type) {
    case "QUOTE_DOUBLE":
      return doubleQuoted(text, start + 1, end - 1);
    case "QUOTE_SINGLE":
      return plain(text, start + 1, end - 1, true);
    case "BLOCK_LITERAL":
    case "BLOCK_FOLDED": {
      const content = nextLineAt(text, start);
      return content >= end ? noPieces : plain(text, content, end, false);
    }
    case "PLAIN":
      return plain(text, start, end, false);
    default:
      return undefined;
  }
}

const noPieces: Pieces = { text: "", starts: [], ends: [] };

/** Gathers pieces of a source; no source of `length` characters has more of them. */
class Gathering {
  readonly #parts: string[] = [];
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  #count = 0;

  constructor(length: number) {
    this.#starts = new Int32Array(Math.max(0, length));
    this.#ends = new Int32Array(Math.max(0, length));
  }

  add(character: string, start: number, end: number): void {
    this.#parts.push(character);
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#count++;
  }

  get pieces(): Pieces {
    return { text: this.#parts.join(""), starts: this.#starts, ends: this.#ends };
  }
}

function plain(text: string, start: number, end: number, quoted: boolean): Pieces {
  const found = new Gathering(end - start);
  for (let index = start; index < end; index++) {
    const character = text[index] ?? "";
    if (isWhite(character)) continue;
    const doubled = quoted && character === "'";
    found.add(character, index, index + (doubled ? 2 : 1));
    if (doubled) index++;
  }
  return found.pieces;
}

/** Escapes whose character is not the one behind the backslash (YAML 1.1 section 5.6). */
const escapes: Readonly<Record<string, string>> = {
  "0": "\u0000",
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function doubleQuoted(text: string, start: number, end: number): Pieces {
  const found = new Gathering(end - start);
  let index = start;
  while (index < end) {
    const character = text[index] ?? "";
    if (character !== "\\") {
      if (!isWhite(character)) found.add(character, index, index + 1);
      index++;
      continue;
    }
    const name = text[index + 1] ?? "";
    const length = 2 + (digits[name] ?? 0);
    const code = digits[name] === undefined ? Number.NaN : Number.parseInt(text.slice(index + 2, index + length), 16);
    const value = Number.isNaN(code) ? (escapes[name] ?? name) : fromCodePoint(code);
    for (const unit of value.split("")) {
      if (!isWhite(unit)) found.add(unit, index, index + length);
    }
    index += length;
  }
  return found.pieces;
}

function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** White space that folding and chomping may make, change or drop. */
function isWhite(character: string): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}
