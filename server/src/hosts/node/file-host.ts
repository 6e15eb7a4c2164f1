/** Finds and reads files on a disk through node:fs. It looks at their content only to tell text from anything else. */
import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { folderMatcher, matcher } from "../../base/glob.ts";
import type { Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import { type Host, isManifestName, type Remark } from "../files/host.ts";
import type { OnSkipped } from "../files/skipped.ts";
import { type Boundary, createBoundary, type Locate, type Located, Outside } from "./boundary.ts";
import { localPaths } from "./disk-paths.ts";
import { makePause } from "./pause.ts";
import { Irregular, irregularKind, NotRead, readRegularFile } from "./regular-file.ts";

const { dirname, fromUri, join, relative, toUri } = localPaths;

export interface FileHostOptions {
  /** Larger files are not read, in octets. */
  readonly maxBytes?: number;
  readonly onSkipped?: OnSkipped;
  /** What may be read; default the folders. */
  readonly boundary?: Boundary;
  /** Called with the folders in which a change may add or remove a file, including those that links lead to. */
  readonly onFolder?: (path: string) => void;
}

/** Enough for every manifest that a person keeps in a repository. */
const defaultMaxBytes = 16 * 1024 * 1024;

/** Milliseconds of synchronous work after which others get their turn. */
const sliceMs = 25;

/**
 * A host over folders of the local disk. Synchronous reads in slices are several times faster than node:fs/promises on
 * many small files, and the event loop runs between them. Symbolic links are followed within the boundary; what they reach
 * twice counts once.
 */
export function createFileHost(folders: readonly string[], options: FileHostOptions = {}): Host {
  const {
    maxBytes = defaultMaxBytes,
    onSkipped = () => {},
    onFolder = () => {},
    boundary = createBoundary(folders),
  } = options;
  const remarks = new Map<Uri, Remark>();
  return {
    findFiles: async (exclude) => {
      const found: string[] = [];
      const locate = boundary.locator();
      for (const folder of folders)
        for (const file of await walk(folder, exclude, { onSkipped, onFolder, locate })) found.push(file);
      const pause = makePause(sliceMs);
      const uris: Uri[] = [];
      for (const file of new Set(found)) {
        uris.push(toUri(file));
        await pause();
      }
      return uris;
    },
    readFiles: async (uris) => {
      const pause = makePause(sliceMs);
      const locate = boundary.locator();
      const texts: (string | null)[] = [];
      for (const uri of uris) {
        const { text, remark } = readText(uri, { maxBytes, onSkipped, locate });
        if (remark === undefined) remarks.delete(uri);
        else remarks.set(uri, remark);
        texts.push(text);
        await pause();
      }
      return texts;
    },
    remarkOn: (uri) => remarks.get(uri),
  };
}

interface Reading {
  readonly maxBytes: number;
  readonly onSkipped: OnSkipped;
  readonly locate: Locate;
}

function readText(
  uri: Uri,
  { maxBytes, onSkipped, locate }: Reading,
): { readonly text: string | null; readonly remark?: Remark | undefined } {
  const path = fromUri(uri);
  if (path === undefined) return { text: null };
  try {
    const { text, links } = readLinked(path, maxBytes, locate);
    return links === undefined ? { text } : { text, remark: { links } };
  } catch (error) {
    const why = reasonOf(error);
    onSkipped(path, why, isAbsent(error));
    if (isAbsent(error)) return { text: null };
    return { text: null, remark: { unread: { why, outside: error instanceof Outside } } };
  }
}

/**
 * The same as `readLocated`, with links as the workspace represents them.
 * @throws Outside, NotRead, and the errors of node:fs
 */
export function readLinked(
  path: string,
  maxBytes: number,
  locate: Locate,
): { readonly text: string; readonly links?: NonNullable<Remark["links"]> } {
  const { text, links } = readLocated(path, maxBytes, locate);
  if (links === undefined) return { text };
  return { text, links: { folder: decodedPath(links.folder), file: decodedPath(links.file) } };
}

function decodedPath(path: string): string {
  return pathOf(toUri(path));
}

/**
 * The text of a file inside a boundary, and where links led to it.
 * @throws Outside, NotRead, and the errors of node:fs
 */
export function readLocated(
  path: string,
  maxBytes: number,
  locate: Locate,
): { readonly text: string; readonly links: Located["links"] } {
  const { real, links } = locate(path);
  return { text: readTextFile(real, maxBytes, false), links };
}

/** True where there is no such file at all. A folder of that name is not a file. */
export function isAbsent(error: unknown): boolean {
  if (error instanceof Irregular) return error.kind === "a directory";
  return error instanceof Error && "code" in error && ["ENOENT", "ENOTDIR", "ELOOP"].includes(String(error.code));
}

/**
 * The text of a regular file.
 * @param mayBeLink false: a path whose links have been resolved
 * @throws NotRead for anything else, and the errors of node:fs
 */
export function readTextFile(path: string, maxBytes: number, mayBeLink = true): string {
  const text = decodeText(readRegularFile(path, maxBytes, mayBeLink));
  if (text === undefined) throw new NotRead("it is not text");
  return text;
}

/**
 * The text of a file: UTF-8, or UTF-16 behind a byte order mark. The mark is not part of the text. Undefined for
 * anything else with a NUL.
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
  readonly locate: Locate;
  readonly onFolder: (path: string) => void;
  readonly files: string[];
  /** Real paths of the folders walked and the files found: links lead here again. */
  readonly seen: Set<string>;
  /** Links are followed after all real files and folders are known. */
  readonly links: string[];
}

