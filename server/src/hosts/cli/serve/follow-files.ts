/**
 * Brings the workspace up to date with the disk: every file that it was made from, and new ones. A file that is broken,
 * cannot be read or is being written keeps its last good version. What is made of the files is not looked at.
 */
import { statSync } from "node:fs";
import type { Uri } from "../../../base/source.ts";
import { pathOf } from "../../../base/uri-path.ts";
import { largestFile } from "../../../kubernetes/manifests/role.ts";
import type { AnalysedFile } from "../../../workspace/analysis.ts";
import type { FileChange } from "../../../workspace/workspace.ts";
import { skippedOnce } from "../../files/skipped.ts";
import { namedFiles, wantedFiles } from "../../files/wanted.ts";
import { isInside, localPaths } from "../../node/disk-paths.ts";
import { createFileHost, readLinked, readTextFile } from "../../node/file-host.ts";
import { isFolder, makeLooker } from "../../node/look.ts";
import { type Session, settingsFiles, shownPath } from "../session.ts";
import { reasonToReject } from "./defects.ts";
import { changeOf, type Looking, type Memory, unreadChange } from "./file-changes.ts";
import { makeSuspects } from "./suspects.ts";
import type { Trouble } from "./troubles.ts";

const { dirname, fromUri, toUri } = localPaths;

/** What became of one look at all files. */
export interface Followed {
  /** A file was taken over, or is gone. */
  readonly isChanged: boolean;
  /** Decoded paths of the files whose last good version stands, those among them that may be good in a moment. */
  readonly held: ReadonlySet<string>;
  /** By path. */
  readonly troubles: ReadonlyMap<string, Trouble>;
  /** Where a change may matter. */
  readonly folders: ReadonlySet<string>;
  /** Milliseconds after which something has to be looked at again; undefined: when there is a change. */
  readonly againIn: number | undefined;
}

/** Files that are analysed at a stretch. */
const batchSize = 10;

/** One look at everything. */
interface Round extends Looking {
  readonly session: Session;
  /** Files that are there because they lie below a folder or were given, and not because a kustomization names them. */
  readonly own: Set<string>;
  readonly folders: Set<string>;
  /** Why nothing was found by a name, by path. */
  readonly skipped: Map<string, string>;
  /** Why a folder cannot be looked into, by path: what was below it stays; "": it is not said yet. */
  readonly blocked: Map<string, string>;
  isChanged: boolean;
}

interface PathChange extends FileChange {
  readonly path: string;
}

/**
 * Makes a function that looks at everything once; it never rejects for a file. Its argument is awaited between steps of
 * work.
 */
export function makeFollower(session: Session): (pause: () => Promise<void>) => Promise<Followed> {
  const given = givenFiles(session);
  let locate = session.boundary.locator();
  // What was named itself is read wherever its links lead.
  const lookAt = makeLooker((path) =>
    given.named.has(path) ? { text: readTextFile(path, largestFile) } : readLinked(path, largestFile, locate),
  );
  const memory: Memory = { suspects: makeSuspects(), held: new Map(), unread: new Map(session.skipped) };
  return async (pause) => {
    locate = session.boundary.locator();
    const round: Round = {
      ...{ ...memory, session, lookAt, own: new Set([...given.named, ...given.settings]) },
      ...{ folders: new Set<string>(), skipped: new Map<string, string>(), blocked: new Map<string, string>() },
      isChanged: false,
    };
    await walkFolders(round);
    const paths = new Set([...round.own, ...knownPaths(session).keys()]);
    await takeOver(round, changesOf(round, paths, pause), pause);
    await readWanted(round, paths, pause);
    removeUnwanted(round);
    for (const path of paths) round.folders.add(dirname(path));
    for (const path of memory.unread.keys()) if (!paths.has(path)) memory.unread.delete(path);
    return {
      isChanged: round.isChanged,
      held: new Set([...memory.held.keys(), ...memory.suspects.paths()].map((path) => pathOf(toUri(path)))),
      troubles: troublesOf(round),
      folders: round.folders,
      againIn: memory.suspects.againIn(),
    };
  };
}

/** The files that were named, and those that give settings. What is not a regular file was read once and for all. */
function givenFiles({ sources, terminal }: Session): {
  readonly named: ReadonlySet<string>;
  readonly settings: readonly string[];
} {
  const named = sources.files.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
  return { named: new Set(named), settings: settingsFiles(sources, terminal.cwd) };
}

/** The files of the workspace that are on a disk. */
function knownPaths({ workspace, fileName }: Session): ReadonlyMap<string, AnalysedFile> {
  const known = new Map<string, AnalysedFile>();
  for (const file of workspace.analysis.files.values()) {
    const path = fileName(file.uri) === "-" ? undefined : fromUri(file.uri);
    if (path !== undefined) known.set(path, file);
  }
  return known;
}

/** Finds the files below the given folders, and what of these folders cannot be seen. */
async function walkFolders({ session, own, folders, skipped, blocked, suspects }: Round): Promise<void> {
  const [there, missing] = parted(session.sources.folders, isFolder);
  for (const folder of there) suspects.clear(folder);
  for (const folder of missing) {
    folders.add(nearestFolder(folder));
    const why = "there is no such folder";
    blocked.set(folder, suspects.isWaiting(folder, why) ? "" : why);
  }
  const host = createFileHost(there, {
    boundary: session.boundary,
    onSkipped: (path, why) => (isFolder(path) ? blocked : skipped).set(path, why),
    onFolder: (path) => folders.add(path),
  });
  for (const uri of await host.findFiles(session.exclude)) own.add(fromUri(uri) ?? uri);
}

