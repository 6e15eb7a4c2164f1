/**
 * Applies kustomize's replacements: reads a value from one object and writes it to fields of others, along paths with
 * indices, conditions and wildcards (kyaml PathMatcher). It does not read the texts of replacements.
 */

import { trimOf } from "../../base/trim.ts";
import { spend, spendText } from "./budget.ts";
import { splitPath } from "./field-spec.ts";
import {
  copyNode,
  get,
  isNull,
  listNode,
  type MapNode,
  mapNode,
  type Node,
  openNode,
  setField,
  textOf,
} from "./node.ts";
import { Refused } from "./refused.ts";
import { allIds, isSelected, type Resource, sameNamespace } from "./resource.ts";
import { compileSelector, matchesAnyId, matchesMetadata, regexpTest } from "./selector.ts";
import { writeStructured } from "./structured.ts";
import { boolField, listField, stringField, stringsField } from "./typed.ts";

/** Applies one replacement. @throws Refused (api/filters/replacement) */
export function replace(resources: readonly Resource[], replacement: Node): void {
  const source = get(replacement, "source");
  const constant = get(replacement, "sourceValue");
  const targets = listField(replacement, "targets");
  if ((source === undefined && constant === undefined) || get(replacement, "targets") === undefined)
    throw new Refused("replacements must specify a source and at least one target", replacement.origin);
  if (source !== undefined && constant !== undefined)
    throw new Refused("value and resource selectors are mutually exclusive", replacement.origin);
  const value =
    source === undefined ? openNode(textOf(constant) ?? "", constant?.origin) : readSource(resources, source);
  for (const target of targets) writeTarget(resources, target, value);
}

/** What a resource is called now and was called before is read from it each time. */
const stepsToIdentify = 30;

function readSource(resources: readonly Resource[], source: Node): Node {
  spend(stepsToIdentify * resources.length);
  const wanted = {
    group: stringField(source, "group") ?? "",
    version: stringField(source, "version") ?? "",
    kind: stringField(source, "kind") ?? "",
    name: stringField(source, "name") ?? "",
    namespace: stringField(source, "namespace") ?? "",
    clusterScoped: false,
  };
  const matching = resources.filter((resource) =>
    allIds(resource).some(
      (id) =>
        (wanted.name === "" || wanted.name === id.name) &&
        (wanted.namespace === "" || sameNamespace(wanted, { ...id, clusterScoped: false })) &&
        isSelected(id, wanted),
    ),
  );
  const [found, another] = matching;
  if (found === undefined) throw new Refused("nothing selected by the replacement's source", source.origin);
  if (another !== undefined) throw new Refused("multiple matches for the replacement's source", source.origin);
  const path = stringField(source, "fieldPath") ?? "metadata.name";
  const node = lookup(found.node, smartSplit(path));
  if (node === undefined || isEmpty(node))
    throw new Refused(`fieldPath '${path}' is missing for replacement source`, source.origin);
  return refine(node, get(source, "options"), source);
}

function isEmpty(node: Node): boolean {
  if (node.kind === "scalar") return node.tag === "!!null" || node.text === "";
  return node.kind === "map" ? node.entries.size === 0 : node.items.length === 0;
}

function refine(node: Node, options: Node | undefined, source: Node): Node {
  const delimiter = stringField(options, "delimiter");
  if (delimiter === undefined) return node;
  if (node.kind !== "scalar") throw new Refused("delimiter option can only be used with scalar nodes", source.origin);
  const parts = node.text.split(delimiter);
  const part = parts[indexOf(options)];
  if (part === undefined) throw new Refused("options.index is out of bounds", source.origin);
  return { ...node, text: part };
}

function indexOf(options: Node | undefined): number {
  return Number(textOf(get(options, "index")) ?? "0");
}

