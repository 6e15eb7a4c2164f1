/** Reads the zones of a Corefile: names, CIDRs, ports, transports (CoreDNS plugin/normalize.go). */
import { normalName } from "../data/name.ts";
import { zoneCountOfCidr, zonesOfCidr } from "./address.ts";

export interface ZoneKey {
  /** Lower case, absolute; several for a CIDR between label boundaries. */
  readonly zones: readonly string[];
  readonly port: number;
}

const ports: Readonly<Record<string, number>> = { dns: 53, tls: 853, quic: 853, grpc: 443, https: 443, https3: 443 };

/** Reads a server block's key such as `.:53`, `dns://example.org`, `10.0.0.0/8:1053`. */
export function readZoneKey(text: string): ZoneKey {
  const { host, port } = splitKey(text);
  return { zones: zonesOf(host), port };
}

function splitKey(text: string): { readonly host: string; readonly port: number } {
  const scheme = /^([a-z0-9]+):\/\/(.*)$/.exec(text);
  const rest = scheme?.[2] ?? text;
  const withPort = /^(.*):(\d{1,5})$/.exec(rest);
  const host = withPort?.[1] ?? rest;
  const port = withPort === null ? (ports[scheme?.[1] ?? "dns"] ?? 53) : Number(withPort[2]);
  return { host, port };
}

/** Reads a zone in a plugin's arguments. */
export function readZones(words: readonly string[]): readonly string[] {
  return [...new Set(words.flatMap((word) => readZoneKey(word).zones))];
}

/** How many zones a word stands for, without making them: 1 for all but networks. */
export function zoneCount(word: string): number {
  return word.includes("/") ? (zoneCountOfCidr(splitKey(word).host) ?? 1) : 1;
}

function zonesOf(host: string): readonly string[] {
  return zonesOfCidr(host) ?? [host === "" ? "." : normalName(host)];
}
