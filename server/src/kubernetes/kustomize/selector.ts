/** Selects objects for a target: by whole regular expressions for the identity, by label selectors for metadata. */

import { goRegexp } from "../../base/go-regexp.ts";
import { lazy } from "../../base/lazy.ts";
import { matchesRequirements, readLabelSelector } from "../manifests/label-selector.ts";
import { spend } from "./budget.ts";
import type { Node } from "./node.ts";
import { Refused } from "./refused.ts";
import {
  allIds,
  annotationsOf,
  currentId,
  effectiveNamespace,
  type Gvk,
  gvkOfNode,
  labelsOf,
  originalId,
  type Resource,
} from "./resource.ts";
import { stringField } from "./typed.ts";

/** A compiled api/types Selector. */
export interface Selector {
  readonly gvk: (gvk: Gvk) => boolean;
  readonly name: (name: string) => boolean;
  readonly namespace: (namespace: string) => boolean;
  readonly labels: (labels: ReadonlyMap<string, string>) => boolean;
  readonly annotations: (annotations: ReadonlyMap<string, string>) => boolean;
  /** States nothing of an object's identity. */
  readonly isAnyId: boolean;
  /** States neither name nor namespace. */
  readonly isAnyName: boolean;
  /** States nothing of labels and annotations. */
  readonly isAnyMetadata: boolean;
}

/** @throws Refused for an invalid expression */
export function compileSelector(node: Node | undefined): Selector {
  const matchers = ["group", "version", "kind", "name", "namespace"].map((field) =>
    whole(stringField(node, field), node),
  );
  const [group = any, version = any, kind = any, name = any, namespace = any] = matchers;
  const labels = stringField(node, "labelSelector") ?? "";
  const annotations = stringField(node, "annotationSelector") ?? "";
  return {
    gvk: (gvk) => group(gvk.group) && version(gvk.version) && kind(gvk.kind),
    name,
    namespace,
    labels: labelSelector(labels, node),
    annotations: labelSelector(annotations, node),
    isAnyId: matchers.every((matcher) => matcher === any),
    isAnyName: name === any && namespace === any,
    isAnyMetadata: labels === "" && annotations === "",
  };
}

function any(): boolean {
  return true;
}

function whole(pattern: string | undefined, node: Node | undefined): (text: string) => boolean {
  return pattern === undefined ? any : regexpTest(`^(?:${pattern})$`, node);
}

/** Steps at most that one expression may take for all the texts that it is held against. */
const mostSteps = 50_000_000;

/**
 * The expression as a test.
 * @throws Refused for one that Go's regexp refuses, or that is too large; the test throws it when it takes too many steps
 */
export function regexpTest(pattern: string, node: Node | undefined): (text: string) => boolean {
  const regexp = goRegexp(pattern);
  if ("error" in regexp) throw new Refused(regexp.error, node?.origin);
  let steps = 0;
  return (text) => {
    const taken = regexp.size * text.length;
    spend(taken / 8);
    steps += taken;
    if (steps <= mostSteps) return regexp.test(text);
    throw new Refused(`the regular expression '${pattern.slice(0, 60)}' takes too many steps`, node?.origin);
  };
}

/** The objects that a patch's target selects, by original or current identity (api/resmap Select). */
export function select(resources: readonly Resource[], selector: Selector): readonly Resource[] {
  spend(stepsAnObject * resources.length);
  return resources.filter((resource) => {
    if (!selector.gvk(gvkOfNode(resource.node)) || !matchesName(resource, selector)) return false;
    return matchesMetadata(resource, selector);
  });
}

function matchesName(resource: Resource, selector: Selector): boolean {
  if (selector.isAnyName) return true;
  const current = currentId(resource);
  const original = originalId(resource);
  return (
    (selector.namespace(effectiveNamespace(original)) || selector.namespace(effectiveNamespace(current))) &&
    (selector.name(original.name) || selector.name(current.name))
  );
}

const stepsAnObject = 4;

export function matchesMetadata(resource: Resource, selector: Selector): boolean {
  if (selector.isAnyMetadata) return true;
  spend(stepsAnObject);
  return selector.labels(labelsOf(resource)) && selector.annotations(annotationsOf(resource));
}

/** True when any identity that the object has or had matches (replacements). */
export function matchesAnyId(resource: Resource, selector: Selector): boolean {
  spend(stepsAnObject * (1 + resource.previous.length));
  return allIds(resource).some((id) => selector.gvk(id) && selector.name(id.name) && selector.namespace(id.namespace));
}

type Labels = ReadonlyMap<string, string>;

/** Read when an object is held against it first: kustomize refuses an invalid one only then. */
function labelSelector(text: string, node: Node | undefined): (labels: Labels) => boolean {
  const read = lazy(() => readLabelSelector(text));
  return (labels) => {
    const requirements = read();
    if ("error" in requirements) throw new Refused(requirements.error, node?.origin);
    return matchesRequirements(requirements, (key) => labels.get(key));
  };
}
