/** The text that the YAML scanner reads, where it stands in it, and which characters mean what (go-yaml v2 readerc.go, yamlprivateh.go). */

/** What go-yaml says of a text that it does not read; `line` is the line that it names, counted from 1; 0: none. */
export class YamlError extends Error {
  /** Where in the text, in UTF-16 code units. */
  readonly offset: number;
  constructor(problem: string, line: number, offset: number) {
    super(line === 0 ? `yaml: ${problem}` : `yaml: line ${line}: ${problem}`);
    this.offset = offset;
  }
}

/** A place in the text. Lines count from 0. */
export interface Mark {
  readonly pos: number;
  readonly line: number;
  readonly column: number;
}

export const tab = 0x09;
export const newline = 0x0a;
export const carriageReturn = 0x0d;
export const blank = 0x20;

/** Where the scanner stands. The end of the text reads as NUL: no other NUL is let in. */
export class Input {
  readonly text: string;
  pos: number;
  line = 0;
  lineStart: number;

  constructor(text: string) {
    this.text = text;
    // A byte order mark at the start is not part of the text.
    this.pos = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.lineStart = this.pos;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  mark(): Mark {
    return { pos: this.pos, line: this.line, column: this.column };
  }

  /** The character `ahead` code units further on; 0: the end. */
  at(ahead = 0): number {
    const index = this.pos + ahead;
    return index < this.text.length ? this.text.charCodeAt(index) : 0;
  }

  /** Goes beyond one line break, whichever it is, and gives it as a scalar's text has it. */
  readLine(): string {
    const code = this.at();
    this.pos += code === carriageReturn && this.at(1) === newline ? 2 : 1;
    this.line += 1;
    this.lineStart = this.pos;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : "\n";
  }

  skipBlanks(): void {
    while (isBlank(this.at())) this.pos += 1;
  }

  /** Goes to the end of the line if a comment starts here. */
  skipComment(): void {
    if (this.at() !== 0x23) return;
    // Most of a values file may be comments.
    breakOrEnd.lastIndex = this.pos;
    this.pos = breakOrEnd.exec(this.text)?.index ?? this.text.length;
  }
}

/** Where `isBreakOrEnd` is true. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL reads as the end of the text.
const breakOrEnd = /[\n\r\u0085\u2028\u2029\u0000]/g;

export function isBlank(code: number): boolean {
  return code === blank || code === tab;
}

export function isBreak(code: number): boolean {
  return code === newline || code === carriageReturn || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

/** Blank, line break or end. */
export function isSpace(code: number): boolean {
  return code === blank || code === tab || isBreakOrEnd(code);
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What anchors, tag handles and directive names are made of. */
export function isWord(code: number): boolean {
  return (
    isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x2d
  );
}

const unreadable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: YAML forbids exactly these, and lone surrogates stand for bytes that are not UTF-8.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The first character that go-yaml's reader refuses, and what it says. */
export function refusedCharacter(text: string): { readonly offset: number; readonly problem: string } | undefined {
  const found = unreadable.exec(text);
  if (found === null) return undefined;
  const isByte = /[\ud800-\udfff]/.test(found[0]);
  return {
    offset: found.index,
    problem: isByte ? "invalid leading UTF-8 octet" : "control characters are not allowed",
  };
}
