/** Knows kustomize's field specs as they are read from `configurations` and `crds`, and how they add up. */
import type { JsonValue } from "../manifests/read-yaml.ts";
import { type Config, defaultConfig, type NameReference } from "./default-specs.ts";
import { type FieldSpec, mergeFieldSpecs } from "./field-spec.ts";
import { get, type Node } from "./node.ts";
import { type Gvk, sameGvk } from "./resource.ts";
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
  const result = [...a];
  for (const added of b) {
    const at = result.findIndex((known) => sameGvk(known, added));
    const known = result[at];
    if (known === undefined) result.push(added);
    else result[at] = { ...known, referrers: mergeFieldSpecs(known.referrers, added.referrers) };
  }
  return result.sort(compareGvk);
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
  return entriesOf(value).find(([name]) => name === key)?.[1];
}
