/** Reads the PATHs of a command into one workspace: files, directories, standard input. */
import { accessSync, constants, statSync } from "node:fs";
import type { Uri } from "../../base/source.ts";
import { folderPathOf } from "../../base/uri-path.ts";
import { repositoryFile } from "../../kubernetes/manifests/role.ts";
import type { Settings } from "../../workspace/settings/settings.ts";
import { Workspace } from "../../workspace/workspace.ts";
import type { Host } from "../files/host.ts";
import { loadAll, loadFiles, loadWanted, type Sink } from "../files/loader.ts";
import { skippedOnce } from "../files/skipped.ts";
import { wantedFiles } from "../files/wanted.ts";
import type { Boundary } from "../node/boundary.ts";
import { commonFolder, inOwnLetters, localPaths, namesOf } from "../node/disk-paths.ts";
import { createFileHost, reasonOf } from "../node/file-host.ts";
import { decodeGiven, readGivenText } from "./given-file.ts";
import type { FlagSettings } from "./options.ts";
import { boundaryOf, foldersUp, type ReportRoot, reportRoot, statsOf } from "./repository.ts";
import { type Terminal, UsageError } from "./terminal.ts";

const { dirname, fromUri, join, relative, resolve, toUri } = localPaths;

export interface Session {
  readonly workspace: Workspace;
  readonly terminal: Terminal;
  readonly snapshot: boolean;
  /** A file as people name it: relative to the current directory with forward slashes, `-` for standard input. */
  readonly fileName: (uri: Uri) => string;
  /** What was given, for watchers: absolute paths of files and directories. */
  readonly sources: Sources;
  /** The folders that were named, decoded from their URIs; empty where files or nothing was named. */
  readonly given: readonly string[];
  /** What may be read. */
  readonly boundary: Boundary;
  /** Globs of what is left out below the given folders. */
  readonly exclude: readonly string[];
  /** Why files and folders were not read that are, or may be, there: by path, in the words that have been said. */
  readonly skipped: ReadonlyMap<string, string>;
  /** Where what is called by a path really lies, if it is another state of the files (other-state.ts); absent: there. */
  readonly onDisk?: (path: string) => string;
}

export interface Sources {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly stdin: boolean;
}

/**
 * Reads everything that the PATHs name; without PATHs, the current directory. What cannot be read below a directory is
 * reported on standard error, and the rest is used.
 * @param within what may be read; default: the repositories that the PATHs are in (repository.ts)
 * @throws UsageError when a PATH itself cannot be read
 */
export async function openSession(
  paths: readonly string[],
  { settings, given }: FlagSettings,
  snapshot: boolean,
  terminal: Terminal,
  within?: Boundary,
): Promise<Session> {
  const sources = sourcesOf(paths, terminal.cwd);
  const root = commonFolder([...sources.folders, ...sources.files.map((file) => dirname(file))]) ?? terminal.cwd;
  const stdinUri = toUri(join(root, "-"));
  const names = new Map<Uri, string>();
  const fileName = (uri: Uri): string => {
    const name = names.get(uri) ?? (sources.stdin && uri === stdinUri ? "-" : relativeName(uri, terminal.cwd));
    names.set(uri, name);
    return name;
  };
  const workspace = new Workspace(settings, snapshot, given);
  workspace.setFolders([toUri(root)], namesOf([toUri(root)]));
  const boundary = within ?? boundaryOf(foldersOf(sources, terminal.cwd), terminal.cwd);
  const skipped = new Map<string, string>();
  const say = (path: string, why: string): void => {
    skipped.set(path, why);
    terminal.err(skippedLine(path, why, terminal.cwd));
  };
  const onSkipped = skippedOnce(say);
  const named = createFileHost([], { boundary, onSkipped });
  await loadFiles(
    named,
    workspace,
    settingsAbove(sources, terminal.cwd).map((file) => toUri(file)),
  );
  workspace.apply(
    sources.files.map((file) => ({
      uri: toUri(file),
      text: readGivenText(file, shownPath(file, terminal.cwd)),
    })),
  );
  const host = createFileHost(sources.folders, { boundary, onSkipped });
  let count = 0;
  let read = 0;
  const counted: Host = {
    ...host,
    findFiles: async (exclude) => {
      const found = await host.findFiles(exclude);
      count = found.length;
      return found;
    },
  };
  const counting: Sink = {
    apply: (changes) => {
      read += changes.length;
      terminal.progress?.("reading files", read, count);
      return workspace.apply(changes);
    },
  };
  await loadAll(counted, counting, settings.exclude);
  if (sources.stdin) workspace.apply([{ uri: stdinUri, text: decodeGiven(await terminal.stdin(), "standard input") }]);
  await loadWanted(named, workspace, () => wantedFiles(workspace.analysis));
  workspace.setLoaded();
  const isFolders = paths.length > 0 && sources.files.length === 0 && !sources.stdin;
  const folders = isFolders ? sources.folders.map((folder) => folderPathOf(toUri(folder))) : [];
  const { exclude } = settings;
  return { workspace, terminal, snapshot, fileName, sources, given: folders, boundary, exclude, skipped };
}

