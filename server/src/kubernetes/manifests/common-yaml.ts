/**
 * Reads the YAML that people write in one pass, some seven times as fast as the library: block maps and lists, scalars on
 * one line, literal and folded scalars, flow collections on one line, comments. Whatever else a text holds (anchors, tags,
 * merge keys, tabs, directives, scalars over several lines, every error) is left to the library: then there is no result.
 * A result is what the library makes of the text: the same nodes with the same values at the same offsets.
 */
import { type BlockScalar, readBlockScalar } from "./block-scalar.ts";

/** The styles of scalars, as the library calls them. */
export type ScalarStyle = "PLAIN" | "QUOTE_DOUBLE" | "QUOTE_SINGLE" | "BLOCK_LITERAL" | "BLOCK_FOLDED";

/** Offsets are UTF-16 code units of the text: where a node begins, where it ends, and where what trails it ends. */
interface Placed {
  readonly start: number;
  readonly end: number;
  readonly behind: number;
}

export interface CommonScalar extends Placed {
  readonly kind: "scalar";
  readonly text: string;
  readonly style: ScalarStyle;
}

export interface CommonMap extends Placed {
  readonly kind: "map";
  readonly isFlow: boolean;
  /** As many as there are values, in their order. */
  readonly keys: readonly CommonScalar[];
  readonly values: readonly CommonNode[];
}

export interface CommonList extends Placed {
  readonly kind: "list";
  readonly isFlow: boolean;
  readonly items: readonly CommonNode[];
}

export type CommonNode = CommonScalar | CommonMap | CommonList;

/** Collections within each other; deeper ones are left to the library and its bound. */
const deepest = 100;

/** Longer keys are an error in YAML. */
const longestKey = 1000;

/** Of a line: its indentation, a comment, its break. Of a key with its value, an item: marks and blanks around. */
const tokensALine = 4;
const tokensANode = 10;
/** Of a value or key in a flow collection: its mark, its brackets, a blank before it, a comma or colon behind it. */
const tokensInFlow = 5;

/** Control characters, other line breaks than `\n`, a byte order mark, and halves of characters: the library judges them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: YAML forbids exactly these (YAML 1.1 section 5.1).
const unusual = /[\u0000-\u0008\u000b-\u001f\u007f\u0085\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;

/**
 * The root of a text that is one block map; undefined for everything that is left to the library. Never throws.
 * @param mostTokens for a text that may have more tokens of the library, `isWithin` decides
 * @param isWithin false for a text that is left to the library, too; asked at most once
 */
export function readCommonYaml(
  text: string,
  mostTokens: number = Number.POSITIVE_INFINITY,
  isWithin: () => boolean = () => false,
): CommonMap | undefined {
  if (unusual.test(text)) return undefined;
  try {
    return new CommonReader(text, mostTokens, isWithin).root();
  } catch (error) {
    if (error === uncommon) return undefined;
    throw error;
  }
}

/** What reading ends with where the text is left to the library. It has no trace: it is made once. */
const uncommon: unique symbol = Symbol("uncommon");

function leave(): never {
  throw uncommon;
}

/** A comment on a line of its own. */
interface CommentLine {
  readonly indent: number;
  /** Behind its line break. */
  readonly end: number;
}

/** What a collection learns of the value that was read last. */
type Grown<T> = { -readonly [K in keyof T]: T[K] };

const [space, tab, lineBreak, hash, colon, dash, comma] = [0x20, 0x09, 0x0a, 0x23, 0x3a, 0x2d, 0x2c] as const;
const [quote, apostrophe, openList, closeList, openMap, closeMap] = [0x22, 0x27, 0x5b, 0x5d, 0x7b, 0x7d] as const;
const [bar, greater, backslash] = [0x7c, 0x3e, 0x5c] as const;

/** Characters that no plain scalar is begun with here. */
const indicators: ReadonlySet<number> = new Set(
  [..."?:,[]{}#&*!|>'\"%@`<"].map((character) => character.charCodeAt(0)),
);

class CommonReader {
  readonly #text: string;
  /** The first character of the line that is read next, its column; the text's length and -1 at the end. */
  #at = 0;
  #indent = 0;
  /** Comments between what was read last and this line that belong to nothing yet. */
  #comments: readonly CommentLine[] = [];
  #depth = 0;
  /** How many tokens there may still be: no node and no line has more than are taken off for it. */
  #tokens: number;
  readonly #isWithin: () => boolean;

