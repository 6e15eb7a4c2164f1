/** YAML text as tokens: a port of go-yaml v2's scanner (scannerc.go), so that it reads and refuses what helm does. */
import { blank, Input, isBlank, isBreak, isSpace, type Mark, tab, YamlError } from "./input.ts";
import { scanError } from "./scan-error.ts";
import { isDocumentIndicator, scanBlockScalar, scanPlain, scanQuoted } from "./scan-scalar.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-tag.ts";
import type { Token, TokenType } from "./token.ts";

/** Where a key may have begun that is told by a `:` only later. */
interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  readonly token: number;
  readonly mark: Mark;
}

/** A key is on one line and at most this long. */
const longestKey = 1024;
/** go-yaml stops at 10,000; the readers here are recursive, and their stack is smaller than Go's. */
const deepest = 1000;

const nowhere: Mark = { pos: 0, line: 0, column: 0 };

export class Scanner {
  readonly input: Input;
  indent = -1;
  flowLevel = 0;
  readonly #tokens: Token[] = [];
  #head = 0;
  #parsed = 0;
  #ended = false;
  #keyAllowed = true;
  readonly #indents: number[] = [];
  readonly #keys: SimpleKey[] = [{ possible: false, required: false, token: 0, mark: nowhere }];
  readonly #keyOfToken = new Map<number, SimpleKey>();

  constructor(text: string) {
    this.input = new Input(text);
  }

  /** The next token, which stays. At the end it is `stream-end`. */
  peek(): Token {
    while (this.#needsMore()) this.#scanMore();
    const token = this.#tokens[this.#head];
    if (token === undefined) throw new YamlError("unexpected end", 0, this.input.pos);
    return token;
  }

  /** Goes beyond the next token. */
  skip(): void {
    this.#head += 1;
    this.#parsed += 1;
    if (this.#head > 256) {
      this.#tokens.splice(0, this.#head);
      this.#head = 0;
    }
  }

  #needsMore(): boolean {
    if (this.#head === this.#tokens.length) return !this.#ended;
    const key = this.#keyOfToken.get(this.#parsed);
    return key !== undefined && this.#isValid(key);
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    const { input } = this;
    if (key.mark.line < input.line || this.#isTooLong(key)) {
      if (key.required) throw scanError(input, "could not find expected ':'");
      key.possible = false;
      return false;
    }
    return true;
  }

  #isTooLong({ mark }: SimpleKey): boolean {
    const { pos, text } = this.input;
    // Characters count, not code units.
    return pos - mark.pos > longestKey && [...text.slice(mark.pos, pos)].length > longestKey;
  }

  #scanMore(): void {
    const { input } = this;
    this.#scanToNext();
    this.#unroll(input.column);
    const code = input.at();
    if (code === 0) this.#fetchEnd();
    else if (input.column === 0 && code === 0x25) {
      this.#endBlocks();
      this.#tokens.push(scanDirective(input));
    } else if (isDocumentIndicator(input)) {
      this.#endBlocks();
      this.#push(code === 0x2d ? "document-start" : "document-end", 3);
    } else if (!this.#fetchIndicator(String.fromCharCode(code))) this.#fetchPlain(code);
  }

