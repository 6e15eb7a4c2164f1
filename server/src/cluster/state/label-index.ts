/** Finds objects of any kind by label selector, without a look at all of them. */

import { append } from "../../base/collections.ts";
import { matchesSelector } from "../../kubernetes/manifests/label-selector.ts";
import type { LabelSelector, Labels } from "../../kubernetes/manifests/object.ts";

/** Something with labels in a namespace. */
export interface Labelled {
  readonly namespace: string;
  readonly labels: Labels;
}

export interface LabelIndex<T extends Labelled> {
  /** Those in the namespace that the selector matches, in the order they were indexed. */
  readonly select: (namespace: string, selector: LabelSelector) => readonly T[];
  /** Those that share the rarest pair with the selector, found without a look at each; it matches no others. */
  readonly candidates: (namespace: string, selector: LabelSelector) => readonly T[];
}

/**
 * An index by namespace and label pair: a selector looks only at those that share the rarest of its pairs. Each value of a
 * selector costs what it finds, not what there is.
 */
export function indexByLabels<T extends Labelled>(items: Iterable<T>): LabelIndex<T> {
  const byNamespace = new Map<string, T[]>();
  for (const item of items) append(byNamespace, item.namespace, item);
  // Keys are indexed when a selector first asks for them: most labels are never selected on.
  const byKey = new Map<string, ReadonlyMap<string, readonly T[]>>();
  const valuesOf = (namespace: string, key: string): ReadonlyMap<string, readonly T[]> => {
    const id = `${namespace}/${key}`;
    const known = byKey.get(id);
    if (known !== undefined) return known;
    const values = new Map<string, T[]>();
    for (const item of byNamespace.get(namespace) ?? []) {
      const value = Object.hasOwn(item.labels, key) ? item.labels[key] : undefined;
      if (value !== undefined) append(values, value, item);
    }
    byKey.set(id, values);
    return values;
  };
  const candidates = (namespace: string, selector: LabelSelector): readonly T[] => {
    let fewest: readonly T[] = byNamespace.get(namespace) ?? [];
    for (const [key, value] of Object.entries(selector.matchLabels)) {
      const found = valuesOf(namespace, key).get(value) ?? [];
      if (found.length < fewest.length) fewest = found;
    }
    return fewest;
  };
  return {
    select: (namespace, selector) =>
      candidates(namespace, selector).filter(({ labels }) => matchesSelector(selector, labels)),
    candidates,
  };
}
