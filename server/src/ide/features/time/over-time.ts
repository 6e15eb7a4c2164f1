/**
 * Answers what a name is over time, for the panel. What happens is a scenario file's text, or one that is made of a plan; history
 * and timeline compute everything. It is loaded when somebody looks at time.
 */

import { asUri } from "../../../base/source.ts";
import type { Steps } from "../../../base/steps.ts";
import { readScenario } from "../../../cluster/scenario/read-scenario.ts";
import type { Scenario } from "../../../cluster/scenario/scenario.ts";
import type { PodModel } from "../../../cluster/state/cluster.ts";
import type { ClientId } from "../../../dns/clients/simulation.ts";
import { presumedOutside } from "../../../dns/server/presumed-outside.ts";
import { clusterDomain, createServer } from "../../../dns/server/server.ts";
import type { TimelineParams, TimelinePlan, TimelineResult } from "../../../protocol/timeline.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { simulateIn } from "../../../workspace/asking/ask-from-pod.ts";
import { objectValue } from "../../../workspace/places/object-value.ts";
import { clusterOptions, dnsServerConfig, podDnsSettings } from "../../../workspace/settings/model-settings.ts";
import { connectionsOf } from "../../timeline/connections.ts";
import { type PlayedScenario, type PlayedScenarioInput, playScenarioSteps } from "../../timeline/played-scenario.ts";
import { timelineSteps } from "../../timeline/timeline.ts";
import { timelineWords } from "../../timeline/words.ts";
import { chooseClient, chooseEnvironment, choosePod } from "../asking-pod.ts";
import { idOf, podsBehind } from "../cluster-objects.ts";
import { takesType } from "../next-questions.ts";
import { readScenarioFile, scenarioFiles } from "./scenario-files.ts";
import { scenarioText } from "./scenario-text.ts";
import { setsOfOtherPolicy, targetsIn } from "./targets.ts";
import { answersOf, cachesOf, happeningsOf, podTracks } from "./timeline-view.ts";

/** Questions of the client until the last change: in a longer scenario it asks less often. */
const questionsUntilLastChange = 1000;
/** Characters of a name or a sentence: more is not read. */
const longest = 1000;

/** The timeline of a question, with a pause after each part of the work. */
export function* overTime(analysis: Analysis, params: TimelineParams): Steps<TimelineResult> {
  const environment = chooseEnvironment(analysis, params);
  const name = params.name.trim().slice(0, longest);
  const asked = askedIn(analysis, environment, params, name);
  const told = toldIn(analysis, environment, params, asked);
  const offers = {
    revision: analysis.revision,
    name,
    ...{ plan: told.plan, file: told.file, scenario: told.text },
    targets: environment === undefined ? [] : targetsIn(environment, analysis.settings.defaultNamespace, asked.pod),
    files: scenarioFiles(analysis),
  };
  if (environment === undefined) return { ...nothing, ...offers, problems: told.problems };
  const played = yield* playScenarioSteps(stageInput(analysis, environment, told.scenario));
  const every = Math.max(1, Math.ceil((played.history.states.at(-1)?.at ?? 0) / questionsUntilLastChange));
  const timeline = yield* timelineSteps({
    played: played,
    every,
    from: asked.pod && { namespace: asked.pod.namespace, name: asked.pod.name },
    defaultNamespace: analysis.settings.defaultNamespace,
    typed: { name, ...(asked.type === undefined ? {} : { type: asked.type }) },
    client: asked.client,
    // Names outside the cluster do not change in the scenario.
    outside: presumedOutside,
  });
  return {
    ...offers,
    every,
    until: timeline.until,
    happenings: happeningsOf(played.history, timeline.until),
    seen: answersOf(timeline.seen),
    server: answersOf(timeline.truth),
    caches: cachesOf(timeline),
    ...podTracks(
      played.history,
      timeline.until,
      podsAbout(
        timeline.seen.flatMap(({ pods }) => pods),
        asked.pod,
      ),
    ),
    words: timelineWords(name, timeline, connectionsOf(played, timeline)).map(shortened),
    problems: [...told.problems, ...problemsOf(played, told.file !== null)].slice(0, mostProblems),
  };
}

/** Messages that a person reads. */
const mostProblems = 20;

const nothing = {
  ...{ every: 1, until: 0, morePods: 0 },
  ...{ happenings: [], seen: [], server: [], caches: [], pods: [], words: [] },
} as const;

interface Asked {
  readonly name: string;
  readonly pod: PodModel | undefined;
  readonly client: ClientId;
  readonly type: string | undefined;
}

