/**
 * Holds the charts of a workspace that the engine renders: what their folders hold, and the environments that they
 * make.
 */

import { lazy } from "../../base/lazy.ts";
import { getOrAdd } from "../../base/memo.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { folderOf, pathOf, relativeTo } from "../../base/uri-path.ts";
import type { SourceFile } from "../../kubernetes/helm/chart/source-file.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { repositoryFile } from "../../kubernetes/manifests/role.ts";
import type { AnalysedFile, Environment } from "../analysis.ts";
import { rootOf } from "../environments/folder-ways.ts";
import type { ModelAt } from "../environments/models.ts";
import { gitRepositoriesOf, ownershipOf } from "../gitops/git-repositories.ts";
import { chartVersion } from "../settings/settings.ts";
import type { WorkspaceSettings } from "../settings/workspace-settings.ts";
import { type ChartEnvironments, chartEnvironments, type RecentCharts, recentCharts } from "./chart-environments.ts";
import { bearsOnReleases, givenReleases, releasesIn, setsOfReleases } from "./chart-releases.ts";
import type { ChartEngine } from "./chart-rendering.ts";
import {
  type ChartSet,
  chartRoots,
  chartWithSets,
  type FolderFiles,
  filesByChart,
  type WorkspaceChart,
} from "./chart-sets.ts";
import { madeInstallers } from "./kustomized-releases.ts";
import { patchesIn } from "./release-patches.ts";
import type { ConfigFile } from "./release-values.ts";

/** Charts that keep what they made: it is some megabytes of each. */
const mostCharts = 8;

/** One state of the workspace. */
export interface ChartsState {
  readonly files: ReadonlyMap<Uri, AnalysedFile>;
  /** The folders of charts, decoded. */
  readonly charts: ReadonlySet<string>;
  /** The workspace folders, decoded. */
  readonly roots: readonly string[];
  readonly settings: WorkspaceSettings;
  readonly model: ModelAt;
  /** The environments that a file is part of, those of charts left out. */
  readonly environmentsOf: (uri: Uri) => readonly Environment[];
}

export interface RenderedCharts {
  readonly all: readonly Environment[];
  /** Those of the outermost chart that holds the path. */
  readonly at: (path: string) => readonly Environment[];
}

export class WorkspaceCharts {
  /** What renders charts; undefined: they stay as they are written. */
  engine: ChartEngine | undefined;
  /** Answers do not wait for all sets of values. */
  stepwise = false;
  /** The paths of values files that lie in no chart. */
  #releaseValues: ReadonlySet<string> = new Set();
  /** What charts' folders hold, by folder, and the files of the workspace that come from there alone. */
  #files: ReadonlyMap<string, FolderFiles> = new Map();
  /** Charts whose folders could not be read whole: what is missing would be taken for a mistake. */
  #unread: ReadonlySet<string> = new Set();
  #environments: ChartEnvironments | undefined;
  /** True: what a chart made last is shown while helm refuses it. */
  keepsGood = true;
  readonly #recent: RecentCharts = recentCharts(mostCharts);
  readonly #counted: () => void;

  /** @param counted is called for each rendering */
  constructor(counted: () => void) {
    this.#counted = counted;
  }

  setEngine(engine: ChartEngine | undefined, stepwise: boolean): void {
    this.engine = engine;
    this.stepwise = stepwise;
  }

