/** Reads the recorded CoreDNS answers and turns their configuration into a server's. It does not judge the answers. */
import { absolute, sameName } from "../../server/src/dns/data/name.ts";
import { formatRecord, type RecordData, type ResourceRecord } from "../../server/src/dns/data/record.ts";
import { inExecutionOrder } from "../../server/src/dns/server/chain.ts";
import { readCorefile } from "../../server/src/dns/server/read-corefile.ts";
import type { Outside, OutsideAnswer, Rcode, Response, ServedRecord } from "../../server/src/dns/server/response.ts";
import { answer, type DnsServer } from "../../server/src/dns/server/server.ts";
import type { DnsServerConfig, ForwardPlugin, KubernetesPlugin } from "../../server/src/dns/server/server-config.ts";
import { recordedJson } from "./recorded.ts";

export interface VectorConfig {
  readonly zones: readonly string[];
  readonly pods: KubernetesPlugin["pods"];
  readonly ttl: number;
  readonly endpoint_pod_names: boolean;
  readonly namespaces: readonly string[];
  readonly namespace_labels?: string;
  readonly labels?: string;
  readonly ignore_empty_service: boolean;
  readonly fallthrough: readonly string[] | null;
  readonly noendpoints: boolean;
  readonly multicluster: readonly string[];
  readonly zonal: boolean;
  readonly local_ips: readonly string[];
  readonly synced: boolean;
  readonly chain?: readonly string[];
  readonly autopath_host_search?: readonly string[];
}

export interface VectorUpstream {
  readonly qname: string;
  readonly qtype: string;
  readonly rcode: Rcode;
  readonly truncated?: boolean;
  readonly answer?: readonly string[];
  readonly ns?: readonly string[];
  readonly extra?: readonly string[];
}

export interface VectorQuery {
  readonly id?: string;
  readonly qname: string;
  readonly qtype: string;
  readonly client?: string;
  readonly client_ip?: string;
  readonly rcode: Rcode | null;
  readonly delegated?: boolean;
  readonly truncated?: boolean;
  readonly answer?: readonly string[];
  readonly ns?: readonly string[];
  readonly extra?: readonly string[];
  readonly upstream?: readonly VectorUpstream[];
}

export interface VectorSuite {
  readonly suite: string;
  readonly config: VectorConfig;
  readonly manifests: readonly object[];
  readonly upstream?: readonly VectorUpstream[];
  readonly queries: readonly VectorQuery[];
}

export interface VectorTransfer extends Omit<VectorSuite, "queries"> {
  readonly zone: string;
  readonly serial_in_request: number | string;
  readonly records: readonly string[];
}

