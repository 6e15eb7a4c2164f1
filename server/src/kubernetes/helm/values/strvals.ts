/** What `--set` and its kin say, as helm's pkg/strvals parses it. */
import { type SourceFile, textOf } from "../chart/source-file.ts";
import { quote, quoteRune } from "../template/quote.ts";
import { types } from "../template/types.ts";
import { GoList, GoMap, Int, Traced, type Value } from "../template/value.ts";
import { type Step, stepsBelow, ValueOrigin } from "../yaml/read.ts";
import { scanJson } from "./scan-json.ts";

/** What is wrong with such a text, in helm's words. */
export class SetError extends Error {}

export type SetKind = "--set" | "--set-string" | "--set-json" | "--set-file";

const largestIndex = 65_536;
const deepestName = 30;

/**
 * Sets in `values` what a text such as `a.b[0]=c,d={e,f}` says.
 * @param flag what origins name as the file
 * @param readFile of `--set-file`: the file at a path
 * @throws {SetError}; and whatever `readFile` throws
 */
export function parseSet(
  kind: SetKind,
  text: string,
  values: GoMap,
  readFile: (path: string) => SourceFile,
  flag: SourceFile = { path: `${kind} ${text}`, content: text },
): void {
  const parser = new SetParser(kind, text, readFile, flag);
  while (parser.key(values, 0, undefined) !== "end");
}

/** How reading one key ended: there may be another one, or the text is at its end. */
type Outcome = "next" | "end";

class SetParser {
  readonly #kind: SetKind;
  readonly #text: string;
  readonly #readFile: (path: string) => SourceFile;
  /** The flag as a file, which origins name. */
  readonly #flag: SourceFile;
  #at = 0;

  constructor(kind: SetKind, text: string, readFile: (path: string) => SourceFile, flag: SourceFile) {
    this.#kind = kind;
    this.#text = text;
    this.#readFile = readFile;
    this.#flag = flag;
  }

  key(data: GoMap, level: number, step: Step | undefined): Outcome {
    const { text: name, stop } = this.#until("=[,.");
    if (stop === "") {
      if (name === "") return "end";
      throw new SetError(`key ${quote(name)} has no value`);
    }
    const below = stepsBelow(step, name);
    switch (stop) {
      case "[": {
        const index = this.#index();
        const list = this.#list(data.entries.get(name), data.entries.has(name));
        const { items, outcome } = this.#item(list, index, level, below);
        set(data, name, items);
        return outcome;
      }
      case "=":
        return this.#assign((value) => set(data, name, value), below);
      case ",":
        set(data, name, "");
        throw new SetError(`key ${quote(name)} has no value (cannot end with ,)`);
      default:
        return this.#inner(data, name, level + 1, below);
    }
  }

