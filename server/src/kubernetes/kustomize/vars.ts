/**
 * Applies kustomize's vars: `$(NAME)` in listed fields becomes a field of another object. This is the last step of a
 * build.
 */
import type { FieldOrigin } from "../manifests/manifest.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";
import { spend, spendText } from "./budget.ts";
import { applyFieldSpec, type FieldSpec } from "./field-spec.ts";
import { toJson } from "./json.ts";
import { get, isNull, type Node } from "./node.ts";
import { Refused } from "./refused.ts";
import { lookup, smartSplit } from "./replacements.ts";
import { allIds, type Id, idKey, parseApiVersion, type Resource, sameGvk } from "./resource.ts";
import { byName } from "./transformers.ts";
import { stringField } from "./typed.ts";

export interface Var {
  readonly name: string;
  readonly fieldPath: string;
  readonly origin: FieldOrigin | undefined;
}

/**
 * Notes which object each var reads from; a name of several objects is refused here; a name of no object is not refused
 * yet.
 * @throws Refused (api/internal/accumulator MergeVars)
 */
export function mergeVars(resources: readonly Resource[], vars: Map<string, Var>, nodes: readonly Node[]): void {
  if (nodes.length === 0) return;
  const named = byName(resources);
  for (const node of nodes) {
    const made = readVar(node);
    const candidates = named.get(made.target.name) ?? [];
    spend(20 + candidates.length);
    const matching = candidates.filter((resource) => allIds(resource).some((id) => matches(id, made.target)));
    if (matching.length > 1)
      throw new Refused(
        `found ${matching.length} resId matches for var ${made.name} (unable to disambiguate)`,
        made.origin,
      );
    matching[0]?.vars.push(made.name);
  }
  for (const node of nodes) addVar(vars, readVar(node));
}

/** @throws Refused for a name that is taken */
export function addVar(vars: Map<string, Var>, added: Var): void {
  if (vars.has(added.name)) throw new Refused(`var '${added.name}' already encountered`, added.origin);
  vars.set(added.name, added);
}

function readVar(node: Node): Var & { readonly target: Id } {
  const reference = get(node, "objref");
  const apiVersion = stringField(reference, "apiVersion");
  const gvk = {
    group: stringField(reference, "group") ?? "",
    version: stringField(reference, "version") ?? "",
    kind: stringField(reference, "kind") ?? "",
  };
  const slashes = (apiVersion ?? "").split("/").length - 1;
  if (apiVersion !== undefined && slashes === 1) Object.assign(gvk, parseApiVersion(apiVersion));
  else if (apiVersion !== undefined && slashes === 0) gvk.version = apiVersion;
  const target = {
    ...gvk,
    name: stringField(reference, "name") ?? "",
    namespace: stringField(reference, "namespace") ?? "",
    clusterScoped: false,
  };
  return {
    name: stringField(node, "name") ?? "",
    fieldPath: stringField(get(node, "fieldref"), "fieldPath") ?? "metadata.name",
    origin: node.origin,
    target,
  };
}

/** Without a namespace, any namespace matches. */
function matches(id: Id, target: Id): boolean {
  if (target.namespace === "") return id.name === target.name && sameGvk(id, target);
  return idKey(id) === idKey(target);
}

/** @throws Refused for a var whose object or field is not there */
export function resolveVars(
  resources: readonly Resource[],
  vars: ReadonlyMap<string, Var>,
  specs: readonly FieldSpec[],
): void {
  if (vars.size === 0) return;
  const values = new Map<string, JsonValue>();
  const holders = new Map<string, Resource>();
  for (const resource of resources)
    for (const name of resource.vars) if (!holders.has(name)) holders.set(name, resource);
  for (const [name, made] of vars) values.set(name, varValue(holders.get(name), made));
  for (const resource of resources) {
    spend(specs.length / 4);
    for (const spec of specs) applyFieldSpec(resource.node, spec, undefined, (node) => expandNode(node, values));
  }
}

/** @param holder the first object that the var reads from */
function varValue(holder: Resource | undefined, { name, fieldPath, origin }: Var): JsonValue {
  if (holder === undefined)
    throw new Refused(`var '${name}' cannot be mapped to a field in the set of known resources`, origin);
  const path = smartSplit(fieldPath).flatMap((part) => {
    const indexed = /^(.*)\[(\d+)\]$/.exec(part);
    return indexed === null ? [part] : [indexed[1] ?? "", indexed[2] ?? ""].filter((piece) => piece !== "");
  });
  const node = lookup(holder.node, path);
  if (node === undefined)
    throw new Refused(`field specified in var '${name}' not found in corresponding resource`, origin);
  return node.kind === "scalar" && node.tag === "" ? node.text : toJson(node);
}

function expandNode(node: Node, values: ReadonlyMap<string, JsonValue>): void {
  if (isNull(node)) return;
  if (node.kind === "scalar") {
    expandScalar(node, values);
    return;
  }
  const children = node.kind === "list" ? node.items : [...node.entries.values()].map(({ value }) => value);
  for (const child of children) {
    if (child.kind === "scalar" && isString(child)) expandScalar(child, values);
    else if (node.kind === "list") throw new Refused("invalid value type expect a string", child.origin);
  }
}

function isString(node: Node): boolean {
  return node.kind === "scalar" && (node.tag === "!!str" || node.tag === "");
}

function expandScalar(node: Node & { readonly kind: "scalar" }, values: ReadonlyMap<string, JsonValue>): void {
  if (!isString(node)) return;
  const expanded = expand(node.text, values);
  node.text = String(expanded);
  spendText(node.text.length);
  node.quoted = false;
  node.tagged = false;
  node.tag =
    typeof expanded === "number"
      ? Number.isInteger(expanded)
        ? "!!int"
        : "!!float"
      : typeof expanded === "boolean"
        ? "!!bool"
        : "!!str";
}

/** `$(X)` becomes its value, `$$` one dollar; an unknown name stays as it is (api/filters/refvar). */
function expand(text: string, values: ReadonlyMap<string, JsonValue>): string | number | boolean {
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  const only = whole === null ? undefined : primitive(values.get(whole[1] ?? ""));
  if (only !== undefined) return only;
  const lastClose = text.lastIndexOf(")");
  let made = "";
  let done = 0;
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", Math.max(done, at + 1))) {
    if (text[at + 1] === "$") {
      made += `${text.slice(done, at)}$`;
      done = at + 2;
    } else if (text[at + 1] === "(" && at < lastClose) {
      const close = text.indexOf(")", at + 2);
      const value = primitive(values.get(text.slice(at + 2, close)));
      if (value !== undefined) spendText(String(value).length);
      made += text.slice(done, at) + (value === undefined ? text.slice(at, close + 1) : String(value));
      done = close + 1;
    }
  }
  return made + text.slice(done);
}

function primitive(value: JsonValue | undefined): string | number | boolean | undefined {
  return value === undefined || value === null || typeof value === "object" ? undefined : value;
}
