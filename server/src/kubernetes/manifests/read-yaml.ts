/** Reads one YAML document as kubectl does (sigs.k8s.io/yaml over go-yaml v2: YAML 1.1 scalars), as a JSON value. */

import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, type Scalar, visit } from "yaml";
import { decodeBase64, utf8Text } from "../../base/base64.ts";
import { replaceParts } from "../../base/between.ts";
import { shortened } from "../../base/excerpt.ts";
import type { JsonValue } from "../../base/json.ts";
import type { Span } from "../../base/span.ts";
import type { CommonNode, CommonScalar } from "./common-yaml.ts";
import { commonRoot, deepestNesting, parseBounded, tooDeep } from "./parse-yaml.ts";

export type { JsonValue } from "../../base/json.ts";

/** Something kubectl's strict reading refuses although a value can be read. */
export interface StrictProblem {
  readonly span: Span;
  readonly message: string;
}

export type YamlResult =
  | { readonly kind: "value"; readonly value: JsonValue; readonly strict: readonly StrictProblem[] }
  | { readonly kind: "empty" }
  | {
      readonly kind: "error";
      readonly message: string;
      readonly span: Span;
      /** Reading ended at a bound of ours; whether the text is right is not known. */
      readonly gaveUp: boolean;
    };

/** Reads one document. Never throws; offsets are UTF-16 code units of `text`. */
export function readYaml(text: string): YamlResult {
  const root = commonRoot(text);
  const value = root && commonValue(root);
  // The reader of nodes reports keys that are written twice, and other defects that need a place.
  return value === undefined ? readDocument(parseYaml(text), text) : { kind: "value", value, strict: [] };
}

/** The value; undefined where something in it is refused. */
function commonValue(node: CommonNode): JsonValue | undefined {
  if (node.kind === "scalar") return commonScalar(node);
  if (node.kind === "list") {
    const list: JsonValue[] = [];
    for (const item of node.items) {
      const value = commonValue(item);
      if (value === undefined) return undefined;
      list.push(value);
    }
    return list;
  }
  const map: Record<string, JsonValue> = {};
  for (const [index, item] of node.values.entries()) {
    const key = node.keys[index];
    const written = key && commonScalar(key);
    const value = commonValue(item);
    if (written === undefined || written === null || value === undefined) return undefined;
    const name = String(written);
    if (Object.hasOwn(map, name) || name === "__proto__") return undefined;
    map[name] = value;
  }
  return map;
}

function commonScalar({ text, style }: CommonScalar): JsonValue | undefined {
  const value = style === "PLAIN" ? plainValue(text) : text;
  return typeof value === "number" && !Number.isFinite(value) ? undefined : value;
}

