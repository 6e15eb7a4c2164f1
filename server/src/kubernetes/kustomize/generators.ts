/** Generates ConfigMaps and Secrets from literals, files and env files, and adds a hash to their names. */

import { encodeBase64 } from "../../base/base64.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import { spend, spendText } from "./budget.ts";
import { hashSuffix, utf8 } from "./bytes.ts";
import { goJson } from "./go-json.ts";
import { toJson } from "./json.ts";
import { childMap, get, type MapNode, mapNode, type Node, stringNode, stringsOf, textOf } from "./node.ts";
import { Refused } from "./refused.ts";
import { type Behavior, kindOf, nameOf, newResource, type Resource, setName, storePreviousId } from "./resource.ts";
import type { SourceFile } from "./source-file.ts";
import { boolField, stringField, stringsField } from "./typed.ts";

/** Loads a file that a generator names; undefined when it is missing, which has been noted. */
export type Load = (path: string, at: FieldOrigin | undefined) => SourceFile | undefined;

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly origin: FieldOrigin | undefined;
}

/** @throws Refused for invalid sources, or a key twice (api/internal/generators, api/kv) */
export function generate(kind: "ConfigMap" | "Secret", args: Node, global: Node | undefined, load: Load): Resource {
  const name = stringField(args, "name");
  if (name === undefined) throw new Refused("a configmap must have a name", args.origin);
  const nameOrigin = get(args, "name")?.origin;
  const object = mapNode(args.origin);
  set(object, "apiVersion", stringNode("v1", args.origin));
  set(object, "kind", stringNode(kind, args.origin));
  const metadata = childMap(object, "metadata");
  metadata.origin = args.origin;
  set(metadata, "name", stringNode(name, nameOrigin));
  const namespace = get(args, "namespace");
  if ((textOf(namespace) ?? "") !== "")
    set(metadata, "namespace", stringNode(textOf(namespace) ?? "", namespace?.origin));
  if (kind === "Secret") set(object, "type", stringNode(stringField(args, "type") ?? "Opaque", args.origin));
  addData(object, kind, pairsOf(args, load), args.origin);
  const options = [get(args, "options"), global];
  for (const field of ["labels", "annotations"]) addStrings(metadata, field, options);
  if (options.some((option) => boolField(option, "immutable")))
    set(object, "immutable", { ...stringNode("true", args.origin), tag: "!!bool" });
  const resource = newResource(object, true);
  resource.behavior = behaviorOf(stringField(args, "behavior"));
  resource.needsHash = !options.some((option) => boolField(option, "disableNameSuffixHash"));
  return resource;
}

function set(map: MapNode, key: string, value: Node): void {
  map.entries.set(key, { value, isString: true });
}

function behaviorOf(text: string | undefined): Behavior {
  return text === "create" || text === "merge" || text === "replace" ? text : "unspecified";
}

/** The generator's own entries win over those of generatorOptions. */
function addStrings(metadata: MapNode, field: string, options: readonly (Node | undefined)[]): void {
  const strings = new Map<string, Node>();
  for (const option of options) {
    for (const [key, { text, origin }] of stringsOf(get(option, field)))
      if (!strings.has(key)) strings.set(key, stringNode(text, origin));
  }
  if (strings.size === 0) return;
  const map = childMap(metadata, field);
  for (const [key, value] of strings) set(map, key, value);
}

function addData(
  object: MapNode,
  kind: "ConfigMap" | "Secret",
  pairs: readonly Pair[],
  origin: FieldOrigin | undefined,
): void {
  if (pairs.length === 0 && kind === "ConfigMap") return;
  const data = childMap(object, "data");
  data.origin = origin;
  for (const { key, value, origin: at } of pairs) {
    if (data.entries.has(key)) throw new Refused(`configmap illegally repeats the key '${key}'`, at);
    if (kind === "Secret") spendText(value.length);
    set(data, key, stringNode(kind === "Secret" ? wrap(encodeBase64(utf8(value))) : value, at));
  }
}

