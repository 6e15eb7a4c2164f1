/** Which dependencies of a chart take part, under which names, and which of their values it imports (helm pkg/chartutil/dependencies.go). */
import { type Chart, setDependencies } from "../chart/chart.ts";
import { type Dependency, ImportedPair } from "../chart/metadata.ts";
import { isCompatible } from "../semver/constraint.ts";
import { GoMap, plain } from "../template/value.ts";
import type { Raw } from "../yaml/typed.ts";
import {
  type CopyBudget,
  coalesceTables,
  coalesceValues,
  copyMap,
  emptyMap,
  mergeValues,
  tableAt,
  ValuesError,
} from "./coalesce.ts";

/**
 * `ProcessDependenciesWithMerge`. Changes the chart.
 * @throws {ValuesError | LimitError}
 */
export function processDependencies(chart: Chart, values: GoMap, budget: CopyBudget): void {
  enableDependencies(chart, values, "", budget);
  importValues(chart, budget);
}

/** Names of dependencies that Chart.yaml lists and charts/ does not hold (`CheckDependencies`). */
export function absentDependencies({ metadata, dependencies }: Chart): readonly Dependency[] {
  const present = new Set(dependencies.map((chart) => chart.metadata.name));
  return (metadata.dependencies ?? []).filter(({ name }) => !present.has(name));
}

function enableDependencies(chart: Chart, values: GoMap, path: string, budget: CopyBudget): void {
  const listed = chart.metadata.dependencies;
  if (listed === undefined) return;
  setDependencies(chart, namedDependencies(chart, listed));
  for (const dependency of listed) dependency.enabled = true;
  const all = coalesceValues(chart, values, budget);
  applyTags(listed, all);
  applyConditions(listed, all, path);
  const disabled = new Set(listed.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const kept = chart.dependencies.filter(({ metadata }) => !disabled.has(metadata.name));
  const keptListed = listed.filter(({ name }) => !disabled.has(name));
  for (const dependency of kept) enableDependencies(dependency, all, `${path}${dependency.metadata.name}.`, budget);
  chart.metadata.dependencies = keptListed.length === 0 ? undefined : keptListed;
  setDependencies(chart, kept);
}

/** Each alias copies the values of its chart. */
const mostDependencies = 1000;

/** Charts that are not listed, then those that are, under their aliases; the list's names become the aliases too. */
function namedDependencies(chart: Chart, listed: readonly Dependency[]): readonly Chart[] {
  const named = chart.dependencies.filter(({ metadata }) => !listed.some((dependency) => fits(dependency, metadata)));
  for (const dependency of listed) {
    const found = chart.dependencies.find(({ metadata }) => fits(dependency, metadata));
    if (named.length > mostDependencies)
      throw new ValuesError(`a chart has more than ${mostDependencies} dependencies`);
    if (found !== undefined) {
      const name = dependency.alias || found.metadata.name;
      named.push({ ...found, metadata: { ...found.metadata, name } });
    }
    if (dependency.alias !== "") dependency.name = dependency.alias;
  }
  return named;
}

function fits({ name, version }: Dependency, metadata: { readonly name: string; readonly version: string }): boolean {
  return metadata.name === name && isCompatible(version, metadata.version);
}

function applyTags(dependencies: readonly Dependency[], values: GoMap): void {
  const tags = tableAt(values, "tags");
  if (tags === undefined) return;
  for (const dependency of dependencies) {
    const set = dependency.tags.map((tag) => plain(tags.entries.get(tag)));
    dependency.enabled = set.includes(true) || !set.includes(false);
  }
}

/** The first condition that is a boolean decides. */
function applyConditions(dependencies: readonly Dependency[], values: GoMap, path: string): void {
  for (const dependency of dependencies) {
    for (const condition of dependency.condition.trim().split(",")) {
      if (condition === "") continue;
      const value = valueAt(values, path + condition);
      if (typeof value !== "boolean") continue;
      dependency.enabled = value;
      break;
    }
  }
}

/** `Values.PathValue`; undefined: there is none, or a table. */
function valueAt(values: GoMap, path: string) {
  const point = path.lastIndexOf(".");
  const table = point < 0 ? values : tableAt(values, path.slice(0, point));
  return plain(table?.entries.get(path.slice(point + 1)));
}

function importValues(chart: Chart, budget: CopyBudget): void {
  for (const dependency of chart.dependencies) importValues(dependency, budget);
  const listed = chart.metadata.dependencies;
  if (listed === undefined) return;
  const values = mergeValues(chart, budget);
  const imported = emptyMap();
  for (const dependency of listed) {
    const pairs = dependency.importValues.flatMap(importOf);
    for (const { child, parent } of pairs) {
      const table = tableAt(values, `${dependency.name}.${child}`);
      if (table === undefined) continue;
      const given = table.entries.size === 0 ? emptyMap() : table;
      coalesceTables(imported, atPath(parent, given), { merge: true, budget });
    }
    dependency.importValues = pairs;
  }
  chart.values =
    imported.entries.size === 0 ? values : coalesceTables(copyMap(values, budget), imported, { merge: true, budget });
}

function importOf(written: Raw | ImportedPair): readonly ImportedPair[] {
  if (typeof written === "string") return [new ImportedPair(`exports.${written}`, ".")];
  if (!(written instanceof Map)) return [];
  return [new ImportedPair(formatRaw(written.get("child")), formatRaw(written.get("parent")))];
}

/** Go's `%v`. */
function formatRaw(raw: Raw | undefined): string {
  return raw === undefined || raw === null ? "<nil>" : String(raw);
}

/** The table under the names of a path. */
function atPath(path: string, table: GoMap): GoMap {
  if (path === ".") return table;
  return path.split(".").reduceRight((inner, name) => new GoMap(new Map([[name, inner]])), table);
}
