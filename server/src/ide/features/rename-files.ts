/**
 * Lets what names files follow when files or folders get another name: kustomizations, `.podns.yaml`, what Flux and Argo CD apply, charts.
 * A path that is put together of several texts, and a glob, stays as it is.
 */
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { asList, asMap, stringAt, valueAt } from "../../base/json.ts";
import { lazy } from "../../base/lazy.ts";
import type { Uri } from "../../base/source.ts";
import { type Span, shift } from "../../base/span.ts";
import { folderOf, folderPathOf, isWithin, nameOf, pathOf, resolveFrom } from "../../base/uri-path.ts";
import { spanOf } from "../../kubernetes/manifests/locate.ts";
import type { Manifest } from "../../kubernetes/manifests/manifest.ts";
import { parseManifest } from "../../kubernetes/manifests/parse.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { isTemplated } from "../../kubernetes/manifests/role.ts";
import { scalarPartSpan } from "../../kubernetes/manifests/scalar-text.ts";
import type { AnalysedFile, Analysis } from "../../workspace/analysis.ts";
import type { ClientSupport } from "./client.ts";
import { rangeOf } from "./convert.ts";
import { inItem, type Reference, referencesIn } from "./document-links.ts";
import { plural } from "./markdown.ts";
import { isPlainString } from "./symbol/new-name.ts";

export interface RenameFilesParams {
  readonly files: readonly { readonly oldUri: string; readonly newUri: string }[];
}

/** The changes of texts before files and folders are renamed; null where nothing names them. */
export function willRenameFiles(
  analysis: Analysis,
  { files }: RenameFilesParams,
  client: ClientSupport,
): WorkspaceEdit | null {
  const moves = files.map(({ oldUri, newUri }) => ({ from: folderPathOf(oldUri), to: folderPathOf(newUri) }));
  const moving: Moving = {
    analysis,
    there: lazy(() => pathsOf(analysis)),
    after: (path) => {
      const move = moves.find(({ from }) => isWithin(path, from));
      return move === undefined ? path : move.to + path.slice(move.from.length);
    },
  };
  const edits = new Map<Uri, TextEdit[]>();
  for (const file of analysis.files.values()) {
    const found = changesIn(moving, file).map(({ span, text }) => ({
      range: rangeOf(analysis, file.uri, span),
      newText: text,
    }));
    if (found.length > 0) edits.set(file.uri, found);
  }
  if (edits.size === 0) return null;
  if (!client.changeAnnotations) return { changes: Object.fromEntries(edits) };
  const documentChanges = [...edits].map(
    ([uri, list]): TextDocumentEdit => ({
      textDocument: { uri, version: null },
      edits: list.map((edit) => ({ ...edit, annotationId })),
    }),
  );
  const count = [...edits.values()].reduce((sum, list) => sum + list.length, 0);
  const description = `${plural(count, "path")} in ${plural(edits.size, "file")}`;
  // VS Code asks whether to follow, and offers a preview; what had to be confirmed would not be ticked there.
  const annotation = { label: "Paths of renamed files", needsConfirmation: false, description };
  return { documentChanges, changeAnnotations: { [annotationId]: annotation } };
}

const annotationId = "paths";

interface Moving {
  readonly analysis: Analysis;
  /** The paths of all files and of the folders around them. */
  readonly there: () => ReadonlySet<string>;
  /** The path that a path has afterwards. */
  readonly after: (path: string) => string;
}

interface Change {
  readonly span: Span;
  readonly text: string;
}

function changesIn(moving: Moving, file: AnalysedFile): readonly Change[] {
  const { role, uri, manifests } = file;
  if (role === "helm-template") return inTemplate(moving, file);
  const folder = folderOf(pathOf(uri));
  // Settings and charts hold no objects.
  const documents = /\/(?:\.podns|Chart|requirements)\.ya?ml$/.test(uri)
    ? [{ manifest: parseManifest(uri, file.text), start: 0 }]
    : manifests;
  return documents.flatMap(({ manifest, start }) => {
    const named = namedIn(moving, file, manifest, folder);
    return named.flatMap(({ path, text, base, isKeyed }): readonly Change[] => {
      const next = followed(moving, { text, base, isKeyed: isKeyed === true });
      if (next === undefined) return [];
      const span = scalarPartSpan(manifest, path, { start: 0, end: text.length }) ?? spanOf(manifest, path, "value");
      if (span === undefined) return [];
      return [{ span: shift(span, start), text: asWritten(next, manifest.text[span.start - 1] ?? "") }];
    });
  });
}

