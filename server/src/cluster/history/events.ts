/** Carries out the events of a scenario at their instants. The controllers do what follows from them. */

import { isMap } from "../../base/json.ts";
import { formatObjectRef } from "../scenario/object-ref.ts";
import type { Instant, ObjectRef, ScenarioEvent } from "../scenario/scenario.ts";
import type { Existing } from "../state/identity.ts";
import { isBeforeItsTime } from "../state/pods.ts";
import { isWorkload } from "./controllers.ts";
import { nodeDown, nodeUp, onNode } from "./nodes.ts";
import { applyDeclaration, deleteObject, objectKey, patched, relabel } from "./objects.ts";
import { isTerminating, keyOf, never, type PodIncarnation } from "./pod-incarnation.ts";
import { deletePod, means, preferred, record, type ScenarioRun, shownPod, timingsOf } from "./scenario-run.ts";

/** Lets an event happen now. An event that cannot happen is reported with its line and changes nothing. */
export function happen(run: ScenarioRun, event: Happens): void {
  const problem = act(run, event);
  if (problem !== undefined) run.problems.push({ line: event.line, message: problem });
}

type Happens = Exclude<ScenarioEvent, { readonly kind: "ask" }>;

/** @returns why it cannot happen */
function act(run: ScenarioRun, event: Happens): string | undefined {
  switch (event.kind) {
    case "apply":
      for (const declaration of event.declarations) applyDeclaration(run, declaration, event.line);
      return undefined;
    case "apply-declared":
      return applyDeclared(run, event);
    case "ready":
    case "not-ready":
      return setReadiness(run, event);
    case "restart":
      return restart(run, event);
    case "delete":
      return remove(run, event);
    case "patch":
      return patch(run, event);
    case "scale":
      return scale(run, event);
    case "run":
      return runCronJob(run, event);
    case "rollout":
      return rollout(run, event);
    case "node-down":
    case "node-up": {
      const pods = onNode(run, event.target);
      if (pods.length === 0) return `no Pod runs on ${formatObjectRef(event.target)}`;
      if (event.kind === "node-down") nodeDown(run, pods);
      else nodeUp(run, pods, event.rebooted);
      return undefined;
    }
  }
}

type Of<K extends ScenarioEvent["kind"]> = Extract<ScenarioEvent, { readonly kind: K }>;

/** The Pods that a reference means: of that name, else those of a workload. */
export function podsMeant(run: ScenarioRun, ref: ObjectRef): readonly PodIncarnation[] {
  const own = run.pods.filter((pod) => (ref.kind ?? "Pod") === "Pod" && means(ref, "Pod", keyOf(pod)));
  const found = own.length > 0 ? own : run.pods.filter(({ owner = "" }) => isOwner(ref, owner));
  return preferred(run, found, ({ model }) => model.namespace);
}

function isOwner(ref: ObjectRef, owner: string): boolean {
  const [kind = "", key = ""] = owner.split(" ");
  return kind !== "" && means(ref, kind, key);
}

function objectMeant(run: ScenarioRun, ref: ObjectRef, fits: (existing: Existing) => boolean): Existing | undefined {
  const found = [...run.objects.values()].filter(
    (existing) =>
      fits(existing) && means(ref, existing.object.kind, `${existing.namespace}/${existing.object.meta.name}`),
  );
  return preferred(run, found, ({ namespace }) => namespace)[0];
}

function applyDeclared(run: ScenarioRun, { target, line }: Of<"apply-declared">): string | undefined {
  const found = run.input.declarations.find((declaration) => {
    const { object } = declaration;
    const namespace = object.meta.namespace ?? run.input.options.defaultNamespace;
    return means(target, object.kind, `${namespace}/${object.meta.name}`) && declaration.refusals.length === 0;
  });
  if (found === undefined) return `the manifests declare no ${formatObjectRef(target)}`;
  applyDeclaration(run, found, line);
  return undefined;
}

function setReadiness(run: ScenarioRun, event: Of<"ready"> | Of<"not-ready">): string | undefined {
  const { target } = event;
  const until: Instant = event.kind === "ready" ? run.now : run.now + event.duration;
  const pods = podsMeant(run, target).filter((pod) => !isTerminating(pod));
  const workload = target.kind === "Pod" ? undefined : objectMeant(run, target, isWorkload);
  for (const pod of pods) {
    if (event.kind === "ready") {
      pod.failingUntil = Number.NEGATIVE_INFINITY;
      // Also one whose probes would never have succeeded.
      pod.readied = Math.min(pod.readied, Math.max(pod.started, run.now));
    } else pod.failingUntil = until;
    record(run, `${shownPod(run, pod)} is ${event.kind === "ready" ? "ready" : "not ready"}`, {
      pod,
      event: true,
    });
  }
  const isPod = pods.some((pod) => means(target, "Pod", keyOf(pod)));
  const namespace = target.namespace ?? run.input.options.defaultNamespace;
  const keys = isPod
    ? []
    : workload !== undefined
      ? [objectKey(workload)]
      : pods.length > 0
        ? []
        : [`${namespace}/${target.name}`];
  for (const key of keys) {
    if (event.kind === "not-ready") run.failing.set(key, until);
    else run.failing.delete(key);
  }
  return undefined;
}

