/** Applies kustomize's field specs: which kinds, which path, whether it is created. Sets the value at such a path. */

import { append } from "../../base/collections.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import { spend } from "./budget.ts";
import { get, isNull, listNode, type MapNode, mapNode, type Node, openNode } from "./node.ts";
import { Refused } from "./refused.ts";
import { type Gvk, gvkOfNode, isSelected } from "./resource.ts";

/** api/types FieldSpec. `path` as kustomize writes it: `spec/template/metadata/labels`, lists are not named. */
export interface FieldSpec extends Gvk {
  readonly path: string;
  readonly create: boolean;
}

/** The kind of node that is made at the end of a missing path. */
export type CreateKind = "scalar" | "map" | undefined;

/**
 * Calls `set` for every node at the spec's path; null on the way ends it (api/filters/fieldspec).
 * @throws Refused when the path leads through a scalar
 */
export function applyFieldSpec(object: MapNode, spec: FieldSpec, create: CreateKind, set: (node: Node) => void): void {
  if (!isSelected(gvkOfNode(object), spec)) return;
  walk(object, splitPath(spec.path), spec.create ? create : undefined, set);
}

function walk(node: Node, path: readonly string[], create: CreateKind, set: (node: Node) => void): void {
  spend(1);
  const [head, ...rest] = path;
  if (head === undefined) {
    set(node);
    return;
  }
  if (isNull(node)) return;
  if (node.kind === "list") {
    for (const item of node.items) walk(item, path, create, set);
    return;
  }
  if (node.kind !== "map") throw new Refused("expected sequence or mapping node", node.origin);
  const isList = head.endsWith("[]");
  const name = isList ? head.slice(0, -2) : head;
  if (name === "") throw new Refused("cannot set or create an empty field name", node.origin);
  const made = create === undefined || isList ? undefined : rest.length === 0 ? create : "map";
  let field = get(node, name);
  if (field === undefined) {
    if (made === undefined) return;
    field = empty(made);
    node.entries.set(name, { value: field, isString: true });
  } else if (isNull(field) && (made !== undefined || isList)) {
    field = isList ? listNode(field.origin) : empty(made ?? "map", field.origin);
    node.entries.set(name, { value: field, isString: true });
  }
  walk(field, rest, create, set);
}

function empty(kind: "scalar" | "map", origin?: FieldOrigin): Node {
  return kind === "map" ? mapNode(origin) : openNode("", origin);
}

/** Fields of a path at most: no object is nested deeper. */
const deepestPath = 500;

/**
 * Splits at `/`; `\/` is part of a name, one slash in front is ignored (kyaml/utils PathSplitter).
 * @throws Refused for a path that is too long
 */
export function splitPath(path: string, delimiter = "/"): readonly string[] {
  const parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === "") parts.shift();
  const result: string[] = [];
  let pieces: string[] = [];
  for (const [index, part] of parts.entries()) {
    const goesOn = part.endsWith("\\") && index < parts.length - 1;
    pieces.push(goesOn ? `${part.slice(0, -1)}${delimiter}` : part);
    if (goesOn) continue;
    result.push(pieces.join(""));
    pieces = [];
  }
  if (result.length > deepestPath) throw new Refused(`a path of ${result.length} fields is too long`);
  return result;
}

/**
 * Adds specs to a list: known ones are left out.
 * @throws Refused when a known one differs in whether it creates (api/types FsSlice.MergeAll)
 */
export function mergeFieldSpecs(known: readonly FieldSpec[], added: readonly FieldSpec[]): readonly FieldSpec[] {
  if (known === added) return known;
  spend(known.length + added.length);
  let result: FieldSpec[] | undefined;
  const byPath = new Map<string, FieldSpec[]>();
  const index = (spec: FieldSpec): void => {
    append(byPath, spec.path, spec);
  };
  for (const spec of known) index(spec);
  for (const spec of added) {
    const candidates = byPath.get(spec.path) ?? [];
    spend(candidates.length);
    const same = candidates.find((other) => isSelected(other, spec));
    if (same === undefined) {
      result ??= [...known];
      result.push(spec);
      index(spec);
    } else if (same.create !== spec.create) throw new Refused("conflicting fieldspecs");
  }
  return result ?? known;
}
