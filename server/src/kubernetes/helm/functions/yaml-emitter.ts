/** Values as go-yaml prints them: v2 over JSON (helm's toYaml), and v3 with two blanks (toYamlPretty). */
import { encodeBase64 } from "../../../base/base64.ts";
import { byteLength, isByte, isUtf8, toBytes } from "../template/bytes.ts";
import { formatFloat } from "../template/number.ts";
import { piecesOf, tracedKey } from "../template/pieces.ts";
import { Bytes, GoError, GoList, GoMap, Int, plain, Struct, type Traced, type Value } from "../template/value.ts";
import { jsonFields, jsonNumber, jsonValueOf, quoteJson } from "./json-marshal.ts";
import { timeType } from "./time-type.ts";
import { compareYamlKeys } from "./yaml-order.ts";
import { isPlainString, shapeOf, type YamlVersion } from "./yaml-scalar.ts";
import { type ScalarText, YamlWriter } from "./yaml-writer.ts";

/** The document, with its last line break. @param spend counts the values that are written @throws GoError for what cannot be written */
export function emitYaml(value: Value, version: YamlVersion, spend: (steps: number) => void): string | Traced {
  return new YamlEmitter(version, spend).document(value);
}

const maxDepth = 1000;

/** Blanks of one level. */
const step = 2;

class YamlEmitter {
  readonly #version: YamlVersion;
  readonly #writer: YamlWriter;
  readonly #spend: (steps: number) => void;
  #depth = 0;

  constructor(version: YamlVersion, spend: (steps: number) => void) {
    this.#version = version;
    this.#spend = spend;
    this.#writer = new YamlWriter(version === 2 ? 80 : Number.POSITIVE_INFINITY);
  }

  document(value: Value): string | Traced {
    this.#node(value, "root");
    this.#writer.indent = -1;
    this.#writer.writeIndent();
    return this.#writer.value();
  }

  /** @param context what holds the node */
  #node(given: Value, context: "root" | "list" | "map"): void {
    // What is written costs memory, too.
    this.#spend(4);
    const bare = plain(given);
    if (bare instanceof Struct) {
      this.#struct(bare, context);
    } else if (bare instanceof GoMap) {
      if (bare.isNil && this.#version === 2) this.#word("null");
      else this.#map(this.#sorted(bare.entries));
    } else if (bare instanceof GoList) {
      if (bare.isNil && this.#version === 2) this.#word("null");
      else this.#list(bare.items, context);
    } else if (bare instanceof Bytes) {
      if (this.#version === 3) this.#list([...toBytes(bare.text)], context);
      else if (bare.isNil) this.#word("null");
      else this.#scalar(encodeBase64(toBytes(bare.text)), false);
    } else this.#scalarNode(given, bare);
  }

  #struct(struct: Struct, context: "root" | "list" | "map"): void {
    const own = jsonValueOf(struct);
    if (own !== struct) {
      // A time is not a string to version 3.
      if (this.#version === 3 && struct.type === timeType) this.#word(String(plain(own)));
      else this.#node(own, context);
    } else if (this.#version === 2) this.#map(this.#sorted(new Map(jsonFields(struct))));
    else this.#map(yamlFields(struct));
  }

  #scalarNode(given: Value, bare: undefined | boolean | number | string | Int): void {
    if (typeof bare === "string") this.#scalar(given, false);
    else if (bare === undefined) this.#word("null");
    else {
      const text =
        typeof bare === "number" ? this.#number(bare) : bare instanceof Int ? bare.value.toString() : String(bare);
      this.#plain({ text, pieces: piecesOf(given, text.length) });
    }
  }

  #number(value: number): string {
    if (this.#version === 3) {
      const text = formatFloat(value, "g", -1);
      return { "+Inf": ".inf", "-Inf": "-.inf", NaN: ".nan" }[text] ?? text;
    }
    // Through JSON: what looks whole is read as a whole number, if 64 bits hold it.
    const json = jsonNumber(value);
    if (/^-?\d+$/.test(json)) {
      const whole = BigInt(json);
      if (whole >= -(1n << 63n) && whole < 1n << 64n) return whole.toString();
    }
    return formatFloat(value, "g", -1);
  }

  #word(text: string): void {
    this.#plain({ text, pieces: undefined });
  }

