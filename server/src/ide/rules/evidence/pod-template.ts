/**
 * Finds the Pods that an object makes: their spec, labels and where both are written. Also finds the objects whose Pods
 * a Service selects.
 */

import { memoize } from "../../../base/memo.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { KubeObject, Labels, PodSpec, ServiceObject } from "../../../kubernetes/manifests/object.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import { labelsOfPods, podSpecOf } from "../../../kubernetes/manifests/pod-template.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { sameNamespace } from "./reach.ts";

/** A Pod, or a workload's template. */
export interface PodTemplateOf {
  readonly spec: PodSpec;
  readonly labels: Labels;
  /** Path of what holds `metadata` and `spec`: [] for a Pod. */
  readonly path: Path;
}

/** Undefined for kinds that make no Pods, and for a Pod that a controller owns (its workload is used instead). */
export function podTemplateOf(object: KubeObject): PodTemplateOf | undefined {
  const pod = podSpecOf(object);
  if (pod === undefined || (object.kind === "Pod" && object.meta.controller !== undefined)) return undefined;
  return { spec: pod.spec, labels: labelsOfPods(object) ?? {}, path: pod.path.slice(0, -1) };
}

/** What makes Pods that a Service selects. */
export interface SelectedMaker {
  readonly declaration: Declaration;
  readonly distance: number;
}

/** Everything in view, at any distance, that makes Pods which the selector matches, nearest first. */
export function makersSelectedBy(
  analysis: Analysis,
  environment: Environment,
  service: ServiceObject,
): readonly SelectedMaker[] {
  const selector = Object.entries(service.selector ?? {});
  if (selector.length === 0) return [];
  const known = selected(analysis)(environment);
  const key = JSON.stringify([service.meta.namespace ?? null, selector]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = makersWith(environment, selector)
    .filter(({ object }) => sameNamespace(service, object))
    .map((declaration) => ({ declaration, distance: environment.distance(declaration) }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance);
  known.set(key, made);
  return made;
}

/** What makes Pods that have all these labels. Only those are looked at that have the rarest of them. */
export function makersWith(
  within: Pick<Environment, "podMakersWith">,
  selector: readonly (readonly [key: string, value: string])[],
): readonly Declaration[] {
  let rarest: readonly Declaration[] | undefined;
  for (const [key, value] of selector) {
    const having = within.podMakersWith(key, value);
    if (rarest === undefined || having.length < rarest.length) rarest = having;
  }
  return (rarest ?? []).filter(({ object }) => {
    const labels = labelsOfPods(object) ?? {};
    return selector.every(([key, value]) => labels[key] === value);
  });
}

/** By namespace and selector: thousands of Services may select the same thousands of Pods. */
const selected = memoize((_: Analysis) => memoize((_of: Environment) => new Map<string, readonly SelectedMaker[]>()));

/** `Deployment 'api'`. */
export function called({ kind, meta }: KubeObject): string {
  return `${kind} '${meta.name}'`;
}
