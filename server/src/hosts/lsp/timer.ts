/** Waits a bounded time on any platform. The only file that names the timers that Node and browsers share. */

declare function setTimeout(run: () => void, milliseconds: number): unknown;
declare function clearTimeout(handle: unknown): void;
declare const performance: { readonly now: () => number };

/** Resolves after so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Resolves when the promise is settled, or after so many milliseconds; never rejects and leaves no timer behind. */
export function atMost(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}

/**
 * Tells when others should have a turn of the event loop: a promise of it when so many milliseconds have passed since the
 * last one.
 */
export function pacer(milliseconds: number): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < milliseconds) return undefined;
    return pause(0).then(() => {
      since = performance.now();
    });
  };
}
