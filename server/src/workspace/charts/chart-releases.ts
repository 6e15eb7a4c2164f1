/**
 * Finds how charts of the workspace are installed: Flux's HelmRelease, Argo CD's Application, kustomize's helmCharts, and the
 * setting `charts`. What only a cluster or another repository knows leaves a set of values open.
 */

import { asList, asMap, valueAt } from "../../base/json.ts";
import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { splitDocuments } from "../../base/split.ts";
import { folderOf, nameOf, pathOf, relativeTo, resolveFrom } from "../../base/uri-path.ts";
import type { SourceFile } from "../../kubernetes/helm/chart/source-file.ts";
import type { ValuesSource } from "../../kubernetes/helm/values/user-values.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { isTemplated } from "../../kubernetes/manifests/role.ts";
import type { AnalysedFile } from "../analysis.ts";
import { rootOf } from "../environments/folder-ways.ts";
import { applicationsOf } from "../gitops/deployments.ts";
import {
  type GitSource,
  gitSourceOf,
  mayBeForeign,
  type Ownership,
  type UrlSource,
  urlSourceOf,
} from "../gitops/git-repositories.ts";
import { installerOf } from "../gitops/installers.ts";
import type { GivenChart } from "../settings/chart-settings.ts";
import type { ChartSet } from "./chart-sets.ts";
import type { MadeInstaller } from "./kustomized-releases.ts";
import {
  type ConfigFile,
  configValues,
  fileParameterValue,
  type HoldingDocument,
  parameterValues,
  writtenValues,
} from "./release-values.ts";

/** An installation as a file says it. Paths are as they are written. */
export interface Release {
  /** The file that says so. */
  readonly uri: Uri;
  readonly path: string;
  /** Where the path may start: a folder, or any of those above the file, as in a repository. */
  readonly from: { readonly folder: string } | "repository";
  readonly release: string | undefined;
  readonly namespace: string | undefined;
  /** The custom resource that installs it and nothing else (installers.ts). */
  readonly installer?: string;
  /** The object that says so, which a kustomization may change. */
  readonly object?: { readonly kind: string; readonly name: string };
  /** The same under the name and in the namespace that a kustomization gives to the object. */
  readonly renamed?: (name: string, namespace: string | undefined) => Release | undefined;
  /** Decoded path of the folder that it is said to be in; undefined: the file's. */
  readonly place?: string;
  /** In order, the strongest last. */
  readonly values: readonly ReleaseValues[];
  readonly open: readonly string[];
  /** The repository that the path lies in, where an object names it. */
  readonly source?: GitSource | UrlSource;
}

/** Values of a release: a file by its path from the chart or the folder, a ConfigMap's key, or written there. */
export type ReleaseValues =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly from: "chart" | "root";
      readonly isOptional?: boolean;
    }
  | {
      readonly kind: "config";
      readonly name: string;
      /** Undefined: it is not said where it is. */
      readonly namespace: string | undefined;
      readonly key: string;
      readonly isOptional: boolean;
      /** The text is the one value there. */
      readonly target: string | undefined;
    }
  | {
      /** The text of a file is the value of a key. */
      readonly kind: "file-parameter";
      readonly name: string;
      readonly path: string;
      readonly from: "chart" | "root";
    }
  | { readonly kind: "text"; readonly source: ValuesSource };

/** True for a text that may say how a chart is installed, or hold values for it. */
export function bearsOnReleases(text: string): boolean {
  return /\b(?:HelmRelease|Application(?:Set)?|ConfigMap|GitRepository|helmCharts|charts)\b/.test(text);
}

