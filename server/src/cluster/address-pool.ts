/**
 * Draws made-up addresses from a range. Who has which address follows from the set of identities alone, not from the order
 * in which they came: each address goes to the identity that hashes to it (of several to the smallest), and identities
 * that lose take, smallest first, the next free address behind their own. That is a stable matching, so that one identity
 * more or less moves only those on its own collision chain (Amble and Knuth, Ordered Hash Tables, 1974).
 */
import { rangeOf } from "./addresses.ts";
import { hash } from "./hash.ts";

export interface AddressPool {
  readonly add: (identity: string) => void;
  readonly remove: (identity: string) => void;
  /** The identity's address; undefined for one that was not added, and where the range is full. */
  readonly addressOf: (identity: string) => string | undefined;
  /** True for an address that an identity of this pool has. */
  readonly holds: (ip: string) => boolean;
}

interface Member {
  readonly identity: string;
  readonly home: number;
  /** The number of its address in the range; -1 while it has none. */
  at: number;
}

/** @param isTaken true for the canonical text of an address that something else has */
export function addressPool(cidr: string, isTaken: (ip: string) => boolean): AddressPool {
  const { first, span, at, offsetOf } = rangeOf(cidr);
  const members = new Map<string, Member>();
  const holders = new Map<number, Member>();
  /** Members without an address: only when the range is full. */
  const waiting = new Set<Member>();
  /** By number in the range; an address is asked about once. */
  const blocked = new Map<number, boolean>();
  const textOf = (slot: number): string => at(first + slot);
  const isBlocked = (slot: number): boolean => {
    let known = blocked.get(slot);
    if (known === undefined) {
      known = isTaken(textOf(slot));
      blocked.set(slot, known);
    }
    return known;
  };
  const stepsTo = (member: Member, slot: number): number => (slot - member.home + span) % span;
  /** Which of two members an address goes to. */
  const prefers = (slot: number, a: Member, b: Member): boolean => {
    const [isHomeOfA, isHomeOfB] = [a.home === slot, b.home === slot];
    return isHomeOfA === isHomeOfB ? a.identity < b.identity : isHomeOfA;
  };
  /** Lets a member look for its address from a number of steps behind its home on; who is displaced looks further. */
  const place = (start: Member, from: number): void => {
    let member = start;
    let step = from;
    while (step < span) {
      const slot = (member.home + step) % span;
      if (isBlocked(slot)) {
        step += 1;
        continue;
      }
      const holder = holders.get(slot);
      if (holder === undefined || prefers(slot, member, holder)) {
        holders.set(slot, member);
        member.at = slot;
        if (holder === undefined) return;
        member = holder;
        step = stepsTo(holder, slot);
      }
      step += 1;
    }
    member.at = -1;
    waiting.add(member);
  };
  /** The member further on that would rather have a free address than its own, and that the address goes to. */
  const successor = (free: number): Member | undefined => {
    let best: Member | undefined;
    const consider = (member: Member): void => {
      if (best === undefined || prefers(free, member, best)) best = member;
    };
    for (let step = 1; step < span; step++) {
      const slot = (free + step) % span;
      const holder = holders.get(slot);
      if (holder === undefined) {
        if (isBlocked(slot)) continue;
        return best;
      }
      if (stepsTo(holder, free) < stepsTo(holder, slot)) consider(holder);
    }
    for (const member of waiting) consider(member);
    return best;
  };
  return {
    add: (identity) => {
      if (members.has(identity)) return;
      const member = { identity, home: hash(identity) % span, at: -1 };
      members.set(identity, member);
      place(member, 0);
    },
    remove: (identity) => {
      const member = members.get(identity);
      if (member === undefined) return;
      members.delete(identity);
      if (waiting.delete(member)) return;
      let free = member.at;
      for (;;) {
        holders.delete(free);
        const next = successor(free);
        if (next === undefined) return;
        const left = next.at;
        waiting.delete(next);
        holders.set(free, next);
        next.at = free;
        if (left < 0) return;
        free = left;
      }
    },
    addressOf: (identity) => {
      const member = members.get(identity);
      return member === undefined || member.at < 0 ? undefined : textOf(member.at);
    },
    holds: (ip) => {
      const offset = offsetOf(ip);
      return offset !== undefined && holders.has(offset - first);
    },
  };
}
