/** Chooses the environment to ask in, the Pods to offer, and the Pod that a cursor means. It asks no question. */

import { memoize } from "../../base/memo.ts";
import { asUri } from "../../base/source.ts";
import type { Cluster, PodModel } from "../../cluster/state/cluster.ts";
import { clientForImage } from "../../dns/clients/programs.ts";
import type { ClientId } from "../../dns/clients/simulation.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { PodChoice, SimulateParams } from "../../protocol/simulate.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { askersFor } from "../../workspace/asking/ask-from-pod.ts";
import { allPods, idOf, podsBehind, podsOf, serviceOf } from "./cluster-objects.ts";
import { declarationsOf, targetOf } from "./convert.ts";

/** Addresses shown of a Pod. */
const shown = 2;

/**
 * The environment to ask in: the one that is named, else one of the document's own, else one of the workspace; among
 * several, the one that the person chose, else the first with a Pod to ask from. Undefined when the workspace has no manifests.
 */
export function chooseEnvironment(
  analysis: Analysis,
  { environment, uri }: Pick<SimulateParams, "environment" | "uri">,
): Environment | undefined {
  const own = uri === undefined ? [] : analysis.environmentsOf(asUri(uri));
  const all = [...own, ...analysis.environments()];
  const named = environment === undefined ? undefined : all.find(({ id }) => id === environment);
  if (named !== undefined) return named;
  const candidates = own.length > 0 ? own : all;
  const [first] = candidates;
  if (first !== undefined && analysis.choice?.ids.has(first.id) === true) return first;
  return candidates.find((candidate) => podsToAsk(candidate).length > 0) ?? first;
}

/** The Pods that manifests make, by namespace and name; not those that every cluster has (the DNS server's own). */
export function podsToAsk(environment: Environment): readonly PodModel[] {
  return ownPods(environment.cluster);
}

const ownPods = memoize((cluster: Cluster): readonly PodModel[] =>
  allPods({ cluster }).filter(({ declaration }) => declaration !== undefined),
);

/** The Pods as the panel lists them. */
export function podChoices(environment: Environment): readonly PodChoice[] {
  return choices(environment.cluster);
}

const choices = memoize((cluster: Cluster): readonly PodChoice[] => ownPods(cluster).map(podChoice));

/** One Pod as the panel lists it. */
export function podChoice(pod: PodModel): PodChoice {
  return {
    id: idOf(pod),
    name: pod.name,
    namespace: pod.namespace,
    workload: pod.controller === undefined ? "Pod" : `${pod.controller.kind} ${pod.controller.name}`,
    addresses: pod.addresses.slice(0, shown).map(({ ip }) => ip),
    ready: pod.ready,
  };
}

/** The Pod chosen, else the one under the cursor, else the first of the file, else the first of the nearest file. */
export function choosePod(analysis: Analysis, environment: Environment, params: SimulateParams): PodModel | undefined {
  const chosen = params.from === undefined ? undefined : environment.cluster.pods.get(params.from);
  return (
    chosen ??
    podAtCursor(analysis, environment, params) ??
    podOfFile(analysis, environment, params.uri) ??
    nearest(environment)
  );
}

function podAtCursor(
  analysis: Analysis,
  environment: Environment,
  { uri, position }: SimulateParams,
): PodModel | undefined {
  if (uri === undefined || position === undefined) return undefined;
  const declaration = targetOf(analysis, asUri(uri), position)?.declaration;
  return declaration === undefined ? undefined : firstPodOf(environment, declaration);
}

/** The first Pod of a workload, the first behind a Service, or the first that reads a ConfigMap or Secret. */
function firstPodOf(environment: Environment, declaration: Declaration): PodModel | undefined {
  for (const made of environment.madeFrom(declaration)) {
    const service = serviceOf(environment, made);
    const [pod] = service === undefined ? podsOf(environment, made) : podsBehind(environment, service);
    const reader = pod ?? askersFor(environment, made)[0]?.pod;
    if (reader !== undefined) return reader;
  }
  return undefined;
}

function podOfFile(analysis: Analysis, environment: Environment, uri: string | undefined): PodModel | undefined {
  if (uri === undefined) return undefined;
  for (const declaration of declarationsOf(analysis, asUri(uri), environment)) {
    const pod = environment.madeFrom(declaration).flatMap((made) => podsOf(environment, made))[0];
    if (pod !== undefined) return pod;
  }
  return undefined;
}

function nearest(environment: Environment): PodModel | undefined {
  let best: { readonly pod: PodModel; readonly distance: number } | undefined;
  for (const pod of podsToAsk(environment)) {
    const distance = pod.declaration === undefined ? Number.POSITIVE_INFINITY : environment.distance(pod.declaration);
    if (best === undefined || distance < best.distance) best = { pod, distance };
  }
  return best?.pod;
}

/** The program chosen, else that of the settings, else the one that the Pod's image most likely holds. */
export function chooseClient(analysis: Analysis, pod: PodModel | undefined, chosen: ClientId | undefined): ClientId {
  const { client } = analysis.settings;
  if (chosen !== undefined) return chosen;
  return client === "auto" ? clientForImage(pod?.spec.containers[0]?.image) : client;
}
