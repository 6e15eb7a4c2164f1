/** Replays the recorded answers of CoreDNS's kubernetes plugin. A difference prints question, expected and got as zone-file text. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { absolute } from "../../server/src/dns/data/name.ts";
import { endpointName } from "../../server/src/dns/server/endpoint-name.ts";
import { viewOf } from "../../server/src/dns/server/kube-view.ts";
import { listRecords } from "../../server/src/dns/server/list-records.ts";
import { parseName } from "../../server/src/dns/server/parse-name.ts";
import { readCorefile } from "../../server/src/dns/server/read-corefile.ts";
import { answer, createServer } from "../../server/src/dns/server/server.ts";
import { clusterOfObjects } from "./coredns-cluster.ts";
import { configOf, differences, readVectors, recordText } from "./coredns-vectors.ts";
import { tally } from "./tally.ts";

for (const file of ["coredns.json", "coredns-edge.json"]) {
  const { suites } = readVectors(file);
  describe(file, () => {
    for (const suite of suites) {
      test(`${suite.suite}: ${suite.queries.length} queries`, (context) => {
        const server = createServer(clusterOfObjects(suite.manifests), configOf(suite.config));
        const found = differences(server, suite);
        const total = suite.queries.length;
        tally(context, { file, mode: "as given, engine", unit: "queries", total, right: total - found.length });
        expect(found).toEqual([]);
      });
    }
  });
}

const { transfers = [], function_cases: functionCases = [] } = readVectors("coredns.json");

/**
 * The transfers themselves, and the listing of `podns records`, which must hold the same records. Where a transfer differs
 * from the answers to questions, the listing follows the answers: weights are counted for each slice, `ns.dns` has TTL 0,
 * endpoint names of multicluster zones lack the cluster, and SRV records under a Service's own name are left out.
 */
describe("coredns.json, transfers", () => {
  for (const transfer of transfers) {
    const total = transfer.records.length;
    const counted = { file: "coredns.json", unit: "records" };
    const question = { name: absolute(transfer.zone), type: transfer.suite.startsWith("ixfr") ? "IXFR" : "AXFR" };

    test(`${transfer.suite}: ${total} records`, (context) => {
      const config = configOf({ ...transfer.config, chain: ["transfer {\n to *\n}"] });
      const server = createServer(clusterOfObjects(transfer.manifests), { ...config, serial: 7 });
      const known = typeof transfer.serial_in_request === "number" ? transfer.serial_in_request : 7;
      const asker = { transport: "tcp", serial: known } as const;
      const response = answer(server, question, () => "unreachable", asker);
      const records = response.kind === "reply" ? response.answer.map(recordText) : [];
      const found = { first: records[0], last: records.at(-1), all: [...records].sort() };
      const expected = {
        first: transfer.records[0],
        last: transfer.records.at(-1),
        all: [...transfer.records].sort(),
      };
      const right = isDeepStrictEqual(found, expected) ? total : 0;
      tally(context, { ...counted, mode: "transfers, engine", total, right });
      expect(found).toEqual(expected);
      const byUdp = answer(server, question, () => "unreachable", { ...asker, transport: "udp" });
      expect(byUdp).toMatchObject({ rcode: "REFUSED", answer: [] });
    });

    test(`${transfer.suite}, listed: ${total} records`, (context) => {
      const server = createServer(clusterOfObjects(transfer.manifests), configOf(transfer.config));
      const refused = answer(server, question, () => "unreachable");
      expect(refused).toMatchObject({ rcode: total > 0 ? "REFUSED" : "SERVFAIL" });
      const listed = new Set(listRecords(server).map(recordText).map(comparable));
      const missing = transfer.records.filter((record) => {
        if (listed.has(comparable(record))) return false;
        const { name, type, target } = partsOf(record);
        const isOwnName = type === "SRV" && name === target;
        const isEndpoint = /^(\d+-\d+-\d+-\d+|[0-9a-f]+-[0-9a-f-]+|dup-name)\./.test(type === "SRV" ? target : name);
        return !isOwnName && !(isEndpoint && transfer.config.multicluster.includes(transfer.zone));
      });
      tally(context, { ...counted, mode: "transfers, listing", total, right: total - missing.length });
      expect(missing).toEqual([]);
    });
  }
});

