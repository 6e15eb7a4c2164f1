/** Reads kustomize's field specs from `configurations` and `crds`, and adds them up. */
import type { JsonValue } from "../manifests/read-yaml.ts";
import { spend } from "./budget.ts";
import { type Config, defaultConfig, type NameReference } from "./default-specs.ts";
import { type FieldSpec, mergeFieldSpecs } from "./field-spec.ts";
import { get, type Node } from "./node.ts";
import type { Gvk } from "./resource.ts";
import { compareGvk } from "./sort.ts";
import { boolField, listField, stringField } from "./typed.ts";

export { defaultConfig };

export const emptyConfig: Config = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

/** @throws Refused where two disagree on whether a field is created */
export function mergeConfigs(a: Config, b: Config): Config {
  if (a === b) return a;
  // Nearly every kustomization adds nothing to the built-in configuration, and bases are merged again at each level.
  const before = merged.get(a)?.get(b);
  if (before !== undefined) return before;
  const made = mergeAnew(a, b);
  const known = merged.get(a) ?? new WeakMap<Config, Config>();
  merged.set(a, known);
  known.set(b, made);
  return made;
}

const merged = new WeakMap<Config, WeakMap<Config, Config>>();

function mergeAnew(a: Config, b: Config): Config {
  const merge = (field: Exclude<keyof Config, "nameReference">): readonly FieldSpec[] =>
    a[field].length === 0 ? b[field] : mergeFieldSpecs(a[field], b[field]);
  return {
    namePrefix: merge("namePrefix"),
    nameSuffix: merge("nameSuffix"),
    namespace: merge("namespace"),
    commonLabels: merge("commonLabels"),
    labels: merge("labels"),
    templateLabels: merge("templateLabels"),
    commonAnnotations: merge("commonAnnotations"),
    nameReference: mergeReferences(a.nameReference, b.nameReference),
    varReference: merge("varReference"),
    images: merge("images"),
    replicas: merge("replicas"),
  };
}

function mergeReferences(a: readonly NameReference[], b: readonly NameReference[]): readonly NameReference[] {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return sortedReferences(b);
  spend(a.length + b.length);
  const result = new Map(a.map((known) => [keyOf(known), known]));
  let isSame = true;
  for (const added of b) {
    const known = result.get(keyOf(added));
    if (known === added) continue;
    isSame = false;
    const referrers = known && mergeFieldSpecs(known.referrers, added.referrers);
    result.set(keyOf(added), known === undefined || referrers === undefined ? added : { ...known, referrers });
  }
  return isSame ? a : [...result.values()].sort(compareGvk);
}

function keyOf({ group, version, kind }: Gvk): string {
  return `${group}/${version}/${kind}`;
}

/** The same list for the same references: nearly every kustomization adds nothing to the built-in ones. */
function sortedReferences(references: readonly NameReference[]): readonly NameReference[] {
  const known = sorted.get(references);
  if (known !== undefined) return known;
  const made = mergeSame(references).sort(compareGvk);
  sorted.set(references, made);
  sorted.set(made, made);
  return made;
}

const sorted = new WeakMap<readonly NameReference[], readonly NameReference[]>();

function mergeSame(references: readonly NameReference[]): NameReference[] {
  const byType = new Map<string, NameReference>();
  for (const added of references) {
    const known = byType.get(keyOf(added));
    const referrers = known && mergeFieldSpecs(known.referrers, added.referrers);
    byType.set(keyOf(added), known === undefined || referrers === undefined ? added : { ...known, referrers });
  }
  return [...byType.values()];
}

/** A decoded file of `configurations`. */
export function readConfig(node: Node): Config {
  const specs = (field: string): readonly FieldSpec[] => readFieldSpecs(get(node, field));
  return {
    namePrefix: specs("namePrefix"),
    nameSuffix: specs("nameSuffix"),
    namespace: specs("namespace"),
    commonLabels: specs("commonLabels"),
    labels: specs("labels"),
    templateLabels: specs("templateLabels"),
    commonAnnotations: specs("commonAnnotations"),
    nameReference: listField(node, "nameReference").map((item) => ({
      ...gvkOf(item),
      referrers: readFieldSpecs(get(item, "fieldSpecs")),
    })),
    varReference: specs("varReference"),
    images: specs("images"),
    replicas: specs("replicas"),
  };
}

export function readFieldSpecs(node: Node | undefined): readonly FieldSpec[] {
  if (node?.kind !== "list") return [];
  return node.items.map((item) => ({
    ...gvkOf(item),
    path: stringField(item, "path") ?? "",
    create: boolField(item, "create"),
  }));
}

function gvkOf(node: Node): Gvk {
  return {
    group: stringField(node, "group") ?? "",
    version: stringField(node, "version") ?? "",
    kind: stringField(node, "kind") ?? "",
  };
}

/** The fields that OpenAPI definitions of custom resources mark as references (accumulator/loadconfigfromcrds.go). */
export function configOfDefinitions(definitions: JsonValue): Config {
  let config = emptyConfig;
  for (const [name, definition] of entriesOf(definitions)) {
    const properties = child(child(definition, "Schema"), "properties");
    if (!["kind", "apiVersion", "metadata"].every((key) => child(properties, key) !== undefined)) continue;
    const owner: Gvk = { group: "", version: "", kind: name.slice(name.lastIndexOf(".") + 1) };
    config = mergeConfigs(config, configOfType(definitions, name, owner, [], new Set()));
  }
  return config;
}

function configOfType(
  definitions: JsonValue,
  name: string,
  owner: Gvk,
  path: readonly string[],
  open: ReadonlySet<string>,
): Config {
  let config = emptyConfig;
  if (open.has(name)) return config;
  spend(20);
  const properties = child(child(child(definitions, name), "Schema"), "properties");
  for (const [field, property] of entriesOf(properties)) {
    const at = [...path, field];
    const spec = (more: readonly string[] = []): FieldSpec => ({
      ...owner,
      path: [...at, ...more].join("/"),
      create: false,
    });
    const mark = (key: string): string | undefined => {
      const value = child(property, key);
      return typeof value === "string" ? value : undefined;
    };
    if (mark("x-kubernetes-annotation") !== undefined)
      config = mergeConfigs(config, { ...emptyConfig, commonAnnotations: [spec()] });
    if (mark("x-kubernetes-label-selector") !== undefined)
      config = mergeConfigs(config, { ...emptyConfig, commonLabels: [spec()] });
    if (mark("x-kubernetes-identity") !== undefined)
      config = mergeConfigs(config, { ...emptyConfig, namePrefix: [spec()] });
    const [version, kind] = [mark("x-kubernetes-object-ref-api-version"), mark("x-kubernetes-object-ref-kind")];
    if (version !== undefined && kind !== undefined) {
      const referrers = [spec([mark("x-kubernetes-object-ref-name-key") ?? "name"])];
      config = mergeConfigs(config, { ...emptyConfig, nameReference: [{ group: "", version, kind, referrers }] });
    }
    const reference = mark("$ref");
    if (reference !== undefined)
      config = mergeConfigs(config, configOfType(definitions, reference, owner, at, new Set([...open, name])));
  }
  return config;
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function child(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
    return undefined;
  return (value as { readonly [key: string]: JsonValue })[key]; // A list was ruled out, which the compiler does not see.
}
