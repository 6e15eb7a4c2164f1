/** Matches labels against label selectors (k8s.io/apimachinery pkg/labels), whatever object carries the labels. */
import type { LabelSelector, Labels, SelectorRequirement } from "../manifests/object.ts";

/** True when every pair of a plain map selector is among the labels. An empty selector matches everything. */
export function matchesLabels(selector: Labels, labels: Labels): boolean {
  for (const key in selector) if (!Object.hasOwn(labels, key) || labels[key] !== selector[key]) return false;
  return true;
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
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
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
      return integer(value) > integer(values[0]);
    case "Lt":
      return integer(value) < integer(values[0]);
    default:
      return false;
  }
}

/** What strconv.ParseInt takes; NaN, which compares with nothing, for all else. */
function integer(text: string | undefined): number {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
}
