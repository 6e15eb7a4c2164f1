/** Runs `podns diff`: opens what is compared (paths, environments, revisions of git), and says how the names differ. */
import { type Command, Option } from "commander";
import { lazy } from "../../../base/lazy.ts";
import type { Uri } from "../../../base/source.ts";
import { folderPathOf, pathOf, relativeTo } from "../../../base/uri-path.ts";
import { isNameIn, namesIn } from "../../../dns/server/name-states.ts";
import { createBoundary } from "../../node/boundary.ts";
import { commonFolder, localPaths } from "../../node/disk-paths.ts";
import { renderCharts } from "../chart/rendered-by-helm.ts";
import { type CommandEnvironment, commandEnvironments } from "../command-environments.ts";
import { type HeldFiles, type Revision, withRevision } from "../git/revision.ts";
import { prepareLint } from "../lint-command.ts";
import { type CommonOptions, type FlagSettings, settingsFor } from "../options.ts";
import { otherFolder } from "../other-state.ts";
import { realPath, reportRoot, statsOf } from "../repository.ts";
import { openSession, reportNames, type Session } from "../session.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { compareNames, losesUsedName, type NamesDiff, type SideEnvironment } from "./compare.ts";
import { type DiffFormat, diffFormats, diffText } from "./print.ts";
import { usesIn } from "./uses.ts";

const { resolve } = localPaths;

export interface DiffOptions extends CommonOptions {
  readonly format: DiffFormat;
  readonly git?: string;
}

/** Adds the arguments and flags to the command. */
export function addDiffOptions(command: Command): Command {
  return command
    .argument(
      "[path...]",
      "A and B: files, directories or environments of the current directory; with --git what is looked at in both",
    )
    .option(
      "--git <a..b>",
      "compare two revisions of git; one alone, or A.. with nothing behind it, is compared with the files as they are",
    )
    .addOption(new Option("--format <format>", "form of the output").choices([...diffFormats]).default("pretty"))
    .addHelpText("after", diffHelp);
}

const diffHelp = `
A name that stays, whatever its addresses are, does not differ; one that becomes something else does: headless, ClusterIP (without Pods),
ExternalName and its target, a Pod's own, and the IP families of each. Names that follow from made-up addresses are left out.
Environments are matched by their names. "used" means: somebody in B names it, as its program would ask for it.
--git main..HEAD: two revisions; main...HEAD: from the last common commit; main: against the files as they are.
Exit status: 1 when a name vanishes that is used.`;

/** What is compared, and what differs. */
export interface DiffRequest {
  readonly paths: readonly string[];
  readonly options: DiffOptions;
  readonly terminal: Terminal;
  /** Nothing outside of these folders is read; environments are those of the folders. */
  readonly boundary?: { readonly roots: readonly string[] };
}

/** @returns the exit status */
export async function diff(request: DiffRequest): Promise<number> {
  const found = await namesDiff(request);
  const { terminal, options } = request;
  terminal.out(diffText(found, options.format, terminal.look));
  return losesUsedName(found) ? 1 : 0;
}

/** @throws UsageError for what cannot be compared, or read */
export async function namesDiff(request: DiffRequest): Promise<NamesDiff> {
  const { paths, options } = request;
  const { terminal } = request;
  const opening = { ...request, settings: settingsFor(options, terminal) };
  const compared = (before: readonly SideEnvironment[], after: readonly SideEnvironment[]): NamesDiff =>
    compareNames(before, after, (done, of) => terminal.progress?.("comparing environments", done, of));
  if (options.git !== undefined) return compared(...(await gitSides(options.git, paths, opening)));
  const [a, b] = paths;
  if (a === undefined || b === undefined || paths.length > 2) {
    throw new UsageError("diff compares two things: give it A and B, or --git A..B");
  }
  const after = await namedSide(b, opening);
  return compared((await namedSide(a, opening, after)).sides, after.sides);
}

interface Opening extends DiffRequest {
  readonly settings: FlagSettings;
}

