/** Reads what a Pod in a manifest states about itself, with or without a status. It makes up no addresses. */
import type { IpFamily, NodeObject, PodStatus } from "../../kubernetes/manifests/object.ts";
import { given } from "./addresses.ts";
import type { Address, PodModel } from "./cluster.ts";
import { nodeAddresses, topologyLabels } from "./nodes.ts";
import type { GivenPod, Owners } from "./owners.ts";

/** A Pod whose addresses may still have to be made up. */
export interface Draft {
  readonly pod: PodModel;
  readonly needsAddress: boolean;
}

export interface GivenPodsContext {
  readonly owners: Owners;
  readonly nodes: ReadonlyMap<string, NodeObject>;
  readonly families: readonly IpFamily[];
}

/**
 * The model of a given Pod. Whatever a status states counts. A Pod without status is running, ready and has addresses,
 * unless a scheduling gate holds it back.
 */
export function givenPod(existing: GivenPod, { owners, nodes, families }: GivenPodsContext): Draft {
  const { object, namespace, declaration } = existing;
  const { spec, status, meta } = object;
  const node = nodes.get(spec.nodeName ?? "");
  const own = ownAddresses(status);
  const isLive = status?.phase !== undefined || own.length > 0;
  const isHeld = spec.schedulingGates > 0;
  const addresses = isLive || isHeld || !spec.hostNetwork ? own : nodeAddresses(node, families);
  const phase = status?.phase ?? (isHeld ? "Pending" : "Running");
  const controller = owners.ownerOf(existing);
  return {
    needsAddress: addresses.length === 0 && !isLive && !isHeld,
    pod: {
      namespace,
      name: meta.name,
      nameIsCertain: declaration.object.meta.name !== "",
      // The binding of a live Pod has left its node's labels on it already.
      labels: isLive ? meta.labels : { ...meta.labels, ...topologyLabels(node) },
      spec,
      hostname: spec.hostname ?? "",
      subdomain: spec.subdomain ?? "",
      addresses,
      phase,
      ready: status?.ready ?? (!isHeld && phase === "Running"),
      terminating: meta.deletionTimestamp !== undefined,
      predicted: false,
      ...(controller === undefined ? {} : { controller }),
      declaration,
    },
  };
}

/** status.podIPs, else the older status.podIP. */
function ownAddresses(status: PodStatus | undefined): readonly Address[] {
  if (status === undefined) return [];
  const texts = status.podIPs.length > 0 ? status.podIPs : status.podIP === undefined ? [] : [status.podIP];
  return texts.flatMap((ip) => given(ip) ?? []);
}
