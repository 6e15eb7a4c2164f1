/**
 * Updates references to objects that were renamed (api/filters/nameref). It finds the object that a name means by the
 * names it had, its namespace and the prefixes it shares. It does not rename objects.
 */
import { append } from "../../base/collections.ts";
import { spend } from "./budget.ts";
import type { NameReference } from "./default-specs.ts";
import { applyFieldSpec } from "./field-spec.ts";
import { dig, get, isNull, type MapNode, type Node, openNode, setField, setScalar, textOf } from "./node.ts";
import { Refused } from "./refused.ts";
import {
  currentId,
  effectiveNamespace,
  formatId,
  type Gvk,
  gvkOfNode,
  isSelected,
  kindOf,
  nameOf,
  namespaceOfResource,
  originalId,
  previousIds,
  type Resource,
  sameNamespace,
} from "./resource.ts";

/**
 * Rewrites every reference to an object whose name changed.
 * @throws Refused where several objects may be meant
 */
export function updateNameReferences(resources: readonly Resource[], references: readonly NameReference[]): void {
  const specs = references.flatMap((target) => target.referrers.map((spec) => ({ target, spec })));
  const candidates = new Candidates(resources);
  for (const referrer of resources) {
    const original = originalId(referrer);
    const gvk = gvkOfNode(referrer.node);
    spend(specs.length / 8);
    for (const { target, spec } of specs) {
      if (!isSelected(original, spec)) continue;
      const reference = new Reference(referrer, target, spec.path, candidates);
      applyFieldSpec(referrer.node, { ...spec, ...gvk }, undefined, (node) => reference.update(node));
    }
  }
}

interface Candidate {
  readonly resource: Resource;
  readonly place: number;
}

/** The objects that a reference may mean, by names that they had and by namespaces. */
class Candidates {
  readonly #byName = new Map<string, Candidate[]>();
  /** By name, and by the namespace from the start and that of now; `key` makes the keys. */
  readonly #byOriginal = new Map<string, Candidate[]>();
  readonly #byCurrent = new Map<string, Candidate[]>();
  readonly #resources: readonly Resource[];
  #byNamespace: ReadonlyMap<string, readonly Resource[]> | undefined;

  constructor(resources: readonly Resource[]) {
    this.#resources = resources;
    for (const [place, resource] of resources.entries()) {
      if (resource.previous.length === 0) continue;
      spend(4 + resource.previous.length);
      const candidate: Candidate = { resource, place };
      const [original, current] = [originalId(resource), currentId(resource)].map(effectiveNamespace);
      for (const name of new Set(resource.previous.map((id) => id.name))) {
        append(this.#byName, name, candidate);
        append(this.#byOriginal, key(name, original), candidate);
        append(this.#byCurrent, key(name, current), candidate);
      }
    }
  }

  /**
   * Those that had this name, and that the referrer can reach: objects of its namespace, objects without namespace, and
   * those in the namespaces of a RoleBinding's subjects.
   */
  named(name: string, referrer: Resource): readonly Resource[] {
    const id = currentId(referrer);
    if (id.clusterScoped) return paid((this.#byName.get(name) ?? []).map(({ resource }) => resource));
    const own = effectiveNamespace(id);
    const subjects = subjectNamespaces(referrer);
    const namespaces = new Set([own, noNamespace, ...subjects]);
    const found = [...namespaces].flatMap((namespace) => this.#byCurrent.get(key(name, namespace)) ?? []);
    return paid(found.sort((a, b) => a.place - b.place).map(({ resource }) => resource)).filter(
      reachableFrom(referrer),
    );
  }

  /** Those that had this name and were in the namespace from the start, or are now where nothing was in it then. */
  namedIn(name: string, namespace: string, referrer: Resource): readonly Resource[] {
    if (namespace === noNamespace) return [];
    const places = this.#wasIn(namespace, referrer) ? this.#byOriginal : this.#byCurrent;
    const found = places.get(key(name, namespace)) ?? [];
    return paid(found.map(({ resource }) => resource)).filter(reachableFrom(referrer));
  }

  /** True where something that the referrer can reach was in the namespace from the start. */
  #wasIn(namespace: string, referrer: Resource): boolean {
    this.#byNamespace ??= groupByNamespace(this.#resources);
    const isReachable = reachableFrom(referrer);
    return (this.#byNamespace.get(namespace) ?? []).some((other) => {
      spend(4);
      return isReachable(other);
    });
  }
}

/** The value of `effectiveNamespace` for an object outside of namespaces. */
const noNamespace = "_non_namespaceable_";

function key(name: string, namespace: string | undefined): string {
  return `${namespace}/${name}`;
}

function paid(found: readonly Resource[]): readonly Resource[] {
  spend(4 * found.length);
  return found;
}

function groupByNamespace(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) append(groups, effectiveNamespace(originalId(resource)), resource);
  return groups;
}

function reachableFrom(referrer: Resource): (other: Resource) => boolean {
  const id = currentId(referrer);
  if (id.clusterScoped) return () => true;
  const namespaces = subjectNamespaces(referrer);
  return (other) => {
    const otherId = currentId(other);
    return otherId.clusterScoped || sameNamespace(otherId, id) || namespaces.has(namespaceOfResource(other));
  };
}

function subjectNamespaces(referrer: Resource): ReadonlySet<string> {
  const subjects = kindOf(referrer) === "RoleBinding" ? get(referrer.node, "subjects") : undefined;
  const found = new Set<string>();
  for (const subject of subjects?.kind === "list" ? subjects.items : []) {
    const namespace = textOf(get(subject, "namespace"));
    if (textOf(get(subject, "kind")) === "ServiceAccount" && namespace !== undefined) found.add(namespace);
  }
  return found;
}

class Reference {
  readonly #referrer: Resource;
  readonly #target: Gvk;
  readonly #path: string;
  readonly #candidates: Candidates;

  constructor(referrer: Resource, target: Gvk, path: string, candidates: Candidates) {
    this.#referrer = referrer;
    this.#target = target;
    this.#path = path;
    this.#candidates = candidates;
  }

  update(node: Node): void {
    if (isNull(node)) return;
    if (node.kind === "list") {
      for (const item of node.items) if (!isNull(item)) this.#one(item);
    } else this.#one(node);
  }

  #one(node: Node): void {
    if (node.kind === "scalar") {
      const named = this.#candidates.named(node.text, this.#referrer);
      const found = this.#select(node.text, named, node, (a, b) => nameOf(a) === nameOf(b));
      if (found !== undefined && nameOf(found) !== node.text) setScalar(node, nameOf(found), "", undefined);
    } else if (node.kind === "map") this.#map(node);
    else throw new Refused("a reference is expected to be a string or a map", node.origin);
  }

  /** A map with `name` and perhaps `namespace`: both follow. */
  #map(node: MapNode): void {
    const name = get(node, "name");
    if (name === undefined) throw new Refused("path config error; no 'name' field in node", node.origin);
    const stated = textOf(get(node, "namespace")) ?? (get(node, "namespace") === undefined ? undefined : "");
    const text = textOf(name) ?? "";
    const found = this.#select(
      text,
      stated === undefined
        ? this.#candidates.named(text, this.#referrer)
        : this.#candidates.namedIn(text, stated, this.#referrer),
      name,
      (a, b) => nameOf(a) === nameOf(b) && namespaceOfResource(a) === namespaceOfResource(b),
    );
    if (found === undefined) return;
    const namespace = namespaceOfResource(found);
    if (nameOf(found) === textOf(name) && namespace === "") return;
    setField(node, "name", openNode(nameOf(found), name.origin));
    if (namespace !== "")
      setField(node, "namespace", openNode(namespace, dig(found.node, "metadata", "namespace")?.origin ?? name.origin));
  }

