/** Says in words what a whole lookup means for the person who asked. It computes no answers. */
import { type Behind, behindService, comingBehind } from "../../cluster/state/behind.ts";
import type { ServiceModel } from "../../cluster/state/cluster.ts";
import { relative } from "../data/name.ts";
import type { Reason } from "../server/response.ts";
import { beforeTime, explainReason } from "./explain.ts";
import { code, plural, pod, say, service } from "./phrases.ts";
import type { Phrase, Simulation, Step } from "./simulation.ts";

export interface Verdict {
  readonly kind: "good" | "warning" | "bad" | "neutral";
  readonly phrases: readonly Phrase[];
}

/** What a verdict says of addresses that no manifest gives: of one, and of several. */
export const madeUpNotes: readonly [one: string, several: string] = [
  ", made up until the cluster assigns one",
  ", addresses made up until the cluster assigns them",
];

/** What a wrong name most likely means: the step that it is about, and words that follow its reason. */
export interface Meaning {
  readonly step: Step;
  readonly phrases: readonly Phrase[];
}

/**
 * What the answer means for the person who asked.
 * @param meaning what was meant instead, where the name does not resolve (suggest.ts)
 */
export function verdict(simulation: Simulation, meaning?: Meaning): Verdict {
  switch (simulation.outcome) {
    case "resolved":
      return resolved(simulation);
    case "nodata":
      return {
        kind: "warning",
        phrases: [say("the name exists, but has no such record: "), ...decisive(simulation, meaning)],
      };
    case "nxdomain":
      return { kind: "bad", phrases: [say("does not resolve: "), ...decisive(simulation, meaning)] };
    case "servfail":
      return { kind: "bad", phrases: [say("the DNS server fails: "), ...decisive(simulation, meaning)] };
    case "timeout":
      return {
        kind: "bad",
        phrases: [
          say("no DNS server replies"),
          ...(simulation.resolvConf.nameservers.length === 0 ? [say(": the Pod's resolv.conf names none")] : []),
        ],
      };
    case "outside":
      if (meaning !== undefined) {
        return { kind: "warning", phrases: [say("no name of this cluster: "), ...decisive(simulation, meaning)] };
      }
      if (isAboutService(simulation)) {
        const rest = say("; the DNS server would go on to ask its upstream, PodNS does not");
        return { kind: "warning", phrases: [say("no name of this cluster: "), ...decisive(simulation, meaning), rest] };
      }
      return isToNode(simulation)
        ? { kind: "warning", phrases: [say("no name of this cluster: "), ...decisive(simulation, meaning)] }
        : {
            kind: "neutral",
            phrases: [say("outside the cluster: the DNS server would ask its upstream, PodNS does not")],
          };
  }
}

function resolved(simulation: Simulation): Verdict {
  const found = simulation.records.filter(({ record }) => record.data.type !== "CNAME");
  const [first] = found;
  if (first === undefined)
    return { kind: "good", phrases: [say("resolves through /etc/hosts of the Pod itself, for nobody else")] };
  const synthetic = found.some(({ origin }) => origin?.synthetic === true);
  const note = synthetic ? [say(madeUpNotes[found.length === 1 ? 0 : 1])] : [];
  const pods = new Set(found.flatMap(({ origin }) => origin?.pod ?? []));
  const model = first.origin?.service;
  const { data } = first.record;
  if (data.type === "PTR")
    return { kind: "good", phrases: [say("the address belongs to "), code(data.target.replace(/\.$/, ""))] };
  if (data.type !== "A" && data.type !== "AAAA") {
    const about = model === undefined ? [] : [say(" of Service "), service(model)];
    return { kind: "good", phrases: [say(`resolves to ${plural(found.length, `${data.type} record`)}`), ...about] };
  }
  if (pods.size === 1) {
    const [only] = pods;
    if (only !== undefined) {
      return {
        kind: only.ready ? "good" : "warning",
        phrases: [
          say("resolves to Pod "),
          pod(only),
          say(" at "),
          code(data.address),
          ...note,
          ...(only.ready ? [] : [say("; it is not ready")]),
        ],
      };
    }
  }
  if (pods.size > 1) {
    const about = model === undefined ? [] : [say(" of Service "), service(model)];
    return { kind: "good", phrases: [say(`resolves to the ${plural(pods.size, "Pod")}`), ...about, ...note] };
  }
  if (model !== undefined && !model.headless && model.type !== "ExternalName") {
    const clusterIp = [say("resolves to the ClusterIP of Service "), service(model)];
    const behind = behindIn(simulation, model);
    if (behind === "nothing") {
      const next = simulation.cluster && comingBehind(simulation.cluster, model);
      const where = next === undefined ? [say("in these manifests")] : beforeTime(next);
      return { kind: "warning", phrases: [...clusterIp, ...note, say("; no Pod is behind it "), ...where] };
    }
    const all = behind === "Pods" ? "Pods" : "endpoints";
    return { kind: "good", phrases: [...clusterIp, say(`: one stable address for all its ${all}`), ...note] };
  }
  return {
    kind: "good",
    phrases: [
      say("resolves to "),
      code(data.address),
      ...(found.length > 1 ? [say(` and ${found.length - 1} more`)] : []),
      ...note,
    ],
  };
}

