/** sprig's functions of strings (strings.go), and those of Go's packages that it hands on. */
import { decodeBase64, encodeBase64 } from "../../../base/base64.ts";
import { byteLength, toBytes } from "../template/bytes.ts";
import { formatValue } from "../template/fmt.ts";
import { printed, TextBuilder, traced } from "../template/pieces.ts";
import { types } from "../template/types.ts";
import { GoError, GoMap, plain, type Traced, type Value } from "../template/value.ts";
import { decodeBase32, decodedText, encodeBase32 } from "./base64.ts";
import { isSpaceRune, lower, pascalCase, separatedCase, swapCase, title, untitle, upper } from "./case.ts";
import { costly, define, defineVariadic, type FunctionTable, int, stringList, text, unlessChanged } from "./define.ts";
import {
  addText,
  joinTexts,
  quoted,
  replaceAll,
  sliceByBytes,
  split,
  stringOf,
  stringsOf,
  trimSet,
  trimWhere,
} from "./text.ts";
import { abbreviate, deleteSpace, initials, repeat, wrap } from "./wrap.ts";

const { string, int: intType, any } = types;

const trimAll = define([string, string], ([set, value]) => trimSet(value, text(set)));

/** By name. */
export const stringFunctions: FunctionTable = {
  hello: define([], () => "Hello!"),
  abbrev: define([intType, string], ([width, value]) =>
    int(width) < 4 ? value : unlessChanged(value, abbreviate(text(value), 0, int(width))),
  ),
  abbrevboth: define([intType, intType, string], ([left, right, value]) =>
    int(right) < 4 || (int(left) > 0 && int(right) < 7)
      ? value
      : unlessChanged(value, abbreviate(text(value), int(left), int(right))),
  ),
  trunc: define([intType, string], ([count, value]) => trunc(int(count), value)),
  trim: define([string], ([value]) => trimWhere(value, isSpaceRune)),
  upper: define([string], ([value]) => unlessChanged(value, upper(text(value)))),
  lower: define([string], ([value]) => unlessChanged(value, lower(text(value)))),
  title: define([string], ([value]) => unlessChanged(value, title(text(value)))),
  untitle: define([string], ([value]) => unlessChanged(value, untitle(text(value)))),
  substr: define([intType, intType, string], ([start, end, value]) => substr(int(start), int(end), value)),
  repeat: define([intType, string], ([count, value], { reserve }) => repeat(text(value), int(count), reserve)),
  trimall: trimAll,
  trimAll,
  trimSuffix: define([string, string], ([suffix, value]) => {
    const [end, whole] = [text(suffix), text(value)];
    return end !== "" && whole.endsWith(end) ? sliceByBytes(value, 0, byteLength(whole) - byteLength(end)) : value;
  }),
  trimPrefix: define([string, string], ([prefix, value]) => {
    const start = text(prefix);
    return start !== "" && text(value).startsWith(start) ? sliceByBytes(value, byteLength(start), undefined) : value;
  }),
  nospace: define([string], ([value]) => unlessChanged(value, deleteSpace(text(value)))),
  initials: costly(
    20,
    define([string], ([value]) => initials(text(value))),
  ),
  swapcase: costly(
    25,
    define([string], ([value]) => unlessChanged(value, swapCase(text(value)))),
  ),
  snakecase: costly(
    80,
    define([string], ([value]) => unlessChanged(value, separatedCase(text(value), "_"))),
  ),
  kebabcase: costly(
    80,
    define([string], ([value]) => unlessChanged(value, separatedCase(text(value), "-"))),
  ),
  camelcase: costly(
    25,
    define([string], ([value]) => unlessChanged(value, pascalCase(text(value)))),
  ),
  wrap: define([intType, string], ([width, value]) => unlessChanged(value, wrap(text(value), int(width), "", false))),
  wrapWith: costly(
    20,
    define([intType, string, string], ([width, separator, value]) =>
      unlessChanged(value, wrap(text(value), int(width), text(separator), true)),
    ),
  ),
  contains: define([string, string], ([part, value]) => text(value).includes(text(part))),
  hasPrefix: define([string, string], ([part, value]) => text(value).startsWith(text(part))),
  hasSuffix: define([string, string], ([part, value]) => text(value).endsWith(text(part))),
  quote: defineVariadic([any], (args) => joinTexts(args.filter((arg) => arg !== undefined).map(quoted), " ")),
  squote: defineVariadic([any], (args) => joinTexts(args.filter((arg) => arg !== undefined).map(singleQuoted), " ")),
  cat: defineVariadic([any], (args) => joinTexts(args.filter((arg) => arg !== undefined).map(formatted), " ")),
  indent: define([intType, string], ([spaces, value], { reserve }) => indent(int(spaces), value, reserve)),
  nindent: define([intType, string], ([spaces, value], { reserve }) => {
    const out = new TextBuilder();
    out.add("\n");
    addText(out, indent(int(spaces), value, reserve));
    return out.value();
  }),
  replace: define([string, string, string], ([old, replacement, value], { reserve }) => {
    const count = text(old) === "" ? text(value).length + 1 : text(value).split(text(old)).length;
    reserve(text(value).length + count * text(replacement).length);
    return replaceAll(value, text(old), stringOf(replacement));
  }),
  plural: define([string, string, intType], ([one, many, count]) => (int(count) === 1 ? one : many)),
  toString: define([any], ([value]) => stringOf(value)),
  split: define([string, string], ([separator, value]) => numbered(split(value, text(separator)))),
  splitn: define([string, intType, string], ([separator, count, value]) =>
    numbered(split(value, text(separator), int(count))),
  ),
  splitList: define([string, string], ([separator, value]) => stringList(split(value, text(separator)))),
  toStrings: define([any], ([value]) => stringList(stringsOf(value))),
  join: define([string, any], ([separator, value]) => joinTexts(stringsOf(value), stringOf(separator))),
  b64enc: define([string], ([value]) => encodeBase64(toBytes(text(value)))),
  b64dec: define([string], ([value]) => decodedText(decodeBase64(text(value)), "base64")),
  b32enc: define([string], ([value]) => encodeBase32(toBytes(text(value)))),
  b32dec: define([string], ([value]) => decodedText(decodeBase32(text(value)), "base32")),
};

