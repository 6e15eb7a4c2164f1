/** Defines what the choice of an environment is made from, and how environments are compared. Plain JSON. */
import type { WireLink } from "./simulate.ts";

export interface EnvironmentsParams {
  /** The document that the person stands in. */
  readonly uri?: string;
}

export interface EnvironmentsResult {
  /** All of the workspace, in a stable order. */
  readonly environments: readonly EnvironmentChoice[];
  /** The id of the one that answers about the document show; null in a workspace without environments. */
  readonly shown: string | null;
  /** The ids of those that hold the document. */
  readonly own: readonly string[];
  /** How many files of the workspace are read for an answer. */
  readonly files: number;
}

export interface EnvironmentChoice {
  /** The same as long as its folder or set of values is called the same. */
  readonly id: string;
  /** `overlays/dev (kustomization)`. */
  readonly label: string;
}

export interface CompareParams {
  /** Ids of environments, in the order of the columns; unknown ones are left out. */
  readonly environments: readonly string[];
}

export interface CompareResult {
  /** The columns. */
  readonly environments: readonly EnvironmentChoice[];
  /** The host names that manifests ask for, by their place. */
  readonly asked: readonly ComparedRow[];
  /** The names that are answered in one of them at least. */
  readonly names: readonly ComparedRow[];
  /** What is not shown, in words; "" for nothing. */
  readonly left: string;
}

export interface ComparedRow {
  /** The host as it is written, or the full name without final dot. */
  readonly name: string;
  /** Where it is written, for a host. */
  readonly place: WireLink | null;
  /** One for each environment. */
  readonly cells: readonly ComparedCell[];
  /** Two environments have something else. */
  readonly differs: boolean;
}

export interface ComparedCell {
  /** `resolves`, `NXDOMAIN`, `headless (IPv4)`; "" where the environment does not have the place. */
  readonly text: string;
  readonly resolves: boolean;
  /** What answers, where a manifest makes it. */
  readonly place: WireLink | null;
}
