/** Knows the commands of a StatefulSet's Pods that must succeed before a Pod is ready, and which names of the set they ask for. */
import type { Analysis } from "../analysis/analysis.ts";
import { mentionsOf } from "../analysis/mentions.ts";
import { objectValue, stringAt } from "../analysis/object-value.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { WorkloadObject } from "../manifests/object.ts";
import { valueAt } from "../mentions/containers.ts";
import type { HostMention } from "../mentions/mention.ts";
import { fullParts, numbered } from "./hosts/parts.ts";

/** A name of the set itself that something waits for. */
export interface AwaitedPeer {
  readonly mention: HostMention;
  /** Undefined: the governing Service's own name. */
  readonly ordinal?: number;
  /** `readinessProbe`, `startupProbe` of a container, or an init container that loops until the name answers. */
  readonly by: "readinessProbe" | "startupProbe" | "init container";
  /** What holds the string, to tell strings apart: the probe's or the init container's path. */
  readonly holder: string;
  /** True when only DNS can answer: the tool does not read the Pod's own /etc/hosts. */
  readonly asksDns: boolean;
}

/** Names of the set's own Pods and Service that must answer before a Pod is ready; not in scripts that tell Pods apart. */
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
    if (tellsApart.test(text)) return [];
    if (place.by === "init container" && (!loops(text) || text.includes("||"))) return [];
    return [{ mention, ...peer, ...place, asksDns: /\b(nslookup|dig|host|drill)\b/.test(text) }];
  });
}

/** `until nslookup …`, `while ! getent …`. */
function loops(text: string): boolean {
  return text.split(/[;\n]/).some((part) => {
    const begin = part.search(/\b(?:until|while)\b/);
    return begin >= 0 && /\b(nslookup|dig|host|drill|getent|ping|nc|curl|wget|telnet)\b/.test(part.slice(begin));
  });
}

/** The script looks at which Pod runs it, and may wait in some only. */
const tellsApart = /hostname|HOSTNAME|[Oo]rdinal|ORDINAL|POD_NAME|POD_INDEX|##\*-|%%-/;

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
