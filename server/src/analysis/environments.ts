/**
 * Knows which manifests are applied together, as seen from each file: folders and their alternatives for plain files,
 * the closure of a kustomization for the files it owns. Holds no positions and decides nothing about DNS.
 */
import type { Cluster } from "../cluster/cluster.ts";
import type { RenderResult } from "../kustomize/render.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { PodDnsSettings } from "../naming/pod-dns.ts";
import type { DnsServer } from "../naming/server.ts";
import type { Uri } from "../text/source.ts";
import { nameOf, pathOf, relativeTo } from "../text/uri-path.ts";
import type { Environment } from "./analysis.ts";
import { distanceBetween, findBranches, isExcluded, rootOf } from "./branches.ts";
import type { Kustomization } from "./kustomization.ts";
import type { Built, KustomizationFailure } from "./kustomize.ts";
import { type Lookup, makeLookup } from "./lookup.ts";
import { lazy, memoize, sameItems } from "./memo.ts";
import { ownershipOf } from "./ownership.ts";
import {
  chooseContested,
  contestedBy,
  digest,
  type EnvironmentFile,
  labelOf,
  membersOf,
  openReasons,
} from "./plain-view.ts";

/** The part of an environment that several files share: the same objects make the same cluster. */
export interface Shared {
  readonly id: string;
  readonly label: string;
  /** The workspace folder that it lies in, whose settings count; "" for none. */
  readonly root: string;
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
  readonly model: (declarations: readonly Declaration[], root: string, id: string) => ReturnType<Shared["model"]>;
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
  const share = ({ id, label, root }: Omit<Shared, "declarations" | "model">, declarations: readonly Declaration[]) => {
    const known = shared.get(id);
    if (known !== undefined) return known;
    const before = input.previous.get(id);
    const made =
      before !== undefined && before.root === root && sameItems(before.declarations, declarations)
        ? before
        : { id, label, root, declarations, model: lazy(() => input.model(declarations, root, id)) };
    shared.set(id, made);
    return made;
  };
  const plainOf = (file: EnvironmentFile): Environment => {
    const excluded = branches.excludedBy(file.path);
    const set = new Set(excluded);
    const chosen = chooseContested(file.path, branches, set);
    const root = rootOf(file.path, input.roots);
    const id = `plain:${root}:${digest([...excluded, ...chosen.map(([key, path]) => `${key}=${path}`)])}`;
    const known = shared.get(id);
    const label = labelOf(file.path, excluded, input.roots);
    const near = known ?? share({ id, label, root }, membersOf(plain, file, set, new Map(chosen), input.roots));
    return environment(
      // Each file sees its own branch in the label, whoever asked for the shared part first.
      { ...near, label },
      file.path,
      openReasons(file, incomplete, set, input.charts),
      (path) => plainPaths.has(path) && (path === file.path || !isExcluded(path, set)),
    );
  };
  const kustomizedOf = (root: Kustomization, file: EnvironmentFile | undefined): Environment => {
    const members = new Set(ownership.closure(root));
    const id = `kustomize:${root.folder}`;
    const workspaceFolder = rootOf(root.folder, input.roots);
    const name = relativeTo(root.folder, workspaceFolder) || nameOf(root.folder);
    const label = `${name} (kustomization)`;
    const build = lazy(() => rendering(input.build(root.folder), root, name));
    const raw = (): readonly Declaration[] =>
      unique([...members].flatMap((path) => byPath.get(path)?.declarations ?? []));
    const made = (): Shared => share({ id, label, root: workspaceFolder }, build().built?.declarations ?? raw());
    return kustomized({
      id,
      label,
      from: file?.path ?? root.path,
      open: () => build().open,
      declarations: () => made().declarations,
      madeFrom: (declaration) => {
        const { built } = build();
        return built === undefined ? [declaration] : (built.madeFrom.get(declaration) ?? []);
      },
      model: () => made().model(),
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

function unique(declarations: readonly Declaration[]): readonly Declaration[] {
  return [...new Set(declarations)];
}
