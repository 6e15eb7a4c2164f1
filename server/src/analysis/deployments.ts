/**
 * Reads what Flux and Argo CD are told to apply: folders of a repository, and what is changed on the way. Whether there are
 * such folders is found out elsewhere (deployed.ts).
 */
import type { PlacedManifest } from "../manifests/manifest.ts";
import { groupOf } from "../manifests/objects.ts";
import { type JsonValue, readYaml } from "../manifests/read-yaml.ts";
import { isTemplated } from "../manifests/role.ts";
import { valueAt } from "../mentions/containers.ts";
import { matcher } from "../text/glob.ts";
import { nameOf } from "../text/uri-path.ts";
import type { AnalysedFile } from "./analysis.ts";
import { memoize } from "./memo.ts";

type JsonMap = { readonly [key: string]: JsonValue };

/** A folder that a controller applies. */
export interface Deployment {
  /** `Kustomization 'apps'`. */
  readonly by: string;
  /** From the root of the repository, without `./` and slashes at the ends; "" for the root. */
  readonly path: string;
  /** Fields of a kustomization that are laid over the folder's own. */
  readonly over: JsonMap;
  /** Folders of components, relative to the path. */
  readonly components: readonly string[];
  /** True where files outside of the kustomization's folder may be read (Flux). */
  readonly unrestricted: boolean;
  /** Where objects that state no namespace land. */
  readonly namespace?: string;
  readonly substitute?: Substitution;
  /** Which files a folder without a kustomization gives. */
  readonly files: FileChoice;
}

/** Variables that Flux puts in place of `${name}` (spec.postBuild). */
export interface Substitution {
  readonly variables: { readonly [name: string]: string };
  /** False where others come from ConfigMaps and Secrets of the cluster. */
  readonly complete: boolean;
}

export interface FileChoice {
  readonly recurse: boolean;
  /** Globs; "" for none. */
  readonly include: string;
  readonly exclude: string;
}

/** Given the folders of the repository that a glob of Argo CD's git generator matches. */
export type Folders = (accepts: (path: string) => boolean) => readonly string[];

/** Reads a deployment once the folders of the repository are known. */
type Reader = (folders: Folders) => readonly Deployment[];

/** What the objects of a file deploy. Nearly always nothing. */
export const deploymentsOf: (file: AnalysedFile) => readonly Reader[] = memoize(({ role, manifests }) =>
  role === "manifests" ? manifests.flatMap(readersIn) : [],
);

function readersIn({ manifest }: PlacedManifest): readonly Reader[] {
  return manifest.declarations.flatMap(({ object, refusals }, index): readonly Reader[] => {
    if (object.kind !== "Other" || refusals.length > 0) return [];
    const read = readers[`${groupOf(object.apiVersion)}/${object.otherKind}`];
    if (read === undefined) return [];
    const result = readYaml(manifest.text);
    const value = result.kind === "value" ? valueAt(result.value, manifest.bases[index] ?? []) : undefined;
    const spec = valueAt(value, ["spec"]);
    const { name } = object.meta;
    return isMap(spec) ? [(folders) => read(name, spec, folders).filter(isPlain)] : [];
  });
}

type ReadSpec = (name: string, spec: JsonMap, folders: Folders) => readonly Deployment[];

const readers: Readonly<Record<string, ReadSpec>> = {
  "kustomize.toolkit.fluxcd.io/Kustomization": fluxKustomization,
  "argoproj.io/Application": application,
  "argoproj.io/ApplicationSet": applicationSet,
};

/** With a hole in it nothing is known of where or what it deploys. */
function isPlain({ path, over, components, namespace = "" }: Deployment): boolean {
  return ![path, namespace, ...components, JSON.stringify(over)].some((text) => isTemplated(text));
}

const wholeFolder: FileChoice = { recurse: true, include: "", exclude: "" };

/** kustomize-controller api/v1/kustomization_types.go. Other sources than Git repositories lie elsewhere. */
function fluxKustomization(name: string, spec: JsonMap): readonly Deployment[] {
  const source = spec["sourceRef"];
  if (!isMap(source) || source["kind"] !== "GitRepository" || text(spec["kubeConfig"]) !== undefined) return [];
  const postBuild = spec["postBuild"];
  const substitute = isMap(postBuild) ? { substitute: substitutionOf(postBuild) } : {};
  const common = isMap(spec["commonMetadata"]) ? spec["commonMetadata"] : {};
  return [
    {
      by: `Kustomization '${name}'`,
      path: pathIn(text(spec["path"]) ?? ""),
      over: given({
        namespace: text(spec["targetNamespace"]),
        namePrefix: text(spec["namePrefix"]),
        nameSuffix: text(spec["nameSuffix"]),
        patches: spec["patches"],
        labels: isMap(common["labels"]) ? [{ pairs: common["labels"] }] : undefined,
      }),
      components: strings(spec["components"]),
      unrestricted: true,
      files: wholeFolder,
      ...substitute,
    },
  ];
}

function substitutionOf(postBuild: JsonMap): Substitution {
  const { substitute, substituteFrom } = postBuild;
  const variables = Object.entries(isMap(substitute) ? substitute : {}).map(([key, value]) => [key, String(value)]);
  return {
    variables: Object.fromEntries(variables),
    complete: !Array.isArray(substituteFrom) || substituteFrom.length === 0,
  };
}

