/** The items of a template: text, and what stands between `{{` and `}}` (text/template/parse/lex.go). */
import { byteLength, isByte } from "./bytes.ts";
import { isPrint, quote } from "./quote.ts";

export type ItemType =
  | "error"
  | "bool"
  | "char"
  | "charConstant"
  | "complex"
  | "assign"
  | "declare"
  | "EOF"
  | "field"
  | "identifier"
  | "leftDelim"
  | "leftParen"
  | "number"
  | "pipe"
  | "rawString"
  | "rightDelim"
  | "rightParen"
  | "space"
  | "string"
  | "text"
  | "variable"
  | "dot"
  | "nil"
  | Keyword;

type Keyword = "block" | "break" | "continue" | "define" | "else" | "end" | "if" | "range" | "template" | "with";

const keywords: ReadonlySet<string> = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);

/** One item; for `error`, `value` says what is wrong. */
export interface Item {
  readonly type: ItemType;
  /** UTF-16 code units. */
  readonly pos: number;
  readonly value: string;
}

/** An item as messages show it. */
export function printItem({ type, value }: Item): string {
  if (type === "EOF") return "EOF";
  if (type === "error") return value;
  if (keywords.has(type) || type === "dot" || type === "nil") return `<${value}>`;
  return byteLength(value) > 10 ? `${quote([...value].slice(0, 10).join(""))}...` : quote(value);
}

const wordCharacter = /^[_\p{L}\p{Nd}]$/u;

/** Reads one item after the other; after an error the input is at its end. */
export class Lexer {
  #input: string;
  #pos = 0;
  #start = 0;
  #parens = 0;
  #insideAction = false;

  constructor(input: string) {
    this.#input = input;
  }

  next(): Item {
    return this.#insideAction ? this.#action() : this.#text();
  }

  #item(type: ItemType): Item {
    const item = { type, pos: this.#start, value: this.#input.slice(this.#start, this.#pos) };
    this.#start = this.#pos;
    return item;
  }

