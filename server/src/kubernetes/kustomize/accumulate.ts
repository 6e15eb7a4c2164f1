/**
 * Runs the steps of one kustomization in kustomize's order (api/internal/target/kusttarget.go): resources and bases,
 * configuration, generators, components, transformers, vars. Each step is in a file of its own.
 */

import { addAll } from "../../base/long-lists.ts";
import { nameOf as fileNameOf, isWithin, relativeTo, resolveFrom } from "../../base/uri-path.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import { readYaml } from "../manifests/read-yaml.ts";
import type { Accumulator } from "./accumulator.ts";
import { type Build, isRemote, type LoadedKustomization } from "./build.ts";
import { configOfDefinitions, defaultConfig, emptyConfig, mergeConfigs, readConfig } from "./config.ts";
import type { Config } from "./default-specs.ts";
import { generate } from "./generators.ts";
import { configType } from "./kustomization-type.ts";
import { get, type Node, textOf } from "./node.ts";
import { runPlugins } from "./plugins.ts";
import { readDocuments, readObjects } from "./read.ts";
import { Refused, within } from "./refused.ts";
import { newResource, type Resource } from "./resource.ts";
import { absorbAll, appendAll, type Ids, idsOf } from "./resource-list.ts";
import { readSchema } from "./schema.ts";
import { runTransformers } from "./steps.ts";
import { decode, listField, stringField, stringsField } from "./typed.ts";
import { addVar, mergeVars } from "./vars.ts";

function emptyAccumulator(): Accumulator {
  return { resources: [], config: emptyConfig, vars: new Map() };
}

/** What the kustomization makes, before references are updated. */
export function accumulate(build: Build, owner: LoadedKustomization): Accumulator {
  setSchema(build, owner);
  return accumulateInto(build, owner, emptyAccumulator(), undefined);
}

function accumulateInto(
  build: Build,
  owner: LoadedKustomization,
  into: Accumulator,
  namespace: string | undefined,
): Accumulator {
  const { node } = owner;
  const inherited = stringField(node, "namespace") ?? namespace;
  let made = into;
  const ids = idsOf(into.resources);
  for (const path of [...stringsField(node, "resources"), ...stringsField(node, "bases")])
    made = within("", path.node.origin, () => addResource(build, owner, { into: made, ids }, path, inherited));
  made.config = mergeConfigs(made.config, ownConfig(build, owner));
  made.config = mergeConfigs(made.config, configOfCrds(build, owner));
  runGenerators(build, owner, made);
  for (const path of stringsField(node, "components"))
    made = within("", path.node.origin, () => addComponent(build, owner, made, path.text, path.node.origin, inherited));
  runTransformers(build, owner, made, inheritedNamespace(owner, namespace));
  mergeVars(made.resources, made.vars, listField(node, "vars"));
  return made;
}

/** A base without a namespace takes that of the kustomization that lists it (5.8). */
function inheritedNamespace(
  owner: LoadedKustomization,
  namespace: string | undefined,
): { text: string; origin: FieldOrigin | undefined } | undefined {
  const own = get(owner.node, "namespace");
  const text = textOf(own) || namespace;
  return text === undefined ? undefined : { text, origin: textOf(own) ? own?.origin : undefined };
}

function addResource(
  build: Build,
  owner: LoadedKustomization,
  { into, ids }: { readonly into: Accumulator; readonly ids: Ids },
  { text: reference, node: { origin: at } }: { readonly text: string; readonly node: Node },
  namespace: string | undefined,
): Accumulator {
  if (build.isFile(owner, reference)) {
    const file = build.load(owner, reference, at);
    if (file === undefined) return into;
    const added = within(`accumulating resources from '${reference}'`, at, () =>
      readObjects({ file }).map((object) => newResource(object)),
    );
    const seen: Resource[] = [];
    appendAll(seen, added, at);
    const originNote = `path: ${originPath(owner, file.path)}\n`;
    for (const resource of added) resource.originNote = originNote;
    appendAll(into.resources, added, at, ids);
    return into;
  }
  const base = openBase(build, owner, reference, at);
  if (base === undefined) return into;
  if (textOf(get(base.node, "kind")) === "Component")
    throw new Refused(`expected kind != 'Component' for path '${reference}'`, at);
  const made = accumulateInto(build, base, emptyAccumulator(), namespace);
  return mergeAccumulators(into, made, at, ids);
}

function addComponent(
  build: Build,
  owner: LoadedKustomization,
  into: Accumulator,
  reference: string,
  at: FieldOrigin | undefined,
  namespace: string | undefined,
): Accumulator {
  const base = openBase(build, owner, reference, at);
  if (base === undefined) return into;
  if (textOf(get(base.node, "kind")) !== "Component")
    throw new Refused(`expected kind 'Component' for path '${reference}'`, at);
  return mergeAccumulators(emptyAccumulator(), accumulateInto(build, base, into, namespace), at);
}