/** A path to one field (kyaml PathGetter): names, indices, `-` for the last, `[name=value]`. */
export function lookup(root: Node, path: readonly string[]): Node | undefined {
  let at: Node | undefined = root;
  for (const raw of path) {
    const part = raw.trim();
    if (part === "") continue;
    if (at === undefined || isNull(at)) return undefined;
    if (/^\d+$/.test(part) || part === "-") {
      if (at.kind !== "list") throw new Refused("wrong node kind: expected a list", at.origin);
      at = part === "-" ? at.items.at(-1) : at.items[Number(part)];
    } else if (part === "*") throw new Refused("wildcard is not supported in a source's path", root.origin);
    else if (isCondition(part)) {
      const { name, value } = condition(part);
      const list: Node = at;
      spend(list.kind === "list" ? list.items.length : 0);
      if (list.kind !== "list") throw new Refused("wrong node kind: expected a list", list.origin);
      at = list.items.find((item) => (name === "" ? textOf(item) : textOf(get(item, name))) === value);
    } else {
      if (at.kind !== "map") throw new Refused("wrong node kind: expected a map", at.origin);
      at = get(at, part);
    }
  }
  return at;
}

function isCondition(part: string): boolean {
  return part.startsWith("[") && part.endsWith("]");
}

function condition(part: string): { readonly name: string; readonly value: string } {
  const inside = part.slice(1, -1);
  const at = inside.indexOf("=");
  if (at < 0) throw new Refused(`list path element must contain fieldName=fieldValue for element to match: ${part}`);
  return { name: inside.slice(0, at), value: inside.slice(at + 1) };
}

/** Splits at dots; brackets keep what is in them together, those without `=` are a map's key. */
export function smartSplit(path: string): readonly string[] {
  const result: string[] = [];
  const parts = splitPath(path, ".");
  for (let at = 0; at < parts.length; at++) {
    let part = parts[at] ?? "";
    if (part.startsWith("[") && !part.endsWith("]")) {
      while (at < parts.length - 1) {
        const next = parts[++at] ?? "";
        part += `.${next}`;
        if (next.endsWith("]")) break;
      }
      if (!part.includes("=")) part = trimOf(part, "[]");
    }
    result.push(part);
  }
  return result;
}

function writeTarget(resources: readonly Resource[], target: Node, value: Node): void {
  const selected = get(target, "select");
  if (selected === undefined) throw new Refused("target must specify resources to select", target.origin);
  const selector = compileSelector(selected);
  const rejects = listField(target, "reject").map(compileSelector);
  const paths = stringsField(target, "fieldPaths").map(({ text }) => text);
  const options = get(target, "options");
  spend(stepsToIdentify * resources.length);
  for (const resource of resources) {
    if (!matchesMetadata(resource, selector)) continue;
    if (rejects.some((reject) => !reject.isAnyMetadata && matchesMetadata(resource, reject))) continue;
    if (rejects.some((reject) => !reject.isAnyId && matchesAnyId(resource, reject))) continue;
    if (!matchesAnyId(resource, selector)) continue;
    for (const path of paths.length > 0 ? paths : ["metadata.name"])
      writeField(resource.node, path, value, options, target);
  }
}

function writeField(object: MapNode, path: string, value: Node, options: Node | undefined, target: Node): void {
  spend(40);
  const create = boolField(options, "create") ? value.kind : undefined;
  if (writeInside(object, smartSplit(path), value, create)) return;
  const found = matchPath({ holder: object, set: () => {}, node: object }, smartSplit(path), create);
  if (found.length === 0) throw new Refused(`unable to find field "${path}" in replacement target`, target.origin);
  for (const slot of found) writeSlot(slot, value, options, target);
}

/** A path that leads through a string continues in the JSON or YAML that the string holds. */
function writeInside(object: MapNode, path: readonly string[], value: Node, create: Node["kind"] | undefined): boolean {
  for (let length = 1; length < path.length; length++) {
    const holder = tryLookup(object, path.slice(0, length));
    if (holder?.kind !== "scalar") continue;
    const rest = path.slice(length);
    let isThere = false;
    const text = writeStructured(holder.text, rest, value, (root) => {
      const found = matchPath({ holder: root, set: () => {}, node: root }, rest, create);
      for (const slot of found) writeSlot(slot, value, undefined, root);
      isThere = found.length > 0;
      return isThere;
    });
    // kustomize leaves unchanged what it finds and cannot print again, without a message.
    if (text !== undefined) holder.text = text;
    return isThere;
  }
  return false;
}

