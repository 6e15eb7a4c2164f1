/**
 * Finds and reads the workspace's files through VS Code, wherever they are (disk, remote, virtual). URIs go over the
 * connection exactly as the language client writes them.
 */
import { Disposable, FileType, type GlobPattern, RelativePattern, Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { isSimpleGlob, matcher } from "../../../server/src/base/glob.ts";
import { manifestGlob } from "../../../server/src/protocol/manifest-glob.ts";
import { findFilesRequest, readChartRequest, readFilesRequest } from "../../../server/src/protocol/request.ts";
import { answer } from "./ask.ts";
import { joinGlobs, matchesGlob } from "./glob.ts";
import { readChart } from "./read-chart.ts";
import { type FileText, type ReadDisk, virtualReader } from "./read-files.ts";

/** Reads at once: enough to keep a remote connection busy, few enough not to hold a whole workspace in memory. */
const batch = 48;

/** Folders below each other at most, where we walk ourselves: a virtual file system may have no end. */
const deepest = 32;

/**
 * Milliseconds for VS Code to find files where each folder's file system is an extension's: without a search of its own VS Code
 * waits for one for ever.
 */
const searchPatience = 3000;

/** What the server was told of, and what it does not want to hear of. */
export interface KnownFiles {
  readonly uris: Set<string>;
  /** Other files that it asked for, there or not: sources of kustomize's generators. */
  readonly asked: Set<string>;
  exclude: readonly string[];
}

/**
 * Answers the server's questions for files, and keeps book in `known`.
 * @param readDisk reads files of this machine's disk, where the host can; others are read through VS Code
 */
export function serveFiles(client: BaseLanguageClient, known: KnownFiles, readDisk?: ReadDisk): Disposable {
  const toProtocol = (uri: Uri): string => client.code2ProtocolConverter.asUri(uri);
  const toCode = (uri: string): Uri => client.protocol2CodeConverter.asUri(uri);
  return Disposable.from(
    answer(client, findFilesRequest, async ({ exclude }) => {
      const uris = (await findManifests(exclude)).map(toProtocol);
      known.exclude = exclude;
      known.uris.clear();
      for (const uri of uris) known.uris.add(uri);
      return { uris };
    }),
    answer(client, readFilesRequest, async ({ uris, maxBytes }) => {
      for (const uri of uris) if (!known.uris.has(uri) && !isManifest(toCode(uri))) known.asked.add(uri);
      const read = reader(readDisk);
      const found: FileText[] = [];
      for (let start = 0; start < uris.length; start += batch) {
        const part = uris.slice(start, start + batch);
        found.push(...(await Promise.all(part.map((uri) => read(toCode(uri), maxBytes)))));
      }
      const asUri = (path: string): string => toProtocol(Uri.file(path));
      return {
        texts: found.map(({ text }) => text),
        links: found.map(({ links }) => links && { folder: asUri(links.folder), file: asUri(links.file) }).map(orNull),
        unread: found.map(({ unread }) => orNull(unread)),
      };
    }),
    answer(client, readChartRequest, async ({ folder, maxBytes }) => ({
      files: await readChart(toCode(folder), maxBytes),
    })),
  );
}

/** Reads below the workspace folders of now. */
function reader(readDisk: ReadDisk | undefined): (uri: Uri, maxBytes: number) => Promise<FileText> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const readVirtual = virtualReader(folders);
  const ofDisk = readDisk?.(folders.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => fsPath));
  return (uri, maxBytes) =>
    uri.scheme === "file" && ofDisk !== undefined ? ofDisk(uri.fsPath, maxBytes) : readVirtual(uri, maxBytes);
}

function orNull<T>(value: T | undefined): T | null {
  return value ?? null;
}

/** Every file of the workspace that may be a manifest, each once. */
export async function findManifests(exclude: readonly string[]): Promise<readonly Uri[]> {
  const found = new Map<string, Uri>();
  for (const uri of await search(manifestGlob, exclude)) found.set(uri.toString(), uri);
  for (const folder of workspace.workspaceFolders ?? []) {
    const prefix = `${folder.uri.toString().replace(/\/$/, "")}/`;
    if (isSearchable(folder.uri) || [...found.keys()].some((uri) => uri.startsWith(prefix))) continue;
    for (const uri of await walk(folder.uri, "", matcher(exclude), 0)) found.set(uri.toString(), uri);
  }
  return [...found.values()];
}

/** True for what `manifestGlob` matches. */
export function isManifest({ path }: Uri): boolean {
  return /(?:\.(?:ya?ml|json|YA?ML|JSON)|\/Kustomization)$/.test(path);
}

/** The manifests below a folder that came into being as a whole (moved in, renamed). */
export async function findBelow(folder: Uri, exclude: readonly string[]): Promise<readonly Uri[]> {
  const found = await search(new RelativePattern(folder, manifestGlob), exclude);
  return found.length > 0 || isSearchable(folder) ? found : walk(folder, "", matcher(exclude), 0);
}

/** What VS Code finds. Its own matching may take very long for a glob that is not simple: those are applied here. */
async function search(include: GlobPattern, exclude: readonly string[]): Promise<readonly Uri[]> {
  const found = workspace.findFiles(include, joinGlobs(exclude.filter(isSimpleGlob)));
  const isKnown = workspace.workspaceFolders?.some(({ uri }) => isSearchable(uri)) === true;
  const uris = isKnown ? await found : await Promise.race([found, nothingIn(searchPatience)]);
  const isExcluded = matcher(exclude.filter((glob) => !isSimpleGlob(glob)));
  return uris.filter((uri) => !isExcluded(workspace.asRelativePath(uri, false)));
}

/** VS Code has a search engine for these; for other file systems only where their extension brings one. */
function isSearchable(folder: Uri): boolean {
  return folder.scheme === "file" || folder.scheme === "vscode-remote";
}

function nothingIn(ms: number): Promise<readonly Uri[]> {
  return new Promise((resolve) => {
    setTimeout(() => resolve([]), ms);
  });
}

async function walk(
  folder: Uri,
  path: string,
  isExcluded: (path: string) => boolean,
  depth: number,
): Promise<readonly Uri[]> {
  if (depth > deepest) return [];
  const found: Uri[] = [];
  for (const [name, type] of await entriesOf(folder)) {
    const child = childOf(folder, name);
    // A linked folder may lead back to one above.
    const isFolder = (type & FileType.Directory) !== 0 && (type & FileType.SymbolicLink) === 0;
    const childPath = `${path}${name}${isFolder ? "/" : ""}`;
    if (isExcluded(childPath)) continue;
    if (isFolder) found.push(...(await walk(child, childPath, isExcluded, depth + 1)));
    else if (matchesGlob(manifestGlob, childPath)) found.push(child);
  }
  return found;
}

function childOf(folder: Uri, name: string): Uri {
  return folder.with({ path: `${folder.path.replace(/\/$/, "")}/${name}` });
}

async function entriesOf(folder: Uri): Promise<readonly [string, FileType][]> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch {
    return []; // Gone, or not ours to read: there is nothing in it for us.
  }
}
