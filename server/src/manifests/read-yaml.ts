/** Knows one YAML document as kubectl reads it (sigs.k8s.io/yaml over go-yaml v2: YAML 1.1 scalars), as a JSON value. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from "yaml";
import type { Span } from "../text/span.ts";
import type { JsonValue } from "../validation/json.ts";

export type { JsonValue } from "../validation/json.ts";

/** Something kubectl's strict reading refuses although a value can be read. */
export interface StrictProblem {
  readonly span: Span;
  readonly message: string;
}

export type YamlResult =
  | { readonly kind: "value"; readonly value: JsonValue; readonly strict: readonly StrictProblem[] }
  | { readonly kind: "empty" }
  | { readonly kind: "error"; readonly message: string; readonly span: Span };

/** Reads one document. Never throws; offsets are UTF-16 code units of `text`. */
export function readYaml(text: string): YamlResult {
  return readDocument(parseYaml(text), text);
}

/** The document's nodes, all scalars as strings: `readDocument` decides what they mean. */
export function parseYaml(text: string): Document.Parsed {
  const document = parse(text);
  if (!document.errors.some(({ message }) => /^Missing closing ['"]quote/.test(message))) return document;
  const again = parse(joinQuoted(text));
  return again.errors.length === 0 ? again : document;
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, {
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    logLevel: "silent",
    prettyErrors: false,
    version: "1.1",
  }) as Document.Parsed;
}

/**
 * Line breaks inside of quoted values as blanks, so that every offset stays: go-yaml does not mind how far the lines of
 * such a value are indented, as long as none looks like the end of the document; the library does.
 */
function joinQuoted(text: string): string {
  const quoted =
    /((?:^|[\n:,[{-])[ \t]*(?:!\S+[ \t]+|&\S+[ \t]+)?)('(?:[^']|'')*'|"(?:[^"\\]|\\[\s\S])*")(?=[ \t]*(?:$|[\r\n,\]}#:]))/g;
  return text.replace(quoted, (whole, before: string, scalar: string) =>
    /\n(---|\.\.\.)/.test(scalar) ? whole : before + scalar.replace(/[\r\n]/g, " "),
  );
}

/** The value of a parsed document. */
export function readDocument(document: Document.Parsed, text: string): YamlResult {
  const whole: Span = { start: 0, end: text.length };
  const [error] = document.errors;
  if (error !== undefined) return { kind: "error", message: error.message, span: spanOfError(error.pos, text) };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: YAML forbids exactly these (YAML 1.1 section 5.1).
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control !== null) {
    return {
      kind: "error",
      message: "control characters are not allowed",
      span: { start: control.index, end: control.index + 1 },
    };
  }
  if (/^%/m.test(text) && /^%YAML/m.test(text))
    return { kind: "error", message: "found incompatible YAML document", span: whole };
  if (document.contents === null) return { kind: "empty" };
  const reader = new Reader(document);
  try {
    return { kind: "value", value: reader.value(document.contents), strict: reader.strict };
  } catch (problem) {
    if (problem instanceof ReadError) return { kind: "error", message: problem.message, span: problem.span };
    return { kind: "error", message: "the document is nested too deeply", span: whole };
  }
}

class ReadError extends Error {
  readonly span: Span;
  constructor(message: string, span: Span) {
    super(message);
    this.span = span;
  }
}

/** Nodes that aliases may expand to; kubectl refuses documents whose aliases multiply (CVE-2019-11253). */
const expansionLimit = 1_000_000;

class Reader {
  readonly strict: StrictProblem[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #expanded = 0;
  #depth = 0;

  constructor(document: Document.Parsed) {
    const targets = new Map<unknown, Node>();
    visit(document, {
      Alias: (_, alias) => {
        const target = this.#anchors.get(alias.source);
        if (target !== undefined) targets.set(alias, target);
      },
      Node: (_, node) => {
        if ("anchor" in node && typeof node.anchor === "string") this.#anchors.set(node.anchor, node);
      },
    });
    this.#targets = targets;
  }

  readonly #targets: ReadonlyMap<unknown, Node>;

  value(node: unknown): JsonValue {
    if (node === null || node === undefined) return null;
    if (this.#depth > 0 && ++this.#expanded > expansionLimit)
      throw new ReadError("document contains excessive aliasing", spanOfNode(node));
    if (isAlias(node)) {
      const target = this.#targets.get(node);
      if (target === undefined) throw new ReadError(`unknown anchor '${node.source}' referenced`, spanOfNode(node));
      if (this.#open.has(target))
        throw new ReadError(`anchor '${node.source}' value contains itself`, spanOfNode(node));
      this.#depth += 1;
      const value = this.value(target);
      this.#depth -= 1;
      return value;
    }
    if (isScalar(node)) return this.#scalar(node);
    if (!isMap(node) && !isSeq(node)) return null;
    this.#open.add(node);
    const value = isSeq(node) ? node.items.map((item) => this.value(isPair(item) ? null : item)) : this.#map(node);
    this.#open.delete(node);
    return value;
  }

  #scalar(node: Scalar): JsonValue {
    const text = String(node.value ?? "");
    const value = scalarValue(text, node.type === "PLAIN" || node.type === undefined, node.tag);
    if (typeof value === "number" && !Number.isFinite(value))
      throw new ReadError(`unsupported value: ${text}`, spanOfNode(node));
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) {
      throw new ReadError("found invalid Unicode character escape code", spanOfNode(node));
    }
    return value;
  }

  #map(node: { readonly items: readonly { readonly key: unknown; readonly value: unknown }[] }): JsonValue {
    const own = new Map<string, JsonValue>();
    const merged = new Map<string, JsonValue>();
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.value === "<<" && key.type === "PLAIN") {
        for (const [name, item] of this.#merge(value)) {
          if (own.has(name) || merged.has(name)) this.#duplicate(name, key);
          if (!merged.has(name)) merged.set(name, item);
        }
        continue;
      }
      const name = this.#key(key);
      if (own.has(name) || merged.has(name)) this.#duplicate(name, key);
      own.set(name, this.value(value));
    }
    for (const [name, item] of merged) if (!own.has(name)) own.set(name, item);
    return Object.fromEntries(own);
  }

  #merge(value: unknown): readonly (readonly [string, JsonValue])[] {
    const target = isAlias(value) ? this.#targets.get(value) : value;
    const sources = isSeq(target) ? target.items : [value];
    return sources.flatMap((source) => {
      const read = this.value(source);
      if (typeof read !== "object" || read === null || Array.isArray(read)) {
        throw new ReadError("map merge requires map or sequence of maps as the value", spanOfNode(value));
      }
      return Object.entries(read);
    });
  }

  #key(node: unknown): string {
    const value = this.value(node);
    if (value === null || typeof value === "object")
      throw new ReadError("only strings, numbers and booleans can be keys", spanOfNode(node));
    return String(value);
  }

  #duplicate(name: string, node: unknown): void {
    this.strict.push({ span: spanOfNode(node), message: `key "${name}" already set in map` });
  }
}

