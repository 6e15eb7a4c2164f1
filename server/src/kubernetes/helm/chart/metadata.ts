/** What Chart.yaml says, read and checked as helm does (pkg/chart/metadata.go, dependency.go). */

import { parseVersion, SemverError } from "../semver/version.ts";
import { quote } from "../template/quote.ts";
import { readTyped } from "../yaml/read.ts";
import {
  anyShape,
  boolShape,
  listShape,
  MismatchError,
  mapShape,
  type Raw,
  stringShape,
  structShape,
  type Typed,
} from "../yaml/typed.ts";

/** A chart that another one depends on. */
export interface Dependency {
  /** In a chart that is being rendered: the alias, if there is one. */
  name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  enabled: boolean;
  /** Texts and maps of `child` and `parent`, or anything else that is written there; then the pairs that were imported. */
  importValues: readonly (Raw | ImportedPair)[];
  readonly alias: string;
}

/** Paths of values that were imported; helm does not import them again for another alias of the same chart. */
export class ImportedPair {
  readonly child: string;
  readonly parent: string;
  constructor(child: string, parent: string) {
    this.child = child;
    this.parent = parent;
  }
}

export interface Maintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** Chart.yaml; what is not written is "" or empty. */
export interface Metadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[];
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly maintainers: readonly Maintainer[];
  readonly icon: string;
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: ReadonlyMap<string, string>;
  readonly kubeVersion: string;
  /** Undefined: none are written; an empty list is something else to helm. */
  dependencies: readonly Dependency[] | undefined;
  readonly type: string;
}

/** What helm finds wrong with a Chart.yaml that it can read. */
export class ValidationError extends Error {
  constructor(problem: string) {
    super(`validation: ${problem}`);
  }
}

const dependencyShape = structShape("chart.Dependency", {
  name: stringShape,
  version: stringShape,
  repository: stringShape,
  condition: stringShape,
  tags: listShape(stringShape),
  enabled: boolShape,
  "import-values": listShape(anyShape),
  alias: stringShape,
});

const maintainerShape = structShape("chart.Maintainer", { name: stringShape, email: stringShape, url: stringShape });

const dependenciesShape = listShape(dependencyShape, "[]*chart.Dependency");

const metadataShape = structShape("chart.Metadata", {
  name: stringShape,
  home: stringShape,
  sources: listShape(stringShape),
  version: stringShape,
  description: stringShape,
  keywords: listShape(stringShape),
  maintainers: listShape(maintainerShape, "[]*chart.Maintainer"),
  icon: stringShape,
  apiVersion: stringShape,
  condition: stringShape,
  tags: stringShape,
  appVersion: stringShape,
  deprecated: boolShape,
  annotations: mapShape(stringShape),
  kubeVersion: stringShape,
  dependencies: dependenciesShape,
  type: stringShape,
});

/** Chart.lock and requirements.lock: only that they can be read matters. */
const lockShape = structShape("chart.Lock", {
  generated: anyShape,
  digest: stringShape,
  dependencies: dependenciesShape,
});

/** The fields that a text sets, by name. */
export type MetadataFields = ReadonlyMap<string, Typed>;

/** @throws {YamlError} or {MismatchError} (yaml/read.ts words them) */
export function readMetadataFields(text: string): MetadataFields {
  const read = readTyped(text, metadataShape);
  return read instanceof Map ? read : new Map();
}

/** @throws {YamlError} or {MismatchError} */
export function checkLock(text: string): void {
  const read = readTyped(text, lockShape);
  const generated = read instanceof Map ? read.get("generated") : undefined;
  if (generated === undefined) return;
  if (typeof generated !== "string") throw new MismatchError("Time.UnmarshalJSON: input is not a JSON string");
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[-+]\d\d:\d\d)$/.test(generated))
    throw new MismatchError(`parsing time ${quote(quote(generated))} as "\\"2006-01-02T15:04:05Z07:00\\""`);
}

/**
 * The metadata that Chart.yaml and what comes after it (requirements.yaml) set.
 * @throws {ValidationError}
 */
