/**
 * Knows how references follow objects that were renamed (api/filters/nameref): which object a name means, by the names
 * it had, its namespace and the prefixes it shares. Refuses to know how objects were renamed.
 */
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
  type Id,
  isSelected,
  kindOf,
  nameOf,
  namespaceOf,
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
  for (const referrer of resources) {
    const original = originalId(referrer);
    let candidates: readonly Resource[] | undefined;
    for (const target of references) {
      for (const spec of target.referrers) {
        if (!isSelected(original, spec)) continue;
        candidates ??= referable(resources, referrer);
        const reference = new Reference(referrer, target, spec.path, candidates);
        applyFieldSpec(referrer.node, { ...spec, ...gvkOfNode(referrer.node) }, undefined, (node) =>
          reference.update(node),
        );
      }
    }
  }
}

/** Objects of the same namespace, of none, and those in the namespaces of a RoleBinding's subjects. */
function referable(resources: readonly Resource[], referrer: Resource): readonly Resource[] {
  const id = currentId(referrer);
  if (id.clusterScoped) return resources;
  const namespaces = subjectNamespaces(referrer);
  return resources.filter((other) => {
    const otherId = currentId(other);
    return otherId.clusterScoped || sameNamespace(otherId, id) || namespaces.has(namespaceOf(other));
  });
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
  readonly #candidates: readonly Resource[];

  constructor(referrer: Resource, target: Gvk, path: string, candidates: readonly Resource[]) {
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
      const found = this.#select(node.text, this.#candidates, node, (a, b) => nameOf(a) === nameOf(b));
      if (found !== undefined && nameOf(found) !== node.text) setScalar(node, nameOf(found), "", undefined);
    } else if (node.kind === "map") this.#map(node);
    else throw new Refused("a reference is expected to be a string or a map", node.origin);
  }

  /** A map with `name` and perhaps `namespace`: both follow. */
  #map(node: MapNode): void {
    const name = get(node, "name");
    if (name === undefined) throw new Refused("path config error; no 'name' field in node", node.origin);
    const stated = get(node, "namespace");
    const candidates = stated === undefined ? this.#candidates : this.#inNamespace(textOf(stated) ?? "");
    const found = this.#select(
      textOf(name) ?? "",
      candidates,
      name,
      (a, b) => nameOf(a) === nameOf(b) && namespaceOf(a) === namespaceOf(b),
    );
    if (found === undefined) return;
    const namespace = namespaceOf(found);
    if (nameOf(found) === textOf(name) && namespace === "") return;
    setField(node, "name", openNode(nameOf(found), name.origin));
    if (namespace !== "")
      setField(node, "namespace", openNode(namespace, dig(found.node, "metadata", "namespace")?.origin ?? name.origin));
  }

  #inNamespace(namespace: string): readonly Resource[] {
    const by = (idOf: (resource: Resource) => Id): readonly Resource[] =>
      this.#candidates.filter((other) => {
        const effective = effectiveNamespace(idOf(other));
        return effective === namespace && effective !== "_non_namespaceable_";
      });
    const original = by(originalId);
    return original.length > 0 ? original : by(currentId);
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

/** Loosely: where either has no prefix, it does not count. */
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
