/**
 * Decides whether a host name provably does not resolve in an environment, and what it most likely means. Only a few
 * forms may be reported (corpus findings, section 6). For every other form the verdict is undefined, and nothing is
 * reported.
 */

import { memoize } from "../../../base/memo.ts";
import { pathOf } from "../../../base/uri-path.ts";
import { namespaceOf } from "../../../cluster/state/identity.ts";
import { decisiveStep } from "../../../dns/clients/verdict.ts";
import { isDns1123Label } from "../../../dns/data/name.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { ServiceObject, WorkloadObject } from "../../../kubernetes/manifests/object.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { environmentFileOf } from "../../../workspace/index/file-facts.ts";
import { nearestNames } from "../evidence/near-names.ts";
import { type Declared, isFinal, isJudged, near } from "../evidence/reach.ts";
import { isRuntimeLabel } from "../evidence/unseen.ts";
import { judgeImpossible } from "./impossible.ts";
import { fullParts, type HostParts, numbered, shortPodParts, writeHost } from "./parts.ts";
import { judgeShortName } from "./short-names.ts";
import { askFrom, asksElsewhere, compatible, mayMean, outcomeFrom, servicesInView, setsInView, whyOf } from "./view.ts";
import { isMeshHost, isNamespace, isOurNamespace, mayExistUnseen, servicesAnywhere } from "./workspace-names.ts";

export interface HostVerdict {
  readonly kind:
    | "no-service"
    | "swapped"
    | "other-namespace"
    | "beyond-replicas"
    | "no-endpoint"
    | "not-governing"
    | "bare-pod"
    | "impossible"
    | "short-name";
  /** Why, in words; the resolver's where it was asked. */
  readonly why: string;
  /** Names that were most likely meant, the best first. */
  readonly meant: readonly string[];
  readonly related: readonly { readonly declaration: Declaration; readonly message: string }[];
}

interface Question {
  readonly analysis: Analysis;
  readonly environment: Environment;
  readonly declaration: Declaration;
  readonly mention: HostMention;
  readonly parts: HostParts;
}

/** The verdict on a host name, or undefined where it resolves or nothing is certain. */
export function judgeHost(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
): HostVerdict | undefined {
  if (mention.context.kind === "certificate") return undefined;
  if (isMeshHost(analysis, mention.host)) return undefined;
  // No name of the cluster resolves there: host-network-dns-policy says why.
  if (asksElsewhere(environment, declaration)) return undefined;
  const impossible = judgeImpossible({ analysis, environment, declaration, mention });
  if (impossible !== undefined || environment.open.length > 0) return impossible;
  const parts = clusterParts(analysis, environment, mention);
  if (parts === undefined)
    return (
      bareVerdict(analysis, environment, declaration, mention) ??
      judgeShortName({ analysis, environment, declaration, mention })
    );
  const question = { analysis, environment, declaration, mention, parts };
  const verdict = serviceVerdict(question);
  return verdict !== undefined && resolvesAnyway(question) ? undefined : verdict;
}

/** The name as one that may be reported: complete, or a StatefulSet's Pod under a Service. */
function clusterParts(analysis: Analysis, environment: Environment, mention: HostMention): HostParts | undefined {
  const { clusterDomain } = environment.podDns;
  const full = fullParts(mention);
  if (full !== undefined) return full.domain === "" || full.domain === clusterDomain ? full : undefined;
  const short = shortPodParts(mention) ?? swappedShort(mention);
  if (short === undefined) return undefined;
  const set = numbered(short.endpoint ?? "") ?? numbered(short.service);
  if (set === undefined || analysis.declarationsNamed("StatefulSet", set.base).length === 0) return undefined;
  // `db-9.db` is not a database file where there is a Service `db`.
  const isService = servicesInView(environment, short.service, short.namespace).length > 0;
  return isFileOrDomain(mention, mention.isHost || isService) ? undefined : short;
}

/** `<service>.<name>-<n>`: the labels the wrong way round. */
function swappedShort({ labels }: HostMention): HostParts | undefined {
  const [service, pod, namespace, more] = labels;
  if (service === undefined || pod === undefined || more !== undefined || numbered(pod) === undefined) return undefined;
  return { endpoint: service, service: pod, ...(namespace === undefined ? {} : { namespace }) };
}

