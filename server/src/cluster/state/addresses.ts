/** Reads and writes IP addresses and the ranges that made-up ones are drawn from (address-pool.ts). */
import ipaddr from "ipaddr.js";
import type { IpFamily } from "../../kubernetes/manifests/object.ts";
import type { Address } from "./cluster.ts";

/** The family of an address text; undefined for any other text. An address has four decimal parts without leading zeros, no IPv6 zone. */
export function familyOf(ip: string): IpFamily | undefined {
  if (ip.includes(":")) return !ip.includes("%") && ipaddr.IPv6.isValid(ip) ? "IPv6" : undefined;
  // The library finds out by an exception, which costs too much for every `None`.
  return /^[0-9.]+$/.test(ip) && ipaddr.IPv4.isValidFourPartDecimal(ip) ? "IPv4" : undefined;
}

/** An address that a manifest gives, as it is written. */
export function given(ip: string): Address | undefined {
  const family = familyOf(ip);
  return family === undefined ? undefined : { family, ip, synthetic: false };
}

/** The canonical text of an address, as the API server would write it; undefined when the text is not an address. */
export function canonical(ip: string): string | undefined {
  if (familyOf(ip) === undefined) return undefined;
  return ip.includes(":") ? ipaddr.parse(ip).toString() : ip;
}

/** A range of addresses to draw from. */
export interface AddressRange {
  /** The address at an offset from the range's first address, in canonical form. */
  readonly at: (offset: number) => string;
  /** The offset of an address in canonical form; undefined for one outside of the range. */
  readonly offsetOf: (ip: string) => number | undefined;
  /** The offset of the first address that is drawn. */
  readonly first: number;
  /** How many addresses are drawn from, at least 1. */
  readonly span: number;
}

/** Addresses 0 and the highest are not used, nor the first 32: clusters give them to their own Services and gateways. */
const reserved = 32;

/** @param cidr a range of either family; of a large one the first 2^30 addresses count */
export function rangeOf(cidr: string): AddressRange {
  const known = ranges.get(cidr);
  if (known !== undefined) return known;
  if (ranges.size >= mostRanges) ranges.clear();
  const made = readRange(cidr);
  ranges.set(cidr, made);
  return made;
}

/** Settings name a few, for thousands of clusters. */
const ranges = new Map<string, AddressRange>();
const mostRanges = 100;

function readRange(cidr: string): AddressRange {
  const [base, length] = parse(cidr);
  const bytes = base.toByteArray();
  const hostBits = Math.min(30, bytes.length * 8 - length);
  const size = 2 ** hostBits;
  const first = Math.min(reserved, Math.floor(size / 2));
  return {
    at: (offset) => addressAt(bytes, offset),
    offsetOf: (ip) => {
      const offset = offsetOf(bytes, ip);
      return offset === undefined || offset < 0 || offset >= size ? undefined : offset;
    },
    first,
    span: Math.max(1, size - first - 1),
  };
}

function parse(cidr: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    return ipaddr.parseCIDR(cidr);
  } catch {
    return ipaddr.parseCIDR(cidr.includes(":") ? "fd00::/64" : "10.0.0.0/8"); // Settings check the form before.
  }
}

function addressAt(base: readonly number[], offset: number): string {
  const bytes = [...base];
  let rest = offset;
  for (let index = bytes.length - 1; index >= 0 && rest > 0; index--) {
    const sum = (bytes[index] ?? 0) + (rest % 256);
    bytes[index] = sum % 256;
    rest = Math.floor(rest / 256) + (sum >= 256 ? 1 : 0);
  }
  // Four numbers need no library, and there are tens of thousands of them.
  return bytes.length === 4 ? bytes.join(".") : ipaddr.fromByteArray(bytes).toString();
}

/** How far an address lies behind the first one; undefined for another family, or too far to count exactly. */
function offsetOf(base: readonly number[], ip: string): number | undefined {
  if (familyOf(ip) !== (base.length === 4 ? "IPv4" : "IPv6")) return undefined;
  const bytes = ipaddr.parse(ip).toByteArray();
  let offset = 0;
  for (let index = 0; index < base.length; index++) {
    offset = offset * 256 + (bytes[index] ?? 0) - (base[index] ?? 0);
    if (Math.abs(offset) > 2 ** 40) return undefined;
  }
  return offset;
}
