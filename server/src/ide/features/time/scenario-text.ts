/** Writes a plan of the panel as the text of a scenario file. What the panel shows is read from this text, as `podns timeline` reads it. */

import { formatDuration } from "../../../cluster/scenario/duration.ts";
import { parseObjectRef } from "../../../cluster/scenario/object-ref.ts";
import type { PlannedEvent, TimelinePlan } from "../../../protocol/timeline.ts";

/** More events than a person plans by hand. */
const mostEvents = 50;
/** Seconds: a day. */
const latest = 86_400;
/** More Pods than a workload is scaled to. */
const mostReplicas = 10_000;

/** What a plan's text needs beside the plan. */
export interface PlanSurroundings {
  /** How the same is asked on the command line; one line. */
  readonly command: string;
  /** The Pod that asks, `namespace/name`. */
  readonly asker: string | undefined;
  /** `namespace/name` of the StatefulSets whose policy is another than the plan's. */
  readonly otherPolicy: readonly string[];
}

/** The text of a scenario file, and what of the plan cannot be written. */
export function scenarioText(
  plan: TimelinePlan,
  { command, asker, otherPolicy }: PlanSurroundings,
): { readonly text: string; readonly problems: readonly string[] } {
  const written = plan.events.slice(0, mostEvents).map(eventLines);
  const problems = written.flatMap(({ problem }) => problem ?? []);
  if (plan.events.length > mostEvents) problems.push(`there are more than ${mostEvents} events`);
  const events = [...policyLines(plan, otherPolicy), ...written.flatMap(({ lines }) => lines)];
  const clients = plan.cache === "none" || asker === undefined ? [] : ["clients:", `  ${podRef(asker)}: ${plan.cache}`];
  const lines = [
    "# A scenario for PodNS: what happens to the cluster, and when.",
    `# ${oneLine(command)}`,
    ...(plan.start === "settled" ? [] : ["start: empty"]),
    ...(plan.nodeLocal === undefined ? [] : ["caches:", `  nodeLocal: ${plan.nodeLocal}`]),
    ...clients,
    ...(events.length === 0 ? ["events: []"] : ["events:", ...events]),
  ];
  return { text: `${lines.join("\n")}\n`, problems };
}

/** The fields of a StatefulSet's policy cannot be patched: the set is made again before it has made a Pod. */
function policyLines({ start }: TimelinePlan, sets: readonly string[]): readonly string[] {
  if (start !== "OrderedReady" && start !== "Parallel") return [];
  return sets.flatMap((id) => [
    "  - at: 0s",
    `    replace: ${id.replace("/", "/statefulset/")}`,
    "    with:",
    "      spec:",
    `        podManagementPolicy: ${start}`,
  ]);
}

function eventLines(event: PlannedEvent): { readonly lines: readonly string[]; readonly problem?: string } {
  const { at, verb, target, replicas = 1 } = event;
  // Only a text that can be read as a reference is written as one.
  if (parseObjectRef(target) === undefined || target.trim() !== target)
    return { lines: [], problem: `'${oneLine(target).slice(0, 80)}' names no object` };
  if (!(at >= 0 && at <= latest)) return { lines: [], problem: `an event is between 0 and ${latest} seconds` };
  const when = `  - at: ${formatDuration(at)}`;
  switch (verb) {
    case "late":
      return { lines: [when, `    apply: ${target}`] };
    case "scale":
      return Number.isInteger(replicas) && replicas >= 0 && replicas <= mostReplicas
        ? { lines: [when, `    scale: ${target}`, `    replicas: ${replicas}`] }
        : { lines: [], problem: `'replicas' is a whole number from 0 to ${mostReplicas}` };
    case "delete":
    case "restart":
    case "rollout":
    case "node-down":
      return { lines: [when, `    ${verb}: ${target}`] };
  }
}

function podRef(id: string): string {
  return id.replace("/", "/pod/");
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, " ");
}
