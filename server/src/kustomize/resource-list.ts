/** Knows how objects join a list (api/resmap): new ones, and generated ones that merge into what is there. */
import type { Origin } from "../manifests/manifest.ts";
import { get, type MapNode, mapNode, rewriteStrings, stringNode, stringsOf } from "./node.ts";
import { Refused } from "./refused.ts";
import {
  allIds,
  currentId,
  formatId,
  idKey,
  nameOf,
  namespaceOf,
  type Resource,
  sameId,
  setName,
  setNamespace,
} from "./resource.ts";

/** @throws Refused for an object that is there already */
export function appendAll(resources: Resource[], added: readonly Resource[], at: Origin | undefined): void {
  const seen = new Set(resources.map((resource) => idKey(currentId(resource))));
  for (const resource of added) {
    const id = currentId(resource);
    if (seen.has(idKey(id)))
      throw new Refused(`may not add resource with an already registered id: ${formatId(id)}`, at);
    seen.add(idKey(id));
    resources.push(resource);
  }
}

/** @throws Refused when the behaviour does not fit to what is there (ResMap.appendReplaceOrMerge) */
export function absorb(resources: Resource[], added: Resource): void {
  const id = currentId(added);
  const at = added.node.origin;
  const matching = resources.filter((resource) => allIds(resource).some((other) => sameId(other, id)));
  const [old, another] = matching;
  if (another !== undefined) throw new Refused(`found multiple objects that could accept merge of ${formatId(id)}`, at);
  const isMerge = added.behavior === "merge" || added.behavior === "replace";
  if (old === undefined) {
    if (isMerge) throw new Refused(`id ${formatId(id)} does not exist; cannot merge or replace`, at);
    resources.push(added);
    return;
  }
  if (!isMerge) throw new Refused(`id ${formatId(id)} exists; behavior must be merge or replace`, at);
  const isDataMerge = added.behavior === "merge";
  takeIdentity(added, old);
  if (isDataMerge) {
    mergeStrings(added.node, old.node, "data");
    mergeStrings(added.node, old.node, "binaryData");
    added.originNote = old.originNote ?? added.originNote;
  }
  resources[resources.indexOf(old)] = added;
}

function takeIdentity(added: Resource, old: Resource): void {
  const metadata = get(added.node, "metadata");
  const before = get(old.node, "metadata");
  if (metadata?.kind === "map" && before?.kind === "map") {
    mergeStrings(metadata, before, "labels");
    mergeStrings(metadata, before, "annotations");
  }
  setName(added, nameOf(old));
  setNamespace(added, namespaceOf(old));
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
  const merged = mapNode(get(into, field)?.origin ?? get(old, field)?.origin);
  for (const [key, { text, origin }] of [...stringsOf(get(old, field)), ...stringsOf(get(into, field))])
    merged.entries.set(key, { value: stringNode(text, origin), isString: true });
  into.entries.set(field, { value: merged, isString: true });
  rewriteStrings(into, field);
}
