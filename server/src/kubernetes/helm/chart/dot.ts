/** What templates of a chart and of its dependencies see, and which files are templates (helm pkg/engine/engine.go: recAllTpls). */
import { deepEqual } from "../functions/deep-equal.ts";
import { FileDot } from "../template/include-memo.ts";
import { sameOrigin } from "../template/pieces.ts";
import type { TemplateFile } from "../template/render.ts";
import { type GoType, types } from "../template/types.ts";
import { GoList, GoMap, Int, plain, Struct, type TemplateText, Traced, type Value } from "../template/value.ts";
import { Slots, unseenEntries, type Watch, WatchedMap } from "../template/watched-map.ts";
import { tableAt } from "../values/coalesce.ts";
import type { Raw } from "../yaml/typed.ts";
import { type Chart, fullPath } from "./chart.ts";
import { makeFiles } from "./files.ts";
import { type Dependency, ImportedPair, type Maintainer, type Metadata } from "./metadata.ts";
import { type SourceFile, textOf } from "./source-file.ts";

/** `.Release`. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** What the templates of all charts have in common. */
export interface Common {
  readonly release: Release;
  readonly capabilities: Struct;
  /** Is told what templates read of `.Release`. */
  readonly watch: Watch;
}

/** The value of `.Release`. @param slots those of the map whose place it takes */
function makeRelease({ name, namespace }: Release, watch: Watch, slots: Slots): GoMap {
  return new GoMap(
    new WatchedMap(watch, slots, [
      ["Name", name],
      ["Namespace", namespace],
      ["IsUpgrade", false],
      ["IsInstall", true],
      ["Revision", new Int(1n)],
      ["Service", "Helm"],
    ]),
  );
}

/**
 * The templates of a chart and those in charts/ below it.
 * @param values what `.Values` of the outermost chart is; parts of it are the values of the others
 */
export function templatesOf(
  chart: Chart,
  values: GoMap,
  { release, capabilities, watch }: Common,
): { readonly templates: readonly TemplateFile[]; readonly dot: GoMap } {
  const templates: TemplateFile[] = [];
  const common = { release: makeRelease(release, watch, new Slots(watch)), capabilities };
  const dot = addTemplates(chart, new GoMap(values.entries, types.values, false, values.origin), common, templates);
  return { templates, dot };
}

/**
 * True where all that templates see is the same in both, but for entries of values that are watched, files, and what is the
 * same for all charts.
 */
export function isAlike(a: GoMap, b: GoMap): boolean {
  const [values, others] = [valuesIn(a), valuesIn(b)];
  const [subcharts, below] = [a.entries.get("Subcharts"), b.entries.get("Subcharts")];
  return (
    values !== undefined &&
    values.slots === others?.slots &&
    deepEqual(a.entries.get("Chart"), b.entries.get("Chart"), () => {}) &&
    subcharts instanceof GoMap &&
    below instanceof GoMap &&
    subcharts.entries.size === below.entries.size &&
    [...subcharts.entries].every(([name, dot]) => {
      const other = below.entries.get(name);
      return dot instanceof GoMap && other instanceof GoMap && isAlike(dot, other);
    })
  );
}

/** A dot that is alike takes another's place: what was kept for that one may hold for it, too. */
export function takePlace(dot: GoMap, before: GoMap): void {
  for (const key of ["Chart", "Release", "Capabilities"]) dot.entries.set(key, before.entries.get(key));
  if (dot.entries instanceof FileDot && before.entries instanceof FileDot)
    dot.entries.identity = before.entries.identity;
  const [subcharts, others] = [dot.entries.get("Subcharts"), before.entries.get("Subcharts")];
  if (!(subcharts instanceof GoMap && others instanceof GoMap)) return;
  for (const [name, below] of subcharts.entries) {
    const other = others.entries.get(name);
    if (below instanceof GoMap && other instanceof GoMap) takePlace(below, other);
  }
}

/** What templates saw, as it is in a release of another name or namespace. */
export interface Renamed {
  readonly templates: readonly TemplateFile[];
  readonly dot: GoMap;
  /** Slots of `.Release` that hold something else. */
  readonly changed: ReadonlySet<number>;
}

/** The same templates, values and files in another release; undefined: what was read of `.Release` is not known. */
export function inRelease(
  {
    templates,
    dot,
    watch,
  }: { readonly templates: readonly TemplateFile[]; readonly dot: GoMap; readonly watch: Watch },
  release: Release,
): Renamed | undefined {
  const before = dot.entries.get("Release");
  if (!(before instanceof GoMap && before.entries instanceof WatchedMap)) return undefined;
  const { slots } = before.entries;
  const now = makeRelease(release, watch, slots);
  const changed = new Set<number>();
  for (const [key, value] of [
    ["Name", release.name],
    ["Namespace", release.namespace],
  ] as const) {
    const slot = slots.known(key);
    if (slot !== undefined && before.entries.get(key) !== value) changed.add(slot);
  }
  const dots = new Map<GoMap, GoMap>();
  const copied = withRelease(dot, now, dots);
  return {
    templates: templates.map((template) => ({ ...template, dot: dots.get(template.dot) ?? template.dot })),
    dot: copied,
    changed,
  };
}

