/** Knows which workloads the API server refuses, and which have no Pods because each of them is refused. */
import type { LabelSelector, WorkloadObject } from "../manifests/object.ts";
import type { ClusterNote } from "./cluster.ts";
import { isEmpty, selectorOf, type Workload } from "./owners.ts";
import { countOf, longestCertainSetName, mostPods } from "./predict.ts";
import { matchesSelector } from "./selectors.ts";

/** With the label controller-revision-hash `<set>-<hash>`, a hash of 9 or 8 characters may still fit (53 and 54). */
const shortestImpossibleSetName = 55;

/** What keeps a workload from having its Pods, or makes that uncertain. A refused one does not exist. */
export function problemOf({ object, declaration }: Workload): ClusterNote | undefined {
  const { name } = object.meta;
  // A text with holes in it is judged when they are filled.
  const refusal = declaration.templated ? undefined : (nameDefect(object) ?? selectorDefect(object));
  if (refusal !== undefined) return { declaration, kind: "refused", message: refusal };
  if (object.kind === "StatefulSet" && name.length > longestCertainSetName) {
    const length = `the name of StatefulSet '${name}' has ${name.length} characters`;
    return name.length >= shortestImpossibleSetName
      ? {
          declaration,
          kind: "no-pods-name-too-long",
          message: `${length}: every Pod is refused, as its label controller-revision-hash would exceed 63`,
        }
      : {
          declaration,
          kind: "pods-uncertain-name-length",
          message: `${length}: whether its Pods exist depends on the length of its revision's hash`,
        };
  }
  const count = countOf(object);
  if (count > mostPods) {
    const message = `${object.kind} '${name}' wants ${count} Pods: the first ${mostPods} are shown`;
    return { declaration, kind: "pods-left-out", message };
  }
  return undefined;
}

/** Rules of each kind beyond those of every name: pkg/apis/apps/validation, pkg/apis/batch/validation. */
function nameDefect({
  kind,
  meta: { name },
  serviceName = "",
  completions,
  completionMode,
}: WorkloadObject): string | undefined {
  if (kind === "StatefulSet") {
    if (!isLabel(name)) return `the name of StatefulSet '${name}' is not a DNS label`;
    if (serviceName !== "" && !isLabel(serviceName)) return `the serviceName '${serviceName}' is not a DNS label`;
  }
  if (kind === "CronJob" && name.length > 52) return `the name of CronJob '${name}' has more than 52 characters`;
  if (kind !== "Job") return undefined;
  if (name.length > 63) return `the name of Job '${name}' has more than 63 characters`;
  const last = `${name}-${(completions ?? 1) - 1}`;
  if (completionMode === "Indexed" && (completions ?? 1) > 0 && !isLabel(last))
    return `the host name '${last}' of Job '${name}' would not be a DNS label`;
  return undefined;
}

function selectorDefect(object: WorkloadObject): string | undefined {
  const { kind, template, meta } = object;
  // A Job's selector is the server's own; without a template there is nothing to compare.
  if (kind === "Job" || kind === "CronJob" || template === undefined) return undefined;
  const selector: LabelSelector | undefined = selectorOf(object);
  if (selector === undefined) return `${kind} '${meta.name}' has no spec.selector`;
  if (isEmpty(selector)) return `the selector of ${kind} '${meta.name}' is empty`;
  if (matchesSelector(selector, template.labels)) return undefined;
  return `the selector of ${kind} '${meta.name}' does not match its template's labels`;
}

/** DNS-1123 label (apimachinery util/validation). */
function isLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}
