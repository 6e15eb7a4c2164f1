/** Decides which host names in strings are said to be names: what hovers and the map tell of one. It asks nobody. */

import type { Simulation } from "../../../dns/clients/simulation.ts";
import type { HostMention, Mention } from "../../../kubernetes/mentions/mention.ts";
import { fullParts, shortPodParts } from "./parts.ts";

/** True for a host that can be asked for. */
export function isAskable(mention: Mention): mention is HostMention {
  return mention.kind === "host" && !mention.host.includes("*");
}

/** Values of switches, whose key may speak of hosts: `--kubelet-endpoints=true`. */
const switches: ReadonlySet<string> = new Set("true false yes no on off null none enabled disabled".split(" "));

/** True where something may be said of a host: it resolves, or more than its letters says that it is one. */
export function isShown(mention: HostMention, { outcome }: Pick<Simulation, "outcome">): boolean {
  if (outcome === "resolved") return true;
  if (switches.has(mention.host.toLowerCase())) return false;
  // One label is a user, a database, anything; two may be a file.
  return mention.isHost || fullParts(mention) !== undefined || shortPodParts(mention) !== undefined;
}
