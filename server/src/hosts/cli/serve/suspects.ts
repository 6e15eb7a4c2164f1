/** Remembers states that may pass: a file that is gone or cut off while somebody writes it. */
import { smallest } from "../../../base/long-lists.ts";

/**
 * Milliseconds for which such a state may last before it counts: editors and version control take a file away and bring
 * it back.
 */
const patienceMs = 1000;

export interface Suspects {
  readonly has: (path: string) => boolean;
  /** True while the state may pass. It begins when it is seen for the first time. */
  readonly isWaiting: (path: string, state: string) => boolean;
  readonly clear: (path: string) => void;
  readonly paths: () => Iterable<string>;
  /** Milliseconds until one has lasted long enough; undefined when none is waited for. */
  readonly againIn: () => number | undefined;
}

export function makeSuspects(): Suspects {
  const known = new Map<string, { readonly state: string; readonly since: number }>();
  return {
    has: (path) => known.has(path),
    isWaiting: (path, state) => {
      const before = known.get(path);
      if (before?.state === state) return performance.now() - before.since < patienceMs;
      known.set(path, { state, since: performance.now() });
      return true;
    },
    clear: (path) => {
      known.delete(path);
    },
    paths: () => known.keys(),
    againIn: () => {
      const left = [...known.values()].map(({ since }) => since + patienceMs - performance.now());
      const waiting = left.filter((ms) => ms > 0);
      return waiting.length === 0 ? undefined : Math.ceil(smallest(waiting));
    },
  };
}
