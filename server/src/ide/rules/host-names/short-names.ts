/**
 * Judges hosts of one label: in the workspace's closed world, where another namespace has the Service, where a Service of
 * nearly that name has exactly the port, or where a chart makes the name of the release's. Without such evidence a short name may be anything, and is left alone.
 */

import { append } from "../../../base/collections.ts";
import { memoize } from "../../../base/memo.ts";
import { namespaceOf } from "../../../cluster/state/identity.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { ServiceObject } from "../../../kubernetes/manifests/object.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { anyRelease } from "../../../workspace/charts/chart-environments.ts";
import { nearestNames } from "../evidence/near-names.ts";
import { called, podTemplateOf } from "../evidence/pod-template.ts";
import { near } from "../evidence/reach.ts";
import type { HostVerdict } from "./host-verdict.ts";
import { numbered } from "./parts.ts";
import { askFrom, compatible, declarationsInView, outcomeFrom, servicesInView, whyOf } from "./view.ts";
import { mayExistUnseen, servicesAnywhere } from "./workspace-names.ts";

interface Question {
  readonly analysis: Analysis;
  readonly environment: Environment;
  readonly declaration: Declaration;
  readonly mention: HostMention;
}

/** The verdict on a host of one label that no Service of its namespace has as a name. */
export function judgeShortName(question: Question): HostVerdict | undefined {
  const { analysis, environment, declaration, mention } = question;
  const { host } = mention;
  if (mention.labels.length !== 1 || mention.absolute || !isLookup(mention) || others.has(host)) return undefined;
  const { namespace } = declaration.object.meta;
  // What a controller applies elsewhere lands beside objects that are not seen from here.
  if (mention.namespace !== undefined && mention.namespace !== namespace) return undefined;
  if (servicesAnywhere(analysis, host).some(({ object }) => compatible(object.meta.namespace, namespace)))
    return unsearched(question);
  if (mayExistUnseen(analysis, host, namespace)) return undefined;
  const meant =
    ofHostname(question) ??
    inOtherNamespace(question) ??
    withThatPort(question) ??
    ofThisRelease(question) ??
    (analysis.snapshot ? nothing : undefined);
  if (meant === undefined) return undefined;
  const simulation = askFrom(analysis, environment, declaration, mention);
  if (simulation.outcome !== "nxdomain") return undefined;
  return { kind: "short-name", why: `${whyOf(simulation)}${meant.more}`, meant: meant.names, related: meant.related };
}

/** A Service beside a Pod of dnsPolicy None whose dnsConfig does not search its namespace. */
function unsearched({ analysis, environment, declaration, mention }: Question): HostVerdict | undefined {
  if (podTemplateOf(declaration.object)?.spec.dnsPolicy !== "None") return undefined;
  const simulation = askFrom(analysis, environment, declaration, mention);
  const { clusterDomain } = environment.podDns;
  const domain = `${namespaceOf(declaration.object, analysis.settings)}.svc${clusterDomain === "" ? "" : `.${clusterDomain}`}`;
  if (simulation.outcome !== "nxdomain" || simulation.resolvConf.search.includes(domain)) return undefined;
  const name = `${mention.host}.${domain}`;
  if (outcomeFrom(analysis, environment, declaration, mention, { name: `${name}.` }) !== "resolved") return undefined;
  const why = `the Pod's dnsConfig does not search '${domain}'`;
  return { kind: "short-name", why, meant: [name], related: [] };
}

/** Names that something else knows: the Pod's own hosts file, the API server, the cloud's metadata. */
const others: ReadonlySet<string> = new Set(["localhost", "kubernetes", "metadata", "host"]);

/** `redis:7` may be an image, `app:1000` an owner: without a scheme only what has a port's usual size, and no scripts. */
function isLookup({ form, isHost, port = 0, path, context }: HostMention): boolean {
  if (!isHost) return false;
  if (form !== "host-port") return true;
  const words = [...path.slice(-2), context.kind === "env" ? context.name : ""].join(" ");
  return port >= 80 && !/image|tag|version/i.test(words) && !(context.kind === "argument" && context.script);
}

