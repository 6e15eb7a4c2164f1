/**
 * Lists what the "Kubernetes DNS" tree shows, one level at a time: environments, namespaces, Services, their names, their
 * Pods and who uses them. A level costs what is in it.
 */

import { sameItems } from "../../base/collections.ts";
import { byName } from "../../base/natural-order.ts";
import { asUri } from "../../base/source.ts";
import { nameOf, pathOf } from "../../base/uri-path.ts";
import type { PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { isTemplated } from "../../kubernetes/manifests/role.ts";
import type {
  ExplorerNode,
  ExplorerParams,
  ExplorerPlaceParams,
  ExplorerPlaceResult,
  ExplorerResult,
} from "../../protocol/explorer.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { withoutChoice } from "../../workspace/environments/for-choice.ts";
import { siteSpan } from "../../workspace/places/site.ts";
import { defaultSettings } from "../../workspace/settings/settings.ts";
import {
  idOf,
  nameOfService,
  namesBelow,
  podsBehind,
  podsOf,
  serviceOf,
  servicesIn,
  servicesOver,
} from "./cluster-objects.ts";
import { locationOf, rangeOf, targetOf } from "./convert.ts";
import { findingsOf } from "./findings.ts";
import { plural } from "./markdown.ts";
import { preparedNaming } from "./symbol/naming-index.ts";
import { occurrencesOf, wholeSite } from "./symbol/occurrences.ts";

/** Nodes sent for one parent; of more, how many there are. */
const most = 500;
/** Services of a namespace whose findings are looked up: rules may have to run for each. */
const mostJudged = 50;

/** A node's id: what it is, in which environment, and of what. */
type Key =
  | readonly ["environment", string]
  | readonly ["namespace", string, string]
  | readonly ["service", string, string]
  | readonly ["refused", string, string, string]
  | readonly ["name", string, string, string]
  | readonly ["pod", string, string, string]
  | readonly ["users", string, string]
  | readonly ["user", string, string, string]
  | readonly ["more", ...string[]];

function idFor(key: Key): string {
  return JSON.stringify(key);
}

/** @returns undefined for a text that this file did not make */
function keyOf(id: string): readonly string[] | undefined {
  try {
    const key: unknown = JSON.parse(id);
    return Array.isArray(key) && key.every((part) => typeof part === "string") ? key : undefined;
  } catch {
    return undefined;
  }
}

/** What is below a node, in the order in which a person looks for it; nothing below what no longer exists. */
export function explorer(analysis: Analysis, { node, text = "" }: ExplorerParams): ExplorerResult {
  const wanted = text.trim().toLowerCase();
  if (node === undefined) {
    const nodes = roots(analysis, wanted);
    return nodes.length > 0 ? { nodes } : { nodes, reason: reasonFor(analysis, wanted) };
  }
  const [kind, id, of = ""] = keyOf(node) ?? [];
  const environment = analysis.environments().find((one) => one.id === id);
  if (environment === undefined) return { nodes: [] };
  switch (kind) {
    case "environment":
      return { nodes: namespaces(analysis, environment, wanted) };
    case "namespace":
      return { nodes: limited(environment, services(analysis, environment, of, wanted)) };
    case "service":
      return { nodes: limited(environment, belowService(analysis, environment, of)) };
    case "users":
      return { nodes: limited(environment, users(analysis, environment, of)) };
    default:
      return { nodes: [] };
  }
}

/** What `explorer` would wait for: who uses a Service is seen in a table over all files. */
export function* explorerAhead(analysis: Analysis, { node }: ExplorerParams): Generator<undefined, void> {
  if (node !== undefined && keyOf(node)?.[0] === "users") yield* preparedNaming(analysis);
}

/** The way to the Service that the object at a place is, or whose Pods it makes. */
export function explorerPlace(analysis: Analysis, { uri, position }: ExplorerPlaceParams): ExplorerPlaceResult {
  const target = targetOf(analysis, asUri(uri), position);
  if (target?.declaration === undefined) return { path: [] };
  for (const environment of analysis.environmentsOf(asUri(uri))) {
    for (const made of environment.madeFrom(target.declaration)) {
      const service = serviceOf(environment, made) ?? serviceOver(environment, made);
      if (service?.declaration === undefined) continue;
      const path: Key[] = [
        ["environment", environment.id],
        ["namespace", environment.id, service.namespace],
        ["service", environment.id, idOf(service)],
      ];
      return { path: path.map(idFor) };
    }
  }
  return { path: [] };
}

/** The Service that gives the Pods of an object their names, else the first over them. */
function serviceOver(environment: Environment, made: Declaration): ServiceModel | undefined {
  const services = servicesOver(environment, podsOf(environment, made));
  const { object } = made;
  const named = object.kind === "StatefulSet" ? object.serviceName : undefined;
  return services.find(({ name }) => name === named) ?? services[0];
}

/**
 * The environments that hold a Service. What kustomizations and charts make is built when somebody opens them, or filters:
 * there may be hundreds.
 */
function roots(analysis: Analysis, wanted: string): readonly ExplorerNode[] {
  return withoutChoice(analysis)
    .environments()
    .flatMap((environment): readonly ExplorerNode[] => {
      const isRead = environment.kind === "plain" || (wanted !== "" && environment.chart?.isMade() !== false);
      const count = isRead ? servicesAmong(analysis, environment, environment.declarations, wanted).length : undefined;
      if (count === 0) return [];
      return [
        {
          id: idFor(["environment", environment.id]),
          kind: "environment",
          label: environment.label === "" ? "workspace" : environment.label,
          description: [
            ...(count === undefined ? [] : [plural(count, "Service")]),
            ...(analysis.choice?.ids.has(environment.id) === true ? ["chosen"] : []),
          ].join(" · "),
          tooltip: "",
          hasChildren: true,
          isServing: true,
          environment: environment.id,
        },
      ];
    });
}

function reasonFor(analysis: Analysis, wanted: string): string {
  if (!analysis.loaded) return "The workspace is being read.";
  if (wanted !== "") return `No Service has '${wanted}' in its full name.`;
  if (analysis.environments().length > 0)
    return "The manifests of this workspace declare no Service, so nothing has a DNS name.";
  const { exclude } = analysis.settings;
  const left = sameItems(exclude, defaultSettings.exclude)
    ? ""
    : ` Files that \`podns.exclude\` names are left out: ${exclude.join(", ")}.`;
  return `No file of this workspace holds a Kubernetes object.${left}`;
}

/** The Services that manifests declare, with the namespace that each lands in. No cluster is made for that. */
function servicesAmong(
  analysis: Analysis,
  environment: Environment,
  declarations: readonly Declaration[],
  wanted: string,
): readonly { readonly namespace: string; readonly declaration: Declaration }[] {
  const fallback = environment.chart?.namespace ?? analysis.settings.defaultNamespace;
  return declarations.flatMap((declaration) => {
    const { object } = declaration;
    if (object.kind !== "Service" || object.meta.name === "" || isTemplated(object.meta.name)) return [];
    const namespace = object.meta.namespace ?? fallback;
    const name = `${object.meta.name}.${namespace}.svc.${analysis.settings.clusterDomain}`;
    return wanted === "" || name.includes(wanted) ? [{ namespace, declaration }] : [];
  });
}

function namespaces(analysis: Analysis, environment: Environment, wanted: string): readonly ExplorerNode[] {
  const counts = new Map<string, number>();
  for (const { namespace } of servicesAmong(analysis, environment, environment.declarations, wanted))
    counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => byName(a, b));
  const nodes = limited(
    environment,
    sorted.map(
      ([namespace, count]): ExplorerNode => ({
        id: idFor(["namespace", environment.id, namespace]),
        kind: "namespace",
        label: namespace,
        description: plural(count, "Service"),
        tooltip: "",
        hasChildren: true,
        isServing: true,
        environment: environment.id,
      }),
    ),
  );
  const [reason] = environment.open;
  return reason === undefined ? nodes : [...nodes, openNode(environment, reason)];
}

