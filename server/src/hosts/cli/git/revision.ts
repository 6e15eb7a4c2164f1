/** Opens the manifests of a commit like those of a folder: its files are written to a folder of their own for as long as they are needed. */
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { type Boundary, createBoundary } from "../../node/boundary.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { reasonOf } from "../../node/file-host.ts";
import type { FlagSettings } from "../options.ts";
import { otherState } from "../other-state.ts";
import { statsOf } from "../repository.ts";
import { openSession, type Session } from "../session.ts";
import { type Terminal, UsageError } from "../terminal.ts";

const { dirname, join, relative } = localPaths;

/** What ends the command early; without a handler the folder would stay. A closed terminal sends SIGHUP. */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is read of a commit. */
export interface Revision {
  /** The folder that holds `.git`. */
  readonly root: string;
  /** As it was typed. */
  readonly name: string;
  /** From the root, with slashes; those that the commit does not have are left out. */
  readonly paths: readonly string[];
  readonly snapshot: boolean;
  /** Nothing but these paths is read; default: everything that the commit has. */
  readonly isBounded?: boolean;
  /** Another state of the same paths: what is equal is taken from it. Its session is then that of this one. */
  readonly like?: OpenedState | undefined;
  /** What is known of the repository's packs (tree-at.ts). */
  readonly cache?: object;
}

/** A session, and the folder that stands for the repository's root in it. */
export interface OpenedState {
  readonly session: Session;
  readonly root: string;
  /** The files of a commit in that folder by their paths, each with what tells its content; absent: the folder holds the files as they are. */
  readonly held?: HeldFiles;
}

export type HeldFiles = ReadonlyMap<string, string>;

/**
 * Reads a commit and hands its session to `use`; undefined where it has none of the paths.
 * @throws UsageError for a revision that cannot be read
 */
export async function withRevision<T>(
  { root, name, paths, snapshot, isBounded = false, like, cache = {} }: Revision,
  settings: FlagSettings,
  terminal: Terminal,
  use: (session: Session | undefined, folder: string, held: HeldFiles) => Promise<T>,
): Promise<T> {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "podns-revision-")));
  const remove = (): void => rmSync(made, { recursive: true, force: true });
  const interrupted = (): never => process.exit(130);
  // Of several commits that are open all are removed.
  process.once("exit", remove);
  for (const signal of endingSignals) process.once(signal, interrupted);
  // Environments are called after their folders.
  const folder = join(made, relative(dirname(root), root) || "root");
  try {
    mkdirSync(folder);
    const onLeftOut = (path: string, why: string): void =>
      terminal.err(`podns: the submodule '${path}' is not read in '${name}': ${why}\n`);
    const held = await writeCommit({ root, name, folder, like, onLeftOut, cache });
    const there = paths.map((path) => join(folder, path));
    const found = there.filter((path) => statsOf(path) !== undefined);
    const quiet = { ...terminal, cwd: folder, err: () => {} };
    if (found.length === 0) return await use(undefined, folder, held);
    const boundary = isBounded ? createBoundary(found) : undefined;
    const alike = like && found.length === there.length ? await sharing(like, quiet, found, boundary) : undefined;
    return await use(alike ?? (await openSession(found, settings, snapshot, quiet, boundary)), folder, held);
  } finally {
    remove();
    process.off("exit", remove);
    for (const signal of endingSignals) process.off(signal, interrupted);
  }
}

/** The state in the terminal's folder as a session that shares with the other one; undefined where it cannot. */
async function sharing(
  { session, root }: OpenedState,
  terminal: Terminal,
  found: readonly string[],
  boundary: Boundary = createBoundary([terminal.cwd]),
): Promise<Session | undefined> {
  const { sources } = session;
  const folder = terminal.cwd;
  const named = new Set([...sources.folders, ...sources.files].map((path) => join(folder, relative(root, path))));
  if (named.size !== new Set(found).size || !found.every((path) => named.has(path))) return undefined;
  return otherState(session, { own: root, other: folder, boundary, terminal });
}

interface Writing extends Pick<Revision, "root" | "name" | "like"> {
  readonly folder: string;
  readonly onLeftOut: (path: string, why: string) => void;
  readonly cache: object;
}

/**
 * Writes the files of a commit below a folder that is empty; links last, so that nothing is written through one. The files
 * are not changed later: what another folder holds already is the same file.
 */
async function writeCommit({ root, name, folder, like, onLeftOut, cache }: Writing): Promise<HeldFiles> {
  const git = await import("./tree-at.ts");
  const links: { readonly path: string; readonly target: string }[] = [];
  const held = new Map<string, string>();
  try {
    const commit = await git.commitAt(root, name, cache);
    // It is a repository to whoever looks for the settings above a folder.
    mkdirSync(join(folder, ".git"));
    const made = new Set<string>();
    const isHeld = (path: string, id: string): boolean => id.startsWith("file ") && like?.held?.get(path) === id;
    const files = git.filesAt(root, commit, { isWanted: isOfUse, isHeld, onLeftOut, cache });
    for await (const { path, kind, id, content } of files) {
      const file = join(folder, path);
      const parent = dirname(file);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      if (kind === "link") links.push({ path: file, target: new TextDecoder().decode(content) });
      else if (statsOf(file) !== undefined) continue;
      else if (content !== undefined) writeFileSync(file, content, { flag: "wx" });
      else if (like !== undefined) takeOver(join(like.root, path), file);
      held.set(path, id);
    }
  } catch (error) {
    throw new UsageError(`cannot read '${name}': ${reasonOf(error)}`);
  }
  for (const { path, target } of links) {
    try {
      symlinkSync(target, path);
    } catch {
      // A disk without links: what the link leads to counts where it is.
    }
  }
  return held;
}

function takeOver(from: string, file: string): void {
  try {
    linkSync(from, file);
  } catch {
    copyFileSync(from, file);
  }
}

/** Sources of programs, pictures and archives are in no cluster; all others may be files of a chart or a generator. */
function isOfUse(path: string): boolean {
  return (
    !/\.(?:go|ts|tsx|jsx|mjs|cjs|java|kt|scala|rs|c|cc|cpp|h|hpp|cs|rb|php|swift|png|jpe?g|gif|webp|svg|ico|pdf|woff2?|ttf|otf|mp[34]|mov|zip|gz|xz|bz2|zst|jar|war|so|dll|exe|wasm|map)$/i.test(
      path,
    ) || /\.(?:tgz|tar\.gz)$/i.test(path)
  );
}
