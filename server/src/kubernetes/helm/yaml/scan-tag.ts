/** Directives, anchors and tags as go-yaml v2 scans them (scannerc.go). */
import { type Input, isBlank, isBreak, isBreakOrEnd, isDigit, isSpace, isWord } from "./input.ts";
import { scanError } from "./scan-error.ts";
import type { Token } from "./token.ts";

/** A line that starts with `%`. */
export function scanDirective(input: Input): Token {
  const { pos: start, line } = input;
  input.pos += 1;
  const name = scanWord(input);
  if (name === "") throw scanError(input, "could not find expected directive name");
  if (!isSpace(input.at())) throw scanError(input, "found unexpected non-alphabetical character");
  if (name !== "YAML" && name !== "TAG") throw scanError(input, "found unknown directive name");
  input.skipBlanks();
  const token: Token =
    name === "YAML"
      ? { type: "version", start, end: input.pos, line, value: scanVersion(input) }
      : { type: "tag-directive", start, end: input.pos, line, ...scanTagDirective(input) };
  input.skipBlanks();
  input.skipComment();
  if (!isBreakOrEnd(input.at())) throw scanError(input, "did not find expected comment or line break");
  if (isBreak(input.at())) input.readLine();
  return token;
}

function scanWord(input: Input): string {
  const from = input.pos;
  while (isWord(input.at())) input.pos += 1;
  return input.text.slice(from, input.pos);
}

function scanVersion(input: Input): string {
  const major = scanVersionNumber(input);
  if (input.at() !== 0x2e) throw scanError(input, "did not find expected digit or '.' character");
  input.pos += 1;
  return `${major}.${scanVersionNumber(input)}`;
}

function scanVersionNumber(input: Input): number {
  const from = input.pos;
  while (isDigit(input.at())) {
    if (input.pos - from === 2) throw scanError(input, "found extremely long version number");
    input.pos += 1;
  }
  if (input.pos === from) throw scanError(input, "did not find expected version number");
  return Number(input.text.slice(from, input.pos));
}

function scanTagDirective(input: Input): { readonly value: string; readonly suffix: string } {
  const value = scanTagHandle(input, true);
  if (!isBlank(input.at())) throw scanError(input, "did not find expected whitespace");
  input.skipBlanks();
  const suffix = scanTagUri(input, "");
  if (!isSpace(input.at())) throw scanError(input, "did not find expected whitespace or line break");
  return { value, suffix };
}

/** From its `&` or `*`. */
export function scanAnchor(input: Input, type: "anchor" | "alias"): Token {
  const { pos: start, line } = input;
  input.pos += 1;
  const value = scanWord(input);
  const next = String.fromCharCode(input.at());
  if (value === "" || !(isSpace(input.at()) || "?:,]}%@`".includes(next)))
    throw scanError(input, "did not find expected alphabetic or numeric character");
  return { type, start, end: input.pos, line, value };
}

/** From its `!`; without a handle the suffix is the whole tag. */
export function scanTag(input: Input): Token {
  const { pos: start, line } = input;
  const { value, suffix } = input.at(1) === 0x3c ? scanVerbatimTag(input) : scanShortTag(input);
  if (!isSpace(input.at())) throw scanError(input, "did not find expected whitespace or line break");
  return { type: "tag", start, end: input.pos, line, value, suffix };
}

function scanVerbatimTag(input: Input): { readonly value: string; readonly suffix: string } {
  input.pos += 2;
  const suffix = scanTagUri(input, "");
  if (input.at() !== 0x3e) throw scanError(input, "did not find the expected '>'");
  input.pos += 1;
  return { value: "", suffix };
}

function scanShortTag(input: Input): { readonly value: string; readonly suffix: string } {
  const handle = scanTagHandle(input, false);
  if (handle.length > 1 && handle.endsWith("!")) return { value: handle, suffix: scanTagUri(input, "") };
  const suffix = scanTagUri(input, handle);
  return suffix === "" ? { value: "", suffix: "!" } : { value: "!", suffix };
}

function scanTagHandle(input: Input, directive: boolean): string {
  if (input.at() !== 0x21) throw scanError(input, "did not find expected '!'");
  const from = input.pos;
  input.pos += 1;
  scanWord(input);
  if (input.at() === 0x21) input.pos += 1;
  else if (directive && input.pos - from > 1) throw scanError(input, "did not find expected '!'");
  return input.text.slice(from, input.pos);
}

/** @param head a handle that is the beginning of the tag after all; the rest may be empty then */
function scanTagUri(input: Input, head: string): string {
  let uri = head.slice(1);
  let found = head !== "";
  for (;;) {
    const code = input.at();
    if (code === 0x25) uri += scanUriEscapes(input);
    else if (isWord(code) || (code !== 0 && ";/?:@&=+$,.!~*'()[]".includes(String.fromCharCode(code)))) {
      uri += String.fromCharCode(code);
      input.pos += 1;
    } else break;
    found = true;
  }
  if (!found) throw scanError(input, "did not find expected tag URI");
  return uri;
}

/** The `%xx` of one character. */
function scanUriEscapes(input: Input): string {
  const from = input.pos;
  let left = 1;
  do {
    const hex = input.text.slice(input.pos + 1, input.pos + 3);
    if (input.at() !== 0x25 || !/^[0-9A-Fa-f]{2}$/.test(hex)) throw scanError(input, "did not find URI escaped octet");
    const octet = Number.parseInt(hex, 16);
    if (input.pos === from) {
      left =
        octet < 0x80 ? 1 : (octet & 0xe0) === 0xc0 ? 2 : (octet & 0xf0) === 0xe0 ? 3 : (octet & 0xf8) === 0xf0 ? 4 : 0;
      if (left === 0) throw scanError(input, "found an incorrect leading UTF-8 octet");
    } else if ((octet & 0xc0) !== 0x80) throw scanError(input, "found an incorrect trailing UTF-8 octet");
    input.pos += 3;
    left -= 1;
  } while (left > 0);
  try {
    return decodeURIComponent(input.text.slice(from, input.pos));
  } catch {
    return "\ufffd";
  }
}
