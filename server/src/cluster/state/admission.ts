/**
 * Finds what keeps the controllers from making a workload's Pods although the API server accepted the workload. What
 * the API server itself refuses is in validation/.
 */
import type { NodeObject } from "../../kubernetes/manifests/object.ts";
import type { ClusterNote } from "./cluster.ts";
import type { Workload } from "./owners.ts";
import { countOf, longestCertainSetName } from "./predict.ts";

/** With the label controller-revision-hash `<set>-<hash>`, a hash of 9 or 8 characters may still fit (53 and 54). */
const shortestImpossibleSetName = 55;

/**
 * What keeps a workload from having its Pods, or makes that uncertain.
 * @param most how many Pods the model has of it
 */
export function problemOf(
  { object, declaration }: Workload,
  nodes: readonly NodeObject[],
  most: number,
): ClusterNote | undefined {
  const { name } = object.meta;
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
  const count = countOf(object, nodes);
  if (count > most) {
    const shown = most === 1 ? "the first one is" : `the first ${most} are`;
    const message = `${object.kind} '${name}' wants ${object.kind === "DaemonSet" ? `up to ${count}` : count} Pods: ${shown} shown`;
    return { declaration, kind: "pods-left-out", message };
  }
  return undefined;
}
