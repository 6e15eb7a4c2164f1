/** Parses names below a cluster zone (CoreDNS plugin/kubernetes/parse.go). It does not look up what exists. */
import { labels, longestZone, lowerName, relative } from "../data/name.ts";

export interface ParseOptions {
  /** The zone is served from ServiceImports: two plain labels left of the Service are `endpoint.cluster`. */
  readonly multicluster: boolean;
  /** The option of that name: `zone.pin._zone.service…` and `zone.prefer._zone.service…` are names. */
  readonly zonal: boolean;
}

/** What a name asks for. All parts are lower case; "" where the name has no such part. */
export type ParsedName =
  /** The zone itself, `svc` or `pod` below it: an empty non-terminal. */
  | { readonly kind: "empty" }
  | { readonly kind: "namespace"; readonly branch: "svc" | "pod"; readonly namespace: string }
  | ServiceName
  /** Labels left of the address are read by the grammar and then ignored. */
  | { readonly kind: "pod"; readonly namespace: string; readonly label: string }
  | { readonly kind: "invalid"; readonly labels: readonly string[]; readonly message: string };

export interface ServiceName {
  readonly kind: "service";
  readonly namespace: string;
  readonly service: string;
  readonly endpoint: string;
  /** Multicluster zones only. */
  readonly cluster: string;
  readonly port: string;
  readonly protocol: string;
  readonly topology: Topology | undefined;
}

/** `pin` takes the endpoints of the zone alone; `prefer` falls back to all of them. */
export interface Topology {
  readonly zone: string;
  readonly mode: "pin" | "prefer";
}

/**
 * The part of `name` that matches the longest of the zones, in the name's own letter case; undefined when the name is
 * in no zone.
 */
export function zoneAsAsked(name: string, zones: readonly string[]): string | undefined {
  const zone = longestZone(name, zones);
  return zone === undefined ? undefined : name.slice(name.length - zone.length);
}

/** Parses the part of an absolute name left of its zone. The name must lie in the zone. */
export function parseName(name: string, zone: string, options: ParseOptions): ParsedName {
  const own = labels(lowerName(zone === "." ? name : name.slice(0, Math.max(0, name.length - zone.length - 1))));
  const branch = own.at(-1);
  if (branch === undefined) return { kind: "empty" };
  if (branch !== "svc" && branch !== "pod") {
    return invalid(own, `below ${relative(zone) || "the root"} only names that end in 'svc' or 'pod' exist`);
  }
  const namespace = own.at(-2);
  if (namespace === undefined) return { kind: "empty" };
  const first = own.at(-3);
  // An empty label cannot be asked over the wire; CoreDNS takes it for a missing one.
  if (first === undefined || first === "") return { kind: "namespace", branch, namespace };
  const rest = parseRest(own.slice(0, -3), branch, options);
  if (rest === undefined) return invalid(own, "it has more labels than an endpoint or a port of a Service");
  if (branch === "pod") return { kind: "pod", namespace, label: first };
  return { kind: "service", namespace, service: first, ...rest };
}

type Rest = Pick<ServiceName, "endpoint" | "cluster" | "port" | "protocol" | "topology">;

const nothing: Rest = { endpoint: "", cluster: "", port: "", protocol: "", topology: undefined };

/** The labels left of the Service: nothing, an endpoint, a port with its protocol, or a topology zone. */
function parseRest(rest: readonly string[], branch: "svc" | "pod", options: ParseOptions): Rest | undefined {
  const [a = "", b = ""] = rest;
  if (rest.length === 0) return nothing;
  if (rest.length === 1) return { ...nothing, endpoint: a };
  if (rest.length === 2) {
    if (options.multicluster && !a.startsWith("_") && !b.startsWith("_")) {
      return { ...nothing, endpoint: a, cluster: b };
    }
    return { ...nothing, port: stripUnderscore(a), protocol: stripUnderscore(b) };
  }
  const mode = rest.at(-2);
  const isTopology = options.zonal && !options.multicluster && branch === "svc" && rest.at(-1) === "_zone";
  if (!isTopology || (mode !== "pin" && mode !== "prefer")) return undefined;
  return { ...nothing, topology: { zone: rest.slice(0, -2).join("."), mode } };
}

/** One leading underscore marks ports and protocols, and may be left out. */
function stripUnderscore(label: string): string {
  return label.startsWith("_") ? label.slice(1) : label;
}

function invalid(own: readonly string[], message: string): ParsedName {
  return { kind: "invalid", labels: own, message };
}
