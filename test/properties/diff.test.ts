/** What `podns diff` leaves out of a comparison is the same on both sides: over random clusters with random changes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { isNameIn, namesIn, type Scope } from "../../server/src/dns/server/name-states.ts";
import { commandEnvironments } from "../../server/src/hosts/cli/command-environments.ts";
import { compareNames, type SideEnvironment } from "../../server/src/hosts/cli/diff/compare.ts";
import { type ComparedState, differingNamespaces } from "../../server/src/hosts/cli/diff/differing.ts";
import { usesIn } from "../../server/src/hosts/cli/diff/uses.ts";
import { defaultSettings } from "../../server/src/workspace/settings/settings.ts";
import { Workspace } from "../../server/src/workspace/workspace.ts";
import { type Manifest, randomCluster } from "./random-cluster.ts";

const runs = { numRuns: Number(process.env["PODNS_RUNS"] ?? 40) };

const container = { name: "c", image: "nginx" };
const pod = (name: string, namespace: string, labels: Manifest, spec: Manifest, podIP: string): Manifest => ({
  ...{ apiVersion: "v1", kind: "Pod", metadata: { name, namespace, labels } },
  ...{ spec: { containers: [container], ...spec }, status: { podIP, podIPs: [{ ip: podIP }] } },
});
const target = (ip: string, namespace: string): Manifest => ({
  ip,
  ...{ hostname: "t", targetRef: { kind: "Pod", namespace, name: "solo" } },
});

/** Objects that bear on what is made of other namespaces, or name something there. */
const reaching: readonly Manifest[] = [
  ...["10.96.0.1", "10.96.0.10"].map((clusterIP, index) => ({
    ...{ apiVersion: "v1", kind: "Service", metadata: { name: `own-${index}`, namespace: "shop" } },
    spec: { clusterIP, ports: [{ port: 53 }] },
  })),
  pod("dns", "kube-system", { "k8s-app": "kube-dns" }, { hostname: "h", subdomain: "kube-dns" }, "10.244.7.7"),
  pod("solo", "shop", {}, {}, "10.244.7.8"),
  {
    ...{ apiVersion: "v1", kind: "Service", metadata: { name: "away", namespace: "default" } },
    spec: { clusterIP: "None", ports: [{ port: 80 }] },
  },
  {
    ...{ apiVersion: "v1", kind: "Endpoints", metadata: { name: "away", namespace: "default" } },
    subsets: [{ addresses: [target("10.244.7.8", "shop")], ports: [{ port: 80 }] }],
  },
  {
    ...{ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", addressType: "IPv4" },
    metadata: { name: "far", namespace: "default", labels: { "kubernetes.io/service-name": "away" } },
    endpoints: [
      { addresses: ["10.244.7.9"], hostname: "u", targetRef: { kind: "Pod", namespace: "shop", name: "solo" } },
    ],
    ports: [{ port: 80 }],
  },
  {
    ...{ apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "kept", namespace: "default", uid: "u" } },
    spec: {
      ...{ serviceName: "away", replicas: 1, selector: { matchLabels: { app: "web" } } },
      template: { metadata: { labels: { app: "web" } }, spec: { containers: [container] } },
    },
    status: { observedGeneration: 1, replicas: 1 },
  },
  {
    ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "asking", namespace: "other" } },
    spec: {
      containers: [
        {
          ...container,
          env: ["web.default", "DB.shop.svc.cluster.local.", "kept-0.away.default.svc", "h.kube-dns.kube-system"].map(
            (value, index) => ({ name: `A${index}_HOST`, value }),
          ),
        },
      ],
    },
  },
  {
    ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "coredns", namespace: "kube-system" } },
    data: { Corefile: ".:53 {\n  kubernetes cluster.local {\n    endpoint_pod_names\n  }\n}\n" },
  },
];

/** Objects of a random cluster, and the same with some of them gone, doubled or replaced by those of another. */
const twoStates = fc
  .record({
    objects: fc
      .tuple(randomCluster, fc.subarray([...reaching]))
      .map(([random, more]): readonly Manifest[] => [...more, ...random]),
    others: fc.oneof(randomCluster, fc.constant(reaching)),
    removed: fc.nat(20),
    added: fc.array(fc.nat(20), { maxLength: 2 }),
  })
  .map(({ objects, others, removed, added }) => ({
    before: objects,
    after: [...objects.filter((_, index) => index !== removed), ...others.filter((_, index) => added.includes(index))],
  }));

