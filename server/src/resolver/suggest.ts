/** Knows which existing name a mistyped one most likely means. */
import { distance } from "fastest-levenshtein";
import type { Cluster } from "../cluster/cluster.ts";
import type { Reason } from "../naming/response.ts";

/** Up to three known names within a third of the length in edits, nearest first; equal distances keep their order. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  return [...new Set(known)]
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate) }))
    .filter(({ candidate, edits }) => candidate !== name && edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** What exists near the name that a reason says does not. */
export function suggestFor(reason: Reason, cluster: Cluster): readonly string[] {
  switch (reason.kind) {
    case "no-namespace":
      return nearestNames(reason.namespace, [...cluster.namespaces.keys()]);
    case "no-service": {
      const services = [...cluster.services.values()].filter(
        ({ namespace }) => namespace === reason.namespace.toLowerCase(),
      );
      return nearestNames(
        reason.name,
        services.map(({ name }) => name),
      );
    }
    case "no-endpoint": {
      const slices = cluster.slicesByService.get(`${reason.service.namespace}/${reason.service.name}`) ?? [];
      const hosts = slices
        .flatMap(({ endpoints }) => endpoints.map(({ hostname }) => hostname))
        .filter((host) => host !== "");
      return nearestNames(reason.endpoint, hosts);
    }
    default:
      return [];
  }
}
