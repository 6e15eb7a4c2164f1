/** Reads and writes IP addresses, as text and as reverse names, like Go's net.ParseIP and String. */
import ipaddr from "ipaddr.js";
import { labels, lowerName } from "../data/name.ts";

/** An address as it comes out of a DNS message. IPv4-mapped IPv6 addresses are IPv4, as in Go's `To4`. */
export interface ParsedAddress {
  readonly type: "A" | "AAAA";
  /** Canonical text (RFC 5952 for IPv6). */
  readonly text: string;
}

const v4Pattern = /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/;
const v6Group = /^[0-9a-fA-F]{1,4}$/;

/** Parses what Go's net.ParseIP accepts: no zone, no leading zeros in IPv4, at most four digits in a group. */
export function parseAddress(text: string): ParsedAddress | undefined {
  if (v4Pattern.test(text)) {
    return text.split(".").every((octet) => Number(octet) <= 255) ? { type: "A", text } : undefined;
  }
  return text.includes(":") ? parseV6(text) : undefined;
}

/**
 * The address that a complete reverse name stands for, canonical: four decimal labels below in-addr.arpa, 32 nibbles
 * below ip6.arpa (CoreDNS plugin/pkg/dnsutil/reverse.go). Undefined for every other name.
 */
export function addressOfReverse(name: string): string | undefined {
  const parts = labels(lowerName(name));
  const [top, family] = [parts.at(-1), parts.at(-2)];
  if (top !== "arpa") return undefined;
  const digits = parts.slice(0, -2).reverse();
  if (family === "in-addr" && digits.length === 4) {
    const address = parseAddress(digits.join("."));
    return address?.type === "A" ? address.text : undefined;
  }
  if (family === "ip6" && digits.length === 32 && digits.every((digit) => /^[0-9a-f]$/.test(digit))) {
    return parseAddress((digits.join("").match(/.{4}/g) ?? []).join(":"))?.text;
  }
  return undefined;
}

/** The reverse name of an address, absolute; undefined for text that is not an address. */
export function reverseName(address: string): string | undefined {
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  if (parsed.type === "A") return `${parsed.text.split(".").reverse().join(".")}.in-addr.arpa.`;
  return `${nibbles(ipaddr.IPv6.parse(parsed.text).toByteArray()).reverse().join(".")}.ip6.arpa.`;
}

/** True for names strictly below in-addr.arpa or ip6.arpa (CoreDNS dnsutil.IsReverse). */
export function isReverse(name: string): boolean {
  const lower = lowerName(name);
  return lower.endsWith(".in-addr.arpa.") || lower.endsWith(".ip6.arpa.");
}

/** True for reverse zones, the two tops included. */
export function isReverseZone(zone: string): boolean {
  return isReverse(`.${zone}`);
}

/**
 * The reverse zones that a CIDR stands for: it is cut at the next label boundary (8 bits for IPv4, 4 for IPv6), so
 * `10.96.0.0/12` gives sixteen zones (CoreDNS plugin/pkg/cidr). Undefined for text that is not a CIDR.
 */
export function zonesOfCidr(text: string): readonly string[] | undefined {
  const network = readCidr(text);
  if (network === undefined) return undefined;
  const { address, prefix, step } = network;
  const bytes = ipaddr.parse(address.text).toByteArray();
  const digits = step === 8 ? bytes : nibbles(bytes).map((nibble) => Number.parseInt(nibble, 16));
  const count = Math.ceil(prefix / step);
  const suffix = step === 8 ? "in-addr.arpa." : "ip6.arpa.";
  if (count === 0) return [suffix];
  const spare = count * step - prefix;
  const last = digits[count - 1] ?? 0;
  const first = last - (last % 2 ** spare);
  return Array.from({ length: 2 ** spare }, (_, index) => {
    const kept = [...digits.slice(0, count - 1), first + index];
    const shown = kept.map((digit) => digit.toString(step === 8 ? 10 : 16));
    return `${shown.reverse().join(".")}.${suffix}`;
  });
}

/** How many zones `zonesOfCidr` gives, without making them; undefined for text that is not a CIDR. */
export function zoneCountOfCidr(text: string): number | undefined {
  const network = readCidr(text);
  return network && 2 ** (Math.ceil(network.prefix / network.step) * network.step - network.prefix);
}

interface Network {
  readonly address: ParsedAddress;
  readonly prefix: number;
  /** Bits of a label. */
  readonly step: 4 | 8;
}

function readCidr(text: string): Network | undefined {
  const match = /^(.+)\/(\d{1,3})$/.exec(text);
  const address = parseAddress(match?.[1] ?? "");
  const prefix = Number(match?.[2]);
  if (address === undefined) return undefined;
  const [step, bits] = address.type === "A" ? ([8, 32] as const) : ([4, 128] as const);
  return prefix > bits ? undefined : { address, prefix, step };
}

function parseV6(text: string): ParsedAddress | undefined {
  const tail = text.slice(text.lastIndexOf(":") + 1);
  const groups = text.split(":").filter((group) => group !== "");
  const plain = tail.includes(".") ? groups.slice(0, -1) : groups;
  if (tail.includes(".") && !v4Pattern.test(tail)) return undefined;
  if (!plain.every((group) => v6Group.test(group)) || !ipaddr.IPv6.isValid(text)) return undefined;
  const parsed = ipaddr.IPv6.parse(text);
  if (parsed.isIPv4MappedAddress()) return { type: "A", text: parsed.toIPv4Address().toString() };
  return { type: "AAAA", text: parsed.toRFC5952String() };
}

function nibbles(bytes: readonly number[]): string[] {
  return bytes.flatMap((byte) => [(byte >> 4).toString(16), (byte & 15).toString(16)]);
}
