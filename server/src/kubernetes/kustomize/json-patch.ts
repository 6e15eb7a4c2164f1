/**
 * Applies JSON patches as kustomize does (RFC 6902 through evanphx/json-patch v4, which is lenient with maps and strict
 * with lists). It does not choose the objects that a patch is meant for.
 */
import { spend } from "./budget.ts";
import { nodesEqual } from "./json.ts";
import { copyNode, get, type MapNode, type Node, textOf } from "./node.ts";
import { Refused } from "./refused.ts";

export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly value: Node | undefined;
  readonly node: Node;
}

/** The operations of a patch document; undefined when it is not a list of operations. */
export function readOperations(document: Node | undefined): readonly Operation[] | undefined {
  if (document?.kind !== "list") return undefined;
  const operations = document.items.map((node): Operation | undefined => {
    if (node.kind !== "map") return undefined;
    return {
      op: textOf(get(node, "op")) ?? "unknown",
      path: textOf(get(node, "path")) ?? "unknown",
      from: textOf(get(node, "from")),
      value: get(node, "value"),
      node,
    };
  });
  return operations.every((operation) => operation !== undefined) ? operations : undefined;
}

/** Applies the operations in order, in place. @throws Refused for the first that fails */
export function applyOperations(object: MapNode, operations: readonly Operation[]): void {
  for (const operation of operations) {
    try {
      apply(object, operation);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused(error.message, error.at ?? operation.node.origin);
    }
  }
}

function apply(object: MapNode, operation: Operation): void {
  spend(10);
  const { op, path, from } = operation;
  const value = (): Node =>
    operation.value === undefined
      ? {
          kind: "scalar",
          text: "null",
          tag: "!!null",
          quoted: false,
          tagged: false,
          flow: false,
          origin: operation.node.origin,
        }
      : copyNode(operation.value);
  switch (op) {
    case "add":
      add(object, path, value());
      return;
    case "remove":
      remove(object, path);
      return;
    case "replace":
      replace(object, path, value());
      return;
    case "test":
      test(object, path, operation.value);
      return;
    case "copy":
    case "move": {
      const found = find(object, from ?? "");
      if (found === undefined) throw new Refused(`${op} operation does not apply: doc is missing from path: ${from}`);
      if (op === "move") remove(object, from ?? "");
      add(object, path, op === "move" ? found : copyNode(found));
      return;
    }
    default:
      throw new Refused(`unexpected kind: ${op}`);
  }
}

/** `~1` is a slash, `~0` a tilde (RFC 6901). */
function segmentsOf(path: string): readonly string[] {
  return path
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

interface Container {
  readonly node: Node | undefined;
  readonly key: string;
}

/** The map or list that holds the end of the path. */
function containerOf(object: MapNode, path: string): Container {
  const segments = segmentsOf(path);
  let node: Node | undefined = object;
  for (const segment of segments.slice(0, -1)) node = childOf(node, segment);
  return { node: node?.kind === "scalar" ? undefined : node, key: segments.at(-1) ?? "" };
}

function childOf(node: Node | undefined, segment: string): Node | undefined {
  if (node?.kind === "map") return get(node, segment);
  if (node?.kind !== "list") return undefined;
  const index = indexOf(segment);
  return index === undefined ? undefined : node.items[index];
}

function indexOf(segment: string): number | undefined {
  return /^\+?\d+$/.test(segment) ? Number(segment) : undefined;
}

function find(object: MapNode, path: string): Node | undefined {
  const { node, key } = containerOf(object, path);
  return childOf(node, key);
}

/** Items of a list that move one place further. */
const itemsAStep = 256;

function add(object: MapNode, path: string, value: Node): void {
  const { node, key } = containerOf(object, path);
  if (node === undefined)
    throw new Refused(`add operation does not apply: doc is missing path: '${path}': missing value`);
  if (node.kind === "map") {
    put(node, key, value);
    return;
  }
  if (node.kind !== "list") return;
  if (key === "-") {
    node.items.push(value);
    return;
  }
  const index = listIndex(key, node.items.length + 1, path);
  spend((node.items.length - index) / itemsAStep);
  node.items.splice(index, 0, value);
}

/** An index within a list of that length; negative ones count from the end. */
function listIndex(key: string, length: number, path: string): number {
  const index = /^[-+]?\d+$/.test(key) ? Number(key) : Number.NaN;
  if (!(index >= -length && index < length)) throw new Refused(`invalid index in '${path}': ${key}`);
  return index < 0 ? index + length : index;
}

function put(map: MapNode, key: string, value: Node): void {
  map.entries.set(key, { value, isString: true });
}

function remove(object: MapNode, path: string): void {
  const { node, key } = containerOf(object, path);
  if (node === undefined) throw new Refused(`remove operation does not apply: doc is missing path: '${path}'`);
  if (node.kind === "map") {
    if (!node.entries.delete(key)) throw new Refused(`Unable to remove nonexistent key: ${key}: missing value`);
  } else if (node.kind === "list") {
    const index = listIndex(key, node.items.length, path);
    spend((node.items.length - index) / itemsAStep);
    node.items.splice(index, 1);
  }
}

/** A map's key need not be there. */
function replace(object: MapNode, path: string, value: Node): void {
  const { node, key } = containerOf(object, path);
  if (node === undefined) throw new Refused(`replace operation does not apply: doc is missing path: ${path}`);
  if (node.kind === "map") put(node, key, value);
  else if (node.kind === "list") node.items[listIndex(key, node.items.length, path)] = value;
}

function test(object: MapNode, path: string, expected: Node | undefined): void {
  const { node, key } = containerOf(object, path);
  if (node === undefined) throw new Refused(`test operation does not apply: is missing path: ${path}: missing value`);
  const found = childOf(node, key);
  if (found === undefined ? expected === undefined || nodesEqual(undefined, expected) : nodesEqual(found, expected))
    return;
  throw new Refused(`testing value ${path} failed: test failed`);
}
