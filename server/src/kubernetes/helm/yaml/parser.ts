/** Tokens of YAML as nodes: a port of go-yaml v2's parser (parserc.go, decode.go), errors and their lines included. */
import { refusedCharacter, YamlError } from "./input.ts";
import type { YamlNode } from "./node.ts";
import { Scanner } from "./scanner.ts";
import type { Token, TokenType } from "./token.ts";

/**
 * The first document of a text; undefined: there is none. What follows it is not looked at.
 * @throws {YamlError} in go-yaml's words
 */
export function parseYaml(text: string): YamlNode | undefined {
  const refused = refusedCharacter(text);
  if (refused === undefined) return new Parser(text).document();
  return parseUpTo(text, refused);
}

/** Octets that go-yaml's reader decodes at a time: what it refuses is told when it gets there, and no earlier. */
const readAhead = 512;

function parseUpTo(text: string, { offset, problem }: { readonly offset: number; readonly problem: string }) {
  const limit = chunkStart(text, offset);
  try {
    const parser = new Parser(text.slice(0, limit));
    const document = parser.document();
    if (parser.reached < limit) return document;
  } catch (error) {
    if (error instanceof YamlError && error.offset < limit) throw error;
  }
  throw new YamlError(problem, 0, offset);
}

/** The start of the chunk that holds the character at an offset. */
function chunkStart(text: string, offset: number): number {
  let octets = 0;
  let start = 0;
  for (let index = 0; index < offset; index++) {
    if (Math.floor(octets / readAhead) < Math.floor((octets + octetsOf(text, index)) / readAhead)) start = index + 1;
    octets += octetsOf(text, index);
  }
  return start;
}

function octetsOf(text: string, index: number): number {
  const code = text.charCodeAt(index);
  // A surrogate is half of a character of four octets.
  return code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
}

const defaultTags: readonly (readonly [string, string])[] = [
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
];

/** Nodes within nodes; the reader is recursive. */
const deepest = 1000;

class Parser {
  readonly #scanner: Scanner;
  readonly #tags = new Map<string, string>();
  readonly #anchors = new Map<string, Mutable>();
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  /** How far it has read. */
  get reached(): number {
    return this.#scanner.input.pos;
  }

  document(): YamlNode | undefined {
    const first = this.#scanner.peek();
    if (first.type === "stream-end") return undefined;
    const explicit = this.#startDocument(first);
    const token = this.#scanner.peek();
    const isEmpty = explicit && isOneOf(token, documentEnds);
    const node = isEmpty ? emptyNode(token.start, token.line) : this.#node(true, false);
    this.#scanner.peek();
    return node;
  }

  /** True if the document is begun by `---`. */
  #startDocument(first: Token): boolean {
    let token = first;
    let version = false;
    while (token.type === "version" || token.type === "tag-directive") {
      if (token.type === "version") {
        if (version) throw parseError("found duplicate %YAML directive", token);
        if (token.value !== "1.1") throw parseError("found incompatible YAML document", token);
        version = true;
      } else {
        const { value = "", suffix = "" } = token;
        if (this.#tags.has(value)) throw parseError("found duplicate %TAG directive", token);
        this.#tags.set(value, suffix);
      }
      this.#scanner.skip();
      token = this.#scanner.peek();
    }
    for (const [handle, prefix] of defaultTags) if (!this.#tags.has(handle)) this.#tags.set(handle, prefix);
    if (token.type === "document-start") {
      this.#scanner.skip();
      return true;
    }
    if (token !== first) throw parseError("did not find expected <document start>", token);
    return false;
  }

  #node(block: boolean, indentless: boolean): YamlNode {
    const token = this.#scanner.peek();
    if (token.type === "alias") return this.#alias(token);
    const properties = this.#properties(token);
    const { token: next, tag, anchor } = properties;
    this.#depth += 1;
    if (this.#depth > deepest) throw parseError(`exceeded max depth of ${deepest}`, next);
    const slot: Mutable = { node: undefined };
    // An alias inside of what it names is found while that is read.
    if (anchor !== undefined) this.#anchors.set(anchor, slot);
    const node = this.#content(next, tag, block, indentless) ?? missing(properties);
    slot.node = node;
    this.#depth -= 1;
    return node;
  }

  #alias({ value = "", start, end, line }: Token): YamlNode {
    const slot = this.#anchors.get(value);
    if (slot === undefined) throw new YamlError(`unknown anchor '${value}' referenced`, 0, start);
    this.#scanner.skip();
    return new Alias(value, slot, { start, end, line });
  }

