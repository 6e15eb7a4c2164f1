/** Characters of scalars in the styles of go-yaml's emitter (emitterc.go); each piece keeps its origin. */
import { slicePieces, TextBuilder } from "../template/pieces.ts";
import type { Piece, Traced } from "../template/value.ts";
import { breakCharacters, isPrintable } from "./yaml-scalar.ts";

/** A scalar's text and its pieces. */
export interface ScalarText {
  readonly text: string;
  readonly pieces: readonly Piece[] | undefined;
}

/** The emitter's output, and where its cursor stands. */
export class YamlWriter {
  readonly #out = new TextBuilder();
  /** Lines longer than this are folded at blanks. */
  readonly #width: number;
  readonly #bestIndent = 2;
  #column = 0;
  #whitespace = true;
  #indention = true;
  indent = -1;

  constructor(width: number) {
    this.#width = width;
  }

  get column(): number {
    return this.#column;
  }

  get indention(): boolean {
    return this.#indention;
  }

  value(): string | Traced {
    return this.#out.value();
  }

  lineBreak(): void {
    this.#out.add("\n");
    this.#column = 0;
    this.#indention = true;
  }

  /** To the indentation, on a new line unless the cursor stands there. */
  writeIndent(): void {
    const indent = Math.max(0, this.indent);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) this.lineBreak();
    if (this.#column < indent) {
      this.#out.add(" ".repeat(indent - this.#column));
      this.#column = indent;
    }
    this.#whitespace = true;
    this.#indention = true;
  }

  indicator(text: string, needsBlank: boolean, isBlank: boolean, isIndention: boolean): void {
    if (needsBlank && !this.#whitespace) this.#put(" ");
    this.#put(text);
    this.#whitespace = isBlank;
    this.#indention &&= isIndention;
  }

  #put(text: string): void {
    this.#out.add(text);
    this.#column += text.length;
  }

  /** A run of the scalar as it is. */
  #run({ text, pieces }: ScalarText, start: number, end: number): void {
    if (end <= start) return;
    const part = text.slice(start, end);
    this.#out.addPieces(part, pieces === undefined ? undefined : slicePieces(pieces, start, end));
    this.#column += /[\ud800-\udbff]/.test(part) ? [...part].length : part.length;
  }

  #ended(): void {
    this.#whitespace = false;
    this.#indention = false;
  }

  plain(scalar: ScalarText, breaksAllowed: boolean): void {
    if (!this.#whitespace && scalar.text !== "") this.#put(" ");
    this.#folded(scalar, breaksAllowed, false);
    this.#ended();
  }

  single(scalar: ScalarText, breaksAllowed: boolean): void {
    this.indicator("'", true, false, false);
    this.#folded(scalar, breaksAllowed, true);
    this.indicator("'", false, false, false);
    this.#ended();
  }

  #folded(scalar: ScalarText, breaksAllowed: boolean, quoted: boolean): void {
    const { text } = scalar;
    const isShort = this.#column + text.length <= this.#width || !breaksAllowed;
    if (isShort && !breakCharacters.test(text) && !(quoted && text.includes("'"))) {
      this.#run(scalar, 0, text.length);
      return;
    }
    let [afterSpace, afterBreak] = [false, false];
    for (let at = 0; at < text.length; ) {
      const character = text[at] ?? "";
      if (character === " ") {
        const inner = !quoted || (at > 0 && at < text.length - 1);
        if (breaksAllowed && !afterSpace && this.#column > this.#width && inner && text[at + 1] !== " ")
          this.writeIndent();
        else this.#run(scalar, at, at + 1);
        at++;
        afterSpace = true;
      } else if (breakCharacters.test(character)) {
        if (!afterBreak && character === "\n") this.lineBreak();
        this.#break(scalar, at);
        at++;
        afterBreak = true;
      } else {
        if (afterBreak) this.writeIndent();
        let end = at + 1;
        while (end < text.length && !/[ '\r\n\u0085\u2028\u2029]/.test(text[end] ?? "")) end++;
        if (quoted && character === "'") this.#put("'");
        this.#run(scalar, at, end);
        at = end;
        this.#indention = false;
        [afterSpace, afterBreak] = [false, false];
      }
    }
  }

  #break(scalar: ScalarText, at: number): void {
    if (scalar.text[at] === "\n") this.lineBreak();
    else {
      this.#run(scalar, at, at + 1);
      this.#column = 0;
    }
    this.#indention = true;
  }

  double(scalar: ScalarText, breaksAllowed: boolean): void {
    const { text, pieces } = scalar;
    this.indicator('"', true, false, false);
    // go-yaml looks for the byte order mark at the start, whichever character it writes.
    const escapesAll = text.startsWith("\ufeff");
    let afterSpace = false;
    for (let at = 0; at < text.length; ) {
      const unit = text.charCodeAt(at);
      const code = text.codePointAt(at) ?? 0;
      const width = code > 0xffff ? 2 : 1;
      const character = text[at] ?? "";
      const isSpecial =
        !isPrintable(unit) || breakCharacters.test(character) || character === '"' || character === "\\";
      if (isSpecial || escapesAll) {
        const shown = escaped(code);
        const piece = pieces === undefined ? undefined : slicePieces(pieces, at, at + width)[0];
        this.#out.addPieces(shown, piece === undefined ? undefined : [{ ...piece, length: shown.length }]);
        this.#column += shown.length;
        at += width;
        afterSpace = false;
      } else if (character === " ") {
        if (breaksAllowed && !afterSpace && this.#column > this.#width && at > 0 && at < text.length - 1) {
          this.writeIndent();
          if (text[at + 1] === " ") this.#put("\\");
        } else this.#run(scalar, at, at + 1);
        at++;
        afterSpace = true;
      } else {
        let end = at + 1;
        while (end < text.length && isOrdinary(text.charCodeAt(end))) end++;
        this.#run(scalar, at, end);
        at = end;
        afterSpace = false;
      }
    }
    this.indicator('"', false, false, false);
    this.#ended();
  }

  literal(scalar: ScalarText): void {
    const { text } = scalar;
    this.indicator("|", true, false, false);
    if (text[0] === " " || breakCharacters.test(text[0] ?? ""))
      this.indicator(String(this.#bestIndent), false, false, false);
    const chomp = !breakCharacters.test(text.at(-1) ?? "")
      ? "-"
      : text.length === 1 || breakCharacters.test(text.at(-2) ?? "")
        ? "+"
        : "";
    if (chomp !== "") this.indicator(chomp, false, false, false);
    this.lineBreak();
    this.#whitespace = true;
    let afterBreak = true;
    for (let at = 0; at < text.length; ) {
      if (breakCharacters.test(text[at] ?? "")) {
        this.#break(scalar, at);
        at++;
        afterBreak = true;
        continue;
      }
      if (afterBreak) this.writeIndent();
      let end = at + 1;
      while (end < text.length && !breakCharacters.test(text[end] ?? "")) end++;
      this.#run(scalar, at, end);
      at = end;
      this.#indention = false;
      afterBreak = false;
    }
  }
}

function isOrdinary(unit: number): boolean {
  return (
    isPrintable(unit) &&
    unit !== 0x20 &&
    unit !== 0x22 &&
    unit !== 0x5c &&
    unit !== 0x0a &&
    unit !== 0x2028 &&
    unit !== 0x2029
  );
}

const names: Readonly<Record<number, string>> = {
  0: "0",
  7: "a",
  8: "b",
  9: "t",
  10: "n",
  11: "v",
  12: "f",
  13: "r",
  27: "e",
  34: '"',
  92: "\\",
  133: "N",
  160: "_",
  8232: "L",
  8233: "P",
};

function escaped(code: number): string {
  const name = names[code];
  if (name !== undefined) return `\\${name}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
