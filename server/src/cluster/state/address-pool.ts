/**
 * Draws made-up addresses from a range. Who has which address follows from the set of identities alone, not from the order
 * in which they came: each address goes to the identity that hashes to it (of several to the smallest), and identities
 * that lose take, smallest first, the next free address behind their own. That is a stable matching, so that one identity
 * more or less moves only those on its own collision chain (Amble and Knuth, Ordered Hash Tables, 1974).
 *
 * A crowded large range would have chains as long as itself. So an identity looks no further than `reach` addresses behind
 * its home; one that finds none there gets its address from a second pool, where there is one.
 */
import { rangeOf } from "./addresses.ts";
import { hash } from "./hash.ts";

export interface AddressPool {
  readonly add: (identity: string) => void;
  /** The same as `add` for each, at less than a tenth of the cost where the range is crowded. */
  readonly addAll: (identities: readonly string[]) => void;
  readonly remove: (identity: string) => void;
  /** The identity's address; undefined for one that was not added, and where all addresses within its reach are held. */
  readonly addressOf: (identity: string) => string | undefined;
  /** True for an address that an identity of this pool has. */
  readonly holds: (ip: string) => boolean;
}

/** Finds the next free address from one on, undefined in a full range. It remembers what is held: nothing becomes free again. */
function freeAddresses(isHeld: (slot: number) => boolean, span: number): (slot: number) => number | undefined {
  /** From an address that is held to one further on, all of which between them are. */
  const further = new Map<number, number>();
  return (slot) => {
    let free = slot;
    let passed = 0;
    while (passed < span && isHeld(free)) {
      const next = further.get(free) ?? (free + 1) % span;
      // In a range of one address the next one is the same.
      passed += (next - free + span) % span || span;
      free = next;
    }
    for (let at = slot; at !== free; ) {
      const next = further.get(at) ?? (at + 1) % span;
      further.set(at, free);
      at = next;
    }
    return passed < span ? free : undefined;
  };
}

interface Member {
  readonly identity: string;
  readonly home: number;
  /** The number of its address in the range; -1 while it has none there. */
  at: number;
}

export interface Overflow {
  /** How many addresses an identity looks at, its home included: at least 1. */
  readonly reach: number;
  /** Where an identity that finds no address within its reach gets one. Its range shares no address with this one. */
  readonly pool: AddressPool;
}

/**
 * @param isTaken true for the canonical text of an address that something else has
 * @param overflow undefined where an identity looks at the whole range
 */
export function addressPool(cidr: string, isTaken: (ip: string) => boolean, overflow?: Overflow): AddressPool {
  const { first, span, at, offsetOf } = rangeOf(cidr);
  const reach = Math.min(span, overflow?.reach ?? span);
  const members = new Map<string, Member>();
  const holders = new Map<number, Member>();
  /** Members that found no address within their reach, by home. */
  const waiting = new Map<number, Set<Member>>();
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
  const letWait = (member: Member): void => {
    member.at = -1;
    const others = waiting.get(member.home);
    if (others === undefined) waiting.set(member.home, new Set([member]));
    else others.add(member);
    overflow?.pool.add(member.identity);
  };
  /** False for a member that did not wait. */
  const endWait = (member: Member): boolean => {
    const others = waiting.get(member.home);
    if (others?.delete(member) !== true) return false;
    if (others.size === 0) waiting.delete(member.home);
    overflow?.pool.remove(member.identity);
    return true;
  };
  /** Lets a member look for its address from a number of steps behind its home on; who is displaced looks further. */
  const place = (start: Member, from: number): void => {
    let member = start;
    let step = from;
    while (step < reach) {
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
    letWait(member);
  };
  /** The member further on that would rather have a free address than its own, and that the address goes to. */
  const successor = (free: number): Member | undefined => {
    let best: Member | undefined;
    const consider = (member: Member): void => {
      if (best === undefined || prefers(free, member, best)) best = member;
    };
    for (let step = 1; step < reach; step++) {
      const slot = (free + step) % span;
      const holder = holders.get(slot);
      if (holder === undefined) {
        if (isBlocked(slot)) continue;
        // Whoever holds one further on would have taken this one. Those that wait may not reach it.
        break;
      }
      if (stepsTo(holder, free) < stepsTo(holder, slot)) consider(holder);
    }
    for (let step = 0; step < reach && waiting.size > 0; step++)
      for (const member of waiting.get((free - step + span) % span) ?? []) consider(member);
    return best;
  };
  const joined = (identity: string): Member | undefined => {
    if (members.has(identity)) return;
    const member = { identity, home: hash(identity) % span, at: -1 };
    members.set(identity, member);
    return member;
  };
  return {
    add: (identity) => {
      const member = joined(identity);
      if (member !== undefined) place(member, 0);
    },
    addAll: (identities) => {
      // In this order nobody displaces another one of them: the smallest of each home first, then the others from the smallest on.
      const isFirst = members.size === 0;
      const sorted = identities.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const homes = new Set<number>();
      const others: Member[] = [];
      for (const identity of sorted) {
        const member = joined(identity);
        if (member === undefined) continue;
        if (homes.has(member.home) || isBlocked(member.home)) others.push(member);
        else {
          homes.add(member.home);
          place(member, 0);
        }
      }
      const freeFrom = isFirst ? freeAddresses((slot) => holders.has(slot) || isBlocked(slot), span) : undefined;
      for (const member of others) {
        const free = freeFrom?.(member.home);
        place(member, freeFrom === undefined ? 0 : free === undefined ? reach : stepsTo(member, free));
      }
    },
    remove: (identity) => {
      const member = members.get(identity);
      if (member === undefined) return;
      members.delete(identity);
      if (endWait(member)) return;
      let free = member.at;
      for (;;) {
        holders.delete(free);
        const next = successor(free);
        if (next === undefined) return;
        const left = next.at;
        endWait(next);
        holders.set(free, next);
        next.at = free;
        if (left < 0) return;
        free = left;
      }
    },
    addressOf: (identity) => {
      const member = members.get(identity);
      if (member === undefined) return;
      return member.at < 0 ? overflow?.pool.addressOf(identity) : textOf(member.at);
    },
    holds: (ip) => {
      const offset = offsetOf(ip);
      return (offset !== undefined && holders.has(offset - first)) || overflow?.pool.holds(ip) === true;
    },
  };
}