/** The text as YAML in the place of another, behind whose quote it stands. */
function asWritten(text: string, quote: string): string {
  if (quote === "'") return text.replaceAll("'", "''");
  if (quote === '"') return JSON.stringify(text).slice(1, -1);
  return isPlainString(text) && /^[\w./][\w./@+=-]*$/.test(text) ? text : JSON.stringify(text);
}

/** A text that is a path, and the folder that it starts from. */
interface NamedPath extends Reference {
  readonly base: string;
  /** A file of a generator: without a key of its own, its name is the key. */
  readonly isKeyed?: boolean;
}

function namedIn(
  { analysis }: Moving,
  { role, uri }: AnalysedFile,
  manifest: Manifest,
  folder: string,
): readonly NamedPath[] {
  const value = (): JsonValue | undefined => {
    const result = readYaml(manifest.text);
    return result.kind === "value" ? result.value : undefined;
  };
  switch (role) {
    case "kustomization":
      return inKustomization(value(), folder);
    case "settings":
      return asList(valueAt(value(), ["charts"])).flatMap((chart, index) => [
        ...texts(chart, ["charts", index], folder, ["path"]),
        ...texts(chart, ["charts", index], folder, ["values"]),
      ]);
    case "helm-chart":
      return asList(valueAt(value(), ["dependencies"])).flatMap((dependency, index): readonly NamedPath[] => {
        const text = stringAt(dependency, ["repository"]);
        return text?.startsWith(fileScheme) === true
          ? [{ path: ["dependencies", index, "repository"], text, base: folder }]
          : [];
      });
    case "manifests": {
      const root = analysis.folders.find((one) => one !== "" && isWithin(pathOf(uri), one));
      // Most objects name no files.
      const isController = manifest.declarations.some(
        ({ object }) => object.kind === "Other" && controllers.has(object.otherKind),
      );
      if (root === undefined || !isController) return [];
      const whole = value();
      return manifest.bases.flatMap((base) => inController(valueAt(whole, base), base, root));
    }
    default:
      return [];
  }
}

function inKustomization(value: JsonValue | undefined, base: string): readonly NamedPath[] {
  const found = value === undefined ? [] : referencesIn(value);
  return [
    ...found.map((reference) => {
      const [list = "", , field] = reference.path;
      const isKeyed = typeof list === "string" && list.endsWith("Generator") && field === "files";
      return { ...reference, base, isKeyed };
    }),
    ...asList(valueAt(value, ["helmCharts"])).flatMap((chart, index) => [
      ...texts(chart, ["helmCharts", index], base, ["valuesFile"]),
      ...texts(chart, ["helmCharts", index], base, ["additionalValuesFiles"]),
    ]),
    ...texts(value, [], base, ["openapi", "path"]),
  ];
}

const controllers: ReadonlySet<string> = new Set(["Application", "ApplicationSet", "HelmRelease", "Kustomization"]);

/** Paths of Flux and Argo CD start from the root of the repository, values files of Argo CD from the chart. */
function inController(object: JsonValue | undefined, at: Path, root: string): readonly NamedPath[] {
  const below = (path: Path): readonly NamedPath[] => texts(object, at, root, path);
  switch (stringAt(object, ["kind"])) {
    case "Kustomization":
      return below(["spec", "path"]);
    case "HelmRelease": {
      const chart: Path = ["spec", "chart", "spec"];
      // Of another source than a repository of Git or a bucket, the chart is a name.
      const isPath = stringAt(object, [...chart, "chart"])?.startsWith(".") === true;
      return [...(isPath ? below([...chart, "chart"]) : []), ...below([...chart, "valuesFiles"])];
    }
    default: {
      const specs: readonly Path[] = [["spec"], ["spec", "template", "spec"]];
      return specs.flatMap((spec) => {
        const several = asList(valueAt(object, [...spec, "sources"])).map(
          (_, index): Path => [...spec, "sources", index],
        );
        return [[...spec, "source"], ...several].flatMap((source) => {
          const path = stringAt(object, [...source, "path"]);
          const values: Path = [...source, "helm", "valueFiles"];
          const base = path === undefined ? root : resolveFrom(root, path);
          return [...below([...source, "path"]), ...texts(object, at, base, values)];
        });
      });
    }
  }
}

