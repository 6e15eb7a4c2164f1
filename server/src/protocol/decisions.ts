/** Defines what the log of decisions is asked with, and what it holds. Plain JSON. */
import type { WireLink } from "./simulate.ts";

export interface DecisionsParams {
  /** The document that the person stands in; its part comes first. */
  readonly uri?: string;
  /** The place in it: what is decided on this line comes before all. */
  readonly position?: { readonly line: number; readonly character: number };
}

export interface DecisionsResult {
  /** Lines for people. */
  readonly text: string;
  /** Parts of the text that lead to the places that they name. */
  readonly links: readonly DecisionLink[];
}

export interface DecisionLink {
  readonly range: WireLink["range"];
  readonly uri: string;
  readonly target: WireLink["range"];
}