  /**
   * What a chart's folder holds (`Workspace.setChartFiles`).
   * @param isOwn true for a name in it whose text the workspace has itself: it is not kept
   * @returns what is kept of the folder now, and what was before
   */
  setFiles(
    folder: string,
    given: FolderFiles | "unread" | undefined,
    isOwn: (name: string) => boolean,
  ): { readonly before: FolderFiles | undefined; readonly files: FolderFiles | undefined } {
    const unread = new Set(this.#unread);
    if (given === "unread") unread.add(folder);
    else unread.delete(folder);
    this.#unread = unread;
    const files = given === "unread" ? undefined : given && new Map([...given].filter(([name]) => !isOwn(name)));
    const before = this.#files.get(folder);
    const all = new Map(this.#files);
    if (files === undefined) all.delete(folder);
    else all.set(folder, files);
    this.#files = all;
    return { before, files };
  }

  /** True where a chart may be rendered otherwise when the file changes. */
  bearsOn(charts: ReadonlySet<string>, uri: Uri, ...texts: readonly (string | undefined)[]): boolean {
    if (this.engine === undefined || charts.size === 0) return false;
    if (texts.some((text) => text !== undefined && bearsOnReleases(text))) return true;
    const path = pathOf(uri);
    if (this.#releaseValues.has(path)) return true;
    for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) if (charts.has(folder)) return true;
    return false;
  }

  /** The environments of charts that the engine renders: not of those that the program helm has rendered. */
  environments(engine: ChartEngine | undefined, state: ChartsState): RenderedCharts {
    if (engine === undefined) return { all: [], at: () => [] };
    const { files, roots, settings, model } = state;
    const folders = chartRoots(state.charts).filter((folder) => !this.#unread.has(folder));
    const own = filesByChart(files.values(), folders);
    const installed = this.#releases(state, folders);
    const charts = folders.flatMap((folder): readonly WorkspaceChart[] => {
      const disk = this.#files.get(folder) ?? new Map();
      const made = chartWithSets(folder, own.get(folder) ?? [], disk, installed.get(folder) ?? []);
      return made === undefined ? [] : [made];
    });
    const environments = chartEnvironments({
      engine,
      charts,
      roots,
      namespaceAt: (folder) => settings.ofRoot(rootOf(folder, roots)).defaultNamespace,
      kubernetesAt: (folder) => chartVersion(settings.ofRoot(rootOf(folder, roots))),
      model,
      previous: this.#environments,
      recent: this.#recent,
      keepsGood: this.keepsGood,
      counted: this.#counted,
    });
    this.#environments = environments;
    return {
      all: environments.all,
      at: (path) => {
        for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) {
          const found = environments.of(folder);
          if (found.length > 0) return found;
        }
        return [];
      },
    };
  }

  /** Forgets what charts made. A chart that comes later takes nothing over from it. */
  forget(): void {
    this.#environments = undefined;
  }

  #chartFileAt(path: string): SourceFile | undefined {
    for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) {
      const file = this.#files.get(folder)?.get(relativeTo(path, folder));
      if (file !== undefined) return file;
    }
    return undefined;
  }

  /** How charts are installed, as the workspace's files say. */
  #releases(
    { files, roots, settings, environmentsOf }: ChartsState,
    charts: readonly string[],
  ): ReadonlyMap<string, readonly ChartSet[]> {
    const [root = ""] = roots;
    const { layers } = settings;
    const declared = lazy(() => [...files.values()].flatMap(gitRepositoriesOf));
    const releases = [
      ...givenReleases(asUri(`${root}/${repositoryFile}`), root, layers.base.charts),
      ...inOrder(
        layers.files.flatMap(({ folder, given }) =>
          givenReleases(asUri(`${folder}/${repositoryFile}`), folder, given.charts ?? []),
        ),
      ),
      ...inOrder([...files.values()].flatMap(releasesIn)),
    ];
    if (releases.length === 0) return new Map();
    const byPath = lazy(() => new Map([...files.values()].map((file) => [pathOf(file.uri), file])));
    const configs = lazy(() => configsByName(files.values()));
    const patches = lazy(() => patchesIn(files.values()));
    const sets = setsOfReleases(releases, {
      fileAt: (path) => byPath().get(path),
      chartFileAt: (path) => this.#chartFileAt(path),
      configsAt: (name, namespace) =>
        inOrder(
          (configs().get(name) ?? []).filter(({ manifest }) =>
            manifest.declarations.some(({ object }) => isConfig(object, name, namespace)),
          ),
        ),
      roots,
      charts: new Set(charts),
      patchOf: (kind, name) => patches()(kind, name),
      madeOf: ({ uri, object }) => {
        const file = files.get(uri);
        return file === undefined || object === undefined ? [] : madeInstallers(file, object, environmentsOf(uri));
      },
      ownership: ({ uri, source }, applied) =>
        source === undefined
          ? "own"
          : ownershipOf(source, { declared: declared(), applied }, rootOf(pathOf(uri), roots)),
    });
    const uris = [...sets.values()].flat().flatMap(({ values }) => values.flatMap(({ uri }) => uri ?? []));
    this.#releaseValues = new Set(uris.map(pathOf));
    return sets;
  }
}

/** By the files that they are in: files stand in the order in which they came. */
function inOrder<T extends { readonly uri: Uri }>(found: readonly T[]): readonly T[] {
  return [...found].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0));
}

/** The documents that hold a ConfigMap of a name. */
function configsByName(files: Iterable<AnalysedFile>): ReadonlyMap<string, readonly ConfigFile[]> {
  const found = new Map<string, ConfigFile[]>();
  for (const { uri, text, role, manifests } of files) {
    if (role === "helm-template") continue;
    for (const { start, manifest } of manifests) {
      const names = manifest.declarations.flatMap(({ object }) =>
        object.kind === "ConfigMap" ? object.meta.name : [],
      );
      for (const name of new Set(names)) getOrAdd(found, name, () => []).push({ uri, text, start, manifest });
    }
  }
  return found;
}

/** A ConfigMap without a namespace may be in any. */
function isConfig({ kind, meta }: Declaration["object"], name: string, namespace: string | undefined): boolean {
  if (kind !== "ConfigMap" || meta.name !== name) return false;
  return namespace === undefined || meta.namespace === undefined || meta.namespace === namespace;
}