/** Endings of files and of public or private domains: `web-0.log`, `web-0.example.com`. */
const endings =
  /\.(log|txt|ya?ml|json|xml|conf|cfg|ini|properties|toml|sh|py|js|sql|db|gz|tgz|tar|zip|bak|tmp|lock|pid|sock|pem|crt|key|csr|p12|jks|csv|md|html|com|org|net|io|dev|app|cloud|edu|gov|local|localhost|internal|intranet|corp|home|lan|test|example|invalid)$/;

function isFileOrDomain({ host, form }: HostMention, isName: boolean): boolean {
  return form === "dotted" && !isName && endings.test(`.${host.split(".").at(-1) ?? ""}`)
    ? true
    : /\.(com|org|net|io)$/.test(host);
}

function serviceVerdict(question: Question): HostVerdict | undefined {
  const { analysis, environment, declaration, parts } = question;
  const { service, namespace, endpoint } = parts;
  if (!isDns1123Label(service) || (namespace !== undefined && !isDns1123Label(namespace))) return undefined;
  if (namespace !== undefined && !isOurNamespace(analysis, namespace) && !isOwn(declaration, namespace))
    return swapped(question);
  const own = servicesInView(environment, service, namespace);
  if (own.length > 0) return endpoint === undefined ? undefined : endpointVerdict(question, own);
  if (mayMean(analysis, environment, declaration, service, namespace)) return undefined;
  if (mayExistUnseen(analysis, service, namespace)) return undefined;
  const turned = swapped(question);
  if (turned !== undefined) return turned;
  // `<name>-<n>.<namespace>` may be a Service of that name in a namespace.
  if (parts.domain === undefined && namespace === undefined && isNamespace(analysis, service)) return undefined;
  if (parts.domain === undefined && numbered(endpoint ?? "") === undefined) return undefined;
  return missing(question);
}

function isOwn(declaration: Declaration, namespace: string): boolean {
  return declaration.object.meta.namespace === namespace && !/^(kube|gke|openshift)(-|$)/.test(namespace);
}

/** Other orders of the labels that name a Service (and Pod) in view. */
function swapped(question: Question): HostVerdict | undefined {
  const { environment, parts } = question;
  const { service, namespace, endpoint } = parts;
  const orders: HostParts[] = [];
  if (endpoint !== undefined) orders.push({ ...parts, endpoint: service, service: endpoint });
  if (namespace !== undefined) orders.push({ ...parts, service: namespace, namespace: service });
  for (const order of orders) {
    const found = servicesInView(environment, order.service, order.namespace).filter(
      ({ object, distance }) =>
        distance <= near &&
        (order.namespace === undefined || object.meta.namespace === order.namespace || order.namespace === namespace),
    );
    const [first] = found;
    if (first === undefined || !isDns1123Label(order.service)) continue;
    if (order.endpoint !== undefined && !hasPod(environment, order.endpoint, order.service)) continue;
    return {
      kind: "swapped",
      why:
        order.endpoint === undefined
          ? "the labels are in the wrong order: a Service's name is written service.namespace"
          : "the labels are in the wrong order: a Pod's name is written pod.service.namespace",
      meant: [writeHost(order)],
      related: [{ declaration: first.declaration, message: `Service '${order.service}'` }],
    };
  }
  return undefined;
}

/** True when a StatefulSet in view makes the Pod under the Service. */
function hasPod(environment: Environment, pod: string, service: string): boolean {
  const name = numbered(pod);
  if (name === undefined) return false;
  return setsInView(environment, name.base).some(({ object }) => object.serviceName === service);
}

function missing(question: Question): HostVerdict {
  const { analysis, parts } = question;
  const elsewhere = inOrder(analysis, servicesAnywhere(analysis, parts.service));
  const others = elsewhere.filter(
    ({ object }) =>
      object.meta.namespace !== undefined && parts.namespace !== undefined && object.meta.namespace !== parts.namespace,
  );
  const [other] = others;
  const reason = why(question);
  if (other?.object.meta.namespace !== undefined) {
    return {
      kind: "other-namespace",
      why: `${reason}; it is in namespace '${other.object.meta.namespace}'`,
      meant: [writeHost({ ...parts, namespace: other.object.meta.namespace })],
      related: [{ declaration: other, message: `Service '${parts.service}' in another namespace` }],
    };
  }
  return {
    kind: "no-service",
    why: reason,
    meant: likelyServices(question).map((service) => writeHost({ ...parts, service })),
    related: elsewhere.slice(0, 3).map((declaration) => ({
      declaration,
      message: "a Service of that name, which is not applied together with this file",
    })),
  };
}

