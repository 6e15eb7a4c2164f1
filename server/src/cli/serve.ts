/** Knows how `podns serve` keeps a DNS server up to date while files change; refuses to know DNS and packets. */
import { basename, relative, resolve, sep } from "node:path";
import { watch } from "chokidar";
import type { AnalysedFile, Analysis } from "../analysis/analysis.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Happening } from "../history/history.ts";
import { manifestExtensions } from "../host/host.ts";
import { largestFile } from "../manifests/role.ts";
import { answerThrough, coldCaches, type DnsPath, nodeLocalBlocks, type PathCall } from "../naming/dns-path.ts";
import type { DnsServer } from "../naming/server.ts";
import { localPaths } from "../node/disk-paths.ts";
import { readLocated, reasonOf } from "../node/file-host.ts";
import { formatDuration } from "../scenario/duration.ts";
import { type Instant, type Scenario, uneventful } from "../scenario/scenario.ts";
import { folderMatcher, matcher } from "../text/glob.ts";
import { sceneAt } from "../timeline/stage.ts";
import { type AnswerFrom, ask } from "./asking.ts";
import { limits } from "./limits.ts";
import type { FlagSettings } from "./options.ts";
import { errorLines, noteLines, textProblems, unreadLines, unrenderedLines } from "./problems.ts";
import { stageFor } from "./scenario.ts";
import { type Session, shownPath } from "./session.ts";
import { type Listening, listen } from "./sockets.ts";
import { UsageError } from "./terminal.ts";
import { makeTurns } from "./turns.ts";
import type { Upstream } from "./upstream.ts";
import { type AnswerQuestion, respondAll } from "./wire/respond.ts";
import { type ServerOptions, type World, wholeWorld } from "./worlds.ts";

/** Milliseconds of quiet after which changes are taken together. */
const settleMs = 60;
/** Milliseconds by which a disk's clock may be coarser than ours. */
const mtimeSlackMs = 2000;

/** Answers questions over UDP and TCP from whatever server `current` returns at that moment. */
export function listenFor(
  current: () => DnsServer | AnswerFrom,
  host: string,
  port: number,
  upstream: Upstream | undefined,
): Promise<Listening> {
  const takeTurn = makeTurns(limits.transfers);
  return listen(host, port, (packet, transport, from) => {
    const client = from.replace(/^::ffff:/, "");
    const answer: AnswerQuestion = (question, asked) =>
      ask(current(), question, { address: client, ...asked }, upstream);
    return respondAll(packet, transport, answer, client, takeTurn);
  });
}

export interface Serving extends Listening {
  /** Ends watching and listening. */
  readonly stop: () => Promise<void>;
}

export interface ServeInput {
  readonly session: Session;
  readonly host: string;
  readonly port: number;
  readonly options: ServerOptions;
  readonly upstream: Upstream | undefined;
  /** The Corefile to watch, and the settings it gives; throws UsageError while it is unusable. */
  readonly corefile: string | undefined;
  readonly readSettings: () => FlagSettings;
  /** What happens while it serves, from its start on; absent: nothing. */
  readonly scenario?: Scenario;
  /** Seconds of the scenario in a second; default 1. */
  readonly speed?: number;
}

/**
 * Serves the session's manifests and follows their changes. A change that cannot be read leaves the last good text of
 * its file in place; a cluster that cannot be built leaves the last one.
 * @throws UsageError when the address cannot be listened on
 */
export async function serve(input: ServeInput): Promise<Serving> {
  const { session, options } = input;
  const build = makeBuild(session, options);
  let way = wayOf(input, build(session.workspace.analysis));
  const clock = startClock(input.speed);
  let silence = announce(input, clock, way);
  const caches = makeCaches(input, clock);
  const answerNow: AnswerFrom = (question, outside, asker) => {
    const { path, ...cached } = caches(way);
    return answerThrough(path, question, { outside, asker, ...cached });
  };
  const listening = await listenFor(() => answerNow, input.host, input.port, input.upstream).catch((error: unknown) => {
    throw new UsageError(`cannot listen on ${input.host}:${input.port}: ${reasonOf(error)}`);
  });
  const stopWatching = await watchSources(input, (analysis) => {
    const world = build(analysis);
    silence();
    way = wayOf(input, world);
    silence = announce(input, clock, way);
    session.terminal.err(`reloaded: ${sizeOf(world.cluster)}\n`);
  });
  return {
    ...listening,
    stop: async () => {
      silence();
      await stopWatching();
      await listening.close();
    },
  };
}

