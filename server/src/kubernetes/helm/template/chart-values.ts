/** The methods of `chartutil.Values`, which templates can call on `.Values` and on the dot itself (pkg/chartutil/values.go). */
import { quote } from "./quote.ts";
import { type Method, types } from "./types.ts";
import { GoError, GoMap, plain, type Value } from "./value.ts";

/** A method of values. @param toYaml helm's function */
export function valuesMethod(name: string, toYaml: (value: Value) => Value): Method | undefined {
  switch (name) {
    case "AsMap":
      return { params: [], call: (receiver) => new GoMap(entriesOf(receiver), types.anyMap) };
    case "YAML":
      return { params: [], call: (receiver) => `${String(plain(toYaml(receiver)))}\n` };
    case "Table":
      return { params: [types.string], call: (receiver, [path]) => tableAt(receiver, pathOf(path)) };
    case "PathValue":
      return { params: [types.string], call: (receiver, [path]) => valueAt(receiver, pathOf(path)) };
    default:
      return undefined;
  }
}

function entriesOf(value: Value): Map<string, Value> {
  return value instanceof GoMap ? value.entries : new Map();
}

function pathOf(value: Value): readonly string[] {
  return String(plain(value)).split(".");
}

function tableAt(receiver: Value, path: readonly string[]): GoMap {
  let table = receiver;
  for (const name of path) {
    table = entriesOf(table).get(name);
    if (!isTable(table)) throw new GoError(`${quote(name)} is not a table`);
  }
  return new GoMap(entriesOf(table), types.values);
}

function isTable(value: Value): boolean {
  return value instanceof GoMap && (value.type === types.anyMap || value.type === types.values);
}

function valueAt(receiver: Value, path: readonly string[]): Value {
  if (path.length === 1 && path[0] === "") throw new GoError("YAML path cannot be empty");
  const key = path.at(-1) ?? "";
  const missing = new GoError(`${quote(key)} is not a value`);
  let table = receiver;
  for (const name of path.slice(0, -1)) {
    table = entriesOf(table).get(name);
    if (!isTable(table)) throw missing;
  }
  const entries = entriesOf(table);
  // Only maps without a name are tables here.
  const held = entries.get(key);
  if (!entries.has(key) || (held instanceof GoMap && held.type === types.anyMap)) throw missing;
  return held;
}
