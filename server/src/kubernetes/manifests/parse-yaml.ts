/**
 * Parses the text of one YAML document into nodes within bounds: how deep collections nest, and how many tokens there
 * are. The library has none: it recurses until the stack ends, and takes some microseconds and up to a hundred bytes for
 * each token.
 */
import {
  Composer,
  type CST,
  type Document,
  type DocumentOptions,
  Lexer,
  type ParseOptions,
  Parser,
  type SchemaOptions,
  YAMLParseError,
} from "yaml";
import { libraryNode } from "./common-nodes.ts";
import { type CommonMap, readCommonYaml } from "./common-yaml.ts";
import { parseJsonNodes } from "./parse-json.ts";

/** Collections within each other. Far more than any object has; everything that recurses over values is safe up to here. */
export const deepestNesting: number = 500;

export const tooDeep: string = `nested too deeply: more than ${deepestNesting} levels of lists and maps`;

/** Tokens of one document, line breaks and indentation included: about 5 MB of the usual manifests. */
export const mostTokens: number = 1_500_000;

const tooLarge = `too large to be read: one document with more than ${mostTokens} tokens; split it at lines with ---`;

/** No text that is shorter has more than `mostTokens` tokens. */
const surelyFew = mostTokens / 2;

/** Blank lines and comments at the ends of a text are left out from this many characters on. */
const longTrivia = 10_000;

const options: ParseOptions & DocumentOptions & SchemaOptions & { readonly version: "1.1" } = {
  schema: "failsafe",
  uniqueKeys: false,
  merge: false,
  logLevel: "silent",
  prettyErrors: false,
  version: "1.1",
};

/**
 * The first document of a text, all scalars as strings, with everything that is wrong in `errors`. Never throws. What is
 * nested too deeply or too large has no contents and one error, of code `RESOURCE_EXHAUSTION`, at the place where
 * reading ended. Offsets are UTF-16 code units of the text.
 */
export function parseBounded(given: string): Document.Parsed {
  const text = withLineFeeds(given);
  return withoutTraces(() => {
    try {
      const known = parseJson(text) ?? parseCommon(text);
      if (known !== undefined) return known;
      if (text.length > surelyFew) countTokens(text);
      return compose(tokensOf(text), text.length);
    } catch (error) {
      if (!(error instanceof OutOfBounds)) throw error;
      const document = compose([], text.length);
      document.errors.push(
        new YAMLParseError(
          [error.offset, Math.min(error.offset + 1, text.length)],
          "RESOURCE_EXHAUSTION",
          error.message,
        ),
      );
      return document;
    }
  });
}

/** A carriage return by itself ends a line, too (go-yaml's is_break); the library takes it for a blank. */
function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
}

function parseJson(text: string): Document.Parsed | undefined {
  const document = compose([], text.length);
  const contents = parseJsonNodes(text, document.schema, {
    deepest: deepestNesting,
    mostNodes: mostTokens,
    tooDeep: (offset) => new OutOfBounds(tooDeep, offset),
    tooLarge: (offset) => new OutOfBounds(tooLarge, offset),
  });
  return contents && Object.assign(document, { contents });
}

/** The root of a text that is YAML as most people write it and surely within the bounds; undefined for any other. */
export function commonRoot(text: string): CommonMap | undefined {
  return readCommonYaml(text, mostTokens, () => isWithinTokens(text));
}

/** Counts what is only estimated where a text is read by the way. */
function isWithinTokens(text: string): boolean {
  try {
    countTokens(text);
    return true;
  } catch (error) {
    if (error instanceof OutOfBounds) return false;
    throw error;
  }
}

function parseCommon(text: string): Document.Parsed | undefined {
  const root = commonRoot(text);
  if (root === undefined) return undefined;
  const document = compose([], text.length);
  return Object.assign(document, { contents: libraryNode(root, document.schema) });
}

class OutOfBounds extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function compose(tokens: Iterable<CST.Token>, end: number): Document.Parsed {
  const [document] = new Composer(options).compose(tokens, true, end);
  if (document === undefined) throw new RangeError("the composer makes a document of any text");
  return document as Document.Parsed; // Of a parser's tokens every node has a range.
}

function* tokensOf(text: string): Iterable<CST.Token> {
  const [start, end] = withoutTrivia(text);
  const parser = new Parser();
  parser.offset = start;
  for (const lexeme of new Lexer().lex(text.slice(start, end))) {
    yield* parser.next(lexeme);
    // The document itself, and a scalar that is being read, stand on the stack too.
    if (parser.stack.length > deepestNesting + 2) throw new OutOfBounds(tooDeep, parser.offset);
  }
  yield* parser.end();
}

/** @throws OutOfBounds before anything is made of too many tokens */
function countTokens(text: string): void {
  const [start, end] = withoutTrivia(text);
  let offset = start;
  let count = 0;
  for (const lexeme of new Lexer().lex(text.slice(start, end))) {
    if (!isMark(lexeme)) offset += lexeme.length;
    if (++count > mostTokens) throw new OutOfBounds(tooLarge, Math.min(offset, text.length));
  }
}

/** What the lexer puts between the tokens: it stands for no text. */
function isMark(lexeme: string): boolean {
  const unit = lexeme.charCodeAt(0);
  return unit === 0x02 || unit === 0x18 || unit === 0x1f;
}

/** Where the text begins and ends without many blank lines and comments around it. */
function withoutTrivia(text: string): readonly [number, number] {
  if (text.length < longTrivia) return [0, text.length];
  let start = 0;
  for (let at = 0; at >= 0; ) {
    start = at;
    at = behindTrivialLine(text, at);
  }
  if (start < longTrivia) start = 0;
  let end = text.length;
  for (let at = end; at >= start; at = trivialLineBefore(text, at, start)) end = at;
  // These lines may be a part of a block scalar that keeps them.
  const isKept = text.length - end < longTrivia || /[|>]\d?\+/.test(text);
  return [start, isKept ? text.length : end];
}

/** The start of the next line, where this one is blank or a comment; -1 where it is not, or is the last. */
function behindTrivialLine(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  if (text[at] === "#") at = text.indexOf("\n", at);
  return at >= 0 && text[at] === "\n" ? at + 1 : -1;
}

/** The end of the line before, its line break included, where the line that ends here is blank or a comment; else -1. */
function trivialLineBefore(text: string, end: number, start: number): number {
  const lineBreak = end < 2 ? -1 : text.lastIndexOf("\n", end - 2);
  if (lineBreak < start) return -1;
  let at = lineBreak + 1;
  // A comment with a quote may be the end of a quoted scalar.
  if (text[at] === "#") return /["']/.test(text.slice(at, end)) ? -1 : lineBreak + 1;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at >= end || text[at] === "\n" ? lineBreak + 1 : -1;
}

/** A space, a tab, a carriage return. */
function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0d;
}

/** A text may be wrong in a hundred thousand places, and the library makes an Error of each: their stacks are let be. */
function withoutTraces<T>(run: () => T): T {
  const errors = Error as { stackTraceLimit?: number }; // V8 and JavaScriptCore have it, the language does not.
  const limit = errors.stackTraceLimit;
  errors.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    if (limit !== undefined) errors.stackTraceLimit = limit;
  }
}
