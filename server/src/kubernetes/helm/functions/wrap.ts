/** Text wrapped and abbreviated in bytes (goutils). */
import { byteLength, fromBytes, joined, sliceBytes, toBytes } from "../template/bytes.ts";
import { GoError } from "../template/value.ts";
import { isSpaceRune } from "./case.ts";

/** goutils.WrapCustom. */
export function wrap(text: string, width: number, separator: string, longWords: boolean): string {
  if (text === "") return "";
  const [lineBreak, limit] = [separator === "" ? "\n" : separator, Math.max(1, width)];
  const bytes = toBytes(text);
  const part = (start: number, end: number): string => fromBytes(bytes.subarray(start, end));
  const lines: string[] = [];
  let offset = 0;
  while (bytes.length - offset > limit) {
    if (bytes[offset] === blank) {
      offset++;
      continue;
    }
    const space = bytes.subarray(offset, offset + limit + 1).lastIndexOf(blank);
    if (space >= 0) {
      lines.push(part(offset, offset + space));
      offset += space + 1;
    } else if (longWords) {
      lines.push(part(offset, offset + limit));
      offset += limit;
    } else {
      const next = bytes.indexOf(blank, offset + limit);
      if (next < 0) return joined(lines.map((line) => line + lineBreak).join("") + part(offset, bytes.length));
      lines.push(part(offset, next));
      offset = next + 1;
    }
  }
  return joined(lines.map((line) => line + lineBreak).join("") + part(offset, bytes.length));
}

const blank = 0x20;

/** goutils.AbbreviateFull; text that cannot be abbreviated so is "". */
export function abbreviate(text: string, left: number, width: number): string {
  const length = byteLength(text);
  if (text === "" || width < 4) return "";
  if (length <= width) return text;
  let offset = Math.min(left, length);
  if (length - offset < width - 3) offset = length - (width - 3);
  if (offset <= 4) return `${sliceBytes(text, 0, width - 3)}...`;
  if (width < 7) return "";
  if (offset + width - 3 < length) return `...${abbreviate(sliceBytes(text, offset), 0, width - 3)}`;
  return `...${sliceBytes(text, length - (width - 3))}`;
}

/** goutils.DeleteWhiteSpace, which takes bytes for characters. */
export function deleteSpace(text: string): string {
  if (/[\u0080-\uffff]/.test(text)) return deleteSpaceBytes(text);
  return text.replace(/[\t\n\v\f\r ]/g, "");
}

function deleteSpaceBytes(text: string): string {
  const bytes = bytesAsRunes(text);
  const kept = bytes.filter((rune) => !isSpaceRune(rune));
  return kept.length === bytes.length ? text : kept.join("");
}

/** goutils.Initials, which takes bytes for characters. */
export function initials(text: string): string {
  let afterGap = true;
  let result = "";
  for (const rune of bytesAsRunes(text)) {
    if (isSpaceRune(rune)) afterGap = true;
    else if (afterGap) {
      result += rune;
      afterGap = false;
    }
  }
  return result;
}

function bytesAsRunes(text: string): readonly string[] {
  return Array.from(toBytes(text), (byte) => String.fromCharCode(byte));
}

/** strings.Repeat. @throws GoError for less than nothing, and for more than memory holds */
export function repeat(text: string, count: number, reserve: (length: number) => void): string {
  if (count < 0) throw new GoError("strings: negative Repeat count");
  if (text.length * count > 2 ** 63) throw new GoError("strings: Repeat output length overflow");
  reserve(text.length * count);
  return text.repeat(count);
}
