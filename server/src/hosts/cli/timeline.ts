/** Prints a timeline for `podns timeline`. It does not compute the timeline. */

import { formatDuration } from "../../cluster/scenario/duration.ts";
import { clientCaches } from "../../cluster/scenario/scenario.ts";
import type { ClientId } from "../../dns/clients/simulation.ts";
import { presumedOutside } from "../../dns/server/presumed-outside.ts";
import { type Connection, connectionsOf } from "../../ide/timeline/connections.ts";
import type { PlayedScenario } from "../../ide/timeline/played-scenario.ts";
import { mostQuestions, type Row, type Timeline, timelineOf } from "../../ide/timeline/timeline.ts";
import { resultName, sourceName, timelineWords } from "../../ide/timeline/words.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { playedWith } from "./asking-environment.ts";
import type { CommandEnvironment } from "./command-environments.ts";
import { openScenario, type ScenarioOptions } from "./scenario.ts";
import type { Session } from "./session.ts";
import { type Shown, shownJson, shownLines } from "./shown.ts";
import { table } from "./table.ts";
import { UsageError } from "./terminal.ts";

export interface TimelineOptions extends ScenarioOptions {
  readonly from?: string;
  readonly type?: string;
  readonly as?: ClientId;
  readonly clientCache?: string;
  readonly every: number;
  readonly until?: number;
  readonly format: string;
}

/** What the JSON means; shown by --help. */
export const timelineHelp: string = `
Four parts: what happens (events, and what follows from them); what the client sees; what the DNS server itself says, past
all caches; and in words what that means for caches and open connections.

--format json: { name, from, every, until, events: [{ at, text, pod, event }], seen: [ROW], server: [ROW],
bounds: { positive, negative, parts: [{ cache, positive, negative }] },
connections: [{ address, pod, from, ends: { at, how, gone }, next: { at, addresses } }], words: [sentence] }
ROW: { from, to, outcome, rcode, answer, name, ttl: [first, last], servedBy, stale, pods, why }
All times are seconds since the scenario began; to: null, to the end. servedBy: server, coredns (its cache plugin), node-local,
client (its own cache) or nobody (no container runs that could ask). stale: the server itself says something else. A bound
of null has no end. how: deleted, gone, restarted, node-down.`;

/**
 * Prints the timeline of a name.
 * @throws UsageError when no Pod of the asker's name ever runs, or when the timeline takes too many questions
 */
export function timeline(
  session: Session,
  analysis: Analysis,
  asked: {
    readonly name: string;
    readonly environments: readonly CommandEnvironment[];
    readonly options: TimelineOptions;
  },
): void {
  const { name, environments, options } = asked;
  if (options.every <= 0) throw new UsageError("'--every' must be above 0");
  if ((options.until ?? 0) / options.every > mostQuestions)
    throw new UsageError(`these are more than ${mostQuestions} questions; ask less often (--every)`);
  const scenario = openScenario(options, session.terminal);
  const { played, from } = playedWith(session, analysis, environments, {
    from: options.from,
    scenario,
    file: options.scenario,
  });
  const cache = options.clientCache === undefined ? undefined : clientCaches[options.clientCache];
  const made = timelineOf({
    played,
    from,
    defaultNamespace: analysis.settings.defaultNamespace,
    typed: { name, ...(options.type === undefined ? {} : { type: options.type }) },
    every: options.every,
    // Names outside the cluster do not change in the scenario, and are not asked again and again.
    outside: presumedOutside,
    ...(options.until === undefined ? {} : { until: options.until }),
    ...(options.as === undefined ? {} : { client: options.as }),
    ...(cache === undefined ? {} : { cache }),
  });
  const connections = connectionsOf(played, made);
  const words = timelineWords(name, made, connections);
  const printed = { name, from: options.from ?? null, played, timeline: made, connections, words };
  session.terminal.out(
    options.format === "json"
      ? shownJson(timelineJson(printed))
      : timelineText(printed, session.terminal.look?.columns),
  );
}

interface Printed {
  readonly name: string;
  readonly from: string | null;
  readonly played: PlayedScenario;
  readonly timeline: Timeline;
  readonly connections: readonly Connection[];
  readonly words: readonly string[];
}

function timelineJson({
  name,
  from,
  played,
  timeline: { every, until, seen, truth, bounds },
  connections,
  words,
}: Printed): object {
  const events = played.history.happenings
    .filter(({ at }) => at <= until)
    .map(({ at, text, pod, event }) => ({ at, text, pod: pod ?? null, event }));
  // JSON cannot hold infinity, so it is null.
  return {
    name,
    from,
    every,
    until,
    events,
    seen: seen.map(rowJson),
    server: truth.map(rowJson),
    bounds,
    connections,
    words,
  };
}

function rowJson(row: Row): object {
  const { from, to, outcome, rcode, answer, name, ttls, sources, stale, pods, why } = row;
  return { from, to, outcome, rcode, answer, name, ttl: ttls, servedBy: sources, stale, pods, why };
}

function timelineText(
  { name, from, played, timeline: { every, until, seen, truth }, words }: Printed,
  columns: number | undefined,
): Shown {
  const events = played.history.happenings
    .filter(({ at }) => at <= until)
    .map(({ at, text, event }) => [formatDuration(at), event ? text : `  ${text}`]);
  const happens =
    events.length === 0 ? ["Nothing happens."] : ["What happens:", ...table(["AT", "EVENT"], events, columns)];
  const who = from === null ? "" : ` in Pod '${from}'`;
  return shownLines([
    ...happens,
    "",
    `What '${name}' is, asked${who} every ${formatDuration(every)}, until ${formatDuration(until)}:`,
    ...rowLines(seen, columns),
    "",
    "What the DNS server itself says:",
    ...rowLines(truth, columns),
    "",
    ...words,
  ]);
}

function rowLines(rows: readonly Row[], columns: number | undefined): readonly string[] {
  return table(
    ["FROM", "TO", "RCODE", "ANSWER", "TTL", "SERVED BY", "STALE", "WHY"],
    rows.map((row) => [
      formatDuration(row.from),
      row.to === null ? "" : formatDuration(row.to),
      row.outcome === "nodata" ? "NODATA" : (row.rcode ?? "-"),
      row.answer.length > 0 ? row.answer : row.outcome === "resolved" ? resultName(row) : "-",
      row.ttls === null ? "-" : row.ttls[0] === row.ttls[1] ? `${row.ttls[0]}` : `${row.ttls[0]}…${row.ttls[1]}`,
      row.sources.map(sourceName).join(", "),
      row.stale ? "stale" : "",
      row.why,
    ]),
    columns,
  );
}