/** argo-cd pkg/apis/application/v1alpha1/types.go. */
function application(name: string, spec: JsonMap): readonly Deployment[] {
  const sources = [spec["source"], ...(Array.isArray(spec["sources"]) ? spec["sources"] : [])];
  const namespace = text(valueAt(spec, ["destination", "namespace"]));
  return sources.flatMap((source): readonly Deployment[] => {
    const path = isMap(source) ? text(source["path"]) : undefined;
    if (!isMap(source) || path === undefined || text(source["chart"]) !== undefined) return [];
    if (["helm", "plugin"].some((tool) => isMap(source[tool]))) return [];
    const options = isMap(source["kustomize"]) ? source["kustomize"] : {};
    const directory = isMap(source["directory"]) ? source["directory"] : {};
    return [
      {
        by: `Application '${name}'`,
        path: pathIn(path),
        over: given({
          namespace: text(options["namespace"]),
          namePrefix: text(options["namePrefix"]),
          nameSuffix: text(options["nameSuffix"]),
          replicas: options["replicas"],
          patches: options["patches"],
          ...labelsOf(options),
        }),
        components: strings(options["components"]),
        unrestricted: false,
        ...(namespace === undefined ? {} : { namespace }),
        files: {
          recurse: directory["recurse"] === true,
          include: text(directory["include"]) ?? "",
          exclude: text(directory["exclude"]) ?? "",
        },
      },
    ];
  });
}

/** `commonLabels` go to selectors as well, unless `labelWithoutSelector` says otherwise. */
function labelsOf(options: JsonMap): { readonly commonLabels?: JsonValue; readonly labels?: JsonValue } {
  const labels = options["commonLabels"];
  if (!isMap(labels)) return {};
  return options["labelWithoutSelector"] === true
    ? { labels: [{ pairs: labels, includeTemplates: options["labelIncludeTemplates"] === true }] }
    : { commonLabels: labels };
}

/** The generators `list` and `git` with directories, each on its own; others depend on the cluster or combine. */
function applicationSet(_: string, spec: JsonMap, folders: Folders): readonly Deployment[] {
  const { generators, template } = spec;
  if (!Array.isArray(generators) || !isMap(template)) return [];
  return generators.flatMap((generator: JsonValue) =>
    (isMap(generator) ? parametersOf(generator, folders) : []).flatMap((parameters) => {
      const filled = fill(template, parameters);
      const name = text(valueAt(filled, ["metadata", "name"])) ?? "";
      const made = valueAt(filled, ["spec"]);
      return isMap(made) ? application(name, made) : [];
    }),
  );
}

type Parameters = ReadonlyMap<string, string>;

function parametersOf(generator: JsonMap, folders: Folders): readonly Parameters[] {
  const { list, git } = generator;
  if (isMap(list)) {
    const elements = Array.isArray(list["elements"]) ? list["elements"] : [];
    return elements.flatMap((element: JsonValue) => (isMap(element) ? [new Map(leaves(element, ""))] : []));
  }
  if (!isMap(git) || !Array.isArray(git["directories"])) return [];
  const globs = git["directories"].flatMap((each: JsonValue) =>
    isMap(each) && typeof each["path"] === "string"
      ? [{ glob: pathIn(each["path"]), isExcluded: each["exclude"] === true }]
      : [],
  );
  const included = matcher(globs.flatMap(({ glob, isExcluded }) => (isExcluded ? [] : [glob])));
  const excluded = matcher(globs.flatMap(({ glob, isExcluded }) => (isExcluded ? [glob] : [])));
  const found = folders((path) => included(path) && !excluded(path));
  const values = isMap(git["values"]) ? leaves(git["values"], "values.") : [];
  return found.map((path) => {
    const own: (readonly [string, string])[] = [
      ["path", path],
      ["path.path", path],
      ["path.basename", nameOf(path)],
      ["path.basenameNormalized", nameOf(path).replace(/[^a-zA-Z0-9-]/g, "-")],
      ...path.split("/").map((segment, index): readonly [string, string] => [`path[${index}]`, segment]),
    ];
    const known = new Map(own);
    return new Map([...own, ...values.map(([key, value]) => [key, filledText(value, known)] as const)]);
  });
}

function leaves(value: JsonMap, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([key, item]): readonly (readonly [string, string])[] =>
    isMap(item)
      ? leaves(item, `${prefix}${key}.`)
      : Array.isArray(item) || item === null
        ? []
        : [[`${prefix}${key}`, String(item)]],
  );
}

function fill(value: JsonValue, parameters: Parameters): JsonValue {
  if (typeof value === "string") return filledText(value, parameters);
  if (Array.isArray(value)) return value.map((item: JsonValue) => fill(item, parameters));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, parameters)]));
}

/** `{{name}}` and, as a Go template, `{{ .name }}`; what is not known stays, and is a hole. */
function filledText(value: string, parameters: Parameters): string {
  return value.replace(/\{\{ ?\.?([\w.[\]-]{1,100}) ?\}\}/g, (whole, key: string) => parameters.get(key) ?? whole);
}

/** `./deploy/app/` is `deploy/app`. */
function pathIn(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

function given(fields: { readonly [key: string]: JsonValue | undefined }): JsonMap {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(present) as JsonMap; // What is undefined was left out.
}

function strings(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === "string") : [];
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isMap(value: JsonValue | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