  constructor(text: string, mostTokens: number, isWithin: () => boolean) {
    this.#text = text;
    this.#tokens = mostTokens;
    this.#isWithin = isWithin;
  }

  #spend(tokens: number): void {
    this.#tokens -= tokens;
    if (this.#tokens >= 0) return;
    if (!this.#isWithin()) leave();
    this.#tokens = Number.POSITIVE_INFINITY;
  }

  root(): CommonMap {
    this.#toContent(0);
    if (this.#indent !== 0 || this.#isDash(this.#at)) leave();
    return this.#map(0);
  }

  #code(at: number): number {
    return at < this.#text.length ? this.#text.charCodeAt(at) : lineBreak;
  }

  /** Goes to the first line with something on it, from the start of a line on. */
  #toContent(from: number): void {
    const text = this.#text;
    let comments: CommentLine[] | undefined;
    for (let line = from; line < text.length; ) {
      this.#spend(tokensALine);
      let at = line;
      while (text.charCodeAt(at) === space) at++;
      const first = this.#code(at);
      if (first === lineBreak) {
        line = at + 1;
        continue;
      }
      if (first !== hash) {
        this.#at = at;
        this.#indent = at - line;
        this.#comments = comments ?? none;
        if (this.#indent === 0) this.#refuseMarker(at);
        return;
      }
      const next = this.#nextLine(at);
      comments ??= [];
      comments.push({ indent: at - line, end: next });
      line = next;
    }
    this.#at = text.length;
    this.#indent = -1;
    this.#comments = comments ?? none;
  }

  #refuseMarker(at: number): void {
    const text = this.#text;
    if (text.startsWith("---", at) || text.startsWith("...", at)) leave();
  }

