/**
 * Runs the built-in generators and transformers that a kustomization configures in objects of their own (`generators`,
 * `transformers`). Programs are never run: they leave the result open.
 */

import { resolveFrom } from "../../base/uri-path.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import type { Build, LoadedKustomization } from "./build.ts";
import { readFieldSpecs } from "./config.ts";
import { addHashes, generate } from "./generators.ts";
import { pluginTypes } from "./kustomization-type.ts";
import { dig, get, type MapNode, mapNode, type Node, stringsOf, textOf } from "./node.ts";
import { patchSource, replacementsOf, strategicPatches } from "./patch-sources.ts";
import { applyJson6902, applyPatch, applyStrategicPatches } from "./patches.ts";
import { readObjects } from "./read.ts";
import { Refused } from "./refused.ts";
import { replace } from "./replacements.ts";
import { gvkOfNode, newResource, type Resource } from "./resource.ts";
import { appendAll } from "./resource-list.ts";
import { affix, byName, imagesIn, setEntries, setImages, setNamespaces, setReplicas } from "./transformers.ts";
import { boolField, decode, listField, stringField, stringsField } from "./typed.ts";

/** What the generators make. */
export function runPlugins(build: Build, owner: LoadedKustomization, field: "generators"): readonly Resource[] {
  const made: Resource[] = [];
  for (const plugin of pluginsOf(build, owner, field)) {
    const kind =
      plugin.kind === "ConfigMapGenerator" ? "ConfigMap" : plugin.kind === "SecretGenerator" ? "Secret" : undefined;
    if (kind === undefined) build.open.add(`the generator '${plugin.kind.trim()}' is a plug-in`);
    else
      made.push(generate(kind, withMetadata(plugin.config), undefined, (path, at) => build.loadData(owner, path, at)));
  }
  return made;
}

/** Name and namespace may stand in the configuration's metadata. */
function withMetadata(config: MapNode): MapNode {
  const made = { ...config, entries: new Map(config.entries) };
  for (const field of ["name", "namespace"]) {
    const value = dig(config, "metadata", field);
    if (stringField(config, field) === undefined && value !== undefined)
      made.entries.set(field, { value, isString: true });
  }
  return made;
}

/** The objects after the transformers, and without the validators, which can only refuse. */
export function runTransformerPlugins(build: Build, owner: LoadedKustomization, resources: Resource[]): Resource[] {
  let left = resources;
  for (const plugin of pluginsOf(build, owner, "transformers")) left = runTransformer(build, owner, plugin, left);
  if (pluginsOf(build, owner, "validators").length > 0) build.open.add("validators are plug-ins");
  return left;
}

interface Plugin {
  readonly kind: string;
  readonly config: MapNode;
  readonly at: FieldOrigin | undefined;
}

function pluginsOf(build: Build, owner: LoadedKustomization, field: string): readonly Plugin[] {
  const found: Resource[] = [];
  for (const { text, node } of stringsField(owner.node, field)) {
    const objects = inlineObjects(text, node) ?? fileObjects(build, owner, text, node);
    appendAll(
      found,
      objects.map((object) => newResource(object)),
      node.origin,
    );
  }
  return found.map(({ node }): Plugin => {
    const { group, version, kind } = gvkOfNode(node);
    const type = group === "" && version === "builtin" ? pluginTypes[kind] : undefined;
    const config = type === undefined ? undefined : decode(asStrings(node), type);
    // A program's kind is never taken for a built-in one.
    const name = type === undefined ? `${kind} ` : kind;
    return { kind: name, config: config?.kind === "map" ? config : mapNode(node.origin), at: node.origin };
  });
}

/** Strings stay strings: such an object is printed and read again before it is decoded. */
function asStrings(node: Node): Node {
  if (node.kind === "scalar") return node.tag === "!!str" ? { ...node, quoted: true } : node;
  if (node.kind === "list") return { ...node, items: node.items.map(asStrings) };
  const made = { ...node, entries: new Map(node.entries) };
  for (const [key, entry] of node.entries) made.entries.set(key, { ...entry, value: asStrings(entry.value) });
  return made;
}

