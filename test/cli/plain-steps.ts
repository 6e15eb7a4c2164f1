/**
 * Helps to compare recorded answers of a real cluster with predicted ones: it translates every recorded address to the
 * one that the model gave to the same object. It does not judge the answers.
 */
import type { Cluster, PodModel } from "../../server/src/cluster/state/cluster.ts";

/** Address → the object that had it, and the workload that made it. */
export type RecordedAddresses = Readonly<
  Record<string, { readonly object: string; readonly controller?: string } | undefined>
>;

export interface Translation {
  /** The text with every address in every form replaced. */
  readonly translate: (text: string) => string;
  /** True for a text that holds the random part of a Pod's name, which cannot be predicted. */
  readonly isUnpredictable: (text: string) => boolean;
}

/** Pairs the recorded objects with those of the model. Throws when the model lacks one: that is a difference. */
export function translation(recorded: RecordedAddresses, cluster: Cluster): Translation {
  const pods = pairPods(recorded, cluster);
  const forms = new Map<string, string>();
  const randomNames = new Set<string>();
  for (const [address, known] of Object.entries(recorded)) {
    if (known === undefined) continue;
    const [kind = "", id = ""] = known.object.split(" ");
    const family = address.includes(":") ? "IPv6" : "IPv4";
    const pod = pods.get(known.object);
    const addresses = kind === "Pod" ? pod?.addresses : cluster.services.get(id)?.clusterIPs;
    const ours = addresses?.find((candidate) => candidate.family === family)?.ip;
    if (ours === undefined) throw new Error(`${known.object} has no ${family} address in the model`);
    if (pod !== undefined && `${pod.namespace}/${pod.name}` !== id) randomNames.add(id.slice(id.indexOf("/") + 1));
    const [from, to] = [formsOf(address), formsOf(ours)];
    for (const [index, form] of from.entries()) forms.set(form, to[index] ?? "");
  }
  // Addresses stand between blanks, dots of a name and ends; the longest form wins, so that none is cut.
  const pattern = new RegExp(
    `(?<![0-9A-Fa-f:.-])(${[...forms.keys()]
      .sort((a, b) => b.length - a.length)
      .map((form) => form.replace(/[.]/g, "\\."))
      .join("|")})(?![0-9A-Fa-f:-])`,
    "g",
  );
  return {
    translate: (text) => (forms.size === 0 ? text : text.replace(pattern, (form) => forms.get(form) ?? form)),
    isUnpredictable: (text) => [...randomNames].some((name) => text.includes(name)),
  };
}

/** A recorded Pod → ours: by name, else the next of the same workload, those with the same stem of the name first. */
function pairPods(recorded: RecordedAddresses, cluster: Cluster): ReadonlyMap<string, PodModel> {
  const pairs = new Map<string, PodModel>();
  const taken = new Set<PodModel>();
  const objects = [...new Map(Object.values(recorded).map((known) => [known?.object ?? "", known])).values()];
  for (const known of objects) {
    const pod = known === undefined ? undefined : cluster.pods.get(known.object.replace(/^Pod /, ""));
    if (known === undefined || pod === undefined || !known.object.startsWith("Pod ")) continue;
    pairs.set(known.object, pod);
    taken.add(pod);
  }
  for (const known of objects) {
    if (known === undefined || !known.object.startsWith("Pod ") || pairs.has(known.object)) continue;
    const free = [...cluster.pods.values()].filter((pod) => !taken.has(pod) && controllerOf(pod) === known.controller);
    const stem = stemOf(known.object.replace(/^Pod /, ""));
    const pod = free.find((candidate) => stemOf(`${candidate.namespace}/${candidate.name}`) === stem) ?? free[0];
    if (pod === undefined) throw new Error(`the model has no Pod for ${known.object} of ${known.controller}`);
    pairs.set(known.object, pod);
    taken.add(pod);
  }
  return pairs;
}

function controllerOf({ controller }: PodModel): string | undefined {
  return controller === undefined ? undefined : `${controller.kind} ${controller.namespace}/${controller.name}`;
}

function stemOf(id: string): string {
  return id.slice(0, id.lastIndexOf("-"));
}

/** An address as it is written: as itself, dashed in a name, reversed in a reverse name. */
function formsOf(address: string): readonly string[] {
  if (!address.includes(":")) return [address, address.replaceAll(".", "-"), address.split(".").reverse().join(".")];
  return [address, address.replaceAll(":", "-"), nibblesOf(address)];
}

function nibblesOf(address: string): string {
  const [left = "", right] = address.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [head, tail] = [groups(left), groups(right ?? "")];
  const zeros = right === undefined ? [] : Array<string>(8 - head.length - tail.length).fill("0");
  const digits = [...head, ...zeros, ...tail].map((group) => group.padStart(4, "0")).join("");
  return [...digits].reverse().join(".");
}