export function makeMetadata(fields: MetadataFields): Metadata {
  const texts = (name: string): readonly string[] => listOf(fields.get(name)).map((item) => sanitized(textOf(item)));
  const text = (name: string): string => sanitized(textOf(fields.get(name)));
  const maintainers = listOf(fields.get("maintainers"));
  const dependencies = fields.get("dependencies");
  const annotations = fields.get("annotations");
  const metadata: Metadata = {
    name: text("name"),
    home: text("home"),
    sources: texts("sources"),
    version: textOf(fields.get("version")),
    description: text("description"),
    keywords: texts("keywords"),
    maintainers: maintainers.map(makeMaintainer),
    icon: text("icon"),
    // Charts of helm 2 need not state it.
    apiVersion: textOf(fields.get("apiVersion")),
    condition: text("condition"),
    tags: text("tags"),
    appVersion: text("appVersion"),
    deprecated: fields.get("deprecated") === true,
    annotations: new Map([...mapOf(annotations)].map(([key, value]) => [key, textOf(value)])),
    kubeVersion: text("kubeVersion"),
    dependencies: dependencies === undefined ? undefined : listOf(dependencies).map(makeDependency),
    type: textOf(fields.get("type")),
  };
  validate(metadata, maintainers, listOf(dependencies));
  return metadata;
}

function validate(metadata: Metadata, maintainers: readonly Typed[], dependencies: readonly Typed[]): void {
  const { apiVersion, name, version, type } = metadata;
  if (apiVersion === "") throw new ValidationError("chart.metadata.apiVersion is required");
  if (name === "") throw new ValidationError("chart.metadata.name is required");
  if (name === "." || name === "..") throw new ValidationError(`chart.metadata.name ${quote(name)} is not allowed`);
  if (name.includes("/")) throw new ValidationError(`chart.metadata.name ${quote(name)} is invalid`);
  if (version === "") throw new ValidationError("chart.metadata.version is required");
  if (!isVersion(version)) throw new ValidationError(`chart.metadata.version ${quote(version)} is invalid`);
  if (!["", "application", "library"].includes(type))
    throw new ValidationError("chart.metadata.type must be application or library");
  if (maintainers.includes(undefined)) throw new ValidationError("maintainers must not contain empty or null nodes");
  const keys = new Set<string>();
  for (const [index, dependency] of (metadata.dependencies ?? []).entries()) {
    if (dependencies[index] === undefined)
      throw new ValidationError("dependencies must not contain empty or null nodes");
    if (!/^[a-zA-Z0-9_-]*$/.test(dependency.alias))
      throw new ValidationError(`dependency ${quote(dependency.name)} has disallowed characters in the alias`);
    const key = dependency.alias || dependency.name;
    if (keys.has(key)) throw new ValidationError(`more than one dependency with name or alias ${quote(key)}`);
    keys.add(key);
  }
}

function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

function makeMaintainer(written: Typed): Maintainer {
  const fields = mapOf(written);
  return {
    name: sanitized(textOf(fields.get("name"))),
    email: sanitized(textOf(fields.get("email"))),
    url: sanitized(textOf(fields.get("url"))),
  };
}

function makeDependency(written: Typed): Dependency {
  const fields = mapOf(written);
  const text = (name: string): string => sanitized(textOf(fields.get(name)));
  return {
    name: text("name"),
    version: text("version"),
    repository: text("repository"),
    condition: text("condition"),
    tags: listOf(fields.get("tags")).map((tag) => sanitized(textOf(tag))),
    enabled: fields.get("enabled") === true,
    importValues: listOf(fields.get("import-values")).map((value) => value as Raw), // Shape `any` keeps what it reads.
    alias: textOf(fields.get("alias")),
  };
}

/** White space becomes blanks; what cannot be printed is left out. */
function sanitized(text: string): string {
  return text.replace(/[\s\u0085]/gu, " ").replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "");
}

function textOf(value: Typed): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: Typed): readonly Typed[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(value: Typed): ReadonlyMap<string, Typed> {
  return value instanceof Map ? value : new Map();
}
