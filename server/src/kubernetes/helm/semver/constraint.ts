/** Version constraints as Masterminds/semver v3 reads and checks them (constraints.go). */
import { comparePrereleases, compareVersions, parseVersion, SemverError, type Version } from "./version.ts";

/** Alternatives (`||`) of conditions that all hold. */
export type Constraints = readonly (readonly Condition[])[];

interface Condition {
  readonly operator: string;
  readonly version: Version;
  /** Some segment is missing or a wildcard; `minor`: all after the first; `patch`: the last. */
  readonly dirty: boolean;
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
}

const longestConstraint = 512;
const mostAlternatives = 32;

const version =
  "v?([0-9|x|X|\\*]+)(?:(\\.[0-9|x|X|\\*]+)(\\.[0-9|x|X|\\*]+)?)?" +
  "(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?";
/** The empty alternative comes first after `=`, as in the library: what is captured depends on it. */
const operators = "=||!=|>|<|>=|=>|<=|=<|~|~>|\\^";
const space = "[\\t\\n\\f\\r ]";

// bounded: longestConstraint
const one = new RegExp(`^${space}*(${operators})${space}*(${version})${space}*$`);
// bounded: longestConstraint
const range = new RegExp(`${space}*(${version})${space}+-${space}+(${version})${space}*`, "g");
// bounded: longestConstraint
const each = new RegExp(`(${operators})${space}*(${version})`, "g");
/** Of a `squeezed` text. */
// bounded: longestConstraint
const valid = new RegExp(`^ ?(?:${operators}) ?(?:${version})(?:(?: ?,| )(?:${operators}) ?(?:${version}))* ?$`);

/**
 * `semver.NewConstraint`.
 * @throws {SemverError}
 */
export function parseConstraint(text: string): Constraints {
  if (text.length > longestConstraint)
    throw new SemverError(`constraint string is too long (max ${longestConstraint} bytes)`);
  const alternatives = rewriteRanges(text).split("||");
  if (alternatives.length > mostAlternatives)
    throw new SemverError(`too many constraint groups (max ${mostAlternatives})`);
  return alternatives.map((alternative) => {
    if (!valid.test(squeezed(alternative)))
      throw new SemverError(`improper constraint: ${JSON.stringify(alternative)}`);
    return (alternative.match(each) ?? [alternative]).map(parseCondition);
  });
}

/** `Constraints.Check`: a prerelease meets only alternatives that name one. */
export function meetsConstraint(constraints: Constraints, candidate: Version): boolean {
  return constraints.some((conditions) => {
    const prereleases = conditions.some((condition) => condition.version.prerelease !== "");
    if (candidate.prerelease !== "" && !prereleases) return false;
    return conditions.every((condition) => meets(candidate, condition));
  });
}

/** `chartutil.IsCompatibleRange`: false where either text cannot be read. */
export function isCompatible(constraint: string, candidate: string): boolean {
  try {
    const parsed = parseVersion(candidate);
    return meetsConstraint(parseConstraint(constraint), parsed);
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

/** With one blank where there are more, and none behind a comma: then `valid` has one way to match, and takes linear time. */
function squeezed(text: string): string {
  return text.replace(/[\t\n\f\r ]+/g, " ").replace(/, /g, ",");
}

/** `1.2 - 3.4` means `>= 1.2, <= 3.4`. */
function rewriteRanges(text: string): string {
  let result = text;
  for (const match of text.matchAll(range)) {
    const [whole, low = "", , , , , , , , , , high = ""] = match;
    result = result.replace(whole, () => `>= ${low}, <= ${high} `);
  }
  return result;
}

function parseCondition(text: string): Condition {
  const match = one.exec(text);
  if (match === null) throw new SemverError(`improper constraint: ${JSON.stringify(text)}`);
  const [, operator = "", whole = "", major = "", minor = "", patch = "", prerelease = ""] = match;
  const level = isOpen(major) ? "major" : isOpen(minor.slice(1)) ? "minor" : isOpen(patch.slice(1)) ? "patch" : "";
  const written = {
    major: `0.0.0${prerelease}`,
    minor: `${major}.0.0${prerelease}`,
    patch: `${major}${minor}.0${prerelease}`,
    "": whole,
  }[level];
  try {
    const parsed = parseVersion(written);
    return {
      operator,
      version: parsed,
      dirty: level !== "",
      minorDirty: level === "minor",
      patchDirty: level === "patch",
    };
  } catch {
    throw new SemverError("constraint parser error");
  }
}

function isOpen(segment: string): boolean {
  return segment === "" || segment === "x" || segment === "X" || segment === "*";
}

function meets(candidate: Version, condition: Condition): boolean {
  const order = compareVersions(candidate, condition.version);
  switch (condition.operator) {
    case "!=":
      return differs(candidate, condition);
    case ">":
      return isGreater(candidate, condition);
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      return isAtMost(candidate, condition);
    case "~":
    case "~>":
      return isTilde(candidate, condition);
    case "^":
      return isCaret(candidate, condition);
    default:
      return condition.dirty ? isTilde(candidate, condition) : order === 0;
  }
}

function differs(candidate: Version, { version: other, dirty, minorDirty, patchDirty }: Condition): boolean {
  if (dirty) {
    if (other.major !== candidate.major) return true;
    if (other.minor !== candidate.minor && !minorDirty) return true;
    if (minorDirty) return false;
    if (other.patch !== candidate.patch && !patchDirty) return true;
    if (patchDirty) {
      const { prerelease } = candidate;
      if (prerelease === "" && other.prerelease === "") return false;
      return comparePrereleases(prerelease, other.prerelease) !== 0;
    }
  }
  return compareVersions(candidate, other) !== 0;
}

function isGreater(candidate: Version, { version: other, minorDirty, patchDirty }: Condition): boolean {
  if ((minorDirty || patchDirty) && candidate.major !== other.major) return candidate.major > other.major;
  if (minorDirty) return false;
  if (patchDirty) return candidate.minor > other.minor;
  return compareVersions(candidate, other) === 1;
}

function isAtMost(candidate: Version, { version: other, dirty, minorDirty }: Condition): boolean {
  if (!dirty) return compareVersions(candidate, other) <= 0;
  if (candidate.major !== other.major) return candidate.major < other.major;
  return candidate.minor <= other.minor || minorDirty;
}

function isTilde(candidate: Version, { version: other, minorDirty, patchDirty }: Condition): boolean {
  if (compareVersions(candidate, other) < 0) return false;
  if (isZero(other) && !minorDirty && !patchDirty) return true;
  return candidate.major === other.major && (candidate.minor === other.minor || minorDirty);
}

function isZero({ major, minor, patch }: Version): boolean {
  return major === 0n && minor === 0n && patch === 0n;
}

function isCaret(candidate: Version, { version: other, minorDirty, patchDirty }: Condition): boolean {
  if (compareVersions(candidate, other) < 0) return false;
  if (candidate.major !== other.major) return false;
  if (other.major > 0n || minorDirty) return true;
  if (candidate.minor !== other.minor) return false;
  return other.minor > 0n || patchDirty || candidate.patch === other.patch;
}