  #inner(data: GoMap, name: string, level: number, step: Step): Outcome {
    checkLevel(level);
    const present = data.entries.get(name);
    const inner = data.entries.has(name) ? this.#map(present) : new GoMap(new Map());
    const outcome = this.key(inner, level, step);
    if (outcome === "next" && inner.entries.size === 0) throw new SetError(`key map ${quote(name)} has no value`);
    if (inner.entries.size !== 0) set(data, name, inner);
    return outcome;
  }

  /** What follows a `=`. */
  #assign(put: (value: Value) => void, step: Step): Outcome {
    if (this.#kind === "--set-json") {
      put(this.#json(step));
      return "next";
    }
    if (this.#at >= this.#text.length) {
      put("");
      return "end";
    }
    if (this.#text[this.#at] === "{") {
      this.#at += 1;
      put(this.#valueList(step));
      return "next";
    }
    // The end of the text is told by the next key.
    put(this.#typed(this.#until(",").text, step));
    return "next";
  }

  #item(list: Value[], index: number, level: number, step: Step): { items: GoList; outcome: Outcome } {
    if (index < 0) throw new SetError(`negative ${index} index not allowed`);
    const { text: rest, stop } = this.#until("[.=");
    if (rest !== "") throw new SetError(`unexpected data at end of array index: ${quoteRunes(rest)}`);
    // A list that is long enough is changed in place: that stays, though the text may end in the middle.
    let items = list;
    const below = stepsBelow(step, index);
    let outcome: Outcome = "next";
    if (stop === "") outcome = "end";
    else if (stop === "=")
      this.#assign((value) => {
        items = withIndex(items, index, value);
      }, below);
    else if (stop === "[") {
      const next = this.#index();
      const present = items[index];
      const nested = this.#item(present === undefined ? [] : this.#list(present, true), next, level, below);
      outcome = nested.outcome;
      if (outcome === "next") items = withIndex(items, index, nested.items);
    } else {
      const present = items[index];
      const inner = present instanceof GoMap ? present : new GoMap(new Map());
      if (index < items.length) items[index] = inner;
      outcome = this.key(inner, level, below);
      if (outcome === "next") items = withIndex(items, index, inner);
    }
    return { items: new GoList(items), outcome };
  }

  #index(): number {
    const { text, stop } = this.#until("]");
    if (stop === "") throw new SetError("error parsing index: EOF");
    if (!/^[-+]?\d+$/.test(text))
      throw new SetError(`error parsing index: strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
    const index = Number(text);
    if (!Number.isSafeInteger(index))
      throw new SetError(`error parsing index: strconv.Atoi: parsing ${quote(text)}: value out of range`);
    return index;
  }

  #valueList(step: Step): GoList {
    const items: Value[] = [];
    for (;;) {
      const { text, stop } = this.#until(",}");
      if (stop === "") throw new SetError("list must terminate with '}'");
      items.push(this.#typed(text, stepsBelow(step, items.length)));
      if (stop === ",") continue;
      if (this.#text[this.#at] === ",") this.#at += 1;
      return new GoList(items);
    }
  }

  /** A JSON text, and what separates it from the next key. */
  #json(step: Step): Value {
    if (this.#isEmpty()) return undefined;
    const { value, end } = scanJson(this.#text, this.#at, (scalar, below) => this.#traced(scalar, below), step);
    this.#at = end;
    this.#isEmpty();
    return value;
  }

  /** Goes beyond blanks and a comma; true if there is nothing else. */
  #isEmpty(): boolean {
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] ?? "";
      if (character === ",") {
        this.#at += 1;
        return true;
      }
      if (!/[\s\u0085]/.test(character)) return false;
    }
    return true;
  }

  /** Up to one of the characters; a backslash takes the next one as it is. `stop` is "" at the end. */
  #until(stops: string): { readonly text: string; readonly stop: string } {
    let text = "";
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? "";
      this.#at += 1;
      if (stops.includes(character)) return { text, stop: character };
      if (character !== "\\") text += character;
      else {
        text += this.#text[this.#at] ?? "";
        this.#at += 1;
      }
    }
    return { text, stop: "" };
  }

  #typed(text: string, step: Step): Value {
    if (this.#kind === "--set-file") {
      const file = this.#readFile(text);
      const content = textOf(file);
      return new Traced(content, new ValueOrigin(file, { start: 0, end: content.length }, step, content));
    }
    const value = this.#kind === "--set-string" ? text : typedValue(text);
    return value === undefined ? undefined : this.#traced(value, step);
  }

  #traced(value: boolean | number | string | Int, step: Step): Traced {
    return new Traced(value, new ValueOrigin(this.#flag, { start: 0, end: 0 }, step, value));
  }

  #list(present: Value, exists: boolean): Value[] {
    if (!exists) return [];
    if (!(present instanceof GoList)) throw conversion(present, "[]interface {}");
    return present.items;
  }

  #map(present: Value): GoMap {
    if (!(present instanceof GoMap)) throw conversion(present, "map[string]interface {}");
    return present;
  }
}

function checkLevel(level: number): void {
  if (level > deepestName)
    throw new SetError(`value name nested level is greater than maximum supported nested level of ${deepestName}`);
}

/** An empty name is not set. */
function set(data: GoMap, name: string, value: Value): void {
  if (name !== "") data.entries.set(name, value);
}

function withIndex(items: Value[], index: number, value: Value): Value[] {
  if (index > largestIndex)
    throw new SetError(`index of ${index} is greater than maximum supported index of ${largestIndex}`);
  const result = index < items.length ? items : [...items];
  while (result.length < index) result.push(undefined);
  result[index] = value;
  return result;
}

/** Booleans, null and whole numbers; everything else is a string. */
function typedValue(text: string): boolean | string | Int | undefined {
  const word = text.toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  if (word === "null") return undefined;
  if (text === "0") return new Int(0n, types.int64);
  if (!/^[-+]?\d+$/.test(text) || text.startsWith("0")) return text;
  const value = BigInt(text.replace(/^\+/, ""));
  return BigInt.asIntN(64, value) === value ? new Int(value, types.int64) : text;
}

/** `%q` of a slice of characters. */
function quoteRunes(text: string): string {
  return `[${[...text].map((character) => quoteRune(character.codePointAt(0) ?? 0)).join(" ")}]`;
}

/** What Go says where a value is not of the type that the key needs. */
function conversion(value: Value, wanted: string): SetError {
  const name = value === undefined ? "nil" : nameOf(value);
  return new SetError(`unable to parse key: interface conversion: interface {} is ${name}, not ${wanted}`);
}

function nameOf(value: Value): string {
  const bare = value instanceof Traced ? value.value : value;
  if (bare instanceof GoMap || bare instanceof GoList || bare instanceof Int) return bare.type.name;
  if (typeof bare === "number") return "float64";
  return typeof bare === "boolean" ? "bool" : "string";
}
