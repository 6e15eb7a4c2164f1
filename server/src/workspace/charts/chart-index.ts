/**
 * Provides what a Helm chart's files see: the chart's own templates, read without being rendered, and the output of
 * `helm template` where it was run. Environments of other files are in environments.ts.
 */

import { append, sameItems } from "../../base/collections.ts";
import { valueAt } from "../../base/json.ts";
import type { Uri } from "../../base/source.ts";
import { folderOf, isWithin, nameOf, pathOf, relativeTo } from "../../base/uri-path.ts";
import { asRendered } from "../../kubernetes/manifests/declare.ts";
import type { Declaration, FieldOrigin, Manifest } from "../../kubernetes/manifests/manifest.ts";
import { declarationsOf } from "../../kubernetes/manifests/parse.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import type { AnalysedFile, Environment } from "../analysis.ts";
import type { SharedEnvironment } from "../environments/environments.ts";
import { rootOf } from "../environments/folder-ways.ts";
import { listed, type ModelAt } from "../environments/models.ts";
import { statedIn } from "../environments/plain-view.ts";
import { lookupsIn } from "../index/name-tables.ts";

/** One rendering of a chart, as the outside delivers it. */
export interface ChartRendering {
  /** Decoded path of the chart's folder. */
  readonly folder: string;
  /** The values it was rendered with, for people: `values-prod.yaml`; "" for the chart's own. */
  readonly values: string;
  readonly documents: readonly {
    /** Relative to the chart's folder. */
    readonly source: string;
    readonly text: string;
  }[];
}

export interface ChartsInput {
  /** All templates, in a stable order. */
  readonly templates: readonly AnalysedFile[];
  /** Decoded paths of the folders with a Chart.yaml. */
  readonly folders: ReadonlySet<string>;
  readonly renderings: readonly ChartRendering[];
  /** Workspace folders, decoded. */
  readonly roots: readonly string[];
  /** The model of a list of declarations in a workspace folder, made once for each list. */
  readonly model: ModelAt;
  /** What is the same as in the last index keeps its objects and its cluster. */
  readonly previous: ChartIndex | undefined;
}

/** What a chart was made of, and what came out. */
interface Made {
  /** The rendering and the templates, by identity. */
  readonly from: readonly object[];
  readonly environment: Environment;
}

export interface ChartIndex {
  readonly made: ReadonlyMap<string, Made>;
  /** What a template is part of: its chart as it was rendered, with each values file; else its chart as it is written. */
  readonly environmentsOf: (uri: Uri) => readonly Environment[];
  /** The rendered ones: no name of a chart as it is written is known completely. */
  readonly rendered: readonly Environment[];
}

/** Builds the index. No cluster is built before it is asked for. */
export function indexCharts({ templates, folders, renderings, roots, model, previous }: ChartsInput): ChartIndex {
  const made = new Map<string, Made>();
  const byPath = new Map(templates.map((file) => [pathOf(file.uri), file]));
  const label = (folder: string): string => relativeTo(folder, rootOf(folder, roots)) || nameOf(folder);
  const modelAt = (folder: string): ModelOf => modelIn(model, rootOf(folder, roots));
  const rendered: Environment[] = [];
  // Loops and no callbacks: what a function in them holds is held by environments, and that must not be `previous`.
  for (const rendering of renderings) {
    const id = `helm:${rendering.folder}:${rendering.values}`;
    const files = templates.filter(({ uri }) => isWithin(pathOf(uri), rendering.folder));
    const values = rendering.values === "" ? "" : `, ${rendering.values}`;
    const now = kept(previous?.made.get(id), [rendering, ...files], () =>
      environment({
        id,
        label: `${label(rendering.folder)} (Helm chart${values})`,
        open: [],
        declarations: chartObjects(rendering, (path) => byPath.get(path)),
        model: modelAt(rendering.folder),
      }),
    );
    made.set(id, now);
    rendered.push(now.environment);
  }
  const byFolder = new Map<string, AnalysedFile[]>();
  for (const file of templates) {
    const folder = chartFolderOf(pathOf(file.uri), folders);
    if (folder === undefined) continue;
    // As it was written before, if that was asked for.
    const before = byFolder.has(folder) ? undefined : previous?.made.get(writtenId(folder));
    append(byFolder, folder, file);
    if (before !== undefined) made.set(writtenId(folder), before);
  }
  const written = writtenCharts({ byFolder, made, label, modelAt });
  return {
    made,
    rendered,
    environmentsOf: (uri) => {
      const found = rendered.filter(({ declarations }) => declarations.some((declaration) => declaration.uri === uri));
      const chart = found.length > 0 ? undefined : written(chartFolderOf(pathOf(uri), folders) ?? "");
      return chart === undefined ? found : [chart];
    },
  };
}

interface WrittenInput {
  readonly byFolder: ReadonlyMap<string, readonly AnalysedFile[]>;
  /** Gets what is made. */
  readonly made: Map<string, Made>;
  readonly label: (folder: string) => string;
  readonly modelAt: (folder: string) => ModelOf;
}

