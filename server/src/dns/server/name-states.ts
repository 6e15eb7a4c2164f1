/** Lists the names that a cluster answers, each with what is behind it, in words that do not change with made-up addresses. */

import { append } from "../../base/collections.ts";
import type { Cluster, ServiceModel } from "../../cluster/state/cluster.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { lowerName, relative } from "../data/name.ts";
import { isReverseZone } from "./address.ts";
import { endpointName } from "./endpoint-name.ts";
import { endpointsOf } from "./kube-index.ts";
import { listRecordsUpTo, mostRecords } from "./list-records.ts";
import { originName } from "./origin-name.ts";
import type { Reason, ServedRecord } from "./response.ts";
import { answer, type DnsServer } from "./server.ts";

/** What is listed: a cluster and its DNS server. */
interface ServedCluster {
  readonly cluster: Cluster;
  readonly server: DnsServer;
}

/** Namespaces whose names are looked at; "all": any name. */
export type Scope = ReadonlySet<string> | "all";

/** A name that is answered. */
export interface NameState {
  /** `Service default/web`, `Pod default/web-0`. */
  readonly object: string;
  /** What it is, and in which families: `headless (IPv4)`, `ExternalName db.example.com`. */
  readonly state: string;
  /** True for what a cluster has by itself: the Services of the API server and of its DNS. */
  readonly isImplied: boolean;
  /** What makes it, where a manifest does: the Service, or what makes the Pod. */
  readonly declaration: Declaration | undefined;
}

/**
 * The names by themselves, absolute without the final dot and in lower case. Left out are those that follow from an address
 * or a Pod's name that is made up, reverse names, and the server's own.
 * @param giveUp is told what is left out
 * @param scope the namespaces to look at; nothing is made of the others
 */
export function namesIn(
  environment: ServedCluster,
  giveUp: (why: string) => void,
  scope: Scope = "all",
): ReadonlyMap<string, NameState> {
  const namespaces = scope === "all" ? undefined : scope;
  if (namespaces?.size === 0) return new Map();
  const most = mostRecords(environment.cluster, namespaces);
  const { records, isWhole } = listRecordsUpTo(environment.server, most, namespaces);
  if (!isWhole) giveUp(`there are more than ${most} records: the others are not compared`);
  for (const why of environment.cluster.endpointsLeftOut(namespaces)) giveUp(why);
  const byName = new Map<string, ServedRecord[]>();
  for (const served of records) {
    if (served.origin === undefined || isReverseZone(served.record.name)) continue;
    const name = lowerName(served.record.name);
    append(byName, name, served);
  }
  const names = new Map<string, NameState>();
  for (const [name, same] of byName) {
    const state = stateOf(environment, name, same);
    if (state !== undefined) names.set(relative(name), state);
  }
  return names;
}

/** True where the server has a record of the name, as `namesIn` would list it. @param name absolute, without the final dot */
export function isNameIn(environment: ServedCluster, name: string): boolean {
  const types = name.startsWith("_") ? (["SRV"] as const) : (["A", "AAAA", "CNAME"] as const);
  return types.some((type) => {
    const response = answer(environment.server, { name: `${name}.`, type }, () => "unreachable");
    return response.kind === "reply" && response.answer.length > 0;
  });
}

/** Names of the server itself, which follow from no manifest. */
const own: ReadonlySet<Reason["kind"]> = new Set(["apex", "name-server", "dns-version"] as const);

function stateOf(environment: ServedCluster, name: string, served: readonly ServedRecord[]): NameState | undefined {
  const [first] = served;
  if (first?.origin === undefined) return undefined;
  const response = answer(environment.server, { name, type: first.record.data.type }, () => "unreachable");
  const reason = response.kind === "reply" ? response.reason : undefined;
  if (reason === undefined || own.has(reason.kind) || isMadeUp(name, reason, served)) return undefined;
  const service = "service" in reason ? reason.service : undefined;
  const isPod = reason.kind === "endpoint";
  const object =
    service === undefined || isPod ? originName(first.origin) : `Service ${service.namespace}/${service.name}`;
  const types = new Set(served.map(({ record }) => record.data.type));
  const families = [...(types.has("A") ? ["IPv4"] : []), ...(types.has("AAAA") ? ["IPv6"] : [])];
  const suffix = families.length === 0 ? "" : ` (${families.join(", ")})`;
  const isImplied = service !== undefined && service.declaration === undefined;
  const pod = isPod ? first.origin.pod : undefined;
  const declaration = pod?.controller?.declaration ?? pod?.declaration ?? service?.declaration;
  return { object: object ?? "", state: `${kindOf(environment, reason, service)}${suffix}`, isImplied, declaration };
}

/** True for a name whose first label follows from what no manifest gives. */
function isMadeUp(name: string, reason: Reason, served: readonly ServedRecord[]): boolean {
  if (reason.kind === "pod-address") return served.some(({ origin }) => origin?.synthetic === true);
  if (reason.kind !== "endpoint") return false;
  const label = name.slice(0, name.indexOf("."));
  const { pod } = reason;
  if (pod !== undefined && !pod.nameIsCertain && label === pod.name) return true;
  return served.some(({ record: { data }, origin }) => {
    if (origin?.synthetic !== true) return false;
    return (data.type === "A" || data.type === "AAAA") && endpointName({ hostname: "" }, data.address, false) === label;
  });
}

function kindOf(environment: ServedCluster, reason: Reason, service: ServiceModel | undefined): string {
  if (reason.kind === "endpoint") return reason.pod === undefined ? "endpoint" : "Pod";
  if (reason.kind === "port") return `port ${reason.port}`;
  if (service === undefined) return reason.kind;
  if (service.type === "ExternalName") return `ExternalName ${service.externalName}`;
  if (service.headless) return "headless";
  const slices = environment.cluster.slicesByService.get(`${service.namespace}/${service.name}`) ?? [];
  // Its address answers all the same, and leads nowhere.
  return endpointsOf(slices).length === 0 && service.declaration !== undefined ? "ClusterIP without Pods" : "ClusterIP";
}
