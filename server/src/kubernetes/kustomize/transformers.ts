/**
 * Applies kustomize's field transformers: prefix, suffix, namespace, labels, annotations, replicas, images. Each works
 * on a list of objects with the field specs that it is given.
 */

import { append } from "../../base/collections.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import { spend, spendText } from "./budget.ts";
import { applyFieldSpec, type FieldSpec } from "./field-spec.ts";
import { get, isNull, type MapNode, type Node, type ScalarNode, setScalar, stringNode, textOf } from "./node.ts";
import { Refused } from "./refused.ts";
import {
  allIds,
  currentId,
  formatId,
  gvkOfNode,
  idKey,
  isSelected,
  kindOf,
  originalId,
  type Resource,
  storePreviousId,
} from "./resource.ts";
import { regexpTest } from "./selector.ts";
import { boolField, stringField } from "./typed.ts";

/** A text with the place it is written at. */
export interface Written {
  readonly text: string;
  readonly origin: FieldOrigin | undefined;
}

/** Kinds whose names have a fixed meaning. */
function keepsName(resource: Resource): boolean {
  const id = originalId(resource);
  return (
    id.kind === "CustomResourceDefinition" ||
    id.kind === "Namespace" ||
    (id.kind === "APIService" && id.group === "apiregistration.k8s.io")
  );
}

/** To rename an object: its id is read before and after. */
const stepsARename = 50;

/** Puts a text in front of or behind every name. A name's origin stays where the object says it. */
export function affix(
  resources: readonly Resource[],
  text: string,
  where: "prefix" | "suffix",
  specs: readonly FieldSpec[],
): void {
  for (const resource of resources) {
    spend(stepsARename + specs.length / 4);
    if (keepsName(resource)) continue;
    const id = originalId(resource);
    for (const spec of specs) {
      if (!isSelected(id, spec)) continue;
      if (spec.path === "metadata/name" && text !== "") {
        (where === "prefix" ? resource.prefixes : resource.suffixes).push(text);
        storePreviousId(resource);
      }
      applyFieldSpec(resource.node, spec, "scalar", (node) => {
        if (node.kind !== "scalar") throw new Refused("wrong node kind: expected a scalar", node.origin);
        spendText(text.length + node.text.length);
        setScalar(node, where === "prefix" ? text + node.text : node.text + text, "", undefined);
      });
    }
  }
}

export interface NamespaceOptions {
  readonly specs: readonly FieldSpec[];
  readonly unsetOnly: boolean;
  readonly subjects: string;
}

/** @throws Refused when two objects become one, or the configuration is wrong (NamespaceTransformer) */
export function setNamespaces(resources: readonly Resource[], namespace: Written, options: NamespaceOptions): void {
  const { unsetOnly, subjects } = options;
  if (!["defaultOnly", "allServiceAccounts", "none"].includes(subjects))
    throw new Refused(`invalid value "${subjects}" for setRoleBindingSubjects`, namespace.origin);
  const set = (node: Node): void => {
    if (node.kind !== "scalar") throw new Refused("namespace field specs must target scalar nodes", node.origin);
    if (unsetOnly && !isNull(node) && node.text !== "") return;
    setScalar(node, namespace.text, "!!str", namespace.origin);
  };
  const counts = new Map<string, number>();
  const count = (key: string, change: number): number => {
    const made = (counts.get(key) ?? 0) + change;
    counts.set(key, made);
    return made;
  };
  spend(resources.length * (8 + options.specs.length / 4));
  for (const resource of resources) count(idKey(currentId(resource)), 1);
  for (const resource of resources) {
    const before = idKey(currentId(resource));
    storePreviousId(resource);
    if (!currentId(resource).clusterScoped) applyFieldSpec(resource.node, metadataNamespace, "scalar", set);
    const isBinding = ["RoleBinding", "ClusterRoleBinding"].includes(kindOf(resource));
    if (isBinding) setSubjects(resource.node, subjects, set);
    for (const spec of options.specs) {
      if (spec.path === "metadata/namespace") continue;
      if (spec.path === "metadata/name" && textOf(get(resource.node, "apiVersion")) !== "v1") continue;
      if (isBinding && spec.path === "subjects/namespace" && spec.kind.endsWith("RoleBinding")) continue;
      applyFieldSpec(resource.node, spec, "scalar", set);
    }
    const id = currentId(resource);
    count(before, -1);
    if (count(idKey(id), 1) > 1)
      throw new Refused(`namespace transformation produces ID conflict: ${formatId(id)}`, namespace.origin);
  }
}

