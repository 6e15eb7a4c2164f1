/**
 * Reads the files of a commit from a repository of git, without the program git. A bundle of its own: the library is loaded
 * when a revision is named.
 */
import fs from "node:fs";
import { expandOid, findMergeBase, readBlob, readCommit, readTree, resolveRef } from "isomorphic-git";
import { localPaths } from "../../node/disk-paths.ts";
import { type ObjectStore, objectStore, unreadable } from "./object-store.ts";

const { isAbsolute, join, resolve } = localPaths;

/** Why a revision cannot be read, in words that follow `cannot read 'REF': `. */
export class NoRevision extends Error {}

/** A file of a commit. */
export interface TreeFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly kind: "file" | "link";
  /** The same for the same content. */
  readonly id: string;
  /** Of a link: the path that it leads to. Undefined for what the caller has already. */
  readonly content: Uint8Array | undefined;
}

/** How the files of a commit are read. */
export interface TreeReading {
  /** False: the file is left out, unread. Default: all are read. */
  readonly isWanted?: (path: string) => boolean;
  /** True for a file that the caller has already: it is not read. */
  readonly isHeld?: (path: string, id: string) => boolean;
  /** Is told of submodules that cannot be read. */
  readonly onLeftOut?: (path: string, why: string) => void;
  /** What was read of the repository's packs: given again, they are read once. */
  readonly cache?: object;
}

/** Entries, files and octets of a commit at most, and folders within folders. */
const mostEntries = 1_000_000;
const mostFiles = 50_000;
const mostOctets = 512 * 1024 * 1024;
const deepest = 100;
/** Larger files are not read: neither manifests nor files of charts are so large. */
const mostOfFile = 16 * 1024 * 1024;

interface Repository {
  readonly fs: ObjectStore;
  /** Holds objects and branches. */
  readonly gitdir: string;
  /** Holds HEAD: another one in a worktree. */
  readonly own: string;
  readonly cache: object;
}

/**
 * The name of the commit that a revision means: a branch, a tag, HEAD, a hash or the beginning of one, with any of `~N`, `^N`
 * and `^{commit}` behind it; `A...B` is the last commit that both have (gitrevisions(7)).
 * @param root the folder that holds `.git`
 * @param cache what was read of the repository's packs (`TreeReading`)
 * @returns the hash
 * @throws NoRevision
 */
export async function commitAt(root: string, revision: string, cache: object = {}): Promise<string> {
  const repository = repositoryAt(root, cache);
  try {
    const [left, right] = revision.split("...");
    if (right === undefined) return await parsed(repository, revision);
    const oids = [await parsed(repository, left || "HEAD"), await parsed(repository, right || "HEAD")];
    const found: unknown = await findMergeBase({ ...repository, oids });
    const [base] = Array.isArray(found) ? found : [];
    if (typeof base !== "string") throw new NoRevision("the two have no commit in common");
    return base;
  } catch (error) {
    throw asNoRevision(error);
  }
}

/**
 * All files of a commit, one after the other.
 * Those of a submodule that is checked out are among them, as its own commit has them.
 * @throws NoRevision for what is missing or too large
 */
export async function* filesAt(
  root: string,
  commit: string,
  { isWanted = () => true, isHeld = () => false, onLeftOut = () => {}, cache = {} }: TreeReading = {},
): AsyncGenerator<TreeFile> {
  const reading: Reading = { root, onLeftOut, cache };
  let [entries, files, octets] = [0, 0, 0];
  try {
    for await (const { repository, path, oid, kind } of entriesBelow(
      reading,
      repositoryAt(root, cache),
      commit,
      "",
      0,
    )) {
      entries += 1;
      if (entries > mostEntries) throw new NoRevision(`it has more than ${mostEntries} files`);
      if (!isWanted(path)) continue;
      const id = `${kind} ${oid}`;
      if (isHeld(path, id)) {
        yield { path, kind, id, content: undefined };
        continue;
      }
      const { blob } = await readBlob({ ...repository, oid });
      if (blob.length > mostOfFile) continue;
      files += 1;
      octets += blob.length;
      if (files > mostFiles) throw new NoRevision(`it has more than ${mostFiles} files`);
      if (octets > mostOctets) throw new NoRevision(`its files have more than ${mostOctets} bytes`);
      yield { path, kind, id, content: blob };
    }
  } catch (error) {
    throw asNoRevision(error);
  }
}

interface Reading {
  readonly root: string;
  readonly onLeftOut: (path: string, why: string) => void;
  readonly cache: object;
}

interface Entry {
  /** Holds the object. */
  readonly repository: Repository;
  readonly path: string;
  readonly oid: string;
  readonly kind: "file" | "link";
}

async function* entriesBelow(
  reading: Reading,
  repository: Repository,
  oid: string,
  below: string,
  depth: number,
): AsyncGenerator<Entry> {
  if (depth > deepest) throw new NoRevision(`'${below}' lies more than ${deepest} folders deep`);
  const { tree } = await readTree({ ...repository, oid });
  const seen = new Set<string>();
  for (const entry of tree) {
    // Git itself writes no such entries; what would lead out of the folder is left out.
    if (!isName(entry.path) || seen.has(entry.path)) continue;
    seen.add(entry.path);
    const path = below === "" ? entry.path : `${below}/${entry.path}`;
    if (entry.type === "tree") yield* entriesBelow(reading, repository, entry.oid, path, depth + 1);
    else if (entry.type === "blob")
      yield { repository, path, oid: entry.oid, kind: entry.mode === "120000" ? "link" : "file" };
    else yield* submoduleEntries(reading, entry.oid, path, depth + 1);
  }
}

