/** Converts an object's nodes to JSON, as kustomize prints them, and back. */

import { sameData } from "../../base/json.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";
import { spend } from "./budget.ts";
import { listNode, mapNode, type Node, stringNode } from "./node.ts";
import { Refused } from "./refused.ts";
import { isUnsafeKey, scalarValue } from "./scalar.ts";

/**
 * The value that kustomize prints. @throws Refused for what JSON cannot hold: a key twice, a key that is not a string
 */
export function toJson(node: Node): JsonValue {
  spend(2);
  if (node.kind === "scalar") return scalarValue(node);
  if (node.kind === "list") return node.items.map((item) => toJson(item));
  if (node.duplicate !== undefined) throw new Refused(`mapping key "${node.duplicate}" already defined`, node.origin);
  const entries: [string, JsonValue][] = [];
  for (const [key, { value, isString }] of node.entries) {
    if (!isString && isUnsafeKey(key)) throw new Refused(`the key '${key}' is not read as a string`, value.origin);
    entries.push([key, toJson(value)]);
  }
  return Object.fromEntries(entries);
}

/** Nodes of a JSON value, all written at one place. */
export function fromJson(value: JsonValue, origin: FieldOrigin | undefined): Node {
  if (Array.isArray(value)) {
    const list = listNode(origin);
    list.items = value.map((item: JsonValue) => fromJson(item, origin));
    return list;
  }
  if (typeof value === "object" && value !== null) {
    const map = mapNode(origin);
    for (const [key, item] of Object.entries(value))
      map.entries.set(key, { value: fromJson(item, origin), isString: true });
    return map;
  }
  if (typeof value === "string") return stringNode(value, origin);
  const tag =
    value === null ? "!!null" : typeof value === "boolean" ? "!!bool" : Number.isInteger(value) ? "!!int" : "!!float";
  return { ...stringNode(String(value), origin), tag };
}

/** JSON equality, for a patch's test. */
export function nodesEqual(a: Node | undefined, b: Node | undefined): boolean {
  return sameData(a === undefined ? null : toJson(a), b === undefined ? null : toJson(b));
}