export interface FunctionCase {
  readonly go_test: string;
  readonly function: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

export interface VectorFile {
  readonly suites: readonly VectorSuite[];
  readonly transfers?: readonly VectorTransfer[];
  readonly function_cases?: readonly FunctionCase[];
  readonly corefile?: string;
}

export function readVectors(name: string): VectorFile {
  return recordedJson<VectorFile>(name);
}

/** The server that a suite was recorded with: the plugins in front as Corefile text, kubernetes, and a forward for the rest. */
export function configOf(config: VectorConfig): DnsServerConfig {
  const kubernetes: KubernetesPlugin = {
    kind: "kubernetes",
    zones: config.zones,
    pods: config.pods,
    ttl: config.ttl,
    endpointPodNames: config.endpoint_pod_names,
    namespaces: config.namespaces,
    namespaceLabels: config.namespace_labels ?? "",
    labels: config.labels ?? "",
    ignoreEmptyService: config.ignore_empty_service,
    fallthrough: config.fallthrough?.map(absolute),
    noEndpoints: config.noendpoints,
    multicluster: config.multicluster,
    zonal: config.zonal,
    synced: config.synced,
  };
  const front = readCorefile(`.:53 {\n${(config.chain ?? []).join("\n")}\n}\n`);
  const forward: ForwardPlugin = { kind: "forward", from: ".", to: ["upstream"], except: [] };
  const plugins = [...(front.blocks[0]?.plugins ?? []), kubernetes, forward];
  return {
    implementation: "coredns",
    blocks: [{ zones: ["."], port: 53, plugins: inExecutionOrder(plugins) }],
    localIps: config.local_ips,
    serverSearch: config.autopath_host_search ?? [],
    notes: front.notes,
  };
}

/** What the outside answers: what is listed; anything else gets no reply. Undefined when a suite lists nothing at all. */
function outsideOf(listed: readonly VectorUpstream[], delegates: boolean): Outside {
  return (question) => {
    if (delegates) return undefined;
    const known = listed.find(({ qname, qtype }) => sameName(qname, question.name) && qtype === question.type);
    return known === undefined ? "unreachable" : outsideAnswer(known);
  };
}

function outsideAnswer(known: VectorUpstream): OutsideAnswer {
  return {
    rcode: known.rcode,
    authoritative: false,
    recursionAvailable: true,
    truncated: known.truncated === true,
    answer: (known.answer ?? []).map(parseRecord),
    authority: (known.ns ?? []).map(parseRecord),
    additional: (known.extra ?? []).map(parseRecord),
  };
}

/** Reads the types that upstreams answer with in the vectors. */
export function parseRecord(text: string): ResourceRecord {
  const [name = "", ttl = "", , type = "", ...rest] = text.split(" ");
  return { name, ttl: Number(ttl), data: parseData(type, rest) };
}

function parseData(type: string, rest: readonly string[]): RecordData {
  const [a = "", b = "", c = "", d = "", e = "", f = "", g = ""] = rest;
  switch (type) {
    case "A":
    case "AAAA":
      return { type, address: a };
    case "CNAME":
    case "PTR":
    case "NS":
      return { type, target: a };
    case "TXT":
      return { type, strings: [rest.join(" ").replace(/^"|"$/g, "")] };
    case "SOA": {
      const [serial, refresh, retry, expire, minimum] = [c, d, e, f, g].map(Number);
      return {
        type,
        mname: a,
        rname: b,
        serial: serial ?? 0,
        refresh: refresh ?? 0,
        retry: retry ?? 0,
        expire: expire ?? 0,
        minimum: minimum ?? 0,
      };
    }
    default:
      throw new Error(`the vectors' reader does not know type ${type}`);
  }
}

/** One message as zone-file text, with the sections sorted: equal texts are equal messages. */
export function messageText(message: {
  readonly status: string;
  readonly answer: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
}): string {
  const section = (title: string, records: readonly string[]): string[] =>
    records.length === 0 ? [] : [`;; ${title}`, ...[...records].sort()];
  return [
    `;; ${message.status}`,
    ...section("ANSWER", message.answer),
    ...section("AUTHORITY", message.authority),
    ...section("ADDITIONAL", message.additional),
  ].join("\n");
}

function expectedText(query: VectorQuery): string {
  const status = query.delegated === true ? "delegated" : `${query.rcode}${query.truncated === true ? " TC" : ""}`;
  const { answer = [], ns: authority = [], extra: additional = [] } = query;
  return messageText({
    status,
    answer,
    authority: authority.map(withoutSerial),
    additional,
  });
}

function responseText(response: Response): string {
  if (response.kind === "needs-outside") {
    return messageText({ status: "delegated", answer: [], authority: [], additional: [] });
  }
  return messageText({
    status: `${response.rcode}${response.truncated ? " TC" : ""}`,
    answer: response.answer.map(recordText),
    authority: response.authority.map(recordText),
    additional: response.additional.map(recordText),
  });
}

export function recordText({ record }: ServedRecord): string {
  return withoutSerial(formatRecord(record));
}

/** The serial is the time of the recording. */
function withoutSerial(text: string): string {
  return text.replace(/( IN SOA \S+ \S+) \d+/, "$1 0");
}

/** One text for each query of a suite that is answered differently. */
export function differences(server: DnsServer, suite: VectorSuite): readonly string[] {
  return suite.queries.flatMap((query) => {
    const outside = outsideOf([...(query.upstream ?? []), ...(suite.upstream ?? [])], query.delegated === true);
    const address = query.client_ip ?? query.client;
    const asker = address === undefined ? {} : { address };
    const response = answer(server, { name: query.qname, type: query.qtype }, outside, asker);
    const [expected, got] = [expectedText(query), responseText(response)];
    return expected === got ? [] : [`${query.qname} ${query.qtype}\nexpected:\n${expected}\ngot:\n${got}\n`];
  });
}

export interface ControlPlaneQuery {
  readonly name: string;
  readonly type: string;
  readonly rcode: Rcode;
  readonly soa?: boolean;
  readonly aa?: boolean;
  readonly answer?: readonly string[];
  readonly extra?: readonly string[];
}

export interface ControlPlane {
  readonly corefile: string;
  readonly upstream: { readonly records: readonly string[] };
  readonly world: readonly object[];
  readonly scenarios: readonly {
    readonly id: string;
    readonly steps: readonly {
      readonly manifests: readonly object[];
      readonly plain?: boolean;
      readonly addresses: Readonly<Record<string, { readonly object: string; readonly controller?: string }>>;
      readonly objects: readonly object[];
      readonly queries: readonly ControlPlaneQuery[];
      readonly queries_verified?: readonly ControlPlaneQuery[];
    }[];
  }[];
}

/** The recording over real control planes. */
export function readControlPlane(): ControlPlane {
  return recordedJson<ControlPlane>("control-plane.json");
}
