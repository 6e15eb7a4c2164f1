/**
 * Determines which manifests are applied together, as seen from each file: folders and their alternatives for plain
 * files, the closure of a kustomization for the files it owns. It holds no positions and decides nothing about DNS.
 */

import { sameItems } from "../../base/collections.ts";
import { lazy } from "../../base/lazy.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { folderOf, nameOf, pathOf, relativeTo } from "../../base/uri-path.ts";
import type { Cluster } from "../../cluster/state/cluster.ts";
import type { PodDnsSettings } from "../../dns/server/pod-dns.ts";
import type { DnsServer } from "../../dns/server/server.ts";
import type { RenderResult } from "../../kubernetes/kustomize/render.ts";
import { isUnread } from "../../kubernetes/kustomize/source-file.ts";
import type { Declaration, FieldOrigin } from "../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { Environment } from "../analysis.ts";
import type { DeclarationIndex } from "../index/declaration-index.ts";
import { type Lookup, makeLookup } from "../index/lookup.ts";
import { lookupsIn } from "../index/name-tables.ts";
import { type RenderedMemory, renderedAt } from "../index/rendered-fold.ts";
import { renderedLookup } from "../index/rendered-lookup.ts";
import type { Built } from "../kustomizations/built.ts";
import type { Kustomization } from "../kustomizations/kustomization.ts";
import type { KustomizationFailure } from "../kustomizations/kustomize.ts";
import type { Ownership } from "../kustomizations/ownership.ts";
import type { Branches } from "./branches.ts";
import { distanceBetween, rootOf } from "./folder-ways.ts";
import { listed, type ModelAt } from "./models.ts";
import { type PlainMemory, type PlainObjects, plainObjects, statingIn } from "./plain-objects.ts";
import { type EnvironmentFile, membersInView, membersOf, openReasons, placementOf, statedIn } from "./plain-view.ts";

/** The part of an environment that several files share: the same objects make the same cluster. */
export interface SharedEnvironment {
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
  /** Those that are not of plain files. */
  readonly rendered: () => readonly Environment[];
  readonly lookup: () => Lookup;
  /** Of the builds that may read the file. */
  readonly kustomizationFailures: (uri: Uri) => readonly KustomizationFailure[];
  readonly builtWith: (uri: Uri) => readonly Uri[];
  /** The ids of the environments whose builds may read the file. */
  readonly readIn: (uri: Uri) => ReadonlySet<string>;
  /** The paths of the first kustomizations that no other one includes, and whose builds may read the file. */
  readonly builtBy: (uri: Uri) => readonly string[];
  /** The environments of the chart that holds a path, where the engine renders it. */
  readonly chartsAt?: (path: string) => readonly Environment[];
  readonly charts?: readonly Environment[];
  readonly roots: readonly string[];
  readonly rendering: (folder: string) => RenderResult;
  /** Where a value of an object that a folder's kustomization made is written. */
  readonly originOf: (folder: string, declaration: Declaration, path: Path) => FieldOrigin | undefined;
  readonly renderedFrom: (folder: string) => readonly string[];
  readonly kustomizationAt: (folder: string) => Environment | undefined;
}

export interface IndexInput {
  /** The files that hold objects, by decoded path. */
  readonly files: ReadonlyMap<string, EnvironmentFile>;
  /** What these files declare, patches left out. */
  readonly declared: DeclarationIndex;
  /** Plain files in which something could not be read, by path. */
  readonly incomplete: readonly EnvironmentFile[];
  readonly kustomizations: readonly Kustomization[];
  readonly ownership: Ownership;
  readonly branches: Branches;
  /** The kustomization of a folder, built (kustomize.ts). */
  readonly build: (folder: string) => Built;
  /** Folders of Helm charts. */
  readonly charts: readonly string[];
  /** Workspace folders, decoded. */
  readonly roots: readonly string[];
  /** The model of the objects of an environment. */
  readonly model: ModelAt;
  /** The environments of the previous index, without it: where the list of objects is the same, they are kept. */
  readonly previous: ReadonlyMap<string, SharedEnvironment>;
  /** Tables over what is built. */
  readonly tables: RenderedMemory;
  /** What environments of plain files left for their next state. */
  readonly memory: PlainMemory;
}

/** What the id of a kustomization's environment begins with; its folder follows. */
export const kustomizationId = "kustomize:";

