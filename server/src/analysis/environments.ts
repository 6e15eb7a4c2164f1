/**
 * Knows which manifests are applied together, as seen from each file: folders and their alternatives for plain files,
 * the closure of a kustomization for the files it owns. Holds no positions and decides nothing about DNS.
 */
import type { Cluster } from "../cluster/cluster.ts";
import type { RenderResult } from "../kustomize/render.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { KubeObject } from "../manifests/object.ts";
import type { PodDnsSettings } from "../naming/pod-dns.ts";
import type { DnsServer } from "../naming/server.ts";
import type { Uri } from "../text/source.ts";
import { folderOf, isWithin, nameOf, pathOf, relativeTo } from "../text/uri-path.ts";
import type { Environment } from "./analysis.ts";
import { type Branches, type BranchFile, distanceBetween, findBranches, isExcluded, rootOf } from "./branches.ts";
import type { Kustomization } from "./kustomization.ts";
import type { Built, KustomizationFailure } from "./kustomize.ts";
import { type Lookup, makeLookup } from "./lookup.ts";
import { lazy, memoize, sameItems } from "./memo.ts";

/** What the index needs of one file that holds objects. */
export interface EnvironmentFile {
  readonly uri: Uri;
  readonly path: string;
  readonly declarations: readonly Declaration[];
  /** Something in it could not be read: an object may exist that is not in `declarations`. */
  readonly incomplete: boolean;
}

/** The part of an environment that several files share: the same objects make the same cluster. */
export interface Shared {
  readonly id: string;
  readonly label: string;
  readonly declarations: readonly Declaration[];
  readonly model: () => { readonly cluster: Cluster; readonly server: DnsServer; readonly podDns: PodDnsSettings };
}

export interface EnvironmentIndex {
  readonly environmentsOf: (uri: Uri) => readonly Environment[];
  readonly environments: () => readonly Environment[];
  readonly lookup: () => Lookup;
  readonly kustomizationFailures: () => readonly KustomizationFailure[];
  readonly builtWith: (uri: Uri) => readonly Uri[];
  readonly rendering: (folder: string) => RenderResult;
  readonly kustomizationAt: (folder: string) => Environment | undefined;
}

export interface IndexInput {
  readonly files: readonly EnvironmentFile[];
  readonly kustomizations: readonly Kustomization[];
  /** The kustomization of a folder, built (kustomize.ts). */
  readonly build: (folder: string) => Built;
  /** Folders of Helm charts. */
  readonly charts: readonly string[];
  /** Workspace folders, decoded. */
  readonly roots: readonly string[];
  /** The model of a list of declarations; the previous index's `Shared` is reused when its list is the same. */
  readonly model: (declarations: readonly Declaration[]) => ReturnType<Shared["model"]>;
  readonly previous: ReadonlyMap<string, Shared>;
}