/** What a file says. */
export const releasesIn: (file: AnalysedFile) => readonly Release[] = memoize((file: AnalysedFile) => {
  const { role, text } = file;
  if (role === "kustomization")
    return /\bhelmCharts\b/.test(text) ? documentsOf(file).flatMap((one) => inKustomization(one)) : [];
  if (role !== "manifests" || !/kind: *["']?(?:HelmRelease|Application(?:Set)?)\b/.test(text)) return [];
  return documentsOf(file).flatMap((document): readonly Release[] => {
    const { value } = document;
    const [apiVersion, kind] = [stringAt(value, ["apiVersion"]) ?? "", stringAt(value, ["kind"])];
    if (kind === "HelmRelease" && apiVersion.startsWith("helm.toolkit.fluxcd.io/"))
      return withNames(document, helmRelease);
    if (kind === "Application" && apiVersion.startsWith("argoproj.io/")) return withNames(document, application);
    if (kind === "ApplicationSet" && apiVersion.startsWith("argoproj.io/")) return applicationSet(document);
    return [];
  });
});

/** What a document says, and what it would say under another name. */
function withNames(
  document: ReleaseDocument,
  read: (document: ReleaseDocument) => readonly Release[],
): readonly Release[] {
  return read(document).map((release, index) => ({
    ...release,
    renamed: (name, namespace) => {
      const metadata = { ...asMap(valueAt(document.value, ["metadata"])), name, namespace: namespace ?? null };
      const made = read({ ...document, value: { ...asMap(document.value), metadata } })[index];
      // Values that are written there stay the same objects: what is made of them is kept.
      return (
        made && {
          ...made,
          values: made.values.map((one, at) => (one.kind === "text" ? (release.values[at] ?? one) : one)),
        }
      );
    },
  }));
}

/** What the setting says. @param folder where its paths start */
export function givenReleases(uri: Uri, folder: string, charts: readonly GivenChart[]): readonly Release[] {
  return charts.map(({ path, values, release, namespace }) => ({
    uri,
    path,
    from: { folder },
    release,
    namespace,
    values: values.map((file) => ({ kind: "file", path: file, from: "root" })),
    open: [],
  }));
}

/** A document of a file. */
interface ReleaseDocument {
  readonly uri: Uri;
  readonly value: JsonValue;
  readonly written: HoldingDocument;
}

function documentsOf({ uri, text }: AnalysedFile): readonly ReleaseDocument[] {
  return splitDocuments(text).flatMap((document) => {
    const result = readYaml(document.text);
    return result.kind === "value" ? [{ uri, value: result.value, written: { uri, text, document } }] : [];
  });
}

function stringAt(value: JsonValue | undefined, path: readonly (string | number)[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

function strings(value: JsonValue | undefined): readonly string[] {
  return asList(value).filter((item): item is string => typeof item === "string");
}

/** Values that are written in the object itself. @param base where, from the document's root */
function inline({ uri, written }: ReleaseDocument, value: JsonValue | undefined, base: Path): readonly ReleaseValues[] {
  return writtenValues(uri, value, written, base).map((source) => ({ kind: "text", source }));
}

/** Whoever keeps values in a Secret does not want them read, and in a repository they are encrypted as a rule. */
function fromSecret(name: JsonValue | undefined): string {
  const called = typeof name === "string" ? ` '${name}'` : "";
  return `values come from the Secret${called}, which is not read: an entry of 'charts' in .podns.yaml can give them in a file`;
}

const filled = "values are filled in when it is applied";

/** source-controller and helm-controller: api/v2 helmrelease_types.go. */
function helmRelease(document: ReleaseDocument): readonly Release[] {
  const { uri, value } = document;
  const spec = valueAt(value, ["spec"]);
  const chart = valueAt(spec, ["chart", "spec"]);
  const path = stringAt(chart, ["chart"]);
  const name = stringAt(value, ["metadata", "name"]);
  if (
    path === undefined ||
    name === undefined ||
    !/^(?:GitRepository|Bucket)$/.test(stringAt(chart, ["sourceRef", "kind"]) ?? "")
  )
    return [];
  const source = gitSourceOf(valueAt(chart, ["sourceRef"]), stringAt(value, ["metadata", "namespace"]));
  const files = strings(valueAt(chart, ["valuesFiles"]));
  const target = stringAt(spec, ["targetNamespace"]);
  const from = asList(valueAt(spec, ["valuesFrom"])).map((item) => asMap(item) ?? {});
  const open = [
    ...(files.length > 0 && !files.some((file) => resolveFrom("", file).endsWith("values.yaml"))
      ? ["its values files stand for the chart's own values"]
      : []),
    ...from.flatMap(({ kind, name: held }) => (kind === "ConfigMap" ? [] : [fromSecret(held)])),
    ...(valueAt(spec, ["postRenderers"]) === undefined ? [] : ["post-renderers change what the chart makes"]),
    ...(isTemplated(JSON.stringify(valueAt(spec, ["values"]) ?? null)) ? [filled] : []),
  ];
  return [
    {
      uri,
      path,
      from: "repository",
      object: { kind: "HelmRelease", name },
      installer: installerOf("HelmRelease", name, stringAt(value, ["metadata", "namespace"])),
      ...(source === undefined ? {} : { source }),
      release: stringAt(spec, ["releaseName"]) ?? (target === undefined ? name : `${target}-${name}`),
      namespace: target ?? stringAt(value, ["metadata", "namespace"]),
      values: [
        ...files.map((file): ReleaseValues => ({ kind: "file", path: file, from: "root" })),
        ...from.flatMap(({ kind, name: config, valuesKey, targetPath, optional }): readonly ReleaseValues[] =>
          kind === "ConfigMap" && typeof config === "string"
            ? [
                {
                  kind: "config",
                  name: config,
                  namespace: stringAt(value, ["metadata", "namespace"]),
                  key: typeof valuesKey === "string" ? valuesKey : "values.yaml",
                  isOptional: optional === true,
                  target: typeof targetPath === "string" && targetPath !== "" ? targetPath : undefined,
                },
              ]
            : [],
        ),
        ...inline(document, valueAt(spec, ["values"]), ["spec", "values"]),
      ],
      open,
    },
  ];
}

/**
 * Argo CD: docs/user-guide/helm.md; `values` counts only where `valuesObject` is not given.
 * @param at where the Application's `spec` is written in the document
 */
function application(document: ReleaseDocument, at: Path = ["spec"]): readonly Release[] {
  const { uri, value } = document;
  const spec = valueAt(value, ["spec"]);
  const name = stringAt(value, ["metadata", "name"]);
  const sources = [valueAt(spec, ["source"]), ...asList(valueAt(spec, ["sources"]))];
  const isOnly = sources.filter((one) => stringAt(one, ["path"]) ?? stringAt(one, ["chart"])).length === 1;
  const installer = installerOf("Application", name ?? "", stringAt(value, ["metadata", "namespace"]));
  return sources.flatMap((source, index): readonly Release[] => {
    const path = stringAt(source, ["path"]);
    if (path === undefined || name === undefined || isTemplated(path)) return [];
    const repository = urlSourceOf(source);
    const helm = valueAt(source, ["helm"]);
    const files = strings(valueAt(helm, ["valueFiles"])).map((file) => besideIn(sources, source, file));
    const isElsewhere = (file: string): boolean => /^\$|^[a-z][a-z0-9+.-]*:\/\//i.test(file);
    const isHere = (file: string): boolean => !isElsewhere(file) && !isTemplated(file);
    const isOptional = valueAt(helm, ["ignoreMissingValueFiles"]) === true;
    const ownPath: Path = index === 0 ? [...at, "source"] : [...at, "sources", index - 1];
    const isObject = (valueAt(helm, ["valuesObject"]) ?? null) !== null;
    const given = valueAt(helm, [isObject ? "valuesObject" : "values"]);
    const parameters = asList(valueAt(helm, ["parameters"]));
    const texts = asList(valueAt(helm, ["fileParameters"])).flatMap((one) => {
      const [called, file] = [stringAt(one, ["name"]), stringAt(one, ["path"])];
      return called === undefined || file === undefined
        ? []
        : [{ name: called, path: besideIn(sources, source, file) }];
    });
    const named = [...files, ...texts.map((text) => text.path)];
    const open = [
      ...(named.some(isElsewhere) ? ["values come from another repository"] : []),
      ...(isFilled(JSON.stringify([given ?? null, parameters, named])) || named.some(isTemplated) ? [filled] : []),
    ];
    return [
      {
        uri,
        path,
        from: "repository",
        object: { kind: "Application", name },
        ...(isOnly ? { installer } : {}),
        ...(repository === undefined ? {} : { source: repository }),
        release: withoutHole(stringAt(helm, ["releaseName"]) ?? name),
        namespace: withoutHole(stringAt(spec, ["destination", "namespace"])),
        values: [
          ...files
            .filter(isHere)
            .map((file): ReleaseValues => ({ kind: "file", ...fromRootOrChart(file), isOptional })),
          ...inline(document, given, [...ownPath, "helm", isObject ? "valuesObject" : "values"]),
          ...parameters.flatMap((parameter, at) =>
            parameterValues(uri, parameter, document.written, [...ownPath, "helm", "parameters", at]).map(
              (one): ReleaseValues => ({ kind: "text", source: one }),
            ),
          ),
          ...texts
            .filter((text) => isHere(text.path))
            .map((text): ReleaseValues => ({ kind: "file-parameter", name: text.name, ...fromRootOrChart(text.path) })),
        ],
        open,
      },
    ];
  });
}

/** A path in an Application starts at the chart's folder, with a slash at the repository's root. */
function fromRootOrChart(path: string): { readonly path: string; readonly from: "chart" | "root" } {
  return path.startsWith("/") ? { path: path.slice(1), from: "root" } : { path, from: "chart" };
}

/** True where Argo CD puts words of the Application in: `$ARGOCD_APP_NAME` and its like. */
function isFilled(text: string): boolean {
  return isTemplated(text) || /\$\{?ARGOCD_/.test(text);
}

/** `$name/path` is a file of the source of that name: one of this repository where both are the same. */
function besideIn(sources: readonly (JsonValue | undefined)[], own: JsonValue | undefined, file: string): string {
  const [, name, path] = /^\$([^/]+)\/(.*)$/.exec(file) ?? [];
  const named = name === undefined ? undefined : sources.find((source) => stringAt(source, ["ref"]) === name);
  const repository = urlSourceOf(named);
  return repository !== undefined && repository.url === urlSourceOf(own)?.url ? `/${path}` : file;
}

/** The Applications of a generator that is a list; folders of Git are charts with values of their own. */
function applicationSet({ uri, value, written }: ReleaseDocument): readonly Release[] {
  const spec = asMap(valueAt(value, ["spec"]));
  const name = stringAt(value, ["metadata", "name"]);
  if (spec === undefined || name === undefined) return [];
  const installer = installerOf("ApplicationSet", name, stringAt(value, ["metadata", "namespace"]));
  return applicationsOf(name, spec, () => []).flatMap(({ name: called, spec: made, open }) =>
    application({ uri, value: { metadata: { name: called }, spec: made }, written }, ["spec", "template", "spec"]).map(
      (release) => {
        const isWhole = open === undefined || !isTemplated(JSON.stringify([called, made]));
        return {
          ...release,
          ...(release.installer === undefined ? {} : { installer }),
          open: isWhole ? release.open : [open, ...release.open],
        };
      },
    ),
  );
}

function withoutHole(text: string | undefined): string | undefined {
  return text === undefined || isTemplated(text) ? undefined : text;
}

/** kustomize: api/types/helmchartargs.go. */
function inKustomization(document: ReleaseDocument): readonly Release[] {
  const { uri, value } = document;
  const folder = folderOf(pathOf(uri));
  const home = stringAt(value, ["helmGlobals", "chartHome"]) ?? "charts";
  return asList(valueAt(value, ["helmCharts"])).flatMap((chart, index): readonly Release[] => {
    const name = stringAt(chart, ["name"]);
    if (name === undefined) return [];
    const file = stringAt(chart, ["valuesFile"]);
    const others = strings(valueAt(chart, ["additionalValuesFiles"]));
    const fileOf = (one: string): ReleaseValues => ({ kind: "file", path: one, from: "root" });
    const given = valueAt(chart, ["valuesInline"]);
    const merge = stringAt(chart, ["valuesMerge"]) ?? "override";
    return [
      {
        uri,
        path: `${home}/${name}`,
        from: { folder },
        release: stringAt(chart, ["releaseName"]),
        namespace: stringAt(chart, ["namespace"]) ?? stringAt(value, ["namespace"]),
        // The inline values are written over the first file; the others are given to helm behind it.
        values: [
          ...(file === undefined ? [] : [fileOf(file)]),
          ...inline(document, given, ["helmCharts", index, "valuesInline"]),
          ...others.map(fileOf),
        ],
        open: given !== undefined && merge !== "override" ? [`'valuesMerge: ${merge}' is not followed`] : [],
      },
    ];
  });
}

export interface ReleaseFiles {
  /** The file of a decoded path. */
  readonly fileAt: (path: string) => AnalysedFile | undefined;
  /** A file in the folder of a chart, whatever its name, by its decoded path. */
  readonly chartFileAt: (path: string) => SourceFile | undefined;
  /** The ConfigMaps of a name that are, or may be, in the namespace. */
  readonly configsAt: (name: string, namespace: string | undefined) => readonly ConfigFile[];
  /** Workspace folders, decoded. */
  readonly roots: readonly string[];
  /** The folders of charts that are rendered on their own. */
  readonly charts: ReadonlySet<string>;
  /** The name of the file that changes an object of a kind and name before it is applied, if any does. */
  readonly patchOf: (kind: string, name: string) => string | undefined;
  /** What kustomizations make of the object that says so. */
  readonly madeOf: (release: Release) => readonly MadeInstaller[];
  /** Whose repository the source of a release is. @param applied the places of Argo CD's sources whose paths are charts here */
  readonly ownership: (release: Release, applied: ReadonlySet<string>) => Ownership;
}

/** Releases as sets of values of the charts that they install, by the chart's folder. */
export function setsOfReleases(
  releases: readonly Release[],
  files: ReleaseFiles,
): ReadonlyMap<string, readonly ChartSet[]> {
  const found = new Map<string, ChartSet[]>();
  const all = releases.flatMap((release) => {
    const placed = chartFolderOf(release, files);
    return placed === undefined ? [] : [{ release, placed }];
  });
  const applied = new Set(
    all.flatMap(({ release: { source } }) => (source !== undefined && "url" in source ? [source.url] : [])),
  );
  for (const { release: given, placed } of all) {
    const ownership = files.ownership(given, applied);
    if (ownership === "foreign") continue;
    const sets = found.get(placed.chart) ?? [];
    found.set(placed.chart, sets);
    for (const release of asApplied(ownership === "unknown" ? perhapsForeign(given) : given, files))
      sets.push(setOf(release, placed, files, new Set(sets.map(({ name }) => name))));
  }
  return found;
}

function perhapsForeign(release: Release): Release {
  const { source, open, uri } = release;
  return source === undefined ? release : { ...release, open: [mayBeForeign(source, nameOf(pathOf(uri))), ...open] };
}

/** The release as each kustomization that makes its object lets it be. */
function asApplied(release: Release, files: ReleaseFiles): readonly Release[] {
  const made = files.madeOf(release);
  if (made.length === 0) return [perhapsPatched(release, files)];
  return made.map(({ name, namespace, folder, isSame, isWhole }) => {
    const renamed = release.renamed?.(name, namespace) ?? release;
    const own = { ...renamed, open: release.open, ...(made.length > 1 ? { place: folder } : {}) };
    if (isSame && isWhole) return own;
    const file = release.object && files.patchOf(release.object.kind, release.object.name);
    if (isSame && file === undefined) return own;
    const reason = file === undefined ? "a kustomization changes what installs it" : patchedBy(file);
    return { ...own, open: [...own.open, reason] };
  });
}

function patchedBy(file: string): string {
  return `'${file}' patches what installs it`;
}

/** A base's object, which overlays change, or one that its own kustomization does. */
function perhapsPatched(release: Release, { patchOf }: ReleaseFiles): Release {
  if (release.object === undefined) return release;
  const file = patchOf(release.object.kind, release.object.name);
  return file === undefined ? release : { ...release, open: [...release.open, patchedBy(file)] };
}

interface PlacedRelease {
  readonly chart: string;
  /** Where paths of the repository start. */
  readonly root: string;
}

/** A path of a repository starts from its root: some folder above the file. */
function chartFolderOf({ uri, path, from }: Release, { charts }: ReleaseFiles): PlacedRelease | undefined {
  if (from !== "repository") {
    const chart = resolveFrom(from.folder, path);
    return charts.has(chart) ? { chart, root: from.folder } : undefined;
  }
  const tried: PlacedRelease[] = [];
  for (let root = folderOf(pathOf(uri)); root !== ""; root = folderOf(root)) {
    const chart = resolveFrom(root, path.replace(/^\//, ""));
    if (charts.has(chart)) tried.push({ chart, root });
  }
  // The outermost is the repository's own root.
  return tried.at(-1);
}

function setOf(
  release: Release,
  { chart, root }: PlacedRelease,
  files: ReleaseFiles,
  taken: ReadonlySet<string>,
): ChartSet {
  const open = [...release.open];
  const values = release.values.flatMap((one) => valuesOf(one, { chart, root, uri: release.uri }, files, open));
  const place = relativeTo(release.place ?? folderOf(pathOf(release.uri)), rootOf(pathOf(release.uri), files.roots));
  const names = release.values.flatMap((one) => (one.kind === "file" ? [one.path] : []));
  const called = release.release === undefined ? names.join(", ") || "release" : `release ${release.release}`;
  const name = place === "" || place.includes("://") ? called : `${called} in ${place}`;
  return {
    name: taken.has(name) ? `${name} (${taken.size + 1})` : name,
    kind: "release",
    values,
    release: release.release,
    namespace: release.namespace,
    installer: release.installer,
    open,
  };
}

/** The file that holds the values; a reason is added to `open` where it is not found. */
function valuesOf(
  one: ReleaseValues,
  { chart, root, uri }: PlacedRelease & { readonly uri: Uri },
  { fileAt, chartFileAt, configsAt }: ReleaseFiles,
  open: string[],
): ChartSet["values"] {
  if (one.kind === "text") return [{ source: one.source }];
  if (one.kind === "file") {
    const file = fileAt(resolveFrom(one.from === "chart" ? chart : root, one.path));
    if (file !== undefined) return [{ source: valuesSource(file), uri: file.uri }];
    if (one.isOptional === true) return [];
    open.push(`the values file '${one.path}' is not in the workspace`);
    return [];
  }
  if (one.kind === "file-parameter") {
    const path = resolveFrom(one.from === "chart" ? chart : root, one.path);
    const file = fileAt(path);
    const source = file === undefined ? chartFileAt(path) : valuesSource(file);
    if (source !== undefined) return [{ source: fileParameterValue(one.name, source), uri: file?.uri }];
    open.push(`the file '${one.path}' of the parameter '${one.name}' is not in the workspace`);
    return [];
  }
  const found = configsAt(one.name, one.namespace);
  const beside = found.filter((config) => folderOf(pathOf(config.uri)) === folderOf(pathOf(uri)));
  const [config, other] = beside.length > 0 ? beside : found;
  if (config === undefined) {
    if (!one.isOptional) open.push(`the ConfigMap '${one.name}' is not in the workspace`);
    return [];
  }
  if (other !== undefined) {
    open.push(`there are several ConfigMaps '${one.name}': which of them gives the values is not known`);
    return [];
  }
  const source = configValues(config, one.key, one.target);
  if (source === undefined && !one.isOptional) open.push(`the ConfigMap '${one.name}' has no '${one.key}'`);
  return source === undefined ? [] : [{ source }];
}

const valuesSource = memoize((file: AnalysedFile): SourceFile => ({ path: pathOf(file.uri), content: file.text }));