/** Builds the index. Nothing is computed for a file before it is asked for. */
export function indexEnvironments(
  input: IndexInput,
): EnvironmentIndex & { readonly shared: ReadonlyMap<string, SharedEnvironment> } {
  const { ownership, branches, files, roots } = input;
  const isPlain = (path: string): boolean =>
    files.has(path) && !ownership.owned.has(path) && !ownership.patches.has(path);
  const inOrder = lazy(() => [...files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)));
  const shared = new Map<string, SharedEnvironment>();
  const share = (
    { id, label, root }: Pick<SharedEnvironment, "id" | "label" | "root">,
    declarations: readonly Declaration[],
  ) => {
    const known = shared.get(id);
    if (known !== undefined) return known;
    const before = input.previous.get(id);
    const made =
      before !== undefined && before.root === root && sameItems(before.declarations, declarations)
        ? before
        : { id, label, root, declarations, model: lazy(() => input.model(listed(declarations), root, id)) };
    shared.set(id, made);
    return made;
  };
  const plain = new Map<string, PlainEnvironment>();
  const plainOf = (file: EnvironmentFile): Environment => {
    const { id, label, root, excludes, seen, chosen } = placementOf(branches, file.path, roots);
    const objects = {
      declared: input.declared,
      root,
      excludes,
      seen,
      chosen,
      fileAt: (path: string) => files.get(path),
    };
    const near = plain.get(id) ?? {
      id,
      objects,
      // Alternatives below a workspace folder are not looked at: there may be thousands, for thousands of files.
      declarations: lazy(() =>
        root === ""
          ? membersOf(
              inOrder().filter(({ path }) => isPlain(path)),
              objects,
            )
          : membersInView(input.declared.plainUnder(root, seen), objects),
      ),
      inSight: memoize((list: readonly Declaration[]) =>
        seen(list, ({ uri }) => pathOf(uri)).filter(({ uri }) => isPlain(pathOf(uri))),
      ),
      model: lazy(() => input.model(plainObjects(objects, input.memory, id), root, id)),
    };
    plain.set(id, near);
    return environment(
      near,
      // Each file sees its own branch in the label, whichever file asked for the shared part first.
      label,
      file.path,
      openReasons(file, input.incomplete, excludes, input.charts),
      (path) => isPlain(path) && (path === file.path || !excludes(path)),
    );
  };
  const kustomizationOf = memoize((root: Kustomization): KustomizationParts => {
    const members = lazy(() => new Set(ownership.closure(root)));
    const id = `${kustomizationId}${root.folder}`;
    const { deployed } = root;
    const workspaceFolder = deployed?.root ?? rootOf(root.folder, input.roots);
    const name = deployed?.label ?? (relativeTo(root.folder, workspaceFolder) || nameOf(root.folder));
    const label = `${name} (kustomization)`;
    const build = lazy(() => rendering(input.build(root.folder), root, name));
    const raw = lazy(() => unique([...members()].flatMap((path) => files.get(path)?.declarations ?? [])));
    const made = lazy(() => share({ id, label, root: workspaceFolder }, build().built?.declarations ?? raw()));
    const declared = lazy(() => new Set(made().declarations));
    return {
      id,
      label,
      open: () => (deployed?.open === undefined ? build().open : [deployed.open, ...build().open]),
      declarations: () => made().declarations,
      madeFrom: (declaration) => {
        const { built } = build();
        return built === undefined ? [declaration] : (built.madeFrom.get(declaration) ?? []);
      },
      ...lookupsIn(() => made().declarations),
      stating: (namespace) => statedIn(made().declarations, namespace),
      model: () => made().model(),
      holds: (declaration) => {
        const path = pathOf(declaration.uri);
        return members().has(path) || path === root.path || declared().has(declaration);
      },
    };
  });
  const kustomizedOf = (root: Kustomization, file: EnvironmentFile | undefined): Environment =>
    new KustomizedEnvironment(kustomizationOf(root), file?.path ?? root.path);
  const environmentsOfFile = memoize((file: EnvironmentFile): readonly Environment[] => {
    if (ownership.patches.has(file.path) || file.declarations.length === 0) return [];
    const owners = ownership.owned.get(file.path);
    return owners === undefined ? [plainOf(file)] : owners.map((root) => kustomizedOf(root, file));
  });
  const builtWithFile = new Map<string, readonly Uri[]>();
  const builtWith = (path: string): readonly Uri[] => {
    const known = builtWithFile.get(path);
    if (known !== undefined) return known;
    const members = new Set(ownership.naming(path).flatMap((root) => ownership.closure(root)));
    const found = [...members].flatMap((member) => files.get(member)?.uri ?? []);
    builtWithFile.set(path, found);
    return found;
  };
  const built = lazy(
    () =>
      new Map(
        ownership.roots.map((root) => [
          `${kustomizationId}${root.folder}`,
          rendering(input.build(root.folder), root, "").built?.declarations ?? [],
        ]),
      ),
  );
  /** The first file of each environment, and which of the file's it is: nothing is made for the other files. */
  const firstFiles = (): readonly { readonly file: EnvironmentFile; readonly at: number }[] => {
    const first = new Map<string, { readonly file: EnvironmentFile; readonly at: number }>();
    const note = (id: string, file: EnvironmentFile, at: number): void => {
      const known = first.get(id);
      if (known === undefined || file.path < known.file.path) first.set(id, { file, at });
    };
    for (const file of files.values()) {
      if (ownership.patches.has(file.path) || file.declarations.length === 0) continue;
      const owners = ownership.owned.get(file.path);
      if (owners === undefined) note(placementOf(branches, file.path, roots).id, file, 0);
      else for (const [at, root] of owners.entries()) note(`${kustomizationId}${root.folder}`, file, at);
    }
    return [...first.values()].sort((a, b) =>
      a.file.path === b.file.path ? a.at - b.at : a.file.path < b.file.path ? -1 : 1,
    );
  };
  const rendered = lazy(() =>
    ownership.roots.map((root) => kustomizedOf(root, undefined)).filter(({ declarations }) => declarations.length > 0),
  );
  return {
    shared,
    rendered,
    environmentsOf: (uri) => {
      const file = files.get(pathOf(uri));
      return file === undefined || file.uri !== uri ? [] : environmentsOfFile(file);
    },
    environments: lazy(() => {
      const distinct = new Map<string, Environment>();
      for (const { file, at } of firstFiles()) {
        const found = environmentsOfFile(file)[at];
        if (found !== undefined) distinct.set(found.id, found);
      }
      for (const root of ownership.roots) {
        const made = kustomizedOf(root, undefined);
        if (!distinct.has(made.id) && made.declarations.length > 0) distinct.set(made.id, made);
      }
      return [...distinct.values()];
    }),
    lookup: lazy(() =>
      makeLookup(
        input.declared,
        lazy(() => renderedAt(input.tables, built(), renderedLookup)),
      ),
    ),
    roots: ownership.roots.map(({ folder }) => folder),
    rendering: (folder) => input.build(folder).result,
    originOf: (folder, declaration, path) => input.build(folder).originOf(declaration, path),
    renderedFrom: (folder) =>
      input
        .build(folder)
        .inputs.map(({ path, file }) => (file === undefined || isUnread(file) ? path : pathOf(file.uri))),
    kustomizationAt: (folder) => {
      const root = input.kustomizations.find((kustomization) => kustomization.folder === folder);
      return root && kustomizedOf(root, undefined);
    },
    builtWith: (uri) => builtWith(pathOf(uri)),
    readIn: (uri) => new Set(ownership.naming(pathOf(uri)).map(({ folder }) => `${kustomizationId}${folder}`)),
    builtBy: (uri) => {
      const roots = ownership.naming(pathOf(uri));
      return roots.slice(0, mostRoots).map(({ path }) => path);
    },
    kustomizationFailures: (uri) =>
      ownership.naming(pathOf(uri)).flatMap((root) => failureOf(input.build(root.folder), root)),
  };
}

