/**
 * Finds the commands that must succeed before a Pod of a StatefulSet is ready, and the names of the set that they ask
 * for.
 */

import { stringAt, valueAt } from "../../../base/json.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { WorkloadObject } from "../../../kubernetes/manifests/object.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { mentionsOf } from "../../../workspace/asking/mentions.ts";
import { objectValue } from "../../../workspace/places/object-value.ts";
import { type PeerReadiness, readinessWithPeers } from "../data/peer-readiness.ts";
import { fullParts, numbered } from "../host-names/parts.ts";
import { sameNamespace } from "./reach.ts";

/** A name of the set itself that something waits for. */
export interface AwaitedPeer {
  readonly mention: HostMention;
  /** Undefined: the governing Service's own name. */
  readonly ordinal?: number;
  /** `readinessProbe`, `startupProbe` of a container, or an init container that loops until the name answers. */
  readonly by: "readinessProbe" | "startupProbe" | "init container";
  /** What holds the string, to distinguish strings: the probe's or the init container's path. */
  readonly holder: string;
  /** True when only DNS can answer: the tool does not read the Pod's own /etc/hosts. */
  readonly asksDns: boolean;
}

/**
 * Names of the set's own Pods and Service that must answer before a Pod is ready; not in scripts that distinguish Pods.
 */
export function awaitedPeers(
  analysis: Analysis,
  declaration: Declaration,
  set: WorkloadObject,
): readonly AwaitedPeer[] {
  const value = objectValue(analysis, declaration);
  return mentionsOf(analysis, declaration).flatMap((mention): AwaitedPeer[] => {
    if (mention.kind !== "host" || mention.expanded) return [];
    const peer = peerOf(mention, set);
    const place = gate(mention, value);
    if (peer === undefined || place === undefined) return [];
    const text = stringAt(value, mention.path) ?? "";
    if (distinguishes.test(text)) return [];
    if (place.by === "init container" && (!loops(text) || text.includes("||"))) return [];
    return [{ mention, ...peer, ...place, asksDns: /\b(nslookup|dig|host|drill)\b/.test(text) }];
  });
}

/** How a set becomes ready where its program needs the peers for it. */
export interface QuorumProbe {
  readonly readiness: PeerReadiness;
  /** The readinessProbe. */
  readonly path: Path;
  /** A name of another Pod of the set, and the object that the Pods read it from. */
  readonly peer: { readonly declaration: Declaration; readonly mention: HostMention };
}

/** The first container whose readinessProbe succeeds only with peers whose names the Pods of the set are given. */
export function quorumProbe(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  set: WorkloadObject,
): QuorumProbe | undefined {
  const containers = set.template?.spec.containers ?? [];
  if ((set.replicas ?? 1) < 2 || !containers.some(({ image }) => image !== undefined)) return undefined;
  const value = objectValue(analysis, declaration);
  for (const [index, { image = "" }] of containers.entries()) {
    const path = ["spec", "template", "spec", "containers", index, "readinessProbe"];
    const probe = valueAt(value, path);
    const readiness = probe === undefined ? undefined : readinessWithPeers(image, JSON.stringify(probe));
    const peer = readiness && peerRead(analysis, environment, declaration, set);
    if (readiness !== undefined && peer !== undefined) return { readiness, path, peer };
  }
  return undefined;
}

/** Two Pods of the set are named in its variables and arguments, or in a ConfigMap that they read. */
function peerRead(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  set: WorkloadObject,
): QuorumProbe["peer"] | undefined {
  const text = JSON.stringify(valueAt(objectValue(analysis, declaration), ["spec", "template"]) ?? null);
  const read = environment.nearby.filter(
    ({ object }) =>
      object.kind === "ConfigMap" &&
      object.meta.name !== "" &&
      sameNamespace(set, object) &&
      text.includes(`"name":"${object.meta.name}"`),
  );
  const named = [declaration, ...read].flatMap((from) =>
    mentionsOf(analysis, from).flatMap((mention) => {
      if (mention.kind !== "host" || mention.context.kind === "kubelet") return [];
      if (mention.path.includes("readinessProbe")) return [];
      const ordinal = peerOf(mention, set)?.ordinal;
      return ordinal === undefined ? [] : [{ declaration: from, mention, ordinal }];
    }),
  );
  return new Set(named.map(({ ordinal }) => ordinal)).size > 1 ? named[0] : undefined;
}

/** `until nslookup …`, `while ! getent …`. */
function loops(text: string): boolean {
  return text.split(/[;\n]/).some((part) => {
    const begin = part.search(/\b(?:until|while)\b/);
    return begin >= 0 && /\b(nslookup|dig|host|drill|getent|ping|nc|curl|wget|telnet)\b/.test(part.slice(begin));
  });
}

/** The script looks at which Pod runs it, and may wait in some only. */
const distinguishes = /hostname|HOSTNAME|[Oo]rdinal|ORDINAL|POD_NAME|POD_INDEX|##\*-|%%-/;

function peerOf(mention: HostMention, set: WorkloadObject): { readonly ordinal?: number } | undefined {
  const { labels } = mention;
  const service = set.serviceName ?? "";
  const full = fullParts(mention);
  const [endpoint, name] =
    full !== undefined ? [full.endpoint, full.service] : labels[0] === service ? [undefined, service] : labels;
  if (service === "" || name !== service) return undefined;
  if (endpoint === undefined) return {};
  const pod = numbered(endpoint);
  return pod?.base === set.meta.name ? { ordinal: pod.ordinal } : undefined;
}

function gate(
  mention: HostMention,
  value: ReturnType<typeof objectValue>,
): Pick<AwaitedPeer, "by" | "holder"> | undefined {
  // kubelet asks, and not for the Pod.
  if (mention.context.kind === "kubelet") return undefined;
  const at = mention.path.findIndex((part) => part === "containers" || part === "initContainers");
  const container = mention.path.slice(0, at + 2);
  if (at < 0) return undefined;
  const [field] = mention.path.slice(at + 2);
  if (mention.path[at] === "containers") {
    if (field !== "readinessProbe" && field !== "startupProbe") return undefined;
    return { by: field, holder: [...container, field].join(".") };
  }
  // A sidecar does not hold up what comes behind it.
  if (valueAt(value, [...container, "restartPolicy"]) === "Always") return undefined;
  return field === "command" || field === "args" ? { by: "init container", holder: container.join(".") } : undefined;
}
