/** A chart as helm loads it from a folder's files, or from an archive (pkg/chart/loader). */
import { compareStrings } from "../template/bytes.ts";
import { LimitError } from "../template/limit-error.ts";
import { quote } from "../template/quote.ts";
import { GoMap, type Value } from "../template/value.ts";
import { YamlError } from "../yaml/input.ts";
import { readYaml, unmarshalError } from "../yaml/read.ts";
import { ArchiveError, archivedFiles } from "./archive.ts";
import { type Chart, type ChartFile, setDependencies } from "./chart.ts";
import { IgnoreError, ignoring, readIgnoreRules } from "./ignore.ts";
import { checkLock, type Metadata, makeMetadata, readMetadataFields, ValidationError } from "./metadata.ts";
import { keptWithFile, largestFile, type SourceFile, textOf } from "./source-file.ts";

/** Why helm does not load a chart. */
export class LoadError extends Error {
  /** The file that it is about. */
  readonly file: SourceFile | undefined;
  /** Where in its text. */
  readonly offset: number;
  constructor(message: string, file: SourceFile | undefined, offset = 0) {
    super(message);
    this.file = file;
    this.offset = offset;
  }
}

/** Charts within charts: enough for any that people use. */
const deepest = 20;
/** Octets of all files together, unpacked archives included. */
const mostOctets = 256 * 1024 * 1024;
/** All charts, and the files of all archives: some kilobytes may hold millions. */
const mostCharts = 2000;
const mostFiles = 20_000;

/**
 * `loader.LoadDir`: what `.helmignore` names is left out.
 * @param files by path within the chart's folder, slashes between its parts
 * @throws {LoadError} in helm's words
 * @throws {LimitError} where the chart is larger than any
 */
export function loadFolder(files: ReadonlyMap<string, SourceFile>): Chart {
  const ignore = files.get(".helmignore");
  const isIgnored = ignoring(readRules(ignore));
  const loaded = [...files]
    .filter(([path]) => !isIgnored(path))
    .sort(([a], [b]) => compareStrings(walkKey(a), walkKey(b)))
    .map(([name, source]) => ({ name, source }));
  for (const { name, source } of loaded) {
    if (source.content.length > largestFile)
      throw new LoadError(
        `chart file ${quote(name.slice(name.lastIndexOf("/") + 1))} is larger than the maximum file size ${largestFile}`,
        source,
      );
  }
  return loadFiles(loaded, { octets: 0, charts: 0, files: 0 }, 0);
}

/** `loader.LoadFile`: a packed chart. @throws {LoadError | LimitError} */
export function loadArchive(archive: SourceFile): Chart {
  return unpack(archive, { octets: 0, charts: 0, files: 0 }, 0);
}

function readRules(file: SourceFile | undefined) {
  try {
    return readIgnoreRules(file && textOf(file));
  } catch (error) {
    if (error instanceof IgnoreError) throw new LoadError(error.message, file);
    throw error;
  }
}

/** Folders are walked part by part: `a/b` comes before `a-b`. */
function walkKey(path: string): string {
  return path.replaceAll("/", "\0");
}

/** What one chart has cost so far. */
interface Budget {
  octets: number;
  charts: number;
  files: number;
}

function unpack(archive: SourceFile, budget: Budget, depth: number): Chart {
  try {
    const files = archivedFiles(archive);
    budget.files += files.length;
    if (budget.files > mostFiles) throw new LimitError(`the archives of the chart hold more than ${mostFiles} files`);
    return loadFiles(files, budget, depth);
  } catch (error) {
    if (error instanceof ArchiveError) throw new LoadError(error.message, archive);
    throw error;
  }
}

/** `loader.LoadFiles` */
function loadFiles(files: readonly ChartFile[], budget: Budget, depth: number): Chart {
  if (depth > deepest) throw new LimitError(`charts are nested more than ${deepest} deep`);
  budget.charts += 1;
  if (budget.charts > mostCharts) throw new LimitError(`the chart has more than ${mostCharts} charts in it`);
  for (const { source } of files) budget.octets += source.content.length;
  if (budget.octets > mostOctets)
    throw new LimitError(`the chart and its dependencies hold more than ${mostOctets} bytes`);
  const sorted = sortFiles(files);
  checkLocks(files);
  const values = sorted.values === undefined ? undefined : valuesOf(sorted.values);
  const chart: Chart = {
    metadata: metadataOf(sorted),
    written: new Map(sorted.metadata.flatMap((file) => [...writtenFields(file)])),
    templates: sorted.templates,
    values,
    schema: sorted.schema,
    files: sorted.others,
    parent: undefined,
    dependencies: [],
  };
  const dependencies = [...sorted.charts]
    .sort(([a], [b]) => compareStrings(a, b))
    .flatMap(([name, content]) =>
      subchart({ name, files: content, parent: chart.metadata.name, budget, depth: depth + 1 }),
    );
  setDependencies(chart, dependencies);
  return chart;
}

interface Sorted {
  readonly metadata: readonly SourceFile[];
  readonly requirements: SourceFile | undefined;
  readonly values: SourceFile | undefined;
  readonly schema: SourceFile | undefined;
  readonly templates: readonly ChartFile[];
  readonly others: readonly ChartFile[];
  /** By the first part of their paths below charts/. */
  readonly charts: ReadonlyMap<string, readonly ChartFile[]>;
}

