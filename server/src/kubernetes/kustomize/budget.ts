/**
 * Bounds one build. A few lines can ask for objects and work without end: bases that list bases twice, patches that copy
 * what they patch, replacements that double a text.
 */
import type { FieldOrigin } from "../manifests/manifest.ts";

/** What one build may take. */
export interface BuildLimits {
  readonly objects: number;
  /** About a quarter of a microsecond each. */
  readonly steps: number;
}

/** Enough for any single kustomization of real life, and done in about two seconds. */
export const defaultLimits: BuildLimits = { objects: 10_000, steps: 10_000_000 };

/** A build ends here although kustomize may go on: what it makes is not known. */
export class GaveUp extends Error {
  at: FieldOrigin | undefined;
  /** `at` is the place itself, not only what led there. */
  readonly isExact: boolean;
  constructor(message: string, at?: FieldOrigin) {
    super(message);
    this.at = at;
    this.isExact = at !== undefined;
  }
}

/** Of the build that is under way. A build is synchronous, so there is one at a time. */
let limits: BuildLimits | undefined;
let left = Number.POSITIVE_INFINITY;

/** Runs a build with these limits. @throws GaveUp where it passes one */
export function bounded<T>(given: BuildLimits, build: () => T): T {
  const before = { limits, left };
  limits = given;
  left = given.steps;
  try {
    return build();
  } finally {
    ({ limits, left } = before);
  }
}

/** Takes steps from the build that is under way. @throws GaveUp when there are none left */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw new GaveUp(`given up: the kustomization takes more than ${limits?.steps ?? 0} steps to build`);
}

/** @throws GaveUp for a list of objects that is longer than a build may make */
export function checkCount(objects: number): void {
  if (limits !== undefined && objects > limits.objects)
    throw new GaveUp(`given up: the kustomization makes more than ${limits.objects} objects`);
}

/** Steps for a text that is written anew. */
export function spendText(length: number): void {
  spend(length / 4);
}
