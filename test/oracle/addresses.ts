/**
 * Makes up the addresses that no manifest gives: a stable function of the object's identity, unique, inside the
 * configured ranges, and never one that is given.
 */
import ipaddr from "ipaddr.js";
import type { Address } from "../../server/src/cluster/state/cluster.ts";
import { hash } from "../../server/src/cluster/state/hash.ts";
import type { IpFamily } from "../../server/src/kubernetes/manifests/object.ts";

/** The family of an address text: four decimal parts without leading zeros, or IPv6 without zone; else undefined. */
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

/** A range to draw from. */
export interface Pool {
  /** The address at an offset from the range's first address. */
  readonly at: (offset: number) => string;
  readonly take: (wishes: readonly Wish[]) => ReadonlyMap<string, string>;
}

/** An object that needs an address. Its identity decides which. */
export interface Wish {
  readonly identity: string;
}

/** Addresses 0 and the highest are not used, nor the first 32: clusters give them to their own Services and gateways. */
const reserved = 32;

/** @param taken canonical texts of addresses that are given */
export function makePool(cidr: string, taken: ReadonlySet<string>): Pool {
  const [base, length] = parse(cidr);
  const bytes = base.toByteArray();
  const hostBits = Math.min(30, bytes.length * 8 - length);
  const size = 2 ** hostBits;
  const first = Math.min(reserved, Math.floor(size / 2));
  const span = Math.max(1, size - first - 1);
  const at = (offset: number): string => addressAt(bytes, offset);
  return {
    at,
    take: (wishes) => {
      const result = new Map<string, string>();
      const used = new Set(taken);
      // By identity, so that the order of declarations decides nothing. An object that finds its slot free never moves.
      const sorted = wishes
        .map(({ identity }) => ({ identity, slot: hash(identity) % span }))
        .sort((a, b) => (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0));
      const later: typeof sorted = [];
      for (const wish of sorted) {
        const ip = at(first + wish.slot);
        if (used.has(ip)) later.push(wish);
        else {
          used.add(ip);
          result.set(wish.identity, ip);
        }
      }
      for (const { identity, slot } of later) {
        for (let step = 1; step <= span; step++) {
          const ip = at(first + ((slot + step) % span));
          if (used.has(ip)) continue;
          used.add(ip);
          result.set(identity, ip);
          break;
        }
      }
      return result;
    },
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