/** The two revisions; undefined for the files as they are. `A...B` starts at the last common commit. */
function revisions(text: string): readonly [string, string | undefined] {
  const common = text.indexOf("...");
  if (common >= 0) return [text, text.slice(common + 3) || "HEAD"];
  const at = text.indexOf("..");
  if (at < 0) return [text, undefined];
  return [text.slice(0, at) || "HEAD", text.slice(at + 2) || undefined];
}

/** One of the two states. */
interface Side {
  readonly sides: readonly SideEnvironment[];
  /** What it was read into; undefined where it holds nothing. */
  readonly session: Session | undefined;
  /** The path that it was read from; undefined for environments and standard input. */
  readonly path?: string;
  /** True where all environments of the current directory were read. */
  readonly isCurrent?: boolean;
}

/** @param other the other one, which is read already: what is equal is taken from it */
async function namedSide(given: string, opening: Opening, other?: Side): Promise<Side> {
  const { terminal, boundary } = opening;
  const path = resolve(terminal.cwd, given);
  if (given === "-") return pathSide([given], opening);
  if (statsOf(path) !== undefined) {
    if (other?.path !== undefined && realPath(other.path) === realPath(path)) return other;
    const shared = await sharedFolder(path, opening, other);
    return { ...(shared ?? (await pathSide([given], opening))), path };
  }
  const read = other?.isCurrent === true ? other.session : undefined;
  const session = read ?? (await openPaths(boundary?.roots ?? ["."], opening));
  const all = environmentsIn(session, opening);
  const found = all.filter(({ label }) => label === given || label.startsWith(`${given} (`));
  if (found.length > 0) return { sides: sidesOf(session, found, reportNames(session)), session, isCurrent: true };
  const known = all.map(({ label }) => `'${label}'`).slice(0, 10);
  throw new UsageError(
    `'${given}' is neither a path nor an environment of the current directory; these are: ${known.join(", ")}`,
  );
}

/** A folder that is much like the one that is read already. */
async function sharedFolder(path: string, opening: Opening, other: Side | undefined): Promise<Side | undefined> {
  const { options, boundary } = opening;
  if (other?.session === undefined || other.path === undefined || boundary !== undefined || options.helm === true)
    return undefined;
  if (statsOf(path)?.isDirectory() !== true) return undefined;
  const session = await otherFolder(other.session, path);
  return session && { sides: allSides(session, opening), session };
}

async function pathSide(given: readonly string[], opening: Opening): Promise<Side> {
  const session = await openPaths(given, opening);
  return { sides: allSides(session, opening), session };
}

function allSides(session: Session, opening: Opening): readonly SideEnvironment[] {
  return sidesOf(session, environmentsIn(session, opening), reportNames(session));
}

async function openPaths(given: readonly string[], opening: Opening): Promise<Session> {
  const { options, settings, terminal, boundary } = opening;
  const within = boundary && createBoundary(boundary.roots);
  const session = await openSession(given, settings, options.snapshot === true, terminal, within);
  if (options.helm === true) await renderCharts(session);
  await prepareLint(session, options);
  return session;
}

type Sides = readonly SideEnvironment[];

/** Both states of the paths that `--git` compares. What is equal in them is read once. */
async function gitSides(range: string, paths: readonly string[], opening: Opening): Promise<readonly [Sides, Sides]> {
  const given = paths.length === 0 ? ["."] : paths;
  if (given.includes("-")) throw new UsageError("--git compares files: standard input is in no revision");
  const { terminal, options } = opening;
  const absolute = given.map((path) => resolve(terminal.cwd, path));
  const folders = absolute.map((path) => (statsOf(path)?.isFile() === true ? localPaths.dirname(path) : path));
  const root = reportRoot(folders.map(nearestFolder), terminal.cwd);
  if (!root.isRepository) throw new UsageError("a revision needs a repository of git, and there is none here");
  const [before, after] = revisions(range);
  const looked = {
    root: root.folder,
    paths: absolute.map((path) => root.name(path)),
    seen: new Set<string>(),
    cache: {},
  };
  const now = async (
    session: Session | undefined,
    folder: string,
    held?: HeldFiles,
  ): Promise<readonly [Sides, Sides]> => {
    const sides = session === undefined ? [] : allSides(session, opening);
    const like = session && options.helm !== true ? { session, root: folder, ...(held && { held }) } : undefined;
    const old = await revisionSide(before, { ...looked, like }, opening, async (there) =>
      there === undefined ? [] : allSides(there, opening),
    );
    return [old, sides];
  };
  const there = absolute.filter((path) => statsOf(path) !== undefined);
  if (after === undefined) for (const path of there) looked.seen.add(root.name(path));
  const found =
    after !== undefined
      ? await revisionSide(after, looked, opening, now)
      : await now(there.length === 0 ? undefined : await openPaths(there, opening), root.folder);
  const nowhere = looked.paths.findIndex((path) => !looked.seen.has(path));
  if (nowhere >= 0) throw new UsageError(`'${given[nowhere]}' is in neither of the two states`);
  return found;
}

