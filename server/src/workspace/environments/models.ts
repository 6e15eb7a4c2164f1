/**
 * Builds the cluster, the DNS server and resolv.conf for a list of objects, under the settings of a workspace
 * folder.
 */

import { lazy } from "../../base/lazy.ts";
import { memoize, whileInUse } from "../../base/memo.ts";
import { type ClusterMemory, clusterMemory, clusterOf } from "../../cluster/state/build.ts";
import { type ObjectSource, sourceOf } from "../../cluster/state/object-source.ts";
import { createServer } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { clusterOptions, dnsServerConfig, podDnsSettings } from "../settings/model-settings.ts";
import type { Settings } from "../settings/settings.ts";
import type { SharedEnvironment } from "./environments.ts";

/** The objects of an environment where objects that state no namespace land in this one. */
export type ObjectsAt = (defaultNamespace: string) => ObjectSource;

/** The objects of a list; the same function for the same list. */
export const listed: (declarations: readonly Declaration[]) => ObjectsAt = memoize(
  (declarations: readonly Declaration[]) => (defaultNamespace: string) => sourceOf(declarations, defaultNamespace),
);

/**
 * The model of the objects of an environment (by its id) that lies in a workspace folder (decoded; "" for none). The next
 * objects of the same environment take over what did not change.
 */
export type ModelAt = (objects: ObjectsAt, root: string, id: string) => ReturnType<SharedEnvironment["model"]>;

/**
 * @param counted is called for each cluster that is built
 * @param turn the states of the workspace so far
 */
export function modelsOf(
  settingsOf: (root: string) => Settings,
  snapshot: boolean,
  counted: () => void,
  turn: () => number,
): ModelAt {
  const under = memoize((settings: Settings) => {
    const options = clusterOptions(settings, snapshot);
    const memoryOf = whileInUse(clusterMemory, turn);
    const made = memoize((objects: ObjectsAt) =>
      memoize((memory: ClusterMemory) => {
        // The domain is a setting: a rule that wants no more than it builds no cluster.
        const cluster = lazy(() => {
          counted();
          return clusterOf(objects(options.defaultNamespace), options, memory);
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
    return (objects: ObjectsAt, id: string) => made(objects)(memoryOf(id));
  });
  return (objects, root, id) => under(settingsOf(root))(objects, id);
}