/** A dot, and those of the charts below it, with another `.Release`. @param dots what each became */
function withRelease(dot: GoMap, release: GoMap, dots: Map<GoMap, GoMap>): GoMap {
  const entries = new FileDot([...unseenEntries(dot.entries)]);
  if (dot.entries instanceof FileDot) entries.identity = dot.entries.identity;
  const copy = new GoMap(entries);
  dots.set(dot, copy);
  entries.set("Release", release);
  const subcharts = dot.entries.get("Subcharts");
  if (subcharts instanceof GoMap) {
    const below = [...subcharts.entries].map(([name, value]): readonly [string, Value] => [
      name,
      value instanceof GoMap ? withRelease(value, release, dots) : value,
    ]);
    entries.set("Subcharts", new GoMap(new Map(below)));
  }
  return copy;
}

function valuesIn({ entries }: GoMap): WatchedMap | undefined {
  const values = entries.get("Values");
  return values instanceof GoMap && values.entries instanceof WatchedMap ? values.entries : undefined;
}

function addTemplates(
  chart: Chart,
  values: GoMap,
  common: { readonly release: GoMap; readonly capabilities: Struct },
  templates: TemplateFile[],
): GoMap {
  const subcharts = new Map<string, Value>();
  const dot = new GoMap(
    new FileDot([
      ["Chart", chartStruct(chart)],
      ["Files", makeFiles(chart.files)],
      ["Release", common.release],
      ["Capabilities", common.capabilities],
      ["Values", values],
      ["Subcharts", new GoMap(subcharts)],
    ]),
  );
  for (const dependency of chart.dependencies) {
    const { name } = dependency.metadata;
    const own = tableAt(values, name);
    const below = new GoMap(own?.entries ?? new Map(), types.values, false, own?.origin);
    subcharts.set(name, addTemplates(dependency, below, common, templates));
  }
  const path = fullPath(chart);
  const isLibrary = chart.metadata.type.toLowerCase() === "library";
  for (const { name, source } of chart.templates) {
    if (isLibrary && !name.slice(name.lastIndexOf("/") + 1).startsWith("_")) continue;
    templates.push({ source: templateText(source, `${path}/${name}`), dot, basePath: `${path}/templates` });
  }
  return dot;
}

/** The same templates where the files that they were read from are others now. @param fileNow undefined: as before */
export function withTexts(
  templates: readonly TemplateFile[],
  fileNow: (before: SourceFile) => SourceFile | undefined,
): readonly TemplateFile[] {
  return templates.map((template) => {
    const before = sourceOf(template.source);
    const now = before && fileNow(before);
    return now === undefined ? template : { ...template, source: templateText(now, template.source.name) };
  });
}

const templateTexts = new WeakMap<SourceFile, Map<string, TemplateText>>();
const sources = new WeakMap<TemplateText, SourceFile>();

/** The same object for the same file and name, so that it is parsed once. */
function templateText(source: SourceFile, name: string): TemplateText {
  const known = templateTexts.get(source) ?? new Map<string, TemplateText>();
  const text = known.get(name) ?? { name, text: textOf(source) };
  known.set(name, text);
  templateTexts.set(source, known);
  sources.set(text, source);
  return text;
}

/** The file that a template was read from; undefined for a text that was handed to `tpl`. */
export function sourceOf(text: TemplateText): SourceFile | undefined {
  return sources.get(text);
}

const stringField = (name: string, json: string) => ({ name, type: types.string, json, omitEmpty: true });

const maintainerType: GoType = {
  name: "chart.Maintainer",
  kind: "struct",
  fields: [stringField("Name", "name"), stringField("Email", "email"), stringField("URL", "url")],
};

const dependencyType: GoType = {
  name: "chart.Dependency",
  kind: "struct",
  fields: [
    { name: "Name", type: types.string, json: "name" },
    stringField("Version", "version"),
    { name: "Repository", type: types.string, json: "repository" },
    stringField("Condition", "condition"),
    { name: "Tags", type: types.stringList, json: "tags", omitEmpty: true },
    { name: "Enabled", type: types.bool, json: "enabled", omitEmpty: true },
    { name: "ImportValues", type: types.anyList, json: "import-values", omitEmpty: true },
    stringField("Alias", "alias"),
  ],
};

function pointerTo(elem: GoType): GoType {
  return { name: `*${elem.name}`, kind: "ptr", elem };
}

function listOf(elem: GoType): GoType {
  return { name: `[]${elem.name}`, kind: "slice", elem };
}