/** Overlays of one base that are looked at for what its generators make: an edit waits for them. */
const mostRoots = 20;

/** What is known of a build: its objects, or why they are not known. */
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
  if (error?.gaveUp === true)
    return { built: undefined, open: [...reasons, `'${name}' is not built: ${error.message}`] };
  return {
    built: isEmpty ? undefined : built,
    open: failure && reasons.length === 0 ? [`kustomize cannot build '${name}': ${error.message}`] : reasons,
  };
}

/** Only what kustomize certainly refuses, or where we gave up; with anything missing a failure may be of this copy alone. */
function failureOf(built: Built, root: Kustomization): readonly KustomizationFailure[] {
  const { open, error } = built.result;
  const gaveUp = error?.gaveUp === true;
  if (error?.at === undefined || (!gaveUp && open.length > 0) || root.isComponent) return [];
  return [{ uri: error.at.uri, message: error.message, gaveUp, at: error.at }];
}

/** What the files of a kustomization share. */
interface KustomizationParts {
  readonly id: string;
  readonly label: string;
  readonly open: () => readonly string[];
  readonly declarations: () => readonly Declaration[];
  readonly madeFrom: (declaration: Declaration) => readonly Declaration[];
  readonly model: SharedEnvironment["model"];
  readonly stating: Environment["stating"];
  readonly named: Environment["named"];
  readonly podMakersWith: Environment["podMakersWith"];
  readonly ofOtherKind: Environment["ofOtherKind"];
  readonly holds: (declaration: Declaration) => boolean;
}

