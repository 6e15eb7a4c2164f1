/**
 * Reads the containers of a Pod or a Pod template in an object's JSON, and their environment as Kubernetes expands it.
 */

import { asList, asMap, type JsonMap, valueAt } from "../../base/json.ts";
import type { Path } from "../manifests/path.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";
import { expandVariables, type Variables } from "./expand.ts";
import { wholeSegment } from "./segment.ts";

/** One container as written. */
export interface ContainerJson {
  readonly path: Path;
  readonly name: string;
  readonly value: JsonMap;
}

/** A Pod that runs the containers, as far as its identity is certain. */
export interface PodIdentity {
  readonly name?: string;
  readonly ordinal?: number;
  readonly namespace: string;
}

/** The containers, init containers included, below the Pod spec at `path`. */
export function containersOf(object: JsonValue, path: Path): readonly ContainerJson[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((field) =>
    asList(valueAt(object, [...path, field])).flatMap((item, index) => {
      const value = asMap(item);
      if (value === undefined) return [];
      const name = value["name"];
      return [{ path: [...path, field, index], name: typeof name === "string" ? name : "", value }];
    }),
  );
}

/** Fields of a container with what kubelet calls itself (pkg/kubelet/prober/prober.go, pkg/kubelet/lifecycle/handlers.go): they hold a port, and may hold a host. */
export const calledByKubelet: readonly Path[] = [
  ...["livenessProbe", "readinessProbe", "startupProbe"].map((probe) => [probe]),
  ...["postStart", "preStop"].map((hook) => ["lifecycle", hook]),
].flatMap((path) => [
  [...path, "httpGet"],
  [...path, "tcpSocket"],
]);

const podLimit = 10;

/** The Pods of an object by what the downward API tells them: one without name where names are random. */
export function podsOf(object: JsonValue, kind: string, namespace: string): readonly PodIdentity[] {
  const name = valueAt(object, ["metadata", "name"]);
  if (typeof name !== "string") return [{ namespace }];
  if (kind === "Pod") return [{ name, namespace }];
  if (kind !== "StatefulSet") return [{ namespace }];
  const replicas = valueAt(object, ["spec", "replicas"]);
  const start = valueAt(object, ["spec", "ordinals", "start"]);
  const first = typeof start === "number" ? start : 0;
  const count = Math.min(typeof replicas === "number" && replicas > 0 ? replicas : 1, podLimit);
  return Array.from({ length: count }, (_, index) => ({
    name: `${name}-${first + index}`,
    ordinal: first + index,
    namespace,
  }));
}

/** Characters of all variables: Linux gives a process no more than 2 MiB of them (execve). */
const mostText = 2_000_000;

/**
 * The container's variables in a Pod: literals and the downward API's fields that are certain. Each value sees the
 * variables before it (core/v1 EnvVar.value). `expand` gets each value before it counts.
 */
export function variablesOf(container: ContainerJson, pod: PodIdentity): Variables {
  const variables = new Map<string, string>();
  let room = mostText;
  for (const item of asList(container.value["env"])) {
    const entry = asMap(item);
    const name = entry?.["name"];
    if (typeof name !== "string") continue;
    const value = entry?.["value"];
    const field = valueAt(item, ["valueFrom", "fieldRef", "fieldPath"]);
    const known =
      typeof value === "string"
        ? room < 0
          ? undefined
          : expandVariables(wholeSegment(value, "value"), variables).text
        : typeof field === "string"
          ? downward(field, pod)
          : undefined;
    room -= known?.length ?? 0;
    if (known === undefined || room < 0) variables.delete(name);
    else variables.set(name, known);
  }
  return variables;
}

function downward(field: string, pod: PodIdentity): string | undefined {
  switch (field) {
    case "metadata.namespace":
      return pod.namespace;
    case "metadata.name":
    case "metadata.labels['statefulset.kubernetes.io/pod-name']":
      return pod.name;
    case "metadata.labels['apps.kubernetes.io/pod-index']":
      return pod.ordinal === undefined ? undefined : String(pod.ordinal);
    default:
      return undefined;
  }
}