function trunc(count: number, value: Value): Value {
  const length = byteLength(text(value));
  if (count < 0 && length + count > 0) return sliceByBytes(value, length + count, undefined);
  return count >= 0 && length > count ? sliceByBytes(value, undefined, count) : value;
}

function substr(start: number, end: number, value: Value): Value {
  if (start < 0) return sliceByBytes(value, undefined, end);
  if (end < 0 || end > byteLength(text(value))) return sliceByBytes(value, start, undefined);
  return sliceByBytes(value, start, end);
}

function singleQuoted(value: Value): string | Traced {
  const out = new TextBuilder();
  out.add("'");
  addText(out, formatted(value));
  out.add("'");
  return out.value();
}

/** `%v` of a value, with its pieces. */
function formatted(value: Value): string | Traced {
  return typeof plain(value) === "string" ? stringOf(value) : printed(value, formatValue(value));
}

function indent(spaces: number, value: Value, reserve: (length: number) => void): string | Traced {
  if (spaces < 0) throw new GoError("strings: negative Repeat count");
  reserve(text(value).length + spaces * text(value).split("\n").length);
  const pad = " ".repeat(spaces);
  const out = new TextBuilder();
  out.add(pad);
  const indented = pad === "" ? value : replaceAll(value, "\n", `\n${pad}`);
  addText(out, stringOf(indented));
  const result = out.value();
  return typeof result === "string" ? result : traced(text(result), result.pieces);
}

function numbered(parts: readonly (string | Traced)[]): GoMap {
  return new GoMap(new Map(parts.map((part, index) => [`_${index}`, part])), types.stringMap);
}