function writtenId(folder: string): string {
  return `chart:${folder}`;
}

/**
 * Charts as they are written, each read when it is asked for, which does not happen to a rendered chart. A separate
 * function, so that what lives on holds nothing of the previous index.
 */
function writtenCharts({ byFolder, made, label, modelAt }: WrittenInput): (folder: string) => Environment | undefined {
  const known = new Map<string, Environment>();
  return (folder) => {
    const own = byFolder.get(folder);
    if (own === undefined || known.has(folder)) return known.get(folder);
    // Files stand in the order in which they came; of two objects with one name the last one counts.
    const inOrder = own.toSorted((a, b) => (a.uri < b.uri ? -1 : 1));
    const declarations = inOrder.flatMap(({ manifests }) => manifests.flatMap(({ manifest }) => manifest.declarations));
    const id = writtenId(folder);
    const now = kept(made.get(id), declarations, () =>
      environment({
        id,
        label: `${label(folder)} (Helm chart)`,
        open: [`the Helm chart '${nameOf(folder)}' is not rendered: its expressions are unknown`],
        declarations,
        model: modelAt(folder),
      }),
    );
    made.set(id, now);
    known.set(folder, now.environment);
    return now.environment;
  };
}

type ModelOf = (declarations: readonly Declaration[], id: string) => ReturnType<SharedEnvironment["model"]>;

/** A separate function, so that the result holds the model and nothing of the index. */
function modelIn(model: ChartsInput["model"], root: string): ModelOf {
  return (declarations, id) => model(listed(declarations), root, id);
}

/** What was made before from the same, or made now. */
function kept(before: Made | undefined, from: readonly object[], make: () => Environment): Made {
  return before !== undefined && sameItems(before.from, from) ? before : { from, environment: make() };
}

/** The folder of the chart that a template belongs to: the nearest one above. */
function chartFolderOf(path: string, folders: ReadonlySet<string>): string | undefined {
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) if (folders.has(folder)) return folder;
  return undefined;
}

function environment({
  id,
  label,
  open,
  declarations,
  model,
}: Pick<Environment, "id" | "label" | "open" | "declarations"> & { readonly model: ModelOf }): Environment {
  const members = new Set(declarations);
  return {
    kind: "chart",
    id,
    label,
    open,
    declarations,
    version: declarations,
    nearby: declarations,
    ...lookupsIn(() => declarations),
    stating: (namespace) => statedIn(declarations, namespace),
    distance: (declaration) => (members.has(declaration) ? 1 : Number.POSITIVE_INFINITY),
    madeFrom: (declaration) =>
      members.has(declaration)
        ? [declaration]
        : declarations.filter(({ rendered }) => rendered?.source === declaration),
    get cluster() {
      return model(declarations, id).cluster;
    },
    get server() {
      return model(declarations, id).server;
    },
    get podDns() {
      return model(declarations, id).podDns;
    },
  };
}

/**
 * The objects of a rendering. Each refers to the template's object that it was made from: the one of its kind, by order
 * where a template has several. So its fields have a place in the text.
 * @param fileAt the template at a decoded path
 */
export function chartObjects(
  rendering: ChartRendering,
  fileAt: (path: string) => AnalysedFile | undefined,
): readonly Declaration[] {
  const seen = new Map<string, number>();
  return rendering.documents.flatMap(({ source, text }) => {
    const file = fileAt(`${rendering.folder}/${source}`);
    const result = readYaml(text);
    if (file === undefined || result.kind !== "value") return [];
    return declarationsOf(file.uri, result.value).map(({ declaration, base }) => {
      const { kind } = declaration.object;
      const key = `${source} ${kind}`;
      const order = seen.get(key) ?? 0;
      seen.set(key, order + 1);
      const template = templateOf(file, kind, order);
      const rendered = {
        ...(template === undefined ? {} : { source: template.declaration }),
        value: valueAt(result.value, base) ?? null,
        origin: (path: Path): FieldOrigin | undefined => originOf(file, template, path),
      };
      return asRendered(declaration, rendered);
    });
  });
}

interface Template {
  readonly declaration: Declaration;
  readonly manifest: Manifest;
  readonly base: Path;
}

/** The template's object of that kind: a loop makes several of one, so the last serves all that are left. */
function templateOf(file: AnalysedFile, kind: string, order: number): Template | undefined {
  const all = file.manifests.flatMap(({ manifest }) =>
    manifest.declarations.map((declaration, index) => ({ declaration, manifest, base: manifest.bases[index] ?? [] })),
  );
  const same = all.filter(({ declaration }) => declaration.object.kind === kind);
  return same[Math.min(order, same.length - 1)];
}

/** A field of the template's object; the beginning of the file for an object that no template shows. */
function originOf(file: AnalysedFile, template: Template | undefined, path: Path): FieldOrigin | undefined {
  if (template !== undefined) {
    return { uri: file.uri, manifest: template.manifest, path: [...template.base, ...path] };
  }
  const [first] = file.manifests;
  return first && { uri: file.uri, manifest: first.manifest, path: [] };
}