  #properties(first: Token): Properties {
    let token = first;
    let anchor: string | undefined;
    let tag: Token | undefined;
    while ((token.type === "anchor" && anchor === undefined) || (token.type === "tag" && tag === undefined)) {
      if (token.type === "anchor") anchor = token.value ?? "";
      else tag = token;
      this.#scanner.skip();
      token = this.#scanner.peek();
    }
    return { token, anchor, tag: tag === undefined ? "" : this.#tag(tag) };
  }

  #tag(token: Token): string {
    const { value = "", suffix = "" } = token;
    if (value === "") return suffix;
    const prefix = this.#tags.get(value);
    if (prefix === undefined) throw parseError("found undefined tag handle", token);
    return prefix + suffix;
  }

  #content(token: Token, tag: string, block: boolean, indentless: boolean): YamlNode | undefined {
    switch (token.type) {
      case "-":
        return indentless ? this.#indentlessList(token) : undefined;
      case "scalar": {
        const { value = "", start, end, line, style } = token;
        const implicit = (tag === "" && style === "plain") || tag === "!";
        this.#scanner.skip();
        return { kind: "scalar", value, tag, implicit, start, end, line };
      }
      case "[":
        return this.#flowList(token);
      case "{":
        return this.#flowMap(token);
      case "block-sequence-start":
        return block ? this.#blockList(token) : undefined;
      case "block-mapping-start":
        return block ? this.#blockMap(token) : undefined;
      default:
        return undefined;
    }
  }

  #indentlessList({ start, line }: Token): YamlNode {
    const items: YamlNode[] = [];
    let token = this.#scanner.peek();
    while (token.type === "-") {
      this.#scanner.skip();
      items.push(this.#nodeUnless(indentlessEnds, token.end, false));
      token = this.#scanner.peek();
    }
    return { kind: "list", items, start, end: items.at(-1)?.end ?? token.start, line };
  }

  #blockList(first: Token): YamlNode {
    this.#scanner.skip();
    const items: YamlNode[] = [];
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === "block-end") {
        this.#scanner.skip();
        return { kind: "list", items, start: first.start, end: items.at(-1)?.end ?? token.start, line: first.line };
      }
      if (token.type !== "-") throw parseError("did not find expected '-' indicator", token);
      this.#scanner.skip();
      items.push(this.#nodeUnless(blockListEnds, token.end, false));
    }
  }

  #blockMap(first: Token): YamlNode {
    this.#scanner.skip();
    const entries: { key: YamlNode; value: YamlNode }[] = [];
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === "block-end") {
        this.#scanner.skip();
        const end = entries.at(-1)?.value.end ?? token.start;
        return { kind: "map", entries, start: first.start, end, line: first.line };
      }
      if (token.type !== "?") throw parseError("did not find expected key", token);
      this.#scanner.skip();
      const key = this.#nodeUnless(blockMapEnds, token.end, true);
      entries.push({ key, value: this.#blockValue() });
    }
  }

  #blockValue(): YamlNode {
    const token = this.#scanner.peek();
    if (token.type !== ":") return emptyNode(token.start, token.line);
    this.#scanner.skip();
    return this.#nodeUnless(blockMapEnds, token.end, true);
  }

  /** An empty scalar if the next token is one of those; its mark is where the indicator before it ends. */
  #nodeUnless(ends: ReadonlySet<TokenType>, mark: number, indentless: boolean): YamlNode {
    const token = this.#scanner.peek();
    return ends.has(token.type) ? emptyNode(mark, token.line) : this.#node(true, indentless);
  }

  #flowList(first: Token): YamlNode {
    this.#scanner.skip();
    const items: YamlNode[] = [];
    for (;;) {
      let token = this.#scanner.peek();
      if (token.type !== "]" && items.length > 0) {
        if (token.type !== ",") throw parseError("did not find expected ',' or ']'", token);
        this.#scanner.skip();
        token = this.#scanner.peek();
      }
      if (token.type === "]") {
        this.#scanner.skip();
        return { kind: "list", items, start: first.start, end: token.end, line: first.line };
      }
      items.push(token.type === "?" ? this.#singlePair(token) : this.#node(false, false));
    }
  }

  /** `[a: b]` holds a map of one entry. */
  #singlePair({ start, line }: Token): YamlNode {
    this.#scanner.skip();
    let token = this.#scanner.peek();
    let key: YamlNode;
    if (token.type === ":" || token.type === "," || token.type === "]") {
      // go-yaml takes that token for the end of the key.
      this.#scanner.skip();
      key = emptyNode(token.end, token.line);
    } else key = this.#node(false, false);
    token = this.#scanner.peek();
    let value: YamlNode | undefined;
    if (token.type === ":") {
      this.#scanner.skip();
      token = this.#scanner.peek();
      if (token.type !== "," && token.type !== "]") value = this.#node(false, false);
    }
    const node = value ?? emptyNode(token.start, token.line);
    this.#scanner.peek();
    return { kind: "map", entries: [{ key, value: node }], start, end: node.end, line };
  }

  #flowMap(first: Token): YamlNode {
    this.#scanner.skip();
    const entries: { key: YamlNode; value: YamlNode }[] = [];
    for (;;) {
      let token = this.#scanner.peek();
      if (token.type !== "}" && entries.length > 0) {
        if (token.type !== ",") throw parseError("did not find expected ',' or '}'", token);
        this.#scanner.skip();
        token = this.#scanner.peek();
      }
      if (token.type === "}") {
        this.#scanner.skip();
        return { kind: "map", entries, start: first.start, end: token.end, line: first.line };
      }
      entries.push(this.#flowEntry(token));
    }
  }

  #flowEntry(first: Token): { key: YamlNode; value: YamlNode } {
    if (first.type !== "?") {
      const key = this.#node(false, false);
      const { start, line } = this.#scanner.peek();
      return { key, value: emptyNode(start, line) };
    }
    this.#scanner.skip();
    const token = this.#scanner.peek();
    const isEmpty = token.type === ":" || token.type === "," || token.type === "}";
    const key = isEmpty ? emptyNode(token.start, token.line) : this.#node(false, false);
    return { key, value: this.#flowValue() };
  }

  #flowValue(): YamlNode {
    let token = this.#scanner.peek();
    if (token.type === ":") {
      this.#scanner.skip();
      token = this.#scanner.peek();
      if (token.type !== "," && token.type !== "}") return this.#node(false, false);
    }
    return emptyNode(token.start, token.line);
  }
}

