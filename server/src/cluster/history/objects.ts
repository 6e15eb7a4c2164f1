/** Applies, patches and deletes the cluster's objects. What becomes of a Pod stands in pod-incarnation.ts. */

import { isMap } from "../../base/json.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { WorkloadObject } from "../../kubernetes/manifests/object.ts";
import { formatPath } from "../../kubernetes/manifests/path.ts";
import type { JsonValue } from "../../kubernetes/manifests/read-yaml.ts";
import { validateUpdate } from "../../kubernetes/validation/update.ts";
import { declare } from "../scenario/declare.ts";
import { givenPod } from "../state/given-pods.ts";
import { type Existing, existingObjects } from "../state/identity.ts";
import { ownersOf } from "../state/owners.ts";
import { isWorkload } from "./controllers.ts";
import { revisionsOf } from "./look.ts";
import { keyOf } from "./pod-incarnation.ts";
import {
  createPod,
  deletePod,
  nodesOf,
  type PlayInput,
  type Revision,
  record,
  type ScenarioRun,
  shown,
  shownPod,
} from "./scenario-run.ts";

/** `StatefulSet default/web`. */
export function objectKey({ object, namespace }: Existing): string {
  return `${object.kind} ${namespace}/${object.meta.name}`;
}

/** Applies a declaration as `kubectl apply` would. What the API server refuses changes nothing and is reported. */
export function applyDeclaration(run: ScenarioRun, declaration: Declaration, line: number, readiness?: number): void {
  const { kind, meta } = declaration.object;
  const [refusal] = declaration.refusals;
  if (refusal !== undefined) {
    const message = `${kind} '${meta.name}' is refused: ${formatPath(refusal.path)}: ${refusal.message}`;
    run.problems.push({ line, message });
    return;
  }
  // Whether its namespace exists is asked below, of the cluster as it is now.
  const { objects } = existingObjects([declaration], { ...run.input.options, snapshot: false });
  for (const made of objects) {
    const before = run.objects.get(objectKey(made));
    if (before === undefined) create(run, made, line);
    else update(run, before, made, line, readiness);
  }
}

function create(run: ScenarioRun, made: Existing, line: number): void {
  const key = objectKey(made);
  const { namespace } = made;
  if (run.input.options.snapshot && namespace !== "" && !hasNamespace(run, namespace)) {
    run.problems.push({
      line,
      message: `${shownObject(run, made)} is refused: namespaces "${namespace}" not found`,
    });
    return;
  }
  run.objects.set(key, made);
  run.untouched.delete(key);
  if (made.object.kind !== "Pod") {
    record(run, `${shownObject(run, made)} is created`, { event: true });
    return;
  }
  const nodes = new Map(nodesOf(run).map((node) => [node.meta.name, node]));
  const pod = { ...made, object: made.object };
  createPod(run, givenPod(pod, { owners: ownersOf([], []), nodes, families: run.families }), undefined, undefined);
}

/** A dump without a single Namespace left them out. */
function hasNamespace({ objects }: ScenarioRun, name: string): boolean {
  return objects.has(`Namespace /${name}`) || ![...objects.values()].some(({ object }) => object.kind === "Namespace");
}

function update(
  run: ScenarioRun,
  before: Existing,
  after: Existing,
  line: number,
  readiness: number | undefined,
): void {
  const [error] = updateErrors(run, before.declaration, after.declaration);
  if (error !== undefined) {
    const message = `${shownObject(run, after)} is not changed: the API server refuses ${error.field}: ${error.message}; write 'replace' to delete it and make it again`;
    run.problems.push({ line, message });
    return;
  }
  const key = objectKey(after);
  const kept = withKeptFields(before, after);
  run.objects.set(key, kept);
  run.untouched.delete(key);
  record(run, `${shownObject(run, after)} is changed`, { event: true });
  if (isWorkload(before) && isWorkload(kept)) newRevision(run, key, before.object, kept.object, readiness);
  if (kept.object.kind === "Pod") relabel(run, `${kept.namespace}/${kept.object.meta.name}`, kept.object.meta.labels);
}

function updateErrors(
  { input }: ScenarioRun,
  before: Declaration,
  after: Declaration,
): ReturnType<typeof validateUpdate> {
  return refusedChange(writtenAs(input, before), writtenAs(input, after));
}

