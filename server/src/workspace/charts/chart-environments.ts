/**
 * Makes the environments of charts that the engine renders: one for each set of values, when somebody looks at it.
 */

import { append, sameItems } from "../../base/collections.ts";
import { lazy } from "../../base/lazy.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { nameOf, relativeTo } from "../../base/uri-path.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { ChartDetails, Environment } from "../analysis.ts";
import { rootOf } from "../environments/folder-ways.ts";
import { listed, type ModelAt } from "../environments/models.ts";
import { statedIn } from "../environments/plain-view.ts";
import { lookupsIn } from "../index/name-tables.ts";
import { type ChartEngine, type ChartRendered, keyOf, renderSet } from "./chart-rendering.ts";
import type { ChartSet, WorkspaceChart } from "./chart-sets.ts";

/**
 * The name of a release that nobody calls anything. What depends on the release's name depends on this one, too, and no
 * chart's name is a part of it.
 */
export const anyRelease = "zq7x9";
const anyNamespace = "zq7n9";

export interface ChartEnvironmentsInput {
  readonly engine: ChartEngine;
  readonly charts: readonly WorkspaceChart[];
  /** Workspace folders, decoded. */
  readonly roots: readonly string[];
  readonly namespaceAt: (folder: string) => string;
  /** The release of Kubernetes that charts see (`1.24`); undefined: helm's own. */
  readonly kubernetesAt: (folder: string) => string | undefined;
  readonly model: ModelAt;
  readonly previous: ChartEnvironments | undefined;
  /** False: of a chart that helm refuses now nothing is shown. */
  readonly keepsGood: boolean;
  /** Called for each rendering that is done. */
  readonly counted: () => void;
  /** Which charts keep their renderings. */
  readonly recent: RecentCharts;
}

/** The charts that were rendered last: what others made is let go, and made again when somebody looks. */
export interface RecentCharts {
  /** @param id of the rendering: of an earlier one with this id nothing is known any more */
  readonly used: (folder: string, id: string, letGo: () => void) => void;
}

/** @param most charts that keep what they made */
export function recentCharts(most: number): RecentCharts {
  const kept = new Map<string, Map<string, () => void>>();
  return {
    used: (folder, id, letGo) => {
      const own = kept.get(folder) ?? new Map<string, () => void>();
      own.set(id, letGo);
      kept.delete(folder);
      kept.set(folder, own);
      const [oldest] = kept;
      if (kept.size <= most || oldest === undefined) return;
      kept.delete(oldest[0]);
      for (const one of oldest[1].values()) one();
    },
  };
}

/** What an environment was made of. */
interface Made {
  readonly from: readonly unknown[];
  readonly environment: Environment;
  /** The last rendering, if it was done. */
  readonly last: () => ChartRendered | undefined;
  /** The last rendering under another name. */
  readonly lastOther: () => ChartRendered | undefined;
}

export interface ChartEnvironments {
  readonly made: ReadonlyMap<string, Made>;
  /** Those of a chart, its own values in front, by its folder. */
  readonly of: (folder: string) => readonly Environment[];
  readonly all: readonly Environment[];
}

/** Builds the index. Nothing is rendered before somebody asks; what is made of the same stays. */
export function chartEnvironments(input: ChartEnvironmentsInput): ChartEnvironments {
  const made = new Map<string, Made>();
  const byFolder = new Map<string, readonly Environment[]>();
  for (const chart of input.charts) {
    const namespace = input.namespaceAt(chart.folder);
    const kubernetes = input.kubernetesAt(chart.folder);
    const environments = chart.sets.map((set) => {
      const id = `chart:${chart.folder}:${set.kind} ${set.name}`;
      // The model is another one when settings change: those of the cluster are its own.
      const from = [input.engine, input.model, namespace, kubernetes, ...partsOf(chart, set)];
      const before = input.previous?.made.get(id);
      const now =
        before !== undefined && sameItems(before.from, from)
          ? before
          : makeEnvironment(input, {
              chart,
              set,
              id,
              namespace,
              kubernetes,
              from,
              before: before?.last(),
              lastOther: before?.lastOther(),
            });
      made.set(id, now);
      return now.environment;
    });
    byFolder.set(chart.folder, environments);
  }
  return indexed(made, byFolder);
}

/** A function of its own: a closure of the one above would hold its input, so the index before it, and so on to the first. */
function indexed(
  made: ReadonlyMap<string, Made>,
  byFolder: ReadonlyMap<string, readonly Environment[]>,
): ChartEnvironments {
  return { made, of: (folder) => byFolder.get(folder) ?? [], all: [...byFolder.values()].flat() };
}

/** What a rendering depends on. */
function partsOf({ files, unread, sets }: WorkspaceChart, set: ChartSet): readonly unknown[] {
  const sources = [...files.sources].flatMap(([path, source]) => (unread.has(source) ? [] : [path, source]));
  const { release, namespace, values, open } = set;
  return [release, namespace, ...installersOf(sets, set), ...values.map(({ source }) => source), ...open, ...sources];
}

function installersOf(sets: readonly ChartSet[], own: ChartSet): ReadonlySet<string> {
  return new Set((own.kind === "release" ? [own] : sets).flatMap(({ installer }) => installer ?? []));
}

interface Parts {
  readonly chart: WorkspaceChart;
  readonly set: ChartSet;
  readonly id: string;
  readonly namespace: string;
  readonly kubernetes: string | undefined;
  readonly from: readonly unknown[];
  readonly before: ChartRendered | undefined;
  readonly lastOther: ChartRendered | undefined;
}

