/** Go's quoted strings and characters, written and read (strconv/quote.go). */
import { isByte, joined } from "./bytes.ts";

const simple: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
/** Printable ASCII without the quote and the backslash: nothing to escape. */
const harmless = /^[ !#-[\]-~]*$/;
const printableAscii = /^[ -~]*$/;
/** What may need an escape. */
const special = /[^ !#-&(-[\]-~]/gu;

/** strconv.IsPrint of one character. */
export function isPrint(rune: string): boolean {
  return rune >= " " && rune <= "~" ? true : printable.test(rune);
}

/** strconv.Quote, or QuoteToASCII. */
export function quote(text: string, asciiOnly = false): string {
  if (harmless.test(text)) return `"${text}"`;
  // JSON escapes the same of these characters, and fast: quotes within quotes double their backslashes each time.
  return printableAscii.test(text) ? JSON.stringify(text) : quoteWith(text, '"', asciiOnly);
}

/** strconv.QuoteRune, or QuoteRuneToASCII, of a code point. */
export function quoteRune(code: number, asciiOnly = false): string {
  const valid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
  return `'${escapeRune(String.fromCodePoint(valid ? code : 0xfffd), "'", asciiOnly)}'`;
}

/** In one replacement: a text that is put together of single characters takes forty times its length of memory. */
function quoteWith(text: string, mark: string, asciiOnly: boolean): string {
  const inner = text.replace(special, (rune: string, at: number) =>
    rune.length === 1 && isByte(text, at)
      ? `\\x${hex(rune.charCodeAt(0) - 0xdc00, 2)}`
      : escapeRune(rune, mark, asciiOnly),
  );
  return mark + inner + mark;
}

function escapeRune(rune: string, mark: string, asciiOnly: boolean): string {
  if (rune === mark || rune === "\\") return `\\${rune}`;
  if (isPrint(rune) && (!asciiOnly || rune < "\u0080")) return rune;
  const short = simple[rune];
  if (short !== undefined) return short;
  const code = rune.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** strconv.CanBackquote. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u0008\u000a-\u001f`\u007f\ufeff]/.test(text)) return false;
  for (let index = 0; index < text.length; index++) if (isByte(text, index)) return false;
  return true;
}

/** strconv.Unquote of a string in double or back quotes; undefined: its syntax is wrong. */
export function unquote(literal: string): string | undefined {
  const inner = literal.slice(1, -1);
  if (literal.startsWith("`")) return inner.replace(/\r/g, "");
  if (!inner.includes("\\")) return inner.includes("\n") ? undefined : inner;
  let result = "";
  let index = 0;
  while (index < inner.length) {
    const read = unquoteChar(inner, index, '"');
    if (read === undefined) return undefined;
    result += read.text;
    index = read.next;
  }
  return joined(result);
}

const letters: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

interface UnquotedChar {
  readonly text: string;
  /** The code point, or the byte. */
  readonly code: number;
  readonly next: number;
}

/** strconv.UnquoteChar at an offset; undefined: its syntax is wrong. */
export function unquoteChar(text: string, at: number, mark: string): UnquotedChar | undefined {
  const code = text.codePointAt(at);
  if (code === undefined || text[at] === mark) return undefined;
  const first = String.fromCodePoint(code);
  if (first !== "\\") return { text: first, code, next: at + first.length };
  const name = text[at + 1] ?? "";
  const letter = letters[name] ?? (name === mark ? mark : undefined);
  if (letter !== undefined) return { text: letter, code: letter.charCodeAt(0), next: at + 2 };
  const length = name === "x" ? 2 : name === "u" ? 4 : name === "U" ? 8 : 0;
  if (length > 0) {
    const digits = text.slice(at + 2, at + 2 + length);
    if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
    const value = Number.parseInt(digits, 16);
    if (name === "x") return { text: byteText(value), code: value, next: at + 4 };
    if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return undefined;
    return { text: String.fromCodePoint(value), code: value, next: at + 2 + length };
  }
  const octal = /^[0-7]{3}/.exec(text.slice(at + 1, at + 4))?.[0];
  const value = octal === undefined ? 256 : Number.parseInt(octal, 8);
  return value > 255 ? undefined : { text: byteText(value), code: value, next: at + 4 };
}

function byteText(value: number): string {
  return String.fromCharCode(value < 0x80 ? value : 0xdc00 + value);
}