/** The files of another repository's commit, where that repository is checked out. */
async function* submoduleEntries(reading: Reading, oid: string, path: string, depth: number): AsyncGenerator<Entry> {
  const folder = join(reading.root, path);
  if (!fs.existsSync(join(folder, ".git")) || !isPlainFolder(reading.root, path)) return;
  try {
    const repository = repositoryAt(folder, reading.cache);
    await readCommit({ ...repository, oid });
    yield* entriesBelow(reading, repository, oid, path, depth);
  } catch (error) {
    reading.onLeftOut(path, asNoRevision(error).message);
  }
}

/** False where a link is on the way. */
function isPlainFolder(root: string, path: string): boolean {
  const real = fs.realpathSync.native(root);
  return fs.realpathSync.native(join(root, path)) === join(real, path);
}

function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && name.toLowerCase() !== ".git" && !/[/\\\0]/.test(name);
}

/** @throws NoRevision where `.git` is neither a folder nor a file that names one, and for what is not read */
function repositoryAt(root: string, cache: object): Repository {
  const { gitdir, own } = gitFolders(root);
  const why = unreadable(gitdir);
  if (why !== undefined) throw new NoRevision(why);
  return { fs: objectStore(gitdir), gitdir, own, cache };
}

function gitFolders(root: string): Pick<Repository, "gitdir" | "own"> {
  const dotGit = join(root, ".git");
  try {
    if (fs.statSync(dotGit).isDirectory()) return { gitdir: dotGit, own: dotGit };
    const named = /^gitdir: (.*)/.exec(fs.readFileSync(dotGit, "utf8"))?.[1]?.trim() ?? "";
    const own = isAbsolute(named) ? named : resolve(root, named);
    const common = join(own, "commondir");
    const gitdir = fs.existsSync(common) ? resolve(own, fs.readFileSync(common, "utf8").trim()) : own;
    return { gitdir, own };
  } catch (error) {
    throw asNoRevision(error);
  }
}

async function parsed(repository: Repository, revision: string): Promise<string> {
  // bounded: a revision is a word of the command line.
  const [, base = "", steps = ""] = /^([^~^]*)((?:~\d*|\^\d*|\^\{(?:commit)?\})*)$/.exec(revision) ?? [];
  if (base.includes("..") && !base.includes("../"))
    throw new NoRevision("name one revision: A...B means the last commit that both have");
  if (base === "" || /@\{|^:|:\//.test(base)) throw new NoRevision("name a branch, a tag, HEAD or a commit");
  let oid = (await readCommit({ ...repository, oid: await named(repository, base) })).oid;
  for (const [, kind, count, peeled] of steps.matchAll(/([~^])(\d*)(\{[a-z]*\})?/g)) {
    // A tag's commit is what is read anyway.
    if (peeled !== undefined) continue;
    const number = count === "" || count === undefined ? 1 : Number(count);
    if (kind === "^") oid = await parentOf(repository, oid, number);
    else for (let step = 0; step < number; step++) oid = await parentOf(repository, oid, 1);
  }
  return oid;
}

/** @param number 0: the commit itself */
async function parentOf(repository: Repository, oid: string, number: number): Promise<string> {
  if (number === 0) return oid;
  const parent = (await readCommit({ ...repository, oid })).commit.parent[number - 1];
  if (parent === undefined) throw new NoRevision(`the commit ${oid.slice(0, 10)} has no such parent`);
  return parent;
}

async function named(repository: Repository, name: string): Promise<string> {
  const ref = name === "HEAD" || name === "@" ? head(repository) : name;
  // The library's message would show the content of a file that holds no reference.
  const found = isRefName(ref) ? await resolveRef({ ...repository, ref }).catch(() => undefined) : undefined;
  if (found !== undefined && isHash(found)) return found;
  if (isHash(ref)) return ref;
  if (/^[0-9a-f]{4,39}$/i.test(ref)) return expandOid({ ...repository, oid: ref.toLowerCase() });
  throw new NoRevision(
    "there is no such branch, tag or commit here (a shallow clone has only its own: fetch it first)",
  );
}

/** The branch that HEAD means, or its commit. */
function head(repository: Repository): string {
  const text = fs.readFileSync(join(repository.own, "HEAD"), "utf8").trim();
  return /^ref: (.+)/.exec(text)?.[1] ?? text;
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** A name that leads to no file outside of the repository (git-check-ref-format(1)). */
function isRefName(name: string): boolean {
  return !name.startsWith("/") && !name.includes("..") && !/[\\\p{Cc} ~^:?*[]/u.test(name);
}

function asNoRevision(error: unknown): NoRevision {
  if (error instanceof NoRevision) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [, oid] = /^Could not find ([0-9a-f]{40})\.?$/.exec(message) ?? [];
  if (oid !== undefined)
    return new NoRevision(
      `the object ${oid.slice(0, 10)} is not in this clone (a shallow or partial one has only some: fetch it first)`,
    );
  return new NoRevision(message.split("\n")[0] ?? message);
}
