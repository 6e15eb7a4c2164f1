/**
 * Replays the recorded answers through the whole way from text to reply: manifests are read, the cluster is built, the
 * server answers. In coredns-ci.json endpoints have to be derived; in the other two everything is given.
 */
import { describe, expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { buildCluster } from "../../server/src/cluster/state/build.ts";
import { type Cluster, defaultClusterOptions, type PodModel } from "../../server/src/cluster/state/cluster.ts";
import { createServer } from "../../server/src/dns/server/server.ts";
import { parseManifest } from "../../server/src/kubernetes/manifests/parse.ts";
import { configOf, differences, readVectors } from "./coredns-vectors.ts";
import { tally } from "./tally.ts";

for (const file of ["coredns.json", "coredns-edge.json", "coredns-ci.json"]) {
  const { suites } = readVectors(file);
  describe(`${file}, from manifests`, () => {
    for (const suite of suites) {
      test(`${suite.suite}: ${suite.queries.length} queries`, (context) => {
        const server = createServer(clusterOf(suite.manifests), configOf(suite.config));
        const found = differences(server, suite);
        const total = suite.queries.length;
        tally(context, { file, mode: "from manifests, engine", unit: "queries", total, right: total - found.length });
        expect(found).toEqual([]);
      });
    }
  });
}

/**
 * A closed world of exactly these objects. Manifests do not say that an image cannot be pulled: its Pods are told
 * to be unready by the moment.
 */
function clusterOf(objects: readonly object[]): Cluster {
  const declarations = objects.flatMap(
    (object, index) => parseManifest(asUri(`test:${index}`), JSON.stringify(object)).declarations,
  );
  const options = { ...defaultClusterOptions, snapshot: true };
  const cluster = buildCluster(declarations, options);
  const isStuck = (pod: PodModel): boolean =>
    pod.spec.containers.some(({ image }) => image?.startsWith("invalid-image:") === true);
  const pods = [...cluster.pods.values()].map((pod) => (isStuck(pod) ? { ...pod, ready: false } : pod));
  return buildCluster(declarations, { ...options, moment: { pods, remade: new Map() } });
}