/** Without what a transfer counts otherwise: weights, and the TTL of `ns.dns`. */
function comparable(record: string): string {
  return record.replace(/ SRV 0 \d+ /, " SRV 0 * ").replace(/^(ns\.dns\.\S+) \d+/, "$1 *");
}

function partsOf(record: string): { readonly name: string; readonly type: string; readonly target: string } {
  const words = record.split(" ");
  return { name: words[0] ?? "", type: words[3] ?? "", target: words.at(-1) ?? "" };
}

const inReach = functionCases.filter(({ function: name }) => name in functions());

/** `external` and `external_name_servers` belong to the plugin k8s_external, which is not modelled. */
describe("coredns.json, functions", () => {
  test(`${inReach.length} of ${functionCases.length} cases; out of reach: plugin k8s_external`, (context) => {
    const others = functionCases.filter((one) => !inReach.includes(one)).map((one) => one.function);
    expect([...new Set(others)]).toEqual(["external", "external_name_servers"]);
    const found = inReach.map((one) => ({ ...one, got: functions()[one.function]?.(one.input) }));
    const right = found.filter(({ got, expected }) => isDeepStrictEqual(got, expected)).length;
    const leftOut = { count: others.length, reason: "names of the plugin k8s_external, which is not modelled" };
    const total = inReach.length;
    tally(context, { file: "coredns.json", mode: "functions", unit: "cases", total, right, leftOut });
    for (const { got, ...one } of found) expect({ case: one, got }).toEqual({ case: one, got: one.expected });
  });
});

type Input = Readonly<Record<string, unknown>>;

/** Our functions behind the names of the cases. */
function functions(): Readonly<Record<string, (input: Input) => unknown>> {
  const exposed = (input: Input): boolean => {
    const name = String(input["namespace"]);
    const raw = { kind: "Namespace", metadata: { name } };
    const options = { namespaces: strings(input["namespaces_option"]) };
    const [plugin] = readCorefile("cluster.local {\n kubernetes\n}").blocks[0]?.plugins ?? [];
    if (plugin?.kind !== "kubernetes") return false;
    const config = { implementation: "coredns", blocks: [], localIps: [], serverSearch: [], notes: [] } as const;
    return viewOf(clusterOfObjects(input["exists"] === true ? [raw] : []), { ...plugin, ...options }, config).isExposed(
      name,
    );
  };
  return {
    parse: (input) => parsedAsCase(String(input["name"]), String(input["zone"]), input),
    endpoint_name: (input) =>
      endpointName(
        { hostname: String(input["hostname"]), targetRef: { kind: "Pod", name: String(input["pod_name"]) } },
        String(input["address"]),
        input["endpoint_pod_names"] === true,
      ),
    namespace_exists: exposed,
    // Whether the option lists it: asked as if it existed.
    namespace_configured: (input) => exposed({ ...input, exists: true }),
    namespace_exposed: exposed,
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A parsed name in the fields of CoreDNS's recordRequest. */
function parsedAsCase(name: string, zone: string, input: Input): unknown {
  const empty = {
    port: "",
    protocol: "",
    endpoint: "",
    cluster: "",
    service: "",
    namespace: "",
    type: "",
    topology_zone: "",
  };
  if (!name.endsWith(`.${zone}`) && name !== zone) return "invalid";
  const parsed = parseName(name, zone, {
    multicluster: input["multicluster"] === true,
    zonal: input["zonal"] === true,
  });
  switch (parsed.kind) {
    case "invalid":
      return "invalid";
    case "empty":
      return empty;
    case "namespace":
      return { ...empty, namespace: parsed.namespace, type: parsed.branch };
    case "pod":
      return { ...empty, service: parsed.label, namespace: parsed.namespace, type: "pod" };
    case "service": {
      const { port, protocol, endpoint, cluster, service, namespace, topology } = parsed;
      return {
        port,
        protocol,
        endpoint,
        cluster,
        service,
        namespace,
        type: "svc",
        topology_zone: topology?.zone ?? "",
      };
    }
  }
}
