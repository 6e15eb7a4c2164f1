/**
 * Holds the workspace over time: the one object that changes. Every change yields a new immutable `Analysis`; what
 * an edit does not touch is the same object as before, and everything derived from it stays.
 */

import { sameItems } from "../base/collections.ts";
import { exactNames, type NameRules } from "../base/file-names.ts";
import { lazy } from "../base/lazy.ts";
import { asUri, type Uri } from "../base/source.ts";
import { folderOf, folderPathOf, nameOf, pathOf } from "../base/uri-path.ts";
import { VersionedMap } from "../base/versioned-map.ts";
import { textOf } from "../kubernetes/helm/chart/source-file.ts";
import { type FileLinks, sameLinks, type Unread } from "../kubernetes/kustomize/source-file.ts";
import { repositoryFile } from "../kubernetes/manifests/role.ts";
import type { AnalysedFile, Analysis, Environment } from "./analysis.ts";
import { type ChartIndex, type ChartRendering, indexCharts } from "./charts/chart-index.ts";
import type { ChartEngine } from "./charts/chart-rendering.ts";
import type { FolderFiles } from "./charts/chart-sets.ts";
import { WorkspaceCharts } from "./charts/workspace-charts.ts";
import { type Branches, branchesOf } from "./environments/branches.ts";
import { type EnvironmentIndex, indexEnvironments, type SharedEnvironment } from "./environments/environments.ts";
import { listed, type ModelAt, modelsOf } from "./environments/models.ts";
import { type PlainMemory, plainMemory } from "./environments/plain-objects.ts";
import { deploymentsOf } from "./gitops/deployments.ts";
import { gitRepositoriesOf } from "./gitops/git-repositories.ts";
import { analyseFile, isPartial } from "./index/analyse-file.ts";
import { bearsOnEnvironments, inChart, sameForEnvironments } from "./index/file-facts.ts";
import { baseOf, type Step } from "./index/index-base.ts";
import type { RenderedMemory } from "./index/rendered-fold.ts";
import { leadsElsewhere, WorkspaceKustomizations } from "./kustomizations/workspace-kustomizations.ts";
import { published } from "./published.ts";
import { excluding, isLeftOut, repositorySettingsOf, type SettingsLayers } from "./settings/repository-settings.ts";
import type { GivenSettings, Settings } from "./settings/settings.ts";
import { type WorkspaceSettings, workspaceSettings } from "./settings/workspace-settings.ts";

/** A file that appeared or changed (`text`), or went away (null). */
export interface FileChange {
  readonly uri: Uri;
  readonly text: string | null;
  /** Where links led to the file, if they did. */
  readonly links?: FileLinks | undefined;
  /** Why there is no text, where something is there or may be. */
  readonly unread?: Unread | undefined;
}

/** Work done since the workspace was made; tests hold edits against it. */
export interface Counters {
  documentsParsed: number;
  indexesBuilt: number;
  clustersBuilt: number;
  kustomizationsRendered: number;
  chartsRendered: number;
}

/** Kustomizations that an answer builds, where others can wait. */
const mostAtOnce = 8;