  #select(
    name: string,
    among: readonly Resource[],
    node: Node,
    same: (a: Resource, b: Resource) => boolean,
  ): Resource | undefined {
    const roleRef = this.#path.endsWith("roleRef/name") ? roleRefOf(this.#referrer) : undefined;
    const id = currentId(this.#referrer);
    const named = among.filter((other) => {
      const previous = previousIds(other);
      if (!previous.some((known) => known.name === name)) return false;
      if (!previous.some((known) => isSelected(known, this.#target))) return false;
      if (roleRef !== undefined && !previous.some((known) => isSelected(known, roleRef))) return false;
      const otherId = currentId(other);
      return (
        id.clusterScoped || otherId.clusterScoped || otherId.kind === "ServiceAccount" || sameNamespace(id, otherId)
      );
    });
    if (named.length <= 1) return named[0];
    let related = named.filter((other) => sharesAffixes(this.#referrer, other, true));
    if (related.length > 1) related = related.filter((other) => sharesAffixes(this.#referrer, other, false));
    const [first, ...others] = related;
    if (first === undefined || others.every((other) => same(first, other))) return first;
    const ids = related.map((other) => formatId(currentId(other))).join(", ");
    throw new Refused(
      `updating name reference in '${this.#path}' field of '${formatId(id)}': found multiple possible referrals: ${ids}`,
      node.origin,
    );
  }
}

function roleRefOf(referrer: Resource): Gvk | undefined {
  const [group, kind] = ["apiGroup", "kind"].map((key) => textOf(dig(referrer.node, "roleRef", key)));
  return group === undefined || kind === undefined ? undefined : { group, version: "", kind };
}

/** Loose comparison: where either has no prefix, prefixes are ignored. */
function sharesAffixes(a: Resource, b: Resource, loosely: boolean): boolean {
  return [
    [a.prefixes, b.prefixes],
    [a.suffixes, b.suffixes],
  ].every(([left = [], right = []]) => {
    if (loosely && (left.length === 0 || right.length === 0)) return true;
    const [short, long] = left.length > right.length ? [right, left] : [left, right];
    if (short.length === 0) return long.length === 0;
    return short.every((text, index) => long[index + long.length - short.length] === text);
  });
}