const metadataNamespace: FieldSpec = { group: "", version: "", kind: "", path: "metadata/namespace", create: true };

function setSubjects(node: MapNode, mode: string, set: (node: Node) => void): void {
  const subjects = get(node, "subjects");
  if (mode === "none" || subjects?.kind !== "list") return;
  for (const subject of subjects.items) {
    if (subject.kind !== "map") continue;
    const chosen =
      mode === "allServiceAccounts"
        ? textOf(get(subject, "kind")) === "ServiceAccount"
        : textOf(get(subject, "name")) === "default";
    if (!chosen) continue;
    if (!subject.entries.has("namespace"))
      subject.entries.set("namespace", { value: stringNode("", subject.origin), isString: true });
    const field = get(subject, "namespace");
    if (field !== undefined) set(field);
  }
}

/**
 * Sets entries of the maps at the specs' paths: labels and annotations. All new entries of one object share one node,
 * as in kustomize (kyaml SetEntry): setting one of them later sets them all.
 */
export function setEntries(
  resources: readonly Resource[],
  entries: ReadonlyMap<string, Written>,
  specs: readonly FieldSpec[],
): void {
  if (entries.size === 0) return;
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const resource of resources) {
    spend(specs.length / 4);
    const gvk = gvkOfNode(resource.node);
    const own = sorted.map(([key, { text, origin }]) => [key, stringNode(text, origin)] as const);
    for (const spec of specs) {
      if (!isSelected(gvk, spec)) continue;
      applyFieldSpec(resource.node, spec, "map", (node) => {
        spend(4 * own.length);
        for (const [key, made] of own) setEntry(node, key, made);
      });
    }
  }
}

function setEntry(node: Node, key: string, made: ScalarNode): void {
  if (node.kind !== "map") {
    if (isNull(node)) return;
    throw new Refused(`wrong node kind: expected a map but got a ${node.kind}`, node.origin);
  }
  const known = get(node, key);
  if (known?.kind === "scalar") setScalar(known, made.text, "!!str", made.origin);
  else node.entries.set(key, { value: made, isString: false });
}

/** Objects by every name that they have or had. */
export type ByName = ReadonlyMap<string, readonly Resource[]>;

export function byName(resources: readonly Resource[]): ByName {
  spend(4 * resources.length);
  const found = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(allIds(resource).map((id) => id.name))) {
      append(found, name, resource);
    }
  }
  return found;
}

/** @throws Refused when no object has the name (ReplicaCountTransformer) */
export function setReplicas(resources: ByName, name: Written, count: Written, specs: readonly FieldSpec[]): void {
  const named = resources.get(name.text) ?? [];
  spend(20 + named.length * specs.length);
  let found = false;
  for (const spec of specs) {
    for (const resource of named) {
      if (!allIds(resource).some((id) => id.name === name.text && isSelected(id, spec))) continue;
      found = true;
      applyFieldSpec(resource.node, spec, "scalar", (node) => {
        if (node.kind !== "scalar") throw new Refused("wrong node kind: expected a scalar", node.origin);
        setScalar(node, count.text, "!!int", count.origin);
      });
    }
  }
  if (!found) throw new Refused(`resource with name ${name.text} does not match a config with replicas`, name.origin);
}

