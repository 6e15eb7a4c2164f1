/** Values of charts laid over each other: helm's pkg/chartutil/coalesce.go and values.go. */
import type { Chart } from "../chart/chart.ts";
import type { SourceFile } from "../chart/source-file.ts";
import { LimitError } from "../template/limit-error.ts";
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
 * How many entries of maps and lists may still be copied. Aliases and imported values share one map, which costs its writer
 * a line each time, until it is copied.
 */
export interface CopyBudget {
  left: number;
}

/** Far more than the values of real charts, with every copy that is made of them on the way. */
const mostCopied = 1_500_000;

/** Looking at so many entries takes as long as copying one. */
const looksForCopy = 8;

/** For one rendering. */
export function copyBudget(): CopyBudget {
  return { left: mostCopied };
}

/**
 * `CoalesceValues`: what is given, the chart's own values below it, and those of its dependencies under their names. A
 * null takes away what the chart has.
 * @throws {ValuesError | LimitError}
 */
export function coalesceValues(chart: Chart, values: GoMap | undefined, budget: CopyBudget): GoMap {
  return coalesce(chart, values === undefined ? emptyMap() : copyMap(values, budget), { merge: false, budget });
}

/** `MergeValues`: the same, and nulls stay. @throws {ValuesError | LimitError} */
export function mergeValues(chart: Chart, budget: CopyBudget): GoMap {
  return coalesce(chart, emptyMap(), { merge: true, budget });
}

/** `CoalesceTables` and `MergeTables`: `target` gets what it does not have; both may be changed. @throws {LimitError} */
export function coalesceTables(target: GoMap, source: GoMap, { merge, budget }: Laying): GoMap {
  spend(budget, Math.ceil((target.entries.size + source.entries.size) / looksForCopy));
  const present = new Set<string>();
  for (const [key, value] of source.entries) if (value !== undefined) present.add(key);
  for (const [key, value] of target.entries) if (value === undefined) source.entries.set(key, undefined);
  for (const [key, value] of source.entries) {
    const own = target.entries.get(key);
    if (!target.entries.has(key)) target.entries.set(key, value);
    else if (own === undefined && !merge && present.has(key)) target.entries.delete(key);
    else if (value instanceof GoMap && own instanceof GoMap) coalesceTables(own, value, { merge, budget });
  }
  return target;
}

export function emptyMap(): GoMap {
  return new GoMap(new Map());
}

/** A copy that shares no map and no list. @throws {LimitError} */
export function copyMap(map: GoMap, budget: CopyBudget): GoMap {
  spend(budget, map.entries.size);
  const entries = new Map<string, Value>();
  for (const [key, value] of map.entries) entries.set(key, copyValue(value, budget));
  return new GoMap(entries, map.type, false, map.origin);
}

function copyValue(value: Value, budget: CopyBudget): Value {
  if (value instanceof GoMap) return copyMap(value, budget);
  if (!(value instanceof GoList)) return value;
  spend(budget, value.items.length);
  const items = value.items.map((item) => copyValue(item, budget));
  return new GoList(items, value.type, value.isNil, value.origin);
}

function spend(budget: CopyBudget, entries: number): void {
  budget.left -= entries;
  if (budget.left < 0)
    throw new LimitError(`the values of the chart and its dependencies come to more than ${mostCopied} entries`);
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

/** How values are laid over each other. */
export interface Laying {
  /** Nulls stay. */
  readonly merge: boolean;
  readonly budget: CopyBudget;
}

function coalesce(chart: Chart, target: GoMap, laying: Laying): GoMap {
  addChartValues(chart, target, laying);
  for (const dependency of chart.dependencies) {
    const { name } = dependency.metadata;
    if (!target.entries.has(name)) target.entries.set(name, emptyMap());
    const own = target.entries.get(name);
    if (!(own instanceof GoMap)) throw new ValuesError(`type mismatch on ${name}: ${formatBool(own)}`);
    addGlobals(own, target, laying.budget);
    target.entries.set(name, coalesce(dependency, own, laying));
  }
  return target;
}

function addChartValues(chart: Chart, target: GoMap, { merge, budget }: Laying): void {
  const { values } = chart;
  for (const [key, value] of values === undefined ? [] : copyMap(values, budget).entries) {
    const own = target.entries.get(key);
    if (!target.entries.has(key)) target.entries.set(key, value);
    else if (own === undefined) {
      if (!merge) target.entries.delete(key);
    } else if (own instanceof GoMap && value instanceof GoMap) {
      const isDependency = chart.dependencies.some(({ metadata }) => metadata.name === key);
      coalesceTables(own, value, { merge: merge || isDependency, budget });
    }
  }
}

const globalKey = "global";

/** `coalesceGlobals`: what the parent has under `global` goes into the dependency's. */
function addGlobals(target: GoMap, source: GoMap, budget: CopyBudget): void {
  const own = globalsOf(target);
  const given = globalsOf(source);
  if (own === undefined || given === undefined) return;
  for (const [key, value] of given.entries) {
    const present = own.entries.get(key);
    if (value instanceof GoMap) {
      spend(budget, value.entries.size);
      const copy = new GoMap(new Map(value.entries), value.type, false, value.origin);
      if (own.entries.has(key)) {
        if (!(present instanceof GoMap)) continue;
        coalesceTables(copy, present, { merge: true, budget });
      }
      own.entries.set(key, copy);
    } else if (!(present instanceof GoMap)) own.entries.set(key, value);
  }
  target.entries.set(globalKey, own);
}

/** Undefined: something that is not a table stands there. */
function globalsOf(values: GoMap): GoMap | undefined {
  if (!values.entries.has(globalKey)) return emptyMap();
  const globals = values.entries.get(globalKey);
  return globals instanceof GoMap ? globals : undefined;
}