/** Builds the index. Nothing is computed for a file before it is asked for. */
export function indexEnvironments(
  input: IndexInput,
): EnvironmentIndex & { readonly shared: ReadonlyMap<string, Shared> } {
  const ownership = ownershipOf(input.kustomizations);
  const plain = input.files.filter((file) => !ownership.owned.has(file.path) && !ownership.patches.has(file.path));
  const incomplete = plain.filter((file) => file.incomplete);
  const branches = findBranches(plain.map(contestedBy), input.roots);
  const plainPaths = new Set(plain.map((file) => file.path));
  const byPath = new Map(input.files.map((file) => [file.path, file]));
  const shared = new Map<string, Shared>();
  const share = (id: string, label: string, declarations: readonly Declaration[]): Shared => {
    const known = shared.get(id);
    if (known !== undefined) return known;
    const before = input.previous.get(id);
    const made =
      before !== undefined && sameItems(before.declarations, declarations)
        ? before
        : { id, label, declarations, model: lazy(() => input.model(declarations)) };
    shared.set(id, made);
    return made;
  };
  const plainOf = (file: EnvironmentFile): Environment => {
    const excluded = branches.excludedBy(file.path);
    const set = new Set(excluded);
    const chosen = chooseContested(file.path, branches, set);
    const id = `plain:${rootOf(file.path, input.roots)}:${digest([...excluded, ...chosen.map(([key, path]) => `${key}=${path}`)])}`;
    const known = shared.get(id);
    const near =
      known ??
      share(id, labelOf(file.path, excluded, input.roots), membersOf(plain, file, set, new Map(chosen), input.roots));
    return environment(
      // Each file sees its own branch in the label, whoever asked for the shared part first.
      { ...near, label: labelOf(file.path, excluded, input.roots) },
      file.path,
      openReasons(file, incomplete, set, input.charts),
      (path) => plainPaths.has(path) && (path === file.path || !isExcluded(path, set)),
    );
  };
  const kustomizedOf = (root: Kustomization, file: EnvironmentFile | undefined): Environment => {
    const members = new Set(ownership.closure(root));
    const id = `kustomize:${root.folder}`;
    const name = relativeTo(root.folder, rootOf(root.folder, input.roots)) || nameOf(root.folder);
    const label = `${name} (kustomization)`;
    const build = lazy(() => rendering(input.build(root.folder), root, name));
    const raw = (): readonly Declaration[] =>
      unique([...members].flatMap((path) => byPath.get(path)?.declarations ?? []));
    return kustomized({
      id,
      label,
      from: file?.path ?? root.path,
      open: () => build().open,
      declarations: () => share(id, label, build().built?.declarations ?? raw()).declarations,
      madeFrom: (declaration) => {
        const { built } = build();
        return built === undefined ? [declaration] : (built.madeFrom.get(declaration) ?? []);
      },
      model: () => share(id, label, build().built?.declarations ?? raw()).model(),
      sees: (path) => members.has(path) || path === root.path,
    });
  };
  const environmentsOfFile = memoize((file: EnvironmentFile): readonly Environment[] => {
    if (ownership.patches.has(file.path) || file.declarations.length === 0) return [];
    const owners = ownership.owned.get(file.path);
    return owners === undefined ? [plainOf(file)] : owners.map((root) => kustomizedOf(root, file));
  });
  const byUri = new Map(input.files.map((file) => [file.uri, file]));
  const builtWith = lazy((): ReadonlyMap<string, readonly Uri[]> => {
    const found = new Map<string, Set<Uri>>();
    for (const root of ownership.roots) {
      const members = ownership.closure(root).flatMap((path) => byPath.get(path)?.uri ?? []);
      for (const path of ownership.named(root)) {
        const known = found.get(path) ?? new Set<Uri>();
        for (const uri of members) known.add(uri);
        found.set(path, known);
      }
    }
    return new Map([...found].map(([path, uris]) => [path, [...uris]]));
  });
  return {
    shared,
    environmentsOf: (uri) => {
      const file = byUri.get(uri);
      return file === undefined ? [] : environmentsOfFile(file);
    },
    environments: lazy(() => {
      const distinct = new Map<string, Environment>();
      for (const file of input.files) {
        for (const found of environmentsOfFile(file)) if (!distinct.has(found.id)) distinct.set(found.id, found);
      }
      for (const root of ownership.roots) {
        const made = kustomizedOf(root, undefined);
        if (!distinct.has(made.id) && made.declarations.length > 0) distinct.set(made.id, made);
      }
      return [...distinct.values()];
    }),
    lookup: lazy(() => {
      const files = input.files.filter((file) => !ownership.patches.has(file.path));
      return makeLookup(
        files,
        ownership.roots.flatMap((root) => rendering(input.build(root.folder), root, "").built?.declarations ?? []),
      );
    }),
    rendering: (folder) => input.build(folder).result,
    kustomizationAt: (folder) => {
      const root = input.kustomizations.find((kustomization) => kustomization.folder === folder);
      return root && kustomizedOf(root, undefined);
    },
    builtWith: (uri) => builtWith().get(pathOf(uri)) ?? [],
    kustomizationFailures: lazy(() => ownership.roots.flatMap((root) => failureOf(input.build(root.folder), root))),
  };
}

/** What is said of a build: its objects, or why nothing is known of them. */
function rendering(
  built: Built,
  root: Kustomization,
  name: string,
): { readonly built: Built | undefined; readonly open: readonly string[] } {
  const { objects, open, openObjects, error } = built.result;
  if (root.isComponent) {
    return { built: undefined, open: [`'${name}' is a component: other kustomizations complete it`] };
  }
  const reasons = openObjects.map((reason) => `${reason} (kustomization '${name}')`);
  const isEmpty = objects.length === 0 && (error !== undefined || open.length > 0);
  const failure = error !== undefined && (isEmpty || open.length === 0);
  return {
    built: isEmpty ? undefined : built,
    open: failure && reasons.length === 0 ? [`kustomize cannot build '${name}': ${error.message}`] : reasons,
  };
}

/** Only what kustomize certainly refuses; with anything missing the failure may be of this copy alone. */
function failureOf(built: Built, root: Kustomization): readonly KustomizationFailure[] {
  const { open, error } = built.result;
  if (error?.at === undefined || open.length > 0 || root.isComponent) return [];
  return [{ uri: error.at.uri, message: error.message, at: error.at }];
}

interface KustomizedParts {
  readonly id: string;
  readonly label: string;
  /** The path it is seen from. */
  readonly from: string;
  readonly open: () => readonly string[];
  readonly declarations: () => readonly Declaration[];
  readonly madeFrom: (declaration: Declaration) => readonly Declaration[];
  readonly model: Shared["model"];
  readonly sees: (path: string) => boolean;
}

