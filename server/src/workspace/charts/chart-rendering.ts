/** Renders a chart with one set of values, as declarations whose places are in the chart's own files. */

import { valueAt } from "../../base/json.ts";
import { lazy } from "../../base/lazy.ts";
import type { Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import type { ChartMemory } from "../../kubernetes/helm/again.ts";
import { type SourceFile, textOf } from "../../kubernetes/helm/chart/source-file.ts";
import type { FilePlace } from "../../kubernetes/helm/output/file-place.ts";
import type { RenderedObject } from "../../kubernetes/helm/output/object.ts";
import type { ChartInput, ChartResult } from "../../kubernetes/helm/render.ts";
import type { ValueOrigin } from "../../kubernetes/helm/yaml/read.ts";
import { asRendered, withRefusals } from "../../kubernetes/manifests/declare.ts";
import type { Declaration, Rendered, Spot } from "../../kubernetes/manifests/manifest.ts";
import { declarationsOf } from "../../kubernetes/manifests/parse.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { JsonValue } from "../../kubernetes/manifests/read-yaml.ts";
import { heldAt } from "./inline-values.ts";

/** The engine (kubernetes/helm/render.ts): it is large, and whoever has charts loads it. */
export interface ChartEngine {
  readonly renderChart: (input: ChartInput) => ChartResult;
}

/** A chart's files by their paths within it, and where each is in the workspace. */
export interface ChartFiles {
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** Files of packed dependencies have none. */
  readonly uriOf: (file: SourceFile) => Uri | undefined;
  /** Of what has no place of its own. */
  readonly chartFile: Uri;
}

/** Five times what the largest charts that people use take: somebody waits for it. */
const limits = { steps: 1_000_000, output: 16 * 1024 * 1024 };

/** Why helm makes nothing of a chart. */
export interface ChartFailure {
  readonly message: string;
  /** Other values may mend it. */
  readonly isOfValues: boolean;
  /** The chart itself says so: `fail`, `required`, a schema. */
  readonly isMeant: boolean;
  /** helm might go on: a limit of ours was passed. */
  readonly gaveUp: boolean;
  readonly at: { readonly uri: Uri; readonly span: Span } | undefined;
}

export interface ChartRendered {
  readonly declarations: readonly Declaration[];
  /** That of objects that state none. */
  readonly namespace: string;
  readonly open: readonly string[];
  readonly failure: ChartFailure | undefined;
  /** Equal for objects of two renderings that come from the same place in the chart. */
  readonly keys: ReadonlyMap<Declaration, string>;
  readonly objects: readonly RenderedObject[];
  readonly cells: ReadonlyMap<Declaration, Cell>;
  /** By the values of objects: what the next rendering has again is the same. */
  readonly parts: ReadonlyMap<RenderedObject["value"], readonly Part[]>;
  /** What the next rendering need not do again. */
  readonly memory?: ChartMemory | undefined;
}

/** The key of a declaration in whatever rendering it is. */
export const keyOf: WeakMap<Declaration, string> = new WeakMap();

/** Where an object's values are written: replaced when it is rendered again, while its facts stay. */
interface Cell {
  spot: NonNullable<Rendered["spot"]>;
  spots: NonNullable<Rendered["spots"]>;
  valuesIn: NonNullable<Rendered["valuesIn"]>;
}

/**
 * Objects that state no namespace are in the release's. Objects that are the same as before, in the same namespace, are the same declarations; with an error the last good ones stay.
 * @param before the last rendering of the same set of values
 * @param isKept false: with an error nothing stays
 */
export function renderSet(
  engine: ChartEngine,
  files: ChartFiles,
  input: Omit<ChartInput, "chart"> & { readonly namespace: string },
  before: ChartRendered | undefined,
  isKept = true,
): ChartRendered {
  const { objects, open, error, ...rendered } = engine.renderChart({
    ...input,
    chart: files.sources,
    limits,
    before: before?.memory,
  });
  if (error !== undefined) {
    const failure = {
      message: error.message,
      isOfValues: isOfValues(error.message),
      isMeant: /^(?:execution error at|values don't meet|library charts|chart requires kubeVersion)/.test(
        error.message,
      ),
      gaveUp: error.gaveUp === true,
      // What takes too long has no place but the chart itself.
      at: error.at === undefined && error.gaveUp === true ? startOf(files) : error.at && placed(error.at, files),
    };
    if (isKept && before !== undefined && before.declarations.length > 0) return { ...before, open: [], failure };
    const none = { keys: new Map(), objects: [], cells: new Map(), parts: new Map() };
    return { declarations: [], namespace: input.namespace, open, failure, ...none };
  }
  // The value of an object does not say the namespace that it lands in.
  const partsBefore = before?.namespace === input.namespace ? before.parts : undefined;
  const left = new Map<string, Declaration[]>();
  for (const [declaration, key] of before?.keys ?? []) left.set(key, [...(left.get(key) ?? []), declaration]);
  const keys = new Map<Declaration, string>();
  const cells = new Map<Declaration, Cell>();
  const parts = new Map<RenderedObject["value"], readonly Part[]>();
  const counts = new Map<string, number>();
  for (const object of objects) {
    const uri = (object.file && files.uriOf(object.file)) ?? files.chartFile;
    const own: Part[] = [];
    for (const part of partsBefore?.get(object.value) ?? declarationsOf(uri, object.value)) {
      const { base } = part;
      const kind = `${object.source} ${part.declaration.object.kind}`;
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      const key = `${kind} ${count}`;
      const cell: Cell = {
        spot: spotIn(object, base, files),
        spots: lazy(() => spotsIn(object, base)),
        valuesIn: (path, within) =>
          object.valuesIn([...base, ...path], within).flatMap((origin) => keySpot(origin, files) ?? []),
      };
      const made = part.declaration.rendered === undefined ? madeOf(object, part, cell, input.namespace) : undefined;
      const same = made === undefined ? part.declaration : left.get(key)?.find((other) => isSame(other, made));
      const known = same && before?.cells.get(same);
      const kept = known === undefined ? undefined : same;
      const declaration = kept ?? made ?? part.declaration;
      if (known === undefined) keyOf.set(declaration, key);
      else Object.assign(known, cell);
      keys.set(declaration, key);
      cells.set(declaration, known ?? cell);
      own.push({ declaration, base });
    }
    parts.set(object.value, own);
  }
  const { memory } = rendered;
  const { namespace } = input;
  return { declarations: [...keys.keys()], namespace, open, failure: undefined, keys, objects, cells, parts, memory };
}

/** What an object declares, and where in it. */
interface Part {
  readonly declaration: Declaration;
  readonly base: Path;
}

function madeOf(object: RenderedObject, { declaration, base }: Part, cell: Cell, namespace: string): Declaration {
  const value = valueAt(object.value, base) ?? null;
  return asRendered(withNamespace(declaration, namespace), renderedAs(value, cell));
}

function startOf({ chartFile }: ChartFiles): ChartFailure["at"] {
  return { uri: chartFile, span: { start: 0, end: 0 } };
}

/** A function of its own: a closure of the rendering would hold the one before it, and so on to the first. */
function renderedAs(value: JsonValue, cell: Cell): Rendered {
  return {
    value,
    origin: () => undefined,
    spot: (path, part, within) => cell.spot(path, part, within),
    spots: () => cell.spots(),
    valuesIn: (path, within) => cell.valuesIn(path, within),
  };
}

/** Objects of these kinds are in no namespace, or nothing of them is known. */
const unplaced: ReadonlySet<string> = new Set(["Namespace", "Node", "Other"]);

function withNamespace(declaration: Declaration, namespace: string): Declaration {
  const { object } = declaration;
  if (object.meta.namespace !== undefined || unplaced.has(object.kind)) return declaration;
  const { uri, templated } = declaration;
  const placed = { uri, templated, object: { ...object, meta: { ...object.meta, namespace } } };
  return withRefusals(placed, () => declaration.refusals);
}

function isSame(before: Declaration, now: Declaration): boolean {
  return (
    before.uri === now.uri &&
    before.object.meta.namespace === now.object.meta.namespace &&
    JSON.stringify(before.rendered?.value) === JSON.stringify(now.rendered?.value)
  );
}

/** Everything but what cannot be read at all, and templates that nobody defines. */
function isOfValues(message: string): boolean {
  return !/ no template "|^(?:parse error|YAML parse error|cannot load|error unpacking|validation:|Chart\.yaml)/.test(
    message,
  );
}

