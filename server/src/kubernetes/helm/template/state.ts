/** The state of a rendering: what is shared by all templates of it, and what belongs to one execution. */
import { byteLength } from "./bytes.ts";
import type { IncludeMemo } from "./include-memo.ts";
import { LimitError } from "./limit-error.ts";
import { type Node, printNode, type Tree } from "./node.ts";
import { quote } from "./quote.ts";
import type { GoFunction } from "./types.ts";
import { type GoList, GoMap, type Piece, type Place, type TemplateText, type Value } from "./value.ts";
import { unseenEntries } from "./watched-map.ts";

/** Bounds of one rendering; reaching one is an error of it. */
export interface RenderLimits {
  /** Nodes that are walked, values that are made, and what functions count. */
  readonly steps: number;
  /** UTF-16 code units that are written, in files and by `include` and `tpl`. */
  readonly output: number;
}

/** Templates by name; `tpl` sees those of its caller and its own. */
export interface TemplateSet {
  readonly own: Map<string, Tree>;
  readonly outer: TemplateSet | undefined;
}

/** The template of a name. */
export function lookUp(set: TemplateSet | undefined, name: string): Tree | undefined {
  for (let at = set; at !== undefined; at = at.outer) {
    const tree = at.own.get(name);
    if (tree !== undefined) return tree;
  }
  return undefined;
}

/** What all templates of a rendering share. */
export interface Run {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly limits: RenderLimits;
  steps: number;
  output: number;
  /** Characters times instructions that regular expressions have looked at. */
  scanned: number;
  /** How deep each template is included in itself (helm's `includedNames`). */
  readonly included: Map<string, number>;
  /** What `include` gave. */
  readonly memo: IncludeMemo;
  /** What values held before templates changed them. */
  readonly undo: Map<GoMap | GoList, () => void>;
  /** Parsed texts of `tpl`. */
  readonly parsed: Map<string, ParsedText>;
  /** Characters of these. */
  parsedLength: number;
}

/** A text that `tpl` has parsed, for strings of one origin. */
export interface ParsedText {
  readonly source: TemplateText;
  readonly trees: ReadonlyMap<string, Tree>;
}

/** Looks at the length of a text before it is made. @throws LimitError */
export function reserve(run: Run, length: number): void {
  if (!(length <= run.limits.output)) throw tooMuch(run);
}

function tooMuch({ limits }: Run): LimitError {
  return new LimitError(`the chart writes more than ${limits.output} characters`);
}

/** Counts output. @throws LimitError */
export function spendOutput(run: Run, length: number): void {
  run.output += length;
  if (!(run.output <= run.limits.output)) throw tooMuch(run);
}

/** What every piece of output costs, however short it is: each is remembered. */
export const stepsOfWrite = 2;

/** Where output goes. */
export interface Sink {
  /**
   * @param place the statement that prints the text
   * @param pieces of the text, where they are known
   */
  write(text: string, place: Place, pieces: readonly Piece[] | undefined): void;
}

/** Output of a template that is called in a statement: that prints it. */
export function below(sink: Sink, place: Place): Sink {
  return {
    write: (text, inner, pieces) => {
      sink.write(text, place, pieces === undefined ? [{ length: text.length, place: inner }] : placed(pieces, inner));
    },
  };
}

/** Pieces that nobody has written yet are written by a statement. */
export function placed(pieces: readonly Piece[], place: Place): readonly Piece[] {
  return pieces.map((piece) => (piece.place === undefined ? { ...piece, place } : piece));
}

/** What an execution is of. */
export interface Call {
  readonly run: Run;
  /** The name that messages give. */
  readonly name: string;
  readonly tree: Tree;
  readonly set: TemplateSet;
  readonly dot: Value;
  readonly caller: Place | undefined;
}

/** A variable; `isInterface` where Go's static type is `interface {}`. */
export interface Variable {
  readonly name: string;
  value: Value;
  isInterface: boolean;
}

/** The execution of one template. */
export interface Frame {
  readonly run: Run;
  /** The name that messages give. */
  readonly name: string;
  readonly set: TemplateSet;
  readonly sink: Sink;
  readonly caller: Place | undefined;
  readonly variables: Variable[];
  dot: Value;
  dotIsInterface: boolean;
  /** Of the value evaluated last: Go's static type is `interface {}`, which messages name. */
  isInterface: boolean;
  /** For messages. */
  node: Node;
  /** Places of what is called are below it. */
  statement: Statement;
}

type Statement = { readonly source: TemplateText; readonly start: number; readonly end: number };

/** An error of a template's execution, in Go's words. */
export class ExecError extends Error {
  /** The innermost part of a template that failed. */
  readonly place: Place | undefined;
  constructor(message: string, place: Place | undefined) {
    super(message);
    this.place = place;
  }
}

/** An error at the frame's node (text/template's errorf). */
export function failure(frame: Frame, message: string, place: Place = placeOf(frame)): ExecError {
  const { node, name } = frame;
  const at = `${node.source.name}:${locate(node.source.text, node.pos)}`;
  return new ExecError(`template: ${at}: executing ${quote(name)} at <${printNode(node)}>: ${message}`, place);
}

/** `LINE:COLUMN` as Go counts: lines from 1, bytes from 0. */
function locate(text: string, pos: number): string {
  const before = text.slice(0, pos);
  const lineStart = before.lastIndexOf("\n") + 1;
  return `${before.split("\n").length}:${byteLength(before.slice(lineStart))}`;
}

/** The statement that is being executed. */
export function placeOf({ statement, caller }: Frame): Place {
  return { source: statement.source, start: statement.start, end: statement.end, caller };
}

/** Before a map or list changes. What is as old as the rendering gets back what it held, at its end (`undoChanges`). */
export function changed(run: Run, target: GoMap | GoList): void {
  const born = target instanceof GoMap ? target.born : 0;
  if (born === 0 && !run.undo.has(target)) run.undo.set(target, undoOf(target));
  run.memo.changed(born);
}

function undoOf(target: GoMap | GoList): () => void {
  if (target instanceof GoMap) {
    const before = [...unseenEntries(target.entries)];
    return () => {
      target.entries.clear();
      for (const [key, value] of before) target.entries.set(key, value);
    };
  }
  const before = [...target.items];
  return () => {
    target.items.splice(0, target.items.length, ...before);
  };
}

/** The values are what they were before the rendering. */
export function undoChanges({ undo }: Run): void {
  for (const restore of [...undo.values()].reverse()) restore();
  undo.clear();
}

/** Counts work. @throws LimitError */
export function spend(run: Run, steps: number): void {
  run.steps += steps;
  if (!(run.steps <= run.limits.steps))
    throw new LimitError(`the chart takes more than ${run.limits.steps} steps to render`);
}

/** Enough for some hundred replacements in a text of some hundred thousand characters; it takes some seconds. */
const mostScanned = 300_000_000;

/** Counts work of regular expressions, and what takes as long. @throws LimitError */
export function scan(run: Run, work: number): void {
  run.scanned += work;
  if (run.scanned > mostScanned)
    throw new LimitError("the chart's regular expressions, patterns of files and texts to read take too long");
}
