/**
 * Runs `podns nslookup`: reads its arguments and prints its result. The resolver decides what a client asks and prints.
 */

import { byName } from "../../base/natural-order.ts";
import { formatDuration } from "../../cluster/scenario/duration.ts";
import { clientCaches, type Instant } from "../../cluster/scenario/scenario.ts";
import type { PodModel } from "../../cluster/state/cluster.ts";
import { explainStep } from "../../dns/clients/explain.ts";
import { phrasesToText } from "../../dns/clients/phrases.ts";
import { clientForImage } from "../../dns/clients/programs.ts";
import type { ClientId, Simulation, Step, Typed } from "../../dns/clients/simulation.ts";
import { nearestNames } from "../../dns/clients/suggest.ts";
import { verdict } from "../../dns/clients/verdict.ts";
import { readResolvConf } from "../../dns/data/read-resolv-conf.ts";
import type { ResolvConf } from "../../dns/data/resolv-conf.ts";
import type { FromCache, Outside } from "../../dns/server/response.ts";
import { askedBefore } from "../../ide/timeline/timeline.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { simulateIn } from "../../workspace/asking/ask-from-pod.ts";
import { localPaths } from "../node/disk-paths.ts";
import { withOutside } from "./asking.ts";
import { notRunning, playedWith } from "./asking-environment.ts";
import { type CommandEnvironment, type FoundPod, findPods } from "./command-environments.ts";
import { readGivenText } from "./given-file.ts";
import { type RecordRow, recordRow } from "./records.ts";
import { openScenario } from "./scenario.ts";
import type { Session } from "./session.ts";
import { type Shown, shownJson, shownLines, shownText } from "./shown.ts";
import { table } from "./table.ts";
import { errLines, UsageError } from "./terminal.ts";
import type { Upstream } from "./upstream.ts";

export interface NslookupOptions {
  readonly from?: string;
  readonly type?: string;
  /** The DNS server typed behind the name. */
  readonly server?: string;
  /** Absent: the one that the image of the asking Pod holds. */
  readonly as?: ClientId;
  readonly resolvConf?: string;
  readonly json?: boolean;
  readonly explain?: boolean;
  /** A moment of a scenario, and the moments at which the same client asked the same before. */
  readonly scenario?: string;
  readonly at?: Instant;
  readonly askedAt?: readonly Instant[];
  readonly nodeLocal?: boolean;
  readonly clientCache?: string;
}

/**
 * Runs the client in the Pod and prints what it prints.
 * @returns its exit status; 1 where the name is outside and no upstream could be asked
 * @throws UsageError when there is no such Pod, or the resolv.conf cannot be read
 */
export async function nslookup(
  session: Session,
  analysis: Analysis,
  environments: readonly CommandEnvironment[],
  name: string,
  options: NslookupOptions,
  upstream: Upstream | undefined,
): Promise<number> {
  const resolvConf =
    options.resolvConf === undefined
      ? undefined
      : readResolvConf(readGivenText(localPaths.resolve(session.terminal.cwd, options.resolvConf), options.resolvConf));
  const typed = {
    name,
    ...(options.type === undefined ? {} : { type: options.type.toUpperCase() }),
    ...(options.server === undefined ? {} : { server: options.server }),
  };
  const client = options.as;
  const lookup = isTimed(options)
    ? lookupAt(session, analysis, environments, { options, typed, client, resolvConf })
    : lookupIn(chooseAsker(session, analysis, environments, options.from), { typed, client, resolvConf });
  const simulation = await withOutside(lookup, upstream);
  const isOpen = simulation.outcome === "outside";
  const exitCode = isOpen ? simulation.exitCode || 1 : simulation.exitCode;
  const { out, err } = session.terminal;
  if (options.json === true) out(shownJson(simulationJson(session, analysis, simulation, exitCode)));
  else {
    out(shownText(simulation.stdout));
    errLines(session.terminal, simulation.stderr);
    if (options.explain === true) out(explanation(simulation, session.terminal.look?.columns));
  }
  if (isOpen) err(outsideMessage(simulation, upstream));
  return exitCode;
}

interface Lookup {
  readonly typed: Typed;
  readonly client: ClientId | undefined;
  readonly resolvConf: ResolvConf | undefined;
}

