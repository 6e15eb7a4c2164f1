/**
 * Finds lists of a StatefulSet's members whose set and Service are both unknown, beside the one set that they can mean: what is
 * left after both were renamed.
 */

import { memoize } from "../../../base/memo.ts";
import { namespaceOf } from "../../../cluster/state/identity.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { WorkloadObject } from "../../../kubernetes/manifests/object.ts";
import { formatPath } from "../../../kubernetes/manifests/path.ts";
import type { HostMention } from "../../../kubernetes/mentions/mention.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { judgedStatefulSet } from "../evidence/reach.ts";
import { fullParts, type HostParts, numbered, shortPodParts, writeHost } from "./parts.ts";
import { outcomeFrom, servicesInView } from "./view.ts";
import { isNamespace, mayExistUnseen, servicesAnywhere } from "./workspace-names.ts";

/** Such a list. */
export interface UnknownPeers {
  /** The first member. */
  readonly mention: HostMention;
  /** How many more there are. */
  readonly more: number;
  readonly set: string;
  readonly service: string;
  /** What the first member most likely means. */
  readonly meant: string;
  /** The set beside. */
  readonly beside: Declaration;
}

/** The lists in the hosts of a declaration; at least two members, numbered one after another. */
export function unknownPeers(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  hosts: readonly HostMention[],
): readonly UnknownPeers[] {
  const lists = new Map<string, { readonly members: Member[]; readonly ordinals: Set<number> }>();
  for (const mention of hosts) {
    const parts = fullParts(mention) ?? shortPodParts(mention);
    const pod = numbered(parts?.endpoint ?? "");
    const isAddress = mention.isHost || mention.form === "dotted";
    if (parts === undefined || pod === undefined || !isAddress || /\.(com|org|net|io)$/.test(mention.host)) continue;
    const key = `${formatPath(mention.path)} ${pod.base} ${parts.service} ${parts.namespace ?? ""}`;
    const member = { mention, parts, base: pod.base, ordinal: pod.ordinal };
    const known = lists.get(key);
    if (known === undefined) lists.set(key, { members: [member], ordinals: new Set([pod.ordinal]) });
    else if (!known.ordinals.has(pod.ordinal)) {
      known.ordinals.add(pod.ordinal);
      known.members.push(member);
    }
  }
  return [...lists.values()].flatMap(({ members }) => judge(analysis, environment, declaration, members) ?? []);
}

interface Member {
  readonly mention: HostMention;
  readonly parts: HostParts;
  readonly base: string;
  readonly ordinal: number;
}

function judge(
  analysis: Analysis,
  environment: Environment,
  declaration: Declaration,
  members: readonly Member[],
): UnknownPeers | undefined {
  const [first] = members;
  if (first === undefined || members.length < 2) return undefined;
  if (!members.every(({ ordinal }, index) => ordinal === first.ordinal + index)) return undefined;
  const { mention, parts, base } = first;
  const namespace = namespaceOf(declaration.object, analysis.settings);
  const { domain = "" } = parts;
  if (domain !== "" && domain !== environment.podDns.clusterDomain) return undefined;
  // A list of Services in a namespace has the same form.
  if (isNamespace(analysis, parts.service) || (parts.namespace !== undefined && parts.namespace !== namespace))
    return undefined;
  if (analysis.declarationsNamed("StatefulSet", base).length > 0) return undefined;
  if (servicesAnywhere(analysis, parts.service).length > 0) return undefined;
  if (members.some(({ parts: { endpoint = "" } }) => servicesAnywhere(analysis, endpoint).length > 0)) return undefined;
  if ([base, parts.service].some((name) => mayExistUnseen(analysis, name, parts.namespace))) return undefined;
  const beside = setBeside(analysis, environment, declaration);
  if (beside === undefined) return undefined;
  const meant = writeHost({ ...parts, endpoint: `${beside.name}-${first.ordinal}`, service: beside.service });
  if (outcomeFrom(analysis, environment, declaration, mention) !== "nxdomain") return undefined;
  if (outcomeFrom(analysis, environment, declaration, mention, { name: meant }) !== "resolved") return undefined;
  return {
    mention,
    more: members.length - 1,
    set: base,
    service: parts.service,
    meant,
    beside: beside.declaration,
  };
}

/** The set that speaks, else the only one in the same file or folder; with a Service that is there. */
function setBeside(
  analysis: Analysis,
  environment: Environment,
  from: Declaration,
): { readonly declaration: Declaration; readonly name: string; readonly service: string } | undefined {
  const own = judgedStatefulSet(from);
  const sets = own === undefined ? setsNearby(analysis, environment, from) : [{ declaration: from, object: own }];
  const [only, ...others] = sets;
  const service = only?.object.serviceName ?? "";
  if (only === undefined || others.length > 0 || service === "") return undefined;
  if (servicesInView(environment, service, only.object.meta.namespace).length === 0) return undefined;
  return { declaration: only.declaration, name: only.object.meta.name, service };
}

interface SetBeside {
  readonly declaration: Declaration;
  readonly object: WorkloadObject;
}

function setsNearby(analysis: Analysis, environment: Environment, from: Declaration): readonly SetBeside[] {
  const wanted = namespaceOf(from.object, analysis.settings);
  return setsBeside(environment).filter(({ object }) => namespaceOf(object, analysis.settings) === wanted);
}

const setsBeside = memoize((environment: Environment): readonly SetBeside[] =>
  environment.nearby.flatMap((declaration) => {
    const object = judgedStatefulSet(declaration);
    return object !== undefined && environment.distance(declaration) <= 1 ? [{ declaration, object }] : [];
  }),
);
