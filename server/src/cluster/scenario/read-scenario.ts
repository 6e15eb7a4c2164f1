/** Reads a scenario's file, YAML or JSON (schemas/scenario.schema.json). Each defect is reported with its line. */

import type { Uri } from "../../base/source.ts";
import type { Manifest } from "../../kubernetes/manifests/manifest.ts";
import { readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { type EventContext, readEvent } from "./read-event.ts";
import { lineIn, Reading, type ScenarioProblem } from "./reading.ts";
import {
  type ClientCache,
  clientCaches,
  defaultTimings,
  type Scenario,
  type ScenarioEvent,
  type Timings,
  uneventful,
} from "./scenario.ts";

export type ReadFile = EventContext["readFile"];

/**
 * Reads a scenario.
 * @param readFile the text of a file named in it, relative to it; undefined when it cannot be read
 * @returns the scenario as far as it can be read, and what is wrong with it
 */
export function readScenario(
  text: string,
  uri: Uri,
  readFile: ReadFile,
): { readonly scenario: Scenario; readonly problems: readonly ScenarioProblem[] } {
  const problems: ScenarioProblem[] = [];
  const result = readYaml(text);
  if (result.kind === "empty") return { scenario: uneventful, problems };
  const place: Manifest = { text, declarations: [], bases: [], problems: [] };
  if (result.kind === "error") {
    const line = lineIn(place, result.span.start);
    return { scenario: uneventful, problems: [{ line, message: `this cannot be read: ${result.message}` }] };
  }
  for (const { span, message } of result.strict) problems.push({ line: lineIn(place, span.start), message });
  const scenario = readRoot(new Reading(result.value, [], place, problems), { uri, readFile });
  return { scenario, problems: problems.sort((a, b) => a.line - b.line) };
}

function readRoot(root: Reading, context: EventContext): Scenario {
  // `$schema` and `description` are for people and editors.
  const fields = root.fields(
    "$schema",
    "description",
    "start",
    "absent",
    "timings",
    "workloads",
    "nodes",
    "caches",
    "clients",
    "events",
  );
  const start = fields.start.string() ?? "settled";
  if (start !== "settled" && start !== "empty") fields.start.problem("'start' is 'settled' or 'empty'");
  const timings = fields.timings.fields(...podTimings, "nodeGrace", "eviction");
  const caches = fields.caches.fields("corednsReplicas", "nodeLocal");
  const events = readEvents(fields.events, context);
  return {
    start: start === "empty" ? "empty" : "settled",
    absent: fields.absent.items().flatMap((item) => {
      const target = item.ref();
      return target === undefined ? [] : [{ target, line: item.line }];
    }),
    timings: { ...defaultTimings, ...readTimings(timings) },
    workloads: fields.workloads.entries().flatMap(([key, value]) => {
      const target = value.refOf(key);
      return target === undefined ? [] : [{ target, timings: readTimings(value.fields(...podTimings)) }];
    }),
    node: {
      grace: timings.nodeGrace.duration() ?? uneventful.node.grace,
      eviction: timings.eviction.duration({ never: Number.POSITIVE_INFINITY }) ?? uneventful.node.eviction,
    },
    placement: fields.nodes.entries().map(([node, pods]) => ({
      node,
      pods: pods.items().flatMap((item) => item.ref() ?? []),
    })),
    coreDnsReplicas: caches.corednsReplicas.count(1) ?? 1,
    nodeLocal: caches.nodeLocal.boolean(),
    clients: fields.clients.entries().flatMap(([key, value]) => {
      const target = value.refOf(key);
      const cache = readClientCache(value);
      return target === undefined || cache === undefined ? [] : [{ target, cache }];
    }),
    events: inOrder(events),
  };
}

/** More events than any scenario needs: `ask … every` makes many of one. */
const mostEvents = 100_000;

function readEvents(field: Reading, context: EventContext): readonly ScenarioEvent[] {
  const events: ScenarioEvent[] = [];
  for (const item of field.items()) {
    for (const event of readEvent(item, context)) events.push(event);
    if (events.length <= mostEvents) continue;
    item.problem(`these are more than ${mostEvents} events`);
    break;
  }
  return events;
}

const podTimings = ["scheduling", "startup", "readiness", "termination"] as const;

const never = { never: Number.POSITIVE_INFINITY } as const;

function readTimings(fields: Readonly<Record<(typeof podTimings)[number], Reading>>): Partial<Timings> {
  const given = podTimings.map((key) => [key, fields[key].duration(key === "readiness" ? never : {})] as const);
  return Object.fromEntries(given.filter(([, seconds]) => seconds !== undefined));
}

function readClientCache(value: Reading): ClientCache | undefined {
  if (typeof value.value === "string") {
    if (!Object.hasOwn(clientCaches, value.value))
      value.problem(`'${value.value}' is not a client cache; there are ${Object.keys(clientCaches).join(", ")}`);
    return clientCaches[value.value];
  }
  const fields = value.fields("name", "positive", "negative");
  const forever = { forever: Number.POSITIVE_INFINITY };
  return {
    name: fields.name.string() ?? "the client",
    positive: fields.positive.value === "ttl" ? "ttl" : (fields.positive.duration(forever) ?? 0),
    negative: fields.negative.duration(forever) ?? 0,
  };
}

/** By time; a stable sort keeps the order of the file within an instant. */
function inOrder(events: readonly ScenarioEvent[]): readonly ScenarioEvent[] {
  return [...events].sort((a, b) => a.at - b.at);
}
