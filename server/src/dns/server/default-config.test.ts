/** Which configuration holds. */
import { expect, test } from "vitest";
import { clusterOfObjects } from "../../../../test/conformance/coredns-cluster.ts";
import { asUri } from "../../base/source.ts";
import type { Cluster } from "../../cluster/state/cluster.ts";
import { configFor, defaultServerConfig } from "./default-config.ts";
import { clusterDomain, createServer } from "./server.ts";

function clusterWith(corefile: string): Cluster {
  const meta = { name: "coredns", namespace: "kube-system", labels: {}, annotations: {} };
  const object = { kind: "ConfigMap", meta, data: { Corefile: corefile } } as const;
  const declaration = { uri: asUri("test:coredns"), object, refusals: [], templated: false };
  return { ...clusterOfObjects([]), configMaps: new Map([["kube-system/coredns", { object, declaration }]]) };
}

test("the given one, then the ConfigMap, then kubeadm's", () => {
  const none = clusterOfObjects([]);
  const given = defaultServerConfig("given.local");
  const cluster = clusterWith(". {\n kubernetes corp.local\n template\n}");
  const domain = (of: Cluster, config = configFor(of, undefined, "fallback.local.")): string =>
    clusterDomain(createServer(of, config));
  expect(domain(none)).toBe("fallback.local");
  expect(domain(cluster)).toBe("corp.local");
  expect(domain(cluster, configFor(cluster, given, "x"))).toBe("given.local");
  expect(configFor(cluster, undefined, "x").notes).toHaveLength(1);
});

test("a Corefile without a readable kubernetes plugin gives kubeadm's, with the notes about it", () => {
  const config = configFor(clusterWith(". {\n forward .\n"), undefined, "fallback.local");
  expect(clusterDomain(createServer(clusterOfObjects([]), config))).toBe("fallback.local");
  expect(config.notes.map(({ severity }) => severity)).toEqual(["error", "error"]);
});

test("a placeholder for the domain is filled in", () => {
  const config = configFor(clusterWith(".:53 {\n kubernetes CLUSTER_DOMAIN in-addr.arpa\n}"), undefined, "corp.local");
  expect(config.blocks[0]?.plugins[0]).toMatchObject({ zones: ["corp.local.", "in-addr.arpa."] });
});