/** The kustomization of a folder that another names; missing and remote ones are noted. */
function openBase(
  build: Build,
  owner: LoadedKustomization,
  reference: string,
  at: FieldOrigin | undefined,
): LoadedKustomization | undefined {
  const folder = resolveFrom(owner.folder, reference);
  if (reference.startsWith("/")) throw new Refused(`new root '${reference}' cannot be absolute`, at);
  const refuseCycle = (into: string): void => {
    if (owner.chain.some((root) => isWithin(root, into)))
      throw new Refused(`cycle detected: '${reference}' contains a kustomization that is being built`, at);
  };
  if (!isRemote(reference)) refuseCycle(folder);
  const found = build.kustomization(folder, owner.chain);
  if (found !== undefined) {
    if (found.folder !== folder) refuseCycle(found.folder);
    setSchema(build, found);
    return found;
  }
  const unread = build.unreadFolder(folder);
  if (unread !== undefined && !isRemote(reference)) {
    build.noteUnread(reference, unread);
    return undefined;
  }
  if (isRemote(reference)) build.open.add(`'${reference}' is remote`);
  else build.noteMissing(reference, at);
  return undefined;
}

function mergeAccumulators(into: Accumulator, other: Accumulator, at: FieldOrigin | undefined, ids?: Ids): Accumulator {
  appendAll(into.resources, other.resources, at, ids);
  into.config = mergeConfigs(into.config, other.config);
  for (const made of other.vars.values()) addVar(into.vars, made);
  return into;
}

/** The file seen from the folder that is built, for `config.kubernetes.io/origin`. */
export function originPath(owner: LoadedKustomization, path: string): string {
  const root = owner.chain[0] ?? owner.folder;
  if (isWithin(path, root)) return relativeTo(path, root);
  const [from, to] = [root.split("/"), path.split("/")];
  let common = 0;
  while (common < from.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => ".."), ...to.slice(common)].join("/");
}

function setSchema(build: Build, owner: LoadedKustomization): void {
  const openApi = get(owner.node, "openapi");
  const version = stringField(openApi, "version");
  if (version !== undefined && version !== "v1.21.2")
    throw new Refused("the specified OpenAPI version is not built in", get(openApi, "version")?.origin);
  const path = stringField(openApi, "path");
  if (path === undefined) return;
  const file = build.load(owner, path, openApi?.origin);
  if (file === undefined) return;
  const read = readYaml(file.text);
  const schema = read.kind === "value" ? readSchema(read.value) : undefined;
  if (schema === undefined) throw new Refused("invalid schema file", openApi?.origin);
  build.setSchema(schema);
}

function ownConfig(build: Build, owner: LoadedKustomization): Config {
  let config = defaultConfig;
  for (const { text, node } of stringsField(owner.node, "configurations")) {
    const file = build.load(owner, text, node.origin);
    if (file === undefined) continue;
    const [document] = readDocuments({ file });
    const decoded = document === undefined ? undefined : decode(document, configType);
    if (decoded !== undefined) config = within("", node.origin, () => mergeConfigs(config, readConfig(decoded)));
  }
  return config;
}

function configOfCrds(build: Build, owner: LoadedKustomization): Config {
  let config = emptyConfig;
  for (const { text, node } of stringsField(owner.node, "crds")) {
    const file = build.load(owner, text, node.origin);
    if (file === undefined) continue;
    const read = readYaml(file.text);
    if (read.kind === "error") throw new Refused(`unable to parse open API definition from '${text}'`, node.origin);
    if (read.kind === "value") config = mergeConfigs(config, configOfDefinitions(read.value));
  }
  return config;
}

function runGenerators(build: Build, owner: LoadedKustomization, into: Accumulator): void {
  const { node, folder } = owner;
  const options = get(node, "generatorOptions");
  const load = (path: string, at: FieldOrigin | undefined) => build.loadData(owner, path, at);
  const made: Resource[] = [];
  for (const [field, kind] of [
    ["configMapGenerator", "ConfigMap"],
    ["secretGenerator", "Secret"],
  ] as const) {
    for (const args of listField(node, field)) {
      const resource = generate(kind, args, options, load);
      const where = originPath(owner, `${folder}/${fileNameOf(owner.file.path)}`);
      resource.originNote = `configuredIn: ${where}\nconfiguredBy:\n  apiVersion: builtin\n  kind: ${kind}Generator\n`;
      made.push(resource);
    }
  }
  if (["helmCharts", "helmChartInflationGenerator"].some((field) => listField(node, field).length > 0))
    build.open.add("helmCharts are not rendered");
  addAll(made, runPlugins(build, owner, "generators"));
  absorbAll(into.resources, made);
}
