/** Tells which refusals hold for the API server of a release of Kubernetes. */
import type { Refusal } from "./manifest.ts";

/** The newest release of Kubernetes whose rules are known. */
export const newestRelease = "1.37";

/** Those that hold at an API server of this release (`1.24`). */
export function refusalsAt(refusals: readonly Refusal[], release: string): readonly Refusal[] {
  return refusals.some(({ removedIn }) => removedIn !== undefined && isBefore(release, removedIn))
    ? refusals.filter(({ removedIn }) => removedIn === undefined || !isBefore(release, removedIn))
    : refusals;
}

/** True when a release comes before another; the third number does not count. */
function isBefore(release: string, other: string): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split(".").map(Number);
  return major !== otherMajor ? major < otherMajor : minor < otherMinor;
}
