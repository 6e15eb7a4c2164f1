/** encoding/json's Unmarshal, with its messages; scalars keep the origins of the text that they are read from. */
import { toBytes } from "../template/bytes.ts";
import { readFrom } from "../template/pieces.ts";
import { quote } from "../template/quote.ts";
import { GoError, GoList, GoMap, type Piece, type Value } from "../template/value.ts";

/** The value of a JSON text. @throws GoError */
export function unmarshalJson(text: string, pieces: readonly Piece[] | undefined): Value {
  return new JsonReader(text, pieces).read();
}

/** True for a text that is one number: it may be too large, and fits no map or list anyhow. */
export function isJsonNumber(text: string): boolean {
  return /^[ \t\r\n]*-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?[ \t\r\n]*$/.test(text);
}

const maxDepth = 2000;

class JsonReader {
  readonly #text: string;
  readonly #pieces: readonly Piece[] | undefined;
  #at = 0;
  #depth = 0;

  constructor(text: string, pieces: readonly Piece[] | undefined) {
    this.#text = text;
    this.#pieces = pieces;
  }

  read(): Value {
    const value = this.#value("looking for beginning of value");
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#invalid("after top-level value");
    return value;
  }

  #skipSpace(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  /** The error of the character here. @param isWord where Go takes the end of the text for a blank */
  #invalid(context: string, isWord = false): GoError {
    const character = this.#text[this.#at];
    if (character === undefined && isWord) return new GoError(`invalid character ' ' ${context}`);
    if (character === undefined) return new GoError("unexpected end of JSON input");
    return new GoError(`invalid character ${quoteCharacter(character, this.#text, this.#at)} ${context}`);
  }

  #value(context: string): Value {
    this.#skipSpace();
    const start = this.#at;
    const character = this.#text[start] ?? "";
    switch (character) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case '"': {
        const string = this.#string();
        return readFrom(string, this.#pieces, start + 1, this.#at - 1);
      }
      case "t":
        this.#word("true");
        return readFrom(true, this.#pieces, start, this.#at);
      case "f":
        this.#word("false");
        return readFrom(false, this.#pieces, start, this.#at);
      case "n":
        this.#word("null");
        return undefined;
      default:
        if (character === "-" || /^[0-9]$/.test(character)) return this.#number();
        throw this.#invalid(context);
    }
  }

  #nested(read: () => Value): Value {
    if (++this.#depth > maxDepth) throw new GoError("exceeded max depth");
    const value = read();
    this.#depth--;
    return value;
  }

  #word(word: string): void {
    for (let index = 0; index < word.length; index++) {
      if (this.#text[this.#at] !== word[index]) {
        throw this.#invalid(`in literal ${word} (expecting ${quoteCharacter(word[index] ?? "", word, index)})`, true);
      }
      this.#at++;
    }
  }

  #number(): Value {
    const start = this.#at;
    const digits = (context: string): void => {
      if (!/^[0-9]$/.test(this.#text[this.#at] ?? "")) throw this.#invalid(context, true);
      while (/^[0-9]$/.test(this.#text[this.#at] ?? "")) this.#at++;
    };
    if (this.#text[this.#at] === "-") this.#at++;
    if (this.#text[this.#at] === "0") this.#at++;
    else digits("in numeric literal");
    if (this.#text[this.#at] === ".") {
      this.#at++;
      digits("after decimal point in numeric literal");
    }
    if (/^[eE]$/.test(this.#text[this.#at] ?? "")) {
      this.#at++;
      if (/^[-+]$/.test(this.#text[this.#at] ?? "")) this.#at++;
      digits("in exponent of numeric literal");
    }
    const text = this.#text.slice(start, this.#at);
    const value = Number(text);
    if (!Number.isFinite(value))
      throw new GoError(`json: cannot unmarshal number ${text} into Go value of type float64`);
    return readFrom(value, this.#pieces, start, this.#at);
  }

  #string(): string {
    this.#at++;
    let result = "";
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) throw this.#invalid("");
      if (character === '"') {
        this.#at++;
        return withoutBytes(result);
      }
      if (character < " ") throw this.#invalid("in string literal");
      this.#at++;
      if (character !== "\\") result += character;
      else result += this.#escape();
    }
  }

  #escape(): string {
    const name = this.#text[this.#at];
    const short = name === undefined ? undefined : escapes[name];
    if (short !== undefined) {
      this.#at++;
      return short;
    }
    if (name !== "u") throw this.#invalid("in string escape code", true);
    const unit = this.#unit();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit < 0xdc00 && this.#text.startsWith("\\u", this.#at)) {
      const before = this.#at;
      this.#at++;
      const low = this.#unit();
      if (low >= 0xdc00 && low <= 0xdfff) return String.fromCharCode(unit, low);
      this.#at = before;
    }
    return "\ufffd";
  }

  /** Four hexadecimal digits behind a `u`. */
  #unit(): number {
    this.#at++;
    const start = this.#at;
    for (; this.#at < start + 4; this.#at++) {
      if (!/^[0-9a-fA-F]$/.test(this.#text[this.#at] ?? ""))
        throw this.#invalid("in \\u hexadecimal character escape", true);
    }
    return Number.parseInt(this.#text.slice(start, this.#at), 16);
  }

  #array(): Value {
    this.#at++;
    const items: Value[] = [];
    this.#skipSpace();
    if (this.#text[this.#at] === "]") {
      this.#at++;
      return new GoList(items);
    }
    for (;;) {
      items.push(this.#value("looking for beginning of value"));
      this.#skipSpace();
      const character = this.#text[this.#at];
      if (character !== "," && character !== "]") throw this.#invalid("after array element");
      this.#at++;
      if (character === "]") return new GoList(items);
    }
  }

  #object(): Value {
    this.#at++;
    const entries = new Map<string, Value>();
    this.#skipSpace();
    if (this.#text[this.#at] === "}") {
      this.#at++;
      return new GoMap(entries);
    }
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') throw this.#invalid("looking for beginning of object key string");
      const key = this.#string();
      this.#skipSpace();
      if (this.#text[this.#at] !== ":") throw this.#invalid("after object key");
      this.#at++;
      entries.set(key, this.#value("looking for beginning of value"));
      this.#skipSpace();
      const character = this.#text[this.#at];
      if (character !== "," && character !== "}") throw this.#invalid("after object key:value pair");
      this.#at++;
      if (character === "}") return new GoMap(entries);
    }
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Bytes that are not UTF-8 are replaced. */
function withoutBytes(text: string): string {
  return /[\udc80-\udcff]/.test(text) ? text.replace(/(?<![\ud800-\udbff])[\udc80-\udcff]/g, "\ufffd") : text;
}

/** Go's message shows one byte, as if it were a character. */
function quoteCharacter(character: string, text: string, at: number): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  const byte = toBytes(text.slice(at, at + 2))[0] ?? 0;
  return `'${quote(String.fromCharCode(byte)).slice(1, -1)}'`;
}
