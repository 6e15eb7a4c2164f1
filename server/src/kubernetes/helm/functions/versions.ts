/** sprig's functions of versions (semver.go), and `*semver.Version` with its methods. */
import { meetsConstraint, parseConstraint } from "../semver/constraint.ts";
import { compareVersions, parseVersion, SemverError, type Version, versionText } from "../semver/version.ts";
import { type GoType, type Method, types } from "../template/types.ts";
import { GoError, Int, Struct, type Value } from "../template/value.ts";
import { define, type FunctionTable, text } from "./define.ts";

const { string, uint64 } = types;

/** By name. */
export const versionFunctions: FunctionTable = {
  semver: define([string], ([value]) => versionValue(withGoErrors(() => parseVersion(text(value))))),
  semverCompare: define([string, string], ([constraint, version]) =>
    withGoErrors(() => {
      const parsed = parseConstraint(text(constraint));
      return meetsConstraint(parsed, parseVersion(text(version)));
    }),
  ),
};

function withGoErrors<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SemverError) throw new GoError(error.message);
    throw error;
  }
}

function method(params: readonly GoType[], call: (version: Version, args: readonly Value[]) => Value): Method {
  return { params, call: (receiver, args) => call(versionIn(receiver), args) };
}

/** The version of a `semver.Version` or of a pointer to one. */
function versionIn(value: Value): Version {
  const data = value instanceof Struct ? value.data : undefined;
  // Structs of these types hold versions and nothing else.
  return (data as Version | undefined) ?? parseVersion("0.0.0");
}

function compared(test: (order: number) => boolean): Method {
  return method([pointerType], (version, [other]) => test(compareVersions(version, versionIn(other))));
}

function bumped(version: Version, change: Partial<Version>): Struct {
  const next = { ...version, prerelease: "", metadata: "", ...change };
  const prefix = version.original.startsWith("v") ? "v" : "";
  return new Struct(structType, new Map(), { ...next, original: prefix + versionText(next) });
}

const methods: Readonly<Record<string, Method>> = {
  Major: method([], ({ major }) => new Int(major, uint64)),
  Minor: method([], ({ minor }) => new Int(minor, uint64)),
  Patch: method([], ({ patch }) => new Int(patch, uint64)),
  Prerelease: method([], ({ prerelease }) => prerelease),
  Metadata: method([], ({ metadata }) => metadata),
  Original: method([], ({ original }) => original),
  String: method([], versionText),
  MarshalJSON: method([], versionText),
  IncMajor: method([], (version) => bumped(version, { major: version.major + 1n, minor: 0n, patch: 0n })),
  IncMinor: method([], (version) => bumped(version, { minor: version.minor + 1n, patch: 0n })),
  IncPatch: method([], (version) => bumped(version, version.prerelease === "" ? { patch: version.patch + 1n } : {})),
  SetPrerelease: method([string], (version, [prerelease]) =>
    bumped(version, { prerelease: checked(text(prerelease), "-"), metadata: version.metadata }),
  ),
  SetMetadata: method([string], (version, [metadata]) =>
    bumped(version, { prerelease: version.prerelease, metadata: checked(text(metadata), "+") }),
  ),
  get Compare() {
    return method([pointerType], (version, [other]) => new Int(BigInt(compareVersions(version, versionIn(other)))));
  },
  get Equal() {
    return compared((order) => order === 0);
  },
  get LessThan() {
    return compared((order) => order < 0);
  },
  get LessThanEqual() {
    return compared((order) => order <= 0);
  },
  get GreaterThan() {
    return compared((order) => order > 0);
  },
  get GreaterThanEqual() {
    return compared((order) => order >= 0);
  },
};

function checked(part: string, mark: "-" | "+"): string {
  if (part !== "") withGoErrors(() => parseVersion(`0.0.0${mark}${part}`));
  return part;
}

const structType: GoType = { name: "semver.Version", kind: "struct", methods };
const pointerType: GoType = { name: "*semver.Version", kind: "ptr", elem: structType, methods };

/** A `*semver.Version`. */
function versionValue(version: Version): Struct {
  return new Struct(pointerType, new Map(), version);
}
