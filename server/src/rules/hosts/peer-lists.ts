/** Knows lists of a StatefulSet's members in one string or one configuration. Refuses to judge seeds and single names. */
import type { Analysis, Environment } from "../../analysis/analysis.ts";
import type { Declaration } from "../../manifests/manifest.ts";
import type { WorkloadObject } from "../../manifests/object.ts";
import { samePath } from "../../manifests/path.ts";
import type { HostMention } from "../../mentions/mention.ts";
import { type Declared, near } from "../reach.ts";
import { fullParts, numbered, shortPodParts } from "./parts.ts";
import { compatible, setsInView } from "./view.ts";

/** The members of one set that one string names. */
export interface PeerList {
  readonly set: Declared<WorkloadObject>;
  readonly service: string;
  readonly members: readonly { readonly mention: HostMention; readonly ordinal: number }[];
}

/** Lists of at least two different members, in the order of the mentions. */
export function peerLists(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  hosts: readonly HostMention[],
): readonly PeerList[] {
  const lists: { path: HostMention["path"]; base: string; service: string; members: PeerList["members"][number][] }[] =
    [];
  for (const mention of hosts) {
    const parts = fullParts(mention) ?? shortPodParts(mention);
    const pod = numbered(parts?.endpoint ?? "");
    if (parts === undefined || pod === undefined) continue;
    const known = lists.find(
      ({ path, base, service }) => base === pod.base && service === parts.service && samePath(path, mention.path),
    );
    const member = { mention, ordinal: pod.ordinal };
    if (known === undefined)
      lists.push({ path: mention.path, base: pod.base, service: parts.service, members: [member] });
    else if (!known.members.some(({ ordinal }) => ordinal === pod.ordinal)) known.members.push(member);
  }
  return lists.flatMap(({ base, service, members }) => {
    const [set] = setsInView(analysis, environment, base).filter(
      ({ object }) =>
        object.serviceName === service && compatible(object.meta.namespace, declaration.object.meta.namespace),
    );
    return set !== undefined && set.distance <= near && members.length > 1 ? [{ set, service, members }] : [];
  });
}

/** True when the mention is a surplus member of a list that names all members that there are. */
export function isInPeerList(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
  hosts: readonly HostMention[],
): boolean {
  return peerLists(analysis, environment, declaration, hosts).some(
    (list) => drift(list)?.kind === "surplus" && list.members.some((member) => member.mention.host === mention.host),
  );
}

/** How a list differs from the replicas; undefined when it does not, or when it is a choice (seeds). */
export function drift({
  set,
  members,
}: PeerList): { readonly kind: "surplus" | "missing"; readonly ordinals: readonly number[] } | undefined {
  const { replicas, ordinalsStart = 0 } = set.object;
  if (replicas === undefined || replicas === 0) return undefined;
  const listed = members.map(({ ordinal }) => ordinal);
  const expected = Array.from({ length: Math.min(replicas, 1000) }, (_, index) => ordinalsStart + index);
  const surplus = listed.filter((ordinal) => ordinal >= ordinalsStart + replicas);
  const missing = expected.filter((ordinal) => !listed.includes(ordinal));
  if (surplus.length > 0) return missing.length === 0 ? { kind: "surplus", ordinals: surplus } : undefined;
  return missing.length === 0 ? undefined : { kind: "missing", ordinals: missing };
}
