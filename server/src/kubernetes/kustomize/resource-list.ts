/** Adds objects to a list (api/resmap): new ones, and generated ones that merge into what is there. */
import type { FieldOrigin } from "../manifests/manifest.ts";
import { checkCount, spend } from "./budget.ts";
import { get, type MapNode, mapNode, type Node, rewriteStrings, stringNode, stringsOf } from "./node.ts";
import { Refused } from "./refused.ts";
import {
  allIds,
  currentId,
  formatId,
  type Id,
  idKey,
  nameOf,
  namespaceOfResource,
  type Resource,
  setName,
  setNamespace,
} from "./resource.ts";

/** The ids of a list's objects, kept while the list grows. */
export type Ids = Set<string>;

export function idsOf(resources: readonly Resource[]): Ids {
  spend(stepsAnId * resources.length);
  return new Set(resources.map((resource) => idKey(currentId(resource))));
}

const stepsAnId = 4;

/** @throws Refused for an object that is there already */
export function appendAll(
  resources: Resource[],
  added: readonly Resource[],
  at: FieldOrigin | undefined,
  ids: Ids = idsOf(resources),
): void {
  spend(stepsAnId * added.length);
  checkCount(resources.length + added.length);
  for (const resource of added) {
    const id = currentId(resource);
    if (ids.has(idKey(id)))
      throw new Refused(`may not add resource with an already registered id: ${formatId(id)}`, at);
    ids.add(idKey(id));
    resources.push(resource);
  }
}

/** Objects by every id that they have or had. */
export class ResourcesById {
  readonly #byKey = new Map<string, Resource[]>();

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) this.add(resource);
  }

  /** Also takes note of the ids that an object has got since. */
  add(resource: Resource): void {
    spend(stepsAnId * (1 + resource.previous.length));
    for (const key of new Set(allIds(resource).map(idKey))) {
      const known = this.#byKey.get(key);
      if (known === undefined) this.#byKey.set(key, [resource]);
      else if (!known.includes(resource)) known.push(resource);
    }
  }

  /** Those that are not deleted. */
  find(id: Id): readonly Resource[] {
    return (this.#byKey.get(idKey(id)) ?? []).filter((resource) => !resource.deleted);
  }
}

/**
 * Adds what generators made, in their order.
 * @throws Refused when the behaviour does not fit to what is there (ResMap.appendReplaceOrMerge)
 */
export function absorbAll(resources: Resource[], added: readonly Resource[]): void {
  if (added.length === 0) return;
  const byId = new ResourcesById(resources);
  const places = new Map(resources.map((resource, index) => [resource, index]));
  for (const one of added) {
    const old = absorb(byId, one);
    const place = old === undefined ? resources.length : (places.get(old) ?? resources.length);
    if (old !== undefined) old.deleted = true;
    checkCount(place + 1);
    resources[place] = one;
    places.set(one, place);
    byId.add(one);
  }
}

/** @returns the object that it takes the place of */
function absorb(byId: ResourcesById, added: Resource): Resource | undefined {
  const id = currentId(added);
  const at = added.node.origin;
  const [old, another] = byId.find(id);
  if (another !== undefined) throw new Refused(`found multiple objects that could accept merge of ${formatId(id)}`, at);
  const isMerge = added.behavior === "merge" || added.behavior === "replace";
  if (old === undefined) {
    if (isMerge) throw new Refused(`id ${formatId(id)} does not exist; cannot merge or replace`, at);
    return undefined;
  }
  if (!isMerge) throw new Refused(`id ${formatId(id)} exists; behavior must be merge or replace`, at);
  const isDataMerge = added.behavior === "merge";
  takeIdentity(added, old);
  if (isDataMerge) {
    mergeStrings(added.node, old.node, "data");
    mergeStrings(added.node, old.node, "binaryData");
    added.originNote = old.originNote ?? added.originNote;
  }
  return old;
}

function takeIdentity(added: Resource, old: Resource): void {
  const metadata = get(added.node, "metadata");
  const before = get(old.node, "metadata");
  if (metadata?.kind === "map" && before?.kind === "map") {
    mergeStrings(metadata, before, "labels");
    mergeStrings(metadata, before, "annotations");
  }
  setName(added, nameOf(old));
  setNamespace(added, namespaceOfResource(old));
  added.previous = [...old.previous];
  added.prefixes = [...old.prefixes];
  added.suffixes = [...old.suffixes];
  added.vars = [...old.vars];
  added.needsHash = added.needsHash && old.needsHash;
  added.behavior = old.behavior;
  added.source = old.source;
}

/** The old entries below the new ones, all as strings. */
function mergeStrings(into: MapNode, old: MapNode, field: string): void {
  spend(stepsAnEntry * ((sizeOf(get(old, field)) ?? 0) + (sizeOf(get(into, field)) ?? 0)));
  const merged = mapNode(get(into, field)?.origin ?? get(old, field)?.origin);
  for (const [key, { text, origin }] of [...stringsOf(get(old, field)), ...stringsOf(get(into, field))])
    merged.entries.set(key, { value: stringNode(text, origin), isString: true });
  into.entries.set(field, { value: merged, isString: true });
  rewriteStrings(into, field);
}

const stepsAnEntry = 8;

function sizeOf(node: Node | undefined): number | undefined {
  return node?.kind === "map" ? node.entries.size : undefined;
}