type Meant = {
  readonly names: readonly string[];
  readonly more: string;
  readonly related: HostVerdict["related"];
};

const nothing: Meant = { names: [], more: "", related: [] };

/** The hostname of Pods near, which nothing but the Pod itself knows without a subdomain. */
function ofHostname({ analysis, environment, declaration, mention }: Question): Meant | undefined {
  const namespace = namespaceOf(declaration.object, analysis.settings);
  const maker = (makersByHostname(environment.nearby).get(mention.host) ?? []).find(
    (other) => other !== declaration && namespaceOf(other.object, analysis.settings) === namespace,
  );
  if (maker === undefined) return undefined;
  const labels = podTemplateOf(maker.object)?.labels ?? {};
  const services = environment.nearby.flatMap(({ object }) => {
    if (object.kind !== "Service" || namespaceOf(object, analysis.settings) !== namespace) return [];
    const selector = Object.entries(object.selector ?? {});
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value) ? [object.meta.name] : [];
  });
  return {
    names: services.slice(0, 1),
    more: `; it is the hostname of ${called(maker.object)}, which is not a DNS name without a subdomain`,
    related: [{ declaration: maker, message: "has the hostname" }],
  };
}

/** What makes Pods with a hostname and without a subdomain. A StatefulSet's Pods have other hostnames. */
const makersByHostname = memoize(
  (declarations: readonly Declaration[]): ReadonlyMap<string, readonly Declaration[]> => {
    const found = new Map<string, Declaration[]>();
    for (const declaration of declarations) {
      const { hostname, subdomain = "" } = podTemplateOf(declaration.object)?.spec ?? {};
      if (hostname === undefined || subdomain !== "" || declaration.object.kind === "StatefulSet") continue;
      append(found, hostname, declaration);
    }
    return found;
  },
);

/** Services by namespace and port; of more than a person would look through, the first. */
const servicesByPort = memoize((analysis: Analysis) =>
  memoize((declarations: readonly Declaration[]): ReadonlyMap<string, readonly Declaration[]> => {
    const found = new Map<string, Declaration[]>();
    for (const declaration of declarations) {
      const { object } = declaration;
      if (object.kind !== "Service" || object.type === "ExternalName") continue;
      for (const port of new Set(object.ports.map((own) => own.port))) {
        const key = `${namespaceOf(object, analysis.settings)} ${port}`;
        const known = found.get(key);
        if (known === undefined) found.set(key, [declaration]);
        else if (known.length < mostServices) known.push(declaration);
      }
    }
    return found;
  }),
);

const mostServices = 200;

/** Services of the name near, in a namespace that is another one for certain. */
function inOtherNamespace({ environment, declaration, mention }: Question): Meant | undefined {
  const [other, ...more] = servicesInView(environment, mention.host, undefined).filter(
    ({ object, distance }) => distance <= near && hasPort(object, mention.port),
  );
  const namespace = other?.object.meta.namespace;
  if (other === undefined || namespace === undefined || declaration.object.meta.namespace === undefined)
    return undefined;
  const isOne = more.every(({ object }) => object.meta.namespace === namespace);
  return {
    names: [`${mention.host}.${namespace}`],
    more: isOne ? `; it is in namespace '${namespace}'` : "; there are some in other namespaces",
    related: [{ declaration: other.declaration, message: `Service '${mention.host}' in another namespace` }],
  };
}

