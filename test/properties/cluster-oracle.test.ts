import fc from "fast-check";
import { expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { buildCluster, clusterMemory, clusterOf } from "../../server/src/cluster/state/build.ts";
import { wholeOf } from "../../server/src/cluster/state/cluster.fixture.ts";
import {
  type ClusterObjects,
  type ClusterOptions,
  defaultClusterOptions,
} from "../../server/src/cluster/state/cluster.ts";
import { sourceOf } from "../../server/src/cluster/state/object-source.ts";
import type { Declaration } from "../../server/src/kubernetes/manifests/manifest.ts";
import { parseManifest } from "../../server/src/kubernetes/manifests/parse.ts";
import { buildCluster as buildWhole } from "../oracle/build.ts";
import { dumpOf } from "./dump.ts";
import { type Manifest, randomCluster } from "./random-cluster.ts";

const runs = { numRuns: Number(process.env["PODNS_RUNS"] ?? 150) };

const declared = (manifests: readonly Manifest[]): readonly Declaration[] =>
  manifests.flatMap(
    (object, index) => parseManifest(asUri(`file:///${index}.json`), JSON.stringify(object)).declarations,
  );

const options: fc.Arbitrary<ClusterOptions> = fc
  .record({
    snapshot: fc.boolean(),
    // Ranges that are roomy, nearly full, too small, and one for both.
    podRange: fc.constantFrom("10.244.0.0/16", "10.244.0.0/28", "10.244.0.0/30", "10.96.0.0/27"),
    serviceRange: fc.constantFrom("10.96.0.0/12", "10.96.0.0/27", "10.96.0.0/30"),
    families: fc.constantFrom(undefined, ["IPv4"] as const, ["IPv6", "IPv4"] as const),
    defaultNamespace: fc.constantFrom("default", "shop"),
  })
  .map(({ snapshot, podRange, serviceRange, families, defaultNamespace }) => ({
    ...defaultClusterOptions,
    snapshot,
    defaultNamespace,
    podRanges: { ...defaultClusterOptions.podRanges, IPv4: podRange },
    serviceRanges: { ...defaultClusterOptions.serviceRanges, IPv4: serviceRange },
    ...(families === undefined ? {} : { families }),
  }));

/** Notes by what they say: each namespace tells its own together. */
const comparable = (cluster: ClusterObjects): unknown => {
  const { notes, namespaces, ...rest } = wholeOf(cluster);
  const words = notes.map(({ kind, message, declaration }) => `${declaration.uri} ${kind} ${message}`).sort();
  return { ...rest, notes: words, namespaces: new Map([...namespaces].sort(([a], [b]) => (a < b ? -1 : 1))) };
};

test("the view of a cluster is the cluster that is built as a whole", () => {
  fc.assert(
    fc.property(randomCluster, options, fc.boolean(), (manifests, chosen, isDump) => {
      const plain = declared(manifests);
      const declarations = isDump ? declared(dumpOf(buildCluster(plain, chosen), manifests)) : plain;
      expect(comparable(buildCluster(declarations, chosen))).toEqual(comparable(buildWhole(declarations, chosen)));
    }),
    runs,
  );
});

test("looked up one by one, in any order, everything is the same", () => {
  fc.assert(
    fc.property(randomCluster, options, (manifests, chosen) => {
      const declarations = declared(manifests);
      const whole = wholeOf(buildWhole(declarations, chosen));
      const view = buildCluster(declarations, chosen);
      for (const [key, slices] of [...whole.slicesByService].reverse())
        expect(view.slicesByService.get(key)).toEqual(slices);
      for (const [key, pod] of [...whole.pods].reverse()) expect(view.pods.get(key)).toEqual(pod);
      for (const [key, service] of whole.services) expect(view.services.get(key)).toEqual(service);
      for (const [name, namespace] of whole.namespaces) expect(view.namespaces.get(name)).toEqual(namespace);
      for (const key of ["", "web", "default/", "/web", "shop/none"]) {
        expect(view.services.get(key), key).toBeUndefined();
        expect(view.pods.get(key), key).toBeUndefined();
        expect(view.slicesByService.get(key), key).toBeUndefined();
      }
      for (const declaration of declarations) {
        const made = [...whole.pods.values()].filter(
          (pod) => pod.declaration === declaration || pod.controller?.declaration === declaration,
        );
        expect(view.podsOf(declaration)).toEqual(made);
      }
    }),
    runs,
  );
});

test("what one state leaves for the next decides nothing, and an older state stays what it was", () => {
  fc.assert(
    fc.property(fc.array(randomCluster, { minLength: 2, maxLength: 4 }), options, (states, chosen) => {
      const pool = states.map(declared);
      const memory = clusterMemory();
      // Neighbours share declarations by identity, as edits do.
      const lists = pool.flatMap((list, index) => {
        const next = pool[index + 1] ?? [];
        return [list, [...list.slice(0, 3), ...next.slice(3)], list.slice(2)];
      });
      const views = lists.map((list) => clusterOf(sourceOf(list, chosen.defaultNamespace), chosen, memory));
      const expected = lists.map((list) => comparable(buildWhole(list, chosen)));
      for (const index of [...lists.keys(), ...[...lists.keys()].reverse()]) {
        const view = views[index];
        expect(view && comparable(view)).toEqual(expected[index]);
      }
    }),
    { numRuns: Math.ceil(runs.numRuns / 3) },
  );
});
