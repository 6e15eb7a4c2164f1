/**
 * Applies kustomize's strategic merge (kyaml/yaml/merge2 and walk): maps merge, lists merge by the keys that the type's
 * schema states, everything else is replaced. It does not choose the object that a patch is meant for.
 */
import { spend } from "./budget.ts";
import { get, isNull, type ListNode, listNode, type MapNode, type Node, openNode, setField, textOf } from "./node.ts";
import { Refused } from "./refused.ts";
import { apiVersionOf, gvkOfNode } from "./resource.ts";
import type { Schema, SchemaOf } from "./schema.ts";

/**
 * Merges a patch into an object, in place; the patch's nodes become part of it.
 * @returns the merged object; undefined when the patch deletes it
 * @throws Refused for what cannot be merged, or an unknown directive
 */
export function strategicMerge(target: MapNode, patch: MapNode, schemaOf: SchemaOf): MapNode | undefined {
  const merged = new Merge(schemaOf).walk(target, patch, undefined);
  return merged?.kind === "map" ? merged : undefined;
}

type Kind = Node["kind"] | "none";

class Merge {
  readonly #schemaOf: SchemaOf;
  constructor(schemaOf: SchemaOf) {
    this.#schemaOf = schemaOf;
  }

  walk(target: Node | undefined, patch: Node | undefined, inherited: Schema | undefined): Node | undefined {
    spend(4);
    const schema = inherited ?? this.#schemaOfNode(target) ?? this.#schemaOfNode(patch);
    const kind = kindOf(target, patch);
    for (const node of [target, patch]) {
      if (node !== undefined && !isNull(node) && node.kind !== kind)
        throw new Refused(`wrong node kind: expected a ${kind} but got a ${node.kind}`, node.origin);
    }
    if (kind === "scalar") return patch ?? target;
    if (kind === "list") return this.#list(target, patch, schema);
    return this.#map(target, patch, schema);
  }

  #schemaOfNode(node: Node | undefined): Schema | undefined {
    if (node?.kind !== "map") return undefined;
    const gvk = gvkOfNode(node);
    return gvk.kind === "" || gvk.version === "" ? undefined : this.#schemaOf(apiVersionOf(gvk), gvk.kind);
  }

  #map(target: Node | undefined, patch: Node | undefined, schema: Schema | undefined): Node | undefined {
    const result = mapResult(target, patch);
    if (result?.kind !== "map") return result;
    const other = patch?.kind === "map" ? patch : undefined;
    const names = new Set([...result.entries.keys(), ...(other?.entries.keys() ?? [])]);
    for (const name of names) {
      const before = get(result, name);
      const change = get(other, name);
      const value = this.walk(before, change, schema?.field(name));
      // A null that the object itself states, in words, stays; one of the patch takes the field away.
      const kept = change === undefined && isNull(value) && textOf(value) !== "";
      if (value === undefined || value !== before || (isNull(value) && !kept)) setField(result, name, value, kept);
    }
    return result;
  }

  #list(target: Node | undefined, patch: Node | undefined, schema: Schema | undefined): Node | undefined {
    const keys = schema?.keys;
    if (keys === undefined) return patch ?? target;
    const result = listResult(target, patch);
    if (result?.kind !== "list") return result;
    const other = patch?.kind === "list" ? patch : undefined;
    if (keys.length === 0) return mergeScalars(result, other);
    return this.#elements(result, other, keys, schema);
  }

  /** Elements of the patch come first, in its order (kyaml/yaml/walk/associative_sequence.go). */
  #elements(target: ListNode, patch: ListNode | undefined, keys: readonly string[], schema: Schema | undefined): Node {
    const element = schema === undefined ? undefined : { field: schema.field };
    const valuesList = distinct([...valuesOf(patch, keys), ...valuesOf(target, keys)]);
    spend(valuesList.length * (valuesList.length + target.items.length + (patch?.items.length ?? 0)));
    if (keys.length > 1) mergeValues(valuesList);
    const added = listNode(target.origin);
    let used: readonly Pair[] = [];
    for (const values of valuesList) {
      used = usedPairs(valuesList, values, keys);
      const usedValues = used.map(({ value }) => value);
      const own = usedPairs(
        [usedValues],
        usedValues,
        used.map(({ key }) => key),
      );
      const merged = this.walk(findElement(target, own), findElement(patch, own), element);
      if (merged === undefined || isNull(merged) || (merged.kind === "map" && merged.entries.size === 0)) {
        setElement(target, undefined, used);
        continue;
      }
      if (merged.kind === "map") {
        for (const { key, value } of used) {
          if (value !== "" && !merged.entries.has(key)) setField(merged, key, openNode(value, merged.origin));
        }
      }
      setElement(added, merged, used);
    }
    if (valuesList.length > 0)
      appendRest(
        added,
        target,
        used.map(({ key }) => key),
      );
    return valuesList.length > 0 ? added : target;
  }
}

function kindOf(target: Node | undefined, patch: Node | undefined): Kind {
  if (target !== undefined && !isNull(target)) return target.kind;
  return patch !== undefined && !isNull(patch) ? patch.kind : "none";
}

function mapResult(target: Node | undefined, patch: Node | undefined): Node | undefined {
  if (target === undefined || isNull(target)) {
    const directive = patch?.kind === "map" ? takeDirective(patch) : undefined;
    if (directive === "delete") return undefined;
    if (patch === undefined && target !== undefined && textOf(target) !== "") return target;
    return patch;
  }
  if (patch !== undefined && isNull(patch)) return undefined;
  const directive = patch?.kind === "map" ? takeDirective(patch) : undefined;
  if (directive === "delete") return undefined;
  return directive === "replace" ? patch : target;
}

