/** Values of charts laid over each other: helm's pkg/chartutil/coalesce.go and values.go. */
import type { Chart } from "../chart/chart.ts";
import type { SourceFile } from "../chart/source-file.ts";
import { GoList, GoMap, type Value } from "../template/value.ts";
import { formatBool } from "./format-bool.ts";

/** What helm says of values that do not fit the charts. */
export class ValuesError extends Error {
  /** The values file that it is about, and where in its text. */
  readonly at: { readonly file: SourceFile; readonly offset: number } | undefined;
  constructor(message: string, at?: { readonly file: SourceFile; readonly offset: number }) {
    super(message);
    this.at = at;
  }
}

/**
 * `CoalesceValues`: what is given, the chart's own values below it, and those of its dependencies under their names. A
 * null takes away what the chart has.
 * @throws {ValuesError}
 */
export function coalesceValues(chart: Chart, values: GoMap | undefined): GoMap {
  return coalesce(chart, values === undefined ? emptyMap() : copyMap(values), false);
}

/** `MergeValues`: the same, and nulls stay. @throws {ValuesError} */
export function mergeValues(chart: Chart): GoMap {
  return coalesce(chart, emptyMap(), true);
}

/** `CoalesceTables` and `MergeTables`: `target` gets what it does not have; both may be changed. */
export function coalesceTables(target: GoMap, source: GoMap, merge: boolean): GoMap {
  const present = new Set<string>();
  for (const [key, value] of source.entries) if (value !== undefined) present.add(key);
  for (const [key, value] of target.entries) if (value === undefined) source.entries.set(key, undefined);
  for (const [key, value] of source.entries) {
    const own = target.entries.get(key);
    if (!target.entries.has(key)) target.entries.set(key, value);
    else if (own === undefined && !merge && present.has(key)) target.entries.delete(key);
    else if (value instanceof GoMap && own instanceof GoMap) coalesceTables(own, value, merge);
  }
  return target;
}

export function emptyMap(): GoMap {
  return new GoMap(new Map());
}

/** A copy that shares no map and no list. */
export function copyMap(map: GoMap): GoMap {
  const entries = new Map<string, Value>();
  for (const [key, value] of map.entries) entries.set(key, copyValue(value));
  return new GoMap(entries, map.type, false, map.origin);
}

function copyValue(value: Value): Value {
  if (value instanceof GoMap) return copyMap(value);
  if (value instanceof GoList) return new GoList(value.items.map(copyValue), value.type, value.isNil, value.origin);
  return value;
}

/** `Values.Table`: the map at a path of names with points; undefined: there is none. */
export function tableAt(values: GoMap, path: string): GoMap | undefined {
  let table: GoMap | undefined = values;
  for (const name of path.split(".")) {
    const next: Value = table?.entries.get(name);
    table = next instanceof GoMap ? next : undefined;
  }
  return table;
}

function coalesce(chart: Chart, target: GoMap, merge: boolean): GoMap {
  addChartValues(chart, target, merge);
  for (const dependency of chart.dependencies) {
    const { name } = dependency.metadata;
    if (!target.entries.has(name)) target.entries.set(name, emptyMap());
    const own = target.entries.get(name);
    if (!(own instanceof GoMap)) throw new ValuesError(`type mismatch on ${name}: ${formatBool(own)}`);
    addGlobals(own, target);
    target.entries.set(name, coalesce(dependency, own, merge));
  }
  return target;
}

function addChartValues(chart: Chart, target: GoMap, merge: boolean): void {
  const { values } = chart;
  for (const [key, value] of values === undefined ? [] : copyMap(values).entries) {
    const own = target.entries.get(key);
    if (!target.entries.has(key)) target.entries.set(key, value);
    else if (own === undefined) {
      if (!merge) target.entries.delete(key);
    } else if (own instanceof GoMap && value instanceof GoMap) {
      const isDependency = chart.dependencies.some(({ metadata }) => metadata.name === key);
      coalesceTables(own, value, merge || isDependency);
    }
  }
}

const globalKey = "global";

/** `coalesceGlobals`: what the parent has under `global` goes into the dependency's. */
function addGlobals(target: GoMap, source: GoMap): void {
  const own = globalsOf(target);
  const given = globalsOf(source);
  if (own === undefined || given === undefined) return;
  for (const [key, value] of given.entries) {
    const present = own.entries.get(key);
    if (value instanceof GoMap) {
      const copy = new GoMap(new Map(value.entries), value.type, false, value.origin);
      if (own.entries.has(key)) {
        if (!(present instanceof GoMap)) continue;
        coalesceTables(copy, present, true);
      }
      own.entries.set(key, copy);
    } else if (!(present instanceof GoMap)) own.entries.set(key, value);
  }
  target.entries.set(globalKey, own);
}

/** Undefined: something that is no table stands there. */
function globalsOf(values: GoMap): GoMap | undefined {
  if (!values.entries.has(globalKey)) return emptyMap();
  const globals = values.entries.get(globalKey);
  return globals instanceof GoMap ? globals : undefined;
}
