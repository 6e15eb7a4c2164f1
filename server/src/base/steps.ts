/** Runs work that is written in steps, so that a caller with other things to do can stop between two of them. */

/** Work that pauses now and then and gives a result at its end. */
export type Steps<T> = Generator<undefined, T>;

/** Does all steps at once. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