function lookupIn(
  { environment, pod }: { readonly environment: CommandEnvironment; readonly pod: PodModel | undefined },
  { typed, client, resolvConf }: Lookup,
): (outside: Outside) => Simulation {
  const program = client ?? clientForImage(pod?.spec.containers[0]?.image);
  return (outside) =>
    simulateIn(environment, pod, typed, program, { outside, ...(resolvConf === undefined ? {} : { resolvConf }) });
}

function isTimed({ scenario, at, askedAt, nodeLocal }: NslookupOptions): boolean {
  return scenario !== undefined || at !== undefined || askedAt !== undefined || nodeLocal === true;
}

/** The lookup at a moment, through caches that hold what was asked before. */
function lookupAt(
  session: Session,
  analysis: Analysis,
  environments: readonly CommandEnvironment[],
  { options, typed, client, resolvConf }: Lookup & { readonly options: NslookupOptions },
): (outside: Outside) => Simulation {
  const { at = 0, askedAt = [] } = options;
  const scenario = openScenario(options, session.terminal);
  const { played, from } = playedWith(session, analysis, environments, {
    from: options.from,
    scenario,
    file: options.scenario,
  });
  const { defaultNamespace } = analysis.settings;
  const cache = options.clientCache === undefined ? undefined : clientCaches[options.clientCache];
  return (outside) => {
    const asking = {
      typed,
      outside,
      ...(client === undefined ? {} : { client }),
      ...(cache === undefined ? {} : { cache }),
      ...(resolvConf === undefined ? {} : { resolvConf }),
    };
    const asked = askedBefore(played, { ...asking, from, at, askedAt, defaultNamespace });
    if (asked?.kept !== undefined) {
      const { cache: kept, stored } = asked.kept;
      session.terminal.err(`podns: ${kept.name} did not ask: it keeps what it got at ${formatDuration(stored)}\n`);
    }
    if (asked === undefined) throw new UsageError(notRunning(played, from ?? { name: "the client" }, at));
    return asked.simulation;
  };
}

/**
 * The Pod that a question is asked in, and its cluster.
 * @throws UsageError when there is no such Pod, or several of the name
 */
export function chooseAsker(
  session: Session,
  analysis: Analysis,
  environments: readonly CommandEnvironment[],
  wanted: string | undefined,
): { readonly environment: CommandEnvironment; readonly pod: PodModel | undefined } {
  const [first] = environments;
  if (first === undefined) throw new UsageError("there is no cluster to ask in");
  if (wanted === undefined) return { environment: first, pod: undefined };
  const found = findPods(environments, wanted, analysis.settings.defaultNamespace);
  const [chosen] = found;
  if (chosen === undefined) throw new UsageError(unknownPod(environments, wanted));
  const namespaces = [...new Set(found.map(({ pod }) => pod.namespace))];
  if (namespaces.length > 1) {
    throw new UsageError(
      `several Pods are called '${wanted}': ${namespaces.map((namespace) => `${namespace}/${chosen.pod.name}`).join(", ")}`,
    );
  }
  if (found.length > 1) session.terminal.err(severalEnvironments(wanted, found));
  return chosen;
}

function severalEnvironments(wanted: string, found: readonly FoundPod[]): string {
  const labels = found.map(({ environment }) => `'${environment.label}'`);
  return `podns: '${wanted}' is in ${labels.length} environments (${labels.join(", ")}); asked in the first\n`;
}

function unknownPod(environments: readonly CommandEnvironment[], wanted: string): string {
  const pods = environments.flatMap((environment) => [...environment.cluster.pods.keys()]);
  const all = [...new Set(pods)].sort(byName);
  if (all.length === 0) return `no Pod '${wanted}': the manifests make no Pods`;
  const short = (id: string): string => (wanted.includes("/") ? id : id.slice(id.indexOf("/") + 1));
  const begun = all.map(short).filter((name) => name.startsWith(`${wanted}-`));
  const near = new Set(begun.length > 0 ? begun : nearestNames(wanted, all.map(short)));
  const shown = near.size > 0 ? all.filter((id) => near.has(short(id))) : all;
  const list = shown.slice(0, 10).join(", ") + (shown.length > 10 ? `, and ${shown.length - 10} more` : "");
  return near.size > 0 ? `no Pod '${wanted}'; did you mean ${list}?` : `no Pod '${wanted}'; there are ${list}`;
}

