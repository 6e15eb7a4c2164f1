/** Defines what a map is made of: what environments and the clusters of commands have in common. */

import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { AskedEnvironment } from "../../workspace/asking/ask-from-pod.ts";

/** One cluster with its DNS server. */
export interface MappedEnvironment extends AskedEnvironment {
  readonly label: string;
  readonly declarations: readonly Declaration[];
  /** Why something may exist that is not in it. */
  readonly open: readonly string[];
}
