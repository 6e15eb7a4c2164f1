/**
 * Makes kustomizations of what Flux and Argo CD apply: each deployment is a kustomization in a folder that no disk has, which
 * lists the deployed folder and lays over it what the controller changes.
 */

import { matcher } from "../../base/glob.ts";
import { isMap } from "../../base/json.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { folderOf, isWithin, nameOf, pathOf, relativeTo, resolveFrom } from "../../base/uri-path.ts";
import { isClusterScoped } from "../../kubernetes/kustomize/schema.ts";
import type { FieldOrigin, Manifest } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import type { AnalysedFile } from "../analysis.ts";
import { rootOf } from "../environments/folder-ways.ts";
import type { Kustomization } from "../kustomizations/kustomization.ts";
import {
  type Deployment,
  deploymentsOf,
  type Folders,
  type PlacedDeployment,
  type Substitution,
} from "./deployments.ts";
import { gitRepositoriesOf, type KnownRepositories, mayBeForeign, ownershipOf } from "./git-repositories.ts";

/** What deployments add to the kustomizations that are written. */
export interface Deployed {
  readonly kustomizations: readonly Kustomization[];
  /** Folders that Flux builds as they are: files outside of them may be read. */
  readonly unrestricted: ReadonlySet<string>;
  /** The files that no disk has, by path. */
  readonly files: ReadonlyMap<string, AnalysedFile>;
  /** Where the fields of those files are really written. */
  readonly places: ReadonlyMap<Uri, (path: Path) => FieldOrigin>;
  /** True where there are deployments: new files of a folder belong to them without being named. */
  readonly listsFolders: boolean;
}

const nothing: Deployed = {
  kustomizations: [],
  unrestricted: new Set(),
  files: new Map(),
  places: new Map(),
  listsFolders: false,
};

/**
 * @param written the kustomizations of the workspace, links resolved
 * @param roots decoded workspace folders
 * @param before where a file would be the same it is the same object, so that builds are kept
 */
export function deployedIn(
  files: readonly AnalysedFile[],
  written: readonly Kustomization[],
  roots: readonly string[],
  before: Deployed = nothing,
): Deployed {
  const deploying = files.filter((file) => deploymentsOf(file).length > 0);
  if (deploying.length === 0) return nothing;
  const tree = treeOf(files, written);
  const found = deploying.map((file) => ({ file, deployments: foldersOf(file, roots, tree) }));
  const known = {
    declared: files.flatMap(gitRepositoriesOf),
    applied: new Set(found.flatMap(({ deployments }) => deployments.flatMap(({ deployment }) => urlOf(deployment)))),
  };
  const made: Kustomization[] = [];
  const virtual = new Map<string, AnalysedFile>();
  const unrestricted = new Set<string>();
  const places = new Map<Uri, (path: Path) => FieldOrigin>();
  for (const { file, deployments } of found) {
    const root = rootOf(pathOf(file.uri), roots);
    const own = deployments.flatMap(({ deployment, folder }) =>
      fromHere(deployment, known, root).map((one) => ({ deployment: one, folder })),
    );
    for (const [index, { deployment, folder }] of own.entries()) {
      const isKustomized = tree.kustomized.has(folder);
      if (deployment.unrestricted && isKustomized) unrestricted.add(folder);
      if (!changes(deployment)) continue;
      // A repository as a whole, or one without a kustomization, is more than anybody applies at once.
      if (!isKustomized && folder === root) continue;
      const listed = isKustomized ? [folder] : filesOf(deployment, folder, tree);
      if (listed.length === 0) continue;
      const place = placeFor(file, root, `${made.length}-${index}`);
      const one = kustomizationFor(deployment, { file, folder, root, listed, at: place.folder });
      made.push(one.kustomization);
      const path = `${place.folder}/kustomization.yaml`;
      const kept = before.files.get(path);
      virtual.set(path, kept?.text === one.text ? kept : virtualFile(place.uri, one.text));
      places.set(asUri(place.uri), (inside) => writtenPlace(file.uri, deployment, inside));
    }
  }
  return { kustomizations: made, unrestricted, files: virtual, places, listsFolders: true };
}