interface Properties {
  readonly token: Token;
  readonly anchor: string | undefined;
  readonly tag: string;
}

/** A node that may still be read. */
interface Mutable {
  node: YamlNode | undefined;
}

class Alias {
  readonly kind = "alias";
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly #slot: Mutable;
  constructor(name: string, slot: Mutable, { start, end, line }: { start: number; end: number; line: number }) {
    this.name = name;
    this.#slot = slot;
    this.start = start;
    this.end = end;
    this.line = line;
  }
  get target(): YamlNode {
    return this.#slot.node ?? this;
  }
}

const documentEnds: ReadonlySet<TokenType> = new Set([
  "version",
  "tag-directive",
  "document-start",
  "document-end",
  "stream-end",
]);
const indentlessEnds: ReadonlySet<TokenType> = new Set(["-", "?", ":", "block-end"]);
const blockListEnds: ReadonlySet<TokenType> = new Set(["-", "block-end"]);
const blockMapEnds: ReadonlySet<TokenType> = new Set(["?", ":", "block-end"]);

function isOneOf({ type }: Token, types: ReadonlySet<TokenType>): boolean {
  return types.has(type);
}

/** A node of which there is nothing but its anchor and tag. */
function missing({ token, anchor, tag }: Properties): YamlNode {
  if (anchor === undefined && tag === "") throw parseError("did not find expected node content", token);
  return {
    kind: "scalar",
    tag,
    implicit: tag === "",
    value: "",
    start: token.start,
    end: token.start,
    line: token.line,
  };
}

function emptyNode(at: number, line: number): YamlNode {
  return { kind: "scalar", value: "", tag: "", implicit: true, start: at, end: at, line };
}

/** The parser's problems name the line before theirs, as go-yaml does. */
function parseError(problem: string, token: Token): YamlError {
  return new YamlError(problem, token.line, token.start);
}
