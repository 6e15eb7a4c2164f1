/** Writes the configuration of a recorded suite as a Corefile. It does not deal with answers. */
import type { VectorConfig } from "./coredns-vectors.ts";

/** The Corefile that a suite was recorded with, questions for the outside going to `upstream`. */
export function corefileOf(config: VectorConfig, upstream: string): string {
  const options: readonly (string | undefined)[] = [
    `pods ${config.pods}`,
    `ttl ${config.ttl}`,
    config.endpoint_pod_names ? "endpoint_pod_names" : undefined,
    config.namespaces.length > 0 ? `namespaces ${config.namespaces.join(" ")}` : undefined,
    config.namespace_labels ? `namespace_labels ${config.namespace_labels}` : undefined,
    config.labels ? `labels ${config.labels}` : undefined,
    config.ignore_empty_service ? "ignore empty_service" : undefined,
    config.fallthrough === null ? undefined : `fallthrough ${config.fallthrough.join(" ")}`,
    config.noendpoints ? "noendpoints" : undefined,
    config.multicluster.length > 0 ? `multicluster ${config.multicluster.join(" ")}` : undefined,
    config.zonal ? "zonal" : undefined,
  ];
  const own = options.filter((option) => option !== undefined).map((option) => `        ${option}`);
  return [
    ".:53 {",
    ...(config.chain ?? []).map((line) => `    ${line}`),
    `    kubernetes ${config.zones.join(" ")} {`,
    ...own,
    "    }",
    `    forward . ${upstream}`,
    "}",
    "",
  ].join("\n");
}
