/** What a chart's templates make of its values: helm's engine (pkg/engine/engine.go), without charts, files or a clock. */
import { helmFunctions } from "../functions/helm-functions.ts";
import { recently } from "../recently.ts";
import { builtins } from "./builtins.ts";
import { compareStrings } from "./bytes.ts";
import { withoutNoValue } from "./include.ts";
import { FileDot, IncludeMemo, type IncludesBefore, type KeptIncludes } from "./include-memo.ts";
import { LimitError } from "./limit-error.ts";
import type { Tree } from "./node.ts";
import { isEmptyTree, ParseError, parseTemplate } from "./parse.ts";
import { piecesOf } from "./pieces.ts";
import {
  ExecError,
  type RenderLimits,
  type Run,
  type Sink,
  spend,
  spendOutput,
  stepsOfWrite,
  undoChanges,
} from "./state.ts";
import { types } from "./types.ts";
import { GoMap, type KeyOrigin, type Piece, type Place, plain, type TemplateText, Traced } from "./value.ts";
import { execute } from "./walk.ts";
import { filesSlot, type Reads, type Watch } from "./watched-map.ts";

/** A template file and its dot. A file that is handed in again is not parsed again. */
export interface TemplateFile {
  readonly source: TemplateText;
  /** `.Values`, `.Release` and the rest; `.Template` is set in it. Files of one chart share it. */
  readonly dot: GoMap;
  /** `.Template.BasePath`. */
  readonly basePath: string;
}

/** Text of a rendered file that one part of a template wrote. */
export interface Segment {
  readonly text: string;
  /** The statement of the rendered file itself that prints it. */
  readonly place: Place;
  /** The part of another template, or an earlier statement, that first wrote it. */
  readonly inner: Place | undefined;
  /** The value that the text is, or a part of. */
  readonly origin: KeyOrigin | undefined;
  /** It is the key of that value, not the value. */
  readonly isKey: boolean;
  /** It would differ from run to run in helm. */
  readonly random: boolean;
}

/** An error of a rendering, in helm's words. */
export interface RenderError {
  readonly message: string;
  /** The innermost part of a template that failed; of what cannot be parsed, its line. */
  readonly place: { readonly source: TemplateText; readonly start: number; readonly end: number } | undefined;
  /** Present where a limit of ours was passed. */
  readonly gaveUp?: true;
}

export type Rendered =
  | {
      readonly kind: "rendered";
      /** By template, in the order in which helm executes them; partials (`_helpers.tpl`) have none. */
      readonly outputs: ReadonlyMap<string, readonly Segment[]>;
      /** For the next rendering. */
      readonly memory: TemplatesMemory;
    }
  | { readonly kind: "failed"; readonly error: RenderError };

/** What files printed, and what that follows from. */
export interface TemplatesMemory {
  /** The templates by name. */
  readonly own: ReadonlyMap<string, Tree>;
  readonly files: ReadonlyMap<string, RenderedFile>;
  /** Undefined: they may not hold in another rendering. */
  readonly includes: KeptIncludes | undefined;
}

interface RenderedFile {
  readonly segments: readonly Segment[];
  /** The templates that it asked for. */
  readonly names: ReadonlySet<string>;
  /** What it read of the values. */
  readonly reads: Reads;
  /** It changes what others see: it is executed in every rendering. */
  readonly changes: boolean;
  readonly steps: number;
  readonly output: number;
}

/** Large enough for every chart that people use: fifty times what those of the corpus take. */
export const usualLimits: RenderLimits = { steps: 10_000_000, output: 64 * 1024 * 1024 };

/** A rendering after another one whose dots were the same, but for what is named here. */
export interface AfterAnother {
  readonly memory: TemplatesMemory;
  /** Slots of the values that hold something else now. */
  readonly changed: ReadonlySet<number>;
}

/** What a rendering is told beside its files. */
export interface RenderSettings {
  readonly limits?: RenderLimits | undefined;
  /** Given: a file that fails is left out and its error is added here; else the first error ends the rendering. */
  readonly leftOut?: RenderError[] | undefined;
  /** Of the values, where they are watched. */
  readonly watch?: Watch | undefined;
  /** Files whose templates are the same, and what they read, are not executed again. */
  readonly before?: AfterAnother | undefined;
}

/** Renders all files that are not partials. Never throws; values that templates change are afterwards what they were. */
export function renderTemplates(files: readonly TemplateFile[], settings: RenderSettings = {}): Rendered {
  const { before } = settings;
  try {
    const again = before && render(files, settings, before);
    return { kind: "rendered", ...(again ?? render(files, settings, undefined)) };
  } catch (error) {
    return { kind: "failed", error: errorOf(error) };
  }
}

function errorOf(error: unknown): RenderError {
  if (error instanceof ParseError) return { message: parseMessage(error.message), place: lineOf(error) };
  if (error instanceof ExecError) return { message: executionMessage(error.message), place: error.place };
  if (error instanceof LimitError) return { message: error.message, place: undefined, gaveUp: true };
  // The stack of JavaScript ends before Go's limit of 100000 templates within templates.
  if (error instanceof RangeError)
    return { message: "the chart nests templates or values too deeply", place: undefined, gaveUp: true };
  throw error;
}

