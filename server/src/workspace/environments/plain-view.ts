/**
 * Determines what a plain file sees: the objects of its folder and around it, one of each identity, and why there may
 * be more. Kustomizations, charts and clusters are elsewhere.
 */

import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { folderOf, isWithin, nameOf, pathOf, relativeTo } from "../../base/uri-path.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { KubeObject } from "../../kubernetes/manifests/object.ts";
import type { Branches, Seen } from "./branches.ts";
import { rootOf } from "./folder-ways.ts";

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

/** What an object is that two files cannot both define: nothing, or its identity. */
export function contestable(object: KubeObject): readonly string[] {
  return contestedKinds.has(object.kind) && object.meta.name !== "" ? [identityOf(object)] : [];
}

/** Kind, namespace as written, name. */
export const identityOf: (object: KubeObject) => string = memoize((object) => {
  const kind = object.kind === "Other" ? `${object.apiVersion}/${object.otherKind}` : object.kind;
  return `${kind} ${object.meta.namespace ?? ""}/${object.meta.name}`;
});

/** Which environment a plain file is in, and what of the workspace that is. */
export interface Placement {
  readonly id: string;
  readonly label: string;
  /** The workspace folder, decoded; "" for a file outside of all. */
  readonly root: string;
  /** True for a path in a branch that the file does not see. */
  readonly excludes: (path: string) => boolean;
  /** Of a list in the order of its paths what is in no such branch. */
  readonly seen: Seen;
  /** Of an identity that is defined twice in view, the path of the file that counts. */
  readonly chosen: (identity: string) => string | undefined;
}

const placements = memoize((_: Branches) => new Map<string, Placement>());

/** The placement of a file among the branches; made once for each file while the branches stay. */
export function placementOf(branches: Branches, path: string, roots: readonly string[]): Placement {
  const made = placements(branches);
  const known = made.get(path);
  if (known !== undefined) return known;
  const { excludes, seen, chosen, key, highest } = branches.from(path);
  const root = rootOf(path, roots);
  const label = highest === undefined ? nameOf(root) || "workspace" : relativeTo(highest, root);
  const placement = { id: `plain:${root}:${key}`, label, root, excludes, seen, chosen };
  made.set(path, placement);
  return placement;
}

/** What decides which declarations of plain files are in an environment. */
export type Membership = Pick<Placement, "root" | "excludes" | "seen" | "chosen">;

/** True for a plain file whose objects are in the environment. */
export function isInView(path: string, { root, excludes }: Membership): boolean {
  return isWithin(path, root) && !excludes(path);
}

/** Of declarations in the order of files, those in view, each identity once across files. */
export function membersInView(declarations: Iterable<Declaration>, membership: Membership): readonly Declaration[] {
  const owner = new Map<string, string>();
  const result: Declaration[] = [];
  for (const declaration of declarations) {
    const path = pathOf(declaration.uri);
    if (!isInView(path, membership)) continue;
    const identity = identityOf(declaration.object);
    const owned = membership.chosen(identity) ?? owner.get(identity);
    if (owned !== undefined && owned !== path && declaration.object.meta.name !== "") continue;
    owner.set(identity, path);
    result.push(declaration);
  }
  return result;
}

/** The declarations of a list that state the namespace or none; undefined: all. */
export function statedIn(declarations: readonly Declaration[], namespace: string | undefined): readonly Declaration[] {
  if (namespace === undefined) return declarations;
  return declarations.filter(({ object }) => (object.meta.namespace ?? namespace) === namespace);
}

/** All declarations in view, in the order of files. */
export function membersOf(files: readonly EnvironmentFile[], membership: Membership): readonly Declaration[] {
  return membersInView(
    files.flatMap(({ declarations }) => declarations),
    membership,
  );
}

/** Why an object may exist near the file although no manifest in view declares it. */
export function openReasons(
  file: EnvironmentFile,
  incomplete: readonly EnvironmentFile[],
  excludes: (path: string) => boolean,
  charts: readonly string[],
): readonly string[] {
  const reasons: string[] = [];
  const folder = folderOf(file.path);
  for (const other of incomplete) {
    if (other.path !== file.path && excludes(other.path)) continue;
    if (folderOf(other.path) === folder) reasons.push(`'${nameOf(other.path)}' could not be read completely`);
  }
  for (const chart of charts) {
    if (folderOf(chart) === folder || isWithin(file.path, chart)) {
      reasons.push(`what the Helm chart '${nameOf(chart)}' makes may be applied with it`);
    }
  }
  return reasons;
}
