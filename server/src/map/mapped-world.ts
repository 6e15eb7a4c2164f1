/** Defines what a map is made of: what environments and the clusters of commands have in common. */
import type { AskedEnvironment } from "../analysis/simulate.ts";
import type { Declaration } from "../manifests/manifest.ts";

/** One cluster with its DNS server. */
export interface MappedWorld extends AskedEnvironment {
  readonly label: string;
  readonly declarations: readonly Declaration[];
  /** Why something may exist that is not in it. */
  readonly open: readonly string[];
}
