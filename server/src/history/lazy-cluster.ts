/** Builds a state's cluster on first use, and only once. */
import { buildCluster } from "../cluster/build.ts";
import type { Cluster, ClusterOptions } from "../cluster/cluster.ts";
import type { Declaration } from "../manifests/manifest.ts";

export function lazyCluster(declarations: readonly Declaration[], options: ClusterOptions): () => Cluster {
  let made: Cluster | undefined;
  return () => {
    made ??= buildCluster(declarations, options);
    return made;
  };
}
