/** Serves manifests as the cluster's DNS server while they change: joins what is followed with the thread that answers. */

import { existsSync } from "node:fs";
import { smallest } from "../../../base/long-lists.ts";
import { type Scenario, uneventful } from "../../../cluster/scenario/scenario.ts";
import type { Cluster } from "../../../cluster/state/cluster.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { reasonOf } from "../../node/file-host.ts";
import type { Charts } from "../chart/rendered-by-helm.ts";
import type { ServerOptions } from "../command-environments.ts";
import type { FlagSettings } from "../options.ts";
import type { Session } from "../session.ts";
import type { AnsweringOptions } from "./answering/messages.ts";
import { type Answering, startAnswering } from "./answering/start.ts";
import { follow } from "./follow.ts";
import { makeCorefileFollower } from "./follow-corefile.ts";
import { makeFollower, unreadTroubles } from "./follow-files.ts";
import type { FollowedScenario } from "./follow-scenario.ts";
import { type Generation, makeGenerations } from "./live.ts";
import type { HeldInputs } from "./live-environments.ts";
import { makeTroubles } from "./troubles.ts";

const { dirname, fromUri, isAbsolute } = localPaths;

export interface Serving {
  readonly port: number;
  /** Rejects when the thread that answers ends by itself. */
  readonly ended: Promise<never>;
  /** Ends watching and listening. */
  readonly stop: () => Promise<void>;
}

export interface ServeInput {
  readonly session: Session;
  /** The file of this program. */
  readonly program: string;
  readonly host: string;
  readonly port: number;
  readonly options: ServerOptions;
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
 * a file, a kustomization, an object, the configuration. A thread of its own answers from the state before while the next
 * one is made; a scenario is played again from its start with the new objects, while its clock and the caches go on, and so
 * is another scenario.
 * @throws UsageError when the address cannot be listened on
 */
export async function serve(input: ServeInput): Promise<Serving> {
  const { session, scenario = uneventful } = input;
  const answering = startAnswering(input.program, answeringOptions(input), (line) => session.terminal.err(line));
  try {
    const generate = makeGenerations(session, input.options);
    const first = await generate(nothingHeld, async () => {});
    const publish = makePublisher(answering);
    await publish(first, scenario);
    const port = await answering.listen();
    const stopFollowing = followSources(input, generate, first, publish);
    return {
      ...{ port, ended: answering.ended },
      stop: async () => {
        input.charts?.stop();
        await stopFollowing();
        await answering.stop();
      },
    };
  } catch (error) {
    await answering.stop();
    throw error;
  }
}

function answeringOptions({ session, host, port, options, corefile, speed = 1 }: ServeInput): AnsweringOptions {
  const { serverIp, serverSearch } = options;
  const server = {
    ...(serverIp === undefined ? {} : { serverIp }),
    ...(serverSearch === undefined ? {} : { serverSearch }),
  };
  return { host, port, speed, forwards: corefile !== undefined, snapshot: session.snapshot, server };
}

/** Hands a generation to the thread that answers. */
type Publish = (generation: Generation, scenario: Scenario) => Promise<void>;

function makePublisher(answering: Answering): Publish {
  let [count, last]: [number, Generation["environment"] | undefined] = [0, undefined];
  return async ({ environment, serial, analysis, wholeOf }, scenario) => {
    if (environment !== last) count += 1;
    last = environment;
    const { declarations } = environment;
    await answering.publish({
      ...{ generation: count, declarations, serial, scenario, wholeOf },
      settings: analysis.settings,
    });
  };
}

const nothingHeld: HeldInputs = { paths: new Set(), environments: new Set() };

/** Makes generations for as long as the sources change, and says what has become of them. */
function followSources(
  { session, corefile, settingsWith, scenario, lookAtScenario, charts }: ServeInput,
  generate: ReturnType<typeof makeGenerations>,
  first: Generation,
  publish: Publish,
): () => Promise<void> {
  const { terminal, sources } = session;
  const lookAtFiles = makeFollower(session);
  const lookAtCorefile = corefile === undefined ? undefined : makeCorefileFollower(session, corefile, settingsWith);
  const known = new Map([...unreadTroubles(session, session.skipped), ...(charts?.troubles() ?? [])]);
  const tell = makeTroubles((line) => terminal.err(line), known);
  let [generation, playing, heldBefore] = [first, scenario ?? uneventful, ""];
  let failure: string | undefined;
  return follow([...sources.folders, ...foldersOf(session)], {
    look: async (pause) => {
      const files = await lookAtFiles(pause);
      const [config, plan, rendering] = [lookAtCorefile?.(), lookAtScenario?.(), await charts?.look(pause)];
      const looks = [files, config, plan, rendering].filter((look) => look !== undefined);
      const waits = looks.map(({ againIn }) => againIn).filter((ms) => ms !== undefined);
      const isOther = plan !== undefined && plan.scenario !== playing;
      return {
        ...{ files, config, plan },
        isChanged: isOther || [files, config, rendering].some((look) => look?.isChanged === true),
        folders: looks.flatMap(({ folders }) => [...folders]),
        againIn: waits.length === 0 ? undefined : smallest(waits),
      };
    },
    handOn: async ({ files, config, plan }, isChanged, pause) => {
      await charts?.render();
      const held = { paths: files.held, environments: charts?.held() ?? nothingHeld.environments };
      const heldNow = [...held.paths, ...held.environments].sort().join("\n");
      const before = generation.environment;
      const isDue = isChanged || heldNow !== heldBefore;
      if (isDue) generation = await generate(held, pause);
      const isOther = plan !== undefined && plan.scenario !== playing;
      if (isOther) playing = plan.scenario;
      if (isOther || generation.environment !== before) await publish(generation, playing);
      if (isDue) failure = undefined;
      heldBefore = heldNow;
      const given = [["--corefile", config?.trouble] as const, ["--scenario", plan?.trouble] as const];
      const own = given.flatMap(([flag, trouble]) => (trouble === undefined ? [] : [[flag, trouble] as const]));
      const rest = [...(charts?.troubles() ?? []), ...generation.troubles, ...own];
      tell(new Map([...files.troubles, ...rest]), (key) => isAbsolute(key) && !existsSync(key));
      if (isChanged || generation.environment !== before)
        terminal.err(`reloaded: ${sizeOf(generation.environment.cluster)}\n`);
    },
    failed: (error) => {
      const why = reasonOf(error);
      if (why !== failure) terminal.err(`podns: ${why}; still serving the last good state\n`);
      failure = why;
    },
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

/** How many Pods and Services manifests make; what every cluster has anyway does not count. */
function sizeOf({ pods, services }: Cluster): string {
  const declared = (models: Iterable<{ readonly declaration?: unknown }>): number =>
    [...models].filter(({ declaration }) => declaration !== undefined).length;
  return `${declared(pods.values())} Pods, ${declared(services.values())} Services`;
}
