/**
 * Finds the objects that a manifest can see by name, and how much that proves: near declarations may be reported, far
 * ones only suppress a finding (distances in analysis.ts). Namespaces count as different only where both are written.
 */

import { memoize } from "../../../base/memo.ts";
import type { Declaration, Refusal } from "../../../kubernetes/manifests/manifest.ts";
import type { KubeObject, ServiceObject, WorkloadObject } from "../../../kubernetes/manifests/object.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";

/** Same file, same folder, or one level up: close enough to say that something about it is wrong. */
export const near = 2;

/** A declaration whose object is known to be of one kind. */
export interface Declared<O extends KubeObject> {
  readonly declaration: Declaration;
  readonly object: O;
  readonly distance: number;
}

export interface Reach<O extends KubeObject> {
  /** In view, with a compatible namespace, nearest first. */
  readonly found: readonly Declared<O>[];
  /** Of that name, but in another namespace or not applied together. */
  readonly elsewhere: () => Iterable<Declared<O>>;
}

/** Services of a name, as seen from `from`. */
export function servicesNamed(
  analysis: Analysis,
  environment: Environment,
  from: KubeObject,
  name: string,
): Reach<ServiceObject> {
  const placed = (declaration: Declaration): readonly Declared<ServiceObject>[] => {
    const { object } = declaration;
    return object.kind === "Service" ? [{ declaration, object, distance: environment.distance(declaration) }] : [];
  };
  const isFound = ({ object, distance }: Declared<ServiceObject>): boolean =>
    Number.isFinite(distance) && sameNamespace(from, object);
  return {
    found: environment
      .named("Service", name)
      .flatMap(placed)
      .filter(isFound)
      .sort((a, b) => a.distance - b.distance),
    // There may be thousands of them: they are looked at one by one.
    *elsewhere() {
      for (const declaration of analysis.declarationsNamed("Service", name)) {
        if (isReplaced(environment, declaration)) continue;
        for (const other of placed(declaration)) if (!isFound(other)) yield other;
      }
    },
  };
}

/** The first items, at most `most` of them. */
export function firstOf<T>(items: Iterable<T>, most: number): readonly T[] {
  const found: T[] = [];
  for (const item of items) {
    if (found.length >= most) break;
    found.push(item);
  }
  return found;
}

const members = memoize((declarations: readonly Declaration[]): ReadonlySet<Declaration> => new Set(declarations));

/** True for what a file of a kustomization holds, where what was rendered from it counts instead. */
export function isReplaced(environment: Environment, declaration: Declaration): boolean {
  if (environment.kind === "plain" || !Number.isFinite(environment.distance(declaration))) return false;
  return !members(environment.declarations).has(declaration);
}

/** True unless both namespaces are written and differ. */
export function sameNamespace(a: KubeObject, b: KubeObject): boolean {
  return a.meta.namespace === undefined || b.meta.namespace === undefined || a.meta.namespace === b.meta.namespace;
}

/**
 * The StatefulSet of a declaration that is complete enough to be judged: a patch has no selector or template. The first
 * versions of the API made the selector from the template's labels (pkg/apis/apps/v1beta1/defaults.go).
 */
export function judgedStatefulSet(declaration: Declaration): WorkloadObject | undefined {
  const { object } = declaration;
  if (object.kind !== "StatefulSet" || object.template === undefined || !isJudged(declaration)) return undefined;
  const { labels, spec } = object.template;
  const isWhole = isOld(declaration) && Object.keys(labels).length > 0 && spec.containers.length > 0;
  return object.selector === undefined && !isWhole ? undefined : object;
}

/** An object is not judged when it has template holes or is refused anyway. */
export function isJudged(declaration: Declaration): boolean {
  return !declaration.templated && !isRefused(declaration) && declaration.object.meta.name !== "";
}

/** True when the API server refuses it for its content. An outdated apiVersion makes an object old, not wrong. */
export function isRefused({ refusals }: Declaration): boolean {
  return refusals.some((refusal) => !isOfItsTime(refusal));
}

/** True when current Kubernetes does not serve the object's apiVersion. */
function isOld({ refusals }: Declaration): boolean {
  return refusals.some(isOfItsTime);
}

function isOfItsTime({ reason, path }: Refusal): boolean {
  return reason === "NotFound" && path[0] === "apiVersion";
}

/**
 * True when names, labels and namespaces are those that are applied: plain files, and what was rendered from others with
 * nothing left out (a patch that is missing might change anything).
 */
export function isFinal(environment: Environment, declaration: Declaration): boolean {
  return environment.kind === "plain" || (declaration.rendered !== undefined && environment.open.length === 0);
}
