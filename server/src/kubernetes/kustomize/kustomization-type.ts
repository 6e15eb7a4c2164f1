/** Defines the fields of a kustomization and of kustomize's other configuration, as types (api/types, 5.8). */
import type { Type } from "./typed.ts";

const strings: Type = { list: "string" };
const stringMap: Type = { mapOf: "string" };
const gvk: Readonly<Record<string, Type>> = { group: "string", version: "string", kind: "string" };
const id: Readonly<Record<string, Type>> = { ...gvk, name: "string", namespace: "string" };

const selector: Type = { fields: { ...id, annotationSelector: "string", labelSelector: "string" } };
const fieldSpecs: Type = { list: { fields: { ...gvk, path: "string", create: "bool" } } };
const patch: Type = {
  fields: {
    path: "string",
    patch: "string",
    target: selector,
    options: { fields: { allowNameChange: "bool", allowKindChange: "bool" } },
  },
};
const image: Type = {
  fields: { name: "string", newName: "string", tagSuffix: "string", newTag: "string", digest: "string" },
};
const fieldOptions: Type = {
  fields: { delimiter: "string", index: "int", encoding: "string", create: "bool" },
};
const replacementFields: Readonly<Record<string, Type>> = {
  source: { fields: { ...id, fieldPath: "string", options: fieldOptions } },
  targets: {
    list: { fields: { select: selector, reject: { list: selector }, fieldPaths: strings, options: fieldOptions } },
  },
  sourceValue: "string",
};
const generatorOptions: Type = {
  fields: { labels: stringMap, annotations: stringMap, disableNameSuffixHash: "bool", immutable: "bool" },
};
const generatorFields: Readonly<Record<string, Type>> = {
  namespace: "string",
  name: "string",
  behavior: "string",
  literals: strings,
  files: strings,
  envs: strings,
  env: "string",
  options: generatorOptions,
};
const metadata: Type = {
  fields: { name: "string", namespace: "string", labels: stringMap, annotations: stringMap },
};

/** A replacement alone, as a file of them holds it. */
export const replacementType: Type = { fields: replacementFields, open: true };

/** kustomization.yaml. */
export const kustomizationType: Type = {
  fields: {
    apiVersion: "string",
    kind: "string",
    metadata,
    openapi: stringMap,
    namePrefix: "string",
    nameSuffix: "string",
    namespace: "string",
    commonLabels: stringMap,
    labels: {
      list: {
        fields: { pairs: stringMap, includeSelectors: "bool", includeTemplates: "bool", fields: fieldSpecs },
      },
    },
    commonAnnotations: stringMap,
    patchesStrategicMerge: strings,
    patchesJson6902: { list: patch },
    patches: { list: patch },
    images: { list: image },
    imageTags: { list: image },
    replacements: { list: { fields: { ...replacementFields, path: "string" } } },
    replicas: { list: { fields: { name: "string", count: "int" } } },
    vars: {
      list: {
        fields: {
          name: "string",
          objref: { fields: { apiVersion: "string", ...id } },
          fieldref: { fields: { fieldPath: "string" } },
        },
      },
    },
    sortOptions: {
      fields: { order: "string", legacySortOptions: { fields: { orderFirst: strings, orderLast: strings } } },
    },
    resources: strings,
    components: strings,
    crds: strings,
    bases: strings,
    configMapGenerator: { list: { fields: generatorFields } },
    secretGenerator: { list: { fields: { ...generatorFields, type: "string" } } },
    helmGlobals: "any",
    helmCharts: { list: "any" },
    helmChartInflationGenerator: { list: "any" },
    generatorOptions,
    configurations: strings,
    generators: strings,
    transformers: strings,
    validators: strings,
    buildMetadata: strings,
  },
};

/** A file of `configurations`. Unknown fields are passed over. */
export const configType: Type = {
  open: true,
  fields: {
    namePrefix: fieldSpecs,
    nameSuffix: fieldSpecs,
    namespace: fieldSpecs,
    commonLabels: fieldSpecs,
    labels: fieldSpecs,
    templateLabels: fieldSpecs,
    commonAnnotations: fieldSpecs,
    nameReference: { list: { open: true, fields: { ...gvk, fieldSpecs } } },
    varReference: fieldSpecs,
    images: fieldSpecs,
    replicas: fieldSpecs,
  },
};

/** The configuration of each built-in generator and transformer, by its kind. */
export const pluginTypes: Readonly<Record<string, Type>> = {
  AnnotationsTransformer: plugin({ annotations: stringMap, fieldSpecs }),
  ConfigMapGenerator: plugin(generatorFields),
  HashTransformer: plugin({}),
  ImageTagTransformer: plugin({ imageTag: image, fieldSpecs }),
  LabelTransformer: plugin({ labels: stringMap, fieldSpecs }),
  NamespaceTransformer: plugin({ fieldSpecs, unsetOnly: "bool", setRoleBindingSubjects: "string" }),
  PatchJson6902Transformer: plugin({ target: selector, path: "string", jsonOp: "string" }),
  PatchStrategicMergeTransformer: plugin({ paths: strings, patches: "string" }),
  PatchTransformer: patchPlugin(),
  PrefixSuffixTransformer: plugin({ prefix: "string", suffix: "string", fieldSpecs }),
  PrefixTransformer: plugin({ prefix: "string", fieldSpecs }),
  ReplacementTransformer: plugin({ replacements: { list: { fields: { ...replacementFields, path: "string" } } } }),
  ReplicaCountTransformer: plugin({ replica: { fields: { name: "string", count: "int" } }, fieldSpecs }),
  SecretGenerator: plugin({ ...generatorFields, type: "string" }),
  SuffixTransformer: plugin({ suffix: "string", fieldSpecs }),
};

function plugin(fields: Readonly<Record<string, Type>>): Type {
  return {
    open: true,
    fields: { metadata: { open: true, fields: { name: "string", namespace: "string" } }, ...fields },
  };
}

function patchPlugin(): Type {
  return plugin({
    path: "string",
    patch: "string",
    target: selector,
    options: { fields: { allowNameChange: "bool", allowKindChange: "bool" } },
  });
}