function inlineObjects(text: string, node: Node): readonly MapNode[] | undefined {
  try {
    return readObjects({ text, origin: node.origin });
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function fileObjects(build: Build, owner: LoadedKustomization, reference: string, node: Node): readonly MapNode[] {
  const folder = resolveFrom(owner.folder, reference);
  if (!build.isFile(owner, reference)) {
    const unread = build.unreadFolder(folder);
    if (unread !== undefined) {
      build.noteUnread(reference, unread);
      return [];
    }
    if (build.kustomization(folder, []) !== undefined) {
      build.open.add(`the plug-ins of '${reference}' are not rendered`);
      return [];
    }
  }
  const file = build.load(owner, reference, node.origin);
  return file === undefined ? [] : readObjects({ file });
}

function runTransformer(
  build: Build,
  owner: LoadedKustomization,
  { kind, config, at }: Plugin,
  resources: Resource[],
): Resource[] {
  const specs = readFieldSpecs(get(config, "fieldSpecs"));
  switch (kind) {
    case "NamespaceTransformer": {
      const namespace = dig(config, "metadata", "namespace");
      if ((textOf(namespace) ?? "") === "") return resources;
      setNamespaces(
        resources,
        { text: textOf(namespace) ?? "", origin: namespace?.origin },
        {
          specs,
          unsetOnly: boolField(config, "unsetOnly"),
          subjects: stringField(config, "setRoleBindingSubjects") ?? "defaultOnly",
        },
      );
      return resources;
    }
    case "PrefixTransformer":
    case "SuffixTransformer":
    case "PrefixSuffixTransformer":
      if (get(config, "fieldSpecs") === undefined) throw new Refused("fieldSpecs is not expected to be nil", at);
      if (kind !== "SuffixTransformer") affix(resources, stringField(config, "prefix") ?? "", "prefix", specs);
      if (kind !== "PrefixTransformer") affix(resources, stringField(config, "suffix") ?? "", "suffix", specs);
      return resources;
    case "LabelTransformer":
      setEntries(resources, stringsOf(get(config, "labels")), specs);
      return resources;
    case "AnnotationsTransformer":
      setEntries(resources, stringsOf(get(config, "annotations")), specs);
      return resources;
    case "ReplicaCountTransformer": {
      const replica = get(config, "replica");
      const count = get(replica, "count");
      setReplicas(
        byName(resources),
        { text: stringField(replica, "name") ?? "", origin: at },
        { text: textOf(count) ?? "0", origin: count?.origin ?? at },
        specs,
      );
      return resources;
    }
    case "ImageTagTransformer": {
      const image = get(config, "imageTag");
      if (image?.kind === "map") setImages(imagesIn(resources, specs), image);
      return resources;
    }
    case "HashTransformer":
      addHashes(resources);
      return resources;
    default:
      return runPatchTransformer(build, owner, { kind, config, at }, resources);
  }
}

function runPatchTransformer(
  build: Build,
  owner: LoadedKustomization,
  plugin: Plugin,
  resources: Resource[],
): Resource[] {
  const { kind, config } = plugin;
  switch (kind) {
    case "PatchTransformer": {
      const source = patchSource(build, owner, config);
      return source === undefined ? resources : applyPatch(resources, config, source, build.schemaOf);
    }
    case "PatchJson6902Transformer": {
      const renamed = { ...config, entries: new Map(config.entries) };
      const operations = config.entries.get("jsonOp");
      if (operations !== undefined) renamed.entries.set("patch", operations);
      const source = patchSource(build, owner, renamed);
      if (source !== undefined) applyJson6902(resources, config, source);
      return resources;
    }
    case "PatchStrategicMergeTransformer": {
      const patches = stringsField(config, "paths").flatMap(({ text, node }) =>
        strategicPatches(build, owner, text, node),
      );
      const inline = get(config, "patches");
      const own =
        (textOf(inline) ?? "") === "" ? [] : readObjects({ text: textOf(inline) ?? "", origin: inline?.origin });
      return applyStrategicPatches(resources, [...patches, ...own], build.schemaOf);
    }
    case "ReplacementTransformer":
      for (const entry of listField(config, "replacements"))
        for (const replacement of replacementsOf(build, owner, entry)) replace(resources, replacement);
      return resources;
    default:
      build.open.add(`the transformer '${kind.trim()}' is a plug-in`);
      return resources;
  }
}