/** Says of an environment that something may exist which is not shown. */
function openNode(environment: Environment, reason: string): ExplorerNode {
  return {
    id: idFor(["more", environment.id, "open"]),
    kind: "more",
    label: "There may be more",
    description: reason,
    tooltip: environment.open.join("; "),
    hasChildren: false,
    isServing: true,
    environment: environment.id,
  };
}

function services(
  analysis: Analysis,
  environment: Environment,
  namespace: string,
  wanted: string,
): readonly ExplorerNode[] {
  const applied = servicesIn(environment, namespace).filter((service) =>
    nameOfService(environment, service).includes(wanted),
  );
  const others = servicesAmong(analysis, environment, environment.stating(namespace), wanted).filter(
    (declared) => declared.namespace === namespace && environment.cluster.serviceOf(declared.declaration) === undefined,
  );
  return [
    ...applied.map((service, index) => serviceNode(analysis, environment, service, index < mostJudged)),
    ...others.map(({ declaration }) => notAppliedNode(analysis, environment, declaration)),
  ].sort((a, b) => byName(a.label, b.label));
}

function serviceNode(
  analysis: Analysis,
  environment: Environment,
  service: ServiceModel,
  isJudged: boolean,
): ExplorerNode {
  const severity = isJudged ? severityOf(analysis, service.declaration) : undefined;
  const pods = podsBehind(environment, service);
  const fqdn = nameOfService(environment, service);
  return {
    id: idFor(["service", environment.id, idOf(service)]),
    kind: service.type === "ExternalName" ? "external-name" : service.headless ? "headless" : "cluster-ip",
    label: service.name,
    description: describe(service, pods),
    tooltip: severity?.message ?? fqdn,
    hasChildren: true,
    ...(severity === undefined ? {} : { severity: severity.level }),
    isServing: service.type === "ExternalName" || pods.length > 0 || service.selector === undefined,
    ...placeOf(analysis, service.declaration),
    fqdn,
    question: { environment: environment.id, name: fqdn },
    environment: environment.id,
  };
}

