/** Finds the objects of patches and changes them: strategic merges and JSON patches, in all four fields. */
import { isJson } from "../../base/json.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import { spend } from "./budget.ts";
import { applyOperations, type Operation, readOperations } from "./json-patch.ts";
import {
  childMap,
  copyNode,
  get,
  type MapNode,
  type Node,
  openNode,
  rewriteStrings,
  setField,
  textOf,
} from "./node.ts";
import { readDocuments, readObjects, type TextSource } from "./read.ts";
import { Refused } from "./refused.ts";
import {
  apiVersionOf,
  currentId,
  formatId,
  gvkOfNode,
  idKey,
  idOfNode,
  type Resource,
  storePreviousId,
} from "./resource.ts";
import { ResourcesById } from "./resource-list.ts";
import type { SchemaOf } from "./schema.ts";
import { compileSelector, select } from "./selector.ts";
import { strategicMerge } from "./strategic-merge.ts";
import { boolField } from "./typed.ts";

export interface PatchOptions {
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
}

const noOptions: PatchOptions = { allowNameChange: false, allowKindChange: false };

/** An entry of `patches`: the form of the text decides what it is. @throws Refused (PatchTransformer) */
export function applyPatch(resources: Resource[], entry: Node, source: TextSource, schemaOf: SchemaOf): Resource[] {
  const { objects, operations } = parsePatch(source, entry.origin);
  const target = get(entry, "target");
  const options = get(entry, "options");
  const allowed = {
    allowNameChange: boolField(options, "allowNameChange"),
    allowKindChange: boolField(options, "allowKindChange"),
  };
  if (objects.length > 0) {
    if (target !== undefined) return mergeIntoSelected(resources, objects, target, allowed, schemaOf);
    const byId = new ResourcesById(resources);
    for (const patch of objects) {
      const found = findTarget(byId, patch);
      mergeInto(found, patch, allowed, schemaOf);
      byId.add(found);
    }
    return resources.filter((resource) => !resource.deleted);
  }
  if (target === undefined) throw new Refused("must specify a target for JSON patch", entry.origin);
  for (const resource of select(resources, compileSelector(target))) {
    storePreviousId(resource);
    patchJson(resource, operations ?? []);
  }
  return resources;
}

interface Parsed {
  readonly objects: readonly MapNode[];
  readonly operations: readonly Operation[] | undefined;
}

function parsePatch(source: TextSource, at: FieldOrigin | undefined): Parsed {
  let objects: readonly MapNode[] = [];
  let failure: Refused | undefined;
  try {
    objects = readObjects(source);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    failure = error;
  }
  const operations = readJsonPatch(source);
  if (failure !== undefined && operations === undefined)
    throw new Refused(`unable to parse SM or JSON patch: ${failure.message}`, failure.at ?? at);
  if (objects.length > 0 && operations !== undefined && operations.length > 0)
    throw new Refused("illegally qualifies as both an SM and JSON patch", at);
  return { objects, operations };
}

