/**
 * Knows what one build may read and what it could not: files within their kustomization's folder, kustomizations by
 * their three names, what is missing, remote or not modelled. Refuses to know what is done with the files.
 */
import type { Origin } from "../manifests/manifest.ts";
import { folderOf, isWithin, resolveFrom } from "../text/uri-path.ts";
import { kustomizationType } from "./kustomization-type.ts";
import { get, type MapNode, mapNode, textOf } from "./node.ts";
import { readDocuments } from "./read.ts";
import { Refused } from "./refused.ts";
import { builtInSchema, type SchemaOf } from "./schema.ts";
import type { ReadFile, SourceFile } from "./source-file.ts";
import { decode } from "./typed.ts";

/** A kustomization in its folder. */
export interface Kustomization {
  readonly folder: string;
  readonly file: SourceFile;
  readonly node: MapNode;
  /** The folders from the root to this one. */
  readonly chain: readonly string[];
}

export interface Failure {
  readonly message: string;
  readonly at: Origin | undefined;
}

/** What a kustomization file may be called. */
export const kustomizationFileNames: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** A URL, a repository or `host/path//folder?ref=`: nothing of this workspace. */
export function isRemote(reference: string): boolean {
  return (
    /^(?:[a-z][a-z0-9+.-]*:\/\/|git::|gh:|[^/\s]+@[^/\s]|(?:www\.)?github\.com[:/]|gitlab\.com[:/]|bitbucket\.org[:/])/i.test(
      reference,
    ) || /\?(?:.*&)?(?:ref|version|timeout|submodules)=|[^:]\/\/|\.git(?:$|[/?])/.test(reference)
  );
}

export class Build {
  /** Why the result may be more or other than what is there, each once. */
  readonly open: Set<string> = new Set();
  /** Those of the reasons that are only about the data of one generated object. */
  readonly openData: Set<string> = new Set();
  /** What kustomize would say of a file that is not there. */
  missing: Failure | undefined;
  schemaOf: SchemaOf = builtInSchema;
  #hasSchema = false;
  readonly #read: ReadFile;

  constructor(read: ReadFile) {
    this.#read = read;
  }

  /** @throws Refused for two kustomization files in the folder, or one that kustomize cannot read */
  kustomization(folder: string, chain: readonly string[]): Kustomization | undefined {
    const files = kustomizationFileNames.flatMap((name) => this.#read(`${folder}/${name}`) ?? []);
    const [file, another] = files;
    if (file === undefined) return undefined;
    const start = placeOf(another ?? file);
    if (another !== undefined) throw new Refused(`Found multiple kustomization files under: ${folder}`, start);
    // A disk may find the file by a folder in other letters: what counts is where it is.
    const found = folderOf(file.path);
    return { folder: found, file, node: readKustomization(file), chain: [...chain, found] };
  }

  /** A file that a kustomization names; missing and remote ones are noted. @throws Refused outside of the folder */
  load(owner: Kustomization, reference: string, at: Origin | undefined): SourceFile | undefined {
    if (isUrl(reference)) {
      this.open.add(`'${reference}' is remote`);
      return undefined;
    }
    const path = resolveFrom(owner.folder, reference);
    const file = this.#read(path);
    if (file === undefined) {
      this.noteMissing(reference, at);
      return undefined;
    }
    if (!isWithin(file.path, owner.folder))
      throw new Refused(`security; file '${reference}' is not in or below the kustomization's folder`, at);
    return file;
  }

  /** A source of a generator: without it the object is there, with less in it. */
  loadData(owner: Kustomization, reference: string, at: Origin | undefined): SourceFile | undefined {
    const before = new Set(this.open);
    const file = this.load(owner, reference, at);
    for (const reason of this.open) if (!before.has(reason)) this.openData.add(reason);
    return file;
  }

  /** The file if there is one, without any note. */
  peek(owner: Kustomization, reference: string): SourceFile | undefined {
    return isUrl(reference) ? undefined : this.#read(resolveFrom(owner.folder, reference));
  }

  noteMissing(reference: string, at: Origin | undefined): void {
    this.open.add(`'${reference}' is missing`);
    this.missing ??= { message: `no such file or directory: '${reference}'`, at };
  }

  /** The first schema that a build meets counts; the root's own is met first. */
  setSchema(schema: SchemaOf): void {
    if (this.#hasSchema) return;
    this.#hasSchema = true;
    this.schemaOf = schema;
  }
}

function isUrl(reference: string): boolean {
  return /^https?:\/\//i.test(reference);
}

function placeOf(file: SourceFile): Origin | undefined {
  const manifest = file.manifests[0]?.manifest;
  return manifest && { uri: file.uri, manifest, path: [] };
}

/** The first document, decoded; the checks of KustTarget.Load. */
function readKustomization(file: SourceFile): MapNode {
  const start = placeOf(file);
  const [document] = readDocuments({ file });
  const node = document === undefined ? mapNode(start) : decode(document, kustomizationType);
  if (node?.kind !== "map") throw new Refused("invalid Kustomization", start);
  const isEmpty = [...node.entries].every(
    ([key, { value }]) => key === "apiVersion" || key === "kind" || (value.kind === "scalar" && value.text === ""),
  );
  if (isEmpty) throw new Refused("kustomization.yaml is empty", start);
  const kind = textOf(get(node, "kind")) || "Kustomization";
  const version = kind === "Component" ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";
  const apiVersion = textOf(get(node, "apiVersion")) || version;
  if (kind !== "Kustomization" && kind !== "Component")
    throw new Refused("kind should be Kustomization or Component", get(node, "kind")?.origin);
  if (apiVersion !== version)
    throw new Refused(`apiVersion for ${kind} should be ${version}`, get(node, "apiVersion")?.origin);
  return node;
}
