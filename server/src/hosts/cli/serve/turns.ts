/** Bounds what runs at one time, and what runs before the event loop takes its other events. First come, first served. */

/** Resolves when there is room. Whoever got it gives it back exactly once by calling the result. */
export type TakeTurn = () => Promise<() => void>;

/** @param most tasks at one time */
export function makeTurns(most: number): TakeTurn {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async () => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      const next = waiting.shift();
      // The turn goes over to whoever waits.
      if (next === undefined) running -= 1;
      else next();
    };
  };
}

/** Resolves in a turn of the event loop in which nobody else's call resolves: between two steps all other events are taken. */
export type NextStep = () => Promise<void>;

/** Makes the queue of those who do long synchronous steps. */
export function makeSteps(): NextStep {
  const waiting: (() => void)[] = [];
  const take = (): void => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(take);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(take);
    });
}
