/**
 * Decodes YAML into kustomize's own types (sigs.k8s.io/yaml, then Go's JSON decoder): the letter case of field names
 * does not matter, unknown fields are refused, and so is a number for a string.
 */
import { type MapNode, mapNode, type Node, textOf } from "./node.ts";
import { Refused } from "./refused.ts";
import { scalarValue } from "./scalar.ts";

/** The shape of a value; "any" is not looked at. */
export type Type =
  | "string"
  | "bool"
  | "int"
  | "any"
  | { readonly list: Type }
  | { readonly mapOf: Type }
  | { readonly fields: Readonly<Record<string, Type>>; readonly open?: boolean };

/**
 * The value with its fields spelled as the type does; nulls and, in types marked `open`, unknown fields are left out.
 * @throws Refused at the place that does not fit
 */
export function decode(node: Node, type: Type, where = ""): Node | undefined {
  if (type === "any") return node;
  const value = node.kind === "scalar" ? decodeScalar(node) : undefined;
  if (value === null) return undefined;
  if (typeof type === "string") {
    const actual = value === undefined ? (node.kind === "list" ? "array" : "object") : typeof value;
    const fits = type === "int" ? Number.isInteger(value) : actual === (type === "bool" ? "boolean" : type);
    if (!fits) throw mismatch(actual === "boolean" ? "bool" : actual, where, type, node);
    return node;
  }
  if ("list" in type) {
    if (node.kind !== "list") throw mismatch(node.kind === "map" ? "object" : typeof value, where, "list", node);
    const items = node.items.map((item) => decode(item, type.list, where) ?? zero(type.list, item));
    return { ...node, items };
  }
  if (node.kind !== "map") throw mismatch(node.kind === "list" ? "array" : typeof value, where, "map", node);
  const made = mapNode(node.origin);
  if ("mapOf" in type) {
    for (const [key, { value: item }] of node.entries)
      made.entries.set(key, {
        value: decode(item, type.mapOf, join(where, key)) ?? zero(type.mapOf, item),
        isString: true,
      });
    return made;
  }
  decodeFields(node, type.fields, type.open === true, where, made);
  return made;
}

/** Go reads an object's keys in their order; a later spelling of the same field wins. */
function decodeFields(
  node: MapNode,
  fields: Readonly<Record<string, Type>>,
  open: boolean,
  where: string,
  made: MapNode,
): void {
  const byLower = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  for (const [key, { value }] of [...node.entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const name = Object.hasOwn(fields, key) ? key : byLower.get(key.toLowerCase());
    const type = name === undefined ? undefined : fields[name];
    if (name === undefined || type === undefined) {
      if (open) continue;
      throw new Refused(`unknown field "${key}"`, value.origin ?? node.origin);
    }
    const decoded = decode(value, type, join(where, name));
    if (decoded !== undefined) made.entries.set(name, { value: decoded, isString: true });
  }
}

function join(where: string, name: string): string {
  return where === "" ? name : `${where}.${name}`;
}

function mismatch(actual: string, where: string, expected: string, node: Node): Refused {
  return new Refused(`cannot unmarshal ${actual} into field ${where} of type ${expected}`, node.origin);
}

/** go-yaml v2 reads the boolean words of YAML 1.1. */
function decodeScalar(node: Node): unknown {
  if (node.kind !== "scalar") return undefined;
  const isWord = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/.test(node.text);
  if (isWord && !node.quoted && !node.tagged) return /^[yYoO][^fF]*$/.test(node.text);
  if (node.tag === "!!timestamp") return node.text;
  return scalarValue(node);
}

function zero(type: Type, node: Node): Node {
  if (type === "string")
    return { kind: "scalar", text: "", tag: "!!str", quoted: true, tagged: false, flow: false, origin: node.origin };
  return mapNode(node.origin);
}

/** A string field; undefined when it is not there or empty. */
export function stringField(node: Node | undefined, key: string): string | undefined {
  const text = node?.kind === "map" ? textOf(node.entries.get(key)?.value) : undefined;
  return text === "" ? undefined : text;
}

/** A boolean field, false by default. */
export function boolField(node: Node | undefined, key: string): boolean {
  const value = node?.kind === "map" ? node.entries.get(key)?.value : undefined;
  return value !== undefined && decodeScalar(value) === true;
}

/** A list's items; empty when it is absent. */
export function listField(node: Node | undefined, key: string): readonly Node[] {
  const value = node?.kind === "map" ? node.entries.get(key)?.value : undefined;
  return value?.kind === "list" ? value.items : [];
}

/** The strings of a list field. */
export function stringsField(
  node: Node | undefined,
  key: string,
): readonly { readonly text: string; readonly node: Node }[] {
  return listField(node, key).map((item) => ({ text: textOf(item) ?? "", node: item }));
}