function placed({ file, start, end }: FilePlace, files: ChartFiles): ChartFailure["at"] {
  const uri = files.uriOf(file);
  // The engine's texts have no byte order mark.
  const mark = typeof file.content === "string" && file.content.startsWith("\ufeff") ? 1 : 0;
  return uri && { uri, span: { start: start + mark, end: end + mark } };
}

/** A place in a file of the chart. */
function spotAt(place: FilePlace | undefined, files: ChartFiles): Spot | undefined {
  const uri = place && files.uriOf(place.file);
  return place && uri && { uri, span: { start: place.start, end: place.end }, text: textOf(place.file) };
}

/** Where a value is written, with its key. */
function keySpot(origin: ValueOrigin | undefined, files: ChartFiles): Spot["value"] {
  const spot = spotAt(origin, files) ?? (origin && heldAt(origin.file, origin.path));
  return origin && spot && { ...spot, path: origin.path };
}

/** The place of a field in a template, and the key that holds it. */
function spotIn(object: RenderedObject, base: Path, files: ChartFiles): NonNullable<Rendered["spot"]> {
  const keyAt = (path: Path): Spot | undefined => {
    for (let length = path.length; length > 0; length--) {
      const found = object.keyOf(path.slice(0, length));
      if (found !== undefined) return spotAt(found, files);
    }
    return undefined;
  };
  return (below, part, within) => {
    const path = [...base, ...below];
    const origin = part === "key" ? undefined : object.originOf(path, within);
    const spot = spotAt(origin?.whole, files) ?? keyAt(path);
    if (spot === undefined || origin === undefined) return spot;
    const written = spotAt(origin.written, files);
    const value = keySpot(origin.value, files);
    return { ...spot, ...(written && { written }), ...(value && { value }) };
  };
}

/** The paths below an object of a list, or of the whole, that have places. */
function spotsIn(object: RenderedObject, base: Path): ReturnType<NonNullable<Rendered["spots"]>> {
  const below = (paths: readonly Path[], part: "key" | "value") =>
    paths.flatMap((path) =>
      path.length > base.length && base.every((step, index) => step === path[index])
        ? [{ path: path.slice(base.length), part }]
        : [],
    );
  return [...below(object.paths(), "value"), ...below(object.keyPaths(), "key")];
}
