/**
 * Makes the snapshot that features and rules see: the answers of its index, and what follows from its files alone.
 */

import type { NameRules } from "../base/file-names.ts";
import { lazy } from "../base/lazy.ts";
import { memoize } from "../base/memo.ts";
import type { Uri } from "../base/source.ts";
import { folderOf, isWithin, pathOf } from "../base/uri-path.ts";
import type { Unread } from "../kubernetes/kustomize/source-file.ts";
import type { AnalysedFile, Analysis } from "./analysis.ts";
import { type EnvironmentIndex, kustomizationId } from "./environments/environments.ts";
import type { Deployed } from "./gitops/deployed.ts";
import { placesOf } from "./index/file-facts.ts";
import { foldAt, foldInSteps, type Step } from "./index/index-base.ts";
import { type RenderedFold, type RenderedMemory, renderedAt } from "./index/rendered-fold.ts";
import { findPaths } from "./kustomizations/found-paths.ts";
import type { WorkspaceSettings } from "./settings/workspace-settings.ts";

/** What an `Analysis` is made of besides its index. */
export interface WorkspaceState {
  readonly revision: number;
  /** Another object when any fact has changed. */
  readonly facts: object;
  /** What it was when nothing was behind. */
  readonly settledFacts: object;
  /** The folders of kustomizations that are as they were before some edits. */
  readonly behind: ReadonlySet<string>;
  readonly loaded: boolean;
  readonly snapshot: boolean;
  readonly settings: WorkspaceSettings;
  readonly names: NameRules;
  /** The workspace folders, decoded. */
  readonly roots: readonly string[];
  readonly files: ReadonlyMap<Uri, AnalysedFile>;
  /** By the key of their path. */
  readonly unread: ReadonlyMap<string, Unread>;
  readonly fileAt: (path: string) => AnalysedFile | undefined;
  readonly step: Step;
  readonly deployed: Deployed | undefined;
  /** Answers do not wait for all sets of values of charts. */
  readonly stepwise: boolean;
  readonly tables: RenderedMemory;
}

/** Nothing is computed before it is asked for. */
export function published(index: () => EnvironmentIndex, state: WorkspaceState): Analysis {
  const { files, settings, names, step, deployed, stepwise, behind, facts } = state;
  const roots = state.roots.length === 0 ? [""] : state.roots;
  const before = state.settledFacts;
  const found = lazy(() => findPaths(files.keys(), names));
  return {
    revision: state.revision,
    isBehind: behind.size > 0,
    factsOf: ({ id }) => (behind.size > 0 && behind.has(id.slice(kustomizationId.length)) ? before : facts),
    loaded: state.loaded,
    snapshot: state.snapshot,
    settings: settings.first,
    settingsOf: settings.of,
    isNestedSettings: (uri) => !roots.some((root) => isWithin(root, folderOf(pathOf(uri)))),
    names,
    files,
    unread: state.unread,
    fileAt: state.fileAt,
    folders: roots,
    environmentsOf: (uri) => index().environmentsOf(uri),
    environments: () => index().environments(),
    renderedEnvironments: () => index().rendered(),
    deriveRendered: (fold) => derived(index(), fold, state.tables),
    kustomizationRoots: () => index().roots,
    rendering: (folder) => index().rendering(found()(folder)),
    renderedFrom: (folder) => index().renderedFrom(found()(folder)),
    kustomizationAt: (folder) => index().kustomizationAt(found()(folder)),
    kustomizationFailures: (uri) => index().kustomizationFailures(uri),
    charts: () => index().charts ?? [],
    chartsAt: (path) => index().chartsAt?.(path) ?? [],
    chartsInView: (path) => {
      const all = index().chartsAt?.(path) ?? [];
      return stepwise ? all.filter(({ chart }, at) => at === 0 || chart?.isMade() === true) : all;
    },
    // A root's own file speaks for what generators make.
    builtWith: (uri) => [
      ...index().builtWith(uri),
      ...index()
        .builtBy(uri)
        .flatMap((path) => state.fileAt(path)?.uri ?? []),
    ],
    readIn: (uri) => index().readIn(uri),
    written: (origin) => deployed?.places.get(origin.uri)?.(origin.path) ?? origin,
    declarationsNamed: (kind, name) => index().lookup().named(kind, name),
    declarationsIn: (folder) => index().lookup().inFolder(folder),
    podMakersWith: (key, value) => index().lookup().podMakersWith(key, value),
    customResources: () => index().lookup().customResources,
    derive: (fold) => foldAt(step, fold),
    deriveInSteps: (fold) => foldInSteps(step, fold),
    originOf: (declaration, path) => {
      const { kustomization, origin } = declaration.rendered ?? {};
      return kustomization === undefined ? origin?.(path) : index().originOf(kustomization, declaration, path);
    },
    place: (declaration) => {
      // What a chart's rendering made stands in no document.
      if (declaration.rendered?.spot !== undefined) return undefined;
      const file = files.get(declaration.uri);
      return file === undefined ? undefined : placesOf(file).get(declaration);
    },
  };
}

/** The states of folds that one index has made: the tables may be of another one by now. */
const derivedBy = memoize((_: EnvironmentIndex) => new Map<RenderedFold<unknown>, unknown>());

function derived<T>(index: EnvironmentIndex, fold: RenderedFold<T>, tables: RenderedMemory): T {
  const known = derivedBy(index);
  if (!known.has(fold)) {
    const lists = new Map(index.rendered().map(({ id, declarations }) => [id, declarations]));
    known.set(fold, renderedAt(tables, lists, fold));
  }
  // The map holds under each fold what that fold made.
  return known.get(fold) as T;
}
