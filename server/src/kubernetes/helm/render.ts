/**
 * What `helm template` of helm 3.22 makes of a chart, from the contents of its files alone: objects in helm's order with the
 * place of every scalar, why there may be others, or helm's error. Pure: the same input gives the same result.
 */
import { trimOf } from "../../base/trim.ts";
import {
  type ChartMemory,
  type Documents,
  heldNow,
  mostHeld,
  otherRelease,
  type ReadDocument,
  type Seen,
  slotsOfFiles,
  templatesNow,
} from "./again.ts";
import { KubeVersionError, makeCapabilities, parseKubeVersion } from "./chart/capabilities.ts";
import type { Chart } from "./chart/chart.ts";
import { type Common, isAlike, takePlace, templatesOf } from "./chart/dot.ts";
import { IgnoreError, type IgnoreRules, matchesRules, readIgnoreRules } from "./chart/ignore.ts";
import { LoadError, loadArchive, loadFolder } from "./chart/load.ts";
import { type SourceFile, textOf } from "./chart/source-file.ts";
import { type FilePlace, filePlace } from "./output/file-place.ts";
import { type Manifest, ManifestError, readManifest } from "./output/manifest.ts";
import { type RenderedObject, readObject } from "./output/object.ts";
import { inInstallOrder } from "./output/order.ts";
import { splitDocuments } from "./output/split.ts";
import { segmentsBetween, writtenText } from "./output/text.ts";
import { checkSchemas } from "./schema/check.ts";
import { isCompatible } from "./semver/constraint.ts";
import { compareStrings } from "./template/bytes.ts";
import { LimitError } from "./template/limit-error.ts";
import { partOf } from "./template/pieces.ts";
import { type RenderError, renderTemplates, type Segment, type TemplatesMemory } from "./template/render.ts";
import type { RenderLimits } from "./template/state.ts";
import { type GoMap, plain, Struct } from "./template/value.ts";
import { Watch } from "./template/watched-map.ts";
import { coalesceValues, copyBudget, ValuesError } from "./values/coalesce.ts";
import { absentDependencies, processDependencies } from "./values/dependencies.ts";
import { readUserValues, type UserValues } from "./values/user-values.ts";
import { type Moved, valuesNow } from "./values/values-now.ts";

/** A chart and what it is rendered with. Contents that stay the same should be the same `SourceFile` objects. */
export interface ChartInput {
  /** The files of the chart's folder by path within it, or one packed chart. */
  readonly chart: ReadonlyMap<string, SourceFile> | SourceFile;
  readonly values?: UserValues;
  /** Default: the chart's name. */
  readonly release?: string;
  /** `.Release.Namespace`; default: `default`. */
  readonly namespace?: string;
  /** Default: that of the client which helm 3.22 is built with. */
  readonly kubeVersion?: string;
  /** Beside those that helm knows. */
  readonly apiVersions?: readonly string[];
  readonly limits?: RenderLimits;
  /** Of an earlier rendering: where only templates differ from its, what does not follow from them is not done again. */
  readonly before?: ChartMemory | undefined;
}

export interface ChartError {
  /** In helm's words, without its `Error: `. */
  readonly message: string;
  readonly at: FilePlace | undefined;
  /** Present where helm might go on: the rendering passed a limit of ours. */
  readonly gaveUp?: true;
}

export interface ChartResult {
  /** In helm's order, hooks included; what is in crds/ is not. Empty with an error. */
  readonly objects: readonly RenderedObject[];
  /** Why helm would fail where the rendering goes on: dependencies that are not in charts/. */
  readonly open: readonly string[];
  /** The same for dependencies that these values switch off: they would add nothing. Empty after another rendering. */
  readonly unneeded: readonly string[];
  readonly error: ChartError | undefined;
  /** For the next rendering; undefined with an error. */
  readonly memory?: ChartMemory;
}

/** Never throws. */
export function renderChart(input: ChartInput): ChartResult {
  const open: string[] = [];
  const unneeded: string[] = [];
  try {
    return { ...render(input, open, unneeded), open, unneeded, error: undefined };
  } catch (error) {
    return { objects: [], open, unneeded, error: errorOf(error) };
  }
}

/**
 * What helm does not load of a chart's folder, so that nobody has to read it. Never throws: rules that helm refuses leave
 * nothing out, and the rendering tells.
 * @param ignoreFile the chart's `.helmignore`
 */
export function ignoredFiles(ignoreFile: SourceFile | undefined): (path: string, isFolder: boolean) => boolean {
  try {
    const rules = readIgnoreRules(ignoreFile && textOf(ignoreFile));
    return (path, isFolder) => isIgnoredBy(rules, path, isFolder);
  } catch (error) {
    if (error instanceof IgnoreError) return () => false;
    throw error;
  }
}

