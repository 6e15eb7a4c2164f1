/** Says each trouble once, in one line, and once that it is over. Whether something is one is decided elsewhere. */

/** What is wrong with one unit: a file, a kustomization, an object, the configuration. */
export interface Trouble {
  /** What is called good again, as people name it. */
  readonly unit: string;
  /** The line without its end: what is wrong, where, and what stands in its place. */
  readonly line: string;
}

/**
 * Takes the troubles of now, by unit, and says what is new of them and what is over.
 * @param isGone true for a unit that was deleted: nothing is said of it any more
 */
export type ReportTroubles = (now: ReadonlyMap<string, Trouble>, isGone: (key: string) => boolean) => void;

/**
 * @param err takes a line
 * @param known what has been said already, in these lines
 */
export function makeTroubles(err: (line: string) => void, known: ReadonlyMap<string, Trouble>): ReportTroubles {
  let said = known;
  return (now, isGone) => {
    for (const [key, { line }] of now) if (said.get(key)?.line !== line) err(`${line}\n`);
    for (const [key, { unit }] of said) if (!now.has(key) && !isGone(key)) err(`${unit}: good again\n`);
    said = now;
  };
}
