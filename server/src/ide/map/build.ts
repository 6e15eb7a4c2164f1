/** Makes the map of an environment: asks every name that its objects mention, as they would. It draws nothing. */

import { finished, type Steps } from "../../base/steps.ts";
import type { PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import { readAs } from "../../cluster/state/config-readers.ts";
import { phrasesToText } from "../../dns/clients/phrases.ts";
import type { Simulation } from "../../dns/clients/simulation.ts";
import { decisiveStep, verdict } from "../../dns/clients/verdict.ts";
import { relative } from "../../dns/data/name.ts";
import { keptAnswers } from "../../dns/server/kept-answers.ts";
import { presumedOutside } from "../../dns/server/presumed-outside.ts";
import { clusterDomain } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { HostMention, ServiceMention } from "../../kubernetes/mentions/mention.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { type Asking, askersFor, simulateFor, simulateFrom } from "../../workspace/asking/ask-from-pod.ts";
import { givenBy, mentionsOf } from "../../workspace/asking/mentions.ts";
import { podTemplateOf } from "../rules/evidence/pod-template.ts";
import { fullParts, shortPodParts } from "../rules/host-names/parts.ts";
import { isAskable, isShown } from "../rules/host-names/shown-names.ts";
import { blockedMakers } from "./blocked.ts";
import type { MappedEnvironment } from "./mapped-environment.ts";
import type { EdgeState, MapEdge, MapNode, MapUse, NameMap, Relation } from "./name-map.ts";

/** Lookups of one map at most. What is past them is left out, which the map says. */
const mostLookups = 50_000;
/** Workloads that are asked from, of those that read one ConfigMap or Secret; and names that one edge lists. */
const mostReaders = 50;
const mostUses = 100;

/** Who talks to whom by name. Nodes and edges are in an order that follows from their ids alone. */
export function nameMapOf(analysis: Analysis, environment: MappedEnvironment): NameMap {
  return finished(nameMapSteps(analysis, environment));
}

/** The same, with a pause behind each object and each name. */
export function* nameMapSteps(
  analysis: Analysis,
  environment: MappedEnvironment,
  { nodes: mostNodes }: { readonly nodes: number } = { nodes: 50_000 },
): Steps<NameMap> {
  const making = startMap(analysis, environment, mostNodes);
  // What has names comes first: of too many nodes those are left out that nothing leads to.
  for (const declaration of environment.declarations) yield* addMentions(making, declaration);
  for (const service of environment.cluster.services.values())
    if (service.declaration !== undefined) serviceNode(making, service);
  // Services that were met on the way are among them, such as those that every cluster has.
  for (const service of [...making.services.values()]) {
    addBehind(making, service);
    yield;
  }
  for (const declaration of environment.declarations) {
    addMaker(making, declaration);
    yield;
  }
  const { nodes, edges } = making;
  const leftOut = [
    ...(making.lookups > mostLookups ? [`more than ${mostLookups} names are mentioned: the others are not asked`] : []),
    ...(making.nodesLeft.size > 0
      ? [`${making.nodesLeft.size} objects and names are left out: there are more than ${mostNodes}`]
      : []),
    ...(making.readersLeft > 0
      ? [`${making.readersLeft} readers are left out, of what more than ${mostReaders} workloads read`]
      : []),
    ...environment.cluster.endpointsLeftOut(),
  ];
  return {
    ...{ label: environment.label, open: environment.open, leftOut },
    nodes: [...nodes.values()].sort((a, b) => compare(a.id, b.id)),
    edges: [...edges.values()].sort(
      (a, b) =>
        compare(a.from, b.from) || compare(a.to, b.to) || compare(a.relation, b.relation) || compare(a.state, b.state),
    ),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Making {
  readonly analysis: Analysis;
  readonly environment: MappedEnvironment;
  readonly blocked: ReadonlySet<Declaration>;
  readonly servers: NonNullable<Parameters<typeof simulateFor>[3]>;
  readonly nodes: Map<string, MapNode>;
  readonly services: Map<string, ServiceModel>;
  readonly edges: Map<string, MapEdge & { readonly uses: MapUse[] }>;
  readonly mostNodes: number;
  lookups: number;
  /** Ids: the same one comes for each name that leads to it. */
  readonly nodesLeft: Set<string>;
  readersLeft: number;
}

function startMap(analysis: Analysis, environment: MappedEnvironment, mostNodes: number): Making {
  return {
    ...{ analysis, environment: environment, blocked: blockedMakers(analysis, environment) },
    // Many objects mention the same names.
    servers: { outside: presumedOutside, answer: keptAnswers(environment.server, presumedOutside) },
    ...{ nodes: new Map(), services: new Map(), edges: new Map() },
    ...{ mostNodes, lookups: 0, nodesLeft: new Set(), readersLeft: 0 },
  };
}

/** @returns undefined where there are too many */
function addNode(making: Making, node: MapNode): MapNode | undefined {
  const { nodes } = making;
  const known = nodes.get(node.id);
  if (known !== undefined) return known;
  if (nodes.size >= making.mostNodes) {
    making.nodesLeft.add(node.id);
    return undefined;
  }
  nodes.set(node.id, node);
  return node;
}

interface Ends {
  readonly from: MapNode | undefined;
  readonly to: MapNode | undefined;
  readonly relation: Relation;
  readonly state: EdgeState;
}

function addEdge({ edges }: Making, { from, to, relation, state }: Ends, use: MapUse): void {
  if (from === undefined || to === undefined) return;
  const key = JSON.stringify([from.id, to.id, relation, state]);
  const known = edges.get(key);
  if (known === undefined) edges.set(key, { from: from.id, to: to.id, relation, state, uses: [use] });
  else if (known.uses.length < mostUses && !known.uses.some(({ name }) => name === use.name)) known.uses.push(use);
}

function kindOf({ object }: Declaration): string {
  return object.kind === "Other" ? object.otherKind : object.kind;
}

/** The node of a declared object that is not a Service. */
function objectNode(making: Making, declaration: Declaration, kind: "workload" | "object"): MapNode | undefined {
  const { meta } = declaration.object;
  const objectKind = kindOf(declaration);
  const namespace = meta.namespace ?? making.analysis.settings.defaultNamespace;
  const name = meta.name || meta.generateName || "(without a name)";
  const id = `${objectKind} ${namespace}/${name}`;
  return addNode(making, { id, kind, objectKind, namespace, name, declaration });
}

/** What made a Pod, or the Pod itself. */
function makerNode(making: Making, pod: PodModel): MapNode | undefined {
  const { kind: objectKind, namespace, name } = pod.controller ?? { kind: "Pod", ...pod };
  const declaration = pod.controller?.declaration ?? pod.declaration;
  const id = `${objectKind} ${namespace}/${name}`;
  const node = { id, kind: "workload", objectKind, namespace, name } as const;
  return addNode(making, declaration === undefined ? node : { ...node, declaration });
}

function serviceNode(making: Making, service: ServiceModel): MapNode | undefined {
  const { namespace, name, declaration } = service;
  const id = `Service ${namespace}/${name}`;
  making.services.set(id, service);
  const node = { id, kind: "service", objectKind: "Service", namespace, name } as const;
  return addNode(making, declaration === undefined ? node : { ...node, declaration });
}

/** A name that leads to no Service; those outside are the same for all who ask. */
function hostNode(
  making: Making,
  kind: "outside" | "missing" | "name",
  host: string,
  asking: string,
): MapNode | undefined {
  const namespace = kind === "outside" ? "" : asking;
  const id = kind === "outside" ? `${kind} ${host}` : `${kind} ${namespace}/${host}`;
  return addNode(making, { id, kind, objectKind: "", namespace, name: host });
}

/** Workloads are on the map whether they name something or not. */
function addMaker(making: Making, declaration: Declaration): void {
  if (declaration.refusals.length > 0 || podTemplateOf(declaration.object) === undefined) return;
  const [pod] = making.environment.cluster.podsOf(declaration);
  if (pod !== undefined && pod.declaration === declaration) makerNode(making, pod);
  else objectNode(making, declaration, "workload");
}

function* addMentions(making: Making, declaration: Declaration): Steps<void> {
  const { object, refusals } = declaration;
  // The hosts in a Service are names that others give it.
  if (refusals.length > 0 || object.kind === "Service" || making.lookups > mostLookups) return;
  for (const mention of mentionsOf(making.analysis, declaration)) {
    if (mention.kind === "service") addField(making, declaration, mention);
    else if (isAskable(mention) && mayAsk(mention)) {
      if (making.lookups > mostLookups) return;
      addHost(making, declaration, mention);
    }
    yield;
  }
}

/**
 * False for addresses, for names of certificates, which are not looked up, and for a word that nothing calls a host: the name of
 * a ServiceAccount or of an image resolves as well where a Service is called like it.
 */
function mayAsk({ context, host, form, isHost }: HostMention): boolean {
  if (form === "bare" && !isHost) return false;
  return context.kind !== "certificate" && host !== "localhost" && !host.includes(":") && !/^[\d.]+$/.test(host);
}

/** A field that holds a Service's name: the API leads to it, and no DNS server is asked. */
function addField(making: Making, declaration: Declaration, mention: ServiceMention): void {
  const { analysis, environment } = making;
  const namespace = mention.namespace ?? declaration.object.meta.namespace ?? analysis.settings.defaultNamespace;
  const service = environment.cluster.services.get(`${namespace}/${mention.service}`);
  const to =
    service === undefined ? hostNode(making, "missing", mention.service, namespace) : serviceNode(making, service);
  const why =
    service === undefined
      ? `there is no Service '${mention.service}' in namespace '${namespace}'`
      : "the Service is there";
  const state = service === undefined ? "fails" : "resolves";
  const from = objectNode(making, declaration, podTemplateOf(declaration.object) === undefined ? "object" : "workload");
  addEdge(making, { from, to, relation: "field", state }, { name: mention.service, why, declaration, mention });
}

function addHost(making: Making, declaration: Declaration, mention: HostMention): void {
  const { analysis, environment, servers } = making;
  const given = givenBy(analysis, mention);
  const askers = askersFor(environment, declaration);
  if (readAs(declaration.object) !== undefined && askers.length > 0) {
    // Each reader asks for itself.
    making.readersLeft += Math.max(0, askers.length - mostReaders);
    for (const asker of askers.slice(0, mostReaders)) {
      making.lookups += 1;
      const simulation = simulateFrom(environment, declaration, given, asker, servers);
      addAnswer(making, { declaration, mention, simulation, asker });
    }
    return;
  }
  making.lookups += 1;
  const simulation = simulateFor(environment, declaration, given, servers);
  const [asker] = askers;
  addAnswer(
    making,
    asker === undefined ? { declaration, mention, simulation } : { declaration, mention, simulation, asker },
  );
}

interface Answered {
  readonly declaration: Declaration;
  readonly mention: HostMention;
  readonly simulation: Simulation;
  readonly asker?: Asking;
}

function addAnswer(making: Making, { declaration, mention, simulation, asker }: Answered): void {
  if (!isShown(mention, simulation)) return;
  const service = serviceBehind(making.environment, mention, simulation, asker?.pod);
  const makes = podTemplateOf(declaration.object) !== undefined;
  // What no Pod reads is a name of the cluster, or it is not known who asks for it: an Ingress has the hosts that it serves.
  if (asker === undefined && !makes && service === undefined && fullParts(mention) === undefined) return;
  const from =
    asker === undefined ? objectNode(making, declaration, makes ? "workload" : "object") : makerNode(making, asker.pod);
  const maker = asker === undefined ? declaration : (asker.pod.controller?.declaration ?? asker.pod.declaration);
  const isFromHosts = simulation.outcome === "resolved" && simulation.records.length === 0;
  const isBlocked =
    maker !== undefined && making.blocked.has(maker) && mention.context.kind !== "kubelet" && !isFromHosts;
  const own = stateOf(simulation);
  const to =
    service === undefined
      ? hostNode(
          making,
          own === "resolves" ? "name" : own === "outside" ? "outside" : "missing",
          mention.host,
          from?.namespace ?? "",
        )
      : serviceNode(making, service);
  const words = phrasesToText(verdict(simulation).phrases);
  const why = isBlocked ? `no NetworkPolicy lets its DNS questions out; else: ${words}` : words;
  addEdge(
    making,
    { from, to, relation: "name", state: isBlocked ? "blocked" : own },
    { name: mention.host, why, declaration, mention },
  );
}

function stateOf({ outcome }: Simulation): EdgeState {
  return outcome === "resolved" ? "resolves" : outcome === "outside" ? "outside" : "fails";
}

/** The Service that an answer is about: a name of a Pod that is missing leads to the Service that it would be under. */
function serviceBehind(
  { cluster, server }: MappedEnvironment,
  mention: HostMention,
  simulation: Simulation,
  pod: PodModel | undefined,
): ServiceModel | undefined {
  const found = simulation.records.find(({ origin }) => origin?.service !== undefined)?.origin?.service;
  if (found !== undefined || simulation.outcome === "resolved") return found;
  const response = decisiveStep(simulation)?.response;
  if (
    response !== undefined &&
    response.kind !== "timeout" &&
    "service" in response.reason &&
    response.reason.service !== undefined
  )
    return response.reason.service;
  const parts = fullParts(mention) ?? shortPodParts(mention);
  if (parts === undefined) return undefined;
  const { namespace = pod?.namespace, service, domain } = parts;
  // Below another domain it is another cluster's.
  if (domain !== undefined && domain !== "" && domain !== relative(clusterDomain(server))) return undefined;
  return namespace === undefined ? undefined : cluster.services.get(`${namespace}/${service}`);
}

/** Where a Service leads: to the workloads behind it, or to the name that it is an alias of. */
function addBehind(making: Making, service: ServiceModel): void {
  const { cluster } = making.environment;
  const from = serviceNode(making, service);
  if (service.type === "ExternalName") {
    addAlias(making, service, from);
    return;
  }
  const seen = new Set<string>();
  for (const { endpoints } of cluster.slicesByService.get(`${service.namespace}/${service.name}`) ?? []) {
    for (const { pod } of endpoints) {
      if (pod === undefined) continue;
      const key = `${pod.controller?.kind ?? "Pod"} ${pod.controller?.name ?? pod.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      addEdge(
        making,
        { from, to: makerNode(making, pod), relation: "behind", state: "resolves" },
        useOf(service, service.name, `its Pods are behind Service '${service.name}'`),
      );
    }
  }
}

function useOf({ declaration }: ServiceModel, name: string, why: string): MapUse {
  return declaration === undefined ? { name, why } : { name, why, declaration };
}

function addAlias(making: Making, service: ServiceModel, from: MapNode | undefined): void {
  const { cluster, server } = making.environment;
  const host = relative(service.externalName).toLowerCase();
  if (host === "") return;
  const parts = fullParts({ labels: host.split(".") });
  const isOurs = parts?.namespace !== undefined && parts.domain === relative(clusterDomain(server));
  const target = isOurs ? cluster.services.get(`${parts.namespace}/${parts.service}`) : undefined;
  const to =
    target === undefined
      ? hostNode(making, isOurs ? "missing" : "outside", host, service.namespace)
      : serviceNode(making, target);
  const state = target !== undefined ? "resolves" : isOurs ? "fails" : "outside";
  const why =
    target !== undefined
      ? "an alias of the Service"
      : isOurs
        ? "an alias of a name that is not there"
        : "an alias of a name outside the cluster";
  addEdge(making, { from, to, relation: "external-name", state }, useOf(service, host, why));
}