  /** False: no token of one or more indicators begins here. */
  #fetchIndicator(character: string): boolean {
    const spaceNext = isSpace(this.input.at(1));
    switch (character) {
      case "[":
      case "{":
        this.#fetchFlowStart(character);
        return true;
      case "]":
      case "}":
        this.#fetchFlowEnd(character);
        return true;
      case ",":
        this.#fetchFlowEntry();
        return true;
      case "-":
        if (spaceNext) this.#fetchBlockEntry();
        return spaceNext;
      case "?":
        if (this.flowLevel > 0 || spaceNext) this.#fetchKey();
        return this.flowLevel > 0 || spaceNext;
      case ":":
        if (this.flowLevel > 0 || spaceNext) this.#fetchValue();
        return this.flowLevel > 0 || spaceNext;
      case "|":
      case ">":
        if (this.flowLevel === 0) this.#fetchBlockScalar(character === "|" ? "literal" : "folded");
        return this.flowLevel === 0;
      default:
        return this.#fetchMarked(character);
    }
  }

  /** Anchors, aliases, tags and quoted scalars. */
  #fetchMarked(character: string): boolean {
    if (!"*&!'\"".includes(character)) return false;
    this.#saveKey();
    this.#keyAllowed = false;
    if (character === "!") this.#tokens.push(scanTag(this.input));
    else if (character === "'" || character === '"')
      this.#tokens.push(scanQuoted(this, character === "'" ? "single" : "double"));
    else this.#tokens.push(scanAnchor(this.input, character === "*" ? "alias" : "anchor"));
    return true;
  }

  #fetchBlockScalar(style: "literal" | "folded"): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#tokens.push(scanBlockScalar(this, style));
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#push(",", 1);
  }

  #fetchPlain(code: number): void {
    const next = this.input.at(1);
    const isIndicator = isSpace(code) || "-?:,[]{}#&*!|>'\"%@`".includes(String.fromCharCode(code));
    const mayStart =
      !isIndicator ||
      (code === 0x2d && !isBlank(next)) ||
      (this.flowLevel === 0 && (code === 0x3f || code === 0x3a) && !isSpace(next));
    if (!mayStart) throw scanError(this.input, "found character that cannot start any token");
    this.#saveKey();
    this.#keyAllowed = false;
    const { token, broken } = scanPlain(this);
    if (broken) this.#keyAllowed = true;
    this.#tokens.push(token);
  }

  #scanToNext(): void {
    const { input } = this;
    for (;;) {
      while (input.at() === blank || (input.at() === tab && (this.flowLevel > 0 || !this.#keyAllowed))) input.pos += 1;
      input.skipComment();
      if (!isBreak(input.at())) return;
      input.readLine();
      if (this.flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #push(type: TokenType, length: number): void {
    const { pos: start, line } = this.input;
    this.input.pos += length;
    this.#tokens.push({ type, start, end: this.input.pos, line });
  }

  #fetchEnd(): void {
    const { input } = this;
    if (input.column !== 0) {
      input.line += 1;
      input.lineStart = input.pos;
    }
    this.#endBlocks();
    this.#push("stream-end", 0);
    this.#ended = true;
  }

  #endBlocks(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
  }

  #fetchFlowStart(type: "[" | "{"): void {
    this.#saveKey();
    this.#keys.push({ possible: false, required: false, token: this.#nextNumber(), mark: this.input.mark() });
    this.flowLevel += 1;
    if (this.flowLevel > deepest) throw scanError(this.input, `exceeded max depth of ${deepest}`);
    this.#keyAllowed = true;
    this.#push(type, 1);
  }

  #fetchFlowEnd(type: "]" | "}"): void {
    this.#removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel -= 1;
      const key = this.#keys.pop();
      if (key !== undefined) this.#keyOfToken.delete(key.token);
    }
    this.#keyAllowed = false;
    this.#push(type, 1);
  }

  #fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.#keyAllowed) throw scanError(this.input, "block sequence entries are not allowed in this context");
      this.#roll(this.input.mark(), -1, "block-sequence-start");
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#push("-", 1);
  }

  #fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.#keyAllowed) throw scanError(this.input, "mapping keys are not allowed in this context");
      this.#roll(this.input.mark(), -1, "block-mapping-start");
    }
    this.#removeKey();
    this.#keyAllowed = this.flowLevel === 0;
    this.#push("?", 1);
  }

  #fetchValue(): void {
    const key = this.#keys.at(-1);
    if (key !== undefined && this.#isValid(key)) {
      const { pos: start, line } = key.mark;
      this.#insert(key.token, { type: "?", start, end: start, line });
      this.#roll(key.mark, key.token, "block-mapping-start");
      key.possible = false;
      this.#keyOfToken.delete(key.token);
      this.#keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.#keyAllowed) throw scanError(this.input, "mapping values are not allowed in this context");
        this.#roll(this.input.mark(), -1, "block-mapping-start");
      }
      this.#keyAllowed = this.flowLevel === 0;
    }
    this.#push(":", 1);
  }

  #nextNumber(): number {
    return this.#parsed + (this.#tokens.length - this.#head);
  }

  #insert(number: number, token: Token): void {
    this.#tokens.splice(this.#head + number - this.#parsed, 0, token);
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { input } = this;
    const required = this.flowLevel === 0 && this.indent === input.column;
    this.#removeKey();
    const key = { possible: true, required, token: this.#nextNumber(), mark: input.mark() };
    this.#keys[this.#keys.length - 1] = key;
    this.#keyOfToken.set(key.token, key);
  }

  #removeKey(): void {
    const key = this.#keys.at(-1);
    if (key === undefined || !key.possible) return;
    if (key.required) throw scanError(this.input, "could not find expected ':'");
    key.possible = false;
    this.#keyOfToken.delete(key.token);
  }

  /** A deeper block begins; `number`: before that token, -1: here. */
  #roll(mark: Mark, number: number, type: TokenType): void {
    if (this.flowLevel > 0 || this.indent >= mark.column) return;
    this.#indents.push(this.indent);
    this.indent = mark.column;
    if (this.#indents.length > deepest) throw scanError(this.input, `exceeded max depth of ${deepest}`);
    const token: Token = { type, start: mark.pos, end: mark.pos, line: mark.line };
    if (number === -1) this.#tokens.push(token);
    else this.#insert(number, token);
  }

  /** Blocks deeper than the column end. */
  #unroll(column: number): void {
    if (this.flowLevel > 0) return;
    const { pos, line } = this.input;
    while (this.indent > column) {
      this.#tokens.push({ type: "block-end", start: pos, end: pos, line });
      this.indent = this.#indents.pop() ?? -1;
    }
  }
}
