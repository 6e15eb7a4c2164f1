/**
 * Holds an object during a build: its identity now and before each renaming, and what kustomize notes about it. It does
 * not transform the object.
 */
import type { FieldOrigin } from "../manifests/manifest.ts";
import { childMap, dig, get, type MapNode, openNode, setField, stringsOf, textOf } from "./node.ts";
import { isClusterScoped } from "./schema.ts";

/** Group, version and kind; "" is a wildcard in a selector. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** kyaml/resid ResId. */
export interface Id extends Gvk {
  readonly name: string;
  readonly namespace: string;
  readonly clusterScoped: boolean;
}

export type Behavior = "create" | "merge" | "replace" | "unspecified";

export interface PreviousId {
  readonly name: string;
  /** The effective namespace at that time. */
  readonly namespace: string;
  readonly kind: string;
}

/** What a build keeps of one object. Mutable like the object's nodes. */
export interface Resource {
  node: MapNode;
  previous: PreviousId[];
  prefixes: string[];
  suffixes: string[];
  /** The names of vars that read from this object. */
  vars: string[];
  behavior: Behavior;
  needsHash: boolean;
  /** A patch deleted it; it goes at the end of the step. */
  deleted: boolean;
  /** `config.kubernetes.io/origin`, where the build asks for it. */
  originNote?: string | undefined;
  readonly generated: boolean;
  /** The object in a file that it was made from; undefined for a generated one. */
  source: FieldOrigin | undefined;
}

export function newResource(node: MapNode, generated = false): Resource {
  return {
    node,
    previous: [],
    prefixes: [],
    suffixes: [],
    vars: [],
    behavior: "unspecified",
    needsHash: false,
    deleted: false,
    generated,
    source: generated ? undefined : node.origin,
  };
}

export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function gvkOfNode(node: MapNode): Gvk {
  const { group, version } = parseApiVersion(textOf(get(node, "apiVersion")) ?? "");
  return { group, version, kind: textOf(get(node, "kind")) ?? "" };
}

export function apiVersionOf({ group, version }: Gvk): string {
  return group === "" ? version : `${group}/${version}`;
}

export function nameOf(resource: Resource): string {
  return textOf(dig(resource.node, "metadata", "name")) ?? "";
}

export function namespaceOfResource(resource: Resource): string {
  return textOf(dig(resource.node, "metadata", "namespace")) ?? "";
}

export function kindOf(resource: Resource): string {
  return textOf(get(resource.node, "kind")) ?? "";
}

export function idOfNode(node: MapNode): Id {
  const gvk = gvkOfNode(node);
  const metadata = get(node, "metadata");
  // Asked for again and again: a literal of all fields is made faster than a copy with more of them.
  return {
    group: gvk.group,
    version: gvk.version,
    kind: gvk.kind,
    name: textOf(dig(metadata, "name")) ?? "",
    namespace: textOf(dig(metadata, "namespace")) ?? "",
    clusterScoped: isClusterScoped(apiVersionOf(gvk), gvk.kind),
  };
}

export function currentId(resource: Resource): Id {
  return idOfNode(resource.node);
}

/** Oldest first, without the current one. */
export function previousIds(resource: Resource): readonly Id[] {
  const { group, version } = gvkOfNode(resource.node);
  return resource.previous.map((id) => ({ group, version, ...id, clusterScoped: false }));
}

export function originalId(resource: Resource): Id {
  const [first] = resource.previous;
  if (first === undefined) return currentId(resource);
  const { group, version } = gvkOfNode(resource.node);
  return { group, version, ...first, clusterScoped: false };
}

export function allIds(resource: Resource): readonly Id[] {
  return [...previousIds(resource), currentId(resource)];
}

/** Notes the id of now before it changes. */
export function storePreviousId(resource: Resource): void {
  const id = currentId(resource);
  resource.previous.push({ name: id.name, namespace: effectiveNamespace(id), kind: id.kind });
}

/** Never empty: `default` where no namespace is stated, and a special word for objects that have no namespace. */
export function effectiveNamespace(id: Id): string {
  if (id.clusterScoped) return "_non_namespaceable_";
  return id.namespace === "" ? "default" : id.namespace;
}

export function sameNamespace(a: Id, b: Id): boolean {
  return effectiveNamespace(a) === effectiveNamespace(b);
}

export function sameGvk(a: Gvk, b: Gvk): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

/** Equal for equal ids. */
export function idKey(id: Id): string {
  return `${id.kind}.${id.version}.${id.group}/${effectiveNamespace(id)}/${id.name}`;
}

/** True when every field that the selector states is equal. */
export function isSelected(gvk: Gvk, selector: Gvk): boolean {
  return (
    (selector.group === "" || selector.group === gvk.group) &&
    (selector.version === "" || selector.version === gvk.version) &&
    (selector.kind === "" || selector.kind === gvk.kind)
  );
}

/** `Service.v1.[noGrp]/web.[noNs]`, as kustomize's messages write it. */
export function formatId(id: Id): string {
  return `${id.kind || "[noKind]"}.${id.version || "[noVer]"}.${id.group || "[noGrp]"}/${id.name || "[noName]"}.${id.namespace || "[noNs]"}`;
}

export function setName(resource: Resource, name: string): void {
  const metadata = childMap(resource.node, "metadata");
  setField(metadata, "name", openNode(name, get(metadata, "name")?.origin));
}

export function setNamespace(resource: Resource, namespace: string): void {
  const metadata = childMap(resource.node, "metadata");
  if (namespace === "") metadata.entries.delete("namespace");
  else setField(metadata, "namespace", openNode(namespace, get(metadata, "namespace")?.origin));
}

export function labelsOf(resource: Resource): ReadonlyMap<string, string> {
  return texts(resource.node, "labels");
}

export function annotationsOf(resource: Resource): ReadonlyMap<string, string> {
  return texts(resource.node, "annotations");
}

function texts(node: MapNode, field: string): ReadonlyMap<string, string> {
  return new Map([...stringsOf(dig(node, "metadata", field))].map(([key, { text }]) => [key, text]));
}