  /** Skips what was read. */
  #ignore(): void {
    this.#start = this.#pos;
  }

  #error(value: string): Item {
    const item: Item = { type: "error", pos: this.#start, value };
    this.#start = 0;
    this.#pos = 0;
    this.#input = "";
    return item;
  }

  #text(): Item {
    for (;;) {
      const input = this.#input;
      const found = input.indexOf("{{", this.#pos);
      if (found < 0) {
        this.#pos = input.length;
        if (this.#pos > this.#start) return this.#item("text");
        return { type: "EOF", pos: this.#pos, value: "EOF" };
      }
      if (found > this.#pos) {
        let end = found;
        if (this.#trimsLeft(found + 2)) while (end > this.#start && isSpace(input.charCodeAt(end - 1))) end--;
        this.#pos = end;
        const item = this.#item("text");
        this.#pos = found;
        this.#ignore();
        if (item.value !== "") return item;
      }
      const trims = this.#trimsLeft(found + 2);
      const inner = found + 2 + (trims ? 2 : 0);
      if (!input.startsWith("/*", inner)) {
        this.#pos = found + 2;
        const item = this.#item("leftDelim");
        this.#insideAction = true;
        this.#pos = inner;
        this.#ignore();
        this.#parens = 0;
        return item;
      }
      const fault = this.#comment(inner);
      if (fault !== undefined) return fault;
    }
  }

  #comment(inner: number): Item | undefined {
    this.#pos = inner;
    this.#ignore();
    const close = this.#input.indexOf("*/", inner + 2);
    if (close < 0) return this.#error("unclosed comment");
    this.#pos = close + 2;
    const delimiter = this.#rightDelimiter();
    if (delimiter === undefined) return this.#error("comment ends before closing delimiter");
    this.#closeBraces(delimiter === "trim");
    this.#ignore();
    return undefined;
  }

  #trimsLeft(at: number): boolean {
    return this.#input.charCodeAt(at) === minus && isSpace(this.#input.charCodeAt(at + 1));
  }

  #rightDelimiter(): "plain" | "trim" | undefined {
    const input = this.#input;
    const at = this.#pos;
    const code = input.charCodeAt(at);
    if (code === brace) return input.charCodeAt(at + 1) === brace ? "plain" : undefined;
    return isSpace(code) && input.charCodeAt(at + 1) === minus && input.startsWith("}}", at + 2) ? "trim" : undefined;
  }

  #closeBraces(trims: boolean): void {
    this.#pos += trims ? 4 : 2;
    if (trims) while (isSpace(this.#input.charCodeAt(this.#pos))) this.#pos++;
  }

  #close(trims: boolean): Item {
    if (trims) {
      this.#pos += 2;
      this.#ignore();
    }
    this.#pos += 2;
    const item = this.#item("rightDelim");
    if (trims) {
      while (isSpace(this.#input.charCodeAt(this.#pos))) this.#pos++;
      this.#ignore();
    }
    this.#insideAction = false;
    return item;
  }

  #action(): Item {
    const delimiter = this.#rightDelimiter();
    if (delimiter !== undefined)
      return this.#parens === 0 ? this.#close(delimiter === "trim") : this.#error("unclosed left paren");
    const code = this.#input.charCodeAt(this.#pos);
    if (isSpace(code)) return this.#space();
    const character = this.#character();
    if (character === "") return this.#error("unclosed action");
    this.#pos += character.length;
    if (isAsciiLetter(code)) return this.#identifier();
    switch (character) {
      case "=":
        return this.#item("assign");
      case ":":
        if (this.#input[this.#pos] !== "=") return this.#error("expected :=");
        this.#pos++;
        return this.#item("declare");
      case "|":
        return this.#item("pipe");
      case '"':
        return this.#quoted('"', "string", "unterminated quoted string");
      case "`":
        return this.#rawString();
      case "$":
        return this.#atTerminator() ? this.#item("variable") : this.#fieldOrVariable("variable");
      case "'":
        return this.#quoted("'", "charConstant", "unterminated character constant");
      case "(":
        this.#parens++;
        return this.#item("leftParen");
      case ")":
        this.#parens--;
        return this.#parens < 0 ? this.#error("unexpected right paren") : this.#item("rightParen");
      case ".": {
        const next = this.#input[this.#pos];
        if (next !== undefined && (next < "0" || next > "9")) return this.#fieldOrVariable("field");
        break;
      }
    }
    return this.#word(character);
  }

  #word(character: string): Item {
    if (/[-+.0-9]/.test(character)) {
      this.#pos -= character.length;
      return this.#number();
    }
    if (isWord(character)) return this.#identifier();
    if (character < "\u0080" && isPrint(character)) return this.#item("char");
    return this.#error(`unrecognized character in action: ${describe(character)}`);
  }

  #space(): Item {
    const start = this.#pos;
    while (isSpace(this.#input.charCodeAt(this.#pos))) this.#pos++;
    const input = this.#input;
    if (input.charCodeAt(this.#pos) === minus && input.startsWith("}}", this.#pos + 1)) {
      // The last blank belongs to the delimiter.
      this.#pos--;
      if (this.#pos === start) return this.#close(this.#rightDelimiter() === "trim");
    }
    return this.#item("space");
  }

  #quoted(mark: string, type: ItemType, fault: string): Item {
    for (;;) {
      const character = this.#input[this.#pos];
      if (character === undefined || character === "\n") return this.#error(fault);
      this.#pos++;
      if (character === mark) return this.#item(type);
      if (character === "\\") {
        const escaped = this.#input[this.#pos];
        if (escaped === undefined || escaped === "\n") return this.#error(fault);
        this.#pos++;
      }
    }
  }

  #rawString(): Item {
    const close = this.#input.indexOf("`", this.#pos);
    if (close < 0) return this.#error("unterminated raw quoted string");
    this.#pos = close + 1;
    return this.#item("rawString");
  }

  #identifier(): Item {
    this.#skipWord();
    const word = this.#input.slice(this.#start, this.#pos);
    if (!this.#atTerminator()) return this.#error(`bad character ${describe(this.#character())}`);
    if (keywords.has(word)) return this.#item(word as Keyword); // The set holds exactly these.
    if (word === "nil") return this.#item("nil");
    return this.#item(word === "true" || word === "false" ? "bool" : "identifier");
  }

  #fieldOrVariable(type: "field" | "variable"): Item {
    if (this.#atTerminator()) return this.#item(type === "variable" ? "variable" : "dot");
    this.#skipWord();
    if (!this.#atTerminator()) return this.#error(`bad character ${describe(this.#character())}`);
    return this.#item(type);
  }

  #skipWord(): void {
    for (;;) {
      while (isAsciiWord(this.#input.charCodeAt(this.#pos))) this.#pos++;
      if (!(this.#input.charCodeAt(this.#pos) >= 0x80)) return;
      const character = this.#character();
      if (!isWord(character)) return;
      this.#pos += character.length;
    }
  }

  #atTerminator(): boolean {
    const code = this.#input.charCodeAt(this.#pos);
    // `. , | : ) (`
    if (isSpace(code) || Number.isNaN(code)) return true;
    if (code === brace) return this.#input.charCodeAt(this.#pos + 1) === brace;
    return code === 0x2e || code === 0x2c || code === 0x7c || code === 0x3a || code === 0x29 || code === 0x28;
  }

  #number(): Item {
    if (!this.#scanNumber()) return this.#error(`bad number syntax: ${quote(this.#read())}`);
    const sign = this.#input[this.#pos];
    if (sign !== "+" && sign !== "-") return this.#item("number");
    if (!this.#scanNumber() || this.#input[this.#pos - 1] !== "i")
      return this.#error(`bad number syntax: ${quote(this.#read())}`);
    return this.#item("complex");
  }

  #read(): string {
    return this.#input.slice(this.#start, this.#pos);
  }

  #scanNumber(): boolean {
    const form =
      /[-+]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?)i?/y;
    form.lastIndex = this.#pos;
    this.#pos += form.exec(this.#input)?.[0].length ?? 0;
    const next = this.#character();
    if (next === "" || !isWord(next)) return true;
    this.#pos += next.length;
    return false;
  }

  /** The character at the position; a byte that is not UTF-8 is U+FFFD. */
  #character(): string {
    const unit = this.#input.charCodeAt(this.#pos);
    if (unit < 0x80) return this.#input.charAt(this.#pos);
    const code = this.#input.codePointAt(this.#pos);
    if (code === undefined) return "";
    return isByte(this.#input, this.#pos) ? "\ufffd" : String.fromCodePoint(code);
  }
}

function describe(character: string): string {
  const code = character === "" ? -1 : (character.codePointAt(0) ?? 0);
  if (code < 0) return "U+FFFFFFFFFFFFFFFF";
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return isPrint(character) ? `${name} '${character}'` : name;
}

const minus = 0x2d;
const brace = 0x7d;

/** Blank, tab, line feed, carriage return; false for NaN, too: the end of the text. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** A letter or `_`, which begins a word; false for NaN. */
function isAsciiLetter(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 97 && lower <= 122 && code < 0x80) || code === 95;
}

function isWord(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x80 ? isAsciiWord(code) : wordCharacter.test(character);
}

/** False for NaN, too: the end of the text. */
function isAsciiWord(code: number): boolean {
  const lower = code | 0x20;
  return code < 0x80 && ((lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95);
}
