/** Finds lists of a StatefulSet's members in one string or one configuration. Seeds and single names are not judged. */

import { memoize } from "../../../base/memo.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { WorkloadObject } from "../../../kubernetes/manifests/object.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Environment } from "../../../workspace/analysis.ts";
import { type Declared, near } from "../evidence/reach.ts";
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
  environment: Environment,
  declaration: Declaration,
  hosts: readonly HostMention[],
): readonly PeerList[] {
  return grouped(hosts).flatMap(({ base, service, members }) => {
    const [set] = setsInView(environment, base).filter(
      ({ object }) =>
        object.serviceName === service && compatible(object.meta.namespace, declaration.object.meta.namespace),
    );
    return set !== undefined && set.distance <= near && members.length > 1 ? [{ set, service, members }] : [];
  });
}

interface Group {
  readonly base: string;
  readonly service: string;
  readonly members: PeerList["members"][number][];
}

/** What one string names of one set under one Service, each member once. One string may name thousands. */
const grouped = memoize((hosts: readonly HostMention[]): readonly Group[] => {
  const groups = new Map<string, { readonly group: Group; readonly ordinals: Set<number> }>();
  for (const mention of hosts) {
    const parts = fullParts(mention) ?? shortPodParts(mention);
    const pod = numbered(parts?.endpoint ?? "");
    if (parts === undefined || pod === undefined) continue;
    const key = JSON.stringify([mention.path, pod.base, parts.service]);
    let known = groups.get(key);
    if (known === undefined) {
      known = { group: { base: pod.base, service: parts.service, members: [] }, ordinals: new Set() };
      groups.set(key, known);
    }
    if (known.ordinals.has(pod.ordinal)) continue;
    known.ordinals.add(pod.ordinal);
    known.group.members.push({ mention, ordinal: pod.ordinal });
  }
  return [...groups.values()].map(({ group }) => group);
});

/** True when the mention is a surplus member of a list that names all members that there are. */
export function isInPeerList(
  environment: Environment,
  declaration: Declaration,
  mention: HostMention,
  hosts: readonly HostMention[],
): boolean {
  const known = surplusHosts(hosts);
  let made = known.get(environment);
  if (made === undefined) {
    const lists = peerLists(environment, declaration, hosts).filter((list) => drift(list)?.kind === "surplus");
    made = new Set(lists.flatMap(({ members }) => members.map((member) => member.mention.host)));
    known.set(environment, made);
  }
  return made.has(mention.host);
}

/** The hosts of lists with surplus members, computed once for all hosts. */
const surplusHosts = memoize((_: readonly HostMention[]) => new WeakMap<Environment, ReadonlySet<string>>());

/** How a list differs from the replicas; undefined when it does not, or when it is a choice (seeds). */
export function drift({
  set,
  members,
}: PeerList): { readonly kind: "surplus" | "missing"; readonly ordinals: readonly number[] } | undefined {
  const { replicas, ordinalsStart = 0 } = set.object;
  if (replicas === undefined || replicas === 0) return undefined;
  const listed = new Set(members.map(({ ordinal }) => ordinal));
  const expected = Array.from({ length: Math.min(replicas, 1000) }, (_, index) => ordinalsStart + index);
  const surplus = [...listed].filter((ordinal) => ordinal >= ordinalsStart + replicas);
  const missing = expected.filter((ordinal) => !listed.has(ordinal));
  if (surplus.length > 0) return missing.length === 0 ? { kind: "surplus", ordinals: surplus } : undefined;
  return missing.length === 0 ? undefined : { kind: "missing", ordinals: missing };
}
