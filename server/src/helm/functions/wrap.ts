/** Text wrapped and abbreviated in bytes (goutils). */
import { byteLength, sliceBytes } from "../template/bytes.ts";
import { GoError } from "../template/value.ts";
import { isSpaceRune } from "./case.ts";

/** goutils.WrapCustom. */
export function wrap(text: string, width: number, separator: string, longWords: boolean): string {
  if (text === "") return "";
  const [lineBreak, limit] = [separator === "" ? "\n" : separator, Math.max(1, width)];
  const length = byteLength(text);
  let [offset, result] = [0, ""];
  while (length - offset > limit) {
    if (sliceBytes(text, offset, offset + 1) === " ") {
      offset++;
      continue;
    }
    const window = sliceBytes(text, offset, limit + offset + 1);
    const space = window.lastIndexOf(" ");
    if (space >= 0) {
      const line = window.slice(0, space);
      result += line + lineBreak;
      offset += byteLength(line) + 1;
    } else if (longWords) {
      result += sliceBytes(text, offset, offset + limit) + lineBreak;
      offset += limit;
    } else {
      const rest = sliceBytes(text, offset + limit);
      const next = rest.indexOf(" ");
      if (next < 0) {
        result += sliceBytes(text, offset);
        offset = length;
      } else {
        result += sliceBytes(text, offset, offset + limit) + rest.slice(0, next) + lineBreak;
        offset += limit + byteLength(rest.slice(0, next)) + 1;
      }
    }
  }
  return result + sliceBytes(text, offset);
}

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
  const bytes: string[] = [];
  for (let at = 0; at < byteLength(text); at++) {
    const unit = sliceBytes(text, at, at + 1).charCodeAt(0);
    bytes.push(String.fromCharCode(unit >= 0xdc80 ? unit - 0xdc00 : unit));
  }
  return bytes;
}

/** strings.Repeat. @throws GoError for less than nothing, and for more than memory holds */
export function repeat(text: string, count: number, spend: (steps: number) => void): string {
  if (count < 0) throw new GoError("strings: negative Repeat count");
  if (text.length * count > 2 ** 53) throw new GoError("strings: Repeat output length overflow");
  spend(text.length * count);
  return text.repeat(count);
}
