/** Shows a timeline in its wire form: spans of answers, of caches and of the Pods' states, bounded in number and length. */

import { byName } from "../../../base/natural-order.ts";
import type { History } from "../../../cluster/history/history.ts";
import type { PodModel } from "../../../cluster/state/cluster.ts";
import type {
  PodState,
  TimelineAnswer,
  TimelineCacheSpan,
  TimelinePod,
  TimelineResult,
} from "../../../protocol/timeline.ts";
import type { Given, Row, Timeline } from "../../timeline/timeline.ts";
import { resultName, sourceName } from "../../timeline/words.ts";

/** Rows of each kind: more make no picture. */
const mostRows = 2000;
/** Pods that have a track of their own. */
const mostPods = 40;
/** Addresses of one answer that are written out. */
const mostAddresses = 8;

/** Rows as the panel shows them. */
export function answersOf(rows: readonly Row[]): readonly TimelineAnswer[] {
  return rows.slice(0, mostRows).map((row) => ({
    from: row.from,
    to: row.to,
    outcome: row.outcome,
    shown: shownAnswer(row),
    by: row.sources.map(sourceName).join(", "),
    stale: row.stale,
    why: row.why,
  }));
}

function shownAnswer(row: Row): string {
  const { answer } = row;
  if (answer.length <= mostAddresses) return resultName(row);
  const shown = resultName({ ...row, answer: answer.slice(0, mostAddresses) });
  return `${shown} and ${answer.length - mostAddresses} more`;
}

/** The times in which a cache gave the answers. */
export function cachesOf({ given }: Timeline): readonly TimelineCacheSpan[] {
  return given.flatMap(cacheSpan).slice(0, mostRows);
}

function cacheSpan({ source, ...rest }: Given): readonly TimelineCacheSpan[] {
  return source === "server" || source === "nobody" ? [] : [{ cache: source, ...rest }];
}

/** What happened until the end of the timeline. */
export function happeningsOf({ happenings }: History, until: number): TimelineResult["happenings"] {
  return happenings
    .filter(({ at }) => at <= until)
    .slice(0, mostRows)
    .map(({ at, text, event }) => ({ at, text, event }));
}

/**
 * The tracks of Pods: those that change, and those that the name or the question is about; where nothing changes, the first.
 * @param about `namespace/name` of Pods that are shown in any case
 */
export function podTracks(
  { states }: History,
  until: number,
  about: ReadonlySet<string>,
): Pick<TimelineResult, "pods" | "morePods"> {
  const tracks = new Map<
    string,
    { name: string; last: string; spans: { from: number; state: PodState | undefined }[] }
  >();
  for (const { at, pods } of states) {
    if (at > until) break;
    const seen = new Set<string>();
    for (const pod of pods) {
      const id = `${pod.namespace}/${pod.name}`;
      const state = stateOf(pod);
      // Where two Pods have the same name for an instant, the newer one counts.
      if (seen.has(id) && state === "terminating") continue;
      seen.add(id);
      const track = tracks.get(id) ?? { name: pod.name, last: "", spans: [] };
      tracks.set(id, track);
      change(track.spans, at, state);
    }
    for (const [id, { spans }] of tracks) if (!seen.has(id)) change(spans, at, undefined);
  }
  const ids = [...tracks.keys()].sort(byName);
  const wanted = ids.filter(
    (id) => about.has(id) || (tracks.get(id)?.spans.length ?? 0) > 1 || startsLate(tracks.get(id)?.spans),
  );
  const shown = (wanted.length > 0 ? wanted : ids).slice(0, mostPods);
  return {
    pods: shown.map((id): TimelinePod => {
      const { name = "", spans = [] } = tracks.get(id) ?? {};
      return { id, name, states: spansOf(spans) };
    }),
    morePods: ids.length - shown.length,
  };
}

function change(spans: { from: number; state: PodState | undefined }[], at: number, state: PodState | undefined): void {
  const last = spans.at(-1);
  if (last?.state === state && last !== undefined) return;
  if (last?.from === at) spans.pop();
  spans.push({ from: at, state });
}

function startsLate(spans: readonly { readonly from: number }[] | undefined): boolean {
  return (spans?.[0]?.from ?? 0) > 0;
}

function spansOf(
  spans: readonly { readonly from: number; readonly state: PodState | undefined }[],
): TimelinePod["states"] {
  return spans.flatMap(({ from, state }, index) =>
    state === undefined ? [] : [{ from, to: spans[index + 1]?.from ?? null, state }],
  );
}

function stateOf({ addresses, phase, ready, terminating }: PodModel): PodState {
  if (terminating) return "terminating";
  if (addresses.length === 0) return "pending";
  if (phase === "Pending") return "starting";
  return ready ? "ready" : "not-ready";
}
