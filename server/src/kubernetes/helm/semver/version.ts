/** Versions as Masterminds/semver v3 reads and orders them (github.com/Masterminds/semver/v3 version.go). */

/** A version; segments are unsigned 64-bit numbers. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Without the `-`; "" for a release. */
  readonly prerelease: string;
  /** Without the `+`. */
  readonly metadata: string;
  /** As it was written. */
  readonly original: string;
}

/** What is wrong with a version or constraint, in the library's words. */
export class SemverError extends Error {}

const longestVersion = 256;
const largestSegment = 0xffff_ffff_ffff_ffffn;

const loose =
  // bounded: longestVersion
  /^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(-([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?$/;

/**
 * `semver.NewVersion`: `v1`, `1.2` and leading zeros of segments are taken.
 * @throws {SemverError}
 */
export function parseVersion(text: string): Version {
  if (text.length > longestVersion) throw new SemverError(`version string is too long (max ${longestVersion} bytes)`);
  const match = loose.exec(text);
  if (match === null) throw new SemverError("invalid semantic version");
  const [, major = "", minor = ".0", patch = ".0", , prerelease = "", , , metadata = ""] = match;
  const version = {
    major: segment(major),
    minor: segment(minor.slice(1)),
    patch: segment(patch.slice(1)),
    prerelease,
    metadata,
    original: text,
  };
  if (/(^|\.)0\d+(\.|$)/.test(prerelease)) throw new SemverError("version segment starts with 0");
  return version;
}

function segment(digits: string): bigint {
  const value = BigInt(digits);
  if (value > largestSegment)
    throw new SemverError(`error parsing version segment: strconv.ParseUint: parsing "${digits}": value out of range`);
  return value;
}

/** `Version.String()`: three segments, without a leading `v`. */
export function versionText({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease && `-${prerelease}`}${metadata && `+${metadata}`}`;
}

/** Negative, zero or positive; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  const segments = compare(a.major, b.major) || compare(a.minor, b.minor) || compare(a.patch, b.patch);
  if (segments !== 0 || a.prerelease === b.prerelease) return segments;
  if (a.prerelease === "") return 1;
  if (b.prerelease === "") return -1;
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** Identifier by identifier: numbers by value and before words. */
export function comparePrereleases(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareIdentifiers(left[index] ?? "", right[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return -1;
  if (b === "") return 1;
  const left = asNumber(a);
  const right = asNumber(b);
  if (left === undefined && right === undefined) return a > b ? 1 : -1;
  if (right === undefined) return -1;
  if (left === undefined) return 1;
  return left > right ? 1 : -1;
}

function asNumber(text: string): bigint | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > largestSegment ? undefined : value;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
