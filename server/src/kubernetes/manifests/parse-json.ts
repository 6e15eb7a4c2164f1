/**
 * Makes the nodes of a text that is JSON, as parse-yaml.ts makes them of YAML, ten times as fast and with a tenth of the
 * garbage: dumps of clusters are JSON of many megabytes. Whatever is not strict JSON is left to the reader of YAML.
 */

import {
  Pair,
  type ParsedNode,
  type Scalar as PlainScalar,
  type Range,
  Scalar,
  type Schema,
  YAMLMap,
  YAMLSeq,
} from "yaml";
import { isJson } from "../../base/json.ts";

/** What the reader of JSON ends with where a bound is passed. `offset` is in UTF-16 code units. */
export interface JsonBounds {
  readonly deepest: number;
  readonly mostNodes: number;
  readonly tooDeep: (offset: number) => Error;
  readonly tooLarge: (offset: number) => Error;
}

/** Keys of more characters are an error in YAML. */
const longestKey = 1000;

/**
 * The nodes of a JSON text; undefined for any other, and for JSON that is not YAML.
 * @throws what `bounds` make where the text passes one
 */
export function parseJsonNodes(text: string, schema: Schema, bounds: JsonBounds): ParsedNode | undefined {
  if (!/^[ \t\r\n]*[{[]/.test(text) || !isJson(text)) return undefined;
  return new JsonNodes(text, schema, bounds).root();
}

/** Reads a text that is known to be JSON. */
class JsonNodes {
  readonly #text: string;
  readonly #schema: Schema;
  readonly #bounds: JsonBounds;
  #at = 0;
  #count = 0;
  #isYaml = true;

  constructor(text: string, schema: Schema, bounds: JsonBounds) {
    this.#text = text;
    this.#schema = schema;
    this.#bounds = bounds;
  }

  root(): ParsedNode | undefined {
    const node = this.#value(1);
    return this.#isYaml ? node : undefined;
  }

  #value(depth: number): ParsedNode {
    if (++this.#count > this.#bounds.mostNodes) throw this.#bounds.tooLarge(this.#at);
    const first = this.#next();
    if (first === '"') return this.#string();
    if (first !== "{" && first !== "[") return this.#literal();
    if (depth > this.#bounds.deepest) throw this.#bounds.tooDeep(this.#at);
    return first === "{" ? this.#map(depth) : this.#list(depth);
  }

  #map(depth: number): ParsedNode {
    const start = this.#at++;
    const map = new YAMLMap(this.#schema);
    for (let next = this.#next(); next !== "}"; next = this.#next()) {
      if (next === ",") {
        this.#at++;
        continue;
      }
      const key = this.#string();
      if (key.range[1] - key.range[0] > longestKey) this.#isYaml = false;
      this.#next();
      this.#at++; // The colon.
      map.items.push(new Pair(key, this.#value(depth + 1)));
    }
    return this.#ended(map, start);
  }

  #list(depth: number): ParsedNode {
    const start = this.#at++;
    const list = new YAMLSeq(this.#schema);
    for (let next = this.#next(); next !== "]"; next = this.#next()) {
      if (next === ",") this.#at++;
      else list.items.push(this.#value(depth + 1));
    }
    return this.#ended(list, start);
  }

  #ended(node: YAMLMap | YAMLSeq, start: number): ParsedNode {
    this.#at++;
    node.flow = true;
    node.range = [start, this.#at, this.#at];
    return node as ParsedNode; // All that it holds was parsed, and has a range.
  }

  #string(): PlainScalar.Parsed {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (isEscaped(this.#text, end)) end = this.#text.indexOf('"', end + 1);
    const inner = this.#text.slice(start + 1, end);
    const value: unknown = inner.includes("\\") ? JSON.parse(`"${inner}"`) : inner;
    return this.#scalar(value, Scalar.QUOTE_DOUBLE, start, end + 1);
  }

  /** A number, `true`, `false` or `null`: the text of a plain scalar. */
  #literal(): PlainScalar.Parsed {
    const start = this.#at;
    let end = start;
    while (end < this.#text.length && !isEnd(this.#text.charCodeAt(end))) end++;
    return this.#scalar(this.#text.slice(start, end), Scalar.PLAIN, start, end);
  }

  #scalar(value: unknown, type: PlainScalar.Type, start: number, end: number): PlainScalar.Parsed {
    this.#at = end;
    const range: Range = [start, end, end];
    const scalar = Object.assign(new Scalar(value), { type, range, source: String(value) });
    return scalar as PlainScalar.Parsed; // It has all that parsing gives but the tokens.
  }

  /** The next character that is not white space, from where reading goes on. */
  #next(): string {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text[this.#at] ?? "";
  }
}

/** True for a quote behind an odd number of backslashes. */
function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1;
  while (text.charCodeAt(at) === 0x5c) at--;
  return (quote - at) % 2 === 0;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/** What ends a literal: white space, a comma, a bracket, a brace. */
function isEnd(unit: number): boolean {
  return isSpace(unit) || unit === 0x2c || unit === 0x5d || unit === 0x7d;
}