function sortFiles(files: readonly ChartFile[]): Sorted {
  const named = (name: string): SourceFile | undefined => files.findLast((file) => file.name === name)?.source;
  const templates: ChartFile[] = [];
  const others: ChartFile[] = [];
  const charts = new Map<string, ChartFile[]>();
  for (const file of files) {
    const { name, source } = file;
    if (known.has(name)) continue;
    if (name.startsWith("templates/")) templates.push(file);
    else if (name.startsWith("charts/") && !name.endsWith(".prov")) {
      const below = name.slice("charts/".length);
      const [first = ""] = below.split("/");
      const list = charts.get(first) ?? [];
      list.push({ name: below, source });
      charts.set(first, list);
    } else others.push(file);
  }
  return {
    metadata: files.filter(({ name }) => name === "Chart.yaml").map(({ source }) => source),
    requirements: named("requirements.yaml"),
    values: named("values.yaml"),
    schema: named("values.schema.json"),
    templates,
    others: [...others, ...lockFiles(files)],
    charts,
  };
}

const known: ReadonlySet<string> = new Set([
  "Chart.yaml",
  "Chart.lock",
  "values.yaml",
  "values.schema.json",
  "requirements.yaml",
  "requirements.lock",
]);

/** The files that a chart of version 1 keeps its dependencies in are among `.Files`. */
function lockFiles(files: readonly ChartFile[]): readonly ChartFile[] {
  const chart = files.find(({ name }) => name === "Chart.yaml");
  if (chart === undefined || (apiVersionOf(chart.source) ?? "v1") !== "v1") return [];
  return files.filter(({ name }) => name === "requirements.yaml" || name === "requirements.lock");
}

function apiVersionOf(file: SourceFile): string | undefined {
  const version = fieldsOf(file).get("apiVersion");
  return typeof version === "string" && version !== "" ? version : undefined;
}

function checkLocks(files: readonly ChartFile[]): void {
  for (const { name, source } of files) {
    if (name === "Chart.lock" || name === "requirements.lock") reading(source, name, () => checkLock(textOf(source)));
  }
}

const fieldsOf = keptWithFile((file) => reading(file, "Chart.yaml", () => readMetadataFields(textOf(file))));

/** The file has been read before: its YAML is right. */
const writtenFields = keptWithFile((file): ReadonlyMap<string, Value> => {
  const value = readYaml(textOf(file), file);
  return value instanceof GoMap ? value.entries : new Map<string, Value>();
});

const requirementsOf = keptWithFile((file) =>
  reading(file, "requirements.yaml", () => readMetadataFields(textOf(file))),
);

/** The chart's own values; every rendering copies what it changes. */
const valuesOf = keptWithFile((file: SourceFile): GoMap | undefined => {
  const value = reading(file, "values.yaml", () => readYaml(textOf(file), file));
  return asMap(value, "cannot load values.yaml", file);
});

/**
 * `yaml.Unmarshal` into a map.
 * @throws {LoadError} where the text holds something else
 */
export function asMap(value: Value, problem: string, file: SourceFile): GoMap | undefined {
  if (value === undefined || value instanceof GoMap) return value;
  const type = jsonTypeOf(value);
  throw new LoadError(
    `${problem}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`,
    file,
  );
}

function jsonTypeOf(value: Value): string {
  const plain = value !== undefined && typeof value === "object" && "value" in value ? value.value : value;
  if (typeof plain === "string") return "string";
  return typeof plain === "boolean" ? "bool" : typeof plain === "object" ? "array" : "number";
}

function reading<T>(file: SourceFile, name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const problem = unmarshalError(error);
    if (problem === undefined) throw error;
    throw new LoadError(`cannot load ${name}: ${problem}`, file, error instanceof YamlError ? error.offset : 0);
  }
}

function metadataOf({ metadata, requirements }: Sorted): Metadata {
  const [first] = metadata;
  if (first === undefined && requirements === undefined) throw new LoadError("Chart.yaml file is missing", undefined);
  const fields = new Map(metadata.flatMap((file) => [...fieldsOf(file)]));
  if (first !== undefined && (fields.get("apiVersion") ?? "") === "") fields.set("apiVersion", "v1");
  for (const [name, value] of requirements === undefined ? [] : requirementsOf(requirements)) fields.set(name, value);
  try {
    return makeMetadata(fields);
  } catch (error) {
    if (error instanceof ValidationError) throw new LoadError(error.message, first ?? requirements);
    throw error;
  }
}

interface Subchart {
  readonly name: string;
  readonly files: readonly ChartFile[];
  readonly parent: string;
  readonly budget: Budget;
  readonly depth: number;
}

/** A folder or archive in charts/; none for what is not a chart. */
function subchart({ name, files, parent, budget, depth }: Subchart): readonly Chart[] {
  if (/^[_.]/.test(name)) return [];
  try {
    if (!name.endsWith(".tgz")) return [loadFiles(files.flatMap(below), budget, depth)];
    const [file] = files;
    if (file === undefined) return [];
    if (file.name !== name)
      throw new LoadError(`error unpacking subchart tar in ${parent}: expected ${name}, got ${file.name}`, file.source);
    return [unpack(file.source, budget, depth)];
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    throw new LoadError(`error unpacking subchart ${name} in ${parent}: ${error.message}`, error.file, error.offset);
  }
}

function below({ name, source }: ChartFile): readonly ChartFile[] {
  const slash = name.indexOf("/");
  return slash < 0 ? [] : [{ name: name.slice(slash + 1), source }];
}