/** The nodes that hold images: in any list of containers, and at the specs' paths (ImageTagTransformer). */
export function imagesIn(resources: readonly Resource[], specs: readonly FieldSpec[]): readonly Node[] {
  const found: Node[] = [];
  const add = (node: Node): void => {
    found.push(node);
  };
  for (const resource of resources) {
    if (kindOf(resource) === "CustomResourceDefinition") continue;
    spend(specs.length / 4);
    visitContainers(resource.node, add);
    for (const spec of specs) applyFieldSpec(resource.node, spec, undefined, add);
  }
  return found;
}

/** Changes those of the images that have the name. */
export function setImages(nodes: readonly Node[], image: MapNode): void {
  spend(2 * nodes.length);
  const matches = imageMatcher(stringField(image, "name") ?? "", image);
  for (const node of nodes) {
    if (node.kind !== "scalar") throw new Refused("wrong node kind: expected a scalar", node.origin);
    if (!matches(node.text)) continue;
    spendText(node.text.length);
    setScalar(node, changeImage(node.text, image), "", image.origin);
  }
}

/**
 * The name is a regular expression in front of tag and digest (api/internal/image IsImageMatched).
 * @throws Refused for an invalid expression
 */
function imageMatcher(name: string, node: Node): (image: string) => boolean {
  if (!/^[\w./:@-]*$/.test(name)) return regexpTest(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`, node);
  const isName = regexpTest(`^(?:${name})$`, node);
  // Neither a tag nor a digest holds what it begins with: there is one place for each.
  return (image) => {
    const digest = /@sha256:[a-zA-Z0-9_.{}-]*$/.exec(image);
    const parts = digest === null ? [image] : [image, image.slice(0, digest.index)];
    return parts.some((part) => {
      if (isName(part)) return true;
      const colon = part.lastIndexOf(":");
      return colon >= 0 && /^[a-zA-Z0-9_.{}-]*$/.test(part.slice(colon + 1)) && isName(part.slice(0, colon));
    });
  };
}

function visitContainers(node: Node, update: (image: Node) => void): void {
  spend(1);
  if (node.kind === "list") for (const item of node.items) visitContainers(item, update);
  if (node.kind !== "map") return;
  for (const [key, { value }] of node.entries) {
    visitContainers(value, update);
    if ((key !== "containers" && key !== "initContainers") || value.kind !== "list") continue;
    for (const item of value.items) {
      const image = get(item, "image");
      if (image !== undefined) update(image);
    }
  }
}

function changeImage(text: string, image: MapNode): string {
  const slash = text.indexOf("/");
  const match = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/.exec(slash > 0 ? text.slice(slash) : text);
  const own = { name: text, tag: "", digest: "" };
  if (match !== null) {
    own.name = (slash > 0 ? text.slice(0, slash) : "") + (match[1] ?? "");
    own.tag = match[2] ?? "";
    own.digest = match[3] ?? "";
  }
  const [newTag, digest, suffix] = ["newTag", "digest", "tagSuffix"].map((field) => stringField(image, field));
  if (newTag !== undefined || digest !== undefined) {
    own.tag = newTag ?? "";
    own.digest = digest ?? "";
  } else if (suffix !== undefined) {
    own.tag += suffix;
    own.digest = "";
  }
  const name = stringField(image, "newName") ?? own.name;
  return name + (own.tag === "" ? "" : `:${own.tag}`) + (own.digest === "" ? "" : `@${own.digest}`);
}

/** What a labels entry of a kustomization reaches beside its own fields. */
export function labelSpecs(
  label: Node,
  own: readonly FieldSpec[],
  config: {
    readonly labels: readonly FieldSpec[];
    readonly commonLabels: readonly FieldSpec[];
    readonly templateLabels: readonly FieldSpec[];
  },
  merge: (known: readonly FieldSpec[], added: readonly FieldSpec[]) => readonly FieldSpec[],
): readonly FieldSpec[] {
  const specs = merge(own, config.labels);
  if (boolField(label, "includeSelectors")) return merge(specs, config.commonLabels);
  const all = boolField(label, "includeTemplates") ? merge(specs, config.templateLabels) : specs;
  return merge(all, [{ group: "", version: "", kind: "", path: "metadata/labels", create: true }]);
}