/** The way to the answer at an instant of the scenario, and what happens. */
interface Way {
  readonly at: (now: Instant) => DnsPath;
  readonly happenings: readonly Happening[];
}

/** Without events the way is always the same, and nothing has to be played. */
function wayOf({ session, scenario = uneventful }: ServeInput, world: World): Way {
  if (scenario.events.length === 0 && scenario.absent.length === 0 && scenario.start === "settled") {
    const nodeLocal = nodeLocalBlocks(world.cluster, world.server, scenario.nodeLocal);
    const path = { server: world.server, ...(nodeLocal === undefined ? {} : { nodeLocal }) };
    return { at: () => path, happenings: [] };
  }
  const stage = stageFor(session, session.workspace.analysis, world, { scenario, file: undefined });
  return { at: (now) => sceneAt(stage, now).path, happenings: stage.history.happenings };
}

/** Says on standard error what happens when it happens. */
function announce(input: ServeInput, clock: Clock, { happenings }: Way): () => void {
  const timers = happenings
    .filter(({ at }) => at >= clock())
    .map(({ at, text }) =>
      setTimeout(
        () => input.session.terminal.err(`${formatDuration(at)}: ${text}\n`),
        ((at - clock()) * 1000) / (input.speed ?? 1),
      ),
    );
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

/** Seconds of the scenario since the server started. */
type Clock = () => Instant;

function startClock(speed = 1): Clock {
  const started = performance.now();
  return () => ((performance.now() - started) / 1000) * speed;
}

/**
 * The way of a question at this moment. The clock and the caches go on while manifests change; a new configuration of the
 * server begins with empty caches (plugin reload).
 */
function makeCaches(
  { scenario }: ServeInput,
  clock: Clock,
): (way: Way) => Pick<PathCall, "caches" | "now"> & { readonly path: DnsPath } {
  let caches = coldCaches(scenario?.coreDnsReplicas);
  let blocks: string | undefined;
  let last: DnsServer | undefined;
  return (way) => {
    const now = clock();
    const path = way.at(now);
    const { server } = path;
    if (server !== last) {
      const text = JSON.stringify(server.blocks);
      if (blocks !== undefined && text !== blocks) caches = coldCaches(scenario?.coreDnsReplicas);
      blocks = text;
      last = server;
    }
    return { caches, now, path };
  };
}

/** How many Pods and Services manifests make; what every cluster has anyway does not count. */
function sizeOf({ pods, services }: Cluster): string {
  const declared = (models: Iterable<{ readonly declaration?: unknown }>): number =>
    [...models].filter(({ declaration }) => declaration !== undefined).length;
  return `${declared(pods.values())} Pods, ${declared(services.values())} Services`;
}

/** Builds servers and says what is wrong with the manifests, but not again what it said the last time. */
function makeBuild(session: Session, options: ServerOptions): (analysis: Analysis) => World {
  let said: ReadonlySet<string> = new Set();
  return (analysis) => {
    const serial = Math.floor(Date.now() / 1000);
    const world = wholeWorld(analysis, session.snapshot, { ...options, serial }, session.given);
    const lines = new Set([
      ...unreadLines(session, analysis),
      ...unrenderedLines(session, analysis),
      ...noteLines(session, analysis, [world.cluster]),
    ]);
    for (const line of lines) if (!said.has(line)) session.terminal.err(line);
    said = lines;
    return world;
  };
}

/** Watches files and folders; returns what ends it. */
async function watchSources(input: ServeInput, rebuild: (analysis: Analysis) => void): Promise<() => Promise<void>> {
  const { session } = input;
  const { files, folders } = session.sources;
  const corefile = input.corefile === undefined ? undefined : resolve(session.terminal.cwd, input.corefile);
  const watched = [...files, ...folders, ...(corefile === undefined ? [] : [corefile])];
  if (watched.length === 0) return async () => {};
  const given = new Set([...files, ...(corefile === undefined ? [] : [corefile])]);
  const ignores = ignoredBelow(folders, session.workspace.analysis.settings.exclude);
  const watcher = watch(watched, {
    ignored: (path, stats) => !given.has(path) && ignores(path, stats?.isFile() === true),
  });
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (event, path, stats) => {
    if (event === "addDir" || event === "unlinkDir") return;
    // The watcher names all that is there first: what has not changed since the session was opened is known.
    if (event === "add" && stats !== undefined && stats.mtimeMs < session.openedAt - mtimeSlackMs) return;
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const paths = [...changed];
      changed.clear();
      followChanges(input, paths, corefile, rebuild);
    }, settleMs);
  });
  watcher.on("error", (error) => session.terminal.err(`podns: cannot watch: ${reasonOf(error)}\n`));
  await new Promise<void>((done) => watcher.once("ready", () => done()));
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

