/** Ends a build early: says what kustomize refuses, and where that is written. The error never leaves this folder. */
import type { FieldOrigin } from "../manifests/manifest.ts";
import { GaveUp } from "./budget.ts";

/** kustomize certainly fails with this. */
export class Refused extends Error {
  readonly at: FieldOrigin | undefined;
  constructor(message: string, at?: FieldOrigin) {
    super(message);
    this.at = at;
  }
}

/** Runs a step. An error says what the step was about, and has at least this place. */
export function within<T>(about: string, at: FieldOrigin | undefined, step: () => T): T {
  try {
    return step();
  } catch (error) {
    // For a build that is too large, the root's own entry is reported.
    if (error instanceof GaveUp && !error.isExact) error.at = at ?? error.at;
    if (!(error instanceof Refused)) throw error;
    throw new Refused(about === "" ? error.message : `${about}: ${error.message}`, error.at ?? at);
  }
}

/** kustomize can do this, and this renderer cannot: the result is unknown. */
export class Unmodelled extends Error {
  readonly at: FieldOrigin | undefined;
  constructor(message: string, at?: FieldOrigin) {
    super(message);
    this.at = at;
  }
}
