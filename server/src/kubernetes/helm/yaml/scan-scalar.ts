/** Scalars as go-yaml v2 scans them (scannerc.go). */
import {
  blank,
  carriageReturn,
  type Input,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isSpace,
  newline,
  tab,
} from "./input.ts";
import { scanError } from "./scan-error.ts";
import type { ScalarStyle, Token } from "./token.ts";

/** How a scanner tells scalars where they may go. */
export interface Surroundings {
  readonly input: Input;
  /** Of the block collection; -1: none. */
  readonly indent: number;
  readonly flowLevel: number;
}

/** A block scalar, from its `|` or `>`. */
export function scanBlockScalar({ input, indent: outer }: Surroundings, style: "literal" | "folded"): Token {
  const start = input.mark();
  input.pos += 1;
  const { chomping, increment } = scanBlockHeader(input);
  input.skipBlanks();
  input.skipComment();
  if (!isBreakOrEnd(input.at())) throw scanError(input, "did not find expected comment or line break");
  if (isBreak(input.at())) input.readLine();
  const found = { indent: increment === 0 ? 0 : Math.max(outer, 0) + increment, end: input.pos };
  let text = "";
  let leading = "";
  let trailing = scanBreaks(input, outer, found);
  let startsBlank = false;
  while (input.column === found.indent && input.at() !== 0) {
    const isBlankLine = isBlank(input.at());
    if (style === "folded" && leading.startsWith("\n") && !startsBlank && !isBlankLine) {
      if (trailing === "") text += " ";
    } else text += leading;
    text += trailing;
    startsBlank = isBlankLine;
    const from = input.pos;
    while (!isBreakOrEnd(input.at())) input.pos += 1;
    text += input.text.slice(from, input.pos);
    leading = isBreak(input.at()) ? input.readLine() : "";
    trailing = scanBreaks(input, outer, found);
  }
  if (chomping !== "-") text += leading;
  if (chomping === "+") text += trailing;
  return { type: "scalar", start: start.pos, end: found.end, line: start.line, value: text, style };
}

function scanBlockHeader(input: Input): { readonly chomping: "" | "+" | "-"; readonly increment: number } {
  let chomping = scanChomping(input);
  const first = chomping !== "";
  let increment = 0;
  if (isDigit(input.at())) {
    increment = input.at() - 0x30;
    if (increment === 0) throw scanError(input, "found an indentation indicator equal to 0");
    input.pos += 1;
    if (!first) chomping = scanChomping(input);
  }
  return { chomping, increment };
}

function scanChomping(input: Input): "" | "+" | "-" {
  const code = input.at();
  if (code !== 0x2b && code !== 0x2d) return "";
  input.pos += 1;
  return code === 0x2b ? "+" : "-";
}

/** Indentation and empty lines before a line of a block scalar; finds out the indentation where it is not stated. */
function scanBreaks(input: Input, outer: number, found: { indent: number; end: number }): string {
  found.end = input.pos;
  let breaks = "";
  let widest = 0;
  for (;;) {
    while ((found.indent === 0 || input.column < found.indent) && input.at() === blank) input.pos += 1;
    widest = Math.max(widest, input.column);
    if ((found.indent === 0 || input.column < found.indent) && input.at() === tab)
      throw scanError(input, "found a tab character where an indentation space is expected");
    if (!isBreak(input.at())) break;
    breaks += input.readLine();
    found.end = input.pos;
  }
  if (found.indent === 0) found.indent = Math.max(widest, outer + 1, 1);
  return breaks;
}

/** A quoted scalar, from its opening quote. */
export function scanQuoted({ input }: Surroundings, style: "single" | "double"): Token {
  const start = input.mark();
  const quote = style === "single" ? 0x27 : 0x22;
  input.pos += 1;
  let text = "";
  for (;;) {
    if (isDocumentIndicator(input)) throw scanError(input, "found unexpected document indicator");
    if (input.at() === 0) throw scanError(input, "found unexpected end of stream");
    const line = scanQuotedLine(input, style);
    text += line.text;
    if (input.at() === quote) break;
    text += scanFolded(input, line.joined);
  }
  input.pos += 1;
  return { type: "scalar", start: start.pos, end: input.pos, line: start.line, value: text, style };
}