/** What need not be watched below the folders: excluded paths, and files that hold no manifests. */
function ignoredBelow(
  folders: readonly string[],
  exclude: readonly string[],
): (path: string, isFile: boolean) => boolean {
  const isExcluded = matcher(exclude);
  const isFolderExcluded = folderMatcher(exclude);
  return (path, isFile) => {
    if (basename(path) === ".git") return true;
    const folder = folders.find((candidate) => path === candidate || path.startsWith(candidate + sep));
    if (folder === undefined || path === folder) return false;
    const inside = relative(folder, path).split(sep).join("/");
    if (isFile && !manifestExtensions.some((extension) => inside.toLowerCase().endsWith(extension))) return true;
    return isFile ? isExcluded(inside) : isFolderExcluded(inside);
  };
}

function followChanges(
  input: ServeInput,
  paths: readonly string[],
  corefile: string | undefined,
  rebuild: (analysis: Analysis) => void,
): void {
  const { session } = input;
  try {
    const isReconfigured = corefile !== undefined && paths.includes(corefile) && reconfigure(input);
    const manifests = paths.filter((path) => path !== corefile || session.sources.files.includes(path));
    const changes = manifests.filter((path) => applyPath(session, path));
    if (isReconfigured || changes.length > 0) rebuild(session.workspace.analysis);
  } catch (error) {
    session.terminal.err(`podns: ${reasonOf(error)}; still serving the last good state\n`);
  }
}

/** Takes the Corefile over when it says something new. */
function reconfigure(input: ServeInput): boolean {
  const { workspace } = input.session;
  const { settings, given } = input.readSettings();
  if (settings.corefile === workspace.analysis.settings.corefile) return false;
  workspace.configure(settings, given);
  return true;
}

/** Takes a changed file over, unless its new text is broken where the old one was not. Tells whether anything changed. */
function applyPath(session: Session, path: string): boolean {
  const { workspace, terminal } = session;
  const uri = localPaths.toUri(path);
  const before = workspace.analysis.files.get(uri);
  const text = readChanged(session, path);
  if (text === (before?.text ?? null)) return false;
  const after = workspace.apply([{ uri, text }]).files.get(uri);
  if (before === undefined || after === undefined || isBroken(before) || !isBroken(after)) return true;
  for (const line of errorLines(session, after)) terminal.err(line);
  terminal.err(`${shownPath(path, terminal.cwd)}: still serving its last good version\n`);
  workspace.apply([{ uri, text: before.text }]);
  return false;
}

function isBroken(file: AnalysedFile): boolean {
  return file.role === "unreadable" || textProblems(file).some(({ severity }) => severity === "error");
}

/** The file's text; null when it is gone, or is no text or no regular file. */
function readChanged({ boundary }: Session, path: string): string | null {
  try {
    return readLocated(path, largestFile, boundary.locator()).text;
  } catch {
    return null;
  }
}
