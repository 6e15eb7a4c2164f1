/** Knows how to wait a bounded time on any platform. The one place that names the timers that Node and browsers share. */

declare function setTimeout(run: () => void, milliseconds: number): unknown;
declare function clearTimeout(handle: unknown): void;

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