/** kyaml breaks long base64 into lines of 70 characters. */
function wrap(text: string): string {
  return text.length < 70 ? text : text.replace(/.{1,70}/g, "$&\n");
}

function pairsOf(args: Node, load: Load): readonly Pair[] {
  const env = get(args, "env");
  const envs = [...stringsField(args, "envs")];
  if (env !== undefined && (textOf(env) ?? "") !== "") envs.push({ text: textOf(env) ?? "", node: env });
  return [
    ...envs.flatMap(({ text, node }) => {
      const file = load(text, node.origin);
      return file === undefined ? [] : envPairs(file, node.origin);
    }),
    ...stringsField(args, "literals").map(({ text, node }) => literalPair(text, node.origin)),
    ...stringsField(args, "files").flatMap(({ text, node }) => filePair(text, node.origin, load)),
  ];
}

function literalPair(text: string, origin: FieldOrigin | undefined): Pair {
  const at = text.indexOf("=");
  if (at <= 0) throw new Refused(`invalid literal source ${text}, expected key=value`, origin);
  const value = text.slice(at + 1);
  const quoted = /^(["'])([\s\S]*)\1$/.exec(value);
  return { key: text.slice(0, at), value: value.length >= 2 && quoted !== null ? (quoted[2] ?? "") : value, origin };
}

function filePair(text: string, origin: FieldOrigin | undefined, load: Load): readonly Pair[] {
  const [first = "", second, ...more] = text.split("=");
  if (more.length > 0) throw new Refused(`source "${text}" key name or file path contains '='`, origin);
  if (second !== undefined && (first === "" || second === ""))
    throw new Refused(`missing key name or file path in source "${text}"`, origin);
  const file = load(second ?? first, origin);
  if (file === undefined) return [];
  const manifest = file.manifests[0]?.manifest;
  const place = manifest === undefined ? origin : { uri: file.uri, manifest, path: [] };
  return [
    { key: second === undefined ? first.slice(first.lastIndexOf("/") + 1) : first, value: file.text, origin: place },
  ];
}

/** Lines of `key=value`; blanks in front, comments and empty lines do not count, nothing else is taken away. */
function envPairs(file: SourceFile, origin: FieldOrigin | undefined): readonly Pair[] {
  const manifest = file.manifests[0]?.manifest;
  const place = manifest === undefined ? origin : { uri: file.uri, manifest, path: [] };
  spendText(file.text.length);
  const lines = file.text.replace(/^\ufeff/, "").split("\n");
  return lines.flatMap((raw) => {
    const line = raw.replace(/\r$/, "").replace(/^\s+/, "");
    if (line === "" || line.startsWith("#")) return [];
    const at = line.indexOf("=");
    const key = at < 0 ? line : line.slice(0, at);
    return key === "" ? [] : [{ key, value: at < 0 ? "" : line.slice(at + 1), origin: place }];
  });
}

/** Adds a hash of the final object to its name (api/hasher). */
export function addHashes(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    const content = hashedContent(resource);
    // Thousands of generators may hold the same long file.
    spendText(content.length);
    const hash = hashSuffix(content);
    storePreviousId(resource);
    setName(resource, `${nameOf(resource)}-${hash}`);
  }
}

function hashedContent(resource: Resource): string {
  spend(100);
  const { node } = resource;
  const value = (key: string): unknown => {
    const found = get(node, key);
    if (found === undefined) return "";
    return found.kind === "scalar" ? found.text : toJson(found);
  };
  const isMap = (key: string): boolean => get(node, key)?.kind === "map";
  const kind = kindOf(resource);
  // kustomize looks for a field called "metadata/name", which is never there.
  const common = { data: value("data"), kind, name: "" };
  const content =
    kind === "Secret"
      ? { ...common, type: value("type"), ...(isMap("stringData") ? { stringData: value("stringData") } : {}) }
      : { ...common, ...(isMap("binaryData") ? { binaryData: value("binaryData") } : {}) };
  return goJson(content);
}
