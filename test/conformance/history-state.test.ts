/** A scenario in which nothing happens changes nothing: every recorded state of a live cluster is the same with and without one. */
import { expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { stateAt } from "../../server/src/cluster/history/history.ts";
import { play } from "../../server/src/cluster/history/play.ts";
import { uneventful } from "../../server/src/cluster/scenario/scenario.ts";
import { buildCluster } from "../../server/src/cluster/state/build.ts";
import { wholeOf } from "../../server/src/cluster/state/cluster.fixture.ts";
import { type ClusterOptions, defaultClusterOptions } from "../../server/src/cluster/state/cluster.ts";
import { parseManifest } from "../../server/src/kubernetes/manifests/parse.ts";
import { objectsOf, recorded } from "./control-plane-cluster.ts";

const options: ClusterOptions = { ...defaultClusterOptions, snapshot: true, families: ["IPv4", "IPv6"] };

for (const { id, steps } of recorded.scenarios) {
  test(id, () => {
    for (const step of new Set([...steps.slice(0, 1), ...steps.slice(-1)])) {
      for (const mode of step.plain === true ? (["plain", "dump"] as const) : (["state"] as const)) {
        const declarations = objectsOf(mode, step).flatMap(
          (object, index) => parseManifest(asUri(`file:///${index}.json`), JSON.stringify(object)).declarations,
        );
        const history = play({ declarations, scenario: uneventful, options, valueOf: () => undefined });
        const { notes: _, ...still } = wholeOf(buildCluster(declarations, options));
        const { notes: __, ...played } = wholeOf(stateAt(history, 0).cluster());
        expect(played).toEqual(still);
      }
    }
  });
}
