/** Knows label selectors (k8s.io/apimachinery pkg/labels); refuses to know what carries the labels. */
import type { LabelSelector, Labels, SelectorRequirement } from "../manifests/object.ts";

/** True when every pair of a plain map selector is among the labels. An empty selector matches everything. */
export function matchesLabels(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** True when a metav1.LabelSelector selects the labels. Unknown operators match nothing. */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  return (
    matchesLabels(selector.matchLabels, labels) &&
    selector.matchExpressions.every((rule) => matchesRequirement(rule, labels))
  );
}

/** One requirement; Gt and Lt compare integers (node affinity). */
export function matchesRequirement({ key, operator, values }: SelectorRequirement, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
