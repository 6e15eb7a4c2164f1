/** Follows TCP connections to the addresses that a name had. DNS does not move them. */
import type { Break, PodIncarnation } from "../../cluster/history/pod-incarnation.ts";
import { keyOf } from "../../cluster/history/pod-incarnation.ts";
import type { Instant } from "../../cluster/scenario/scenario.ts";
import type { PlayedScenario } from "./played-scenario.ts";
import type { Row, Timeline } from "./timeline.ts";

/** A connection that was opened to an address while the name had it. */
export interface Connection {
  readonly address: string;
  /** `namespace/name`. */
  readonly pod: string;
  /** Since when it can be open; 0: since before the scenario. */
  readonly from: Instant;
  /** When it ends, and why; null: it does not. */
  readonly ends: { readonly at: Instant; readonly how: Break["how"]; readonly gone: Instant | null } | null;
  /** When the client first gets an address that answers again, and which; null: not in this timeline. */
  readonly next: { readonly at: Instant; readonly addresses: readonly string[] } | null;
}

/** One for each address of a Pod that the client got, by the time of the end. */
export function connectionsOf(played: PlayedScenario, { seen }: Timeline): readonly Connection[] {
  const told = new Set(seen.filter(({ outcome }) => outcome === "resolved").flatMap(({ answer }) => answer));
  const found = [...told].flatMap((address) => {
    const life = played.history.incarnations.find(({ addresses, former }) =>
      [...addresses, ...former].some(({ ip }) => ip === address),
    );
    return life === undefined ? [] : connection(address, life, seen);
  });
  return found.sort((a, b) => (a.ends?.at ?? Infinity) - (b.ends?.at ?? Infinity) || a.from - b.from);
}

function connection(address: string, life: PodIncarnation, seen: readonly Row[]): Connection {
  const from = Math.max(0, life.created === -Infinity ? 0 : life.started);
  const [first] = life.breaks;
  const gone = Number.isFinite(life.gone) ? life.gone : null;
  const ends =
    first === undefined ? null : { at: first.at, how: first.how, gone: first.how === "deleted" ? gone : null };
  return { address, pod: keyOf(life), from, ends, next: ends === null ? null : nextAddress(address, ends, seen) };
}

/** The first answer after the end that is true and has an address which is not the broken one, or is it again after a restart. */
function nextAddress(
  address: string,
  { at, how }: NonNullable<Connection["ends"]>,
  seen: readonly Row[],
): Connection["next"] {
  for (const row of seen) {
    if (row.to !== null && row.to <= at) continue;
    if (row.outcome !== "resolved" || row.stale) continue;
    const addresses = how === "restarted" ? row.answer : row.answer.filter((other) => other !== address);
    if (addresses.length === 0) continue;
    // Containers that were just killed answer only once they are ready, which the answer shows by coming back.
    if (how === "restarted" && row.from <= at && row.answer.length === 1) continue;
    return { at: Math.max(row.from, at), addresses };
  }
  return null;
}
