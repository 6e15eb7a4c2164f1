/** Answers a question from the panel in full. The engine computes every part; this file decides nothing about DNS. */

import type { PodModel } from "../../cluster/state/cluster.ts";
import { applicationWords } from "../../dns/clients/other-program.ts";
import { applicationClient, clientLabels } from "../../dns/clients/programs.ts";
import { type ClientId, clientIds, type Phrase, type Simulation, type Step } from "../../dns/clients/simulation.ts";
import { type Meant, meantBy } from "../../dns/clients/suggest.ts";
import { decisiveStep, madeUpNotes, verdict } from "../../dns/clients/verdict.ts";
import { formatResolvConf } from "../../dns/data/read-resolv-conf.ts";
import type { FixView, NextQuestion, SimulateParams, SimulateResult } from "../../protocol/simulate.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { imageOf, resolvConfIn, simulateIn } from "../../workspace/asking/ask-from-pod.ts";
import { fixesFor } from "./answer-fixes.ts";
import { recordViews, stepViews } from "./answer-view.ts";
import { chooseClient, chooseEnvironment, choosePod, podChoice, podChoices } from "./asking-pod.ts";
import { shortNamesIn } from "./names.ts";
import { nextQuestions, takesType } from "./next-questions.ts";
import { richText } from "./rich-text.ts";
import { terminalNotes, withoutNoise } from "./terminal-notes.ts";

/** Types that are worth offering; any other may be asked for. */
const offeredTypes = ["A", "AAAA", "SRV", "CNAME", "PTR", "TXT", "NS", "SOA", "ANY"] as const;

/** Runs the question; with an empty name, says only what can be asked. */
export function simulateQuestion(analysis: Analysis, params: SimulateParams): SimulateResult {
  const environment = chooseEnvironment(analysis, params);
  const pod = environment === undefined ? undefined : choosePod(analysis, environment, params);
  const client = chooseClient(analysis, pod, params.client);
  const type = takesType(client) ? params.type?.trim().toUpperCase() : undefined;
  const question = { name: params.name.trim(), ...(type === undefined || type === "" ? {} : { type }) };
  const choices = choicesOf(analysis, environment, { pod, client, type: question.type });
  if (environment === undefined) return { ...choices, ...nothingAsked, name: question.name };
  const answer = question.name === "" ? undefined : answerTo(analysis, environment, { pod, client, question });
  const short = shortNamesIn(environment, pod, client);
  return {
    ...choices,
    ...(answer?.view ?? { ...nothingAsked, name: "" }),
    next: nextQuestions({ environment, asker: pod, client, short }, answer?.simulation, [
      question,
      ...(answer?.view.meant ?? []).map((name) => ({ name })),
    ]),
    resolvConf: formatResolvConf(resolvConfIn(environment, pod)),
  };
}

interface Chosen {
  readonly pod: PodModel | undefined;
  readonly client: ClientId;
}

/** What fills the fields of the panel. */
function choicesOf(
  analysis: Analysis,
  environment: Environment | undefined,
  { pod, client, type }: Chosen & { readonly type: string | undefined },
): Pick<
  SimulateResult,
  "revision" | "environment" | "environments" | "pods" | "from" | "client" | "clients" | "types" | "type"
> {
  const types: readonly string[] = takesType(client) ? offeredTypes : [];
  return {
    revision: analysis.revision,
    environment:
      environment === undefined ? null : { id: environment.id, label: environment.label, open: environment.open },
    environments: analysis.environments().map(({ id, label }) => ({ id, label })),
    pods: environment === undefined ? [] : podChoices(environment),
    from: pod === undefined ? null : podChoice(pod),
    client,
    clients: clientIds.map((id) => ({ id, label: clientLabels[id] })),
    types: type === undefined || types.includes(type) ? types : [...types, type],
    type: type ?? null,
  };
}

