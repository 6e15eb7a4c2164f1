/** Keeps what a rendering leaves for the next one of the same chart, and decides how much of it may hold there. */
import { inRelease, type Release, withTexts } from "./chart/dot.ts";
import { largestFile, type SourceFile } from "./chart/source-file.ts";
import type { Manifest } from "./output/manifest.ts";
import type { RenderedObject } from "./output/object.ts";
import type { ChartInput } from "./render.ts";
import type { Segment, TemplateFile, TemplatesMemory } from "./template/render.ts";
import type { GoMap } from "./template/value.ts";
import { filesSlot, type Watch } from "./template/watched-map.ts";
import type { Moved } from "./values/values-now.ts";

/** What a rendering was made of, and its parts. */
export interface ChartMemory {
  readonly input: ChartInput;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly open: readonly string[];
  readonly seen: Seen;
  readonly rendered: TemplatesMemory;
  readonly documents: Documents;
}

/** What templates saw. */
export interface Seen {
  readonly templates: readonly TemplateFile[];
  /** `.` of the chart itself. */
  readonly dot: GoMap;
  /** All values, watched. */
  readonly values: GoMap;
  readonly watch: Watch;
  readonly moved: Moved;
  /** Characters of texts of values that what was kept may be written in: each edit leaves one more. */
  readonly held: number;
}

/** More than that is let go: all is rendered once more. */
export const mostHeld: number = 2 ** 24;

/** What stands in the text of each file. */
export type Documents = Map<readonly Segment[], readonly ReadDocument[]>;

export interface ReadDocument {
  readonly manifest: Manifest;
  /** Undefined: it is not read yet. */
  readonly read: { readonly object: RenderedObject | undefined; readonly moved: Moved } | undefined;
}

/** The templates, where nothing but their texts is another; undefined: more is. */
export function templatesNow({ input, files, seen }: ChartMemory, now: ChartInput): Seen | undefined {
  const changed = changedFiles(files, now.chart);
  if (changed === undefined || !isSameInput(input, now) || !areSameValues(input, now)) return undefined;
  const texts = new Map<SourceFile, SourceFile>();
  for (const [path, file] of changed) {
    const known = files.get(path);
    if (known === undefined || !isTemplate(path) || file.content.length > largestFile) return undefined;
    texts.set(known, file);
  }
  return { ...seen, templates: withTexts(seen.templates, (file) => texts.get(file)) };
}

/** What another release of the same chart sees; undefined: more is another than its name and namespace. */
export function otherRelease({ input, files, seen }: ChartMemory, now: ChartInput, release: Release): AfterRenamed {
  const isOther = input.release !== now.release || input.namespace !== now.namespace;
  const { release: _, namespace: __, ...rest } = now;
  const own = { ...rest, ...calledAs(input) };
  if (!isOther || !isSameInput(input, own) || !areSameValues(input, own)) return undefined;
  if (changedFiles(files, now.chart)?.length !== 0) return undefined;
  const renamed = inRelease(seen, release);
  return renamed && { seen: { ...seen, ...renamed }, changed: renamed.changed };
}

type AfterRenamed = { readonly seen: Seen; readonly changed: ReadonlySet<number> } | undefined;

function calledAs({ release, namespace }: ChartInput): Pick<ChartInput, "release" | "namespace"> {
  return { ...(release !== undefined && { release }), ...(namespace !== undefined && { namespace }) };
}

/**
 * The slots of what is another, where nothing is but the texts of templates, values, and what templates read with `.Files`;
 * undefined: more may be.
 */
export function slotsOfFiles({ input, files }: ChartMemory, now: ChartInput): readonly number[] | undefined {
  const changed = changedFiles(files, now.chart);
  if (changed === undefined || !isSameInput(input, now)) return undefined;
  const kinds = changed.map(([path]) => kindOf(path));
  if (kinds.includes("chart")) return undefined;
  return kinds.includes("file") ? [filesSlot] : [];
}

/** `Seen.held` of the rendering now. */
export function heldNow({ input, files, seen }: ChartMemory, now: ChartInput): number {
  const own = (changedFiles(files, now.chart) ?? []).flatMap(([path, file]) => (kindOf(path) === "values" ? file : []));
  const over = (now.values?.files ?? []).filter((file, index) => file !== input.values?.files?.[index]);
  return [...own, ...over].reduce((sum, { content }) => sum + content.length, seen.held);
}

/** Undefined: there are other files now. */
function changedFiles(
  files: ChartMemory["files"],
  chart: ChartInput["chart"],
): readonly (readonly [string, SourceFile])[] | undefined {
  if ("content" in chart || chart.size !== files.size) return undefined;
  const changed: (readonly [string, SourceFile])[] = [];
  for (const entry of chart) {
    const known = files.get(entry[0]);
    if (known === undefined) return undefined;
    if (known !== entry[1]) changed.push(entry);
  }
  return changed;
}

/** In templates/ of the chart or of a folder in charts/: what is there is read as nothing else. */
function isTemplate(path: string): boolean {
  // bounded: a path within a chart
  return /^(?:charts\/[^/]+\/)*templates\//.test(path);
}

const decisive: ReadonlySet<string> = new Set([
  ".helmignore",
  "Chart.lock",
  "Chart.yaml",
  "requirements.lock",
  "requirements.yaml",
]);

/** "chart": it decides what the chart is. */
function kindOf(path: string): "template" | "values" | "file" | "chart" {
  if (isTemplate(path)) return "template";
  // bounded: a path within a chart
  if (/^(?:charts\/[^/]+\/)*values\.(?:yaml|schema\.json)$/.test(path)) return "values";
  return path.startsWith("charts/") || decisive.has(path) ? "chart" : "file";
}

/** The same but for files of the chart and of values. */
function isSameInput(a: ChartInput, b: ChartInput): boolean {
  return (
    a.release === b.release &&
    a.namespace === b.namespace &&
    a.kubeVersion === b.kubeVersion &&
    a.limits === b.limits &&
    (a.apiVersions ?? []).join() === (b.apiVersions ?? []).join() &&
    // What flags of a command line say is read again.
    [a.values, b.values].every((given) => !(given?.set || given?.setString || given?.setJson || given?.setFile))
  );
}

function areSameValues({ values: before = {} }: ChartInput, { values: now = {} }: ChartInput): boolean {
  const files = before.files ?? [];
  return files.length === (now.files ?? []).length && files.every((file, index) => file === now.files?.[index]);
}