/** Up to a blank, a break or the closing quote; `joined`: an escaped line break ended it. */
function scanQuotedLine(input: Input, style: ScalarStyle): { readonly text: string; readonly joined: boolean } {
  let text = "";
  let from = input.pos;
  const taken = (): string => text + input.text.slice(from, input.pos);
  for (;;) {
    const code = input.at();
    if (isSpace(code)) return { text: taken(), joined: false };
    if (style === "single" && code === 0x27) {
      if (input.at(1) !== 0x27) return { text: taken(), joined: false };
      input.pos += 1;
      text = taken();
      input.pos += 1;
      from = input.pos;
    } else if (style === "double" && code === 0x22) return { text: taken(), joined: false };
    else if (style === "double" && code === 0x5c) {
      text = taken();
      if (isBreak(input.at(1))) {
        input.pos += 1;
        input.readLine();
        return { text, joined: true };
      }
      text += scanEscape(input);
      from = input.pos;
    } else input.pos += 1;
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\x1b"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["N", "\u0085"],
  ["_", "\u00a0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);

const escapeLengths: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

function scanEscape(input: Input): string {
  const letter = String.fromCharCode(input.at(1));
  const simple = escapes.get(letter);
  if (simple !== undefined) {
    input.pos += 2;
    return simple;
  }
  const length = escapeLengths.get(letter);
  if (length === undefined) throw scanError(input, "found unknown escape character");
  input.pos += 2;
  const digits = input.text.slice(input.pos, input.pos + length);
  if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits))
    throw scanError(input, "did not find expected hexdecimal number");
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw scanError(input, "found invalid Unicode character escape code");
  input.pos += length;
  return String.fromCodePoint(code);
}

/** Blanks and breaks inside of a flow scalar, folded. */
function scanFolded(input: Input, joined: boolean): string {
  const from = input.pos;
  let leading = "";
  let trailing = "";
  let broken = joined;
  for (;;) {
    const code = input.at();
    if (isBlank(code)) input.pos += 1;
    else if (!isBreak(code)) break;
    else if (broken) trailing += input.readLine();
    else {
      leading = input.readLine();
      broken = true;
    }
  }
  return broken ? folded(leading, trailing) : input.text.slice(from, input.pos);
}

function folded(leading: string, trailing: string): string {
  if (!leading.startsWith("\n")) return leading + trailing;
  return trailing === "" ? " " : trailing;
}

/** `---` or `...` at the start of a line. */
export function isDocumentIndicator(input: Input): boolean {
  if (input.pos !== input.lineStart) return false;
  const code = input.at();
  return (code === 0x2d || code === 0x2e) && input.at(1) === code && input.at(2) === code && isSpace(input.at(3));
}

/** A plain scalar; `broken`: a line break follows it, so that a key may come next. */
export function scanPlain({ input, indent: outer, flowLevel }: Surroundings): {
  readonly token: Token;
  readonly broken: boolean;
} {
  const indent = outer + 1;
  const start = input.mark();
  let end = input.pos;
  let text = "";
  let gap = "";
  let broken = false;
  for (;;) {
    if (isDocumentIndicator(input) || input.at() === 0x23) break;
    const from = input.pos;
    while (!isPlainEnd(input, flowLevel)) input.pos += 1;
    if (input.pos > from) {
      text += gap + input.text.slice(from, input.pos);
      gap = "";
      broken = false;
      end = input.pos;
    }
    const code = input.at();
    if (!isBlank(code) && !isBreak(code)) break;
    const space = scanPlainSpace(input, indent);
    // Blanks before a scalar's first character do not happen; an earlier break of the same gap stays.
    gap = space.text;
    broken = space.broken;
    if (flowLevel === 0 && input.column < indent) break;
  }
  return { token: { type: "scalar", start: start.pos, end, line: start.line, value: text, style: "plain" }, broken };
}

function scanPlainSpace(input: Input, indent: number): { readonly text: string; readonly broken: boolean } {
  const from = input.pos;
  let leading = "";
  let trailing = "";
  let broken = false;
  for (;;) {
    const code = input.at();
    if (isBlank(code)) {
      if (broken && code === tab && input.column < indent)
        throw scanError(input, "found a tab character that violates indentation");
      input.pos += 1;
    } else if (!isBreak(code)) break;
    else if (broken) trailing += input.readLine();
    else {
      leading = input.readLine();
      broken = true;
    }
  }
  return { text: broken ? folded(leading, trailing) : input.text.slice(from, input.pos), broken };
}

function isPlainEnd(input: Input, flowLevel: number): boolean {
  const code = input.at();
  if (code === blank || code === newline || code === 0 || code === tab || code === carriageReturn) return true;
  if (code === 0x3a) return isSpace(input.at(1));
  if (code >= 0x85 && isBreak(code)) return true;
  if (flowLevel === 0) return false;
  return code === 0x2c || code === 0x3f || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}