function listResult(target: Node | undefined, patch: Node | undefined): Node | undefined {
  if (target === undefined || isNull(target)) return patch;
  if (patch !== undefined && isNull(patch)) return undefined;
  const directive = patch?.kind === "list" ? takeListDirective(patch) : undefined;
  if (directive === "delete") return undefined;
  return directive === "replace" ? patch : target;
}

/** `$patch` of a map, taken out of it. */
function takeDirective(patch: MapNode): string | undefined {
  const directive = get(patch, "$patch");
  const text = textOf(directive);
  if (directive === undefined || text === undefined) return undefined;
  if (!["delete", "replace", "merge"].includes(text))
    throw new Refused(`unknown patch strategy '${text}'`, directive.origin);
  patch.entries.delete("$patch");
  return text;
}

/** An element that holds only `$patch` applies to the whole list. */
function takeListDirective(patch: ListNode): string | undefined {
  const element = patch.items.find((item) => item.kind === "map" && item.entries.has("$patch"));
  if (element?.kind !== "map" || element.entries.size > 1) return undefined;
  const text = textOf(get(element, "$patch"));
  if (text === undefined || !["delete", "replace", "merge"].includes(text))
    throw new Refused(`unknown patch strategy '${text}'`, element.origin);
  patch.items = patch.items.filter((item) => !(item.kind === "map" && textOf(get(item, "$patch")) === text));
  return text;
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

function valuesOf(list: ListNode | undefined, keys: readonly string[]): string[][] {
  return (list?.items ?? []).flatMap((item) =>
    item.kind === "map" ? [keys.map((key) => textOf(get(item, key)) ?? "")] : [],
  );
}

function distinct(lists: readonly string[][]): string[][] {
  const seen = new Set<string>();
  return lists.filter((values) => {
    const key = JSON.stringify(values);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A port without a protocol is the port of any protocol. */
function mergeValues(lists: string[][]): void {
  for (let i = 0; i < lists.length; i++) {
    for (let j = 0; j < lists.length; j++) {
      const joined = joinValues(lists[i] ?? [], lists[j] ?? []);
      if (joined === undefined) continue;
      lists[i] = joined;
      lists[j] = joined;
    }
  }
}

function joinValues(a: readonly string[], b: readonly string[]): string[] | undefined {
  if (!a.some((value, index) => value === b[index])) return undefined;
  if (a.some((value, index) => value !== b[index] && value !== "" && b[index] !== "")) return undefined;
  return a.map((value, index) => (value === "" ? (b[index] ?? "") : value));
}

/** The keys that any element of the list states, with this element's values; all keys where the list states no key. */
function usedPairs(lists: readonly (readonly string[])[], values: readonly string[], keys: readonly string[]): Pair[] {
  const pairs = keys.map((key, index) => ({ key, value: values[index] ?? "" }));
  const used = pairs.filter((_, index) => lists.some((other) => (other[index] ?? "") !== ""));
  return used.length === 0 ? pairs : used;
}

function matches(item: Node, pairs: readonly Pair[]): boolean {
  return (
    item.kind === "map" &&
    pairs.every(({ key, value }) => {
      const found = get(item, key);
      return found !== undefined && (textOf(found) ?? "") === value;
    })
  );
}

function findElement(list: ListNode | undefined, pairs: readonly Pair[]): Node | undefined {
  return list?.items.find((item) => matches(item, pairs));
}

/**
 * kyaml's ElementSetter: replaces every element that matches, appends when no element matches, and removes the matches
 * when there is no new element. An empty value matches any; keys behind the last pair match with the pair before;
 * without pairs nothing is kept.
 */
function setElement(list: ListNode, element: Node | undefined, pairs: readonly Pair[]): void {
  const isMapping = (pairs[0]?.value ?? "") !== "";
  let found = false;
  const kept: Node[] = [];
  for (const item of list.items) {
    if (isNull(item) || (item.kind === "map" && item.entries.size === 0)) continue;
    if (item.kind !== "map" && isMapping) {
      kept.push(item);
      continue;
    }
    const matched =
      pairs.length > 0 &&
      pairs.every(({ key, value }) => {
        const field = get(item, key);
        return field !== undefined && (value === "" || textOf(field) === value);
      });
    if (!matched) {
      if (pairs.length > 0) kept.push(item);
      continue;
    }
    found = true;
    if (element !== undefined) kept.push(element);
  }
  if (element !== undefined && !isNull(element) && !found) kept.push(element);
  list.items = kept;
}

/**
 * Elements that only the object has come after those of the patch. An element without its key ends up last
 * (walk/associative_sequence.go).
 */
function appendRest(list: ListNode, target: ListNode, keys: readonly string[]): void {
  for (const element of target.items) {
    const values: string[] = [];
    for (const key of keys) {
      const value = get(element, key);
      if (value === undefined) list.items.push(element);
      else values.push(textOf(value) ?? "");
    }
    const pairs = values.map((value, index) => ({ key: keys[index] ?? "", value }));
    if (keys.length > 1) setElement(list, undefined, pairs);
    setElement(list, element, pairs);
  }
}

/** A list of scalars that merges: the patch's first, each once. */
function mergeScalars(target: ListNode, patch: ListNode | undefined): ListNode {
  const seen = new Set<string>();
  const items = [...(patch?.items ?? []), ...target.items].filter((item) => {
    const text = textOf(item) ?? "";
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
  return { ...listNode(target.origin), items };
}