/** What a file deploys, with the folder of the workspace that has the path: those that have none are left out. */
function foldersOf(
  file: AnalysedFile,
  roots: readonly string[],
  tree: Tree,
): readonly { readonly deployment: PlacedDeployment; readonly folder: string }[] {
  const root = rootOf(pathOf(file.uri), roots);
  if (root === "" || nameOf(root) === "") return [];
  const below: Folders = (accepts) =>
    [...tree.folders]
      .flatMap((folder) => (isWithin(folder, root) ? [relativeTo(folder, root)] : []))
      .filter(accepts)
      .sort();
  return deploymentsOf(file)
    .flatMap((read) => read(below))
    .flatMap((deployment) => {
      const folder = targetOf(deployment, pathOf(file.uri), root, tree);
      return folder === undefined ? [] : [{ deployment, folder }];
    });
}

function urlOf({ source }: Deployment): readonly string[] {
  return source !== undefined && "url" in source ? [source.url] : [];
}

/**
 * The deployment, if its source is the repository of these files; empty for another repository. Where that is unknown, the folder
 * stays open: it may be another repository's.
 */
function fromHere(deployment: PlacedDeployment, known: KnownRepositories, root: string): readonly PlacedDeployment[] {
  const { source, by, open } = deployment;
  if (source === undefined) return [deployment];
  switch (ownershipOf(source, known, root)) {
    case "own":
      return [deployment];
    case "foreign":
      return [];
    case "unknown":
      return [{ ...deployment, open: open ?? mayBeForeign(source, by) }];
  }
}

interface Tree {
  readonly paths: readonly string[];
  readonly folders: ReadonlySet<string>;
  readonly kustomized: ReadonlySet<string>;
}

function treeOf(files: readonly AnalysedFile[], written: readonly Kustomization[]): Tree {
  const paths = files.flatMap(({ uri, role }) => (role === "manifests" ? [pathOf(uri)] : [])).sort();
  const kustomized = new Set(written.flatMap(({ folder, isComponent }) => (isComponent ? [] : [folder])));
  const folders = new Set<string>();
  for (const path of [...paths, ...[...kustomized].map((folder) => `${folder}/x`)])
    for (let at = folderOf(path); at !== "" && !folders.has(at); at = folderOf(at)) folders.add(at);
  return { paths, folders, kustomized };
}

/** The folder below the highest one above the controller's object that has it: the root of the repository, or of an example. */
function targetOf({ path }: Deployment, from: string, root: string, { folders }: Tree): string | undefined {
  const above: string[] = [];
  for (let at = folderOf(from); isWithin(at, root) && at !== ""; at = folderOf(at)) above.unshift(at);
  return above.map((folder) => resolveFrom(folder, path || ".")).find((folder) => folders.has(folder));
}

/** True where what is applied is not what the folder makes by itself. */
function changes({ over, components, namespace, substitute, open }: Deployment): boolean {
  if (open !== undefined) return true;
  return Object.keys(over).length > 0 || components.length > 0 || namespace !== undefined || substitute !== undefined;
}

function filesOf({ files }: Deployment, folder: string, { paths, kustomized }: Tree): readonly string[] {
  const included = files.include === "" ? () => true : matcher([files.include]);
  const excluded = files.exclude === "" ? () => false : matcher([files.exclude]);
  const chosen = paths.filter((path) => {
    if (!isWithin(path, folder)) return false;
    const relative = relativeTo(path, folder);
    return (files.recurse || !relative.includes("/")) && included(relative) && !excluded(relative);
  });
  // A folder below that has a kustomization is built, and not looked into.
  const owner = (path: string): string => {
    for (let at = folderOf(path); at !== folder && isWithin(at, folder); at = folderOf(at))
      if (kustomized.has(at)) return at;
    return path;
  };
  return [...new Set(chosen.map(owner))];
}

/** Beside the workspace folder, so that it lies in none of its folders. */
function placeFor(file: AnalysedFile, root: string, name: string): { readonly folder: string; readonly uri: string } {
  const rootUri = file.uri.split("/").slice(0, root.split("/").length).join("/");
  const uri = `${rootUri}.podns-deployed/${name}/kustomization.yaml`;
  return { uri, folder: folderOf(pathOf(asUri(uri))) };
}