/** A function of its own: what lives on holds nothing of the index before it but the last rendering, until it is done again. */
function makeEnvironment(
  { engine, roots, model, counted, recent, keepsGood }: ChartEnvironmentsInput,
  parts: Parts,
): Made {
  const { chart, set, id, namespace, kubernetes, from } = parts;
  const { folder, files } = chart;
  let before = parts.before;
  let done: ChartRendered | undefined;
  const render = (
    release: string | undefined,
    landing: string,
    last: ChartRendered | undefined,
    isKept = keepsGood,
  ): ChartRendered => {
    counted();
    const input = {
      values: { files: set.values.map(({ source }) => source) },
      ...(release === undefined ? {} : { release }),
      namespace: landing,
      ...(kubernetes === undefined ? {} : { kubeVersion: kubernetes }),
    };
    return renderSet(engine, files, input, last, isKept);
  };
  let size = 0;
  const rendered = (): ChartRendered => {
    if (done !== undefined) return done;
    done = render(set.release, set.namespace ?? namespace, before);
    before = undefined;
    size = done.declarations.length;
    const made = done;
    recent.used(folder, id, () => {
      // What helm refuses now is not made again: the last good objects would be lost.
      if (made.failure === undefined) done = undefined;
    });
    return made;
  };
  const root = rootOf(folder, roots);
  const modelOf: ModelOf = (declarations, key) =>
    model(listed(declarations), root, `charts ${key.slice(key.lastIndexOf(" ") + 1) === anyRelease ? anyRelease : ""}`);
  const values = set.name === "" ? "" : `, ${set.name}`;
  const label = `${relativeTo(folder, root) || nameOf(folder)} (Helm chart${values})`;
  const details = {
    folder,
    set: set.name,
    kind: set.kind,
    namespace: set.namespace ?? namespace,
    installers: installersOf(chart.sets, set),
    given: set.values,
    unknownValues: set.open,
    isReleaseAssumed: set.release === undefined,
    isMade: () => done !== undefined,
    size: () => size,
  };
  let { lastOther } = parts;
  const other = lazy(() => {
    let made: ChartRendered | undefined;
    const otherwise = (): ChartRendered => {
      if (made !== undefined) return made;
      made = render(anyRelease, set.namespace ?? anyNamespace, lastOther ?? ofOtherRelease(done), false);
      if (made.failure === undefined) lastOther = made;
      recent.used(folder, `${id} ${anyRelease}`, () => {
        made = undefined;
        lastOther = undefined;
      });
      return made;
    };
    const elsewhere = { ...details, namespace: set.namespace ?? anyNamespace };
    return environmentOf({ id: `${id} ${anyRelease}`, label, details: elsewhere, set, rendered: otherwise, modelOf });
  });
  const environment = environmentOf({ id, label, details: { ...details, other }, set, rendered, modelOf });
  return { from, environment, last: () => done ?? before, lastOther: () => lastOther };
}

/** What a rendering under another name may take from one: what follows from no name. Its objects are not the other's. */
function ofOtherRelease(made: ChartRendered | undefined): ChartRendered | undefined {
  if (made?.memory === undefined) return undefined;
  const { memory } = made;
  const none = { keys: new Map(), objects: [], cells: new Map(), parts: new Map() };
  return { declarations: [], namespace: made.namespace, open: [], failure: undefined, ...none, memory };
}

interface EnvironmentParts {
  readonly id: string;
  readonly label: string;
  readonly details: Omit<ChartDetails, "failure" | "rendered" | "other"> & { readonly other?: () => Environment };
  readonly set: ChartSet;
  readonly rendered: () => ChartRendered;
  readonly modelOf: ModelOf;
}

type ModelOf = (declarations: readonly Declaration[], key: string) => ReturnType<ModelAt>;

const byKey = memoize(
  ({ keys }: ChartRendered): ReadonlyMap<string, Declaration> =>
    new Map([...keys].map(([declaration, key]) => [key, declaration])),
);

const byUri = memoize(({ declarations }: ChartRendered): ReadonlyMap<Uri, readonly Declaration[]> => {
  const found = new Map<Uri, Declaration[]>();
  for (const declaration of declarations) {
    append(found, declaration.uri, declaration);
  }
  return found;
});

function environmentOf({ id, label, details, set, rendered, modelOf }: EnvironmentParts): Environment {
  return {
    kind: "chart",
    id,
    label,
    chart: { ...details, failure: () => rendered().failure, rendered: (uri) => byUri(rendered()).get(uri) ?? [] },
    get open() {
      const { open, failure } = rendered();
      return failure === undefined
        ? [...set.open, ...open]
        : [`${failure.gaveUp ? "the chart is not rendered" : "helm fails"}: ${failure.message}`];
    },
    get declarations() {
      return rendered().declarations;
    },
    get version() {
      return rendered().declarations;
    },
    get nearby() {
      return rendered().declarations;
    },
    ...lookupsIn(() => rendered().declarations),
    stating: (namespace) => statedIn(rendered().declarations, namespace),
    distance: (declaration) => (rendered().keys.has(declaration) ? 1 : Number.POSITIVE_INFINITY),
    madeFrom: (declaration) => {
      if (rendered().keys.has(declaration)) return [declaration];
      const key = keyOf.get(declaration);
      const found = key === undefined ? undefined : byKey(rendered()).get(key);
      return found === undefined ? [] : [found];
    },
    get cluster() {
      return modelOf(rendered().declarations, id).cluster;
    },
    get server() {
      return modelOf(rendered().declarations, id).server;
    },
    get podDns() {
      return modelOf(rendered().declarations, id).podDns;
    },
  };
}
