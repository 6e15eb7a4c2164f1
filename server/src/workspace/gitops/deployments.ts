/**
 * Reads what Flux and Argo CD are told to apply: folders of a repository, and what is changed on the way. Whether there are
 * such folders is found out elsewhere (deployed.ts).
 */

import { matcher } from "../../base/glob.ts";
import { isMap, type JsonMap, valueAt } from "../../base/json.ts";
import { lazy } from "../../base/lazy.ts";
import { memoize } from "../../base/memo.ts";
import { nameOf } from "../../base/uri-path.ts";
import type { Manifest, PlacedManifest } from "../../kubernetes/manifests/manifest.ts";
import { groupOf } from "../../kubernetes/manifests/objects.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import { isTemplated } from "../../kubernetes/manifests/role.ts";
import type { AnalysedFile } from "../analysis.ts";
import { type GitSource, gitSourceOf, type UrlSource, urlSourceOf } from "./git-repositories.ts";

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
  /** Where the fields that are laid over are written, from the root of the controller's object. */
  readonly writtenAt: { readonly [field: string]: Path };
  /** Why it may apply something else than is known. */
  readonly open?: string;
  /** The repository that the path lies in, where an object names it. */
  readonly source?: GitSource | UrlSource;
}

/** A deployment, and the document that says so. */
export interface PlacedDeployment extends Deployment {
  readonly manifest: Manifest;
  /** From the document's root to the controller's object. */
  readonly base: Path;
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
type Reader = (folders: Folders) => readonly PlacedDeployment[];

/** What the objects of a file deploy. Nearly always nothing. */
export const deploymentsOf: (file: AnalysedFile) => readonly Reader[] = memoize(({ role, manifests }) =>
  role === "manifests" ? manifests.flatMap(readersIn) : [],
);

function readersIn({ manifest }: PlacedManifest): readonly Reader[] {
  const result = lazy(() => readYaml(manifest.text));
  return manifest.declarations.flatMap((declaration, index): readonly Reader[] => {
    const { object } = declaration;
    const reader = object.kind === "Other" ? readers[`${groupOf(object.apiVersion)}/${object.otherKind}`] : undefined;
    // An object is validated when somebody asks for its refusals.
    if (reader === undefined || declaration.refusals.length > 0) return [];
    const base = manifest.bases[index] ?? [];
    const read = result();
    const value = read.kind === "value" ? valueAt(read.value, base) : undefined;
    const spec = valueAt(value, ["spec"]);
    const { name, namespace } = object.meta;
    if (!isMap(spec)) return [];
    const placed = (one: Deployment): PlacedDeployment => ({ ...one, manifest, base });
    return [
      (folders) => reader(name, spec, folders, namespace).flatMap((one) => withoutHoles(one, folders).map(placed)),
    ];
  });
}

/** @param namespace of the controller's object */
type ReadSpec = (name: string, spec: JsonMap, folders: Folders, namespace: string | undefined) => readonly Deployment[];

const readers: Readonly<Record<string, ReadSpec>> = {
  "kustomize.toolkit.fluxcd.io/Kustomization": (name, spec, _, namespace) => fluxKustomization(name, spec, namespace),
  "argoproj.io/Application": (name, spec) => application(name, spec),
  "argoproj.io/ApplicationSet": applicationSet,
};

/** What has a hole in it is left out, and leaves the folder open; in a path it stands for any part of it. */
function withoutHoles(deployment: Deployment, folders: Folders): readonly Deployment[] {
  const { path, over, components, namespace, substitute, open, ...rest } = deployment;
  const paths = isTemplated(path) ? foldersLike(path, folders) : [path];
  const known = Object.entries(over).filter(([, value]) => !isTemplated(JSON.stringify(value)));
  const whole = components.filter((component) => !isTemplated(component));
  const isWhole =
    known.length === Object.keys(over).length &&
    whole.length === components.length &&
    !isTemplated(namespace ?? "") &&
    paths[0] === path;
  return paths.map((one) => ({
    ...rest,
    path: one,
    over: Object.fromEntries(known),
    components: whole,
    ...(namespace === undefined || isTemplated(namespace) ? {} : { namespace }),
    ...(substitute === undefined ? {} : { substitute }),
    ...(isWhole ? {} : { open: open ?? `placeholders in ${rest.by}` }),
  }));
}

/** The folders that a path with holes may be; none where it is all hole. */
function foldersLike(path: string, folders: Folders): readonly string[] {
  const glob = path.replace(/\{\{[^{}]{0,200}\}\}/g, "*");
  return isTemplated(glob) || !/[^*/]/.test(glob) ? [] : folders(matcher([glob]));
}

const wholeFolder: FileChoice = { recurse: true, include: "", exclude: "" };

/** kustomize-controller api/v1/kustomization_types.go. Other sources than Git repositories lie elsewhere. */
function fluxKustomization(name: string, spec: JsonMap, namespace: string | undefined): readonly Deployment[] {
  const sourceRef = spec["sourceRef"];
  if (!isMap(sourceRef) || sourceRef["kind"] !== "GitRepository" || text(spec["kubeConfig"]) !== undefined) return [];
  const source = gitSourceOf(sourceRef, namespace);
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
      writtenAt: {
        namespace: ["spec", "targetNamespace"],
        namePrefix: ["spec", "namePrefix"],
        nameSuffix: ["spec", "nameSuffix"],
        patches: ["spec", "patches"],
        labels: ["spec", "commonMetadata", "labels"],
      },
      files: wholeFolder,
      ...(source === undefined ? {} : { source }),
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
function application(name: string, spec: JsonMap, at: Path = ["spec"]): readonly Deployment[] {
  const several: readonly JsonValue[] = Array.isArray(spec["sources"]) ? spec["sources"] : [];
  const sources: readonly (readonly [JsonValue | undefined, Path])[] = [
    [spec["source"], [...at, "source"]],
    ...several.map((source, index) => [source, [...at, "sources", index]] as const),
  ];
  const namespace = text(valueAt(spec, ["destination", "namespace"]));
  return sources.flatMap(([source, place]): readonly Deployment[] => {
    const path = isMap(source) ? text(source["path"]) : undefined;
    if (!isMap(source) || path === undefined || text(source["chart"]) !== undefined) return [];
    if (["helm", "plugin"].some((tool) => isMap(source[tool]))) return [];
    const options = isMap(source["kustomize"]) ? source["kustomize"] : {};
    const repository = urlSourceOf(source);
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
        ...(repository === undefined ? {} : { source: repository }),
        writtenAt: Object.fromEntries(kustomizeOptions.map((field) => [field, [...place, "kustomize", field]])),
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

const kustomizeOptions: readonly string[] = [
  "namespace",
  "namePrefix",
  "nameSuffix",
  "replicas",
  "patches",
  "commonLabels",
];

/** `commonLabels` go to selectors as well, unless `labelWithoutSelector` says otherwise. */
function labelsOf(options: JsonMap): { readonly commonLabels?: JsonValue; readonly labels?: JsonValue } {
  const labels = options["commonLabels"];
  if (!isMap(labels)) return {};
  return options["labelWithoutSelector"] === true
    ? { labels: [{ pairs: labels, includeTemplates: options["labelIncludeTemplates"] === true }] }
    : { commonLabels: labels };
}

function applicationSet(name: string, spec: JsonMap, folders: Folders): readonly Deployment[] {
  return applicationsOf(name, spec, folders).flatMap(({ name: called, spec: made, open }) =>
    application(called, made, ["spec", "template", "spec"]).map((one) => ({
      ...one,
      ...(isTemplated(called) ? { by: `ApplicationSet '${name}'` } : {}),
      ...(open === undefined ? {} : { open }),
    })),
  );
}

/** An Application that an ApplicationSet makes. What its generators do not tell is still a placeholder in it. */
export interface MadeApplication {
  readonly name: string;
  readonly spec: JsonMap;
  /** The generator that is not followed; undefined where all are. */
  readonly open: string | undefined;
}

/** The Applications of an ApplicationSet (argo-cd applicationset/generators), as far as its own text tells them. */
export function applicationsOf(name: string, spec: JsonMap, folders: Folders): readonly MadeApplication[] {
  const { generators, template } = spec;
  if (!Array.isArray(generators) || !isMap(template)) return [];
  return generators.flatMap((generator: JsonValue) =>
    (isMap(generator) ? generatedBy(generator, folders, 0) : []).flatMap(
      ({ parameters, unknown }): MadeApplication[] => {
        const filled = fill(template, parameters);
        const made = valueAt(filled, ["spec"]);
        const open =
          unknown === undefined ? undefined : `the generator '${unknown}' of ApplicationSet '${name}' is not followed`;
        return isMap(made) ? [{ name: text(valueAt(filled, ["metadata", "name"])) ?? "", spec: made, open }] : [];
      },
    ),
  );
}

type Parameters = ReadonlyMap<string, string>;

/** One set of parameters; `unknown` names a generator that gives more of them, or gives them another number of times. */
interface Generated {
  readonly parameters: Parameters;
  readonly unknown: string | undefined;
}

const nothingKnown: Parameters = new Map();

/** Generators are nested twice at most (argo-cd applicationset_types.go). */
const deepest = 2;

/** Sets of parameters of one ApplicationSet. */
const mostGenerated = 1000;

function generatedBy(generator: JsonMap, folders: Folders, depth: number): readonly Generated[] {
  const kind = Object.keys(generator).find((key) => key !== "selector" && key !== "template") ?? "";
  const known = parametersOf(generator, folders);
  if (known !== undefined) return known.map((parameters) => ({ parameters, unknown: undefined }));
  const inner = valueAt(generator, [kind, "generators"]);
  const parts =
    (kind === "matrix" || kind === "merge") && Array.isArray(inner) && depth < deepest
      ? inner.map((part: JsonValue) => (isMap(part) ? generatedBy(part, folders, depth + 1) : []))
      : [];
  if (parts.length === 0) return [{ parameters: nothingKnown, unknown: kind }];
  return kind === "matrix" ? product(parts) : merged(parts);
}

function product(parts: readonly (readonly Generated[])[]): readonly Generated[] {
  let made: readonly Generated[] = [{ parameters: nothingKnown, unknown: undefined }];
  for (const part of parts)
    made = made
      .flatMap((one) =>
        part.map((other) => ({
          parameters: new Map([...one.parameters, ...other.parameters]),
          unknown: one.unknown ?? other.unknown,
        })),
      )
      .slice(0, mostGenerated);
  return made;
}

/** What the first gives, without the keys that one of the others may change. */
function merged([first = [], ...others]: readonly (readonly Generated[])[]): readonly Generated[] {
  const changed = new Set(others.flatMap((part) => part.flatMap(({ parameters }) => [...parameters.keys()])));
  return first.map(({ parameters }) => ({
    parameters: new Map([...parameters].filter(([key]) => !changed.has(key))),
    unknown: "merge",
  }));
}

/** What a generator gives by its own text and the folders; undefined for one that asks something else. */
function parametersOf(generator: JsonMap, folders: Folders): readonly Parameters[] | undefined {
  const { list, git } = generator;
  if (isMap(list) && list["elementsYaml"] === undefined) {
    const elements = Array.isArray(list["elements"]) ? list["elements"] : [];
    return elements.flatMap((element: JsonValue) => (isMap(element) ? [new Map(leaves(element, ""))] : []));
  }
  if (!isMap(git) || !Array.isArray(git["directories"])) return undefined;
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
      ...path.split("/").flatMap((segment, index): readonly (readonly [string, string])[] => [
        [`path[${index}]`, segment],
        [`index .path.segments ${index}`, segment],
      ]),
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
  return value.replace(
    /\{\{-? ?\.?([\w.[\]-]{1,100}|index \.path\.segments \d{1,3}) ?-?\}\}/g,
    (whole, key: string) => parameters.get(key) ?? whole,
  );
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