/** A Service that the API server refuses, or whose name another object of the same environment has. */
function notAppliedNode(analysis: Analysis, environment: Environment, declaration: Declaration): ExplorerNode {
  const { name } = declaration.object.meta;
  const severity = severityOf(analysis, declaration);
  return {
    id: idFor(["refused", environment.id, declaration.uri, name]),
    kind: "cluster-ip",
    label: name,
    description: "not applied",
    tooltip: severity?.message ?? "Another object of this name counts.",
    hasChildren: false,
    severity: severity?.level ?? "information",
    isServing: false,
    ...placeOf(analysis, declaration),
    environment: environment.id,
  };
}

function describe(service: ServiceModel, pods: readonly PodModel[]): string {
  if (service.type === "ExternalName") return `alias of ${service.externalName}`;
  const kind = service.headless ? "headless" : (service.clusterIPs[0]?.ip ?? "ClusterIP");
  return `${kind} · ${pods.length === 0 ? "no Pods" : plural(pods.length, "Pod")}`;
}

const ranks = { error: 0, warning: 1, information: 2 } as const;

function severityOf(
  analysis: Analysis,
  declaration: Declaration | undefined,
): { readonly level: keyof typeof ranks; readonly message: string } | undefined {
  if (declaration === undefined) return undefined;
  // Findings are about what a file holds, also where a kustomization made another object of it.
  const source = declaration.rendered?.source ?? declaration;
  const found = findingsOf(analysis, source.uri).flatMap(({ finding, severity, declaration: about }) =>
    (about === source || about === declaration) && severity !== "hint"
      ? [{ level: severity, message: finding.message }]
      : [],
  );
  return found.sort((a, b) => ranks[a.level] - ranks[b.level])[0];
}