/** The document's nodes, all scalars as strings: `readDocument` decides what they mean. */
export function parseYaml(text: string): Document.Parsed {
  const document = parseBounded(text);
  if (!document.errors.some(({ message }) => /^Missing closing ['"]quote/.test(message))) return document;
  const again = parseBounded(joinQuoted(text));
  return again.errors.length === 0 ? again : document;
}

/**
 * Line breaks inside of quoted values as blanks, so that every offset stays: go-yaml does not mind how far the lines of
 * such a value are indented, as long as none looks like the end of the document; the library does.
 */
function joinQuoted(text: string): string {
  const scalars: Span[] = [];
  const quote = /["']/g;
  for (let match = quote.exec(text); match !== null; match = quote.exec(text)) {
    const start = match.index;
    if (!mayBegin(text, start, scalars.at(-1)?.end ?? 0)) continue;
    const end = endOfQuoted(text, start);
    if (end === undefined || !mayEnd(text, end)) continue;
    scalars.push({ start, end });
    quote.lastIndex = end;
  }
  return replaceParts(text, scalars, (scalar) =>
    /\n(---|\.\.\.)/.test(scalar) ? scalar : scalar.replace(/[\r\n]/g, " "),
  );
}

/** True where a scalar may begin: behind an indicator or a line break, blanks, and a tag or an anchor. */
function mayBegin(text: string, start: number, from: number): boolean {
  const isIndicator = (at: number): boolean => at === 0 || (at > from && /[\n:,[{-]/.test(text.charAt(at - 1)));
  const behind = blanksBefore(text, start, from);
  if (isIndicator(behind)) return true;
  if (behind === start) return false;
  // A tag or an anchor begins this word, or stands in it behind an indicator.
  for (let at = behind - 2; at >= from && !/\s/.test(text.charAt(at + 1)); at--) {
    if (/[!&]/.test(text.charAt(at)) && isIndicator(blanksBefore(text, at, from))) return true;
  }
  return false;
}

function blanksBefore(text: string, offset: number, from: number): number {
  let at = offset;
  while (at > from && (text[at - 1] === " " || text[at - 1] === "\t")) at--;
  return at;
}

/** The offset behind the quote that closes a scalar. */
function endOfQuoted(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === "\\") at++;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return undefined;
}

function mayEnd(text: string, end: number): boolean {
  const rest = /[ \t]*(?:$|[\r\n,\]}#:])/y;
  rest.lastIndex = end;
  return rest.test(text);
}

/** The value of a parsed document. */
export function readDocument(document: Document.Parsed, text: string): YamlResult {
  const whole: Span = { start: 0, end: text.length };
  const [error] = document.errors;
  if (error !== undefined) {
    const gaveUp = error.code === "RESOURCE_EXHAUSTION";
    return { kind: "error", message: shortened(error.message), span: spanOfError(error.pos, text), gaveUp };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: YAML forbids exactly these (YAML 1.1 section 5.1).
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control !== null) {
    return {
      kind: "error",
      message: "control characters are not allowed",
      span: { start: control.index, end: control.index + 1 },
      gaveUp: false,
    };
  }
  if (/^%/m.test(text) && /^%YAML/m.test(text))
    return { kind: "error", message: "found incompatible YAML document", span: whole, gaveUp: false };
  if (document.contents === null) return { kind: "empty" };
  const reader = new Reader(document);
  try {
    return { kind: "value", value: reader.value(document.contents), strict: reader.strict };
  } catch (problem) {
    if (!(problem instanceof ReadError)) throw problem;
    const { message, span, gaveUp } = problem;
    return { kind: "error", message: shortened(message), span, gaveUp };
  }
}

class ReadError extends Error {
  readonly span: Span;
  readonly gaveUp: boolean;
  constructor(message: string, span: Span, gaveUp = false) {
    super(message);
    this.span = span;
    this.gaveUp = gaveUp;
  }
}

/** Nodes that aliases may expand to; kubectl refuses documents whose aliases multiply (CVE-2019-11253). */
const expansionLimit = 1_000_000;

/** Of a text that an alias repeats, as many characters count as one node. */
const charactersANode = 64;

/** A value that aliases repeat: it is read once. */
interface Anchored {
  readonly value: JsonValue;
  /** Nodes in it, with all that its own aliases repeat. */
  readonly size: number;
  readonly height: number;
}

/** For each alias of a document the node that it stands for: the last of that anchor before it. */
export function aliasTargets(document: Document.Parsed): ReadonlyMap<unknown, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<unknown, Node>();
  visit(document, {
    Alias: (_, alias) => {
      const target = anchors.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
    Node: (_, node) => {
      if ("anchor" in node && typeof node.anchor === "string") anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/** The document is refused for the first of them; at most so many are reported. */
const mostStrict = 100;

class Reader {
  readonly strict: StrictProblem[] = [];
  readonly #open = new Set<Node>();
  readonly #anchored = new Map<Node, Anchored>();
  /** Nodes read so far, and those of them that aliases brought. */
  #read = 0;
  #expanded = 0;
  /** Collections around the node that is being read, and the most below the anchored node that is. */
  #level = 0;
  #deepest = 0;

  readonly #document: Document.Parsed;
  #targets: ReadonlyMap<unknown, Node> | undefined;

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  value(node: unknown): JsonValue {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const target = this.#target(node);
      if (target === undefined) throw new ReadError(`unknown anchor '${node.source}' referenced`, spanOfNode(node));
      if (this.#open.has(target))
        throw new ReadError(`anchor '${node.source}' value contains itself`, spanOfNode(node));
      return this.#repeat(this.#anchored.get(target) ?? this.#remember(target), node);
    }
    return isNode(node) && node.anchor !== undefined ? this.#remember(node).value : this.#own(node);
  }

  #target(alias: unknown): Node | undefined {
    this.#targets ??= aliasTargets(this.#document);
    return this.#targets.get(alias);
  }

  #own(node: unknown): JsonValue {
    this.#read += 1;
    if (isScalar(node)) return this.#scalar(node);
    if (!isMap(node) && !isSeq(node)) return null;
    this.#enter(1, node);
    this.#level += 1;
    this.#open.add(node);
    const value = isSeq(node) ? node.items.map((item) => this.value(isPair(item) ? null : item)) : this.#map(node);
    this.#open.delete(node);
    this.#level -= 1;
    return value;
  }

  /** Reads an anchored node for itself and for all its aliases. */
  #remember(node: Node): Anchored {
    const [read, deepest] = [this.#read, this.#deepest];
    this.#deepest = this.#level;
    const value = this.#own(node);
    const length = typeof value === "string" ? value.length : 0;
    const size = this.#read - read + Math.floor(length / charactersANode);
    const made: Anchored = { value, size, height: this.#deepest - this.#level };
    this.#deepest = Math.max(deepest, this.#deepest);
    this.#anchored.set(node, made);
    return made;
  }

  #repeat({ value, size, height }: Anchored, alias: Node): JsonValue {
    this.#enter(height, alias);
    this.#count(size, alias);
    return value;
  }

  /** Values of aliases nest as deep as what is written. */
  #enter(height: number, node: Node): void {
    this.#deepest = Math.max(this.#deepest, this.#level + height);
    if (this.#level + height > deepestNesting) throw new ReadError(tooDeep, spanOfNode(node), true);
  }

  #count(size: number, node: unknown): void {
    this.#read += size;
    this.#expanded += size;
    if (this.#expanded > expansionLimit) throw new ReadError("document contains excessive aliasing", spanOfNode(node));
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
        const fields = this.#merge(value);
        this.#count(fields.length, value);
        for (const [name, item] of fields) {
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
    const target = isAlias(value) ? this.#target(value) : value;
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
    if (this.strict.length >= mostStrict) return;
    this.strict.push({ span: spanOfNode(node), message: shortened(`key "${name}" already set in map`) });
  }
}

const trueWords: ReadonlySet<string> = new Set(["y", "yes", "on", "true"]);

/** go-yaml v2's resolve(): a plain scalar's type by its form, a quoted one is a string unless a tag says otherwise. */
function scalarValue(text: string, plain: boolean, tag: string | undefined): JsonValue {
  const name = tag?.replace(/^tag:yaml\.org,2002:/, "").replace(/^!!/, "");
  if (name === "binary") return binaryText(text);
  if (name === "str") return text;
  const typed = name === "int" || name === "float" || name === "bool" || name === "null";
  return plain || typed ? plainValue(text) : text;
}

/** What a plain scalar begins with that is not a string; the empty one is null. */
const typedStart = /^(?:$|[-+.~\dyYnNtTfFoO])/;

function plainValue(text: string): JsonValue {
  if (!typedStart.test(text)) return text;
  if (text === "" || text === "~" || /^(null|Null|NULL)$/.test(text)) return null;
  if (/^(y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE)$/.test(text)) {
    return trueWords.has(text.toLowerCase());
  }
  return numberValue(text) ?? text;
}

function numberValue(text: string): number | undefined {
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
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

/** JSON cannot hold what is not base64 or not UTF-8. */
function binaryText(text: string): string {
  const decoded = decodeBase64(text);
  return ("bytes" in decoded ? utf8Text(decoded.bytes) : undefined) ?? "";
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
