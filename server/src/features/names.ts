/** Knows the names worth typing in a Pod: the shortest form that works there, and what each is. Knows no answers. */
import type { Analysis, Environment } from "../analysis/analysis.ts";
import { memoize } from "../analysis/memo.ts";
import { resolvConfIn } from "../analysis/simulate.ts";
import type { PodModel } from "../cluster/cluster.ts";
import { isSubdomainOf, labels, normalName, relative } from "../dns/name.ts";
import type { Declaration } from "../manifests/manifest.ts";
import { listRecords } from "../naming/list-records.ts";
import type { ServedRecord } from "../naming/response.ts";
import { clusterDomain, type DnsServer } from "../naming/server.ts";
import type { NamesParams, NamesResult } from "../protocol/simulate.ts";
import { type ShortNamer, shortNamer } from "../resolver/short-name.ts";
import type { ClientId } from "../resolver/simulation.ts";
import { chooseClient, chooseEnvironment, choosePod } from "./asking-pod.ts";

/** Names sent at once; of more, a text narrows them down. */
const most = 2_000;

/** The names that exist, those of the Pod's own namespace in front. */
export function namesFrom(analysis: Analysis, params: NamesParams): NamesResult {
  const environment = chooseEnvironment(analysis, params);
  if (environment === undefined) return { names: [], complete: true };
  const pod = choosePod(analysis, environment, { ...params, name: "" });
  const short = shortNamesIn(environment, pod, chooseClient(analysis, pod, params.client));
  const wanted = (params.text ?? "").trim().toLowerCase();
  const known = indexOf(environment.server).names.filter(
    ({ fqdn, about }) => fqdn.includes(wanted) || about.toLowerCase().includes(wanted),
  );
  const own = pod?.namespace ?? analysis.settings.defaultNamespace;
  const sorted = known
    .map((name) => ({ name, far: farness(environment, name, own) }))
    .sort((a, b) => a.far - b.far)
    .map(({ name }) => name);
  const names = sorted.slice(0, most).map(({ fqdn, about, type }) => ({
    name: short(fqdn),
    fqdn,
    about,
    ...(type === undefined ? {} : { type }),
  }));
  return { names, complete: sorted.length <= most };
}

/** Own namespace before others, near files before far ones, what every cluster has last. */
function farness(environment: Environment, { namespace, declaration }: KnownName, own: string): number {
  const distance = declaration === undefined ? 1_000 : Math.min(environment.distance(declaration), 999);
  return (namespace === own ? 0 : 10_000) + distance;
}

/** Gives names their shortest form for what this program does with the Pod's resolv.conf. */
export function shortNamesIn(environment: Environment, pod: PodModel | undefined, client: ClientId): ShortNamer {
  const { existing } = indexOf(environment.server);
  return shortNamer(client, resolvConfIn(environment, pod), (name) => existing.has(name));
}

/** A name that exists, and what is there. */
interface KnownName {
  /** Lower case, without the final dot. */
  readonly fqdn: string;
  readonly namespace: string;
  readonly about: string;
  readonly type?: string;
  /** The Service's; absent for those that every cluster has. */
  readonly declaration?: Declaration;
}

interface NameIndex {
  readonly names: readonly KnownName[];
  /** Every name that has records or names below it: lower case, absolute. */
  readonly existing: ReadonlySet<string>;
}

/** Asked for once per state of the cluster: listing asks the server for every name. */
const indexOf = memoize((server: DnsServer): NameIndex => {
  const zone = `svc.${clusterDomain(server)}`;
  const byName = new Map<string, ServedRecord[]>();
  for (const served of listRecords(server)) {
    const name = normalName(served.record.name);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [served]);
    else known.push(served);
  }
  const names = [...byName].flatMap(([name, records]) =>
    isSubdomainOf(name, zone) ? knownName(name, zone, records) : [],
  );
  // Services before the names below them, each in the order of their numbers, as they are listed.
  return { names: names.sort((a, b) => rankOf(a) - rankOf(b)), existing: new Set(byName.keys()) };
});

/** Addresses before ports. */
function rankOf({ fqdn, type }: KnownName): number {
  return type === undefined ? labels(fqdn).length : 1_000;
}

function knownName(name: string, zone: string, records: readonly ServedRecord[]): readonly KnownName[] {
  const [first] = records;
  const service = first?.origin?.service;
  if (first === undefined || service === undefined) return [];
  const fqdn = relative(name);
  const { namespace, declaration } = service;
  const known = { fqdn, namespace, ...(declaration === undefined ? {} : { declaration }) };
  const { data } = first.record;
  if (data.type === "SRV") return [{ ...known, about: `port of Service ${service.name}`, type: "SRV" }];
  if (data.type === "CNAME") return [{ ...known, about: `alias of ${relative(data.target)}` }];
  if (data.type !== "A" && data.type !== "AAAA") return [];
  if (labels(fqdn).length === labels(zone).length + 2) {
    const addresses = `${records.length} ${records.length === 1 ? "address" : "addresses"}`;
    return [{ ...known, about: service.headless ? `headless, ${addresses}` : `ClusterIP ${data.address}` }];
  }
  // `10-244-1-7.web…`: a name made from an address is nothing to type.
  if (labels(fqdn)[0] === data.address.replace(/[.:]/g, "-")) return [];
  const pod = first.origin?.pod;
  return [{ ...known, about: pod === undefined ? data.address : `Pod ${pod.name}, ${data.address}` }];
}
