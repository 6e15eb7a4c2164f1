/** encoding/json's Marshal of template values; scalars keep their origins. */
import { encodeBase64 } from "../../../base/base64.ts";
import { addAll } from "../../../base/long-lists.ts";
import { isByte, toBytes } from "../template/bytes.ts";
import { sortedKeys } from "../template/fmt.ts";
import { formatFloat } from "../template/number.ts";
import { TextBuilder } from "../template/pieces.ts";
import type { GoType } from "../template/types.ts";
import { Bytes, GoError, GoList, GoMap, Int, plain, Struct, Traced, type Value } from "../template/value.ts";

/** How JSON is printed. */
export interface JsonStyle {
  /** Counts the values that are written. */
  readonly spend?: (steps: number) => void;
  /** For each level; "" for one line. */
  readonly indent: string;
  /** `<`, `>` and `&` as escapes. */
  readonly escapeHtml: boolean;
}

export const compactJson: JsonStyle = { indent: "", escapeHtml: true };

/** json.Marshal, MarshalIndent or an Encoder. @throws GoError for what JSON cannot hold */
export function marshalJson(value: Value, style: JsonStyle = compactJson): string | Traced {
  const out = new TextBuilder();
  write(value, style, "", out, 0);
  return out.value();
}

/** A value that is written costs memory, too. */
const stepsOfValue = 4;

/** Deeper than this only a map that holds itself goes. */
const maxDepth = 1000;

function write(given: Value, style: JsonStyle, margin: string, out: TextBuilder, depth: number): void {
  style.spend?.(stepsOfValue);
  if (depth > maxDepth) throw new GoError("json: unsupported value: encountered a cycle via map[string]interface {}");
  if (given instanceof Traced) {
    writeTraced(given, style, out);
    return;
  }
  switch (typeof given) {
    case "undefined":
      out.add("null");
      return;
    case "boolean":
      out.add(given ? "true" : "false");
      return;
    case "number":
      out.add(jsonNumber(given));
      return;
    case "string":
      out.add(quoteJson(given, style.escapeHtml));
      return;
  }
  if (given instanceof Int) out.add(given.value.toString());
  else if (given instanceof Bytes) out.add(given.isNil ? "null" : `"${encodeBase64(toBytes(given.text))}"`);
  else if (given instanceof GoMap) {
    if (given.isNil) out.add("null");
    else
      writeObject(
        sortedKeys(given).map((key) => [key, given.entries.get(key)]),
        style,
        margin,
        out,
        depth,
      );
  } else if (given instanceof GoList) writeList(given, style, margin, out, depth);
  else {
    const own = jsonValueOf(given);
    if (own !== given) write(own, style, margin, out, depth);
    else writeObject(jsonFields(given), style, margin, out, depth);
  }
}

function writeTraced(value: Traced, style: JsonStyle, out: TextBuilder): void {
  const bare = value.value;
  if (typeof bare !== "string") {
    out.addValue(
      value,
      bare instanceof Int ? bare.value.toString() : typeof bare === "number" ? jsonNumber(bare) : String(bare),
    );
    return;
  }
  const quoted = quoteJson(bare, style.escapeHtml);
  if (quoted.length === bare.length + 2) {
    out.add('"');
    out.addValue(value, bare);
    out.add('"');
  } else if (value.pieces === undefined) out.addValue(value, quoted);
  else {
    out.add('"');
    let at = 0;
    for (const { length, ...rest } of value.pieces) {
      const part = quoteJson(bare.slice(at, at + length), style.escapeHtml).slice(1, -1);
      if (part !== "") out.addPieces(part, [{ length: part.length, ...rest }]);
      at += length;
    }
    out.add('"');
  }
}

function writeObject(
  entries: readonly (readonly [string, Value])[],
  style: JsonStyle,
  margin: string,
  out: TextBuilder,
  depth: number,
): void {
  if (entries.length === 0) {
    out.add("{}");
    return;
  }
  const inner = margin + style.indent;
  const pretty = style.indent !== "";
  out.add(pretty ? `{\n${inner}` : "{");
  for (const [index, [key, item]] of entries.entries()) {
    if (index > 0) out.add(pretty ? `,\n${inner}` : ",");
    out.add(`${quoteJson(key, style.escapeHtml)}${pretty ? ": " : ":"}`);
    write(item, style, inner, out, depth + 1);
  }
  out.add(pretty ? `\n${margin}}` : "}");
}

function writeList(list: GoList, style: JsonStyle, margin: string, out: TextBuilder, depth: number): void {
  if (list.isNil || list.items.length === 0) {
    out.add(list.isNil ? "null" : "[]");
    return;
  }
  const inner = margin + style.indent;
  const pretty = style.indent !== "";
  out.add(pretty ? `[\n${inner}` : "[");
  for (const [index, item] of list.items.entries()) {
    if (index > 0) out.add(pretty ? `,\n${inner}` : ",");
    write(item, style, inner, out, depth + 1);
  }
  out.add(pretty ? `\n${margin}]` : "]");
}

/** What a type's MarshalJSON gives; the struct itself where it has none. */
export function jsonValueOf(struct: Struct): Value {
  const method = struct.type.methods?.["MarshalJSON"] ?? struct.type.methods?.["MarshalText"];
  return method === undefined ? struct : method.call(struct, []);
}

/** A struct's fields by their JSON names, in order. */
export function jsonFields(struct: Struct): readonly (readonly [string, Value])[] {
  const type: GoType = struct.type.kind === "ptr" ? (struct.type.elem ?? struct.type) : struct.type;
  if (type.kind === "complex128") throw new GoError("json: unsupported type: complex128");
  const result: (readonly [string, Value])[] = [];
  for (const field of type.fields ?? []) {
    const value = struct.fields.get(field.name);
    if (field.embedded === true && value instanceof Struct) {
      addAll(result, jsonFields(value));
    } else if (field.json !== "-" && !(field.omitEmpty === true && isEmptyJson(value))) {
      result.push([field.json ?? field.name, value]);
    }
  }
  return result;
}

function isEmptyJson(value: Value): boolean {
  const bare = plain(value);
  if (bare === undefined || bare === false || bare === 0 || bare === "") return true;
  if (bare instanceof Int) return bare.value === 0n;
  if (bare instanceof GoMap) return bare.entries.size === 0;
  if (bare instanceof GoList) return bare.items.length === 0;
  return bare instanceof Bytes && bare.text === "";
}

/** A float64 as encoding/json prints it. @throws GoError for NaN and infinities */
export function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new GoError(`json: unsupported value: ${formatFloat(value, "g", -1)}`);
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-6 && size < 1e21)) return formatFloat(value, "f", -1);
  return formatFloat(value, "e", -1).replace(/e-0(\d)$/, "e-$1");
}

const plainJson = /^[ !#-%'-;=?-[\]-~]*$/;

/** A JSON string as encoding/json writes it. */
export function quoteJson(text: string, escapeHtml: boolean): string {
  if (plainJson.test(text)) return `"${text}"`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped.
  const escaped = text.replace(/["\\\u0000-\u001f<>&\u2028\u2029\udc80-\udcff]/g, (character, at: number) => {
    if (!escapeHtml && /[<>&]/.test(character)) return character;
    if (character >= "\udc80") return isByte(text, at) ? "\\ufffd" : character;
    return shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