const maintainerPointer = pointerTo(maintainerType);
const dependencyPointer = pointerTo(dependencyType);
const maintainersType = listOf(maintainerPointer);
const dependenciesType = listOf(dependencyPointer);

const metadataType: GoType = {
  name: "chart.Metadata",
  kind: "struct",
  fields: [
    stringField("Name", "name"),
    stringField("Home", "home"),
    { name: "Sources", type: types.stringList, json: "sources", omitEmpty: true },
    stringField("Version", "version"),
    stringField("Description", "description"),
    { name: "Keywords", type: types.stringList, json: "keywords", omitEmpty: true },
    { name: "Maintainers", type: maintainersType, json: "maintainers", omitEmpty: true },
    stringField("Icon", "icon"),
    stringField("APIVersion", "apiVersion"),
    stringField("Condition", "condition"),
    stringField("Tags", "tags"),
    stringField("AppVersion", "appVersion"),
    { name: "Deprecated", type: types.bool, json: "deprecated", omitEmpty: true },
    { name: "Annotations", type: types.stringMap, json: "annotations", omitEmpty: true },
    stringField("KubeVersion", "kubeVersion"),
    { name: "Dependencies", type: dependenciesType, json: "dependencies", omitEmpty: true },
    stringField("Type", "type"),
  ],
};

const chartType: GoType = {
  name: "struct { chart.Metadata; IsRoot bool }",
  kind: "struct",
  fields: [
    { name: "Metadata", type: metadataType, embedded: true },
    { name: "IsRoot", type: types.bool },
  ],
};

function chartStruct({ metadata, written, parent }: Chart): Struct {
  return new Struct(
    chartType,
    new Map<string, Value>([
      ["Metadata", metadataStruct(metadata, written)],
      ["IsRoot", parent === undefined],
    ]),
  );
}

function metadataStruct(metadata: Metadata, written: Chart["written"]): Struct {
  const { maintainers, dependencies } = metadata;
  // An alias is another name, and a requirements.yaml may say otherwise: they have no place.
  const placed = (key: "name" | "version" | "appVersion" | "description" | "home" | "icon" | "type"): Value => {
    const text = metadata[key];
    const value = written.get(key);
    return value instanceof Traced && String(plain(value)) === text ? sameOrigin(text, value) : text;
  };
  return new Struct(
    metadataType,
    new Map<string, Value>([
      ["Name", placed("name")],
      ["Home", placed("home")],
      ["Sources", strings(metadata.sources)],
      ["Version", placed("version")],
      ["Description", placed("description")],
      ["Keywords", strings(metadata.keywords)],
      ["Maintainers", new GoList(maintainers.map(maintainerStruct), maintainersType, maintainers.length === 0)],
      ["Icon", placed("icon")],
      ["APIVersion", metadata.apiVersion],
      ["Condition", metadata.condition],
      ["Tags", metadata.tags],
      ["AppVersion", placed("appVersion")],
      ["Deprecated", metadata.deprecated],
      ["Annotations", new GoMap(new Map(metadata.annotations), types.stringMap, metadata.annotations.size === 0)],
      ["KubeVersion", metadata.kubeVersion],
      [
        "Dependencies",
        new GoList((dependencies ?? []).map(dependencyStruct), dependenciesType, dependencies === undefined),
      ],
      ["Type", placed("type")],
    ]),
  );
}

/** helm has no empty list where nothing is written. */
function strings(texts: readonly string[]): GoList {
  return new GoList([...texts], types.stringList, texts.length === 0);
}

function maintainerStruct({ name, email, url }: Maintainer): Struct {
  return new Struct(
    maintainerPointer,
    new Map([
      ["Name", name],
      ["Email", email],
      ["URL", url],
    ]),
  );
}

function dependencyStruct(dependency: Dependency): Struct {
  const { importValues } = dependency;
  return new Struct(
    dependencyPointer,
    new Map<string, Value>([
      ["Name", dependency.name],
      ["Version", dependency.version],
      ["Repository", dependency.repository],
      ["Condition", dependency.condition],
      ["Tags", strings(dependency.tags)],
      ["Enabled", dependency.enabled],
      ["ImportValues", new GoList(importValues.map(importValue), types.anyList, importValues.length === 0)],
      ["Alias", dependency.alias],
    ]),
  );
}

function importValue(written: Raw | ImportedPair): Value {
  if (written instanceof ImportedPair) {
    const { child, parent } = written;
    return new GoMap(
      new Map([
        ["child", child],
        ["parent", parent],
      ]),
      types.stringMap,
    );
  }
  if (Array.isArray(written)) return new GoList(written.map(importValue));
  if (written instanceof Map) return new GoMap(new Map([...written].map(([key, value]) => [key, importValue(value)])));
  return typeof written === "bigint" ? Number(written) : typeof written === "object" ? undefined : written;
}
