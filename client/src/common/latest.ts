/** Delays work until things are quiet, and drops an answer that a newer question has overtaken. */

export interface Debounced {
  /** (Re)starts the wait. */
  readonly trigger: () => void;
  readonly cancel: () => void;
}

/** Calls `action` once `ms` milliseconds have passed without another trigger. */
export function debounced(action: () => void, ms: number): Debounced {
  let timer: unknown;
  const cancel = (): void => clearTimeout(timer);
  const trigger = (): void => {
    cancel();
    timer = setTimeout(action, ms);
  };
  return { trigger, cancel };
}

/**
 * Runs one asynchronous question at a time, as seen by the caller: `run` gives undefined when a later `run` began
 * before its own answer came (also when it failed, as that failure no longer matters).
 */
export function latestOnly(): <T>(ask: () => Promise<T>) => Promise<T | undefined> {
  let current = 0;
  return async (ask) => {
    current += 1;
    const mine = current;
    try {
      const answer = await ask();
      return mine === current ? answer : undefined;
    } catch (error) {
      if (mine !== current) return undefined;
      throw error;
    }
  };
}