function outsideMessage(simulation: Simulation, upstream: Upstream | undefined): string {
  const open = simulation.steps.find((step) => step.response.kind === "needs-outside");
  const reason = open !== undefined && open.response.kind !== "timeout" ? open.response.reason : undefined;
  const name = `'${open?.question.name ?? "the name"}'`;
  if (reason?.kind === "node-server" && upstream === undefined)
    return `podns: the Pod asks ${reason.server ?? "its node's DNS server"}, and nobody is asked without a Corefile (--corefile) that forwards\n`;
  const what = reason?.kind === "external-name" ? `the alias ${name} leads` : `${name} is`;
  const why =
    upstream === undefined
      ? "nobody is asked without a Corefile (--corefile) that forwards"
      : "no upstream could be asked";
  return `podns: ${what} outside the cluster, and ${why}\n`;
}

/** The result of each question, as a row: number, name, type, outcome, reason. */
function explanation(simulation: Simulation, columns: number | undefined): Shown {
  const { resolvConf } = simulation;
  const options = resolvConf.options.map(({ name, value }) => (value === undefined ? name : `${name}:${value}`));
  const search = resolvConf.search.length === 0 ? "no search list" : `search ${resolvConf.search.join(" ")}`;
  const rows = simulation.steps.map((step, index) => [
    String(index + 1),
    step.question.name,
    step.question.type,
    resultOf(step),
    phrasesToText(explainStep(step)),
  ]);
  const { phrases } = verdict(simulation);
  return shownLines([
    `Why (${[search, ...options].join(", ")}):`,
    ...table(["", "NAME", "TYPE", "RESULT", "REASON"], rows, columns),
    "",
    phrasesToText(phrases),
  ]);
}

function resultOf({ response }: Step): string {
  switch (response.kind) {
    case "timeout":
      return "timeout";
    case "needs-outside":
      return "outside";
    case "reply":
      return response.outcome === "nodata" ? "NODATA" : response.rcode;
  }
}

interface StepJson {
  readonly name: string;
  readonly type: string;
  readonly server: string;
  readonly result: string;
  readonly reason: string | null;
  readonly why: string;
  readonly continued: boolean;
  /** The cache that gave the reply, times in seconds; absent: the server looked it up. */
  readonly cached?: CachedJson;
}

interface CachedJson extends Pick<FromCache, "cache" | "age" | "held" | "remaining" | "negative"> {
  /** True when the server itself would give another answer now. */
  readonly stale: boolean;
}

/** A lookup as JSON. */
export interface SimulationJson {
  readonly client: ClientId;
  readonly command: string;
  readonly from: string | null;
  readonly resolvConf: ResolvConf;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly outcome: Simulation["outcome"];
  readonly verdict: string;
  readonly records: readonly RecordRow[];
  readonly steps: readonly StepJson[];
}

/** What was asked and answered, and why. */
export function simulationJson(
  session: Session,
  analysis: Analysis,
  simulation: Simulation,
  exitCode: number,
): SimulationJson {
  const { client, command, pod, resolvConf, stdout, stderr, outcome } = simulation;
  return {
    client,
    command,
    from: pod === undefined ? null : `${pod.namespace}/${pod.name}`,
    resolvConf,
    stdout,
    stderr,
    exitCode,
    outcome,
    verdict: phrasesToText(verdict(simulation).phrases),
    records: simulation.records.map((served) => recordRow(session, analysis, served)),
    steps: simulation.steps.map((step) => ({
      name: step.question.name,
      type: step.question.type,
      server: step.server,
      result: resultOf(step),
      reason: step.response.kind === "timeout" ? null : step.response.reason.kind,
      why: phrasesToText(explainStep(step)),
      continued: step.continued,
      ...cachedJson(step),
    })),
  };
}

function cachedJson({ response }: Step): { readonly cached?: CachedJson } {
  const cached = response.kind === "reply" ? response.cached : undefined;
  if (cached === undefined) return {};
  const { cache, age, held, remaining, negative, truth } = cached;
  return { cached: { cache, age, held, remaining, negative, stale: truth !== undefined } };
}