function stateOf(
  objects: readonly Manifest[],
  folder: string,
  snapshot = false,
): ComparedState & { readonly workspace: Workspace } {
  const workspace = new Workspace(defaultSettings, snapshot);
  const changes = objects.map((object, index) => ({
    uri: asUri(`file:///${folder}/${index}.yaml`),
    text: `${JSON.stringify(object)}\n`,
  }));
  workspace.apply(changes);
  workspace.setLoaded();
  const { analysis } = workspace;
  const [environment] = commandEnvironments(analysis, snapshot, {}, [], () => {});
  if (environment === undefined) throw new Error("no environment");
  return { environment: environment, analysis, workspace };
}

function namesOf({ environment }: ComparedState, scope: Scope): Readonly<Record<string, string>> {
  return Object.fromEntries([...namesIn(environment, () => {}, scope)].map(([name, { state }]) => [name, state]));
}

test("names outside of the namespaces that differ are the same, and inside all are listed", () => {
  let narrowed = 0;
  fc.assert(
    fc.property(twoStates, ({ before, after }) => {
      const [a, b] = [stateOf(before, "a"), stateOf(after, "b")];
      const scope = differingNamespaces(a, b);
      if (scope === "all") return;
      narrowed += 1;
      const outside = (state: ComparedState): Readonly<Record<string, string>> =>
        Object.fromEntries(
          Object.entries(namesOf(state, "all")).filter(
            ([name]) => ![...scope].some((one) => name.includes(`.${one}.`)),
          ),
        );
      expect(outside(a)).toEqual(outside(b));
      for (const state of [a, b]) {
        const all = namesOf(state, "all");
        const inside = Object.entries(all).filter(([name]) => [...scope].some((one) => name.includes(`.${one}.`)));
        expect(namesOf(state, scope)).toEqual(Object.fromEntries(inside));
        for (const name of Object.keys(all)) expect([name, isNameIn(state.environment, name)]).toEqual([name, true]);
      }
    }),
    runs,
  );
  expect(narrowed).toBeGreaterThan(runs.numRuns / 4);
});

/** @param isNarrow false: all names are listed, and all users looked for */
function sideOf({ environment, analysis }: ComparedState, isNarrow: boolean): SideEnvironment {
  return {
    ...{ environment, analysis, label: "cluster", key: "" },
    files: () => new Set(),
    namesIn: (scope) => namesIn(environment, () => {}, isNarrow ? scope : "all"),
    answers: (name) => isNameIn(environment, name),
    usesOf: (names) => usesIn(analysis, environment, (uri) => uri, isNarrow ? names : undefined),
  };
}

test("a comparison finds the same, names and users, whether it looks at some namespaces or at all", () => {
  fc.assert(
    fc.property(twoStates, fc.boolean(), ({ before, after }, snapshot) => {
      const states = [stateOf(before, "a", snapshot), stateOf(after, "b", snapshot)] as const;
      const [narrow, whole] = [true, false].map((isNarrow) => {
        const [a, b] = states;
        return compareNames([sideOf(a, isNarrow)], [sideOf(b, isNarrow)]);
      });
      expect(narrow).toEqual(whole);
    }),
    { ...runs, numRuns: 2 * runs.numRuns },
  );
});

test("two states that hold the same build no cluster; a comment is not a difference", () => {
  fc.assert(
    fc.property(randomCluster, (objects) => {
      const [a, b] = [stateOf(objects, "a"), stateOf(objects, "b")];
      b.workspace.apply([{ uri: asUri("file:///b/0.yaml"), text: `# moved\n${JSON.stringify(objects[0])}\n` }]);
      const [environment] = commandEnvironments(b.workspace.analysis, false, {}, [], () => {});
      if (environment === undefined) throw new Error("no environment");
      expect(differingNamespaces(a, { environment: environment, analysis: b.workspace.analysis })).toEqual(new Set());
      expect([a, b].map(({ workspace }) => workspace.counters.clustersBuilt)).toEqual([0, 0]);
    }),
    { ...runs, numRuns: 10 },
  );
});
