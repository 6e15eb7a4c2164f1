/** Runs `podns diff`: opens what is compared (paths, environments, revisions of git), and says how the names differ. */
import { type Command, Option } from "commander";
import { createBoundary } from "../../node/boundary.ts";
import { commonFolder, localPaths } from "../../node/disk-paths.ts";
import type { Uri } from "../../text/source.ts";
import { renderCharts } from "../charts.ts";
import { withRevision } from "../git/revision.ts";
import { prepareLint } from "../lint-command.ts";
import { type CommonOptions, type FlagSettings, settingsFor } from "../options.ts";
import { reportRoot, statsOf } from "../repository.ts";
import { openSession, reportNames, type Session } from "../session.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { type World, worldsOf } from "../worlds.ts";
import { compareNames, losesUsedName, type NamesDiff, type SideEnvironment } from "./compare.ts";
import { isNameIn, namesIn } from "./names.ts";
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
  if (options.git !== undefined) {
    const [before, after] = revisions(options.git);
    const given = paths.length === 0 ? ["."] : paths;
    const old = await revisionSide(before, given, opening);
    const now = after === undefined ? await pathSide(given, opening) : await revisionSide(after, given, opening);
    return compared(old, now);
  }
  const [a, b] = paths;
  if (a === undefined || b === undefined || paths.length > 2) {
    throw new UsageError("diff compares two things: give it A and B, or --git A..B");
  }
  return compared(await namedSide(a, opening), await namedSide(b, opening));
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

async function namedSide(given: string, opening: Opening): Promise<readonly SideEnvironment[]> {
  const { terminal, boundary } = opening;
  const isPath = given === "-" || statsOf(resolve(terminal.cwd, given)) !== undefined;
  if (isPath) return pathSide([given], opening);
  const session = await openPaths(boundary?.roots ?? ["."], opening);
  const all = worldsIn(session, opening);
  const found = all.filter(({ label }) => label === given || label.startsWith(`${given} (`));
  if (found.length > 0) return sidesOf(session, found, reportNames(session));
  const known = all.map(({ label }) => `'${label}'`).slice(0, 10);
  throw new UsageError(
    `'${given}' is neither a path nor an environment of the current directory; these are: ${known.join(", ")}`,
  );
}

async function pathSide(given: readonly string[], opening: Opening): Promise<readonly SideEnvironment[]> {
  const session = await openPaths(given, opening);
  return sidesOf(session, worldsIn(session, opening), reportNames(session));
}

async function openPaths(given: readonly string[], opening: Opening): Promise<Session> {
  const { options, settings, terminal, boundary } = opening;
  const within = boundary && createBoundary(boundary.roots);
  const session = await openSession(given, settings, options.snapshot === true, terminal, within);
  if (options.helm === true) await renderCharts(session);
  await prepareLint(session, options);
  return session;
}

function revisionSide(name: string, given: readonly string[], opening: Opening): Promise<readonly SideEnvironment[]> {
  const { options, settings, terminal, boundary } = opening;
  if (given.includes("-")) throw new UsageError("--git compares files: standard input is in no revision");
  const paths = given.map((path) => resolve(terminal.cwd, path));
  const folders = paths.map((path) => (statsOf(path)?.isFile() === true ? localPaths.dirname(path) : path));
  const root = reportRoot(folders, terminal.cwd);
  if (!root.isRepository) throw new UsageError("a revision needs a repository of git, and there is none here");
  const revision = {
    ...{ root: root.folder, name, paths: paths.map((path) => root.name(path)) },
    ...{ snapshot: options.snapshot === true, isBounded: boundary !== undefined },
  };
  return withRevision(revision, settings, terminal, async (session) => {
    if (session === undefined) return [];
    if (options.helm === true) await renderCharts(session);
    await prepareLint(session, options);
    return sidesOf(session, worldsIn(session, opening), reportNames(session));
  });
}

function worldsIn(session: Session, { options, terminal }: Opening): readonly World[] {
  const { workspace, snapshot, given } = session;
  return worldsOf(workspace.analysis, snapshot, options, given, (why) => terminal.err(`podns: given up: ${why}\n`));
}

/** What is compared of these clusters. Nothing of it reads files again: those of a revision are gone afterwards. */
export function sidesOf(
  { workspace, terminal, sources }: Session,
  worlds: readonly World[],
  nameOf: (uri: Uri) => string,
): readonly SideEnvironment[] {
  // The state of now, whatever is done to the workspace later.
  const { analysis } = workspace;
  const giveUp = (why: string): void => terminal.err(`podns: given up: ${why}\n`);
  const folders = [...sources.folders, ...sources.files.map((file) => localPaths.dirname(file))];
  const top = commonFolder(folders) ?? "";
  const own = localPaths.relative(localPaths.dirname(top), top);
  return worlds
    .filter(({ declarations }) => declarations.length > 0)
    .map((world) => ({
      ...{ world, analysis },
      label: world.label === "" ? "cluster" : world.label,
      key: world.label === own || world.label.startsWith(`${own} (`) ? world.label.slice(own.length) : world.label,
      namesIn: (scope) => namesIn(world, giveUp, scope),
      answers: (name) => isNameIn(world, name),
      usesOf: (names) => usesIn(analysis, world, nameOf, names),
    }));
}