function askedIn(
  analysis: Analysis,
  environment: Environment | undefined,
  params: TimelineParams,
  name: string,
): Asked {
  const pod = environment && choosePod(analysis, environment, params);
  const client = chooseClient(analysis, pod, params.client);
  const given = params.type?.trim().toUpperCase() ?? "";
  return { name, pod, client, type: takesType(client) && given !== "" ? given.slice(0, longest) : undefined };
}

/** What happens, and where that is written. */
interface Told {
  readonly scenario: Scenario;
  readonly text: string;
  readonly plan: TimelinePlan | null;
  readonly file: string | null;
  readonly problems: readonly string[];
}

function toldIn(analysis: Analysis, environment: Environment | undefined, params: TimelineParams, asked: Asked): Told {
  const file = params.file === undefined ? undefined : readScenarioFile(analysis, asUri(params.file));
  if (file !== undefined) return { ...file, plan: null, file: params.file ?? null };
  const plan = params.plan ?? firstPlan(environment, asked);
  const gone = params.file === undefined ? [] : ["the scenario's file is not in the workspace any more"];
  const { defaultNamespace } = analysis.settings;
  const { text, problems } = scenarioText(plan, {
    command: commandOf(asked, params.client),
    asker: asked.pod && idOf(asked.pod),
    otherPolicy: environment === undefined ? [] : setsOfOtherPolicy(environment, defaultNamespace, plan.start),
  });
  const read = readScenario(text, asUri("plan:scenario.yaml"), () => undefined);
  const wrong = read.problems.map(({ message }) => message);
  return { scenario: read.scenario, text, plan, file: null, problems: [...gone, ...problems, ...wrong] };
}

/** The lesson's question: a Pod behind the name is replaced. What do the others see? */
function firstPlan(environment: Environment | undefined, { name, pod, client, type }: Asked): TimelinePlan {
  const found = environment === undefined || name === "" ? [] : podsOfName(environment, { pod, client, type, name });
  const target = found.find((other) => other !== pod) ?? found[0];
  const events =
    target === undefined ? [] : [{ at: 10, verb: "delete", target: `${target.namespace}/pod/${target.name}` } as const];
  return { start: "settled", events, cache: "none" };
}

/** The Pods that the name leads to, by itself or through a Service's address. */
function podsOfName(environment: Environment, { name, pod, client, type }: Asked): readonly PodModel[] {
  const typed = type === undefined ? { name } : { name, type };
  const origins = simulateIn(environment, pod, typed, client).records.flatMap(({ origin }) => origin ?? []);
  const pods = origins.flatMap((origin) => origin.pod ?? []);
  const [service] = origins.flatMap((origin) => origin.service ?? []);
  return pods.length > 0 || service === undefined ? pods : podsBehind(environment, service);
}

/** @param chosen the program that a person chose; without one both take that of the settings or of the Pod's image */
function commandOf({ name, pod, type }: Asked, chosen: ClientId | undefined): string {
  const from = pod === undefined ? "" : ` --from ${idOf(pod)}`;
  const asType = type === undefined ? "" : ` --type ${quoted(type)}`;
  const asProgram = chosen === undefined ? "" : ` --as ${quoted(chosen)}`;
  return `podns timeline ${quoted(name)}${from}${asType}${asProgram} --scenario THIS_FILE FOLDER`;
}

function quoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function stageInput(analysis: Analysis, environment: Environment, scenario: Scenario): PlayedScenarioInput {
  const { settings } = analysis;
  return {
    declarations: environment.declarations,
    scenario,
    options: clusterOptions(settings, false),
    valueOf: (declaration) => objectValue(analysis, declaration),
    dnsOf: (cluster) => {
      const server = createServer(cluster, dnsServerConfig(settings, cluster));
      const podDns = podDnsSettings(settings, () => cluster);
      return { server, podDns: { ...podDns, clusterDns: podDns.clusterDns, clusterDomain: clusterDomain(server) } };
    },
  };
}

function podsAbout(behind: readonly string[], asker: PodModel | undefined): ReadonlySet<string> {
  return new Set(asker === undefined ? behind : [...behind, idOf(asker)]);
}

function problemsOf({ history }: PlayedScenario, isFile: boolean): readonly string[] {
  return history.problems.map(({ line, message }) => (isFile ? `line ${line}: ${message}` : message));
}

function shortened(sentence: string): string {
  return sentence.length <= longest ? sentence : `${sentence.slice(0, longest)}…`;
}
