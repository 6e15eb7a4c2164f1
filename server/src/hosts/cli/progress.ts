/** Says how far a long command is, on a terminal, once it takes longer than a moment. */

/** Called again and again with what is done and how many there are. */
export type Progress = (what: string, done: number, of: number) => void;

/** Milliseconds without a word, and between two. */
const patience = { first: 1000, next: 100 };

/**
 * @param status shows a line; absent: nobody watches
 * @param now milliseconds, from any moment on
 */
export function makeProgress(
  status: ((line: string) => void) | undefined,
  now: () => number = () => performance.now(),
): Progress {
  if (status === undefined) return () => {};
  const began = now();
  let next = began + patience.first;
  return (what, done, of) => {
    if (now() < next) return;
    next = now() + patience.next;
    status(`podns: ${what}: ${Math.min(done, of)} of ${of}`);
  };
}
