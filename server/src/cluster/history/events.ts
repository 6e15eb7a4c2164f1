/** Carries out the events of a scenario at their instants. The controllers do what follows from them. */

import { isMap } from "../../base/json.ts";
import { formatObjectRef } from "../scenario/object-ref.ts";
import type { Instant, ObjectRef, ScenarioEvent } from "../scenario/scenario.ts";
import type { Existing } from "../state/identity.ts";
import { isBeforeItsTime } from "../state/pods.ts";
import { isWorkload } from "./controllers.ts";
import { isTerminating, keyOf, type LivePod, never } from "./live-pod.ts";
import { nodeDown, nodeUp, onNode } from "./nodes.ts";
import { applyDeclaration, deleteObject, objectKey, patched, relabel } from "./objects.ts";
import { deletePod, means, type Playing, preferred, shownPod, tell, timingsOf } from "./playing.ts";

/** Lets an event happen now. An event that cannot happen is reported with its line and changes nothing. */
export function happen(playing: Playing, event: Happens): void {
  const problem = act(playing, event);
  if (problem !== undefined) playing.problems.push({ line: event.line, message: problem });
}

type Happens = Exclude<ScenarioEvent, { readonly kind: "ask" }>;

/** @returns why it cannot happen */
function act(playing: Playing, event: Happens): string | undefined {
  switch (event.kind) {
    case "apply":
      for (const declaration of event.declarations) applyDeclaration(playing, declaration, event.line);
      return undefined;
    case "apply-declared":
      return applyDeclared(playing, event);
    case "ready":
    case "not-ready":
      return setReadiness(playing, event);
    case "restart":
      return restart(playing, event);
    case "delete":
      return remove(playing, event);
    case "patch":
      return patch(playing, event);
    case "scale":
      return scale(playing, event);
    case "run":
      return run(playing, event);
    case "rollout":
      return rollout(playing, event);
    case "node-down":
    case "node-up": {
      const pods = onNode(playing, event.target);
      if (pods.length === 0) return `no Pod runs on ${formatObjectRef(event.target)}`;
      if (event.kind === "node-down") nodeDown(playing, pods);
      else nodeUp(playing, pods, event.rebooted);
      return undefined;
    }
  }
}

type Of<K extends ScenarioEvent["kind"]> = Extract<ScenarioEvent, { readonly kind: K }>;

/** The Pods that a reference means: of that name, else those of a workload. */
export function podsMeant(playing: Playing, ref: ObjectRef): readonly LivePod[] {
  const own = playing.pods.filter((pod) => (ref.kind ?? "Pod") === "Pod" && means(ref, "Pod", keyOf(pod)));
  const found = own.length > 0 ? own : playing.pods.filter(({ owner = "" }) => isOwner(ref, owner));
  return preferred(playing, found, ({ model }) => model.namespace);
}

function isOwner(ref: ObjectRef, owner: string): boolean {
  const [kind = "", key = ""] = owner.split(" ");
  return kind !== "" && means(ref, kind, key);
}

function objectMeant(playing: Playing, ref: ObjectRef, fits: (existing: Existing) => boolean): Existing | undefined {
  const found = [...playing.objects.values()].filter(
    (existing) =>
      fits(existing) && means(ref, existing.object.kind, `${existing.namespace}/${existing.object.meta.name}`),
  );
  return preferred(playing, found, ({ namespace }) => namespace)[0];
}

function applyDeclared(playing: Playing, { target, line }: Of<"apply-declared">): string | undefined {
  const found = playing.input.declarations.find((declaration) => {
    const { object } = declaration;
    const namespace = object.meta.namespace ?? playing.input.options.defaultNamespace;
    return means(target, object.kind, `${namespace}/${object.meta.name}`) && declaration.refusals.length === 0;
  });
  if (found === undefined) return `the manifests declare no ${formatObjectRef(target)}`;
  applyDeclaration(playing, found, line);
  return undefined;
}

function setReadiness(playing: Playing, event: Of<"ready"> | Of<"not-ready">): string | undefined {
  const { target } = event;
  const until: Instant = event.kind === "ready" ? playing.now : playing.now + event.duration;
  const pods = podsMeant(playing, target).filter((pod) => !isTerminating(pod));
  const workload = target.kind === "Pod" ? undefined : objectMeant(playing, target, isWorkload);
  for (const pod of pods) {
    if (event.kind === "ready") {
      pod.failingUntil = Number.NEGATIVE_INFINITY;
      // Also one whose probes would never have succeeded.
      pod.readied = Math.min(pod.readied, Math.max(pod.started, playing.now));
    } else pod.failingUntil = until;
    tell(playing, `${shownPod(playing, pod)} is ${event.kind === "ready" ? "ready" : "not ready"}`, {
      pod,
      event: true,
    });
  }
  const isPod = pods.some((pod) => means(target, "Pod", keyOf(pod)));
  const namespace = target.namespace ?? playing.input.options.defaultNamespace;
  const keys = isPod
    ? []
    : workload !== undefined
      ? [objectKey(workload)]
      : pods.length > 0
        ? []
        : [`${namespace}/${target.name}`];
  for (const key of keys) {
    if (event.kind === "not-ready") playing.failing.set(key, until);
    else playing.failing.delete(key);
  }
  return undefined;
}