async function walk(
  root: string,
  exclude: readonly string[],
  told: Pick<Walk, "onSkipped" | "onFolder" | "locate">,
): Promise<readonly string[]> {
  const state: Walk = {
    root,
    isExcluded: matcher(exclude),
    isFolderExcluded: folderMatcher(exclude),
    ...told,
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
    state.onFolder(folder.path);
    const below: { readonly path: string; readonly real: string }[] = [];
    for (const entry of entriesOf(state, folder.path)) {
      const path = join(folder.path, entry.name);
      const inside = relativePath(state, path);
      if (entry.isSymbolicLink()) state.links.push(path);
      else if (entry.isDirectory()) {
        if (entry.name !== ".git" && !state.isFolderExcluded(inside))
          below.push({ path, real: join(folder.real, entry.name) });
      } else if (isManifestName(entry.name) && !state.isExcluded(inside)) {
        if (entry.isFile()) addFile(state, path, join(folder.real, entry.name));
        else skipIrregular(state, path);
      }
    }
    for (const folder of below.reverse()) pending.push(folder);
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
  if (kind !== undefined) state.onSkipped(path, `it is ${kind}`, false);
}

/** A link to a folder is walked, one to a file is a file; both only where nothing else leads, and inside the boundary. */
async function followLink(state: Walk, link: string, pause: () => Promise<void>): Promise<void> {
  const inside = relativePath(state, link);
  const mayBeManifest = isManifestName(link) && !state.isExcluded(inside);
  const mayBeFolder = !state.isFolderExcluded(inside);
  const target = statsOf(link);
  const isFolder = target?.isDirectory() === true;
  if (isFolder ? !mayBeFolder : !mayBeManifest) return;
  let real: string;
  try {
    real = state.locate(link).real;
  } catch (error) {
    state.onSkipped(link, error instanceof Outside ? error.message : "the link leads nowhere", false);
    return;
  }
  state.onFolder(dirname(real));
  if (isFolder) await walkFolder(state, link, real, pause);
  // The link's name and the name that it leads to have different meanings.
  else if (target?.isFile() === true && hasMeaning(link)) state.files.push(link);
  else if (target?.isFile() === true) addFile(state, link, real);
  else skipIrregular(state, real);
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A loop of links, or a folder that may not be looked into.
  }
}

function entriesOf(state: Walk, folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
    );
  } catch (error) {
    state.onSkipped(folder, reasonOf(error), isAbsent(error));
    return [];
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined; // A loop of links, or one that leads nowhere.
  }
}

function relativePath(state: Walk, path: string): string {
  return relative(state.root, path);
}

/** True for a file whose name and place have a meaning of their own. */
function hasMeaning(path: string): boolean {
  return /[\\/](?:kustomization\.ya?ml|Kustomization|Chart\.yaml|\.podns\.yaml)$/.test(path);
}
