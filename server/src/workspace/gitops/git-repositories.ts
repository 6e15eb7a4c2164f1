/**
 * Tells whether what Flux or Argo CD reads is the repository of these files: by its URL, against that of the GitRepository that
 * `flux bootstrap` writes for the repository itself, and those that other objects name.
 */

import { stringAt, valueAt } from "../../base/json.ts";
import { memoize } from "../../base/memo.ts";
import { nameOf } from "../../base/uri-path.ts";
import { groupOf } from "../../kubernetes/manifests/objects.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { isTemplated } from "../../kubernetes/manifests/role.ts";
import type { AnalysedFile } from "../analysis.ts";

/** What a Kustomization or HelmRelease of Flux names as its source. */
export interface GitSource {
  readonly name: string;
  /** Absent where neither the reference nor its object states one. */
  readonly namespace?: string;
}

/** What a source of Argo CD names: the place of its `repoURL`. */
export interface UrlSource {
  readonly url: string;
}

/** A GitRepository of the workspace. */
export interface GitRepository extends GitSource {
  /** Host and path, without scheme, user and port; undefined where a placeholder is filled in later. */
  readonly url: string | undefined;
}

/** The name that `flux bootstrap` gives to the repository that it writes itself into. */
const bootstrap = "flux-system";

/** True for the repository that `flux bootstrap` writes itself into: it holds these files. */
export function isBootstrap(source: Pick<GitSource, "name">): boolean {
  return source.name === bootstrap;
}

export type Ownership = "own" | "foreign" | "unknown";

/** What the workspace says of repositories. */
export interface KnownRepositories {
  readonly declared: readonly GitRepository[];
  /** The places of Argo CD's sources whose paths exist here. */
  readonly applied: ReadonlySet<string>;
}

/**
 * "own", "foreign", or "unknown" where no file states the URL of these files' repository. A source that no file declares counts
 * as own, because the path that it provides exists here.
 * @param root the workspace folder, decoded: it often has the repository's name
 */
export function ownershipOf(source: GitSource | UrlSource, known: KnownRepositories, root: string): Ownership {
  return "url" in source ? ownershipOfUrl(source.url, known, root) : ownershipOfNamed(source, known.declared, root);
}

/** Of several repositories whose paths exist here, one may be that of these files: which is not known by their paths. */
function ownershipOfUrl(url: string, { declared, applied }: KnownRepositories, root: string): Ownership {
  const own = new Set([
    ...bootstrapped(declared),
    ...[...applied, url].filter((one) => nameOf(one) === nameOf(root).toLowerCase()),
  ]);
  if (own.has(url)) return "own";
  if (own.size > 0) return "foreign";
  return [...applied].some((other) => other !== url) ? "unknown" : "own";
}

function bootstrapped(repositories: readonly GitRepository[]): ReadonlySet<string> {
  return new Set(repositories.flatMap((one) => (isBootstrap(one) ? (one.url ?? []) : [])));
}

/** Why what such a source gives may be otherwise. @param by who names it */
export function mayBeForeign(source: GitSource | UrlSource, by: string): string {
  return "url" in source
    ? `'${source.url}' of ${by} may be another repository`
    : `GitRepository '${source.name}' of ${by} may be another repository`;
}

function ownershipOfNamed(source: GitSource, repositories: readonly GitRepository[], root: string): Ownership {
  const named = repositories.filter((one) => one.name === source.name && isSameNamespace(one, source));
  if (isBootstrap(source) || named.length === 0) return "own";
  const own = bootstrapped(repositories);
  const urls = named.map(({ url }) => url);
  if (urls.some((url) => url !== undefined && (own.has(url) || nameOf(url) === nameOf(root).toLowerCase())))
    return "own";
  return own.size === 0 || urls.includes(undefined) ? "unknown" : "foreign";
}

function isSameNamespace(a: GitSource, b: GitSource): boolean {
  return a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;
}

/** The source that `sourceRef` means; undefined for other kinds. @param namespace of the object that holds it */
export function gitSourceOf(sourceRef: JsonValue | undefined, namespace: string | undefined): GitSource | undefined {
  const name = stringAt(sourceRef, ["name"]);
  if (name === undefined || stringAt(sourceRef, ["kind"]) !== "GitRepository") return undefined;
  const stated = stringAt(sourceRef, ["namespace"]) ?? namespace;
  return stated === undefined ? { name } : { name, namespace: stated };
}

/** The repository of a source of an Application; undefined where none is stated, or a placeholder is filled in later. */
export function urlSourceOf(source: JsonValue | undefined): UrlSource | undefined {
  const written = stringAt(source, ["repoURL"]);
  return written === undefined || written === "" || isTemplated(written) ? undefined : { url: placeOf(written) };
}

/** The GitRepositories that a file declares. Nearly always none. */
export const gitRepositoriesOf: (file: AnalysedFile) => readonly GitRepository[] = memoize(({ role, manifests }) =>
  role === "manifests" ? manifests.flatMap(({ manifest }) => repositoriesIn(manifest)) : [],
);

function repositoriesIn(manifest: AnalysedFile["manifests"][number]["manifest"]): readonly GitRepository[] {
  return manifest.declarations.flatMap(({ object }, index): readonly GitRepository[] => {
    if (object.kind !== "Other" || object.otherKind !== "GitRepository") return [];
    if (groupOf(object.apiVersion) !== "source.toolkit.fluxcd.io") return [];
    const read = readYaml(manifest.text);
    const value = read.kind === "value" ? valueAt(read.value, manifest.bases[index] ?? []) : undefined;
    const written = stringAt(value, ["spec", "url"]);
    const { name, namespace } = object.meta;
    const url = written === undefined || isTemplated(written) ? undefined : placeOf(written);
    return [{ name, url, ...(namespace === undefined ? {} : { namespace }) }];
  });
}

/** `https://github.com/acme/fleet.git`, `ssh://git@github.com/acme/fleet` and `git@github.com:acme/fleet` are one place. */
function placeOf(url: string): string {
  const scheme = url.indexOf("://");
  const rest = scheme < 0 ? url.replace(":", "/") : url.slice(scheme + 3);
  const path = rest.slice(rest.indexOf("@", 0) + 1).toLowerCase();
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  const [host = "", ...parts] = (trimmed.endsWith(".git") ? trimmed.slice(0, -4) : trimmed).split("/");
  const colon = host.indexOf(":");
  return [colon < 0 ? host : host.slice(0, colon), ...parts].join("/");
}
