/** helm's functions of TOML: written as BurntSushi/toml writes it, read with the library smol-toml. */
import type { TomlDate } from "smol-toml";
import { toBytes } from "../template/bytes.ts";
import { sortedKeys } from "../template/fmt.ts";
import { formatFloat } from "../template/number.ts";
import { type GoType, types } from "../template/types.ts";
import { Bytes, GoError, GoList, GoMap, Int, plain, Struct, type Value } from "../template/value.ts";
import { anyList, anyMap, define, type FunctionTable, text } from "./define.ts";
import { formatTime } from "./time-format.ts";
import { momentIn, timeType, timeValue } from "./time-type.ts";

/** The module system of the bundle: loads the library on first use. */
declare const require: (id: "smol-toml") => typeof import("smol-toml");

/** By name. */
export const tomlFunctions: FunctionTable = {
  toToml: define([types.any], ([value], { spend }) => {
    if (plain(value) === undefined) throw new GoError("reflect: call of reflect.Value.Type on zero Value");
    try {
      return new TomlWriter(spend).document(value);
    } catch (error) {
      if (error instanceof GoError) return error.message;
      throw error;
    }
  }),
  fromToml: define([types.string], ([value], { scan }) => {
    scan(40 * text(value).length);
    return fromToml(text(value));
  }),
};

type TomlKind = "table" | "tables" | "other";

class TomlWriter {
  readonly #spend: (steps: number) => void;
  #text = "";

  /** @param spend counts the values that are written */
  constructor(spend: (steps: number) => void) {
    this.#spend = spend;
  }

  document(value: Value): string {
    this.#encode([], value);
    return this.#text;
  }

  #encode(key: readonly string[], given: Value): void {
    // What is written costs memory, too.
    this.#spend(4 + key.length);
    const value = plain(given);
    if (value instanceof GoMap && value.isNil) return;
    if (value instanceof GoMap) {
      this.#table(key, entriesOf(value));
    } else if (
      value instanceof Struct &&
      value.type !== timeType &&
      value.type.methods?.["MarshalJSON"] === undefined
    ) {
      this.#table(key, fieldsOf(value));
    } else if (kindOf(value) === "tables") this.#tables(key, value);
    else this.#keyValue(key, value, false);
  }

  #newline(): void {
    if (this.#text !== "") this.#text += "\n";
  }

  #table(key: readonly string[], entries: readonly (readonly [string, Value])[]): void {
    if (key.length === 1) this.#newline();
    if (key.length > 0) {
      this.#text += `${indentOf(key)}[${key.map(quotedKey).join(".")}]`;
      this.#newline();
    }
    this.#entries(key, entries);
  }

  #tables(key: readonly string[], value: Value): void {
    if (key.length === 0) throw new GoError("toml: top-level values must be Go maps or structs");
    for (const item of value instanceof GoList ? value.items : []) {
      const table = plain(item);
      if (table instanceof GoMap && table.isNil) continue;
      this.#newline();
      this.#text += `${indentOf(key)}[[${key.map(quotedKey).join(".")}]]`;
      this.#newline();
      if (table instanceof GoMap) this.#entries(key, entriesOf(table));
      else if (table instanceof Struct) this.#entries(key, fieldsOf(table));
    }
  }

  #entries(key: readonly string[], entries: readonly (readonly [string, Value])[]): void {
    for (const [name, item] of directFirst(entries).flat()) if (!isNil(item)) this.#encode([...key, name], item);
  }

  #keyValue(key: readonly string[], value: Value, inline: boolean): void {
    if (key.length === 0) {
      this.#element(value);
      return;
    }
    this.#text += `${inline ? "" : indentOf(key)}${quotedKey(key.at(-1) ?? "")} = `;
    this.#element(value);
    if (!inline) this.#newline();
  }

  #element(given: Value): void {
    const value = plain(given);
    switch (typeof value) {
      case "string":
        this.#text += quoted(value);
        return;
      case "boolean":
        this.#text += String(value);
        return;
      case "number":
        this.#text += floatText(value);
        return;
      case "undefined":
        throw new GoError("toml: cannot encode array with nil element");
    }
    if (value instanceof Int) this.#text += value.value.toString();
    else if (value instanceof GoList) this.#array(value.items);
    else if (value instanceof Bytes)
      this.#array(Array.from(toBytes(value.text), (byte) => new Int(BigInt(byte), types.uint8)));
    else if (value instanceof GoMap) this.#inlineTable(entriesOf(value));
    else this.#structElement(value);
  }

  #structElement(value: Struct): void {
    if (value.type === timeType) this.#text += formatTime(momentIn(value), "2006-01-02T15:04:05.999999999Z07:00");
    else {
      const method = value.type.methods?.["MarshalJSON"];
      if (method === undefined) this.#inlineTable(fieldsOf(value));
      else this.#text += quoted(text(method.call(value, [])));
    }
  }

  #array(items: readonly Value[]): void {
    this.#text += "[";
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#text += ", ";
      this.#element(item);
    }
    this.#text += "]";
  }

  #inlineTable(entries: readonly (readonly [string, Value])[]): void {
    this.#text += "{";
    const [direct, nested] = directFirst(entries);
    this.#inlineEntries(direct, nested.length > 0);
    this.#inlineEntries(nested, false);
    this.#text += "}";
  }

  #inlineEntries(entries: readonly (readonly [string, Value])[], more: boolean): void {
    for (const [index, [name, item]] of entries.entries()) {
      if (isNil(item)) continue;
      this.#keyValue([name], item, true);
      if (more || index !== entries.length - 1) this.#text += ", ";
    }
  }
}