/** What the paths say now that the workspace does not know yet. */
async function* changesOf(
  round: Round,
  paths: Iterable<string>,
  pause: () => Promise<void>,
): AsyncIterable<PathChange> {
  const known = knownPaths(round.session);
  for (const path of paths) {
    await pause();
    if (isBlocked(round, path)) continue;
    const file = known.get(path);
    const change = changeOf(round, path, file);
    if (change !== undefined) yield { path, uri: file?.uri ?? toUri(path), ...change };
  }
}

/** Applies changes in batches; of a file that gets worse, the version before is put back. */
async function takeOver(
  round: Round,
  changes: AsyncIterable<PathChange> | Iterable<PathChange>,
  pause: () => Promise<void>,
): Promise<void> {
  let batch: PathChange[] = [];
  for await (const change of changes) {
    batch.push(change);
    if (batch.length < batchSize) continue;
    applyBatch(round, batch);
    batch = [];
    await pause();
  }
  applyBatch(round, batch);
}

function applyBatch(round: Round, batch: readonly PathChange[]): void {
  if (batch.length === 0) return;
  const { workspace } = round.session;
  const before = workspace.analysis.files;
  const analysis = workspace.apply(batch);
  const back: AnalysedFile[] = [];
  for (const { path, uri, text } of batch) {
    const [old, now] = [before.get(uri), analysis.files.get(uri)];
    const why = old === undefined || now === undefined ? undefined : reasonToReject(analysis, old, now);
    if (old === undefined || text === null || why === undefined) {
      round.held.delete(path);
      round.isChanged = true;
    } else {
      round.held.set(path, { why, text });
      back.push(old);
    }
  }
  if (back.length > 0) workspace.restore(back);
}

/** Reads what kustomizations name and nobody has read yet, for as long as that brings new files. */
async function readWanted(round: Round, looked: Set<string>, pause: () => Promise<void>): Promise<void> {
  const { session, lookAt, folders } = round;
  const tried = new Set<Uri>();
  for (;;) {
    const changes: PathChange[] = [];
    for (const uri of wantedFiles(session.workspace.analysis, true)) {
      const path = tried.has(uri) ? undefined : fromUri(uri);
      tried.add(uri);
      if (path === undefined) continue;
      await pause();
      looked.add(path);
      folders.add(nearestFolder(dirname(path)));
      const look = lookAt(path, true);
      const change = look === undefined || look.kind === "text" ? look : unreadChange(round, path, look);
      if (change !== undefined) changes.push({ path, uri, ...change });
    }
    if (changes.length === 0) return;
    await takeOver(round, changes, pause);
  }
}

/** Takes files away that no kustomization names any more, and that are there for no other reason. */
function removeUnwanted(round: Round): void {
  const { session, own, suspects, held } = round;
  for (;;) {
    const isWanted = namedFiles(session.workspace.analysis);
    const unwanted = [...knownPaths(session)].filter(([path, { uri }]) => {
      if (own.has(path) || suspects.has(path) || held.has(path) || isBlocked(round, path)) return false;
      return !isWanted(uri);
    });
    if (unwanted.length === 0) return;
    round.isChanged = true;
    session.workspace.apply(unwanted.map(([, { uri }]) => ({ uri, text: null })));
  }
}

/** The trouble with what is not read, by path. */
export function unreadTroubles(session: Session, unread: ReadonlyMap<string, string>): ReadonlyMap<string, Trouble> {
  const troubles = new Map<string, Trouble>();
  // Of a folder that is not read, the names in it are not told.
  const tell = skippedOnce((path, why) => {
    const unit = shownPath(path, session.terminal.cwd);
    troubles.set(path, { unit, line: `${unit}: not read: ${why}` });
  });
  for (const [path, why] of unread) tell(path, why, false);
  return troubles;
}

function troublesOf({ session, held, unread, skipped, blocked }: Round): ReadonlyMap<string, Trouble> {
  const known = [...knownPaths(session).keys()];
  const said = [...blocked].filter(([, why]) => why !== "");
  const troubles = new Map(unreadTroubles(session, new Map([...skipped, ...said, ...unread])));
  for (const [folder] of said) {
    const trouble = troubles.get(folder);
    if (trouble === undefined || !known.some((file) => isInside(file, folder))) continue;
    const line = `${trouble.line}; still serving the last good version of its files`;
    troubles.set(folder, { ...trouble, line });
  }
  for (const [path, { why }] of held) {
    const unit = shownPath(path, session.terminal.cwd);
    const place = why.line === undefined ? "" : `:${why.line}:${why.column ?? 1}: error`;
    troubles.set(path, { unit, line: `${unit}${place}: ${why.message}; still serving its last good version` });
  }
  return troubles;
}

function isBlocked({ blocked }: Round, path: string): boolean {
  for (const folder of blocked.keys()) if (isInside(path, folder)) return true;
  return false;
}

/** The folder, or the nearest one above that is there. */
function nearestFolder(folder: string): string {
  let nearest = folder;
  while (!isFolder(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