function isIgnoredBy(rules: IgnoreRules, path: string, isFolder: boolean): boolean {
  try {
    return matchesRules(rules, path, isFolder);
  } catch (error) {
    if (error instanceof LimitError) return false;
    throw error;
  }
}

/** What a release of a chart is called without being told; undefined: the chart cannot be loaded. */
export function releaseNameOf(chart: ChartInput["chart"]): string | undefined {
  try {
    return releaseName(loadChart(chart).metadata.name);
  } catch (error) {
    if (error instanceof LoadError || error instanceof LimitError) return undefined;
    throw error;
  }
}

/**
 * The objects in what `helm template` printed, and the template that each was made by.
 * @returns a text says what cannot be read
 */
export function readPrinted(text: string): readonly PrintedObject[] | string {
  const written = writtenText([]);
  try {
    return splitDocuments(text).flatMap((document) => {
      const source = /^# Source: (.*)$/m.exec(document.text)?.[1]?.trim() ?? "";
      const object = readObject(readManifest(source, document, written));
      return object === undefined ? [] : [{ value: object.value, source }];
    });
  } catch (error) {
    if (error instanceof ManifestError) return error.message;
    throw error;
  }
}

export type PrintedObject = Pick<RenderedObject, "value" | "source">;

/** An error with its place. */
class ChartFailure extends Error {
  readonly at: FilePlace | undefined;
  readonly gaveUp: boolean;
  constructor(message: string, at: FilePlace | undefined, gaveUp = false) {
    super(message);
    this.at = at;
    this.gaveUp = gaveUp;
  }
}

/** A template may fail with megabytes. */
const longestMessage = 100_000;

function errorOf(error: unknown): ChartError {
  const found = wholeErrorOf(error);
  const { message } = found;
  return message.length > longestMessage ? { ...found, message: `${message.slice(0, longestMessage)}…` } : found;
}

function wholeErrorOf(error: unknown): ChartError {
  if (error instanceof ChartFailure)
    return { message: error.message, at: error.at, ...(error.gaveUp ? { gaveUp: true } : {}) };
  if (error instanceof ManifestError) return { message: error.message, at: placeOfManifest(error) };
  if (error instanceof LoadError)
    return { message: error.message, at: error.file && pointIn(error.file, error.offset) };
  if (error instanceof ValuesError)
    return { message: error.message, at: error.at && pointIn(error.at.file, error.at.offset) };
  if (error instanceof KubeVersionError) return { message: error.message, at: undefined };
  if (error instanceof LimitError) return { message: error.message, at: undefined, gaveUp: true };
  // Too deep a nesting is the only other way to end.
  if (error instanceof RangeError) return { message: "the chart is nested too deeply", at: undefined, gaveUp: true };
  throw error;
}

function pointIn(file: SourceFile, offset: number): FilePlace {
  return { file, start: offset, end: offset };
}

type Made = Pick<ChartResult, "objects" | "memory">;

/** The steps of `helm template`, in its order. */
function render(input: ChartInput, open: string[], unneeded: string[]): Made {
  const { before, ...now } = input;
  const same = before && templatesNow(before, now);
  if (before !== undefined && same !== undefined)
    return made(now, same, open, undefined, { memory: before, changed: new Set() });
  const renamed = before && renamedNow(before, now);
  if (before !== undefined && renamed !== undefined)
    return made(now, renamed.seen, open, undefined, { memory: branched(before), changed: renamed.changed });
  const { seen, isWatched, absent, changed } = prepared(input, open, unneeded, before);
  // Where helm would not even begin, what fails may lack what is not there.
  const leftOut = absent ? new LeftOut(open) : undefined;
  const result = made(now, seen, open, leftOut, before && changed && { memory: before, changed });
  return isWatched ? result : { objects: result.objects };
}

/** The rendering before, where this one is of the same chart in another release. */
function renamedNow(before: ChartMemory, now: ChartInput): ReturnType<typeof otherRelease> {
  const chart = releaseNameIn(before);
  if (chart === undefined) return undefined;
  const name = now.release ?? chart;
  checkReleaseName(name);
  return otherRelease(before, now, { name, namespace: now.namespace ?? "default" });
}

/** The name that a release of the chart has by default. */
function releaseNameIn({ seen }: ChartMemory): string | undefined {
  const chart = seen.dot.entries.get("Chart");
  const metadata = chart instanceof Struct ? chart.fields.get("Metadata") : undefined;
  const name = metadata instanceof Struct ? plain(metadata.fields.get("Name")) : undefined;
  return typeof name === "string" ? releaseName(name) : undefined;
}