/** The folder, or the first above it that is there. */
function nearestFolder(folder: string): string {
  let there = folder;
  while (statsOf(there) === undefined && localPaths.dirname(there) !== there) there = localPaths.dirname(there);
  return there;
}

/** What is looked at in both states. */
interface Looked extends Pick<Revision, "root" | "paths" | "like" | "cache"> {
  /** Gets the paths that a state has. */
  readonly seen: Set<string>;
}

function revisionSide<T>(
  name: string,
  { seen, ...looked }: Looked,
  { options, settings, terminal, boundary }: Opening,
  use: (session: Session | undefined, folder: string, held: HeldFiles) => Promise<T>,
): Promise<T> {
  const revision = { ...looked, name, snapshot: options.snapshot === true, isBounded: boundary !== undefined };
  return withRevision(revision, settings, terminal, async (session, folder, held) => {
    for (const path of looked.paths) if (statsOf(localPaths.join(folder, path)) !== undefined) seen.add(path);
    // What shares with the other state has its charts.
    if (session !== undefined && session.onDisk === undefined) {
      if (options.helm === true) await renderCharts(session);
      await prepareLint(session, options);
    }
    return use(session, folder, held);
  });
}

function environmentsIn(session: Session, { options, terminal }: Opening): readonly CommandEnvironment[] {
  const { workspace, snapshot, given } = session;
  return commandEnvironments(workspace.analysis, snapshot, options, given, (why) =>
    terminal.err(`podns: given up: ${why}\n`),
  );
}

/** What is compared of these clusters. Nothing of it reads files again: those of a revision are gone afterwards. */
export function sidesOf(
  { workspace, terminal, sources, onDisk }: Session,
  environments: readonly CommandEnvironment[],
  nameOf: (uri: Uri) => string,
): readonly SideEnvironment[] {
  // The state of now, whatever is done to the workspace later.
  const { analysis } = workspace;
  const giveUp = (why: string): void => terminal.err(`podns: given up: ${why}\n`);
  const folders = [...sources.folders, ...sources.files.map((file) => localPaths.dirname(file))];
  const top = commonFolder(folders) ?? "";
  const own = localPaths.relative(localPaths.dirname(top), top);
  const start = folderPathOf(localPaths.toUri(top));
  // Another folder in the place of this one is called by its own name.
  const there = onDisk?.(top) ?? top;
  const shown = localPaths.relative(localPaths.dirname(there), there);
  return environments
    .filter(({ declarations }) => declarations.length > 0)
    .map((environment) => ({
      ...{ environment, analysis },
      ...labelled(environment.label, own, shown),
      files: lazy(() => new Set(environment.declarations.map(({ uri }) => relativeTo(pathOf(uri), start)))),
      namesIn: (scope) => namesIn(environment, giveUp, scope),
      answers: (name) => isNameIn(environment, name),
      usesOf: (names) => usesIn(analysis, environment, nameOf, names),
    }));
}

/**
 * How an environment is called, and what it is matched by.
 * @param own the name of the folder that was read, which is that of its own environments
 * @param shown what it is called instead
 */
function labelled(label: string, own: string, shown: string): Pick<SideEnvironment, "label" | "key"> {
  if (label !== own && !label.startsWith(`${own} (`)) return { label: label || "cluster", key: label };
  const key = label.slice(own.length);
  return { label: `${shown}${key}` || "cluster", key };
}
