/** Serves manifests as the cluster's DNS server while they change: joins sockets, scenario and what is followed. */
import { existsSync } from "node:fs";
import type { Cluster } from "../cluster/cluster.ts";
import type { Happening } from "../history/history.ts";
import { answerThrough, coldCaches, type DnsPath, nodeLocalBlocks, type PathCall } from "../naming/dns-path.ts";
import type { DnsServer } from "../naming/server.ts";
import { localPaths } from "../node/disk-paths.ts";
import { reasonOf } from "../node/file-host.ts";
import { formatDuration } from "../scenario/duration.ts";
import { type Instant, type Scenario, uneventful } from "../scenario/scenario.ts";
import { sceneAt } from "../timeline/stage.ts";
import { type AnswerFrom, ask } from "./asking.ts";
import type { Charts } from "./charts.ts";
import { follow } from "./follow.ts";
import { makeCorefileFollower } from "./follow-corefile.ts";
import { makeFollower, unreadTroubles } from "./follow-files.ts";
import type { FollowedScenario } from "./follow-scenario.ts";
import { limits } from "./limits.ts";
import { type Generation, makeGenerations } from "./live.ts";
import type { HeldInputs } from "./live-environments.ts";
import type { FlagSettings } from "./options.ts";
import { stageFor } from "./scenario.ts";
import type { Session } from "./session.ts";
import { type Listening, listen } from "./sockets.ts";
import { UsageError } from "./terminal.ts";
import { makeTroubles } from "./troubles.ts";
import { makeTurns } from "./turns.ts";
import type { Upstream } from "./upstream.ts";
import { type AnswerQuestion, respondAll } from "./wire/respond.ts";
import type { ServerOptions } from "./worlds.ts";

const { dirname, fromUri, isAbsolute } = localPaths;

/** Milliseconds that a timer of Node can wait for; what is later takes several. */
const longestTimer = 0x7fffffff;

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
  /** The Corefile to follow, as it was given, and the settings that the flags give with another text of it. */
  readonly corefile: string | undefined;
  readonly settingsWith: (corefile: string) => FlagSettings;
  /** What happens while it serves, from its start on; absent: nothing. */
  readonly scenario?: Scenario;
  /** Looks whether there is another scenario; absent: there never is. */
  readonly lookAtScenario?: (() => FollowedScenario) | undefined;
  /** What was rendered; absent: nothing. */
  readonly charts?: Charts | undefined;
  /** Seconds of the scenario in a second; default 1. */
  readonly speed?: number;
}

/**
 * Serves the session's manifests and follows their changes. What is broken stands as it was the last time that it was good:
 * a file, a kustomization, an object, the configuration. Questions are answered from the state before while the next one
 * is made; a scenario is played again from its start with the new objects, while its clock and the caches go on, and so is
 * another scenario.
 * @throws UsageError when the address cannot be listened on
 */
export async function serve(input: ServeInput): Promise<Serving> {
  const { session } = input;
  const generate = makeGenerations(session, input.options);
  const first = await generate(nothingHeld, async () => {});
  const makeWay = makeWays(input);
  let way = makeWay(first, input.scenario);
  const clock = startClock(input.speed);
  let silence = announce(input, clock, way);
  const caches = makeCaches(clock);
  const answerNow: AnswerFrom = (question, outside, asker) => {
    const { path, ...cached } = caches(way);
    return answerThrough(path, question, { outside, asker, ...cached });
  };
  const listening = await listenFor(() => answerNow, input.host, input.port, input.upstream).catch((error: unknown) => {
    throw new UsageError(`cannot listen on ${input.host}:${input.port}: ${reasonOf(error)}`);
  });
  const stopFollowing = followSources(input, generate, first, (generation, scenario) => {
    const next = makeWay(generation, scenario);
    silence();
    way = next;
    silence = announce(input, clock, way);
  });
  return {
    ...listening,
    stop: async () => {
      silence();
      input.charts?.stop();
      await stopFollowing();
      await listening.close();
    },
  };
}

const nothingHeld: HeldInputs = { paths: new Set(), environments: new Set() };