/** The names of a Service, its Pods, and the node below which its users are. */
function belowService(analysis: Analysis, environment: Environment, id: string): readonly ExplorerNode[] {
  const service = environment.cluster.services.get(id);
  if (service === undefined) return [];
  const own = nameOfService(environment, service);
  const pods = podsBehind(environment, service);
  const shared = { environment: environment.id, hasChildren: false, tooltip: "" };
  const names: ExplorerNode[] = [
    {
      ...shared,
      id: idFor(["name", environment.id, id, own]),
      kind: "name",
      label: own,
      description: service.headless
        ? `one address for each ready Pod, ${pods.filter(({ ready }) => ready).length} now`
        : "",
      isServing: true,
      ...placeOf(analysis, service.declaration),
      fqdn: own,
      question: { environment: environment.id, name: own },
    },
  ];
  for (const port of service.ports) {
    if (port.name === "" || service.type === "ExternalName") continue;
    const name = `_${port.name}._${port.protocol.toLowerCase()}.${own}`;
    names.push({
      ...shared,
      id: idFor(["name", environment.id, id, name]),
      kind: "name",
      label: name,
      description: "SRV",
      isServing: true,
      ...placeOf(analysis, service.declaration),
      fqdn: name,
      question: { environment: environment.id, name, type: "SRV" },
    });
  }
  return [...names, ...pods.map((pod) => podNode(analysis, environment, service, pod)), usersNode(environment, id)];
}

function podNode(analysis: Analysis, environment: Environment, service: ServiceModel, pod: PodModel): ExplorerNode {
  const own = namesBelow(environment, pod, service).find((name) => name.startsWith(`${pod.hostname}.`));
  const addresses = pod.addresses.map(({ ip, synthetic }) => (synthetic ? `${ip}*` : ip)).join(", ");
  const isPublished = pod.ready || service.publishNotReadyAddresses;
  return {
    id: idFor(["pod", environment.id, idOf(service), pod.name]),
    kind: "pod",
    label: pod.name,
    description: [addresses, ...(pod.ready ? [] : ["not ready"])].filter((part) => part !== "").join(" · "),
    tooltip: own ?? "No name of this Service leads to this Pod alone.",
    hasChildren: false,
    isServing: isPublished,
    ...placeOf(analysis, pod.controller?.declaration ?? pod.declaration),
    ...(own === undefined ? {} : { fqdn: own }),
    question: {
      environment: environment.id,
      from: idOf(pod),
      name: own ?? nameOfService(environment, service),
    },
    environment: environment.id,
  };
}

function usersNode(environment: Environment, id: string): ExplorerNode {
  return {
    id: idFor(["users", environment.id, id]),
    kind: "users",
    label: "Used by",
    description: "",
    tooltip: "The places that name this Service.",
    hasChildren: true,
    isServing: true,
    environment: environment.id,
  };
}

function users(analysis: Analysis, environment: Environment, id: string): readonly ExplorerNode[] {
  const service = environment.cluster.services.get(id);
  if (service?.declaration === undefined) return [];
  const sites = occurrencesOf(analysis, environment, { kind: "service", service })
    .filter(({ use }) => use.place !== "declaration")
    .map(wholeSite);
  const seen = new Set<string>();
  return sites.flatMap((site): readonly ExplorerNode[] => {
    const location = locationOf(analysis, site);
    if (location === undefined) return [];
    const { start } = location.range;
    const key = `${location.uri}:${start.line}:${start.character}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const { kind, meta } = site.declaration.object;
    const line = start.line + 1;
    const file = nameOf(pathOf(asUri(location.uri)));
    return [
      {
        id: idFor(["user", environment.id, id, key]),
        kind: "user",
        label: `${kind === "Other" ? "" : `${kind} `}${meta.name}`,
        description: `${file}:${line}`,
        tooltip: "",
        hasChildren: false,
        isServing: true,
        place: location,
        environment: environment.id,
      },
    ];
  });
}

function placeOf(analysis: Analysis, declaration: Declaration | undefined): Pick<ExplorerNode, "place"> {
  if (declaration === undefined) return {};
  const found = siteSpan(analysis, { declaration, path: ["metadata", "name"] });
  return found === undefined ? {} : { place: { uri: found.uri, range: rangeOf(analysis, found.uri, found.span) } };
}

function limited(environment: Environment, nodes: readonly ExplorerNode[]): readonly ExplorerNode[] {
  if (nodes.length <= most) return nodes;
  const left = nodes.length - most;
  return [
    ...nodes.slice(0, most),
    {
      id: idFor(["more", environment.id, String(nodes[most]?.id)]),
      kind: "more",
      label: `… ${left} more`,
      description: "",
      tooltip: "A filter shows fewer.",
      hasChildren: false,
      isServing: true,
      environment: environment.id,
    },
  ];
}