const trueWords: ReadonlySet<string> = new Set(["y", "yes", "on", "true"]);

/** go-yaml v2's resolve(): a plain scalar's type by its form, a quoted one is a string unless a tag says otherwise. */
function scalarValue(text: string, plain: boolean, tag: string | undefined): JsonValue {
  const name = tag?.replace(/^tag:yaml\.org,2002:/, "").replace(/^!!/, "");
  if (name === "binary") return decodeBase64(text);
  if (name === "str") return text;
  const typed = name === "int" || name === "float" || name === "bool" || name === "null";
  if (!plain && !typed) return text;
  if (text === "" || text === "~" || /^(null|Null|NULL)$/.test(text)) return null;
  if (/^(y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE)$/.test(text)) {
    return trueWords.has(text.toLowerCase());
  }
  return numberValue(text) ?? text;
}

function numberValue(text: string): number | undefined {
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^\.(nan|NaN|NAN)$/.test(text)) return Number.NaN;
  const digits = text.replace(/_/g, "");
  const integer = /^([-+]?)(0x[0-9a-fA-F]+|0b[01]+|0o?[0-7]+|\d+)$/.exec(digits);
  if (integer !== null && /^[-+\d]/.test(text)) {
    const [, sign = "", magnitude = ""] = integer;
    const literal = /^0[0-7]+$/.test(magnitude) ? `0o${magnitude.slice(1)}` : magnitude.replace(/^0+(?=\d)/, "");
    const value = BigInt(literal);
    if (value > 0xffffffffffffffffn && /^0[xbo]/.test(literal)) return undefined;
    const result = sign === "-" ? -Number(value) : Number(value);
    return Object.is(result, -0) ? 0 : result;
  }
  if (!/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(digits) || text.startsWith("_")) return undefined;
  const value = Number(digits);
  return Number.isFinite(value) ? value : undefined;
}

function decodeBase64(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let bits = 0;
  let count = 0;
  const bytes: number[] = [];
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
  }
  return decodeURIComponentSafe(bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ""; // Not UTF-8: JSON cannot hold it.
  }
}

function spanOfNode(node: unknown): Span {
  if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) {
    const [start, end] = node.range;
    if (typeof start === "number" && typeof end === "number") return { start, end };
  }
  return { start: 0, end: 0 };
}

function spanOfError(pos: readonly [number, number], text: string): Span {
  const start = Math.min(pos[0], text.length);
  return { start, end: Math.min(Math.max(pos[1], start + 1), Math.max(text.length, start)) };
}