/** The text, or those of the list, at a path of a value that stands at another. */
function texts(value: JsonValue | undefined, at: Path, base: string, path: Path): readonly NamedPath[] {
  const last = path.at(-1) ?? "";
  const map = asMap(valueAt(value, path.slice(0, -1)));
  const item = map?.[last];
  if (typeof item === "string") return [{ path: [...at, ...path], text: item, base }];
  return asList(item).flatMap((one, index) =>
    inItem(one, [...at, ...path, index]).map((found) => ({ ...found, base })),
  );
}

const fileScheme = "file://";

/** The text of a path when files have moved; undefined where it stays. */
function followed(
  moving: Moving,
  { text, base, isKeyed }: { readonly text: string; readonly base: string; readonly isKeyed: boolean },
): string | undefined {
  const scheme = text.startsWith(fileScheme) ? fileScheme : "";
  const [, key = "", reference = ""] = scheme === "" ? (/^([^/=]*=)?(.*)$/s.exec(text) ?? []) : ["", "", text.slice(7)];
  if (reference === "" || /[\n$*?{]|:\/\//.test(reference) || reference.startsWith("/") || isTemplated(reference))
    return undefined;
  const target = resolveFrom(base, reference);
  const [nextBase, next] = [moving.after(base), moving.after(target)];
  if (resolveFrom(nextBase, reference) === next) return undefined;
  // Where only the text's own file moves, what it names may as well be the address of something else.
  if (next === target && !moving.there().has(target)) return undefined;
  const way = relativeWay(nextBase, next);
  if (way === undefined) return undefined;
  const [before, behind] = [nameOf(target), nameOf(next)];
  const given = isKeyed && key === "" && before !== behind ? `${before}=` : key;
  const dot = reference.startsWith("./") && !way.startsWith(".") ? "./" : "";
  return `${scheme}${given}${dot}${way}${reference.endsWith("/") ? "/" : ""}`;
}

function pathsOf({ files }: Analysis): ReadonlySet<string> {
  const found = new Set<string>();
  for (const uri of files.keys())
    for (let path = pathOf(uri); path !== "" && !found.has(path); path = folderOf(path)) found.add(path);
  return found;
}

/** `../base/web.yaml`; undefined between disks. */
function relativeWay(folder: string, path: string): string | undefined {
  const [from, to] = [folder.split("/"), path.split("/")];
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same += 1;
  if (same === 0) return undefined;
  const way = [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
  return way === "" ? "." : way;
}

/** The paths that a chart's template gives to functions: files of the chart, and templates below the folder of all. */
function inTemplate(moving: Moving, { uri, text }: AnalysedFile): readonly Change[] {
  const path = pathOf(uri);
  const end = path.lastIndexOf("/templates/");
  if (end < 0) return [];
  const chart = path.slice(0, end);
  const found: Change[] = [];
  for (const [pattern, base] of [
    [/\.Files\.(?:Get|Lines|Glob)[ \t]+["`]([^"`\n]+)["`]/g, chart],
    [/\.Template\.BasePath[ \t]+["`]\/([^"`\n]+)["`]/g, `${chart}/templates`],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      const [whole, reference = ""] = match;
      const wild = reference.search(/[*?{[]/);
      const fixed = wild < 0 ? reference : folderOf(reference.slice(0, wild));
      const target = resolveFrom(base, fixed);
      const [nextBase, next] = [moving.after(base), moving.after(target)];
      const stays = next === nextBase + target.slice(base.length);
      // What leaves the chart is out of the template's reach.
      if (fixed === "" || stays || !isWithin(target, base) || !isWithin(next, nextBase)) continue;
      const start = match.index + whole.lastIndexOf(reference);
      found.push({ span: { start, end: start + fixed.length }, text: next.slice(nextBase.length + 1) });
    }
  }
  return found;
}
