/** Provides short forms for tests of the DNS server: objects in one line, answers as zone-file text. */
import { formatRecord } from "../../server/src/dns/data/record.ts";
import { readCorefile } from "../../server/src/dns/server/read-corefile.ts";
import type { Outside, Response } from "../../server/src/dns/server/response.ts";
import { answer, createServer, type DnsServer } from "../../server/src/dns/server/server.ts";
import type { DnsServerConfig } from "../../server/src/dns/server/server-config.ts";
import { clusterOfObjects, type RawObject } from "./coredns-cluster.ts";

type Labels = Readonly<Record<string, string>>;

export function namespace(name: string, labels: Labels = {}): RawObject {
  return { kind: "Namespace", metadata: { name, labels } };
}

/** `port` is `name/PROTOCOL:number`, or `:number` for an unnamed TCP port. */
export function service(
  name: string,
  clusterIPs: readonly string[],
  ports: readonly string[] = [],
  more: { readonly namespace?: string; readonly labels?: Labels; readonly type?: string } = {},
): RawObject {
  const { namespace: own = "default", labels = {}, type = "ClusterIP" } = more;
  return {
    kind: "Service",
    metadata: { name, namespace: own, labels },
    spec: { type, clusterIPs, ports: ports.map(portOf) },
  };
}

export function externalName(name: string, target: string): RawObject {
  return {
    kind: "Service",
    metadata: { name, namespace: "default" },
    spec: { type: "ExternalName", externalName: target },
  };
}

/** `endpoint` is `address`, `address hostname`; a `!` in front makes it unready. */
export function slice(
  serviceName: string,
  endpoints: readonly string[],
  ports: readonly string[] = [],
  more: { readonly namespace?: string; readonly labels?: Labels; readonly name?: string } = {},
): RawObject {
  return {
    kind: "EndpointSlice",
    metadata: {
      name: more.name ?? `${serviceName}-${endpoints.length}-${ports.length}`,
      namespace: more.namespace ?? "default",
      labels: { "kubernetes.io/service-name": serviceName, ...more.labels },
    },
    endpoints: endpoints.map((text) => {
      const [address = "", hostname] = text.replace("!", "").split(" ");
      const conditions = { ready: !text.startsWith("!") };
      return { addresses: [address], conditions, ...(hostname === undefined ? {} : { hostname }) };
    }),
    ports: ports.map(portOf),
  };
}

export function pod(name: string, ips: readonly string[], phase = "Running", own = "default"): RawObject {
  return {
    kind: "Pod",
    metadata: { name, namespace: own },
    status: { phase, podIPs: ips.map((ip) => ({ ip })) },
  };
}

function portOf(text: string): { readonly name?: string; readonly protocol: "TCP" | "UDP"; readonly port: number } {
  const match = /^(?:(.*?)(?:\/(TCP|UDP))?)?:(\d+)$/.exec(text);
  const name = match?.[1] ?? "";
  return {
    ...(name === "" ? {} : { name }),
    protocol: match?.[2] === "UDP" ? "UDP" : "TCP",
    port: Number(match?.[3]),
  };
}

export const reachesNothing: Outside = () => "unreachable";

/** A server over exactly these objects, with a Corefile's text. */
export function serverOf(
  objects: readonly RawObject[],
  corefile: string,
  more: Partial<DnsServerConfig> = {},
): DnsServer {
  const { blocks, notes } = readCorefile(corefile);
  const config: DnsServerConfig = {
    implementation: "coredns",
    blocks,
    notes,
    localIps: ["10.244.0.2"],
    serverSearch: [],
    ...more,
  };
  return createServer(clusterOfObjects(objects), config);
}

/** A Corefile with the kubernetes plugin alone; reverse zones included. */
export function kubernetesCorefile(options = "", zones = "cluster.local in-addr.arpa ip6.arpa"): string {
  return `.:53 {\n kubernetes ${zones} {\n${options}\n }\n}\n`;
}

/** `type name` → the outcome, then one record on a line; `auth` and `add` mark the other sections. */
export function ask(server: DnsServer, question: string, outside: Outside = reachesNothing, address?: string): string {
  const [type = "", name = ""] = question.split(" ");
  return textOf(answer(server, { name, type }, outside, address === undefined ? {} : { address }));
}

function textOf(response: Response): string {
  if (response.kind === "needs-outside") {
    return `needs ${response.question.type} ${response.question.name} from ${response.upstreams.join(" ")}`;
  }
  const { outcome, answer: own, authority, additional } = response;
  return [
    outcome,
    ...own.map(({ record }) => formatRecord(record)),
    ...authority.map(({ record }) => `auth ${formatRecord(record)}`),
    ...additional.map(({ record }) => `add ${formatRecord(record)}`),
  ].join("\n");
}

/** The kind of the reason behind an answer. */
export function reasonOf(server: DnsServer, question: string, outside: Outside = reachesNothing): string {
  const [type = "", name = ""] = question.split(" ");
  return answer(server, { name, type }, outside).reason.kind;
}