function kustomizationFor(
  deployment: Deployment,
  place: {
    readonly file: AnalysedFile;
    readonly folder: string;
    readonly root: string;
    readonly listed: readonly string[];
    /** The folder of the kustomization. */
    readonly at: string;
  },
): { readonly kustomization: Kustomization; readonly text: string } {
  const { file, folder, root, listed, at } = place;
  const { by, over, namespace, substitute, open } = deployment;
  // Files that are listed for want of a kustomization lie in another folder.
  const unrestricted = deployment.unrestricted || listed.some((path) => path !== folder);
  const components = deployment.components.map((path) => resolveFrom(folder, path));
  const from = (path: string): string => `../../${nameOf(root)}/${relativeTo(path, root)}`;
  const text = JSON.stringify({ ...over, resources: listed.map(from), components: components.map(from) });
  const kustomization: Kustomization = {
    path: pathOf(file.uri),
    folder: at,
    resources: [...listed, ...components],
    patches: [],
    others: [],
    isComponent: false,
    deployed: {
      label: `${relativeTo(folder, root) || nameOf(root)} as ${by} applies it`,
      root,
      unrestricted,
      ...(namespace === undefined ? {} : { namespace }),
      ...(substitute === undefined ? {} : { substitute }),
      ...(open === undefined ? {} : { open }),
    },
  };
  return { kustomization, text };
}

/** Where the controller's object holds a field of the kustomization that is made of it; the object as a whole for others. */
function writtenPlace(uri: Uri, { manifest, base, writtenAt }: PlacedDeployment, [field, ...below]: Path): FieldOrigin {
  const own = typeof field === "string" ? writtenAt[field] : undefined;
  return { uri, manifest, path: own === undefined ? [...base, "spec"] : [...base, ...own, ...below] };
}

function virtualFile(uri: string, text: string): AnalysedFile {
  const own = asUri(uri);
  const manifest: Manifest = { text, declarations: [], bases: [], problems: [] };
  return { uri: own, text, role: "kustomization", manifests: [{ start: 0, manifest }] };
}

/** What a controller does with an object that kustomize has made. */
export function finished(
  value: JsonValue,
  { namespace, substitute }: { readonly namespace?: string; readonly substitute?: Substitution },
): JsonValue {
  const filled = substitute === undefined || isLeftAlone(value) ? value : substituted(value, substitute);
  return namespace === undefined ? filled : placedIn(filled, namespace);
}

/** An object that says that its variables are its own. */
function isLeftAlone(value: JsonValue): boolean {
  const metadata = isMap(value) ? value["metadata"] : undefined;
  const notes = isMap(metadata) ? [metadata["labels"], metadata["annotations"]] : [];
  return notes.some((note) => isMap(note) && note["kustomize.toolkit.fluxcd.io/substitute"] === "disabled");
}

function placedIn(value: JsonValue, namespace: string): JsonValue {
  if (!isMap(value)) return value;
  const { apiVersion, kind, metadata } = value;
  if (!isMap(metadata) || typeof metadata["namespace"] === "string") return value;
  if (isClusterScoped(String(apiVersion), String(kind))) return value;
  return { ...value, metadata: { ...metadata, namespace } };
}

/** Substitution works on the object's YAML: what was a text may become a number (kustomize-controller, envsubst). */
function substituted(value: JsonValue, substitution: Substitution): JsonValue {
  if (typeof value === "string") return substitutedText(value, substitution);
  if (Array.isArray(value)) return value.map((item: JsonValue) => substituted(item, substitution));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = substitutedText(key, substitution);
      return [typeof name === "string" ? name : key, substituted(item, substitution)];
    }),
  );
}

function substitutedText(text: string, { variables, complete }: Substitution): JsonValue {
  if (!text.includes("${")) return text;
  const filled = text.replace(
    /(\$?)\$\{([A-Za-z_]\w{0,200})(?:(:?[-=])([^{}]{0,500}))?\}/g,
    (whole, dollar: string, name: string, operator: string | undefined, fallback: string | undefined) => {
      if (dollar !== "") return whole.slice(1);
      const value = variables[name];
      if (value !== undefined && (value !== "" || operator === undefined || !operator.startsWith(":"))) return value;
      if (!complete && value === undefined) return whole;
      return fallback ?? "";
    },
  );
  if (filled === text || /[\n:#]/.test(filled) || filled.length > 40) return filled;
  const read = readYaml(filled);
  return read.kind === "value" && (typeof read.value === "number" || typeof read.value === "boolean")
    ? read.value
    : filled;
}
