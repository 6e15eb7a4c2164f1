/** States how much of a map is drawn. */

/** What is drawn at most. */
export interface DrawnBounds {
  readonly nodes: number;
  readonly edges: number;
}

/** A layout of so many takes about two seconds at the worst, and a larger one is a picture that nobody reads. */
export const drawnBounds: DrawnBounds = { nodes: 250, edges: 500 };
