/**
 * Reads the label selectors of CoreDNS's options: kubectl's text form without `!=`, `<` and `>`, which a LabelSelector does
 * not have (apimachinery meta/v1/helpers.go ParseToLabelSelector, LabelSelectorAsSelector).
 */
import type { ServiceModel } from "../../cluster/state/cluster.ts";
import { matchesSelector, readLabelSelector } from "../../kubernetes/manifests/label-selector.ts";
import type { SelectorRequirement } from "../../kubernetes/manifests/object.ts";

type Labels = ServiceModel["labels"];

/** True when the labels satisfy every requirement of the selector. */
export type LabelTest = (labels: Labels) => boolean;

/**
 * Reads `a=b,e in (x,y),f notin (z),g,!h`. The empty selector matches everything. Of two values for one key, the last counts.
 * @returns undefined when CoreDNS does not start with the text
 */
export function readLabelTest(text: string): LabelTest | undefined {
  const requirements = readLabelSelector(text);
  if ("error" in requirements || requirements.some(({ symbol }) => /^(!=|<|>)$/.test(symbol))) return undefined;
  const matchLabels: Record<string, string> = {};
  const matchExpressions: SelectorRequirement[] = [];
  for (const requirement of requirements) {
    const { symbol, key, values } = requirement;
    if (symbol === "=" || symbol === "==") matchLabels[key] = values[0] ?? "";
    else matchExpressions.push(requirement);
  }
  return (labels) => matchesSelector({ matchLabels, matchExpressions }, labels);
}
