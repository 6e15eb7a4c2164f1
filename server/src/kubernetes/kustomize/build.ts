/**
 * Holds what one build may read and what it could not: files within their kustomization's folder, kustomizations by
 * their three names, what is missing, unread, remote or not modelled.
 */

import { folderOf, isWithin, resolveFrom } from "../../base/uri-path.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import { spend } from "./budget.ts";
import { kustomizationType } from "./kustomization-type.ts";
import { get, type MapNode, mapNode, textOf } from "./node.ts";
import { readDocuments } from "./read.ts";
import { Refused } from "./refused.ts";
import { builtInSchema, type SchemaOf } from "./schema.ts";
import { isUnread, type ReadFile, type SourceFile, type Unread } from "./source-file.ts";
import { decode } from "./typed.ts";

/** A kustomization in its folder. */
export interface LoadedKustomization {
  readonly folder: string;
  readonly file: SourceFile;
  readonly node: MapNode;
  /** The folders from the root to this one. */
  readonly chain: readonly string[];
}

export interface Failure {
  readonly message: string;
  readonly at: FieldOrigin | undefined;
  /** The build passed a bound of ours: what kustomize makes of it is not known. */
  readonly gaveUp?: true;
}

/** What a kustomization file may be called. */
export const kustomizationFileNames: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** A URL, a repository or `host/path//folder?ref=`: nothing of this workspace. */
export function isRemote(reference: string): boolean {
  const query = reference.includes("?") ? reference.slice(reference.indexOf("?")) : "";
  return (
    /^(?:[a-z][a-z0-9+.-]*:\/\/|git::|gh:|[^/\s]+@[^/\s]|(?:www\.)?github\.com[:/]|gitlab\.com[:/]|bitbucket\.org[:/])/i.test(
      reference,
    ) ||
    /[^:]\/\/|\.git(?:$|[/?])/.test(reference) ||
    /[?&](?:ref|version|timeout|submodules)=/.test(query)
  );
}

export class Build {
  /** Why the result may be more or other than what is there, each once. */
  readonly open: Set<string> = new Set();
  /** Those of the reasons that are only about the data of one generated object. */
  readonly openData: Set<string> = new Set();
  /** The decoded paths of files whose text itself counts. */
  readonly texts: Set<string> = new Set();
  /** What kustomize would say of a file that is not there. */
  missing: Failure | undefined;
  /** The beginning of the kustomization that is built, for what has no better place. */
  root: FieldOrigin | undefined;
  schemaOf: SchemaOf = builtInSchema;
  #hasSchema = false;
  readonly #read: ReadFile;
  readonly #unrestricted: boolean;

  /** @param unrestricted files outside of their kustomization's folder are read, too */
  constructor(read: ReadFile, unrestricted: boolean) {
    this.#read = read;
    this.#unrestricted = unrestricted;
  }

  /**
   * The kustomization of a folder. Where links lead to the folder, its own place counts: references start from there.
   * A kustomization file that is a link out of it does not count (LoadKustFile).
   * @throws Refused for two kustomization files in the folder, or one that kustomize cannot read
   */
  kustomization(folder: string, chain: readonly string[]): LoadedKustomization | undefined {
    spend(20 + chain.length);
    const found = kustomizationFileNames.flatMap((name) => asFile(this.#read(`${folder}/${name}`)) ?? []);
    const [first] = found;
    // A disk may find the file by a folder in other letters: what counts is where it is.
    const real = first === undefined ? folder : (first.links?.folder ?? folderOf(first.path));
    const [file, another] = found.filter((each) => isWithin(placeOf(each), real));
    if (file === undefined) return undefined;
    const start = originOf(another ?? file);
    this.root ??= start;
    if (another !== undefined) throw new Refused(`Found multiple kustomization files under: ${folder}`, start);
    return { folder: real, file, node: readKustomization(file), chain: [...chain, real] };
  }

  /**
   * A file that a kustomization names; missing, remote and unread ones are noted.
   * @throws Refused for one that is not in or below the folder, links resolved (RestrictionRootOnly)
   */
  load(owner: LoadedKustomization, reference: string, at: FieldOrigin | undefined): SourceFile | undefined {
    if (isUrl(reference)) {
      this.open.add(`'${reference}' is remote`);
      return undefined;
    }
    spend(10);
    const path = resolveFrom(owner.folder, reference);
    const found = this.#read(path);
    if (found === undefined) {
      this.noteMissing(reference, at);
      return undefined;
    }
    const isOutside = isUnread(found)
      ? found.outside || !isWithin(path, owner.folder)
      : !isWithin(placeOf(found), owner.folder);
    if (isOutside && !this.#unrestricted)
      throw new Refused(`security; file '${reference}' is not in or below the kustomization's folder`, at);
    if (!isUnread(found)) return found;
    this.noteUnread(reference, found);
    return undefined;
  }

  /** A source of a generator: without it the object is there, with less in it. */
  loadData(owner: LoadedKustomization, reference: string, at: FieldOrigin | undefined): SourceFile | undefined {
    // What is new stands at the end of a set.
    const before = this.open.size;
    const file = this.load(owner, reference, at);
    if (file !== undefined) this.texts.add(file.path);
    if (this.open.size > before) for (const reason of [...this.open].slice(before)) this.openData.add(reason);
    return file;
  }

  /** True for a file, read or not; what may be a folder outside of everything that is read does not count as a file. */
  isFile(owner: LoadedKustomization, reference: string): boolean {
    if (isUrl(reference)) return false;
    const found = this.#read(resolveFrom(owner.folder, reference));
    if (!isUnread(found)) return found !== undefined;
    return !found.outside || /\.(?:ya?ml|json)$/i.test(reference);
  }

  /** Why a folder's kustomization is not read, if that is so. */
  unreadFolder(folder: string): Unread | undefined {
    const own = this.#read(folder);
    if (isUnread(own)) return own;
    // kustomize does not take a kustomization that is a link out of its folder, wherever it leads.
    return kustomizationFileNames
      .map((name) => this.#read(`${folder}/${name}`))
      .find((found): found is Unread => isUnread(found) && !found.outside);
  }

  noteUnread(reference: string, { why }: Unread): void {
    this.open.add(`'${reference}' is not read: ${why}`);
  }

  noteMissing(reference: string, at: FieldOrigin | undefined): void {
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

function asFile(found: ReturnType<ReadFile>): SourceFile | undefined {
  return isUnread(found) ? undefined : found;
}

/** Where the file really lies. */
function placeOf(file: SourceFile): string {
  return file.links?.file ?? file.path;
}

function originOf(file: SourceFile): FieldOrigin | undefined {
  const manifest = file.manifests[0]?.manifest;
  return manifest && { uri: file.uri, manifest, path: [] };
}

/** The first document, decoded; the checks of KustTarget.Load. */
function readKustomization(file: SourceFile): MapNode {
  const known = read.get(file);
  if (known !== undefined) return known;
  const made = readAnew(file);
  read.set(file, made);
  return made;
}

/** A base may be listed many times; nothing changes a kustomization. */
const read = new WeakMap<SourceFile, MapNode>();

function readAnew(file: SourceFile): MapNode {
  const start = originOf(file);
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