function restart(playing: Playing, { target, duration }: Of<"restart">): string | undefined {
  const pods = podsMeant(playing, target).filter((pod) => !isTerminating(pod));
  if (pods.length === 0) return `there is no ${formatObjectRef(target)} to restart`;
  for (const pod of pods) {
    const { startup, readiness } = timingsOf(playing, pod.model, pod.owner, undefined);
    const took = duration ?? startup + readiness;
    pod.started = playing.now + Math.min(startup, took);
    pod.readied = playing.now + took;
    pod.breaks.push({ at: playing.now, how: "restarted" });
    tell(playing, `the containers of ${shownPod(playing, pod)} are restarted`, { pod, event: true });
  }
  return undefined;
}

function remove(playing: Playing, { target, force }: Of<"delete">): string | undefined {
  const pods = podsMeant(playing, target).filter((pod) => means(target, "Pod", keyOf(pod)));
  if (target.kind === "Pod" || (target.kind === undefined && pods.length > 0)) {
    if (pods.length === 0) return `there is no ${formatObjectRef(target)} to delete`;
    for (const pod of pods) {
      deletePod(playing, pod, force);
      playing.objects.delete(`Pod ${keyOf(pod)}`);
      if (pod.owner !== undefined) playing.untouched.delete(pod.owner);
      tell(playing, `${shownPod(playing, pod)} is deleted${force ? " by force" : ""}`, { pod, event: true });
    }
    return undefined;
  }
  const existing = objectMeant(playing, target, () => true);
  if (existing === undefined) return `there is no ${formatObjectRef(target)} to delete`;
  deleteObject(playing, existing, force);
  return undefined;
}

function patch(playing: Playing, event: Of<"patch">): string | undefined {
  const { target, line, replace } = event;
  const existing = objectMeant(playing, target, () => true);
  if (existing === undefined) {
    const labels = isMap(event.patch) && isMap(event.patch["metadata"]) ? event.patch["metadata"]["labels"] : undefined;
    const pods = podsMeant(playing, target);
    if (pods.length === 0 || !isMap(labels))
      return `there is no ${formatObjectRef(target)} to ${replace ? "replace" : "patch"}`;
    for (const pod of pods) {
      const merged = Object.entries({ ...pod.model.labels, ...labels }).flatMap(([key, value]) =>
        typeof value === "string" ? [[key, value] as const] : [],
      );
      relabel(playing, keyOf(pod), Object.fromEntries(merged));
      tell(playing, `the labels of ${shownPod(playing, pod)} are changed`, { pod, event: true });
    }
    return undefined;
  }
  const made = patched(playing, existing.declaration, event.patch);
  if (made === undefined) return `${formatObjectRef(target)} cannot be patched: its text is not known`;
  if (replace) deleteObject(playing, existing, false);
  applyDeclaration(playing, made, line);
  return undefined;
}

function scale(playing: Playing, { target, replicas, line }: Of<"scale">): string | undefined {
  const existing = objectMeant(playing, target, isWorkload);
  if (existing === undefined || !isWorkload(existing)) return `there is no ${formatObjectRef(target)} to scale`;
  const { object, declaration } = existing;
  const field = object.kind === "Job" ? "parallelism" : "replicas";
  // Where the text is not known, the fact alone is changed.
  const made = patched(playing, declaration, { spec: { [field]: replicas } }) ?? {
    ...declaration,
    object: { ...object, [field]: replicas },
  };
  applyDeclaration(playing, made, line);
  return undefined;
}

/** The time of a CronJob comes: its controller makes a Job, whose Pods are made in place of those that were waited for. */
function run(playing: Playing, { target }: Of<"run">): string | undefined {
  const existing = objectMeant(playing, target, ({ object }) => object.kind === "CronJob");
  if (existing === undefined) return `there is no CronJob ${formatObjectRef(target)} to run`;
  const key = objectKey(existing);
  playing.untouched.delete(key);
  playing.ran.add(key);
  for (const pod of playing.pods) if (pod.owner === key && isBeforeItsTime(pod.model)) deletePod(playing, pod, true);
  tell(playing, `the time of CronJob ${existing.namespace}/${existing.object.meta.name} comes`, { event: true });
  return undefined;
}

function rollout(playing: Playing, event: Of<"rollout">): string | undefined {
  const { target, line, readiness } = event;
  const existing = objectMeant(playing, target, isWorkload);
  if (existing === undefined) return `there is no ${formatObjectRef(target)} to roll out`;
  // As `kubectl rollout restart`: an annotation makes the template another one.
  const annotations = { "kubectl.kubernetes.io/restartedAt": `${playing.now}` };
  const restarted = { spec: { template: { metadata: { annotations } } } };
  const made = patched(playing, existing.declaration, event.patch ?? restarted);
  if (made === undefined) return `${formatObjectRef(target)} cannot be changed: its text is not known`;
  applyDeclaration(playing, made, line, readiness);
  return undefined;
}

/** The Pods that were declared not ready and were never created. */
export function unusedReadiness(playing: Playing): readonly string[] {
  return [...playing.failing].filter(([key, until]) => !key.includes(" ") && until === never).map(([key]) => key);
}