/** A memory that leaves the included texts to the next rendering of its own release, too. */
function branched(memory: ChartMemory): ChartMemory {
  const { includes } = memory.rendered;
  if (includes === undefined) return memory;
  const { kept, length, ids } = includes;
  return { ...memory, rendered: { ...memory.rendered, includes: { kept: new Map(kept), length, ids } } };
}

/** A rendering before this one, and the slots of what is another now. */
interface AfterAnother {
  readonly memory: ChartMemory;
  readonly changed: ReadonlySet<number>;
}

function made(
  input: ChartInput,
  seen: Seen,
  open: readonly string[],
  leftOut: LeftOut | undefined,
  before: AfterAnother | undefined,
): Made {
  const { outputs, memory } = outputsOf(seen, input.limits, leftOut, before);
  const documents: Documents = new Map();
  const objects = objectsOf({ outputs, moved: seen.moved }, leftOut, documents, before?.memory.documents);
  if (memory === undefined || leftOut !== undefined || open.length > 0 || "content" in input.chart) return { objects };
  return { objects, memory: { input, files: input.chart, open, seen, rendered: memory, documents } };
}

interface Prepared {
  readonly seen: Seen;
  /** The values are watched. */
  readonly isWatched: boolean;
  /** Dependencies that take part are not in charts/. */
  readonly absent: boolean;
  /** Slots of what is another than before; undefined: nothing of what was before may hold. */
  readonly changed: ReadonlySet<number> | undefined;
}

/** Everything before templates are executed. */
function prepared(input: ChartInput, open: string[], unneeded: string[], before: ChartMemory | undefined): Prepared {
  const kube = parseKubeVersion(input.kubeVersion);
  const given = readUserValues(input.values ?? {});
  const chart = loadChart(input.chart);
  const { metadata } = chart;
  if (metadata.type === "library") throw new ChartFailure("library charts are not installable", undefined);
  const absent = absentDependencies(chart).map((dependency) => ({ dependency, name: dependency.name }));
  const release = input.release ?? releaseName(metadata.name);
  checkReleaseName(release);
  const budget = copyBudget();
  processDependencies(chart, given, budget);
  for (const { name, dependency } of absent)
    (dependency.enabled ? open : unneeded).push(
      `the dependency '${name}' (${dependency.version || "any version"}) is not in charts/: 'helm dependency build' fetches it`,
    );
  const values = coalesceValues(chart, given, budget);
  const { problem, file, remote } = checkSchemas(chart, values);
  for (const url of remote) open.push(`values are not checked against the schema at ${url}, which is not fetched`);
  if (problem !== undefined) throw new ChartFailure(problem, file && { file, start: 0, end: 0 });
  if (metadata.kubeVersion !== "" && !isCompatible(metadata.kubeVersion, kube.version))
    throw new ChartFailure(
      `chart requires kubeVersion: ${metadata.kubeVersion} which is incompatible with Kubernetes ${kube.version}`,
      undefined,
    );
  const capabilities = makeCapabilities(kube, input.apiVersions ?? []);
  const common = { release: { name: release, namespace: input.namespace ?? "default" }, capabilities };
  return {
    ...seenNow(chart, values, common, before && { memory: before, now: input }),
    absent: absent.some(({ dependency }) => dependency.enabled),
  };
}

/** What templates see, put together of what they saw before as far as that is the same. */
function seenNow(
  chart: Chart,
  values: GoMap,
  common: Omit<Common, "watch">,
  before: { readonly memory: ChartMemory; readonly now: ChartInput } | undefined,
): Omit<Prepared, "absent"> {
  const slots = before && slotsOfFiles(before.memory, before.now);
  const held = before === undefined ? 0 : heldNow(before.memory, before.now);
  if (before !== undefined && slots !== undefined && held <= mostHeld) {
    const { watch, values: old, dot } = before.memory.seen;
    const now = valuesNow(values, old, watch);
    const seen = now && {
      ...templatesOf(chart, now.values, { ...common, watch }),
      values: now.values,
      moved: now.moved,
      watch,
      held,
    };
    if (seen !== undefined && isAlike(dot, seen.dot)) {
      takePlace(seen.dot, dot);
      return { seen, isWatched: true, changed: new Set([...(now?.changed ?? []), ...slots]) };
    }
  }
  const watch = new Watch();
  const now = valuesNow(values, undefined, watch) ?? { values, moved: new Map() };
  const templates = templatesOf(chart, now.values, { ...common, watch });
  const seen = { ...templates, values: now.values, moved: now.moved, watch, held: 0 };
  return { seen, isWatched: now.values !== values, changed: undefined };
}