/** Why the API server refuses an update; nothing where the text of either object is not known. */
export function refusedChange(
  old: JsonValue | undefined,
  made: JsonValue | undefined,
): ReturnType<typeof validateUpdate> {
  if (!isMap(old) || !isMap(made)) return [];
  const { apiVersion, kind } = made;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
  return validateUpdate(apiVersion, kind, kind === "Service" ? allocated(old) : old, made);
}

function writtenAs(input: PlayInput, declaration: Declaration): JsonValue | undefined {
  return declaration.rendered?.value ?? input.valueOf(declaration);
}

/**
 * A Service that exists has a clusterIP, even if its manifest does not state it: any value shows that a new one
 * differs.
 */
function allocated(service: { readonly [key: string]: JsonValue }): JsonValue {
  const { spec } = service;
  if (!isMap(spec) || spec["type"] === "ExternalName" || spec["clusterIP"] !== undefined) return service;
  return { ...service, spec: { ...spec, clusterIP: someClusterIP, clusterIPs: [someClusterIP] } };
}

const someClusterIP = "10.96.255.254";

/** An update that leaves a Service's clusterIP out keeps it (pkg/registry/core/service/strategy.go patchAllocatedValues). */
function withKeptFields(before: Existing, after: Existing): Existing {
  const [old, made] = [before.object, after.object];
  if (old.kind !== "Service" || made.kind !== "Service") return after;
  if (made.type === "ExternalName" || made.clusterIP !== undefined || old.clusterIP === undefined) return after;
  return { ...after, object: { ...old, ...made, clusterIP: old.clusterIP } };
}

/** A changed template is a new revision; the Pods follow as their controller replaces them. */
function newRevision(
  run: ScenarioRun,
  key: string,
  before: WorkloadObject,
  after: WorkloadObject,
  readiness: number | undefined,
): void {
  const revisions = revisionsOf(run, key, before);
  if (JSON.stringify(revisions.update.object.template) === JSON.stringify(after.template)) return;
  const next: Revision = {
    number: Math.max(revisions.current.number, revisions.update.number) + 1,
    object: after,
    ...(readiness === undefined ? {} : { readiness }),
  };
  revisions.update = next;
}

/** Changes the labels of a Pod that runs. */
export function relabel(run: ScenarioRun, pod: string, labels: Readonly<Record<string, string>>): void {
  for (const live of run.pods) if (keyOf(live) === pod) live.model = { ...live.model, labels };
}

/** Deletes an object with all that it controls. */
export function deleteObject(run: ScenarioRun, existing: Existing, force: boolean): void {
  const key = objectKey(existing);
  const { object, namespace } = existing;
  run.objects.delete(key);
  record(run, `${shownObject(run, existing)} is deleted`, { event: true });
  if (object.kind === "Service") {
    const service = `${namespace}/${object.meta.name}`;
    run.remade.set(service, (run.remade.get(service) ?? 0) + 1);
  }
  if (isWorkload(existing)) run.revisions.delete(key);
  for (const pod of run.pods) {
    const isOwn = pod.owner === key || (object.kind === "Pod" && keyOf(pod) === `${namespace}/${object.meta.name}`);
    if (!isOwn || pod.deleted !== undefined) continue;
    deletePod(run, pod, force);
    if (object.kind !== "Pod") record(run, `${shownPod(run, pod)} is deleted with it`, { pod });
  }
  if (object.kind !== "Namespace") return;
  for (const inner of [...run.objects.values()])
    if (inner.namespace === object.meta.name) deleteObject(run, inner, force);
}

/**
 * The declaration with a merge patch (RFC 7386); undefined when its text is not known, or the result is not an object.
 */
export function patched(run: ScenarioRun, declaration: Declaration, patch: JsonValue): Declaration | undefined {
  const value = writtenAs(run.input, declaration);
  if (value === undefined) return undefined;
  const [made] = declare(mergePatch(value, patch), declaration.uri) ?? [];
  if (made?.rendered === undefined) return undefined;
  return { ...made, rendered: { ...made.rendered, source: declaration.rendered?.source ?? declaration } };
}

/** RFC 7386: mappings are merged, null removes, all else replaces. */
export function mergePatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isMap(patch)) return patch;
  const result: Record<string, JsonValue> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key] ?? {}, value);
  }
  return result;
}

function shownObject(run: ScenarioRun, { object, namespace }: Existing): string {
  return shown(run, object.kind, namespace, object.meta.name);
}
