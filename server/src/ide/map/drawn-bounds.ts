/** States how much of a map is drawn. */

/** What is drawn at most. */
export interface DrawnBounds {
  readonly nodes: number;
  readonly edges: number;
}

/** The layout of twice as many takes seconds, and nobody reads such a picture. */
export const drawnBounds: DrawnBounds = { nodes: 250, edges: 500 };
