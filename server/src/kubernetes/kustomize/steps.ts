/** Runs the transformers of a kustomization in kustomize's order. */
import type { Accumulator } from "./accumulator.ts";
import type { Build, LoadedKustomization } from "./build.ts";
import { readFieldSpecs } from "./config.ts";
import { mergeFieldSpecs } from "./field-spec.ts";
import { get, type MapNode, type Node, stringsOf, textOf } from "./node.ts";
import { patchSource, replacementsOf, strategicPatches } from "./patch-sources.ts";
import { applyJson6902, applyPatch, applyStrategicPatches } from "./patches.ts";
import { runTransformerPlugins } from "./plugins.ts";
import { within } from "./refused.ts";
import { replace } from "./replacements.ts";
import {
  affix,
  byName,
  imagesIn,
  labelSpecs,
  setEntries,
  setImages,
  setNamespaces,
  setReplicas,
  type Written,
} from "./transformers.ts";
import { listField, stringField, stringsField } from "./typed.ts";

/** Runs all of them over what has been accumulated. */
export function runTransformers(
  build: Build,
  owner: LoadedKustomization,
  into: Accumulator,
  namespace: Written | undefined,
): void {
  const { node } = owner;
  const { config } = into;
  const { schemaOf } = build;
  const patches = stringsField(node, "patchesStrategicMerge").flatMap(({ text, node: entry }) =>
    strategicPatches(build, owner, text, entry),
  );
  into.resources = applyStrategicPatches(into.resources, patches, schemaOf);
  for (const entry of listField(node, "patches")) {
    const source = patchSource(build, owner, entry);
    if (source !== undefined)
      into.resources = within("", entry.origin, () => applyPatch(into.resources, entry, source, schemaOf));
  }
  if (namespace !== undefined)
    setNamespaces(into.resources, namespace, { specs: config.namespace, unsetOnly: false, subjects: "defaultOnly" });
  addAffixes(node, into);
  addLabels(node, into);
  setEntries(into.resources, stringsOf(get(node, "commonAnnotations")), config.commonAnnotations);
  for (const entry of listField(node, "patchesJson6902")) {
    const source = patchSource(build, owner, entry);
    if (source !== undefined) within("", entry.origin, () => applyJson6902(into.resources, entry, source));
  }
  const replicas = listField(node, "replicas");
  const named = replicas.length === 0 ? undefined : byName(into.resources);
  for (const entry of replicas) {
    const [name, count] = ["name", "count"].map((field) => written(entry, field));
    if (name !== undefined && count !== undefined && named !== undefined)
      setReplicas(named, name, { ...count, text: count.text || "0" }, config.replicas);
  }
  const images = [...listField(node, "images"), ...listField(node, "imageTags")];
  const holders = images.length === 0 ? [] : imagesIn(into.resources, config.images);
  for (const entry of images) if (entry.kind === "map") setImages(holders, entry);
  for (const entry of listField(node, "replacements"))
    for (const replacement of replacementsOf(build, owner, entry))
      within("", entry.origin, () => replace(into.resources, replacement));
  into.resources = runTransformerPlugins(build, owner, into.resources);
}

function written(node: Node, field: string): Written {
  const found = get(node, field);
  return { text: textOf(found) ?? "", origin: found?.origin ?? node.origin };
}

function addAffixes(node: MapNode, { resources, config }: Accumulator): void {
  const [prefix, suffix] = [stringField(node, "namePrefix"), stringField(node, "nameSuffix")];
  if (prefix !== undefined) affix(resources, prefix, "prefix", config.namePrefix);
  if (suffix !== undefined) affix(resources, suffix, "suffix", config.nameSuffix);
}

function addLabels(node: MapNode, { resources, config }: Accumulator): void {
  for (const label of listField(node, "labels")) {
    const specs = labelSpecs(label, readFieldSpecs(get(label, "fields")), config, mergeFieldSpecs);
    setEntries(resources, stringsOf(get(label, "pairs")), specs);
  }
  setEntries(resources, stringsOf(get(node, "commonLabels")), config.commonLabels);
}
