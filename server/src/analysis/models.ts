/** The models of lists of objects: cluster, DNS server and resolv.conf under the settings of a workspace folder. */
import { buildCluster } from "../cluster/build.ts";
import type { Declaration } from "../manifests/manifest.ts";
import { createServer } from "../naming/server.ts";
import type { Shared } from "./environments.ts";
import { lazy, memoize } from "./memo.ts";
import { clusterOptions, dnsServerConfig, podDnsSettings } from "./model-settings.ts";
import type { Settings } from "./settings.ts";

/** The model of a list of objects whose environment lies in a workspace folder (decoded; "" for none). */
export type ModelAt = (declarations: readonly Declaration[], root: string) => ReturnType<Shared["model"]>;

/** @param counted is called for each cluster that is built */
export function modelsOf(settingsOf: (root: string) => Settings, snapshot: boolean, counted: () => void): ModelAt {
  const under = memoize((settings: Settings) =>
    memoize((declarations: readonly Declaration[]) => {
      // The domain is a setting: a rule that wants no more than it builds no cluster.
      const cluster = lazy(() => {
        counted();
        return buildCluster(declarations, clusterOptions(settings, snapshot));
      });
      const server = lazy(() => createServer(cluster(), dnsServerConfig(settings, cluster())));
      return {
        get cluster() {
          return cluster();
        },
        get server() {
          return server();
        },
        podDns: podDnsSettings(settings, cluster),
      };
    }),
  );
  return (declarations, root) => under(settingsOf(root))(declarations);
}