/** What is behind the Service; unknown for one that is imported from other clusters, or that a cached answer is about. */
function behindIn({ cluster }: Simulation, model: ServiceModel): Behind {
  const isOwn = cluster?.services.get(`${model.namespace}/${model.name}`) === model;
  return cluster !== undefined && isOwn ? behindService(cluster, model) : "unknown";
}

/** The reason that a person wants to know: of the candidate that came nearest, not of the last one tried. */
function decisive(simulation: Simulation, meaning: Meaning | undefined): readonly Phrase[] {
  const best = meaning?.step ?? decisiveStep(simulation);
  const reason =
    best === undefined || best.response.kind === "timeout"
      ? [say("nothing was asked")]
      : explainReason(best.response.reason);
  return meaning === undefined ? reason : [...reason, say("; "), ...meaning.phrases];
}

const rank: Readonly<Partial<Record<Reason["kind"], number>>> = {
  "no-endpoint": 9,
  "no-ready-endpoint": 9,
  "no-port": 9,
  "other-family": 8,
  "other-type": 8,
  "dangling-external-name": 9,
  "external-name-is-address": 9,
  "no-service": 6,
  "no-pod-address": 5,
  "no-reverse": 5,
  "no-namespace": 3,
  "not-a-form": 1,
  outside: 2,
  "node-server": 2,
};

/** Reasons of names that are in no zone of the cluster's. */
const foreign: ReadonlySet<Reason["kind"]> = new Set(["outside", "node-server", "refused", "not-synced"] as const);

/** True when the name leads to a Service that is there, and fails only behind it: hardly a name of the Internet. */
function isAboutService(simulation: Simulation): boolean {
  const response = decisiveStep(simulation)?.response;
  return response !== undefined && response.kind !== "timeout" && rank[response.reason.kind] === 9;
}

/** True when the questions go to the node's DNS server. */
function isToNode({ steps }: Simulation): boolean {
  const response = steps.at(-1)?.response;
  return response !== undefined && response.kind !== "timeout" && response.reason.kind === "node-server";
}

/**
 * The step whose answer says most about what is wrong. Of equal steps it is the first, because the search list tries the own
 * namespace first. For a name with the cluster's domain it is the step that asks for the name as typed; for a name that
 * ends in `svc`, the step that appends the domain.
 */
export function decisiveStep(simulation: Simulation): Step | undefined {
  let best: { readonly step: Step; readonly score: number } | undefined;
  for (const step of simulation.steps) {
    if (step.response.kind === "timeout") continue;
    const score = isComplete(step, step.response.reason) ? 10 : (rank[step.response.reason.kind] ?? 4);
    if (best === undefined || score > best.score) best = { step, score };
  }
  return best?.step;
}

function isComplete({ origin, question }: Step, reason: Reason): boolean {
  if (foreign.has(reason.kind)) return false;
  if (origin.kind !== "search") return origin.kind === "as-is";
  const typed = relative(question.name).slice(0, -(origin.domain.length + 1));
  return /\.svc$/i.test(typed) && !/(^|\.)svc\./i.test(origin.domain);
}