/** The Service near of nearly that name, or with the same end and as the only one, that has exactly the port. */
function withThatPort({ analysis, environment, declaration, mention }: Question): Meant | undefined {
  const { host, port } = mention;
  if (port === undefined) return undefined;
  const namespace = namespaceOf(declaration.object, analysis.settings);
  const having = servicesByPort(analysis)(environment.nearby).get(`${namespace} ${port}`) ?? [];
  const names = namesOf(having);
  const nearest = nearestNames(host, names).find((name) => isNearly(host, name));
  const [only] = names.length === 1 ? names : [];
  const meant = nearest ?? (only !== undefined && endsAlike(host, only) ? only : undefined);
  const found = having.find(({ object }) => object.meta.name === meant);
  if (meant === undefined || found === undefined || isMadeBeside(environment, host)) return undefined;
  return {
    names: [meant],
    more: `, and Service '${meant}' has port ${port}`,
    related: [{ declaration: found, message: `a Service with port ${port}` }],
  };
}

/**
 * A name that begins as Services of the chart do: it is meant for one of the same release, which these values switch off.
 * Whether the name follows the release's is seen under another one (`rules/charts`): there the beginning must hold it, and more.
 */
function ofThisRelease({ environment, mention }: Question): Meant | undefined {
  if (environment.chart?.isReleaseAssumed !== true || mention.form === "bare") return undefined;
  const { host } = mention;
  // What has a number is a Pod, which has no name of its own.
  if (numbered(host) !== undefined || isMadeBeside(environment, host)) return undefined;
  const isOther = environment.chart.other === undefined;
  const known = beginnings(environment.declarations);
  const isBegun = beginningsOf(host).some(
    (same) => known.has(same) && (!isOther || (same.includes(anyRelease) && same !== anyRelease)),
  );
  return isBegun ? nothing : undefined;
}

/** The beginnings of the names of all Services: a chart may make as many as it likes, and name as many hosts. */
const beginnings = memoize(
  (declarations: readonly Declaration[]): ReadonlySet<string> =>
    new Set(declarations.flatMap(({ object }) => (object.kind === "Service" ? beginningsOf(object.meta.name) : []))),
);

/** `a`, `a-b`, `a-b-c`; none of what is too long for a label. */
function beginningsOf(name: string): readonly string[] {
  if (name.length > 63) return [];
  const words = name.split("-");
  return words.map((_, index) => words.slice(0, index + 1).join("-")).filter((begun) => begun !== "");
}

/** Kept, so that a name is compared with the same list each time. */
const namesOf = memoize((services: readonly Declaration[]): readonly string[] => [
  ...new Set(services.map(({ object }) => object.meta.name)),
]);

/** A workload of that name is here: it is its Service that is missing, and no other is meant. */
function isMadeBeside(environment: Environment, name: string): boolean {
  return ["Deployment", "StatefulSet", "DaemonSet", "Pod"].some((kind) =>
    declarationsInView(environment, kind, name).some(({ distance }) => distance <= near),
  );
}

/** True where the words that differ are nearly the same: long names that share most words may differ in the one that counts. */
function isNearly(a: string, b: string): boolean {
  const [left, right] = [a.split("-"), b.split("-")];
  while (left.length > 0 && left[0] === right[0]) {
    left.shift();
    right.shift();
  }
  while (left.length > 0 && left.at(-1) === right.at(-1)) {
    left.pop();
    right.pop();
  }
  const [ownWords, otherWords] = [left.join("-"), right.join("-")];
  return ownWords === "" || otherWords === "" || nearestNames(ownWords, [otherWords]).length > 0;
}

/** `podtato-head-left-leg` and `pod2-left-leg`: the last words are the same, and they are most of the shorter name. */
function endsAlike(a: string, b: string): boolean {
  const [left, right] = [a.split("-"), b.split("-")];
  let same = 0;
  while (same < Math.min(left.length, right.length) && left.at(-1 - same) === right.at(-1 - same)) same++;
  const length = left.slice(left.length - same).join("-").length;
  return same > 0 && length >= 3 && left.length > same && right.length - same <= 1;
}

function hasPort({ ports }: ServiceObject, port: number | undefined): boolean {
  return port === undefined || ports.some((own) => own.port === port);
}
