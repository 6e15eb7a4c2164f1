/**
 * Defines the tree that kustomize works on: YAML nodes with the tag and style of every scalar, and where each was
 * written. The tree is mutable, because a build changes objects step by step.
 */
import type { FieldOrigin } from "../manifests/manifest.ts";
import type { Path } from "../manifests/path.ts";
import { spend } from "./budget.ts";

/** A scalar as text; `tag` decides with `quoted` what it becomes (scalar.ts). */
export interface ScalarNode {
  readonly kind: "scalar";
  text: string;
  /** Short form (`!!str`), resolved when read; "" where kustomize leaves it open. */
  tag: string;
  quoted: boolean;
  /** The tag is written and stays. */
  tagged: boolean;
  /** Stands in a flow collection, where kustomize's printer quotes what has a colon. */
  flow: boolean;
  origin: FieldOrigin | undefined;
}

export interface Entry {
  value: Node;
  /** False for keys that a transformer wrote: they are typed anew when printed. */
  readonly isString: boolean;
}

export interface MapNode {
  readonly kind: "map";
  entries: Map<string, Entry>;
  /** A key that stands twice: the object can be worked on, but not printed. */
  duplicate?: string | undefined;
  origin: FieldOrigin | undefined;
}

export interface ListNode {
  readonly kind: "list";
  items: Node[];
  origin: FieldOrigin | undefined;
}

export type Node = ScalarNode | MapNode | ListNode;

/** A string, as it would be read between quotes. */
export function stringNode(text: string, origin?: FieldOrigin): ScalarNode {
  return { kind: "scalar", text, tag: "!!str", quoted: false, tagged: false, flow: false, origin };
}

/** A scalar whose type its text decides when it is printed. */
export function openNode(text: string, origin?: FieldOrigin): ScalarNode {
  return { ...stringNode(text, origin), tag: "" };
}

export function mapNode(origin?: FieldOrigin): MapNode {
  return { kind: "map", entries: new Map(), origin };
}

export function listNode(origin?: FieldOrigin): ListNode {
  return { kind: "list", items: [], origin };
}

/** The steps that a copied node counts as: it takes more memory than time. */
const stepsANode = 8;

/** A copy that shares nothing but origins. */
export function copyNode<N extends Node>(node: N): N;
export function copyNode(node: Node): Node {
  spend(stepsANode);
  if (node.kind === "scalar") return { ...node };
  if (node.kind === "list") return { ...node, items: node.items.map((item) => copyNode(item)) };
  const entries = new Map<string, Entry>();
  for (const [key, { value, isString }] of node.entries) entries.set(key, { value: copyNode(value), isString });
  return { ...node, entries };
}

export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.tag === "!!null");
}

/** The value of a key; undefined for anything that is not a map. */
export function get(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === "map" ? node.entries.get(key)?.value : undefined;
}

/** The node below a list of keys. */
export function dig(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  let at = node;
  for (const key of keys) at = get(at, key);
  return at;
}

/** A scalar's text; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === "scalar" ? node.text : undefined;
}

/**
 * Sets a map's field as kyaml's FieldSetter does: a scalar keeps the style of the one it replaces, a null removes the
 * field.
 */
export function setField(map: MapNode, key: string, value: Node | undefined, keepNull = false): void {
  if (value === undefined || (isNull(value) && !keepNull)) {
    map.entries.delete(key);
    return;
  }
  const known = map.entries.get(key);
  if (known === undefined) {
    map.entries.set(key, { value, isString: true });
    return;
  }
  if (value.kind === "scalar" && value !== known.value)
    value.quoted = known.value.kind === "scalar" && known.value.quoted;
  known.value = value;
}

/** Gives a scalar another text, tag and origin, in place; its style stays. */
export function setScalar(node: ScalarNode, text: string, tag: string, origin: FieldOrigin | undefined): void {
  node.text = text;
  node.tag = tag;
  node.tagged = false;
  if (origin !== undefined) node.origin = origin;
}

/** The map below a key, made when it is absent. */
export function childMap(map: MapNode, key: string): MapNode {
  const known = get(map, key);
  if (known?.kind === "map") return known;
  const made = mapNode();
  map.entries.set(key, { value: made, isString: true });
  return made;
}

/** Replaces every entry by a string, as kustomize's setters of labels and annotations do; no entries: no field. */
export function rewriteStrings(map: MapNode, key: string): void {
  const value = get(map, key);
  if (value === undefined) return;
  const strings = stringsOf(value);
  if (strings.size === 0) {
    map.entries.delete(key);
    return;
  }
  const made = mapNode(value.origin);
  for (const [name, { text, origin }] of strings)
    made.entries.set(name, {
      value: stringNode(text, origin),
      isString: value.kind === "map" && (value.entries.get(name)?.isString ?? true),
    });
  map.entries.set(key, { value: made, isString: true });
}

/** The texts of a map's values; for a value that is not a scalar, the empty text. */
export function stringsOf(
  node: Node | undefined,
): ReadonlyMap<string, { readonly text: string; readonly origin: FieldOrigin | undefined }> {
  const found = new Map<string, { text: string; origin: FieldOrigin | undefined }>();
  if (node?.kind !== "map") return found;
  for (const [key, { value }] of node.entries) found.set(key, { text: textOf(value) ?? "", origin: value.origin });
  return found;
}

/** The origin of the value at a path, or of its nearest ancestor that has one. */
export function originAt(root: Node, path: Path): FieldOrigin | undefined {
  let found = root.origin;
  let at: Node | undefined = root;
  for (const part of path) {
    at = at?.kind === "list" && typeof part === "number" ? at.items[part] : get(at, String(part));
    if (at === undefined) return found;
    found = at.origin ?? found;
  }
  return found;
}
