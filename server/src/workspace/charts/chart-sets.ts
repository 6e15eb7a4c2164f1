/** Finds the charts of a workspace and the sets of values that each is rendered with. */

import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { folderOf, nameOf, pathOf, relativeTo } from "../../base/uri-path.ts";
import type { SourceFile } from "../../kubernetes/helm/chart/source-file.ts";
import type { ValuesSource } from "../../kubernetes/helm/values/user-values.ts";
import type { AnalysedFile } from "../analysis.ts";
import type { ChartFiles } from "./chart-rendering.ts";

/** One set of values for a chart. */
export interface ChartSet {
  /** For people: `values-prod.yaml`, `release shop in apps/prod`; "" for the chart's own values. */
  readonly name: string;
  /** "release": it is installed so; "values": somebody keeps a file for it. */
  readonly kind: "default" | "values" | "release";
  /** Over the chart's own, the strongest last; with their files, where they have one. */
  readonly values: readonly { readonly source: ValuesSource; readonly uri?: Uri | undefined }[];
  /** Undefined: nobody says how the release is called. */
  readonly release: string | undefined;
  readonly namespace: string | undefined;
  /** The custom resource that installs it so, and nothing else (installers.ts). */
  readonly installer?: string | undefined;
  /** Why it may be rendered otherwise: values that are not in the workspace. */
  readonly open: readonly string[];
}

/** A chart that is rendered on its own: none that another one carries under `charts/`. */
export interface WorkspaceChart {
  /** Decoded path of its folder. */
  readonly folder: string;
  readonly files: ChartFiles;
  /** Those of its files that no rendering reads: other sets' values, where no template reads files. */
  readonly unread: ReadonlySet<SourceFile>;
  readonly sets: readonly ChartSet[];
}

/** Files that were read from a chart's folder, whatever their names: by their paths within it. */
export type FolderFiles = ReadonlyMap<string, SourceFile>;

/** The text of a workspace's file as a file of the chart with that folder. */
const sourceOf: (file: AnalysedFile) => (path: string) => SourceFile = memoize((file: AnalysedFile) => {
  const made = new Map<string, SourceFile>();
  return (path: string): SourceFile => {
    const known = made.get(path) ?? { path, content: file.text };
    made.set(path, known);
    return known;
  };
});

/** The folders of charts that no other chart carries. */
export function chartRoots(folders: Iterable<string>): readonly string[] {
  const all = new Set(folders);
  const isCarried = (folder: string): boolean => {
    for (let at = folderOf(folder); at !== ""; at = folderOf(at))
      if (nameOf(at) === "charts" && all.has(folderOf(at))) return true;
    return false;
  };
  return [...all].filter((folder) => !isCarried(folder)).sort();
}

/** The workspace's files by the chart that they are part of, the outermost one. */
export function filesByChart(
  files: Iterable<AnalysedFile>,
  roots: readonly string[],
): ReadonlyMap<string, readonly AnalysedFile[]> {
  const found = new Map<string, AnalysedFile[]>(roots.map((root) => [root, []]));
  for (const file of files) {
    for (let folder = folderOf(pathOf(file.uri)); folder !== ""; folder = folderOf(folder)) {
      const own = found.get(folder);
      if (own === undefined) continue;
      own.push(file);
      break;
    }
  }
  return found;
}

/**
 * A chart with the sets that its own files make.
 * @param disk what its folder holds beside the workspace's files, whose texts count
 */
export function chartWithSets(
  folder: string,
  own: readonly AnalysedFile[],
  disk: FolderFiles,
  others: readonly ChartSet[],
): WorkspaceChart | undefined {
  const chartFile = own.find(({ uri }) => pathOf(uri) === `${folder}/Chart.yaml`)?.uri;
  if (chartFile === undefined) return undefined;
  const sources = new Map(disk);
  const uris = new Map<SourceFile, Uri>();
  for (const file of own) {
    if (file.role === "unreadable") continue;
    const path = relativeTo(pathOf(file.uri), folder);
    const source = sourceOf(file)(path);
    sources.set(path, source);
    uris.set(source, file.uri);
  }
  const values = [...sources].filter(([path]) => isValuesFile(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  const readsFiles = [...sources].some(([path, { content }]) => isTemplate(path) && textHas(content, ".Files"));
  const given = values.map(
    ([path, source]): ChartSet => ({ ...plain, name: path, kind: "values", values: [{ source }] }),
  );
  for (const { source, uri } of others.flatMap((set) => set.values)) if (uri !== undefined) uris.set(source, uri);
  const installed = new Set(others.flatMap(({ values: files }) => (files.length === 1 ? [files[0]?.uri] : [])));
  const kept = given.filter(({ values: [file] }) => file === undefined || !installed.has(uris.get(file.source)));
  return {
    folder,
    files: { sources, uriOf: (file) => uris.get(file), chartFile },
    unread: new Set(readsFiles ? [] : values.map(([, source]) => source)),
    sets: [
      { ...plain, name: "", kind: "default", values: [] },
      ...kept.slice(0, mostSets),
      ...others.slice(0, mostSets),
    ],
  };
}

/** Values files, and releases, of one chart that are rendered: a folder may hold any number of files. */
const mostSets = 50;

const plain = { release: undefined, namespace: undefined, open: [] };

/** `values-prod.yaml`, `values.dev.yaml`, `prod-values.yaml` beside Chart.yaml, all of `values/`, the test values of `ci/`. */
function isValuesFile(path: string): boolean {
  if (/^[^/]+$/.test(path)) return /^(?:values[-._].+|.+[-._]values)\.ya?ml$/.test(path);
  return /^(?:ci\/[^/]*values|values\/[^/]+)\.ya?ml$/.test(path);
}

function isTemplate(path: string): boolean {
  return /(?:^|\/)templates\//.test(path);
}

function textHas(content: SourceFile["content"], part: string): boolean {
  return typeof content === "string" ? content.includes(part) : true;
}