/** In the order of paths, then of the text, so that no history of edits shows. */
function inOrder(analysis: Analysis, declarations: readonly Declaration[]): readonly Declaration[] {
  const placed = declarations.map((declaration) => {
    const written = declaration.rendered?.source ?? declaration;
    const file = analysis.files.get(written.uri);
    const at = file === undefined ? -1 : environmentFileOf(file).declarations.indexOf(written);
    return { declaration, path: pathOf(declaration.uri), at };
  });
  placed.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.at - b.at));
  return placed.map(({ declaration }) => declaration);
}

/** The resolver's reason; of a name that ends in `svc` that of the complete name, which the search list arrives at. */
function why({ analysis, environment, declaration, mention, parts }: Question): string {
  const { clusterDomain } = environment.podDns;
  const given = parts.domain === "" ? { name: `${mention.host}.${clusterDomain}.` } : {};
  return whyOf(askFrom(analysis, environment, declaration, mention, given));
}

/** Services that were most likely meant: that of the named StatefulSet, near names, names that hold this one as a part. */
function likelyServices({ environment, parts }: Question): readonly string[] {
  const set = numbered(parts.endpoint ?? "");
  const governing = set === undefined ? [] : setsInView(environment, set.base);
  const known = servicesStating(environment, parts.namespace);
  const names = [
    ...governing.flatMap(({ object }) => (known.all.has(object.serviceName ?? "") ? [object.serviceName ?? ""] : [])),
    ...nearestNames(parts.service, known.list),
    // A Pod has names under the Service of its set, not under one that is called alike.
    ...(set === undefined ? (known.byPart.get(parts.service) ?? []) : []),
  ];
  return [...new Set(names)].filter((name) => name !== parts.service).slice(0, 3);
}

interface KnownNames {
  readonly list: readonly string[];
  readonly all: ReadonlySet<string>;
  /** By the words between their dashes, four names of each at most. */
  readonly byPart: ReadonlyMap<string, readonly string[]>;
}

/** The names of Services that state the namespace, or no namespace. */
function servicesStating(environment: Environment, namespace: string | undefined): KnownNames {
  const known = namesIn(environment);
  const before = known.get(namespace);
  if (before !== undefined) return before;
  const list = environment
    .stating(namespace)
    .flatMap(({ object }) => (object.kind === "Service" ? [object.meta.name] : []));
  const byPart = new Map<string, string[]>();
  for (const name of list) {
    for (const part of name.split("-")) {
      const names = byPart.get(part);
      if (names === undefined) byPart.set(part, [name]);
      else if (names.length < 4 && !names.includes(name)) names.push(name);
    }
  }
  const made = { list, all: new Set(list), byPart };
  known.set(namespace, made);
  return made;
}

/** By namespace: a file may name as many Services that are missing as it likes. */
const namesIn = memoize((_: Environment) => new Map<string | undefined, KnownNames>());

/** The Service is there: is the Pod? */
function endpointVerdict(question: Question, services: readonly Declared<ServiceObject>[]): HostVerdict | undefined {
  const { environment, parts } = question;
  const pod = numbered(parts.endpoint ?? "");
  const [service] = services;
  if (service === undefined || pod === undefined) return swapped(question);
  const sets = setsInView(environment, pod.base).filter(({ object }) =>
    compatible(object.meta.namespace, parts.namespace),
  );
  const [set] = sets;
  if (set === undefined || set.distance > near || service.distance > near) return undefined;
  if (services.some(({ object }) => Object.keys(object.selector ?? {}).length === 0)) return undefined;
  const governed = sets.filter(({ object }) => object.serviceName === parts.service);
  const [first] = governed;
  if (first === undefined) return notGoverning(question, set, service);
  if (governed.some(({ object }) => mayHavePod(object, pod.ordinal)))
    return services.length === 1 ? noEndpoint(question, first, service, pod.ordinal) : undefined;
  if (isScaled(environment, first.object)) return undefined;
  const { replicas = 1, ordinalsStart = 0, meta } = first.object;
  const last = `${meta.name}-${ordinalsStart + replicas - 1}`;
  return {
    kind: "beyond-replicas",
    why: `StatefulSet '${meta.name}' has ${replicas === 1 ? "1 replica" : `${replicas} replicas`}, its last Pod is '${last}'`,
    meant: [],
    related: [{ declaration: first.declaration, message: `the StatefulSet with ${replicas} replicas` }],
  };
}

