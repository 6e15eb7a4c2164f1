/**
 * Runs the rounds in which something is followed: waits until things are quiet, looks, and hands on what is new. Many
 * changes are one round. What is looked at, and what becomes of it, is given.
 */
import { makePause } from "../../node/pause.ts";
import { watchFolders } from "../../node/watch-folders.ts";

/** Milliseconds of work at a stretch: questions are answered in between. */
const sliceMs = 10;
/**
 * Milliseconds without a hint after which things are quiet, by the number of hints before: the more has changed, the more
 * is likely to come.
 */
const quietMs = (hints: number): number => (hints < 10 ? 60 : hints < 100 ? 250 : 500);
/** Milliseconds after which what is there is handed on although things are not quiet. */
const longestMs = 10_000;
/** Milliseconds between two looks when nothing hints at a change: some disks tell of none, and links lead anywhere. */
const idleMs = 2000;
/** Looks without a hint take at most one part of so many of the time. */
const idleShare = 20;

/** What a look found. */
export interface Looked {
  /** There is something to hand on. */
  readonly isChanged: boolean;
  /** Where a change may matter. */
  readonly folders: Iterable<string>;
  /** Milliseconds after which something has to be looked at again; undefined: when there is a hint. */
  readonly againIn: number | undefined;
}

/** Awaited between steps of work: others get their turn. Rejects when following ends. */
export type Pause = () => Promise<void>;

export interface Steps<T extends Looked> {
  readonly look: (pause: Pause) => Promise<T>;
  /** Takes what the last look found. */
  readonly handOn: (looked: T, isChanged: boolean, pause: Pause) => Promise<void>;
  /** Told when a step fails; the next change is another chance. */
  readonly failed: (error: unknown) => void;
  /** Told why hints may be missing. */
  readonly unwatched: (why: string) => void;
}

/** Ends following. */
export type StopFollowing = () => Promise<void>;

class Stopped extends Error {}

/** @param folders where changes matter until the first look has found more */
export function follow<T extends Looked>(folders: Iterable<string>, steps: Steps<T>): StopFollowing {
  const hints = makeHints();
  const watch = watchFolders(hints.add, steps.unwatched);
  let isStopped = false;
  const makeSteps = (): Pause => {
    const pause = makePause(sliceMs);
    return async () => {
      await pause();
      if (isStopped) throw new Stopped();
    };
  };
  const round = async (): Promise<Looked> => {
    const began = performance.now();
    const pause = makeSteps();
    let isChanged = false;
    for (;;) {
      await hints.quiet(began + longestMs);
      const count = hints.count();
      const looked = await steps.look(pause);
      isChanged ||= looked.isChanged;
      const isMore = watch.sync(looked.folders) || (isChanged && hints.count() !== count);
      if (isMore && performance.now() - began < longestMs) continue;
      await steps.handOn(looked, isChanged, pause);
      return looked;
    }
  };
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const began = performance.now();
      let againIn: number | undefined;
      try {
        ({ againIn } = await round());
      } catch (error) {
        if (!(error instanceof Stopped)) steps.failed(error);
      }
      const idle = Math.max(idleMs, (performance.now() - began) * idleShare);
      if (!isStopped) await hints.next(Math.min(againIn ?? idle, idle));
    }
  };
  watch.sync(folders);
  const running = run();
  return async () => {
    isStopped = true;
    watch.close();
    hints.wake();
    await running;
  };
}

interface Hints {
  readonly add: () => void;
  /** All hints until now. */
  readonly count: () => number;
  /** Resolves at the next hint that has not been waited for, or after so many milliseconds. */
  readonly next: (ms: number) => Promise<void>;
  /** Resolves when there has been no hint for a while, at the latest at an instant of `performance`. */
  readonly quiet: (latest: number) => Promise<void>;
  /** Ends all waiting. */
  readonly wake: () => void;
}

function makeHints(): Hints {
  let count = 0;
  let met = 0;
  let last = 0;
  let isAwake = false;
  let wake = (): void => {};
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (isAwake) resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    add: () => {
      count += 1;
      last = performance.now();
      wake();
    },
    count: () => count,
    next: async (ms) => {
      if (count === met) await wait(ms);
    },
    quiet: async (latest) => {
      const before = met;
      for (;;) {
        const now = performance.now();
        const left = Math.min(last + quietMs(count - before), latest) - now;
        if (count === before || left <= 0 || isAwake) break;
        await new Promise((resolve) => setTimeout(resolve, Math.min(left, 50)));
      }
      met = count;
    },
    wake: () => {
      isAwake = true;
      wake();
    },
  };
}
