/** Finds the existing name that a mistyped one most likely means. Others put it into words. */
import { distance } from "fastest-levenshtein";
import type { Cluster, PodModel } from "../../cluster/state/cluster.ts";
import { joinName, labels, lowerName, relative } from "../data/name.ts";
import type { ResolvConf } from "../data/resolv-conf.ts";
import { namesOfPod } from "../server/list-records.ts";
import type { Reason } from "../server/response.ts";
import { type DnsServer, exists } from "../server/server.ts";
import { candidatesOf } from "./client-run.ts";
import { code, pod, say, service } from "./phrases.ts";
import { shortNamer } from "./short-name.ts";
import type { ClientId, Phrase, Simulation, Step } from "./simulation.ts";
import { decisiveStep, type Meaning } from "./verdict.ts";

/** No name is longer; two long texts would take long to compare. */
const longest = 253;

/** Up to three known names within a third of the length in edits, nearest first; equal distances keep their order. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  if (name.length > longest) return [];
  return [...new Set(known)]
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate) }))
    .filter(({ candidate, edits }) => candidate !== name && edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** What a name that does not resolve most likely means. */
export interface Meant extends Meaning {
  /** Names to type instead, the likeliest first; only those that resolve. */
  readonly typed: readonly string[];
}

/**
 * What was meant by a name that does not resolve in the cluster; undefined when nothing is near. A name that may exist
 * outside is only doubted where what was meant resolves. `name` is what was typed.
 */
export function meantBy(simulation: Simulation, name: string, server: DnsServer): Meant | undefined {
  if (simulation.outcome !== "nxdomain" && simulation.outcome !== "outside") return undefined;
  const asked = { name, server, conf: simulation.resolvConf, client: simulation.client };
  const best = decisiveStep(simulation);
  const steps = best === undefined ? [] : [best, ...simulation.steps.filter((step) => step !== best)];
  for (const step of steps) {
    if (step.response.kind === "timeout") continue;
    const meant = meantAt(step, step.response.reason, asked);
    if (meant !== undefined && (simulation.outcome === "nxdomain" || meant.typed.length > 0)) return meant;
  }
  return searchMeant(simulation, asked);
}

/** A name that the search list would complete, from a program (or with a final dot) that walks none for it. */
function searchMeant(simulation: Simulation, { name, server, conf }: Asked): Meant | undefined {
  const [step] = simulation.steps;
  if (step === undefined || step.origin.kind !== "as-is") return undefined;
  const found = conf.search.map((domain) => joinName(relative(name), domain)).find((full) => exists(server, full));
  if (found === undefined) return undefined;
  const typed = relative(found);
  const why = step.origin.because === "final-dot" ? "with its final dot it is" : "this program takes it";
  return { step, phrases: [say(`${why} as it is; in full it is `), code(typed)], typed: [typed] };
}

interface Asked {
  readonly name: string;
  readonly server: DnsServer;
  readonly conf: ResolvConf;
  readonly client: ClientId;
}

function meantAt(step: Step, reason: Reason, asked: Asked): Meant | undefined {
  const named = podMeant(reason, asked.server.cluster);
  if (named !== undefined && isTyped(named, asked.name)) return podName(step, named, asked);
  const near = suggestFor(reason, asked.server.cluster).flatMap((label) => {
    const typed = corrected(asked.name, reason, label);
    return typed === undefined ? [] : [{ label, typed }];
  });
  const [first] = near;
  if (first === undefined) return undefined;
  const phrases = [say("did you mean "), nearPhrase(reason, first.label, asked.server.cluster), say("?")];
  return { step, phrases, typed: near.map(({ typed }) => typed).filter((typed) => resolves(typed, asked)) };
}

/** A near label alone does not make a name: under the right Service the Pod may still have none. */
function resolves(typed: string, { server, conf }: Asked): boolean {
  return candidatesOf(typed, conf, "search").some(({ name }) => exists(server, name));
}

/** A Pod's name where its Service's belongs, or below a Service that is not the one it is named by. */
function podMeant(reason: Reason, { pods }: Cluster): PodModel | undefined {
  if (reason.kind === "no-service") return pods.get(`${lowerName(reason.namespace)}/${lowerName(reason.name)}`);
  return reason.kind === "no-endpoint" && reason.pod?.ready === true ? reason.pod : undefined;
}

/** The search list can make a Pod's name from labels that were not typed. Such labels do not count. */
function isTyped(meant: PodModel, name: string): boolean {
  return labels(lowerName(name))[0] === meant.name || labels(lowerName(name))[0] === meant.hostname;
}

function podName(step: Step, meant: PodModel, { server, conf, client }: Asked): Meant | undefined {
  const own = namesOfPod(server, meant).find((name) => labels(name)[0] === meant.hostname);
  if (own === undefined) {
    // Below a Service the reason itself says why.
    if (step.response.kind === "reply" && step.response.reason.kind === "no-endpoint") return undefined;
    return { step, phrases: [say("Pod "), pod(meant), say(" has no name of its own")], typed: [] };
  }
  const typed = shortNamer(client, conf, (name) => exists(server, name))(own);
  return { step, phrases: [say("Pod "), pod(meant), say(" is called "), code(typed)], typed: [typed] };
}

/** What exists near the name that a reason says does not. */
function suggestFor(reason: Reason, cluster: Cluster): readonly string[] {
  switch (reason.kind) {
    case "no-namespace":
      return nearestNames(reason.namespace, [...cluster.namespaceNames()]).filter((name) =>
        cluster.namespaces.has(name),
      );
    case "no-service": {
      const services = cluster.servicesIn(reason.namespace.toLowerCase());
      return nearestNames(
        reason.name,
        services.map(({ name }) => name),
      );
    }
    case "no-endpoint": {
      const slices = cluster.slicesByService.get(`${reason.service.namespace}/${reason.service.name}`) ?? [];
      const hosts = slices
        .flatMap(({ endpoints }) => endpoints.map(({ hostname }) => hostname))
        .filter((host) => host !== "");
      return nearestNames(reason.endpoint, hosts);
    }
    default:
      return [];
  }
}

/** The typed name with the wrong label replaced; undefined when that label came from the search list. */
function corrected(name: string, reason: Reason, label: string): string | undefined {
  const typed = [...labels(name)];
  const wrong = lowerName(wrongLabel(reason));
  const at = typed.findLastIndex((candidate) => lowerName(candidate) === wrong);
  if (at < 0) return undefined;
  typed[at] = label;
  return typed.join(".") + (name.endsWith(".") ? "." : "");
}

function wrongLabel(reason: Reason): string {
  if (reason.kind === "no-service") return reason.name;
  if (reason.kind === "no-namespace") return reason.namespace;
  return reason.kind === "no-endpoint" ? reason.endpoint : "";
}

function nearPhrase(reason: Reason, label: string, cluster: Cluster): Phrase {
  const model =
    reason.kind === "no-service" ? cluster.services.get(`${lowerName(reason.namespace)}/${label}`) : undefined;
  return model === undefined ? code(label) : service(model);
}