/**
 * A Pod that the set makes and the Service has no name for: the Service does not select the Pod, or is not the one that
 * gives it names.
 */
function noEndpoint(
  question: Question,
  set: Declared<WorkloadObject>,
  service: Declared<ServiceObject>,
  ordinal: number,
): HostVerdict | undefined {
  const { analysis, environment, declaration, mention } = question;
  const { replicas, ordinalsStart = 0 } = set.object;
  if (replicas === 0 || (replicas === undefined && ordinal !== ordinalsStart)) return undefined;
  if ([set, service].some((one) => !isJudged(one.declaration) || !isFinal(environment, one.declaration)))
    return undefined;
  if (Object.keys(service.object.selector ?? {}).some((key) => isRuntimeLabel(analysis, key))) return undefined;
  const simulation = askFrom(analysis, environment, declaration, mention);
  const response = decisiveStep(simulation)?.response;
  const isAbout = response?.kind === "reply" && /^no-(ready-)?endpoint$/.test(response.reason.kind);
  if (simulation.outcome !== "nxdomain" || !isAbout) return undefined;
  return {
    kind: "no-endpoint",
    why: whyOf(simulation),
    meant: [],
    related: [
      { declaration: service.declaration, message: "the Service in the name" },
      { declaration: set.declaration, message: "the StatefulSet" },
    ],
  };
}

/** Replicas that are not written, or set to zero until something scales them, prove nothing. */
function mayHavePod({ replicas, ordinalsStart = 0 }: WorkloadObject, ordinal: number): boolean {
  if (replicas === undefined || replicas === 0) return true;
  return ordinal >= ordinalsStart && ordinal < ordinalsStart + replicas;
}

const autoscalers = ["HorizontalPodAutoscaler", "ScaledObject", "VerticalPodAutoscaler"];

/** True when an autoscaler in view sets the replicas. */
function isScaled(environment: Environment, set: WorkloadObject): boolean {
  return autoscalers.some((kind) =>
    environment.ofOtherKind(kind).some(({ object }) => object.meta.name.includes(set.meta.name)),
  );
}

function notGoverning(
  question: Question,
  set: Declared<WorkloadObject>,
  service: Declared<ServiceObject>,
): HostVerdict | undefined {
  const { environment, parts } = question;
  const { serviceName = "" } = set.object;
  if (serviceName === "" || set.object.template?.spec.hostname !== undefined) return undefined;
  const exists = servicesInView(environment, serviceName, set.object.meta.namespace).length > 0;
  return {
    kind: "not-governing",
    why: why(question),
    meant: exists ? [writeHost({ ...parts, service: serviceName })] : [],
    related: [
      { declaration: set.declaration, message: `the StatefulSet; its serviceName is '${serviceName}'` },
      { declaration: service.declaration, message: "the Service in the name" },
    ],
  };
}

/** `<set>-<n>` alone as the host of a URL: Pods have no names without their Service. */
function bareVerdict(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
): HostVerdict | undefined {
  const pod = mention.form === "url" && mention.labels.length === 1 ? numbered(mention.host) : undefined;
  if (pod === undefined || servicesAnywhere(analysis, mention.host).length > 0) return undefined;
  const [set] = setsInView(environment, pod.base).filter(({ object }) =>
    compatible(object.meta.namespace, declaration.object.meta.namespace),
  );
  if (set === undefined || set.distance > near || mayExistUnseen(analysis, mention.host, undefined)) return undefined;
  const simulation = askFrom(analysis, environment, declaration, mention);
  if (simulation.outcome !== "nxdomain") return undefined;
  const { serviceName = "" } = set.object;
  return {
    kind: "bare-pod",
    why: `a Pod of StatefulSet '${pod.base}' has no name without its Service`,
    meant: serviceName === "" ? [] : [`${mention.host}.${serviceName}`],
    related: [{ declaration: set.declaration, message: "the StatefulSet" }],
  };
}

/** A name that the resolver resolves is never reported. */
function resolvesAnyway({ analysis, environment, declaration, mention, parts }: Question): boolean {
  const namespace = parts.namespace ?? namespaceOf(declaration.object, analysis.settings);
  const isCut = environment.cluster.notesIn(namespace).some(({ kind }) => kind === "pods-left-out");
  if (isCut && parts.endpoint !== undefined) return true;
  const outcome = outcomeFrom(analysis, environment, declaration, mention);
  return outcome !== "nxdomain";
}
