/**
 * Finds the Services and workloads that a mention can mean in an environment, and asks the resolver for its name there.
 */

import { getOrAdd, memoize } from "../../../base/memo.ts";
import type { PodModel } from "../../../cluster/state/cluster.ts";
import { explainReason } from "../../../dns/clients/explain.ts";
import { phrasesToText } from "../../../dns/clients/phrases.ts";
import type { Simulation } from "../../../dns/clients/simulation.ts";
import { decisiveStep } from "../../../dns/clients/verdict.ts";
import { keptAnswers } from "../../../dns/server/kept-answers.ts";
import { nameError } from "../../../dns/server/presumed-outside.ts";
import type { Outside } from "../../../dns/server/response.ts";
import type { DnsServer } from "../../../dns/server/server.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { PodSpec, ServiceObject, WorkloadObject } from "../../../kubernetes/manifests/object.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { askersFor, asksOutside, type Given, simulateFor } from "../../../workspace/asking/ask-from-pod.ts";
import { givenBy } from "../../../workspace/asking/mentions.ts";
import { podTemplateOf } from "../evidence/pod-template.ts";
import type { Declared } from "../evidence/reach.ts";
import { servicesAnywhere } from "./workspace-names.ts";

/** Declarations of a kind and name in view of an environment, nearest first. */
export function declarationsInView(
  environment: Environment,
  kind: string,
  name: string,
): readonly { readonly declaration: Declaration; readonly distance: number }[] {
  return [...new Set(environment.named(kind, name))]
    .map((declaration) => ({ declaration, distance: environment.distance(declaration) }))
    .sort((a, b) => a.distance - b.distance);
}

/** The Services of a name in view whose namespace is compatible: absent matches anything. */
export function servicesInView(
  environment: Environment,
  name: string,
  namespace: string | undefined,
): readonly Declared<ServiceObject>[] {
  return declarationsInView(environment, "Service", name).flatMap(({ declaration, distance }) =>
    declaration.object.kind === "Service" && compatible(declaration.object.meta.namespace, namespace)
      ? [{ declaration, object: declaration.object, distance }]
      : [],
  );
}

/** The StatefulSets of a name in view; a patch (without template) does not count. */
export function setsInView(environment: Environment, name: string): readonly Declared<WorkloadObject>[] {
  return declarationsInView(environment, "StatefulSet", name).flatMap(({ declaration, distance }) =>
    declaration.object.kind === "StatefulSet" && declaration.object.template !== undefined
      ? [{ declaration, object: declaration.object, distance }]
      : [],
  );
}

/** True unless both are known and differ. */
export function compatible(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/**
 * True when some Service may answer for the name: in view; in another application, when another namespace than the own
 * is meant; or in anything that is rendered. Plain alternatives of the own files do not count.
 */
export function mayMean(
  analysis: Analysis,
  environment: Environment,
  from: Declaration,
  name: string,
  namespace: string | undefined,
): boolean {
  if (servicesInView(environment, name, namespace).length > 0) return true;
  const own = from.object.meta.namespace;
  const isOwn = namespace === undefined || (own !== undefined && namespace === own);
  return servicesAnywhere(analysis, name).some((declaration) => {
    if (!compatible(declaration.object.meta.namespace, namespace)) return false;
    if (!isOwn || environment.kind !== "plain" || declaration.rendered !== undefined) return true;
    return analysis.environmentsOf(declaration.uri).some(({ kind }) => kind !== "plain");
  });
}

/** Pods of the environment that a declaration makes (or is), in order. */
export function podsMadeBy(environment: Environment, declaration: Declaration): readonly PodModel[] {
  return environment.cluster.podsOf(declaration).filter((pod) => pod.declaration === declaration);
}

/**
 * True when the Pods of a declaration, or all that read it, ask another DNS server than the cluster's: the node's, or
 * one of the Internet, which have no names of the cluster.
 */
export function asksElsewhere(environment: Environment, declaration: Declaration): boolean {
  return elsewhere(environment)(declaration);
}

const elsewhere = memoize((environment: Environment) =>
  memoize((declaration: Declaration) => {
    // Most Pods have the cluster's: then no cluster is built for the question.
    const spec = podTemplateOf(declaration.object)?.spec;
    if (spec !== undefined && !mayAskElsewhere(spec)) return false;
    const [asker] = askersFor(environment, declaration);
    return asker !== undefined && asksOutside(environment, asker.pod);
  }),
);

/** False for a Pod that asks the cluster's server whatever the settings are. */
function mayAskElsewhere({ hostNetwork, dnsPolicy = "ClusterFirst" }: PodSpec): boolean {
  return dnsPolicy === "Default" || dnsPolicy === "None" || (hostNetwork && dnsPolicy === "ClusterFirst");
}

/** Upstreams have no names: what does not resolve in the cluster does not resolve. */
const nobody: Outside = () => nameError;

/** The servers that are asked about an environment: many objects mention the same names. */
function serversOf({ server }: Environment): Parameters<typeof simulateFor>[3] {
  return { outside: nobody, answer: knownAnswers(server) };
}

const knownAnswers = memoize((server: DnsServer) => keptAnswers(server, nobody));

/**
 * Looks a mention up in the environment as its object would, with upstreams that have no names.
 * @param given what differs: another name, another client
 */
export function askFrom(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
  given: Partial<Given> = {},
): Simulation {
  return simulateFor(environment, declaration, { ...givenBy(analysis, mention), ...given }, serversOf(environment));
}

/** True for a complete name that the cluster's server says does not exist: one question, without the ways of a client. */
export function isNxdomain({ server }: Environment, name: string): boolean {
  const response = knownAnswers(server)({ name: `${name}.`, type: "A" }, {});
  return response.kind === "reply" && response.outcome === "nxdomain";
}

/** The outcome of the same lookup. It is cached: several rules ask, and a text may have one name thousands of times. */
export function outcomeFrom(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
  given: Partial<Given> = {},
): Simulation["outcome"] {
  const asked = { ...givenBy(analysis, mention), ...given };
  return getOrAdd(
    outcomes(environment)(declaration),
    JSON.stringify(asked),
    () => simulateFor(environment, declaration, asked, serversOf(environment)).outcome,
  );
}

const outcomes = memoize((_: Environment) => memoize((_of: Declaration) => new Map<string, Simulation["outcome"]>()));

/** The rule that decided the answer, in words; "" when nothing was asked. */
export function whyOf(simulation: Simulation): string {
  const step = decisiveStep(simulation);
  if (step === undefined || step.response.kind === "timeout") return "";
  return phrasesToText(explainReason(step.response.reason));
}
