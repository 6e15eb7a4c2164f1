/**
 * Parses the syntax of a Corefile (the Caddyfile's): words, blocks, comments, quotes. It does not interpret plugins.
 */
import { addAll } from "../../base/long-lists.ts";
import type { CorefileNote } from "./server-config.ts";

/** A directive with its arguments, and with what stands in braces behind it. */
export interface CorefileLine {
  readonly words: readonly string[];
  /** From 1. */
  readonly line: number;
  readonly body: readonly CorefileLine[] | undefined;
}

export interface CorefileLines {
  /** Server blocks and snippets: the words are their keys. */
  readonly blocks: readonly CorefileLine[];
  readonly notes: readonly CorefileNote[];
}

/** A note of the reader about a line. */
export type Note = (line: number, severity: CorefileNote["severity"], message: string) => void;

interface Token {
  readonly text: string;
  readonly line: number;
  /** A quoted brace is a word. */
  readonly quoted: boolean;
}

/** The reader's position and its notes. Used for one call. */
interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  readonly notes: CorefileNote[];
}

/** Blocks nested deeper than this are an error: no plugin needs them, and the reader is recursive. */
const deepest = 20;

/**
 * Reads the text into server blocks. Reads on behind every error, which is noted with its line.
 * A file without braces is one block: its first line holds the keys.
 */
export function readCorefileLines(text: string): CorefileLines {
  const notes: CorefileNote[] = [];
  const reader: Reader = { tokens: tokensOf(text, notes), at: 0, notes };
  const blocks: CorefileLine[] = [];
  while (reader.at < reader.tokens.length) {
    const block = readServerBlock(reader, blocks.length === 0);
    if (block !== undefined) blocks.push(block);
  }
  return { blocks, notes };
}

function tokensOf(text: string, notes: CorefileNote[]): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? "";
    if (character === '"') {
      const end = endOfQuote(text, at + 1);
      if (end === text.length) notes.push({ line, severity: "error", message: "a quote is not closed" });
      const quoted = text.slice(at + 1, end);
      tokens.push({ text: quoted.replaceAll('\\"', '"'), line, quoted: true });
      line += quoted.split("\n").length - 1;
      at = end + 1;
    } else if (character === "#") {
      const end = endOfLine(text, at);
      // Without a blank before it, it can only follow a quote.
      if (text[at - 1] === '"') addAll(tokens, splitBrace({ text: text.slice(at, end), line, quoted: false }));
      at = end;
    } else if (/\S/.test(character)) {
      const end = endOfWord(text, at);
      addAll(tokens, splitBrace({ text: text.slice(at, end), line, quoted: false }));
      at = end;
    } else {
      if (character === "\n") line++;
      at++;
    }
  }
  return tokens;
}

/** The offset of the first quote without a backslash before it; the text's length when there is no such quote. */
function endOfQuote(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text.startsWith('\\"', at) ? 2 : 1;
  return Math.min(at, text.length);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function endOfWord(text: string, from: number): number {
  const word = /\S+/y;
  word.lastIndex = from;
  return from + (word.exec(text)?.[0].length ?? 1);
}

/** `.:53{` is read as `.:53 {`; `{$NAME}` stays as it is. */
function splitBrace(token: Token): readonly Token[] {
  const { text } = token;
  if (text.length < 2 || text.indexOf("{") !== text.length - 1) return [token];
  return [
    { ...token, text: text.slice(0, -1) },
    { ...token, text: "{" },
  ];
}

function readServerBlock(reader: Reader, isFirst: boolean): CorefileLine | undefined {
  const first = reader.tokens[reader.at];
  if (first === undefined) return undefined;
  if (isBrace(first, "}")) {
    reader.at++;
    reader.notes.push({ line: first.line, severity: "error", message: "a '}' closes nothing" });
    return undefined;
  }
  const words: string[] = [];
  let line = first.line;
  for (let token = reader.tokens[reader.at]; token !== undefined; token = reader.tokens[reader.at]) {
    const continues = words.length === 0 || words.at(-1)?.endsWith(",") === true;
    if (isBrace(token, "{") || isBrace(token, "}") || (token.line !== line && !continues)) break;
    words.push(token.text);
    line = token.line;
    reader.at++;
  }
  const keys = words.flatMap((word) => word.split(",")).filter((key) => key !== "");
  const open = reader.tokens[reader.at];
  if (open !== undefined && isBrace(open, "{")) {
    reader.at++;
    return { words: keys, line: first.line, body: readBody(reader, open, 0) };
  }
  if (keys[0] === "import") return { words: keys, line: first.line, body: undefined };
  if (isFirst) return { words: keys, line: first.line, body: readBody(reader, undefined, 0) };
  reader.notes.push({ line: first.line, severity: "error", message: `'${keys.join(" ")}' has no block in braces` });
  return undefined;
}

/** Lines up to the closing brace, which is taken; up to the end of the text when `open` is undefined. */
function readBody(reader: Reader, open: Token | undefined, depth: number): readonly CorefileLine[] {
  const lines: CorefileLine[] = [];
  for (let token = reader.tokens[reader.at]; token !== undefined; token = reader.tokens[reader.at]) {
    if (isBrace(token, "}")) {
      reader.at++;
      if (open !== undefined) return lines;
      reader.notes.push({ line: token.line, severity: "error", message: "a '}' closes nothing" });
    } else lines.push(readLine(reader, token, depth));
  }
  if (open !== undefined) {
    reader.notes.push({ line: open.line, severity: "error", message: "the block that begins here is not closed" });
  }
  return lines;
}

function readLine(reader: Reader, first: Token, depth: number): CorefileLine {
  const words: string[] = [];
  for (let token = reader.tokens[reader.at]; token !== undefined; token = reader.tokens[reader.at]) {
    if (token.line !== first.line || isBrace(token, "}")) break;
    reader.at++;
    if (isBrace(token, "{")) {
      if (depth < deepest) return { words, line: first.line, body: readBody(reader, token, depth + 1) };
      reader.notes.push({ line: token.line, severity: "error", message: "blocks are nested too deeply" });
    } else words.push(token.text);
  }
  return { words, line: first.line, body: undefined };
}

function isBrace(token: Token, brace: "{" | "}"): boolean {
  return !token.quoted && token.text === brace;
}