  #plain(scalar: ScalarText): void {
    this.#writer.plain(scalar, true);
  }

  /** A string. */
  #scalar(given: Value, isKey: boolean): void {
    const raw = String(plain(given));
    const text = this.#version === 2 ? throughJson(raw) : raw;
    if (!isUtf8(text)) {
      this.#binary(text);
      return;
    }
    const scalar: ScalarText = { text, pieces: text === raw ? piecesOf(given, raw.length) : undefined };
    const shape = shapeOf(text, this.#version);
    const isString = isPlainString(text, this.#version);
    const writer = this.#writer;
    const before = writer.indent;
    writer.indent = before < 0 ? step : before + step;
    if (isKey && shape.multiline) writer.double(scalar, false);
    else if (text.includes("\n")) {
      if (shape.block) writer.literal(scalar);
      else writer.double(scalar, !isKey);
    } else if (!isString) writer.double(scalar, !isKey);
    else if (shape.plain) writer.plain(scalar, !isKey);
    else if (shape.single) writer.single(scalar, !isKey);
    else writer.double(scalar, !isKey);
    writer.indent = before;
  }

  /** Bytes that are not UTF-8, in lines of base64. */
  #binary(text: string): void {
    const lines = encodeBase64(toBytes(text)).match(/.{1,70}/g) ?? [];
    const writer = this.#writer;
    writer.indicator("!!binary", true, false, false);
    const before = writer.indent;
    writer.indent = before < 0 ? step : before + step;
    if (lines.length === 1) this.#word(lines[0] ?? "");
    else writer.literal({ text: `${lines.join("\n")}\n`, pieces: undefined });
    writer.indent = before;
  }

  #list(items: readonly Value[], context: "root" | "list" | "map"): void {
    const writer = this.#writer;
    if (items.length === 0) {
      writer.indicator("[", true, true, false);
      writer.indicator("]", false, false, false);
      return;
    }
    this.#nested(() => {
      const before = writer.indent;
      const sameIndent = this.#version === 2 && context === "map" && !writer.indention;
      if (before < 0) writer.indent = 0;
      else if (!sameIndent) writer.indent = before + step;
      for (const item of items) {
        writer.writeIndent();
        writer.indicator("-", true, false, true);
        this.#node(item, "list");
      }
      writer.indent = before;
    });
  }

  #map(entries: readonly (readonly [string, Value])[]): void {
    const writer = this.#writer;
    if (entries.length === 0) {
      writer.indicator("{", true, true, false);
      writer.indicator("}", false, false, false);
      return;
    }
    this.#nested(() => {
      const before = writer.indent;
      writer.indent = before < 0 ? 0 : before + step;
      for (const [key, item] of entries) {
        writer.writeIndent();
        // In JSON, the key would be too long to be one, or have a line break in it.
        if (this.#version === 2 && (key.includes("\u0085") || (key.length > 170 && quoteJson(key, true).length > 1024)))
          throw new GoError("yaml: could not find expected ':'");
        if (isSimpleKey(key)) {
          this.#scalar(tracedKey(key, item), true);
          writer.indicator(":", false, false, false);
        } else {
          writer.indicator("?", true, false, true);
          this.#scalar(key, false);
          writer.writeIndent();
          writer.indicator(":", true, false, true);
        }
        this.#node(item, "map");
      }
      writer.indent = before;
    });
  }

  #sorted(entries: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
    return [...entries].sort(([a], [b]) => compareYamlKeys(a, b, this.#version));
  }

  #nested(write: () => void): void {
    if (++this.#depth > maxDepth) throw new GoError("yaml: the value is nested too deeply");
    write();
    this.#depth--;
  }
}

/**
 * A string that helm writes as JSON and reads as YAML: bytes that are not UTF-8 are replaced, a line break of YAML's that
 * JSON does not escape is folded.
 * @throws GoError for characters that YAML refuses
 */
function throughJson(raw: string): string {
  if (!/[\u007f-\uffff]/.test(raw)) return raw;
  if (/[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/.test(raw))
    throw new GoError("yaml: control characters are not allowed");
  let text = raw;
  if (!isUtf8(raw)) {
    text = "";
    for (let at = 0; at < raw.length; at++) text += isByte(raw, at) ? "\ufffd" : raw[at];
  }
  return text.replace(/[ \u0085]+/g, (breaks) => {
    const count = breaks.split("\u0085").length - 1;
    if (count === 0) return breaks;
    return count === 1 ? " " : "\n".repeat(count - 1);
  });
}

/** A struct's fields as go-yaml names them, in order. */
function yamlFields({ type, fields }: Struct): readonly (readonly [string, Value])[] {
  const own = (type.kind === "ptr" ? type.elem?.fields : type.fields) ?? [];
  return own.map(({ name }) => [name.toLowerCase(), fields.get(name)]);
}

function isSimpleKey(key: string): boolean {
  return !/[\r\n\u0085\u2028\u2029]/.test(key) && (key.length <= 42 || byteLength(key) <= 128);
}
