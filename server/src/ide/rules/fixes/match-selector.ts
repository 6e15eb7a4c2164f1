/** Makes a Service's selector match a workload's Pods by changing only the labels that differ. */

import type { Edit } from "../../../base/edit.ts";
import { addAll } from "../../../base/long-lists.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { labelsOfPods } from "../../../kubernetes/manifests/pod-template.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import type { Fix } from "../run/rule.ts";
import { removeField, replaceValue } from "./edit-fields.ts";

/** Other values are replaced, labels that the Pods lack are taken out. Not offered when nothing would be left. */
export function matchSelector(analysis: Analysis, service: Declaration, maker: Declaration): readonly Fix[] {
  const labels = labelsOfPods(maker.object) ?? {};
  const selector = service.object.kind === "Service" ? (service.object.selector ?? {}) : {};
  const wrong = Object.entries(selector).filter(([key, value]) => labels[key] !== value);
  const kept = Object.keys(selector).filter((key) => labels[key] !== undefined);
  if (wrong.length === 0 || kept.length === 0) return [];
  const edits: Edit[] = [];
  for (const [key] of wrong) {
    const path = ["spec", "selector", key];
    const value = labels[key];
    const change =
      value === undefined ? removeField(analysis, service, path) : replaceValue(analysis, service, path, value);
    if (change.length === 0) return [];
    addAll(edits, change);
  }
  const title = `Make the selector of Service '${service.object.meta.name}' match the Pods of ${maker.object.kind} '${maker.object.meta.name}'`;
  return [{ title, preferred: true, edits }];
}