type Made = Omit<Rendered & { readonly kind: "rendered" }, "kind">;

/** @returns undefined: other values are changed than in the rendering before, so that nothing of it holds */
function render(given: readonly TemplateFile[], settings: RenderSettings, before: AfterAnother): Made | undefined;
function render(given: readonly TemplateFile[], settings: RenderSettings, before: undefined): Made;
function render(
  given: readonly TemplateFile[],
  { limits = usualLimits, leftOut, watch }: RenderSettings,
  before: AfterAnother | undefined,
): Made | undefined {
  const files = [...given].sort(byPath);
  const own = templatesByName(files.map(({ source }) => source));
  const outputs = new Map<string, readonly Segment[]>();
  const rendered = new Map<string, RenderedFile>();
  const isSame = (name: string): boolean => before?.memory.own.get(name) === own.get(name);
  const answers = new Map<Reads, boolean>();
  const isRead = (reads: Reads): boolean => before === undefined || reads.hasAny(before.changed, answers);
  const includes = before?.memory.includes;
  const areSame = own.size === before?.memory.own.size && [...own.keys()].every(isSame);
  const run = newRun(limits, includes && { includes, areSame, isSame, isRead });
  try {
    watchReads(run, files, watch);
    for (const file of files) {
      const { name } = file.source;
      const tree = own.get(name);
      if (tree === undefined || isPartial(file.source)) continue;
      const known = before?.memory.files.get(name);
      const isKnown = known !== undefined && isSame(name) && [...known.names].every(isSame) && !isRead(known.reads);
      try {
        const made =
          isKnown && !known.changes ? reused(run, known) : printedAgain(known, renderFile(run, file, tree, own));
        // What is changed now, or was changed before, may have been seen by all files behind.
        if (before !== undefined && !isKnown && (made.changes || known?.changes !== false)) return undefined;
        outputs.set(name, made.segments);
        rendered.set(name, made);
      } catch (error) {
        if (leftOut === undefined || error instanceof LimitError) throw error;
        leftOut.push(errorOf(error));
      }
    }
  } finally {
    endWatch(files, watch);
    undoChanges(run);
  }
  return { outputs, memory: { own, files: rendered, includes: run.memo.handedOn() } };
}

function newRun(limits: RenderLimits, before: IncludesBefore | undefined): Run {
  return {
    functions: helmFunctions,
    limits,
    steps: 0,
    output: 0,
    scanned: 0,
    included: new Map(),
    memo: new IncludeMemo(before),
    undo: new Map(),
    parsed: new Map(),
    parsedLength: 0,
  };
}

/** What files read is told to the memory of includes. */
function watchReads({ memo }: Run, files: readonly TemplateFile[], watch: Watch | undefined): void {
  for (const { dot } of files) {
    const { entries } = dot;
    if (!(entries instanceof FileDot)) continue;
    entries.onLook = (key) => {
      // What was kept of another file with such a dot saw that file's `.Template`.
      if (key === undefined || key === "Template") memo.looked();
      if (key === undefined || key === "Files") memo.read(filesSlot);
    };
  }
  if (watch !== undefined) watch.reader = (slot) => memo.read(slot);
}

/** Nothing that lives on holds the rendering. */
function endWatch(files: readonly TemplateFile[], watch: Watch | undefined): void {
  for (const { dot } of files) if (dot.entries instanceof FileDot) dot.entries.onLook = undefined;
  if (watch !== undefined) watch.reader = undefined;
}

/** What a file printed before, at the same cost. */
function reused(run: Run, known: RenderedFile): RenderedFile {
  spend(run, known.steps);
  spendOutput(run, known.output);
  return known;
}

/** Where a file printed the same again, its segments are the same object: what was read in them need not be read again. */
function printedAgain(known: RenderedFile | undefined, made: RenderedFile): RenderedFile {
  if (known === undefined || known.segments.length !== made.segments.length) return made;
  const isSame = made.segments.every((segment, index) => isSameSegment(segment, known.segments[index]));
  return isSame ? { ...made, segments: known.segments } : made;
}

function isSameSegment(a: Segment, b: Segment | undefined): boolean {
  return (
    a.text === b?.text &&
    a.origin === b.origin &&
    a.isKey === b.isKey &&
    a.random === b.random &&
    isSamePlace(a.place, b.place) &&
    isSamePlace(a.inner, b.inner)
  );
}

function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  const { source, start, end, verbatim, caller } = b;
  if (a.source !== source || a.start !== start || a.end !== end || a.verbatim !== verbatim) return false;
  return isSamePlace(a.caller, caller);
}

