/** helm's `include` and `tpl` (pkg/engine/engine.go). */

import { builtins } from "./builtins.ts";
import { isEmptyTree, ParseError, parseTemplate } from "./parse.ts";
import { piecesOf, slicePieces, TextBuilder, traced } from "./pieces.ts";
import { quote } from "./quote.ts";
import {
  type Call,
  ExecError,
  type Frame,
  lookUp,
  type ParsedText,
  placed,
  placeOf,
  type Run,
  type Sink,
  scan,
  spend,
  spendOutput,
  stepsOfWrite,
} from "./state.ts";
import { GoError, type Piece, type Place, plain, type TemplateText, Traced, type Value } from "./value.ts";

/** The name of helm's outermost template, which messages about `tpl` give. */
const rootName = "gotpl";

/** How often helm lets a template be included in itself. */
const maxIncluded = 1000;

/** Work of what surrounds an `include`: its key, its frame, what is kept of it. */
const stepsOfInclude = 12;

/** The same of a `tpl`. */
const stepsOfTpl = 16;

/** Characters of parsed texts that are kept: their trees are many times larger. */
const mostParsed = 2 ** 20;

type Execute = (call: Call, sink: Sink) => void;

/** Collects what a template writes, as a string. */
class StringSink implements Sink {
  readonly #run: Run;
  readonly #text = new TextBuilder();

  constructor(run: Run) {
    this.#run = run;
  }

  write(text: string, place: Place, pieces: readonly Piece[] | undefined): void {
    spend(this.#run, stepsOfWrite);
    spendOutput(this.#run, text.length);
    this.#text.addPieces(text, pieces === undefined ? [{ length: text.length, place }] : placed(pieces, place));
  }

  value(): string | Traced {
    return this.#text.value();
  }
}

/** `include NAME DOT`. @throws GoError, ExecError */
export function include(frame: Frame, execute: Execute, name: string, dot: Value): Value {
  const { run, set } = frame;
  run.memo.asked(name);
  const depth = run.included.get(name);
  if (depth !== undefined && depth > maxIncluded)
    throw new GoError(`rendering template has a nested reference name: ${name}: unable to execute template`);
  run.included.set(name, (depth ?? 0) + 1);
  const tree = lookUp(set, name);
  if (tree === undefined)
    throw new GoError(`template: no template ${quote(name)} associated with template ${quote(rootName)}`);
  const key = set.outer === undefined ? run.memo.keyOf(name, dot) : undefined;
  // To look for what is kept, the dot is written down each time.
  scan(run, (key?.length ?? 0) >> 2);
  const value = remembered(run, name, key, () => {
    spend(run, stepsOfInclude);
    const sink = new StringSink(run);
    execute({ run, name, tree, set, dot, caller: placeOf(frame) }, sink);
    return sink.value();
  });
  run.included.set(name, depth ?? 0);
  return value;
}

/** The text that was kept, at the same cost, or that is made now. @param key undefined: nothing is kept */
function remembered(run: Run, name: string, key: string | undefined, make: () => string | Traced): string | Traced {
  const { memo, steps, output } = run;
  const kept = key === undefined ? undefined : memo.get(key);
  if (kept !== undefined) {
    spend(run, kept.steps);
    spendOutput(run, kept.output);
    return kept.value;
  }
  memo.begin();
  memo.asked(name);
  let value: string | Traced | undefined;
  try {
    value = make();
    return value;
  } finally {
    const cost = { steps: run.steps - steps, output: run.output - output };
    memo.end(key, value === undefined ? undefined : { value, ...cost });
  }
}

/** `tpl TEXT DOT`. @throws GoError */
export function tpl(frame: Frame, execute: Execute, given: Value, dot: Value): Value {
  const text = String(plain(given));
  spend(frame.run, stepsOfTpl);
  if (!text.includes("{{")) return withoutNoValue(given, text);
  const { run } = frame;
  const parsed = parsedText(run, given, text);
  const set = { own: new Map(parsed.trees), outer: frame.set };
  for (const [name, tree] of parsed.trees) {
    if (name !== rootName) run.memo.asked(name);
    // A definition of blanks replaces no other.
    if (name !== rootName && lookUp(frame.set, name) !== undefined && isEmptyTree(tree.root)) set.own.delete(name);
  }
  const tree = parsed.trees.get(rootName);
  const sink = new StringSink(run);
  if (tree !== undefined) {
    try {
      execute({ run, name: rootName, tree, set, dot, caller: placeOf(frame) }, sink);
    } catch (error) {
      if (!(error instanceof ExecError)) throw error;
      throw new ExecError(`error during tpl function execution for ${quote(text)}: ${error.message}`, error.place);
    }
  }
  const value = sink.value();
  return withoutNoValue(value, String(plain(value)));
}

function parsedText(run: Run, given: Value, text: string): ParsedText {
  const pieces = piecesOf(given, text.length);
  const known = run.parsed.get(text);
  // What is parsed already costs the same: what a file costs does not depend on what was done before.
  spend(run, text.length >> 2);
  if (known !== undefined && sameOrigins(known.source.pieces, pieces)) return known;
  const source: TemplateText = { name: rootName, text, ...(pieces === undefined ? {} : { pieces }) };
  try {
    const made = { source, trees: parseTemplate(source, (name) => run.functions.has(name) || builtins.has(name)) };
    run.parsedLength += text.length;
    if (run.parsedLength > mostParsed) {
      run.parsed.clear();
      run.parsedLength = text.length;
    }
    run.parsed.set(text, made);
    return made;
  } catch (error) {
    if (error instanceof ParseError) throw new GoError(`cannot parse template ${quote(text)}: ${error.message}`);
    throw error;
  }
}

function sameOrigins(a: readonly Piece[] | undefined, b: readonly Piece[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.length === b.length &&
    a.every((piece, index) => piece.origin === b[index]?.origin && piece.place === b[index]?.place)
  );
}

/** helm cannot tell a missing value from the text that Go prints of one. */
export function withoutNoValue(value: Value, text: string): Value {
  const mark = "<no value>";
  if (!text.includes(mark)) return value;
  const pieces = piecesOf(value, text.length);
  if (pieces === undefined) return text.replaceAll(mark, "");
  const builder = new TextBuilder();
  let at = 0;
  for (let found = text.indexOf(mark); found >= 0; found = text.indexOf(mark, at)) {
    builder.addPieces(text.slice(at, found), slicePieces(pieces, at, found));
    at = found + mark.length;
  }
  builder.addPieces(text.slice(at), slicePieces(pieces, at, text.length));
  const result = builder.value();
  return result instanceof Traced ? traced(String(result.value), result.pieces) : result;
}