/** A text that begins with `[` has to be JSON; any other is YAML, read as sigs.k8s.io/yaml does. */
export function readJsonPatch(source: TextSource): readonly Operation[] | undefined {
  const text = "file" in source ? source.file.text : source.text;
  if (text === "") return undefined;
  if (text.startsWith("[") && !isJson(text)) return undefined;
  try {
    const [document] = readDocuments(source);
    return document === undefined ? [] : readOperations(asYaml11(document));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Boolean words and dates as go-yaml v2 reads them. */
function asYaml11(node: Node): Node {
  if (node.kind === "list") return { ...node, items: node.items.map(asYaml11) };
  if (node.kind === "map") {
    const made = { ...node, entries: new Map(node.entries) };
    for (const [key, { value, isString }] of node.entries) made.entries.set(key, { value: asYaml11(value), isString });
    return made;
  }
  if (node.quoted || node.tagged) return node;
  if (node.tag === "!!timestamp") return { ...node, tag: "!!str" };
  if (/^(y|Y|yes|Yes|YES|on|On|ON)$/.test(node.text)) return { ...node, text: "true", tag: "!!bool" };
  if (/^(n|N|no|No|NO|off|Off|OFF)$/.test(node.text)) return { ...node, text: "false", tag: "!!bool" };
  return node;
}

/** The object that a strategic patch names, by any name it had. @throws Refused unless there is exactly one */
function findTarget(resources: ResourcesById, patch: MapNode): Resource {
  const id = idOfNode(patch);
  const [found, another] = resources.find(id);
  const at = get(get(patch, "metadata"), "name")?.origin ?? patch.origin;
  if (found === undefined) throw new Refused(`no resource matches strategic merge patch "${formatId(id)}"`, at);
  if (another !== undefined) throw new Refused(`multiple matches for Id ${formatId(id)}`, at);
  return found;
}

function mergeInto(resource: Resource, patch: MapNode, options: PatchOptions, schemaOf: SchemaOf): void {
  const metadata = get(resource.node, "metadata");
  const [kind, name, namespace] = [get(resource.node, "kind"), get(metadata, "name"), get(metadata, "namespace")].map(
    (node) => node && copyNode(node),
  );
  if (options.allowNameChange || options.allowKindChange) storePreviousId(resource);
  const merged = strategicMerge(resource.node, copyNode(patch), schemaOf);
  if (merged === undefined || merged.entries.size === 0) {
    resource.deleted = true;
    return;
  }
  resource.node = merged;
  const after = childMap(merged, "metadata");
  if (!options.allowKindChange && kind !== undefined) merged.entries.set("kind", { value: kind, isString: true });
  if (!options.allowNameChange && name !== undefined) after.entries.set("name", { value: name, isString: true });
  if (namespace === undefined) after.entries.delete("namespace");
  else after.entries.set("namespace", { value: namespace, isString: true });
}

/** A patch with a target works on every selected object; its own name does not matter. */
function mergeIntoSelected(
  resources: Resource[],
  patches: readonly MapNode[],
  target: Node,
  options: PatchOptions,
  schemaOf: SchemaOf,
): Resource[] {
  const [patch, another] = patches;
  if (another !== undefined)
    throw new Refused("multiple strategic merge patches in one `patches` entry cannot have a target", target.origin);
  if (patch === undefined) return resources;
  return mergeSelected(resources, select(resources, compileSelector(target)), patch, options, schemaOf);
}

function mergeSelected(
  resources: Resource[],
  selected: readonly Resource[],
  patch: MapNode,
  options: PatchOptions,
  schemaOf: SchemaOf,
): Resource[] {
  for (const resource of selected) mergeTyped(resource, patch, options, schemaOf);
  const left = resources.filter((resource) => !resource.deleted);
  refuseDuplicates(left, patch.origin);
  return left;
}

/** Labels and annotations of such a patch become strings first, a null `null` (ResMap.ApplySmPatch). */
function mergeTyped(resource: Resource, patch: MapNode, options: PatchOptions, schemaOf: SchemaOf): void {
  const own = copyNode(patch);
  const metadata = childMap(own, "metadata");
  rewriteStrings(metadata, "labels");
  rewriteStrings(metadata, "annotations");
  setField(
    own,
    "apiVersion",
    openNode(apiVersionOf(gvkOfNode(resource.node)), get(resource.node, "apiVersion")?.origin),
  );
  mergeInto(resource, own, options, schemaOf);
}

function refuseDuplicates(resources: readonly Resource[], at: FieldOrigin | undefined): void {
  spend(4 * resources.length);
  const seen = new Set<string>();
  for (const resource of resources) {
    const key = idKey(currentId(resource));
    if (seen.has(key))
      throw new Refused(`may not add resource with an already registered id: ${formatId(currentId(resource))}`, at);
    seen.add(key);
  }
}

/** `patchesStrategicMerge`: patches that name their objects. */
export function applyStrategicPatches(
  resources: Resource[],
  patches: readonly MapNode[],
  schemaOf: SchemaOf,
): Resource[] {
  const [first] = patches;
  if (first === undefined) return resources;
  const byId = new ResourcesById(resources);
  for (const patch of patches) {
    mergeTyped(findTarget(byId, patch), patch, noOptions, schemaOf);
    // Such patches change no id: duplicate ids existed before the first patch.
    if (patch === first)
      refuseDuplicates(
        resources.filter((resource) => !resource.deleted),
        first.origin,
      );
  }
  return resources.filter((resource) => !resource.deleted);
}

/** An entry of `patchesJson6902`. @throws Refused (PatchJson6902Transformer) */
export function applyJson6902(resources: readonly Resource[], entry: Node, source: TextSource): void {
  const target = get(entry, "target");
  if ((textOf(get(target, "name")) ?? "") === "") throw new Refused("must specify the target name", entry.origin);
  const operations = readJsonPatch(source);
  if (operations === undefined) throw new Refused("cannot read the JSON patch", entry.origin);
  if (operations.length === 0) throw new Refused("patch appears to be empty", entry.origin);
  for (const resource of select(resources, compileSelector(target))) patchJson(resource, operations);
}

/** kustomize keeps its notes in annotations: the map exists as soon as there is a note. */
function patchJson(resource: Resource, operations: readonly Operation[]): void {
  const hasNotes = resource.previous.length + resource.prefixes.length + resource.suffixes.length > 0;
  if (hasNotes || resource.generated) childMap(childMap(resource.node, "metadata"), "annotations");
  applyOperations(resource.node, operations);
  const metadata = get(resource.node, "metadata");
  if ((textOf(get(metadata, "name")) ?? "") === "" && !(textOf(get(resource.node, "kind")) ?? "").endsWith("List"))
    throw new Refused("missing metadata.name in object", metadata?.origin ?? resource.node.origin);
}