export class Workspace {
  readonly counters: Counters = {
    documentsParsed: 0,
    indexesBuilt: 0,
    clustersBuilt: 0,
    kustomizationsRendered: 0,
    chartsRendered: 0,
  };
  #settings: WorkspaceSettings;
  #snapshot: boolean;
  #files: VersionedMap<Uri, AnalysedFile> = VersionedMap.of();
  /** By the key of their path. */
  #byKey: VersionedMap<string, AnalysedFile> = VersionedMap.of();
  /** Files that are there, or may be, and were not read, by the key of their path. */
  #unread: ReadonlyMap<string, Unread> = new Map();
  /** Files that links led to, as if nothing else led there. */
  #linked: ReadonlyMap<Uri, AnalysedFile> = new Map();
  #charts: ReadonlySet<string> = new Set();
  #renderings: readonly ChartRendering[] = [];
  readonly #chartRoom: WorkspaceCharts = new WorkspaceCharts(() => {
    this.counters.chartsRendered += 1;
  });
  #folders: readonly string[] = [];
  #names: NameRules = exactNames;
  #loaded = false;
  #revision = 0;
  #index: (() => EnvironmentIndex) | undefined;
  /** The models of the last index that was looked at: equal lists of objects keep their cluster. */
  #shared: ReadonlyMap<string, SharedEnvironment> = new Map();
  /** The models of lists of objects under the settings of a workspace folder. */
  #model: ModelAt;
  #chartIndex: ChartIndex | undefined;
  /** Another object when any fact has changed. */
  #facts: object = {};
  /** Answers do not wait for all kustomizations that an edit changes: somebody builds them (`ahead`). */
  #steps = false;
  /** The folders of kustomizations that are as they were before some edits. */
  #behind: ReadonlySet<string> = new Set();
  /** What `#facts` was when there were none. */
  #settledFacts: object = {};
  #ahead: Ahead | undefined;
  readonly #kustomizations: WorkspaceKustomizations = new WorkspaceKustomizations(() => {
    this.counters.kustomizationsRendered += 1;
  });
  /** The last change, with those before it that no index has taken in yet. */
  #step: Step = {
    files: new Map(),
    direction: this.#kustomizations.direction,
    changes: new Map(),
    previous: undefined,
    base: undefined,
    folds: new Map(),
  };
  /** Tables over what kustomizations and charts make, with what they were made of. */
  readonly #tables: RenderedMemory = new Map();
  #plainMemory: PlainMemory = plainMemory(() => this.counters.indexesBuilt);
  #branches: { readonly contested: object; readonly roots: readonly string[]; readonly made: Branches } | undefined;
  #analysis: Analysis;

  /** @param snapshot the manifests are all there is: a closed world, nothing implied (a dump of a cluster) */
  constructor(settings: Settings, snapshot = false, flags: GivenSettings = {}) {
    this.#settings = workspaceSettings({ base: settings, files: [], flags }, []);
    this.#snapshot = snapshot;
    this.#model = this.#models();
    this.#analysis = this.#publish(true);
  }

  get analysis(): Analysis {
    return this.#analysis;
  }

  /** Applies file changes in order. Files that did not change are not looked at. */
  apply(changes: readonly FileChange[]): Analysis {
    return this.#apply(changes);
  }

  /** Puts files back that an earlier analysis of this workspace held: the very same objects. */
  restore(files: readonly AnalysedFile[]): Analysis {
    return this.#apply(files.map((file) => ({ ...file, file })));
  }

  #apply(changes: readonly (FileChange & { readonly file?: AnalysedFile })[]): Analysis {
    const changed = new Map<Uri, AnalysedFile | undefined>();
    const fileAt = (uri: Uri): AnalysedFile | undefined => (changed.has(uri) ? changed.get(uri) : this.#files.get(uri));
    let facts = this.#applyUnread(changes);
    let places = false;
    let values = false;
    for (const { uri, text, links, file } of changes) {
      const before = fileAt(uri);
      const isKustomized = this.#kustomizations.isNamed(pathOf(uri));
      if (text === null) {
        if (before !== undefined) changed.set(uri, undefined);
        values = true;
        if (before !== undefined && (isKustomized || bearsOnEnvironments(before))) facts = true;
        if (before !== undefined && this.#chartRoom.bearsOn(this.#charts, uri, before.text)) facts = true;
        continue;
      }
      if (file === undefined && before !== undefined && before.text === text && sameLinks(before.links, links))
        continue;
      if (!sameLinks(before?.links, links)) facts = true;
      if (this.#chartRoom.bearsOn(this.#charts, uri, text, before?.text)) facts = true;
      const analysed = file ?? this.#analyse(uri, text, before);
      const after = file !== undefined || links === undefined ? analysed : { ...analysed, links };
      changed.set(uri, after);
      if (before !== undefined && this.#kustomizations.readsTheSame(before, after)) {
        // What is built is the same, and written elsewhere.
        if (isKustomized || after.role === "kustomization") places = true;
        continue;
      }
      values = true;
      if (isKustomized || [before, after].some(deploys)) facts = true;
      else facts ||= before === undefined ? bearsOnEnvironments(after) : !sameForEnvironments(before, after);
    }
    if (this.#settleLinked(changed)) facts = true;
    this.#replace(changed);
    if (changes.some((change) => nameOf(pathOf(change.uri)) === "Chart.yaml")) facts = this.#updateCharts() || facts;
    if (changes.some((change) => nameOf(pathOf(change.uri)) === repositoryFile)) {
      this.#updateRepository();
      facts = true;
    }
    if (facts) this.#fallBehind([...changed.keys()]);
    this.#analysis = this.#publish(facts || places, !facts && !values);
    return this.#analysis;
  }

  /** An edit that changes many kustomizations is answered for the first, with all others as they were. */
  #fallBehind(uris: readonly Uri[]): void {
    if (!this.#steps || !this.#loaded) return;
    const { ownership } = this.#kustomizations.direction;
    const behind = new Set(this.#behind);
    const shown = new Set<string>();
    for (const uri of uris) {
      const [first, ...others] = ownership.naming(pathOf(uri));
      if (first !== undefined) shown.add(first.folder);
      for (const { folder } of others) behind.add(folder);
    }
    for (const folder of shown) behind.delete(folder);
    this.#behind = behind.size > mostAtOnce ? behind : new Set();
  }

  /**
   * Lets answers be about some environments as they were, where an edit changes many of them: until somebody has looked at
   * everything in `ahead()` that will be asked for, and calls `adopt()`.
   */
  setSteps(steps: boolean): void {
    this.#steps = steps;
  }

  /** The state in which nothing is as it was; nobody sees it yet. Undefined where that is the state of now. */
  ahead(): Analysis | undefined {
    const behind = this.#behind;
    if (behind.size === 0) return undefined;
    if (this.#ahead?.from !== this.#analysis) {
      this.#behind = new Set();
      const index = this.#makeIndex();
      const facts = {};
      this.#ahead = { from: this.#analysis, index, facts, analysis: this.#analysisOf(index, facts) };
      this.#behind = behind;
    }
    return this.#ahead.analysis;
  }

  /** Makes `ahead()` the state of now. @returns false where something has changed since */
  adopt(): boolean {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead === undefined || ahead.from !== this.#analysis) return false;
    this.#behind = new Set();
    this.#index = ahead.index;
    this.#facts = ahead.facts;
    this.#settledFacts = ahead.facts;
    this.#kustomizations.settle();
    this.#analysis = ahead.analysis;
    return true;
  }

  /** Tells whether anything is not read now that was, or for another reason. */
  #applyUnread(changes: readonly FileChange[]): boolean {
    if (this.#unread.size === 0 && changes.every(({ unread }) => unread === undefined)) return false;
    const before = this.#unread;
    const all = new Map(before);
    for (const { uri, unread } of changes) {
      const key = this.#names.keyOf(pathOf(uri));
      if (unread === undefined) all.delete(key);
      else if (all.get(key)?.why !== unread.why) all.set(key, unread);
    }
    this.#unread = all;
    this.#kustomizations.changed(changes.map(({ uri }) => pathOf(uri)));
    return all.size !== before.size || [...all].some(([key, unread]) => before.get(key) !== unread);
  }

  /**
   * What links lead to is that file itself, where the workspace has it: by another path it declares nothing a second time.
   * Adds to the changes what follows from them; tells whether anything does.
   */
  #settleLinked(changed: Map<Uri, AnalysedFile | undefined>): boolean {
    const linked = new Map(this.#linked);
    for (const [uri, file] of changed) {
      if (file?.links === undefined) linked.delete(uri);
      else linked.set(uri, file);
    }
    if (linked.size === 0 && this.#linked.size === 0) return false;
    const isNew = [...changed].some(([uri, file]) => this.#files.has(uri) !== (file !== undefined));
    const isLinked = [...changed.keys()].some((uri) => linked.has(uri) || this.#linked.has(uri));
    if (!isNew && !isLinked) return false;
    this.#linked = linked;
    const paths = new Set([...this.#files.with(changed).keys()].map(pathOf));
    let settled = false;
    for (const [uri, file] of linked) {
      const isElsewhere = file.role === "manifests" && leadsElsewhere(file, paths);
      const role = isElsewhere ? "other" : file.role;
      const now = changed.get(uri) ?? this.#files.get(uri);
      if (now?.role === role) continue;
      changed.set(uri, { ...file, role });
      settled = true;
    }
    return settled;
  }

  configure(settings: Settings, flags: GivenSettings = this.#settings.layers.flags): Analysis {
    this.#updateSettings({ ...this.#settings.layers, base: settings, flags });
    this.#analysis = this.#publish(true);
    return this.#analysis;
  }

  /** What `helm template` made of the workspace's charts; replaces all that was known of them. */
  setCharts(renderings: readonly ChartRendering[]): Analysis {
    this.#renderings = renderings;
    this.#analysis = this.#publish(true);
    return this.#analysis;
  }

  /**
   * What renders charts (kubernetes/helm/render.ts); undefined: they stay as they are written.
   * @param stepwise answers do not wait for all sets of values: somebody renders one after the other (preparation.ts)
   */
  setChartEngine(engine: ChartEngine | undefined, stepwise = false): Analysis {
    this.#chartRoom.setEngine(engine, stepwise);
    this.#analysis = this.#publish(true);
    return this.#analysis;
  }

  /** From now on the files are another state of their own: a chart that helm refuses there shows nothing of the state before. */
  forgetGoodCharts(): void {
    this.#chartRoom.keepsGood = false;
  }

  /** Says that more sets of values were rendered: what was answered before may be less than is known now. */
  setRendered(): Analysis {
    this.#analysis = this.#publish(false);
    return this.#analysis;
  }

  /**
   * All that a chart's folder holds, also what is not a manifest; "unread": nobody can tell, so that the chart is not rendered;
   * undefined: there is no such chart any more. Texts that the
   * workspace has of the same files count before these.
   * @param folder the URI of the folder as those of its files begin
   */
  setChartFiles(folder: Uri, given: FolderFiles | "unread" | undefined): Analysis {
    const uriOf = (name: string): Uri => asUri(`${folder}/${name.split("/").map(encodeURIComponent).join("/")}`);
    // What the workspace has itself is not kept a second time.
    const isOwn = (name: string): boolean => !isPartial(name) && this.#hasText(uriOf(name));
    const { before, files } = this.#chartRoom.setFiles(folderPathOf(folder), given, isOwn);
    // Templates that are not manifests have places, too.
    const changed = new Map<Uri, AnalysedFile | undefined>();
    for (const name of new Set([...(before?.keys() ?? []), ...(files?.keys() ?? [])])) {
      if (!isPartial(name)) continue;
      const uri = uriOf(name);
      const source = files?.get(name);
      const known = this.#files.get(uri);
      const text = source && textOf(source);
      // An open document has a text of its own.
      if (known !== undefined && known.text !== (before && textBefore(before, name))) continue;
      if (text !== known?.text) changed.set(uri, text === undefined ? undefined : this.#analyse(uri, text, known));
    }
    this.#replace(changed);
    this.#analysis = this.#publish(true);
    return this.#analysis;
  }

  #hasText(uri: Uri): boolean {
    const file = this.#files.get(uri);
    return file !== undefined && file.role !== "unreadable";
  }

  /** The workspace folders, as URIs. @param names how their disk tells names apart */
  setFolders(uris: readonly string[], names: NameRules = this.#names): Analysis {
    this.#folders = uris.map(folderPathOf);
    this.#names = names;
    this.#byKey = VersionedMap.of<string, AnalysedFile>().with(this.#keyed(this.#files));
    this.#chartIndex = undefined;
    this.#plainMemory = plainMemory(() => this.counters.indexesBuilt);
    this.#direct();
    this.#stepOn();
    const { layers } = this.#settings;
    if (layers.files.length > 0) this.#updateSettings(layers);
    else this.#settings = workspaceSettings(layers, this.#folders);
    this.#analysis = this.#publish(true);
    return this.#analysis;
  }

  /** Begins a step without a changed file: what directs files changed. */
  #stepOn(): void {
    this.#step = {
      files: this.#files,
      direction: this.#kustomizations.direction,
      changes: new Map(),
      previous: this.#step,
      base: undefined,
      folds: new Map(),
    };
  }

  /** Says that the first scan is complete: what is not there now is absent. */
  setLoaded(): Analysis {
    this.#loaded = true;
    const isDeployed = [...this.#files.values()].some((file) => deploymentsOf(file).length > 0);
    if (isDeployed) {
      this.#direct();
      this.#stepOn();
    }
    this.#analysis = this.#publish(isDeployed);
    return this.#analysis;
  }

  #analyse(uri: Uri, text: string, before: AnalysedFile | undefined): AnalysedFile {
    const path = pathOf(uri);
    return analyseFile(uri, text, before, {
      isLeftOut: isLeftOut(this.#settings.layers.files, path),
      charts: this.#charts,
      names: this.#names,
      isKustomized: this.#kustomizations.isNamed(path),
      parsed: () => {
        this.counters.documentsParsed += 1;
      },
    });
  }

  /** A file whose place means something else now. */
  #again(file: AnalysedFile): AnalysedFile {
    const { uri, text, links } = file;
    const made = this.#analyse(uri, text, undefined);
    if (links === undefined) return made;
    const isElsewhere = this.#linked.get(uri)?.role !== file.role;
    return { ...made, links, role: isElsewhere ? file.role : made.role };
  }

  /** Files that a `.podns.yaml` leaves out, now or before, are looked at again. */
  #updateRepository(): void {
    const { layers } = this.#settings;
    const before = layers.files;
    const now = [...this.#files.values()].filter(({ role }) => role === "settings").map(repositorySettingsOf);
    this.#settings = workspaceSettings({ ...layers, files: now }, this.#folders);
    const changed = new Map<Uri, AnalysedFile | undefined>();
    const mayChange = !sameItems(excluding(now), excluding(before));
    for (const [uri, file] of mayChange ? this.#files : []) {
      const path = pathOf(uri);
      if (isLeftOut(now, path) !== isLeftOut(before, path)) changed.set(uri, this.#again(file));
    }
    this.#replace(changed);
    this.#updateSettings(this.#settings.layers);
  }

  #updateSettings(layers: SettingsLayers): void {
    this.#settings = workspaceSettings(layers, this.#folders);
    // A setting may change every address and name: nothing of the models is kept.
    this.#shared = new Map();
    this.#plainMemory = plainMemory(() => this.counters.indexesBuilt);
    this.#model = this.#models();
    this.#chartIndex = undefined;
  }

  /** Chart folders decide which files are templates; files whose role changed are analysed again from their text. */
  #updateCharts(): boolean {
    const found = [...this.#files.keys()].map(pathOf).filter((path) => nameOf(path) === "Chart.yaml");
    // In an order of their own, so that no history shows.
    const charts = new Set(found.map(folderOf).sort());
    const before = this.#charts;
    this.#charts = charts;
    const changed = new Map<Uri, AnalysedFile | undefined>();
    for (const [uri, file] of this.#files) {
      const path = pathOf(uri);
      if (inChart(path, before) !== inChart(path, charts)) changed.set(uri, this.#again(file));
    }
    this.#replace(changed);
    return charts.size !== before.size || [...charts].some((chart) => !before.has(chart));
  }

  /** @param sameFacts only places have changed, or texts that no rule reads */
  #publish(rebuild: boolean, sameFacts = false): Analysis {
    if (!sameFacts) this.#facts = {};
    if (this.#behind.size === 0) {
      this.#settledFacts = this.#facts;
      this.#kustomizations.settle();
    }
    if (rebuild || this.#index === undefined) this.#index = this.#makeIndex();
    return this.#analysisOf(this.#index, this.#facts);
  }

  #analysisOf(index: () => EnvironmentIndex, facts: object): Analysis {
    this.#revision += 1;
    const [byKey, { keyOf }] = [this.#byKey, this.#names];
    return published(index, {
      fileAt: (path) => byKey.get(keyOf(path)),
      revision: this.#revision,
      facts,
      settledFacts: this.#settledFacts,
      behind: this.#behind,
      loaded: this.#loaded,
      snapshot: this.#snapshot,
      settings: this.#settings,
      names: this.#names,
      roots: this.#folders,
      files: this.#files,
      unread: this.#unread,
      step: this.#step,
      deployed: this.#kustomizations.deployed,
      stepwise: this.#chartRoom.stepwise,
      tables: this.#tables,
    });
  }

  #makeIndex(): () => EnvironmentIndex {
    const files = this.#files;
    const charts = [...this.#charts];
    const roots = this.#folders;
    const model = this.#model;
    const step = this.#step;
    const memory = this.#plainMemory;
    const { engine } = this.#chartRoom;
    const settings = this.#settings;
    const build = this.#kustomizations.builder(this.#byKey, this.#unread, this.#behind);
    return lazy(() => {
      this.counters.indexesBuilt += 1;
      const { files: environmentFiles, declared, incomplete, direction } = baseOf(step);
      const index = indexEnvironments({
        files: environmentFiles,
        declared,
        incomplete,
        ...direction,
        branches: this.#branchesOf(declared.contested, roots),
        build,
        charts,
        roots,
        model,
        previous: new Map([...this.#shared].map(([id, shared]) => [id, apart(shared, model)])),
        memory,
        tables: this.#tables,
      });
      this.#shared = index.shared;
      if (charts.length === 0) this.#chartRoom.forget();
      if (charts.length === 0 && this.#renderings.length === 0) {
        this.#chartIndex = undefined;
        return index;
      }
      const { environmentsOf } = index;
      const byEngine = this.#chartRoom.environments(engine, {
        ...{ files, charts: this.#charts, roots, settings, model, environmentsOf },
      });
      const inCharts = indexCharts({
        templates: [...files.values()].filter(({ role }) => role === "helm-template"),
        folders: this.#charts,
        renderings: this.#renderings,
        roots,
        model,
        previous: this.#chartIndex,
      });
      this.#chartIndex = inCharts;
      return {
        ...index,
        chartsAt: byEngine.at,
        charts: byEngine.all,
        environmentsOf: (uri) => {
          if (files.get(uri)?.role !== "helm-template") return index.environmentsOf(uri);
          const made = byEngine.at(pathOf(uri));
          // What the engine cannot render is seen as it is written.
          return made.some(isRendered) ? made : inCharts.environmentsOf(uri);
        },
        environments: lazy(() => [...index.environments(), ...inCharts.rendered, ...byEngine.all]),
        rendered: lazy(() => [...index.rendered(), ...inCharts.rendered]),
      };
    });
  }

  #branchesOf(contested: ReadonlyMap<string, readonly string[]>, roots: readonly string[]): Branches {
    if (this.#branches?.contested !== contested || this.#branches.roots !== roots)
      this.#branches = { contested, roots, made: branchesOf(contested, roots) };
    return this.#branches.made;
  }

  /** Takes over changed files; `undefined` for one that is gone. */
  #replace(changes: ReadonlyMap<Uri, AnalysedFile | undefined>): void {
    if (changes.size === 0) return;
    const before = this.#files;
    const isNew = [...changes].some(([uri, file]) => before.has(uri) !== (file !== undefined));
    const isDirecting = [...changes].some(([uri, file]) => {
      const known = before.get(uri);
      if (
        file?.role === "kustomization" &&
        known !== undefined &&
        this.#kustomizations.readsTheSame(known, file) &&
        sameLinks(known.links, file.links)
      )
        return false;
      return [file, known].some(directs);
    });
    this.#files = before.with(changes);
    this.#byKey = this.#byKey.with(this.#keyed(changes));
    this.#kustomizations.changed([...changes.keys()].map(pathOf));
    // Where names differ from their files only in case, a new file may be what a kustomization means.
    const isFound = isNew && !this.#names.exact && this.#kustomizations.direction.kustomizations.length > 0;
    if (isDirecting || isFound || (isNew && this.#kustomizations.deployed?.listsFolders === true)) this.#direct();
    this.#step = {
      files: this.#files,
      direction: this.#kustomizations.direction,
      changes,
      previous: this.#step,
      base: undefined,
      folds: new Map(),
    };
  }

  /** The same by the key of their path. A file that is gone takes away no other one with its key. */
  #keyed(changes: ReadonlyMap<Uri, AnalysedFile | undefined>): ReadonlyMap<string, AnalysedFile | undefined> {
    const keyed = new Map<string, AnalysedFile | undefined>();
    for (const [uri, file] of changes) {
      const key = this.#names.keyOf(pathOf(uri));
      if (file !== undefined || (keyed.get(key) ?? this.#byKey.get(key))?.uri === uri) keyed.set(key, file);
    }
    return keyed;
  }

  /** Looks at all kustomizations again. */
  #direct(): void {
    const loaded = this.#loaded;
    this.#kustomizations.direct({
      files: this.#files,
      names: this.#names,
      folders: this.#folders,
      linked: this.#linked,
      loaded,
    });
  }

  #models(): ModelAt {
    return modelsOf(
      this.#settings.ofRoot,
      this.#snapshot,
      () => {
        this.counters.clustersBuilt += 1;
      },
      () => this.counters.indexesBuilt,
    );
  }
}

/** A state that nobody sees yet. */
interface Ahead {
  /** The state of now when it was made. */
  readonly from: Analysis;
  readonly index: () => EnvironmentIndex;
  readonly facts: object;
  readonly analysis: Analysis;
}

/** True for a chart of which there is something. */
function isRendered({ chart, declarations }: Environment): boolean {
  return chart?.failure() === undefined || declarations.length > 0;
}

function textBefore(files: FolderFiles, name: string): string | undefined {
  const source = files.get(name);
  return source && textOf(source);
}

/** True for a file that says what Flux and Argo CD apply, or from where. */
function deploys(file: AnalysedFile | undefined): boolean {
  return file !== undefined && (deploymentsOf(file).length > 0 || gitRepositoriesOf(file).length > 0);
}

/** True for a file that says which others are applied together. */
function directs(file: AnalysedFile | undefined): boolean {
  if (file === undefined) return false;
  return file.role === "kustomization" || file.links !== undefined || deploys(file);
}

/** The same without its index: that one holds what it took over from the index before it, and so on to the first. */
function apart({ id, label, root, declarations }: SharedEnvironment, model: ModelAt): SharedEnvironment {
  return { id, label, root, declarations, model: () => model(listed(declarations), root, id) };
}
