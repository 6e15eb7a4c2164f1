/** Go's package regexp over the library re2js: the same syntax and messages, in time linear in the text. */

import type { RE2JS } from "re2js";
import { regexpSize } from "../../../base/go-regexp.ts";
import { isUtf8 } from "../template/bytes.ts";
import { TextBuilder } from "../template/pieces.ts";
import type { CallContext } from "../template/types.ts";
import { GoError } from "../template/value.ts";

/** The module system of the bundle: loads the library on first use. An `import` would run it at every start. */
declare const require: (id: "re2js") => typeof import("re2js");

/** One match: where it and its groups stand, -1 for a group that took no part. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (readonly [number, number])[];
}

/** A compiled expression. */
export interface Expression {
  readonly source: string;
  /** Instructions of the program. */
  readonly size: number;
  /** The first match at or behind an offset. @throws when all looks are too much work */
  readonly find: (text: string, from: number, work: Work) => Match | undefined;
  readonly groupNames: Readonly<Record<string, number>>;
}

/** What counts the work of looking for matches. */
export type Work = Pick<CallContext, "spend" | "scan">;

const known = new Map<string, Expression>();
const mostKnown = 200;

/** regexp.Compile. @throws GoError */
export function compileExpression(source: string): Expression {
  const before = known.get(source);
  if (before !== undefined) return before;
  if (source.length > 10_000) throw new GoError("error parsing regexp: expression nests too deeply or is too large");
  const made = compile(source);
  if (known.size >= mostKnown) known.clear();
  known.set(source, made);
  return made;
}

function compile(source: string): Expression {
  if (!isUtf8(source)) throw new GoError(`error parsing regexp: invalid UTF-8: \`${source}\``);
  let pattern: RE2JS;
  try {
    pattern = require("re2js").RE2JS.compile(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new GoError(message.endsWith("trailing backslash at end of expression") ? `${message}: \`\`` : message);
  }
  const size = Math.max(pattern.programSize(), regexpSize(source));
  const count = pattern.groupCount();
  const find = (text: string, from: number, work: Work): Match | undefined => {
    const seen = new SeenText(text, from, size, work);
    // The library takes a String object for a string; only its types do not say so.
    const matcher = pattern.matcher(seen as unknown as string);
    const isFound = matcher.find(from);
    seen.settle();
    if (!isFound) return undefined;
    const groups: [number, number][] = [];
    for (let group = 0; group <= count; group++) groups.push([matcher.start(group), matcher.end(group)]);
    return { start: matcher.start(), end: matcher.end(), groups };
  };
  return { source, size, find, groupNames: pattern.namedGroups() };
}

/** What one look at a text costs before the first character. */
const costOfLook = 200;
/** What a character costs for each instruction. */
const costOfInstruction = 3;
/** Characters between two times that work is counted. */
const uncounted = 1024;

/** A text that counts how far a regular expression looks at it: often little farther than to the end of the match. */
class SeenText extends String {
  readonly #text: string;
  readonly #size: number;
  readonly #work: Work;
  /** Where the part begins that was not looked at. */
  #seen: number;
  /** Where the part begins that is not counted. */
  #counted: number;

  constructor(text: string, from: number, size: number, work: Work) {
    super(text);
    this.#text = text;
    this.#size = size;
    this.#work = work;
    this.#seen = from;
    this.#counted = from;
    work.spend(1);
    work.scan(costOfLook);
  }

  override charCodeAt(index: number): number {
    if (index >= this.#seen) {
      this.#seen = index + 1;
      if (index - this.#counted >= uncounted) this.settle();
    }
    return this.#text.charCodeAt(index);
  }

  override indexOf(part: string, from = 0): number {
    const found = this.#text.indexOf(part, from);
    this.#work.scan((found < 0 ? this.#text.length : found) - from);
    return found;
  }

  /** Counts what was looked at since. @throws when all is too much */
  settle(): void {
    const work = (this.#seen - this.#counted) * this.#size;
    this.#counted = this.#seen;
    this.#work.spend(Math.ceil(work / 1024));
    this.#work.scan(costOfInstruction * work);
  }
}

/** All matches, at most `count` when that is not negative (regexp's FindAll). */
export function findAll(expression: Expression, text: string, count: number, context: Work): Match[] {
  const matches: Match[] = [];
  let [at, lastEnd] = [0, -1];
  while (at <= text.length && (count < 0 || matches.length < count)) {
    const match = expression.find(text, at, context);
    if (match === undefined) break;
    // An empty match right behind another does not count.
    const accepted = match.end !== at || match.start !== lastEnd;
    at = match.end === at ? at + widthAt(text, at) : match.end;
    lastEnd = match.end;
    if (accepted) matches.push(match);
  }
  return matches;
}

/** A character's width; behind the end it is 1. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Every match replaced; `part` adds text between matches with its origin (regexp's replaceAll). */
export function replaceMatches(
  expression: Expression,
  text: string,
  replacement: (match: Match) => string,
  part: (out: TextBuilder, start: number, end: number) => void,
  context: Work,
): ReturnType<TextBuilder["value"]> {
  const out = new TextBuilder();
  let [at, lastEnd] = [0, 0];
  while (at <= text.length) {
    const match = expression.find(text, at, context);
    if (match === undefined) break;
    part(out, lastEnd, match.start);
    if (match.end > lastEnd || match.start === 0) out.add(replacement(match));
    lastEnd = match.end;
    const next = at + (at < text.length ? widthAt(text, at) : 0);
    at = next > match.end ? next : Math.max(at + 1, match.end);
  }
  part(out, lastEnd, text.length);
  return out.value();
}

/** `$1`, `${name}` and `$$` in a replacement (regexp's Expand). */
export function expand(expression: Expression, template: string, text: string, match: Match): string {
  return template.replace(
    /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (whole, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return whole === "$$" ? "$" : whole;
      const isNumber = /^(?:0|[1-9]\d{0,7})$/.test(name);
      const index = isNumber ? Number(name) : expression.groupNames[name];
      const group = index === undefined ? undefined : match.groups[index];
      return group === undefined || group[0] < 0 ? "" : text.slice(group[0], group[1]);
    },
  );
}

/** Where a text is split, as offsets of its parts (regexp's Split). */
export function splitParts(
  expression: Expression,
  text: string,
  count: number,
  context: Work,
): readonly (readonly [number, number])[] | undefined {
  if (count === 0) return undefined;
  if (expression.source !== "" && text === "") return [[0, 0]];
  const parts: (readonly [number, number])[] = [];
  let [start, end] = [0, 0];
  for (const match of findAll(expression, text, count, context)) {
    if (count > 0 && parts.length === count - 1) break;
    end = match.start;
    if (match.end !== 0) parts.push([start, end]);
    start = match.end;
  }
  if (end !== text.length) parts.push([start, text.length]);
  return parts;
}

/** regexp.QuoteMeta. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}