function restart(run: ScenarioRun, { target, duration }: Of<"restart">): string | undefined {
  const pods = podsMeant(run, target).filter((pod) => !isTerminating(pod));
  if (pods.length === 0) return `there is no ${formatObjectRef(target)} to restart`;
  for (const pod of pods) {
    const { startup, readiness } = timingsOf(run, pod.model, pod.owner, undefined);
    const took = duration ?? startup + readiness;
    pod.started = run.now + Math.min(startup, took);
    pod.readied = run.now + took;
    pod.breaks.push({ at: run.now, how: "restarted" });
    record(run, `the containers of ${shownPod(run, pod)} are restarted`, { pod, event: true });
  }
  return undefined;
}

function remove(run: ScenarioRun, { target, force }: Of<"delete">): string | undefined {
  const pods = podsMeant(run, target).filter((pod) => means(target, "Pod", keyOf(pod)));
  if (target.kind === "Pod" || (target.kind === undefined && pods.length > 0)) {
    if (pods.length === 0) return `there is no ${formatObjectRef(target)} to delete`;
    for (const pod of pods) {
      deletePod(run, pod, force);
      run.objects.delete(`Pod ${keyOf(pod)}`);
      if (pod.owner !== undefined) run.untouched.delete(pod.owner);
      record(run, `${shownPod(run, pod)} is deleted${force ? " by force" : ""}`, { pod, event: true });
    }
    return undefined;
  }
  const existing = objectMeant(run, target, () => true);
  if (existing === undefined) return `there is no ${formatObjectRef(target)} to delete`;
  deleteObject(run, existing, force);
  return undefined;
}

function patch(run: ScenarioRun, event: Of<"patch">): string | undefined {
  const { target, line, replace } = event;
  const existing = objectMeant(run, target, () => true);
  if (existing === undefined) {
    const labels = isMap(event.patch) && isMap(event.patch["metadata"]) ? event.patch["metadata"]["labels"] : undefined;
    const pods = podsMeant(run, target);
    if (pods.length === 0 || !isMap(labels))
      return `there is no ${formatObjectRef(target)} to ${replace ? "replace" : "patch"}`;
    for (const pod of pods) {
      const merged = Object.entries({ ...pod.model.labels, ...labels }).flatMap(([key, value]) =>
        typeof value === "string" ? [[key, value] as const] : [],
      );
      relabel(run, keyOf(pod), Object.fromEntries(merged));
      record(run, `the labels of ${shownPod(run, pod)} are changed`, { pod, event: true });
    }
    return undefined;
  }
  const made = patched(run, existing.declaration, event.patch);
  if (made === undefined) return `${formatObjectRef(target)} cannot be patched: its text is not known`;
  if (replace) deleteObject(run, existing, false);
  applyDeclaration(run, made, line);
  return undefined;
}

function scale(run: ScenarioRun, { target, replicas, line }: Of<"scale">): string | undefined {
  const existing = objectMeant(run, target, isWorkload);
  if (existing === undefined || !isWorkload(existing)) return `there is no ${formatObjectRef(target)} to scale`;
  const { object, declaration } = existing;
  const field = object.kind === "Job" ? "parallelism" : "replicas";
  // Where the text is not known, the fact alone is changed.
  const made = patched(run, declaration, { spec: { [field]: replicas } }) ?? {
    ...declaration,
    object: { ...object, [field]: replicas },
  };
  applyDeclaration(run, made, line);
  return undefined;
}

/** The time of a CronJob comes: its controller makes a Job, whose Pods are made in place of those that were waited for. */
function runCronJob(run: ScenarioRun, { target }: Of<"run">): string | undefined {
  const existing = objectMeant(run, target, ({ object }) => object.kind === "CronJob");
  if (existing === undefined) return `there is no CronJob ${formatObjectRef(target)} to run`;
  const key = objectKey(existing);
  run.untouched.delete(key);
  run.ran.add(key);
  for (const pod of run.pods) if (pod.owner === key && isBeforeItsTime(pod.model)) deletePod(run, pod, true);
  record(run, `the time of CronJob ${existing.namespace}/${existing.object.meta.name} comes`, { event: true });
  return undefined;
}

function rollout(run: ScenarioRun, event: Of<"rollout">): string | undefined {
  const { target, line, readiness } = event;
  const existing = objectMeant(run, target, isWorkload);
  if (existing === undefined) return `there is no ${formatObjectRef(target)} to roll out`;
  // As `kubectl rollout restart`: an annotation makes the template another one.
  const annotations = { "kubectl.kubernetes.io/restartedAt": `${run.now}` };
  const restarted = { spec: { template: { metadata: { annotations } } } };
  const made = patched(run, existing.declaration, event.patch ?? restarted);
  if (made === undefined) return `${formatObjectRef(target)} cannot be changed: its text is not known`;
  applyDeclaration(run, made, line, readiness);
  return undefined;
}

/** The Pods that were declared not ready and were never created. */
export function unusedReadiness(run: ScenarioRun): readonly string[] {
  return [...run.failing].filter(([key, until]) => !key.includes(" ") && until === never).map(([key]) => key);
}