type AnswerView = Pick<
  SimulateResult,
  | "name"
  | "command"
  | "stdout"
  | "stderr"
  | "exitCode"
  | "stopped"
  | "notes"
  | "verdict"
  | "steps"
  | "records"
  | "meant"
  | "fixes"
>;

const nothingAsked = {
  command: "",
  stdout: "",
  stderr: "",
  exitCode: null,
  stopped: null,
  notes: [],
  verdict: { kind: "neutral", text: [] },
  steps: [],
  records: [],
  meant: [],
  next: [],
  fixes: [],
  resolvConf: "",
} as const;

function answerTo(
  analysis: Analysis,
  environment: Environment,
  { pod, client, question }: Chosen & { readonly question: Omit<NextQuestion, "about"> },
): { readonly simulation: Simulation; readonly view: AnswerView } {
  const simulation = simulateIn(environment, pod, question, client);
  const meant = meantBy(simulation, question.name, environment.server);
  const isOutside = simulation.outcome === "outside";
  const stdout = isOutside ? withoutNoise(simulation.stdout) : simulation.stdout;
  const view = {
    name: question.name,
    command: simulation.command,
    stdout,
    stderr: simulation.stderr,
    // The verdict depends on an upstream's answer.
    exitCode: isOutside ? null : simulation.exitCode,
    stopped: isOutside ? "PodNS stops here: the upstream is not asked" : null,
    notes: terminalNotes(client, `${stdout}\n${simulation.stderr}`),
    verdict: verdictOf(analysis, environment, {
      simulation,
      meant,
      application: applicationOf(environment, pod, { client, question }),
    }),
    steps: stepViews(analysis, simulation.steps, { asker: pod, decisive: decisiveFor(simulation, meant) }),
    records: recordViews(analysis, simulation.records),
    meant: meant?.typed ?? [],
    fixes: fixesOf(analysis, environment, simulation, meant),
  };
  return { simulation, view };
}

/** The lookup of the Pod's application, where nslookup without a type was asked. */
function applicationOf(
  environment: Environment,
  pod: PodModel | undefined,
  { client, question }: Pick<Chosen, "client"> & { readonly question: Omit<NextQuestion, "about"> },
): Simulation | undefined {
  if (pod === undefined || question.type !== undefined || !client.includes("nslookup")) return undefined;
  return simulateIn(environment, pod, question, applicationClient(imageOf(pod)));
}

interface GivenSettings {
  readonly simulation: Simulation;
  readonly meant: Meant | undefined;
  readonly application: Simulation | undefined;
}

function verdictOf(
  analysis: Analysis,
  environment: Environment,
  { simulation, meant, application }: GivenSettings,
): SimulateResult["verdict"] {
  const { kind, phrases } = verdict(simulation, meant);
  const other = application === undefined ? [] : applicationWords(simulation, application);
  // Where something unseen may exist, a missing name is not an error.
  const isOpen = environment.open.length > 0 || !analysis.loaded;
  const shown = kind === "bad" && simulation.outcome === "nxdomain" && isOpen ? "warning" : kind;
  return { kind: shown, text: richText(analysis, [...phrases.map(starred), ...other]) };
}

/** The note below the records says it once; here an asterisk leads to it. */
function starred(phrase: Phrase): Phrase {
  return madeUpNotes.includes(phrase.text) ? { text: "*" } : phrase;
}

/** The step that the verdict is about. */
function decisiveFor(simulation: Simulation, meant: Meant | undefined): Step | undefined {
  const found = simulation.steps.find(({ response }) => response.kind === "reply" && response.outcome === "found");
  return simulation.outcome === "resolved" ? found : (meant?.step ?? decisiveStep(simulation));
}

function fixesOf(
  analysis: Analysis,
  environment: Environment,
  simulation: Simulation,
  meant: Meant | undefined,
): readonly FixView[] {
  return fixesFor(analysis, environment, decisiveFor(simulation, meant));
}