/** Nothing is built before it is asked for; everything in it is near. */
function kustomized(parts: KustomizedParts): Environment {
  const members = lazy(() => new Set(parts.declarations()));
  return {
    kind: "kustomization",
    id: parts.id,
    label: parts.label,
    get open() {
      return parts.open();
    },
    get declarations() {
      return parts.declarations();
    },
    distance: (declaration) => {
      const path = pathOf(declaration.uri);
      if (path === parts.from) return 0;
      return parts.sees(path) || members().has(declaration) ? 1 : Number.POSITIVE_INFINITY;
    },
    madeFrom: parts.madeFrom,
    get cluster() {
      return parts.model().cluster;
    },
    get server() {
      return parts.model().server;
    },
    get podDns() {
      return parts.model().podDns;
    },
  };
}

function environment(
  shared: Shared,
  from: string,
  open: readonly string[],
  sees: (path: string) => boolean,
): Environment {
  return {
    kind: "plain",
    id: shared.id,
    label: shared.label,
    open,
    declarations: shared.declarations,
    distance: (declaration) => {
      const path = pathOf(declaration.uri);
      return sees(path) ? distanceBetween(from, path) : Number.POSITIVE_INFINITY;
    },
    madeFrom: (declaration) => [declaration],
    get cluster() {
      return shared.model().cluster;
    },
    get server() {
      return shared.model().server;
    },
    get podDns() {
      return shared.model().podDns;
    },
  };
}

/** Kinds of which two in one namespace cannot both be meant (corpus findings, rule 6). */
const contestedKinds: ReadonlySet<string> = new Set(["Service", "StatefulSet", "Deployment"]);

function contestable(object: KubeObject): readonly string[] {
  return contestedKinds.has(object.kind) && object.meta.name !== "" ? [identityOf(object)] : [];
}

/** What a file defines that must be unique; made once for each file, and asked for after every change of any. */
const contestedBy = memoize(
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
function chooseContested(
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
function membersOf(
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
function openReasons(
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
function labelOf(path: string, excluded: readonly string[], roots: readonly string[]): string {
  const root = rootOf(path, roots);
  let label = root;
  for (let child = path; child !== root && child !== ""; child = folderOf(child)) {
    const folder = folderOf(child);
    if (excluded.some((other) => folderOf(other) === folder)) label = child;
  }
  return label === root ? nameOf(root) || "workspace" : relativeTo(label, root);
}

interface Ownership {
  /** Files owned by kustomizations, each with the roots that reach it. */
  readonly owned: ReadonlyMap<string, readonly Kustomization[]>;
  readonly patches: ReadonlySet<string>;
  /** Kustomizations that no other one includes, by folder. */
  readonly roots: readonly Kustomization[];
  /** The files of the root's objects. */
  readonly closure: (root: Kustomization) => readonly string[];
  /** Every file that the root's build may read. */
  readonly named: (root: Kustomization) => readonly string[];
}

function ownershipOf(kustomizations: readonly Kustomization[]): Ownership {
  const byFolder = new Map(kustomizations.map((kustomization) => [kustomization.folder, kustomization]));
  const included = new Set<string>();
  for (const kustomization of kustomizations) {
    for (const resource of kustomization.resources) if (byFolder.has(resource)) included.add(resource);
  }
  const reach = (root: Kustomization): readonly Kustomization[] => {
    const seen = new Set<Kustomization>();
    const visit = (kustomization: Kustomization): void => {
      if (seen.has(kustomization)) return;
      seen.add(kustomization);
      for (const resource of kustomization.resources) {
        const base = byFolder.get(resource);
        if (base !== undefined) visit(base);
      }
    };
    visit(root);
    return [...seen];
  };
  const closure = (root: Kustomization): readonly string[] =>
    reach(root).flatMap(({ resources }) => resources.filter((resource) => !byFolder.has(resource)));
  const owned = new Map<string, Kustomization[]>();
  const roots = kustomizations
    .filter(({ folder }) => !included.has(folder))
    .sort((a, b) => (a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : 0));
  for (const root of roots) {
    for (const path of new Set(closure(root))) {
      const roots = owned.get(path);
      if (roots === undefined) owned.set(path, [root]);
      else roots.push(root);
    }
  }
  return {
    owned,
    patches: new Set(kustomizations.flatMap((kustomization) => kustomization.patches)),
    roots,
    closure,
    named: (root) => reach(root).flatMap((made) => [made.path, ...made.resources, ...made.patches, ...made.others]),
  };
}

function unique(declarations: readonly Declaration[]): readonly Declaration[] {
  return [...new Set(declarations)];
}

/** A short, stable text for a list of strings (FNV-1a, 32 bits, twice with different seeds). */
function digest(parts: readonly string[]): string {
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