/** Makes generations for as long as the sources change, and says what has become of them. */
function followSources(
  { session, corefile, settingsWith, scenario, lookAtScenario, charts }: ServeInput,
  generate: ReturnType<typeof makeGenerations>,
  first: Generation,
  publish: (generation: Generation, scenario: Scenario | undefined) => void,
): () => Promise<void> {
  const { terminal, sources } = session;
  const lookAtFiles = makeFollower(session);
  const lookAtCorefile = corefile === undefined ? undefined : makeCorefileFollower(session, corefile, settingsWith);
  const known = new Map([...unreadTroubles(session, session.skipped), ...(charts?.troubles() ?? [])]);
  const tell = makeTroubles((line) => terminal.err(line), known);
  let [generation, playing, heldBefore] = [first, scenario, ""];
  return follow([...sources.folders, ...foldersOf(session)], {
    look: async (pause) => {
      const files = await lookAtFiles(pause);
      const [config, scene, rendering] = [lookAtCorefile?.(), lookAtScenario?.(), await charts?.look(pause)];
      const looks = [files, config, scene, rendering].filter((look) => look !== undefined);
      const waits = looks.map(({ againIn }) => againIn).filter((ms) => ms !== undefined);
      const isOther = scene !== undefined && scene.scenario !== playing;
      return {
        ...{ files, config, scene },
        isChanged: isOther || [files, config, rendering].some((look) => look?.isChanged === true),
        folders: looks.flatMap(({ folders }) => [...folders]),
        againIn: waits.length === 0 ? undefined : Math.min(...waits),
      };
    },
    handOn: async ({ files, config, scene }, isChanged, pause) => {
      await charts?.render();
      const held = { paths: files.held, environments: charts?.held() ?? nothingHeld.environments };
      const heldNow = [...held.paths, ...held.environments].sort().join("\n");
      const before = generation.world;
      if (isChanged || heldNow !== heldBefore) generation = await generate(held, pause);
      const isOther = scene !== undefined && scene.scenario !== playing;
      if (isOther) playing = scene.scenario;
      if (isOther || generation.world !== before) publish(generation, playing);
      heldBefore = heldNow;
      const given = [["--corefile", config?.trouble] as const, ["--scenario", scene?.trouble] as const];
      const own = given.flatMap(([flag, trouble]) => (trouble === undefined ? [] : [[flag, trouble] as const]));
      const rest = [...(charts?.troubles() ?? []), ...generation.troubles, ...own];
      tell(new Map([...files.troubles, ...rest]), (key) => isAbsolute(key) && !existsSync(key));
      if (isChanged || generation.world !== before) terminal.err(`reloaded: ${sizeOf(generation.world.cluster)}\n`);
    },
    failed: (error) => terminal.err(`podns: ${reasonOf(error)}; still serving the last good state\n`),
    unwatched: (why) => terminal.err(`podns: cannot watch everything: ${why}; changes are looked for instead\n`),
  });
}

/** The folders of the files that were read. */
function foldersOf({ workspace, fileName }: Session): readonly string[] {
  const known = [...workspace.analysis.files.keys()].filter((uri) => fileName(uri) !== "-");
  return known.flatMap((uri) => {
    const path = fromUri(uri);
    return path === undefined ? [] : [dirname(path)];
  });
}

/** The way to the answer at an instant of the scenario, and what happens. */
interface Way {
  readonly at: (now: Instant) => DnsPath;
  readonly happenings: readonly Happening[];
  readonly replicas: number;
}

/** Without events the way is always the same, and nothing has to be played. What cannot happen is said once. */
function makeWays({ session }: ServeInput): (generation: Generation, scenario: Scenario | undefined) => Way {
  const said = new Set<string>();
  const err = (line: string): void => {
    if (!said.has(line)) session.terminal.err(line);
    said.add(line);
  };
  const quiet: Session = { ...session, terminal: { ...session.terminal, err } };
  return ({ world, analysis, wholeOf }, scenario = uneventful) => {
    const isEventful = scenario.events.length > 0 || scenario.absent.length > 0 || scenario.start !== "settled";
    const replicas = scenario.coreDnsReplicas;
    if (!isEventful) {
      const nodeLocal = nodeLocalBlocks(world.cluster, world.server, scenario.nodeLocal);
      const path = { server: world.server, ...(nodeLocal === undefined ? {} : { nodeLocal }) };
      return { at: () => path, happenings: [], replicas };
    }
    const stage = stageFor(quiet, analysis, world, { scenario, file: undefined }, wholeOf);
    return { at: (now) => sceneAt(stage, now).path, happenings: stage.history.happenings, replicas };
  };
}

/** Says on standard error what happens when it happens. */
function announce({ session, speed = 1 }: ServeInput, clock: Clock, { happenings }: Way): () => void {
  const left = happenings.filter(({ at }) => at >= clock());
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    while (left[0] !== undefined && left[0].at <= clock())
      session.terminal.err(`${formatDuration(left[0].at)}: ${left.shift()?.text ?? ""}\n`);
    const [next] = left;
    if (next !== undefined) timer = setTimeout(wait, Math.min(((next.at - clock()) * 1000) / speed, longestTimer));
  };
  wait();
  return () => clearTimeout(timer);
}

/** Seconds of the scenario since the server started. */
type Clock = () => Instant;

function startClock(speed = 1): Clock {
  const started = performance.now();
  return () => ((performance.now() - started) / 1000) * speed;
}

/**
 * The way of a question at this moment. The clock and the caches go on while manifests change; a new configuration of the
 * server, or another number of servers, begins with empty caches (plugin reload).
 */
function makeCaches(clock: Clock): (way: Way) => Pick<PathCall, "caches" | "now"> & { readonly path: DnsPath } {
  let caches = coldCaches();
  let config: string | undefined;
  let last: { readonly way: Way; readonly server: DnsServer } | undefined;
  return (way) => {
    const now = clock();
    const path = way.at(now);
    const { server } = path;
    if (way !== last?.way || server !== last.server) {
      const text = JSON.stringify([server.blocks, way.replicas]);
      if (text !== config) caches = coldCaches(way.replicas);
      config = text;
      last = { way, server };
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