/** Why objects of an open rendering are missing. */
class LeftOut {
  readonly #open: string[];
  constructor(open: string[]) {
    this.#open = open;
  }
  add(message: string): void {
    this.#open.push(`left out: ${message}`);
  }
}

/** A chart's folder, or `.tgz`. */
function loadChart(chart: ChartInput["chart"]): Chart {
  return "content" in chart ? loadArchive(chart) : loadFolder(chart);
}

function outputsOf(
  { templates, watch }: Seen,
  limits: RenderLimits | undefined,
  leftOut: LeftOut | undefined,
  before: AfterAnother | undefined,
): { readonly outputs: ReadonlyMap<string, readonly Segment[]>; readonly memory: TemplatesMemory | undefined } {
  const failures: RenderError[] | undefined = leftOut && [];
  const rendered = renderTemplates(templates, {
    limits,
    leftOut: failures,
    watch,
    before: before && { memory: before.memory.rendered, changed: before.changed },
  });
  for (const { message } of failures ?? []) leftOut?.add(message);
  if (rendered.kind === "rendered") return rendered;
  const { message, place, gaveUp } = rendered.error;
  if (leftOut === undefined) throw new ChartFailure(message, place && filePlace(place), gaveUp);
  leftOut.add(message);
  return { outputs: new Map(), memory: undefined };
}

/** What NOTES.txt says is not printed. */
function objectsOf(
  { outputs, moved }: { readonly outputs: ReadonlyMap<string, readonly Segment[]>; readonly moved: Moved },
  leftOut: LeftOut | undefined,
  documents: Documents,
  before: Documents | undefined,
): readonly RenderedObject[] {
  const all = new Map<Manifest, ReadDocument["read"]>();
  const sorted = [...outputs].sort(([a], [b]) => compareStrings(a, b));
  const perFile = sorted.flatMap(([source, segments]) => {
    if (source.endsWith("NOTES.txt")) return [];
    const found = before?.get(segments) ?? documentsIn(source, segments, leftOut);
    for (const { manifest, read } of found) all.set(manifest, read);
    checkCount(all.size);
    return [{ segments, found }];
  });
  const objects = inInstallOrder([...all.keys()]).flatMap((manifest) => {
    const read = readNow(manifest, all.get(manifest), moved);
    all.set(manifest, read);
    return read.object ?? [];
  });
  for (const { segments, found } of perFile) {
    // Nodes are many times larger than the text.
    const kept = found.map(({ manifest }) => ({ manifest: { ...manifest, node: undefined }, read: all.get(manifest) }));
    documents.set(segments, kept);
  }
  return objects;
}

function readNow(manifest: Manifest, before: ReadDocument["read"], moved: Moved): NonNullable<ReadDocument["read"]> {
  if (before === undefined) return { object: readObject(manifest, moved), moved };
  return before.moved === moved ? before : { object: before.object?.withMoved(moved), moved };
}

/** As many as a kustomization may make (kubernetes/kustomize/budget.ts). */
const mostObjects = 10_000;

/** @throws {LimitError} for more objects than any chart makes */
function checkCount(objects: number): void {
  if (objects > mostObjects) throw new LimitError(`the chart makes more than ${mostObjects} objects`);
}

function documentsIn(
  source: string,
  segments: readonly Segment[],
  leftOut: LeftOut | undefined,
): readonly ReadDocument[] {
  const written = writtenText(segments);
  const all = splitDocuments(written.text);
  checkCount(all.length);
  return all.flatMap((document): readonly ReadDocument[] => {
    try {
      return [{ manifest: readManifest(source, document, written), read: undefined }];
    } catch (error) {
      if (leftOut === undefined || !(error instanceof ManifestError)) throw error;
      leftOut.add(error.message);
      return [];
    }
  });
}

/** The statement that wrote what cannot be read; in plain text the place itself. */
function placeOfManifest({ written, offset }: ManifestError): FilePlace | undefined {
  const [segment] = segmentsBetween(written, offset, offset + 1);
  return segment && filePlace(partOf(segment.place, offset - segment.start, 1));
}

// bounded: longestName
const validName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const longestName = 53;

/** A chart's name, made a name that a release can have (helm pkg/chartutil/validate_name.go). */
function releaseName(chart: string): string {
  const letters = chart.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  const name = trimOf(letters.slice(0, longestName), "-");
  return name === "" ? "release" : name;
}

function checkReleaseName(name: string): void {
  const fail = (reason: string): never => {
    throw new ChartFailure(`release name "${name}": ${reason}`, undefined);
  };
  if (name === "") fail("no name provided");
  if (name.length > longestName || !validName.test(name))
    fail(
      `invalid release name, must match regex ${validName.source} and the length must not be longer than ${longestName}`,
    );
}
