/**
 * Gives a session the files of another folder in the place of its own, such as those of a commit or of a copy: what is equal in
 * both is read and made once. States of before stay true: an analysis does not change.
 */

import { asUri, type Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { deploymentsOf } from "../../workspace/gitops/deployments.ts";
import { isPartial } from "../../workspace/index/analyse-file.ts";
import type { FileChange } from "../../workspace/workspace.ts";
import type { Host, Remark } from "../files/host.ts";
import { loadAll, loadFiles, loadWanted, type Sink } from "../files/loader.ts";
import { skippedOnce } from "../files/skipped.ts";
import { namedFiles, wantedFiles } from "../files/wanted.ts";
import type { Boundary } from "../node/boundary.ts";
import { isInside, localPaths } from "../node/disk-paths.ts";
import { createFileHost } from "../node/file-host.ts";
import { useEngine } from "./chart/engine-charts.ts";
import { boundaryOf, statsOf } from "./repository.ts";
import { type Session, settingsFiles, skippedLine } from "./session.ts";
import type { Terminal } from "./terminal.ts";

const { dirname, join, relative, toUri } = localPaths;

/** Where the other state lies. */
export interface OtherState {
  /** Absolute: the folder that all files of the session are in. */
  readonly own: string;
  /** Absolute: the folder whose files take their place. */
  readonly other: string;
  /** What may be read of the other folder. */
  readonly boundary: Boundary;
  /** Is told what of the other folder cannot be read. */
  readonly terminal: Terminal;
}

/**
 * The session of the other folder. Its files are called as if they lay in the session's own one; `Session.onDisk` says where they are.
 * @returns undefined where the two are not alike enough: the other one has to be opened by itself
 */
export async function otherState(session: Session, state: OtherState): Promise<Session | undefined> {
  const { workspace, sources, exclude } = session;
  const place = placed(state);
  const isAlike = [...sources.folders, ...sources.files].every((path) => {
    const there = place.there(path);
    return isInside(path, state.own) && statsOf(there)?.isDirectory() === statsOf(path)?.isDirectory();
  });
  if (sources.stdin || !isAlike || !isWithin(workspace.analysis, state.own)) return undefined;
  const before = workspace.analysis;
  const skipped = new Map<string, string>();
  // Said when all is read: where the other state has to be opened by itself, that says it.
  const lines: string[] = [];
  const waiting: Terminal = { ...state.terminal, err: (text) => void lines.push(text) };
  const onSkipped = skippedOnce((path, why) => {
    skipped.set(path, why);
    waiting.err(skippedLine(path, why, waiting.cwd));
  });
  const options = { boundary: state.boundary, onSkipped };
  const host = movedHost(createFileHost(sources.folders.map(place.there), options), place);
  const found = new Map<Uri, FileChange>();
  const finding: Sink = {
    apply: (changes) => {
      for (const change of changes) found.set(change.uri, change);
    },
  };
  const above = settingsFiles(sources, session.terminal.cwd).filter((file) => isInside(file, state.own));
  const given = [...above, ...sources.files].filter((file) => statsOf(place.there(file)) !== undefined);
  await loadFiles(host, finding, given.map(toUri));
  await loadAll(host, finding, exclude);
  // Files that kustomizations name outside of the folders that were given, as they are in the other state.
  const others = [...before.files.keys()].filter((uri) => !found.has(uri) && !isPartial(pathOf(uri)));
  const unread = [...session.skipped.keys()].map(toUri).filter((uri) => !found.has(uri) && !before.files.has(uri));
  const scanned = new Set(found.keys());
  await loadFiles(host, finding, others);
  workspace.forgetGoodCharts();
  workspace.apply([...found.values(), ...unread.map((uri) => ({ uri, text: null }))]);
  await loadWanted(host, workspace, () => wantedFiles(workspace.analysis));
  leaveUnnamed(
    session,
    others.filter((uri) => !scanned.has(uri)),
  );
  const now = { ...session, boundary: state.boundary, skipped, onDisk: place.there };
  if (!session.snapshot) await useEngine({ ...now, terminal: waiting });
  if (!isWithin(workspace.analysis, state.own)) return undefined;
  for (const line of lines) state.terminal.err(line);
  return { ...now, terminal: state.terminal };
}

/** The other state of a folder that stands by itself: nothing above it or beside it plays a part. */
export async function otherFolder(session: Session, other: string): Promise<Session | undefined> {
  const [own, ...more] = session.sources.folders;
  if (own === undefined || more.length > 0 || session.sources.files.length > 0) return undefined;
  const sources = { files: [], folders: [other], stdin: false };
  const { cwd } = session.terminal;
  const above = settingsFiles(sources, cwd).filter((file) => !isInside(file, other) && statsOf(file) !== undefined);
  if (above.length > 0) return undefined;
  // Which repository Argo CD and Flux mean follows from the name of its folder.
  const isDeploying = [...session.workspace.analysis.files.values()].some((file) => deploymentsOf(file).length > 0);
  if (isDeploying && basename(own) !== basename(other)) return undefined;
  return otherState(session, { own, other, boundary: boundaryOf([other], cwd), terminal: session.terminal });
}

function basename(path: string): string {
  return relative(dirname(path), path);
}

/** True where nothing was read, or is named, outside of the folder. */
function isWithin(analysis: Analysis, folder: string): boolean {
  const start = `${toUri(folder)}/`;
  return [...analysis.files.keys(), ...wantedFiles(analysis)].every((uri) => uri.startsWith(start));
}

/** What was read because a kustomization named it is left out when none does any more. */
function leaveUnnamed({ workspace }: Session, uris: readonly Uri[]): void {
  for (let left = uris; ; ) {
    const isNamed = namedFiles(workspace.analysis);
    const gone = left.filter((uri) => workspace.analysis.files.has(uri) && !isNamed(uri));
    if (gone.length === 0) return;
    workspace.apply(gone.map((uri) => ({ uri, text: null })));
    left = left.filter((uri) => !gone.includes(uri));
  }
}

/** Paths of the one folder and of the other. */
interface Placed {
  readonly there: (path: string) => string;
  readonly toOther: (uri: Uri) => Uri;
  readonly toOwn: (uri: Uri) => Uri;
  /** Of a decoded path, as URIs have it. */
  readonly ownPath: (path: string) => string;
}

function placed({ own, other }: OtherState): Placed {
  const [ownUri, otherUri] = [toUri(own), toUri(other)];
  const [ownPath, otherPath] = [pathOf(ownUri), pathOf(otherUri)];
  const swapped = (text: string, from: string, to: string): string =>
    text === from || text.startsWith(`${from}/`) ? `${to}${text.slice(from.length)}` : text;
  return {
    there: (path) => (isInside(path, own) ? join(other, relative(own, path)) : path),
    toOther: (uri) => asUri(swapped(uri, ownUri, otherUri)),
    toOwn: (uri) => asUri(swapped(uri, otherUri, ownUri)),
    ownPath: (path) => swapped(path, otherPath, ownPath),
  };
}

/** A host whose files lie in the other folder and are called as in the session's own one. */
function movedHost(host: Host, { toOther, toOwn, ownPath }: Placed): Host {
  const remarkOn = (uri: Uri): Remark | undefined => {
    const remark = host.remarkOn?.(toOther(uri));
    if (remark?.links === undefined) return remark;
    const { folder, file } = remark.links;
    return { ...remark, links: { folder: ownPath(folder), file: ownPath(file) } };
  };
  return {
    findFiles: async (exclude) => (await host.findFiles(exclude)).map(toOwn),
    readFiles: (uris) => host.readFiles(uris.map(toOther)),
    remarkOn,
  };
}
