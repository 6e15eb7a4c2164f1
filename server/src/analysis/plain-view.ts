/**
 * Knows what a plain file sees: the objects of its folder and around it, one of each identity, and why there may be more.
 * Refuses to know kustomizations, charts and clusters.
 */
import type { Declaration } from "../manifests/manifest.ts";
import type { KubeObject } from "../manifests/object.ts";
import type { Uri } from "../text/source.ts";
import { folderOf, isWithin, nameOf, relativeTo } from "../text/uri-path.ts";
import { type Branches, type BranchFile, distanceBetween, isExcluded, rootOf } from "./branches.ts";
import { memoize } from "./memo.ts";

/** What the index needs of one file that holds objects. */
export interface EnvironmentFile {
  readonly uri: Uri;
  readonly path: string;
  readonly declarations: readonly Declaration[];
  /** Something in it could not be read: an object may exist that is not in `declarations`. */
  readonly incomplete: boolean;
}

/** Kinds of which two in one namespace cannot both be meant (corpus findings, rule 6). */
const contestedKinds: ReadonlySet<string> = new Set(["Service", "StatefulSet", "Deployment"]);

function contestable(object: KubeObject): readonly string[] {
  return contestedKinds.has(object.kind) && object.meta.name !== "" ? [identityOf(object)] : [];
}

/** What a file defines that must be unique; made once for each file, and asked for after every change of any. */
export const contestedBy: (file: EnvironmentFile) => BranchFile = memoize(
  ({ path, declarations }: EnvironmentFile): BranchFile => ({
    path,
    identities: declarations.flatMap(({ object }) => contestable(object)),
  }),
);

/** Kind, namespace as written, name. */
export const identityOf: (object: KubeObject) => string = memoize((object) => {
  const kind = object.kind === "Other" ? `${object.apiVersion}/${object.otherKind}` : object.kind;
  return `${kind} ${object.meta.namespace ?? ""}/${object.meta.name}`;
});

/** Of each contested identity that is still defined twice in view, the file that is taken: the nearest, then by path. */
export function chooseContested(
  from: string,
  branches: Branches,
  excluded: ReadonlySet<string>,
): (readonly [string, string])[] {
  const chosen: (readonly [string, string])[] = [];
  for (const [identity, paths] of branches.contested) {
    const visible = paths.filter((path) => path === from || !isExcluded(path, excluded));
    if (visible.length < 2) continue;
    const [best] = visible.sort((a, b) => distanceBetween(from, a) - distanceBetween(from, b) || (a < b ? -1 : 1));
    if (best !== undefined) chosen.push([identity, best]);
  }
  return chosen;
}

/** All declarations in view in the order of files, each identity once across files. */
export function membersOf(
  files: readonly EnvironmentFile[],
  from: EnvironmentFile,
  excluded: ReadonlySet<string>,
  chosen: ReadonlyMap<string, string>,
  roots: readonly string[],
): readonly Declaration[] {
  const root = rootOf(from.path, roots);
  const owner = new Map<string, string>();
  const result: Declaration[] = [];
  for (const file of files) {
    if (!isWithin(file.path, root) || (file.path !== from.path && isExcluded(file.path, excluded))) continue;
    for (const declaration of file.declarations) {
      const identity = identityOf(declaration.object);
      const owned = chosen.get(identity) ?? owner.get(identity);
      if (owned !== undefined && owned !== file.path && declaration.object.meta.name !== "") continue;
      owner.set(identity, file.path);
      result.push(declaration);
    }
  }
  return result;
}

/** Why an object may exist near the file although no manifest in view declares it. */
export function openReasons(
  file: EnvironmentFile,
  incomplete: readonly EnvironmentFile[],
  excluded: ReadonlySet<string>,
  charts: readonly string[],
): readonly string[] {
  const reasons: string[] = [];
  const folder = folderOf(file.path);
  for (const other of incomplete) {
    if (other.path !== file.path && isExcluded(other.path, excluded)) continue;
    if (folderOf(other.path) === folder) reasons.push(`'${nameOf(other.path)}' could not be read completely`);
  }
  for (const chart of charts) {
    if (folderOf(chart) === folder || isWithin(file.path, chart)) {
      reasons.push(`the Helm chart '${nameOf(chart)}' is not rendered`);
    }
  }
  return reasons;
}

/** The branch of the file below the highest folder where something was left out; else the workspace folder's name. */
export function labelOf(path: string, excluded: readonly string[], roots: readonly string[]): string {
  const root = rootOf(path, roots);
  let label = root;
  for (let child = path; child !== root && child !== ""; child = folderOf(child)) {
    const folder = folderOf(child);
    if (excluded.some((other) => folderOf(other) === folder)) label = child;
  }
  return label === root ? nameOf(root) || "workspace" : relativeTo(label, root);
}

/** A short, stable text for a list of strings (FNV-1a, 32 bits, twice with different seeds). */
export function digest(parts: readonly string[]): string {
  if (parts.length === 0) return "all";
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const part of parts) {
    for (let index = 0; index < part.length; index++) {
      const unit = part.charCodeAt(index);
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b ^ unit, 0x85ebca6b);
    }
    a = Math.imul(a ^ 0x1f, 0x01000193);
    b = Math.imul(b ^ 0x1f, 0x85ebca6b);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}
