/** Knows files on a disk through node:fs; refuses to know what is in them beyond whether they are text. */
import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { type Host, manifestExtensions } from "../host/host.ts";
import { folderMatcher, matcher } from "../text/glob.ts";
import type { Uri } from "../text/source.ts";
import { localPaths } from "./disk-paths.ts";
import { makePause } from "./pause.ts";
import { irregularKind, NotRead, readRegularFile } from "./regular-file.ts";

const { fromUri, join, relative, toUri } = localPaths;

/** Why a file or folder was left out, for people. */
export type OnSkipped = (path: string, why: string) => void;

export interface FileHostOptions {
  /** Larger files are not read, in octets. */
  readonly maxBytes?: number;
  readonly onSkipped?: OnSkipped;
}

/** Enough for every manifest that a person keeps in a repository. */
const defaultMaxBytes = 16 * 1024 * 1024;

/** Milliseconds of synchronous work after which others get their turn. */
const sliceMs = 25;

/**
 * A host over folders of the local disk. Synchronous reads in slices are several times faster than node:fs/promises on
 * many small files, and the event loop runs between them. Symbolic links are followed; what they reach twice counts once.
 */
export function createFileHost(folders: readonly string[], options: FileHostOptions = {}): Host {
  const { maxBytes = defaultMaxBytes, onSkipped = () => {} } = options;
  return {
    findFiles: async (exclude) => {
      const found: string[] = [];
      for (const folder of folders) for (const file of await walk(folder, exclude, onSkipped)) found.push(file);
      return [...new Set(found)].map((file) => toUri(file));
    },
    readFiles: async (uris) => {
      const pause = makePause(sliceMs);
      const texts: (string | null)[] = [];
      for (const uri of uris) {
        texts.push(readText(uri, maxBytes, onSkipped));
        await pause();
      }
      return texts;
    },
  };
}

function readText(uri: Uri, maxBytes: number, onSkipped: OnSkipped): string | null {
  const path = fromUri(uri);
  if (path === undefined) return null;
  try {
    return readTextFile(path, maxBytes);
  } catch (error) {
    onSkipped(path, reasonOf(error));
    return null;
  }
}

/**
 * The text of a regular file.
 * @throws NotRead for anything else, and the errors of node:fs
 */
export function readTextFile(path: string, maxBytes: number): string {
  const text = decodeText(readRegularFile(path, maxBytes));
  if (text === undefined) throw new NotRead("it is no text");
  return text;
}

/**
 * The text of a file: UTF-8, or UTF-16 behind a byte order mark, which is no part of it. Undefined for anything else with
 * a NUL.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (bytes.includes(0)) return undefined;
  const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start).toString("utf8");
}

/** What went wrong, in words: `no such file or directory`. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

interface Walk {
  readonly root: string;
  readonly isExcluded: (path: string) => boolean;
  readonly isFolderExcluded: (path: string) => boolean;
  readonly onSkipped: OnSkipped;
  readonly files: string[];
  /** Real paths of the folders walked and the files found: links lead here again. */
  readonly seen: Set<string>;
  /** Links are looked at when all that is really there is known. */
  readonly links: string[];
}

async function walk(root: string, exclude: readonly string[], onSkipped: OnSkipped): Promise<readonly string[]> {
  const state: Walk = {
    root,
    isExcluded: matcher(exclude),
    isFolderExcluded: folderMatcher(exclude),
    onSkipped,
    files: [],
    seen: new Set(),
    links: [],
  };
  const pause = makePause(sliceMs);
  await walkFolder(state, root, realPath(root) ?? root, pause);
  for (let link = state.links.shift(); link !== undefined; link = state.links.shift())
    await followLink(state, link, pause);
  return state.files;
}

async function walkFolder(state: Walk, top: string, real: string, pause: () => Promise<void>): Promise<void> {
  const pending: { readonly path: string; readonly real: string }[] = [{ path: top, real }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (state.seen.has(folder.real)) continue;
    state.seen.add(folder.real);
    const below: { readonly path: string; readonly real: string }[] = [];
    for (const entry of entriesOf(state, folder.path)) {
      const path = join(folder.path, entry.name);
      const inside = relativePath(state, path);
      if (entry.isSymbolicLink()) state.links.push(path);
      else if (entry.isDirectory()) {
        if (entry.name !== ".git" && !state.isFolderExcluded(inside))
          below.push({ path, real: join(folder.real, entry.name) });
      } else if (isManifest(entry.name) && !state.isExcluded(inside)) {
        if (entry.isFile()) addFile(state, path, join(folder.real, entry.name));
        else skipIrregular(state, path);
      }
    }
    pending.push(...below.reverse());
    await pause();
  }
}

function addFile(state: Walk, path: string, real: string): void {
  if (state.seen.has(real)) return;
  state.seen.add(real);
  state.files.push(path);
}

/** A pipe or the like with the name of a manifest. */
function skipIrregular(state: Walk, path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  const kind = stats === undefined ? undefined : irregularKind(stats);
  if (kind !== undefined) state.onSkipped(path, `it is ${kind}`);
}

/** A link to a folder is walked, one to a file is a file; both only where nothing else leads. */
async function followLink(state: Walk, link: string, pause: () => Promise<void>): Promise<void> {
  const inside = relativePath(state, link);
  const real = realPath(link);
  if (real === undefined) {
    if (isManifest(link)) state.onSkipped(link, "the link leads nowhere");
    return;
  }
  const target = statSync(real, { throwIfNoEntry: false });
  if (target?.isDirectory() === true && !state.isFolderExcluded(inside)) await walkFolder(state, link, real, pause);
  else if (target !== undefined && isManifest(link) && !state.isExcluded(inside)) {
    if (target.isFile()) addFile(state, link, real);
    else if (!target.isDirectory()) skipIrregular(state, real);
  }
}

function entriesOf(state: Walk, folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
    );
  } catch (error) {
    state.onSkipped(folder, reasonOf(error));
    return [];
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // A loop of links, or one that leads nowhere.
  }
}

function relativePath(state: Walk, path: string): string {
  return relative(state.root, path);
}

function isManifest(name: string): boolean {
  const lower = name.toLowerCase();
  if (/(?:^|[\\/])Kustomization$/.test(name)) return true;
  return manifestExtensions.some((extension) => lower.endsWith(extension));
}
