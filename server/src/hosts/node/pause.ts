/** Cuts long synchronous work into slices, between which the event loop takes its other events. */

/**
 * Makes a function to await between steps: it resolves at once, or after other work has had its turn when the slice is
 * used up.
 * @param sliceMs milliseconds of work at a stretch
 */
export function makePause(sliceMs: number): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}
