/** One JSON value at a place of a text, and where it ends: what Go's json.Decoder takes. */
import { GoList, GoMap, type Value } from "../template/value.ts";
import { type Step, stepsBelow } from "../yaml/read.ts";

/** Nesting that Go's decoder takes is 10,000; the stack here is smaller. */
const deepest = 1000;

/** The text is not JSON. */
export class JsonError extends Error {}

type Make = (scalar: boolean | number | string, step: Step) => Value;

/**
 * @param make makes a value of a scalar at a path
 * @throws {JsonError}
 */
export function scanJson(
  text: string,
  start: number,
  make: Make,
  step: Step,
): { readonly value: Value; readonly end: number } {
  const scanner = new JsonScanner(text, start, make);
  const value = scanner.value(step, 0);
  return { value, end: scanner.at };
}

class JsonScanner {
  readonly #text: string;
  readonly #make: Make;
  at: number;

  constructor(text: string, at: number, make: Make) {
    this.#text = text;
    this.at = at;
    this.#make = make;
  }

  value(step: Step, depth: number): Value {
    if (depth > deepest) throw new JsonError("exceeded max depth");
    const token = this.#token();
    if (token === "[") return this.#list(step, depth);
    if (token === "{") return this.#map(step, depth);
    if (token === "null") return undefined;
    if (token === "]" || token === "}" || token === "," || token === ":") throw new JsonError("invalid character");
    return this.#make(scalarOf(token), step);
  }

  #list(step: Step, depth: number): Value {
    const items: Value[] = [];
    if (this.#ends("]")) return new GoList(items);
    for (;;) {
      items.push(this.value(stepsBelow(step, items.length), depth + 1));
      if (this.#separator("]")) return new GoList(items);
    }
  }

  #map(step: Step, depth: number): Value {
    const entries = new Map<string, Value>();
    if (this.#ends("}")) return new GoMap(entries);
    for (;;) {
      const key = this.#token();
      if (!key.startsWith('"') || this.#token() !== ":") throw new JsonError("invalid character");
      const name = String(scalarOf(key));
      entries.set(name, this.value(stepsBelow(step, name), depth + 1));
      if (this.#separator("}")) return new GoMap(entries);
    }
  }

  #ends(bracket: string): boolean {
    const before = this.at;
    if (this.#token() === bracket) return true;
    this.at = before;
    return false;
  }

  #separator(bracket: string): boolean {
    const token = this.#token();
    if (token !== "," && token !== bracket) throw new JsonError("invalid character");
    return token === bracket;
  }

  #token(): string {
    const token = /[ \t\r\n]*([[\]{},:"]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)/y;
    token.lastIndex = this.at;
    const match = token.exec(this.#text);
    if (match === null) throw new JsonError("invalid character");
    this.at = token.lastIndex;
    const [, found = ""] = match;
    if (found === '"') return this.#string();
    const next = this.#text[this.at] ?? "";
    // A number that goes on, but not as one.
    if (/^-?\d+$/.test(found) && next === ".") throw new JsonError("invalid character");
    if (/^-?[\d.]+$/.test(found) && /[eE]/.test(next)) throw new JsonError("invalid character");
    return found;
  }

  /** The string whose first quote was read, with its quotes. */
  #string(): string {
    const start = this.at - 1;
    for (; this.at < this.#text.length; this.at++) {
      const character = this.#text[this.at];
      if (character === "\n" || character === "\r") break;
      if (character === "\\") this.at++;
      else if (character === '"') return this.#text.slice(start, ++this.at);
    }
    throw new JsonError("invalid character");
  }
}

function scalarOf(token: string): boolean | number | string {
  try {
    const value: unknown = JSON.parse(token);
    if (typeof value === "number" && !Number.isFinite(value)) throw new JsonError("cannot unmarshal number");
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new JsonError("invalid character");
}