/** Nothing is built before it is asked for; everything in it is near. There may be thousands: a class is made fast. */
class KustomizedEnvironment implements Environment {
  readonly kind = "kustomization";
  readonly id: string;
  readonly label: string;
  readonly madeFrom: Environment["madeFrom"];
  readonly stating: Environment["stating"];
  readonly named: Environment["named"];
  readonly podMakersWith: Environment["podMakersWith"];
  readonly ofOtherKind: Environment["ofOtherKind"];
  readonly distance: Environment["distance"];
  readonly #parts: KustomizationParts;

  /** @param from the path it is seen from */
  constructor(parts: KustomizationParts, from: string) {
    this.#parts = parts;
    this.id = parts.id;
    this.label = parts.label;
    this.madeFrom = parts.madeFrom;
    this.stating = parts.stating;
    this.named = parts.named;
    this.podMakersWith = parts.podMakersWith;
    this.ofOtherKind = parts.ofOtherKind;
    this.distance = (declaration) => {
      if (pathOf(declaration.uri) === from) return 0;
      return parts.holds(declaration) ? 1 : Number.POSITIVE_INFINITY;
    };
  }

  get open(): readonly string[] {
    return this.#parts.open();
  }

  get declarations(): readonly Declaration[] {
    return this.#parts.declarations();
  }

  get version(): object {
    return this.#parts.declarations();
  }

  get nearby(): readonly Declaration[] {
    return this.#parts.declarations();
  }

  get cluster(): Cluster {
    return this.#parts.model().cluster;
  }

  get server(): DnsServer {
    return this.#parts.model().server;
  }

  get podDns(): PodDnsSettings {
    return this.#parts.model().podDns;
  }
}

interface PlainEnvironment {
  readonly id: string;
  readonly objects: PlainObjects;
  readonly declarations: () => readonly Declaration[];
  /** Of a list in the order of paths what is in view; kept with the list. */
  readonly inSight: (list: readonly Declaration[]) => readonly Declaration[];
  readonly model: SharedEnvironment["model"];
}

function environment(
  { id, objects, declarations, inSight, model }: PlainEnvironment,
  label: string,
  from: string,
  open: readonly string[],
  sees: (path: string) => boolean,
): Environment {
  // What is at a distance of 2 lies below the folder above the file's own (`distanceBetween`).
  const nearby = lazy(() =>
    membersInView(objects.declared.plainUnder(folderOf(folderOf(from)), objects.seen), objects),
  );
  return {
    kind: "plain",
    id,
    label,
    open,
    get declarations() {
      return declarations();
    },
    version: objects,
    get nearby() {
      return nearby();
    },
    named: (kind, name) => inSight(objects.declared.named(kind, name)),
    podMakersWith: (key, value) => inSight(objects.declared.podMakersWith(key, value)),
    ofOtherKind: (kind) => inSight(objects.declared.ofOtherKind(kind)),
    stating: (namespace) => (namespace === undefined ? declarations() : statingIn(objects, namespace)),
    distance: (declaration) => {
      const path = pathOf(declaration.uri);
      return sees(path) ? distanceBetween(from, path) : Number.POSITIVE_INFINITY;
    },
    madeFrom: (declaration) => [declaration],
    get cluster() {
      return model().cluster;
    },
    get server() {
      return model().server;
    },
    get podDns() {
      return model().podDns;
    },
  };
}

function unique(declarations: readonly Declaration[]): readonly Declaration[] {
  return [...new Set(declarations)];
}