function tryLookup(object: MapNode, path: readonly string[]): Node | undefined {
  try {
    return lookup(object, path);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** A node with the way to put another in its place. */
interface Slot {
  readonly node: Node;
  readonly set: (node: Node) => void;
  readonly holder: Node;
}

function writeSlot({ node, set }: Slot, value: Node, options: Node | undefined, target: Node): void {
  const delimiter = stringField(options, "delimiter");
  let text = textOf(value);
  spendText((text?.length ?? 0) + (textOf(node)?.length ?? 0));
  if (delimiter !== undefined) {
    if (node.kind !== "scalar") throw new Refused("delimiter option can only be used with scalar nodes", target.origin);
    const parts = node.text.split(delimiter);
    const index = indexOf(options);
    if (index < 0) parts.unshift(text ?? "");
    else if (index >= parts.length) parts.push(text ?? "");
    else parts[index] = text ?? "";
    text = parts.join(delimiter);
  }
  // A scalar keeps its own type: a number copied into a string is a string.
  if (node.kind === "scalar" && value.kind === "scalar") {
    node.text = text ?? "";
    if (delimiter === undefined && value.origin !== undefined) node.origin = value.origin;
  } else if (node.kind === "scalar") node.text = "";
  else set(value.kind === "scalar" ? { ...value, text: text ?? "" } : copyNode(value));
}

function matchPath(slot: Slot, path: readonly string[], create: Node["kind"] | undefined): readonly Slot[] {
  spend(2);
  const [part, ...rest] = path;
  if (part === undefined) return [slot];
  const { node } = slot;
  if (/^\d+$/.test(part)) return matchIndex(node, Number(part), rest, create);
  if (isCondition(part)) return matchCondition(node, part, rest, create);
  if (part === "*") {
    if (node.kind !== "list") throw new Refused("wrong node kind: expected a list", node.origin);
    return node.items.flatMap((_, index) => matchPath(itemSlot(node, index), rest, create));
  }
  return matchField(node, part, rest, create);
}

function itemSlot(list: Node & { readonly kind: "list" }, index: number): Slot {
  return {
    holder: list,
    node: list.items[index] ?? listNode(),
    set: (made) => {
      list.items[index] = made;
    },
  };
}

function kindFor(next: string | undefined, create: Node["kind"]): Node["kind"] {
  if (next === undefined) return create;
  return isCondition(next) || /^\d+$/.test(next) ? "list" : "map";
}

function emptyNode(kind: Node["kind"]): Node {
  return kind === "map" ? mapNode() : kind === "list" ? listNode() : openNode("");
}

function matchField(
  node: Node,
  name: string,
  rest: readonly string[],
  create: Node["kind"] | undefined,
): readonly Slot[] {
  if (isNull(node)) return [];
  if (node.kind !== "map") throw new Refused("wrong node kind: expected a map", node.origin);
  let field = get(node, name);
  if (field === undefined) {
    if (create === undefined) return [];
    field = emptyNode(kindFor(rest[0], create));
    node.entries.set(name, { value: field, isString: true });
  }
  const slot: Slot = { holder: node, node: field, set: (made) => setField(node, name, made) };
  return matchPath(slot, rest, create);
}

function matchIndex(
  node: Node,
  index: number,
  rest: readonly string[],
  create: Node["kind"] | undefined,
): readonly Slot[] {
  if (node.kind !== "list") throw new Refused("wrong node kind: expected a list", node.origin);
  if (index === node.items.length && create !== undefined) node.items.push(emptyNode(kindFor(rest[0], create)));
  if (index >= node.items.length)
    throw new Refused(`index ${index} specified but only ${node.items.length} elements found`, node.origin);
  return matchPath(itemSlot(node, index), rest, create);
}

function matchCondition(
  node: Node,
  part: string,
  rest: readonly string[],
  create: Node["kind"] | undefined,
): readonly Slot[] {
  if (node.kind !== "list") throw new Refused("wrong node kind: expected a list", node.origin);
  const { name, value } = condition(part);
  const matches = regexpTest(value, node);
  spend(node.items.length);
  const found = node.items.flatMap((item, index) => {
    const text = name === "" ? textOf(item) : textOf(get(item, name));
    if (text === undefined || !matches(text)) return [];
    return name === "" ? [itemSlot(node, index)] : matchPath(itemSlot(node, index), rest, create);
  });
  if (create === undefined || found.length > 0) return found;
  const element = name === "" ? openNode(value) : mapNode();
  if (element.kind === "map") element.entries.set(name, { value: openNode(value), isString: true });
  node.items.push(element);
  return matchPath(itemSlot(node, node.items.length - 1), rest, create);
}
