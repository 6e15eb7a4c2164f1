/**
 * Knows which characters of a YAML scalar's source make which characters of its value, for every style. Refuses to
 * know what the value means.
 */
import { isScalar, type Node, type Scalar } from "yaml";
import type { Span } from "../text/span.ts";
import { nodeAt } from "./locate.ts";
import type { Manifest } from "./manifest.ts";
import type { Path } from "./path.ts";

/**
 * The source of a part of the scalar at `path`, as offsets into the manifest's text. `within` are offsets into the
 * scalar's value and begin and end at characters that are no white space. Undefined when the scalar is not written
 * there or is not read character by character (a `!!binary`).
 */
export function scalarPartSpan(manifest: Manifest, path: Path, within: Span): Span | undefined {
  const node = nodeAt(manifest, path);
  return isScalar(node) ? sourceSpan(manifest.text, node, within) : undefined;
}

/**
 * The same for a node of any parsed text. All styles keep the characters that are no white space in their order, apart
 * from escapes; so the n-th of the value is the n-th of the source (YAML 1.1 chapters 8 and 9).
 */
export function sourceSpan(text: string, node: Scalar | Node, within: Span): Span | undefined {
  if (!isScalar(node) || typeof node.value !== "string" || within.end <= within.start) return undefined;
  const pieces = piecesOf(text, node);
  if (pieces === undefined) return undefined;
  const value = node.value;
  const first = blackBefore(value, within.start);
  const wanted = value.slice(within.start, within.end).replace(/[ \t\r\n]/g, "");
  const found = pieces.slice(first, first + wanted.length);
  // Another value than the source's: a renderer changed it.
  if (wanted === "" || found.map(({ character }) => character).join("") !== wanted) return undefined;
  return { start: found[0]?.start ?? 0, end: found.at(-1)?.end ?? 0 };
}

function blackBefore(value: string, end: number): number {
  let count = 0;
  for (let index = 0; index < end; index++) if (!isWhite(value[index] ?? "")) count++;
  return count;
}

/** One character of the value that is no white space, and the source that writes it. */
interface Piece {
  readonly character: string;
  readonly start: number;
  readonly end: number;
}

const known = new WeakMap<Scalar, readonly Piece[] | undefined>();

function piecesOf(text: string, node: Scalar): readonly Piece[] | undefined {
  if (known.has(node)) return known.get(node);
  const made = readPieces(text, node);
  known.set(node, made);
  return made;
}

function readPieces(text: string, node: Scalar): readonly Piece[] | undefined {
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
      const header = text.indexOf("\n", start);
      return header < 0 ? [] : plain(text, header + 1, end, false);
    }
    case "PLAIN":
      return plain(text, start, end, false);
    default:
      return undefined;
  }
}

function plain(text: string, start: number, end: number, quoted: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let index = start; index < end; index++) {
    const character = text[index] ?? "";
    if (isWhite(character)) continue;
    const doubled = quoted && character === "'";
    pieces.push({ character, start: index, end: index + (doubled ? 2 : 1) });
    if (doubled) index++;
  }
  return pieces;
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

function doubleQuoted(text: string, start: number, end: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let index = start;
  while (index < end) {
    const character = text[index] ?? "";
    if (character !== "\\") {
      if (!isWhite(character)) pieces.push({ character, start: index, end: index + 1 });
      index++;
      continue;
    }
    const name = text[index + 1] ?? "";
    const length = 2 + (digits[name] ?? 0);
    const code = digits[name] === undefined ? Number.NaN : Number.parseInt(text.slice(index + 2, index + length), 16);
    const value = Number.isNaN(code) ? (escapes[name] ?? name) : fromCodePoint(code);
    for (const unit of value.split("")) {
      if (!isWhite(unit)) pieces.push({ character: unit, start: index, end: index + length });
    }
    index += length;
  }
  return pieces;
}

function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** White space that folding and chomping may make, change or drop. */
function isWhite(character: string): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}
