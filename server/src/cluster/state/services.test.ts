/** Services after defaulting and allocation (k8s-semantics sections 2 E11 and 5). */
import { expect, test } from "vitest";
import type { IpFamily } from "../../kubernetes/manifests/object.ts";
import { clusterOf, service } from "./cluster.fixture.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The families of a Service in a cluster, or that it is not there. */
function familiesOf(spec: Fields, cluster: readonly IpFamily[]): string {
  const found = clusterOf([service("web", spec)], { families: cluster }).services.get("default/web");
  return found === undefined ? "refused" : found.families.join(",");
}

const single: readonly IpFamily[] = ["IPv4"];
const dual: readonly IpFamily[] = ["IPv4", "IPv6"];
const six: readonly IpFamily[] = ["IPv6", "IPv4"];

test.each<readonly [string, Fields, readonly IpFamily[], string]>([
  ["the cluster's first family", {}, dual, "IPv4"],
  ["the cluster's first family, IPv6", {}, six, "IPv6"],
  ["PreferDualStack, single", { ipFamilyPolicy: "PreferDualStack" }, single, "IPv4"],
  ["PreferDualStack, dual", { ipFamilyPolicy: "PreferDualStack" }, dual, "IPv4,IPv6"],
  ["PreferDualStack from IPv6", { ipFamilyPolicy: "PreferDualStack", ipFamilies: ["IPv6"] }, dual, "IPv6,IPv4"],
  ["RequireDualStack, single", { ipFamilyPolicy: "RequireDualStack" }, single, "refused"],
  ["RequireDualStack, dual", { ipFamilyPolicy: "RequireDualStack" }, dual, "IPv4,IPv6"],
  ["a family that the cluster lacks", { ipFamilies: ["IPv6"] }, single, "refused"],
  ["two families without a policy", { ipFamilies: ["IPv4", "IPv6"] }, dual, "refused"],
  ["headless with selector", { clusterIP: "None" }, dual, "IPv4"],
  ["headless without selector", { clusterIP: "None", selector: undefined }, dual, "IPv4,IPv6"],
  ["headless without selector, single", { clusterIP: "None", selector: undefined }, single, "IPv4,IPv6"],
  [
    "headless without selector, IPv6",
    { clusterIP: "None", selector: undefined, ipFamilies: ["IPv6"] },
    dual,
    "IPv6,IPv4",
  ],
  ["the family of its address", { clusterIP: "fd00:10:96::7" }, dual, "IPv6"],
  ["ExternalName", { type: "ExternalName", externalName: "a.example" }, dual, ""],
])("families: %s", (_, spec, cluster, expected) => {
  expect(familiesOf(spec, cluster)).toBe(expected);
});

test("a ClusterIP that is missing is allocated, one for each family, and given ones are kept", () => {
  const cluster = clusterOf(
    [
      service("given", { clusterIP: "10.96.0.7" }),
      service("half", { clusterIP: "10.96.0.8", ipFamilyPolicy: "PreferDualStack" }),
      service("none", { ipFamilyPolicy: "PreferDualStack" }),
      service("headless", { clusterIP: "None" }),
    ],
    { families: dual },
  );
  const ips = (name: string) =>
    cluster.services.get(`default/${name}`)?.clusterIPs.map(({ ip, synthetic }) => [ip, synthetic]);
  expect(ips("given")).toEqual([["10.96.0.7", false]]);
  expect(ips("half")).toEqual([
    ["10.96.0.8", false],
    [expect.stringMatching(/^fd00:10:96::/), true],
  ]);
  expect(ips("none")).toEqual([
    [expect.stringMatching(/^10\.(9[6-9]|1[01]\d)\./), true],
    [expect.stringMatching(/^fd00:10:96::/), true],
  ]);
  expect(ips("headless")).toEqual([]);
});

test("defaults: type ClusterIP, protocol TCP, the target port is the port", () => {
  const found = clusterOf([service("web", { ports: [{ port: 80, targetPort: "" }] })]).services.get("default/web");
  expect(found).toMatchObject({
    type: "ClusterIP",
    headless: false,
    ports: [{ name: "", protocol: "TCP", port: 80, targetPort: 80 }],
  });
});

test("a snapshot that lists namespaces: a manifest in another one is refused, a stored object is there", () => {
  const listed = { kind: "Namespace", metadata: { name: "shop" } };
  const written = service("written", {}, { namespace: "gone" });
  const stored = service("stored", { clusterIP: "10.96.0.7", clusterIPs: ["10.96.0.7"] }, { namespace: "gone" });
  const cluster = clusterOf([listed, written, stored]);
  expect([...cluster.services.keys()]).toEqual(["gone/stored"]);
  expect([...cluster.namespaces.keys()]).toEqual(["shop"]);
  expect(cluster.notes.map(({ message }) => message)).toEqual(['namespaces "gone" not found']);
});

test("what every cluster has: `kubernetes` and `kube-dns`, single stack, and the four namespaces", () => {
  const open = clusterOf([], { snapshot: false, families: dual });
  expect(
    [...open.services].map(([name, { clusterIPs }]) => `${name} ${clusterIPs.map(({ ip }) => ip).join(" ")}`),
  ).toEqual(["default/kubernetes 10.96.0.1", "kube-system/kube-dns 10.96.0.10"]);
  expect([...open.namespaces.keys()].sort()).toEqual(["default", "kube-node-lease", "kube-public", "kube-system"]);
  const closed = clusterOf([]);
  expect([closed.services.size, closed.namespaces.size, closed.pods.size]).toEqual([0, 0, 0]);
});
