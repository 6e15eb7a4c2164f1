/** Builds a state's cluster on first use, and only once. */

import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { buildCluster } from "../state/build.ts";
import type { Cluster, ClusterOptions } from "../state/cluster.ts";

export function lazyCluster(declarations: readonly Declaration[], options: ClusterOptions): () => Cluster {
  let made: Cluster | undefined;
  return () => {
    made ??= buildCluster(declarations, options);
    return made;
  };
}