  /** Behind the line break of the line that `at` stands in; the text's length in the last one. */
  #nextLine(at: number): number {
    const end = this.#text.indexOf("\n", at);
    return end < 0 ? this.#text.length : end + 1;
  }

  #isDash(at: number): boolean {
    if (this.#text.charCodeAt(at) !== dash) return false;
    const next = this.#code(at + 1);
    return next === space || next === lineBreak || next === tab;
  }

  #skipSpaces(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === space) at++;
    if (this.#text.charCodeAt(at) === tab) leave();
    return at;
  }

  /** A map whose first key stands at `#at`. */
  #map(indent: number): CommonMap {
    if (++this.#depth > deepest) leave();
    const start = this.#at;
    const keys: CommonScalar[] = [];
    const values: CommonNode[] = [];
    let end: number;
    do {
      const key = this.#key(this.#at) ?? leave();
      keys.push(key);
      const value = this.#mapValue(this.#skipSpaces(key.behind), indent);
      values.push(value);
      end = value.behind;
      if (this.#indent > indent || (this.#indent === indent && this.#isDash(this.#at))) leave();
    } while (this.#indent === indent);
    this.#depth -= 1;
    return { kind: "map", isFlow: false, start, end, behind: this.#behind(end, indent), keys, values };
  }

  /** A list whose first dash stands at `#at`. */
  #list(indent: number): CommonList {
    if (++this.#depth > deepest) leave();
    const start = this.#at;
    const items: CommonNode[] = [];
    let end: number;
    do {
      const item = this.#item(indent);
      items.push(item);
      end = item.behind;
      if (this.#indent > indent) leave();
    } while (this.#indent === indent && this.#isDash(this.#at));
    this.#depth -= 1;
    return { kind: "list", isFlow: false, start, end, behind: this.#behind(end, indent), items };
  }

  /** Comments behind a collection are its own where one of them is indented as far; at the margin they never are. */
  #behind(end: number, indent: number): number {
    if (indent === 0 || this.#comments.length === 0) return end;
    if (this.#comments.every((comment) => comment.indent < indent)) return end;
    this.#comments = none;
    return this.#at;
  }

  /** The key at an offset, `behind` its colon; undefined for anything else. */
  #key(at: number): CommonScalar | undefined {
    const first = this.#code(at);
    if (first === quote || first === apostrophe) {
      const { text, end } = this.#quoted(at);
      if (this.#code(end) !== colon) return undefined;
      if (end - at > longestKey || !isBlank(this.#code(end + 1))) leave();
      return { kind: "scalar", text, style: styleOf(first), start: at, end, behind: end + 1 };
    }
    const end = this.#plainEnd(at);
    if (this.#code(end) !== colon) return undefined;
    if (end - at > longestKey || this.#text.charCodeAt(end - 1) === space) leave();
    const text = this.#text.slice(at, end);
    return { kind: "scalar", text, style: "PLAIN", start: at, end, behind: end + 1 };
  }

  /** Where a plain scalar of a block ends: at a colon that makes it a key, a comment, or the line's end. */
  #plainEnd(start: number): number {
    const text = this.#text;
    const first = this.#code(start);
    if (indicators.has(first) || this.#isDash(start)) leave();
    for (let at = start; ; at++) {
      const code = this.#code(at);
      if (code === lineBreak) return at;
      if (code === tab) leave();
      if (code === colon && isBlank(this.#code(at + 1))) return at;
      if (code === hash && text.charCodeAt(at - 1) === space) return at;
    }
  }

  /** What stands behind a key; `at` is behind the spaces that follow its colon. */
  #mapValue(at: number, indent: number): CommonNode {
    this.#spend(tokensANode);
    const first = this.#code(at);
    if (first !== lineBreak && (first !== hash || this.#text.charCodeAt(at - 1) !== space)) {
      if (this.#isDash(at)) leave();
      return this.#lineValue(at, indent);
    }
    this.#toContent(this.#nextLine(at));
    if (this.#indent > indent) return this.#block(this.#indent);
    if (this.#indent === indent && this.#isDash(this.#at)) return this.#list(indent);
    // Comments trail an empty value at a map's end, and what else is before the next line with them.
    const isTrailed = first === hash || this.#comments.length > 0;
    this.#comments = none;
    return { kind: "scalar", text: "", style: "PLAIN", start: at, end: at, behind: isTrailed ? this.#at : at };
  }

  #block(indent: number): CommonNode {
    return this.#isDash(this.#at) ? this.#list(indent) : this.#map(indent);
  }

  /** What stands behind a dash at `#at`. */
  #item(indent: number): CommonNode {
    this.#spend(tokensANode);
    const start = this.#skipSpaces(this.#at + 1);
    const first = this.#code(start);
    if (first === lineBreak || first === hash) leave();
    const column = indent + (start - this.#at);
    if (this.#isDash(start)) {
      this.#at = start;
      return this.#list(column);
    }
    const isValue = first === openList || first === openMap || first === bar || first === greater;
    if (isValue || this.#key(start) === undefined) return this.#lineValue(start, indent);
    this.#at = start;
    return this.#map(column);
  }

  /** A value that begins on the line of its key or dash; goes to the next line with something on it. */
  #lineValue(start: number, indent: number): CommonNode {
    const first = this.#code(start);
    if (first === bar || first === greater) return this.#blockScalar(start, indent);
    const made = this.#inline(start, first);
    const end = this.#skipSpaces(made.end);
    const next = this.#code(end);
    if (next !== lineBreak && (next !== hash || end === made.end)) leave();
    made.behind = this.#nextLine(end);
    this.#toContent(made.behind);
    // Comments that are indented further than the collection trail its last value.
    while (this.#comments[0] !== undefined && this.#comments[0].indent > indent) {
      made.behind = this.#comments[0].end;
      this.#comments = this.#comments.slice(1);
    }
    return made;
  }

  #inline(start: number, first: number): Grown<CommonNode> {
    if (first === openList || first === openMap) return this.#flow(start, first);
    if (first === quote || first === apostrophe) {
      const { text, end } = this.#quoted(start);
      return { kind: "scalar", text, style: styleOf(first), start, end, behind: end };
    }
    let end = this.#plainEnd(start);
    if (this.#code(end) === colon) leave();
    while (this.#text.charCodeAt(end - 1) === space) end--;
    return { kind: "scalar", text: this.#text.slice(start, end), style: "PLAIN", start, end, behind: end };
  }

  #blockScalar(start: number, indent: number): CommonScalar {
    const read: BlockScalar | undefined = readBlockScalar(this.#text, start, indent);
    if (read === undefined) return leave();
    this.#toContent(read.end);
    return { kind: "scalar", text: read.text, style: read.style, start, end: read.end, behind: read.end };
  }

  /** A quoted scalar on one line, its end behind the closing quote. */
  #quoted(start: number): { readonly text: string; readonly end: number } {
    return this.#text.charCodeAt(start) === quote ? this.#doubleQuoted(start) : this.#singleQuoted(start);
  }

  #singleQuoted(start: number): { readonly text: string; readonly end: number } {
    const text = this.#text;
    for (let at = start + 1; ; at++) {
      const code = this.#code(at);
      if (code === lineBreak) leave();
      if (code !== apostrophe) continue;
      if (text.charCodeAt(at + 1) === apostrophe) at++;
      else return { text: text.slice(start + 1, at).replaceAll("''", "'"), end: at + 1 };
    }
  }

  #doubleQuoted(start: number): { readonly text: string; readonly end: number } {
    const text = this.#text;
    let isEscaped = false;
    for (let at = start + 1; ; at++) {
      const code = this.#code(at);
      if (code === lineBreak) leave();
      if (code === backslash) {
        isEscaped = true;
        at++;
        // Escapes that JSON reads alike, but those of code points.
        if (!'"\\/bfnrt'.includes(text[at] ?? " ")) leave();
      } else if (code === quote) {
        const inner = text.slice(start + 1, at);
        if (isEscaped && inner.includes("\t")) leave();
        return { text: isEscaped ? String(JSON.parse(`"${inner}"`)) : inner, end: at + 1 };
      }
    }
  }

  /** A flow collection on one line. */
  #flow(start: number, first: number): Grown<CommonMap | CommonList> {
    if (++this.#depth > deepest) leave();
    const made = first === openList ? this.#flowList(start) : this.#flowMap(start);
    this.#depth -= 1;
    return made;
  }

  #flowList(start: number): Grown<CommonList> {
    const items: CommonNode[] = [];
    let at = this.#skipSpaces(start + 1);
    while (this.#code(at) !== closeList || items.length > 0) {
      const item = this.#flowValue(at);
      items.push(item);
      at = this.#skipSpaces(item.end);
      if (this.#code(at) === closeList) break;
      if (this.#code(at) !== comma) leave();
      at = this.#skipSpaces(at + 1);
      if (this.#code(at) === closeList) break;
    }
    return { kind: "list", isFlow: true, start, end: at + 1, behind: at + 1, items };
  }

  #flowMap(start: number): Grown<CommonMap> {
    const keys: CommonScalar[] = [];
    const values: CommonNode[] = [];
    let at = this.#skipSpaces(start + 1);
    while (this.#code(at) !== closeMap || keys.length > 0) {
      const key = this.#flowValue(at);
      if (key.kind !== "scalar" || this.#code(key.end) !== colon || this.#code(key.end + 1) !== space) return leave();
      if (key.end - at > longestKey) leave();
      const value = this.#flowValue(this.#skipSpaces(key.end + 1));
      keys.push(key);
      values.push(value);
      at = this.#skipSpaces(value.end);
      if (this.#code(at) === closeMap) break;
      if (this.#code(at) !== comma) leave();
      at = this.#skipSpaces(at + 1);
      if (this.#code(at) === closeMap) break;
    }
    return { kind: "map", isFlow: true, start, end: at + 1, behind: at + 1, keys, values };
  }

  #flowValue(start: number): CommonNode {
    this.#spend(tokensInFlow);
    const first = this.#code(start);
    if (first === openList || first === openMap) return this.#flow(start, first);
    if (first === quote || first === apostrophe) {
      const { text, end } = this.#quoted(start);
      return { kind: "scalar", text, style: styleOf(first), start, end, behind: end };
    }
    const end = this.#flowPlainEnd(start);
    return { kind: "scalar", text: this.#text.slice(start, end), style: "PLAIN", start, end, behind: end };
  }

  #flowPlainEnd(start: number): number {
    const first = this.#code(start);
    if (indicators.has(first) || first === lineBreak) leave();
    const next = this.#code(start + 1);
    if (first === dash && next !== dash && !isWordly(next)) leave();
    let end = start;
    for (let at = start; ; at++) {
      const code = this.#code(at);
      if (code === comma || code === closeList || code === closeMap) return end;
      if (code === colon && !isWordly(this.#code(at + 1))) return end === at ? end : leave();
      if (code === lineBreak || code === tab || code === hash || code === openList || code === openMap) leave();
      if (code !== space) end = at + 1;
    }
  }
}

const none: readonly CommentLine[] = [];

function styleOf(mark: number): ScalarStyle {
  return mark === quote ? "QUOTE_DOUBLE" : "QUOTE_SINGLE";
}

function isBlank(code: number): boolean {
  return code === space || code === lineBreak || code === tab;
}

/** A character that a colon before it does not end a plain scalar of a flow collection at: letters, digits, a slash. */
function isWordly(code: number): boolean {
  return (code >= 0x2f && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