/** Says that a file or folder is left out. */
export function skippedLine(path: string, why: string, cwd: string): string {
  return `${shownPath(path, cwd)}: not read: ${why}\n`;
}

/**
 * The settings of a folder without its manifests: the flags override its `.podns.yaml` and those above it in the
 * repository.
 * @param folder absolute
 */
export async function settingsAt(
  folder: string,
  { settings, given }: FlagSettings,
  terminal: Terminal,
): Promise<Settings> {
  const workspace = new Workspace(settings, false, given);
  workspace.setFolders([toUri(folder)], namesOf([toUri(folder)]));
  const files = settingsAbove({ files: [], folders: [folder], stdin: false }, terminal.cwd);
  const host = createFileHost([], { boundary: boundaryOf([folder], terminal.cwd) });
  await loadFiles(
    host,
    workspace,
    files.map((file) => toUri(file)),
  );
  return workspace.analysis.settings;
}

function sourcesOf(paths: readonly string[], cwd: string): Sources {
  const files: string[] = [];
  const folders: string[] = [];
  const named = paths.filter((path) => path !== "-");
  for (const path of paths.length === 0 ? ["."] : named) {
    const given = resolve(cwd, path);
    const absolute = inOwnLetters(given, namesOf([toUri(given)]));
    try {
      const isFolder = statSync(absolute).isDirectory();
      accessSync(absolute, isFolder ? constants.R_OK | constants.X_OK : constants.R_OK);
      (isFolder ? folders : files).push(absolute);
    } catch (error) {
      throw new UsageError(`cannot read '${path}': ${reasonOf(error)}`);
    }
  }
  return { files: [...new Set(files)], folders: [...new Set(folders)], stdin: named.length < paths.length };
}

/**
 * The `.podns.yaml` of the folders that the PATHs are in, up to the root of the repository (the folder that holds
 * `.git`); outside of a repository, up to the current directory; for folders elsewhere, only their own. Those below
 * directories are found with the manifests.
 */
function settingsAbove(sources: Sources, cwd: string): readonly string[] {
  return settingsFiles(sources, cwd).filter((file) => statsOf(file) !== undefined);
}

/** Where such files may be, whether there is one or not. */
export function settingsFiles(sources: Sources, cwd: string): readonly string[] {
  const found = foldersOf(sources, cwd).flatMap((folder) =>
    foldersUp(folder, cwd).map((above) => join(above, repositoryFile)),
  );
  return [...new Set(found)];
}

/** The folders that the PATHs are, or lie in. */
function foldersOf({ files, folders, stdin }: Sources, cwd: string): readonly string[] {
  return [...folders, ...files.map((file) => dirname(file)), ...(stdin ? [cwd] : [])];
}

/** Where reports call files from (repository.ts). */
export function rootOf({ sources, terminal, onDisk = asIs }: Session): ReportRoot {
  return reportRoot(foldersOf(sources, terminal.cwd).map(onDisk), terminal.cwd);
}

function asIs(path: string): string {
  return path;
}

/** How reports call files: relative to the root of the repository, `-` for standard input. */
export function reportNames(session: Session): (uri: Uri) => string {
  const root = rootOf(session);
  return (uri) => {
    const path = session.fileName(uri) === "-" ? undefined : fromUri(uri);
    return path === undefined ? session.fileName(uri) : root.name(session.onDisk?.(path) ?? path);
  };
}

function relativeName(uri: Uri, cwd: string): string {
  const path = fromUri(uri);
  return path === undefined ? uri : shownPath(path, cwd);
}

/** A path relative to the current directory, with forward slashes. */
export function shownPath(path: string, cwd: string): string {
  return relative(cwd, path) || ".";
}