function renderFile(
  run: Run,
  { source, dot, basePath }: TemplateFile,
  tree: Tree,
  own: Map<string, Tree>,
): RenderedFile {
  const { steps, output, memo } = run;
  const { name } = source;
  const template = new Map([
    ["Name", name],
    ["BasePath", basePath],
  ]);
  memo.beginFile();
  let ended: ReturnType<IncludeMemo["endFile"]> | undefined;
  const sink = new FileSink(run);
  try {
    if (!(dot.entries instanceof FileDot)) memo.changed(0);
    dot.entries.set("Template", new GoMap(template, types.values));
    const set = { own, outer: undefined };
    execute({ run, name, tree, set, dot: new GoMap(dot.entries, types.values), caller: undefined }, sink);
  } finally {
    ended = memo.endFile();
  }
  return { segments: sink.segments, ...ended, steps: run.steps - steps, output: run.output - output };
}

/** Deeper paths first, then the last in order first (sortTemplates). */
function byPath(a: TemplateFile, b: TemplateFile): number {
  const [x, y] = [a.source.name, b.source.name];
  return y.split("/").length - x.split("/").length || compareStrings(y, x);
}

/** Files of nothing but definitions: they are not rendered themselves. */
function isPartial({ name }: TemplateText): boolean {
  return name.slice(name.lastIndexOf("/") + 1).startsWith("_");
}

/**
 * Of several definitions of a name the last one that is not blank counts, else the first. Charts carry the same partials
 * again and again, in each of their dependencies: only the last copy is parsed.
 * @throws {ParseError} of the first file that cannot be parsed
 */
function templatesByName(sources: readonly TemplateText[]): Map<string, Tree> {
  const found = new Map<string, Tree>();
  const copies = new Map<string, Tree | undefined>();
  try {
    for (const source of sources.toReversed()) {
      const copied = isPartial(source) && copies.has(source.text);
      const trees = copied ? [] : treesOf(source);
      for (const [name, tree] of trees) {
        const later = found.get(name);
        if (later === undefined || isEmptyTree(later.root)) found.set(name, tree);
      }
      const file = copied ? copies.get(source.text) : found.get(source.name);
      if (file !== undefined) found.set(source.name, file);
      if (!copied) copies.set(source.text, file);
    }
  } catch (error) {
    if (error instanceof ParseError) for (const source of sources) treesOf(source);
    throw error;
  }
  return found;
}

/** Characters of templates whose trees are kept: those of some large charts. Trees are ten times larger. */
const mostParsed = 4 * 1024 * 1024;

const treesOf = recently(
  (source: TemplateText) => parseTemplate(source, (name) => helmFunctions.has(name) || builtins.has(name)),
  ({ text }) => text.length,
  mostParsed,
);

/** Collects what a file writes. */
class FileSink implements Sink {
  readonly segments: Segment[] = [];
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  write(given: string, place: Place, pieces: readonly Piece[] | undefined): void {
    spend(this.#run, stepsOfWrite);
    spendOutput(this.#run, given.length);
    if (given.includes("<no value>")) {
      const rest = withoutNoValue(new Traced(given, undefined, pieces), given);
      const text = String(plain(rest));
      this.#write(text, place, piecesOf(rest, text.length));
    } else this.#write(given, place, pieces);
  }

  #write(text: string, place: Place, pieces: readonly Piece[] = [{ length: text.length }]): void {
    let at = 0;
    // Text without a value, which the same part wrote, is one segment.
    let plainStart = 0;
    let plainInner: Place | undefined;
    const flush = (): void => {
      if (at > plainStart) this.#push(text.slice(plainStart, at), place, { length: 0, place: plainInner });
    };
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      const isPlain = piece.origin === undefined && piece.random !== true;
      if (!isPlain || piece.place !== plainInner || isWritten(plainInner, at - plainStart)) {
        flush();
        plainStart = at;
        plainInner = piece.place;
      }
      at += piece.length;
      if (isPlain) continue;
      this.#push(text.slice(plainStart, at), place, piece);
      plainStart = at;
      plainInner = undefined;
    }
    flush();
  }

  #push(text: string, place: Place, { place: inner, origin, isKey, random }: Piece): void {
    this.segments.push({ text, place, inner, origin, isKey: isKey === true, random: random === true });
  }
}

/** True when so much text is all that a place wrote: what follows was written there once more. */
function isWritten(place: Place | undefined, length: number): boolean {
  return place?.verbatim === true && length >= place.end - place.start;
}

/** helm's cleanupParseError. */
function parseMessage(message: string): string {
  const tokens = message.split(": ");
  return `parse error at (${tokens[1]}): ${tokens.at(-1)}`;
}

function lineOf({ source, line }: ParseError): RenderError["place"] {
  let start = 0;
  for (let count = 1; count < line; count++) start = source.text.indexOf("\n", start) + 1;
  const end = source.text.indexOf("\n", start);
  return { source, start, end: end < 0 ? source.text.length : end };
}

/** helm's cleanupExecError: what `required` and `fail` say stands alone. */
function executionMessage(message: string): string {
  const first = message.indexOf(": ");
  const second = message.indexOf(": ", first + 2);
  if (first < 0 || second < 0) return message;
  const start = message.indexOf("HELM_ERR_START", second + 2);
  const end = message.lastIndexOf("HELM_ERR_END");
  if (start < 0 || end < start) return message;
  const warning = message.slice(start + "HELM_ERR_START".length, end);
  return `execution error at (${message.slice(first + 2, second)}): ${warning}`;
}
