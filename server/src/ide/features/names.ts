/** Lists the names worth typing in a Pod: the shortest form that works there, and what each is. It gives no answers. */

import { memoize } from "../../base/memo.ts";
import { byName } from "../../base/natural-order.ts";
import type { PodModel } from "../../cluster/state/cluster.ts";
import { type ShortNamer, shortNamer } from "../../dns/clients/short-name.ts";
import type { ClientId } from "../../dns/clients/simulation.ts";
import { isSubdomainOf, labels, normalName, relative } from "../../dns/data/name.ts";
import { questionsOf } from "../../dns/server/list-records.ts";
import type { ServedRecord } from "../../dns/server/response.ts";
import { answer, clusterDomain, type DnsServer, exists } from "../../dns/server/server.ts";
import type { NamesParams, NamesResult } from "../../protocol/simulate.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { resolvConfIn } from "../../workspace/asking/ask-from-pod.ts";
import { chooseClient, chooseEnvironment, choosePod } from "./asking-pod.ts";

/** Names sent at once; of more, a text narrows them down. */
const most = 1_000;

/** The names that exist: own namespace first, near files before far ones. */
export function namesFrom(analysis: Analysis, params: NamesParams): NamesResult {
  const environment = chooseEnvironment(analysis, params);
  if (environment === undefined) return { names: [], complete: true };
  const pod = choosePod(analysis, environment, { ...params, name: "" });
  const short = shortNamesIn(environment, pod, chooseClient(analysis, pod, params.client));
  const wanted = (params.text ?? "").trim().toLowerCase();
  const own = pod?.namespace ?? analysis.settings.defaultNamespace;
  const far = new Map<string, number>();
  const farFrom = (name: ListedName): number => {
    const key = `${name.namespace}/${name.service}`;
    const known = far.get(key) ?? farness(environment, name, own);
    far.set(key, known);
    return known;
  };
  const sorted = listedNames(environment.server)
    .filter(({ fqdn }) => fqdn.includes(wanted))
    .map((name) => ({ name, far: farFrom(name) }))
    .sort((a, b) => a.far - b.far)
    .map(({ name }) => name);
  const names = sorted.slice(0, most).flatMap((name) => {
    const about = aboutName(environment.server)(name);
    if (about === undefined) return [];
    return [{ name: short(name.fqdn), fqdn: name.fqdn, about, ...(name.type === "SRV" ? { type: name.type } : {}) }];
  });
  return { names, complete: sorted.length <= most };
}

/** Gives names their shortest form for what this program does with the Pod's resolv.conf. */
export function shortNamesIn(environment: Environment, pod: PodModel | undefined, client: ClientId): ShortNamer {
  return shortNamer(client, resolvConfIn(environment, pod), (name) => exists(environment.server, name));
}

/** A name as it is enumerated; the server decides whether it exists now. */
interface ListedName {
  /** Lower case, without the final dot. */
  readonly fqdn: string;
  readonly type: string;
  readonly namespace: string;
  readonly service: string;
}

/** Services before the names below them, each in the order of their numbers; names made from addresses left out. */
const listedNames = memoize((server: DnsServer): readonly ListedName[] => {
  const zone = `svc.${clusterDomain(server)}`;
  const depth = labels(zone).length;
  const names = new Map<string, ListedName>();
  for (const { name, type } of questionsOf(server)) {
    const fqdn = relative(normalName(name));
    if (names.has(fqdn) || !isSubdomainOf(fqdn, zone)) continue;
    const parts = labels(fqdn);
    const [service, namespace] = parts.slice(-depth - 2);
    if (service === undefined || namespace === undefined || /^\d+-\d+-\d+-\d+$/.test(parts[0] ?? "")) continue;
    names.set(fqdn, { fqdn, type, namespace, service });
  }
  return [...names.values()].sort((a, b) => rankOf(a) - rankOf(b) || byName(a.fqdn, b.fqdn));
});

/** Addresses before ports. */
function rankOf({ fqdn, type }: ListedName): number {
  return type === "SRV" ? 1_000 : labels(fqdn).length;
}

/** Own namespace before others, near files before far ones, what every cluster has last. */
function farness({ cluster, distance }: Environment, { namespace, service }: ListedName, own: string): number {
  const declaration = cluster.services.get(`${namespace}/${service}`)?.declaration;
  return (namespace === own ? 0 : 10_000) + (declaration === undefined ? 1_000 : Math.min(distance(declaration), 999));
}

/** The description of each name, made once for each server. */
const aboutName = memoize((server: DnsServer) => memoize((name: ListedName) => wordsFor(server, name)));

/** Undefined when the name has no record now, or only repeats an address. */
function wordsFor(server: DnsServer, { fqdn, type, namespace, service }: ListedName): string | undefined {
  if (type === "SRV") return `port of Service ${service}`;
  const records = recordsOf(server, fqdn, type);
  const [first] = records;
  if (first === undefined) return undefined;
  const { data } = first.record;
  if (data.type === "CNAME") return `alias of ${relative(data.target)}`;
  if (data.type !== "A" && data.type !== "AAAA") return undefined;
  const [label] = labels(fqdn);
  if (fqdn.startsWith(`${service}.${namespace}.`)) {
    const addresses = `${records.length} ${records.length === 1 ? "address" : "addresses"}`;
    return server.cluster.services.get(`${namespace}/${service}`)?.headless === true
      ? `headless, ${addresses}`
      : `ClusterIP ${data.address}`;
  }
  if (label === data.address.replace(/[.:]/g, "-")) return undefined;
  const pod = first.origin?.pod;
  return pod === undefined ? data.address : `Pod ${pod.name}, ${data.address}`;
}

/** A Service of one family has the records of that family. */
function recordsOf(server: DnsServer, fqdn: string, type: string): readonly ServedRecord[] {
  for (const asked of type === "A" ? ["A", "AAAA"] : [type]) {
    const response = answer(server, { name: `${fqdn}.`, type: asked }, () => "unreachable");
    if (response.kind === "reply" && response.outcome === "found") return response.answer;
  }
  return [];
}
