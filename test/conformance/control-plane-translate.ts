/** Translates recorded addresses to the ones that the engine made up for the same objects. */
import { reverseName } from "../../server/src/dns/server/address.ts";
import type { ControlPlaneQuery } from "./coredns-vectors.ts";

export interface AddressOwner {
  /** `Pod default/web-0`, `Service default/web`. */
  readonly object: string;
  readonly controller?: string;
}

/** What gave the objects their addresses: the engine's cluster, or what the command line prints of it. */
export interface Addressed {
  readonly services: ReadonlyMap<string, { readonly clusterIPs: readonly AddressText[] }>;
  readonly pods: ReadonlyMap<string, AddressedPod>;
}

interface AddressText {
  readonly family: string;
  readonly ip: string;
}

interface AddressedPod {
  readonly name: string;
  readonly addresses: readonly AddressText[];
  readonly controller?: { readonly kind: string; readonly namespace: string; readonly name: string };
}

export interface Translation {
  readonly translate: (text: string) => string;
}

/** Pods whose names have a random part stand for the next Pod of the same controller; their names are translated too. */
export function translation(cluster: Addressed, addresses: Readonly<Record<string, AddressOwner>>): Translation {
  const substitutes = substitutePods(cluster, addresses);
  const forms = new Map<string, string>();
  for (const [ip, owner] of Object.entries(addresses)) {
    const [kind = "", name = ""] = owner.object.split(" ");
    const substitute = kind === "Pod" ? substitutes.get(name) : undefined;
    if (substitute !== undefined) forms.set(name.slice(name.indexOf("/") + 1), substitute.name);
    const own =
      kind === "Service"
        ? cluster.services.get(name)?.clusterIPs
        : kind === "Pod"
          ? (cluster.pods.get(name) ?? substitutes.get(name))?.addresses
          : undefined;
    const family = ip.includes(":") ? "IPv6" : "IPv4";
    const to = own?.find((address) => address.family === family)?.ip;
    if (to === undefined || to === ip) continue;
    forms.set(ip, to);
    forms.set(dashed(ip), dashed(to));
    const [from, into] = [reverseName(ip), reverseName(to)];
    if (from !== undefined && into !== undefined) forms.set(from, into);
  }
  const known = [...forms.keys()].sort((a, b) => b.length - a.length).map((form) => form.replace(/[.]/g, "\\."));
  const pattern = new RegExp(`(?<![\\w.:-])(?:${known.join("|")})(?![\\w:-])`, "g");
  return {
    translate: (text) => (known.length === 0 ? text : text.replace(pattern, (form) => forms.get(form) ?? form)),
  };
}

function dashed(ip: string): string {
  const text = ip.replace(/[.:]/g, "-");
  return text.endsWith("-") ? `${text}0` : text;
}

function substitutePods(
  cluster: Addressed,
  addresses: Readonly<Record<string, AddressOwner>>,
): ReadonlyMap<string, AddressedPod> {
  const recorded = new Set(
    Object.values(addresses).flatMap(({ object }) => (object.startsWith("Pod ") ? [object.slice(4)] : [])),
  );
  const free = new Map<string, AddressedPod[]>();
  for (const [name, pod] of cluster.pods) {
    if (recorded.has(name) || pod.controller === undefined) continue;
    const { kind, namespace, name: owner } = pod.controller;
    const key = `${kind} ${namespace}/${owner}`;
    free.set(key, [...(free.get(key) ?? []), pod]);
  }
  const substitutes = new Map<string, AddressedPod>();
  // Indexed Jobs keep their order: the index stands before the random part of the name.
  const owners = Object.values(addresses).sort((a, b) => (a.object < b.object ? -1 : 1));
  for (const { object, controller } of owners) {
    const name = object.slice(4);
    if (!object.startsWith("Pod ") || cluster.pods.has(name) || substitutes.has(name) || controller === undefined)
      continue;
    const next = free.get(controller)?.shift();
    if (next !== undefined) substitutes.set(name, next);
  }
  return substitutes;
}

/** A query with every recorded address translated. */
export function translatedQuery(query: ControlPlaneQuery, translate: Translation["translate"]): ControlPlaneQuery {
  return {
    ...query,
    name: translate(query.name),
    ...(query.answer === undefined ? {} : { answer: query.answer.map(translate) }),
    ...(query.extra === undefined ? {} : { extra: query.extra.map(translate) }),
  };
}