type Entries = readonly (readonly [string, Value])[];

/** Tables come behind what is written directly under a key. */
function directFirst(entries: Entries): readonly [Entries, Entries] {
  const isTable = ([, item]: readonly [string, Value]): boolean => kindOf(item) !== "other";
  // All kinds are looked at first: a list with nil in it is refused before anything is written.
  const nested = entries.filter(isTable);
  return [entries.filter((entry) => !nested.includes(entry)), nested];
}

function isNil(value: Value): boolean {
  const bare = plain(value);
  return bare === undefined || ((bare instanceof GoMap || bare instanceof GoList) && bare.isNil);
}

function entriesOf(map: GoMap): Entries {
  return sortedKeys(map).map((key) => [key, map.entries.get(key)]);
}

function fieldsOf(struct: Struct): Entries {
  const type: GoType = struct.type.kind === "ptr" ? (struct.type.elem ?? struct.type) : struct.type;
  return (type.fields ?? []).flatMap((field): Entries => {
    const value = struct.fields.get(field.name);
    return field.embedded === true && value instanceof Struct ? fieldsOf(value) : [[field.name, value]];
  });
}

function kindOf(given: Value): TomlKind {
  const value = plain(given);
  if (isNil(value)) return "other";
  if (value instanceof GoMap) return "table";
  if (value instanceof Struct)
    return value.type === timeType || value.type.methods?.["MarshalJSON"] !== undefined ? "other" : "table";
  if (!(value instanceof GoList) || value.items.length === 0) return "other";
  const kinds = value.items.map((item) => {
    if (isNil(item)) throw new GoError("toml: cannot encode array with nil element");
    return kindOf(item);
  });
  return kinds.every((kind) => kind === "table") ? "tables" : "other";
}

function indentOf(key: readonly string[]): string {
  return "  ".repeat(Math.max(0, key.length - 1));
}

function quotedKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped.
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
    return shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const shown = formatFloat(value, "g", -1);
  return /[e.]/.test(shown) ? shown : `${shown}.0`;
}

function fromToml(source: string): GoMap {
  let table: unknown;
  try {
    table = require("smol-toml").parse(source, { integersAsBigInt: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return anyMap([["Error", `toml: ${message}`]]);
  }
  const value = fromTomlValue(table);
  return value instanceof GoMap ? value : anyMap([]);
}

function fromTomlValue(value: unknown): Value {
  if (typeof value === "bigint") return new Int(value, types.int64);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) {
    const items = value.map(fromTomlValue);
    const isTables = items.length > 0 && items.every((item) => item instanceof GoMap);
    return isTables ? new GoList(items, types.listOfMaps) : anyList(items);
  }
  if (value instanceof Date) return fromTomlDate(value);
  if (typeof value !== "object" || value === null) return undefined;
  return anyMap(Object.entries(value).map(([key, item]) => [key, fromTomlValue(item)]));
}

function fromTomlDate(date: Date): Value {
  // The library gives its own dates only.
  const toml = date as TomlDate;
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = (milliseconds - seconds * 1000) * 1000000;
  const offset = /[-+]\d\d:\d\d$/.exec(toml.toISOString())?.[0];
  const name = toml.isDate() ? "date-local" : toml.isTime() ? "time-local" : toml.isLocal() ? "datetime-local" : "UTC";
  const east =
    offset === undefined ? 0 : Number(`${offset[0]}1`) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)));
  const zone = { kind: "fixed", name: east === 0 ? name : "", offset: east * 60 } as const;
  return timeValue({ seconds, nanoseconds, zone, random: false });
}
