/** Strings cut, joined and changed so that what is left of each piece keeps its origin. */
import { isAscii, sliceBytes, toBytes } from "../template/bytes.ts";
import { formatValue } from "../template/fmt.ts";
import { piecesOf, slicePieces, sliceText, TextBuilder, traced } from "../template/pieces.ts";
import { quote } from "../template/quote.ts";
import { types } from "../template/types.ts";
import { Bytes, GoError, GoList, Int, type Piece, plain, Traced, type Value } from "../template/value.ts";
import { text } from "./define.ts";

/** sprig's strval: `%v`, and the text of bytes. */
export function stringOf(value: Value): string | Traced {
  const bare = plain(value);
  if (typeof bare === "string") return value instanceof Traced ? value : bare;
  if (bare instanceof Bytes) return bare.text;
  const shown = formatValue(bare);
  return value instanceof Traced ? traced(shown, piecesOf(value, shown.length)) : shown;
}

/** The text of a value as sprig's strval. */
export function plainStringOf(value: Value): string {
  return text(stringOf(value));
}

/** `s[start:end]` in bytes. @throws GoError out of bounds, as Go panics */
export function sliceByBytes(value: Value, start: number | undefined, end: number | undefined): Value {
  const string = text(value);
  const ascii = isAscii(string);
  const length = ascii ? string.length : toBytes(string).length;
  const [from, to] = [start ?? 0, end ?? length];
  const panic = (range: string): GoError => new GoError(`runtime error: slice bounds out of range [${range}]`);
  if (to < 0) throw panic(`:${to}`);
  if (to > length) throw new GoError(`${panic(`:${to}`).message} with length ${length}`);
  if (from < 0) throw panic(`${from}:`);
  if (from > to) throw panic(`${from}:${to}`);
  if (ascii) return sliceText(value, string, from, to);
  const part = sliceBytes(string, from, to);
  const before = sliceBytes(string, 0, from).length;
  const whole = string.slice(before, before + part.length) === part;
  return whole ? sliceText(value, string, before, before + part.length) : part;
}

/** Joined by a separator. */
export function joinTexts(items: readonly (string | Traced)[], separator: string | Traced): string | Traced {
  const out = new TextBuilder();
  for (const [index, item] of items.entries()) {
    if (index > 0) addText(out, separator);
    addText(out, item);
  }
  return out.value();
}

/** A string with its pieces. */
export function addText(out: TextBuilder, value: string | Traced): void {
  if (typeof value === "string") out.add(value);
  else out.addValue(value, text(value));
}

/** Every occurrence replaced by another string (strings.ReplaceAll). */
export function replaceAll(value: Value, old: string, replacement: string | Traced): Value {
  const string = text(value);
  if (old === "") return old === text(replacement) ? value : replaceBetween(value, string, replacement);
  if (!string.includes(old)) return value;
  const pieces = piecesOf(value, string.length);
  if (pieces === undefined && typeof replacement === "string") return string.split(old).join(replacement);
  const out = new TextBuilder();
  let at = 0;
  for (let found = string.indexOf(old); found >= 0; found = string.indexOf(old, at)) {
    addPart(out, string, pieces, at, found);
    addText(out, replacement);
    at = found + old.length;
  }
  addPart(out, string, pieces, at, string.length);
  return out.value();
}

/** The empty string is found before every character and at the end. */
function replaceBetween(value: Value, string: string, replacement: string | Traced): Value {
  const pieces = piecesOf(value, string.length);
  const out = new TextBuilder();
  let at = 0;
  for (const rune of string) {
    addText(out, replacement);
    addPart(out, string, pieces, at, at + rune.length);
    at += rune.length;
  }
  addText(out, replacement);
  return out.value();
}

function addPart(
  out: TextBuilder,
  string: string,
  pieces: readonly Piece[] | undefined,
  start: number,
  end: number,
): void {
  if (end > start)
    out.addPieces(string.slice(start, end), pieces === undefined ? undefined : slicePieces(pieces, start, end));
}

/** Without the characters of a set at both ends (strings.Trim). */
export function trimSet(value: Value, set: string): Value {
  const all = new Set(set);
  return trimWhere(value, (rune) => all.has(rune));
}

/** Without the characters that a test takes at both ends. */
export function trimWhere(value: Value, test: (rune: string) => boolean): Value {
  const string = text(value);
  const all = [...string];
  let [start, end] = [0, string.length];
  let [first, last] = [0, all.length];
  while (first < last && test(all[first] ?? "")) start += (all[first++] ?? "").length;
  while (last > first && test(all[last - 1] ?? "")) end -= (all[--last] ?? "").length;
  return start === 0 && end === string.length ? value : sliceText(value, string, start, end);
}

/** strings.Split, or SplitN for `count` >= 0. */
export function split(value: Value, separator: string, count = -1): readonly (string | Traced)[] {
  const string = text(value);
  if (count === 0) return [];
  const parts: (string | Traced)[] = [];
  if (separator === "") {
    let at = 0;
    for (const rune of string) {
      if (count > 0 && parts.length === count - 1) break;
      parts.push(sliceText(value, string, at, at + rune.length));
      at += rune.length;
    }
    if (at < string.length) parts.push(sliceText(value, string, at, string.length));
    return parts;
  }
  let at = 0;
  for (let found = string.indexOf(separator); found >= 0; found = string.indexOf(separator, at)) {
    if (count > 0 && parts.length === count - 1) break;
    parts.push(sliceText(value, string, at, found));
    at = found + separator.length;
  }
  parts.push(sliceText(value, string, at, string.length));
  return parts;
}

/** sprig's strslice: the strings of a list without nil, or one string. */
export function stringsOf(value: Value): readonly (string | Traced)[] {
  const bare = plain(value);
  if (bare === undefined) return [];
  if (bare instanceof GoList) {
    return bare.items.filter((item) => item !== undefined).map(stringOf);
  }
  if (bare instanceof Bytes) return [...toBytes(bare.text)].map(String);
  return [stringOf(value)];
}

/** `%q`; the piece between the quotes keeps its origin when nothing is escaped. */
export function quoted(value: Value): string | Traced {
  const shown = stringOf(value);
  const string = text(shown);
  const result = quote(string);
  if (typeof shown === "string") return result;
  const out = new TextBuilder();
  out.add('"');
  if (result.length === string.length + 2) out.addValue(shown, string);
  else escapedPieces(out, shown, string, result.slice(1, -1));
  out.add('"');
  return out.value();
}

/** Escapes change the lengths of pieces. */
function escapedPieces(out: TextBuilder, shown: Traced, string: string, escaped: string): void {
  const pieces = piecesOf(shown, string.length) ?? [];
  const parts: string[] = [];
  let at = 0;
  for (const { length } of pieces) {
    parts.push(quote(string.slice(at, at + length)).slice(1, -1));
    at += length;
  }
  if (parts.join("") !== escaped) {
    out.add(escaped);
    return;
  }
  for (const [index, part] of parts.entries())
    if (part !== "") out.addPieces(part, [{ ...(pieces[index] ?? {}), length: part.length }]);
}

/** A value as a `[]interface {}`; undefined: it is not a list. */
export function listItems(value: Value): readonly Value[] | undefined {
  const bare = plain(value);
  if (bare instanceof GoList) return bare.items;
  return bare instanceof Bytes ? bytesAsInts(bare) : undefined;
}

function bytesAsInts(bytes: Bytes): readonly Value[] {
  return Array.from(toBytes(bytes.text), (byte) => new Int(BigInt(byte), types.uint8));
}
