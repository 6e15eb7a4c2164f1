/**
 * The values of a rendering beside those of the one before: what is the same stays the same object, and the slots of what is not
 * are named. The result equals the new values, with everything that templates could tell: who shares a map with whom, too.
 */

import { GoList, GoMap, Int, type KeyOrigin, plain, Traced, type Value } from "../template/value.ts";
import {
  hasUnseen,
  Slots,
  unseenEntries,
  unseenKeys,
  unseenValue,
  type Watch,
  WatchedMap,
} from "../template/watched-map.ts";
import { ValueOrigin } from "../yaml/read.ts";

/** Where the origins of a tree of values are now: those of values that stayed are of an older text. */
export type Moved = ReadonlyMap<KeyOrigin, ValueOrigin>;

export interface ValuesNow {
  /** All of its maps are watched. */
  readonly values: GoMap;
  /** Slots whose values changed. */
  readonly changed: ReadonlySet<number>;
  readonly moved: Moved;
}

/**
 * @param values of the rendering now; its maps are held nowhere else
 * @param before what this made for the rendering before; undefined: it is the first
 * @returns undefined: a text was put together of several values, and is not compared
 */
export function valuesNow(values: GoMap, before: GoMap | undefined, watch: Watch): ValuesNow | undefined {
  const comparison = new Comparison(watch);
  const made = comparison.map(values, before);
  if (!comparison.isExact) return undefined;
  return { values: made, changed: comparison.changed, moved: comparison.moved() };
}

class Comparison {
  readonly changed = new Set<number>();
  isExact = true;
  readonly #watch: Watch;
  /** What new maps and lists became. */
  readonly #maps = new Map<ReadonlyMap<string, Value>, WatchedMap>();
  readonly #lists = new Map<readonly Value[], GoList>();
  /** Old maps and lists that stand for new ones: each for one only. */
  readonly #used = new Set<object>();
  /** Old origins and the new ones that they stand for. */
  readonly #now = new Map<KeyOrigin, KeyOrigin>();
  readonly #before = new Map<KeyOrigin, KeyOrigin>();

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  moved(): Moved {
    const moved = new Map<KeyOrigin, ValueOrigin>();
    for (const [origin, now] of this.#now) if (now !== origin && now instanceof ValueOrigin) moved.set(origin, now);
    return moved;
  }

  map(now: GoMap, before: GoMap | undefined): GoMap {
    const { entries, type, isNil } = now;
    const made = this.#maps.get(entries);
    if (made !== undefined)
      return before?.entries === made ? before : new GoMap(made, type, isNil, this.#canonical(now.origin));
    if (before !== undefined && this.#stands(now, before)) return this.#continued(now, before);
    const fresh = new WatchedMap(
      this.#watch,
      new Slots(this.#watch),
      [...entries].map(([key, value]) => [key, this.#value(value, undefined)]),
    );
    this.#maps.set(entries, fresh);
    return new GoMap(fresh, type, isNil, this.#canonical(now.origin));
  }

  /** An old map takes the place of a new one, whether its entries are the same or not. */
  #stands(now: GoMap, before: GoMap): boolean {
    const { entries } = before;
    if (!(entries instanceof WatchedMap) || this.#used.has(entries)) return false;
    if (before.type !== now.type || before.isNil !== now.isNil || !this.#link(before.origin, now.origin)) return false;
    this.#used.add(entries);
    return true;
  }

  #continued(now: GoMap, before: GoMap): GoMap {
    const old = before.entries;
    if (!(old instanceof WatchedMap)) return now;
    const { slots } = old;
    const keysBefore = [...unseenKeys(old)];
    let areKeysSame = keysBefore.length === now.entries.size;
    let isSame = areKeysSame;
    const changes = (key: string): void => {
      isSame = false;
      const slot = slots.known(key);
      if (slot !== undefined) this.changed.add(slot);
    };
    const entries: (readonly [string, Value])[] = [];
    for (const [key, value] of now.entries) {
      const prior = unseenValue(old, key);
      const result = this.#value(value, prior);
      if (key !== keysBefore[entries.length]) areKeysSame = false;
      entries.push([key, result]);
      if (prior === undefined && !hasUnseen(old, key)) changes(key);
      else if (!Object.is(result, prior)) {
        isSame = false;
        if (!isContinued(result, prior)) changes(key);
      }
    }
    for (const key of keysBefore) if (!now.entries.has(key)) changes(key);
    if (!areKeysSame) {
      isSame = false;
      this.changed.add(slots.keys);
    }
    const made = isSame ? old : new WatchedMap(this.#watch, slots, entries);
    this.#maps.set(now.entries, made);
    return isSame ? before : new GoMap(made, before.type, before.isNil, before.origin);
  }

  #value(now: Value, before: Value): Value {
    if (now instanceof GoMap) return this.map(now, before instanceof GoMap ? before : undefined);
    if (now instanceof GoList) return this.#list(now, before instanceof GoList ? before : undefined);
    if (now instanceof Traced) {
      if (now.pieces !== undefined) this.isExact = false;
      const isSame =
        before instanceof Traced &&
        before.pieces === undefined &&
        isSameScalar(now.value, before.value) &&
        this.#link(before.origin, now.origin);
      return isSame ? before : new Traced(now.value, this.#canonical(now.origin));
    }
    return isSameScalar(now, before) ? before : now;
  }

  /** A list is one thing: it stays when all that is in it does. */
  #list(now: GoList, before: GoList | undefined): GoList {
    const made = this.#lists.get(now.items);
    if (made !== undefined) return made;
    const isSame = before !== undefined && this.#equal(now, before);
    const result = isSame
      ? before
      : new GoList(
          now.items.map((item) => this.#value(item, undefined)),
          now.type,
          now.isNil,
          this.#canonical(now.origin),
        );
    this.#lists.set(now.items, result);
    return result;
  }

  /** Equal with everything in it; if not, nothing stands for anything. */
  #equal(now: GoList, before: GoList): boolean {
    const linked: (readonly [KeyOrigin, KeyOrigin])[] = [];
    const used: object[] = [];
    const isUsed = (object: object): boolean => {
      if (this.#used.has(object)) return true;
      this.#used.add(object);
      used.push(object);
      return false;
    };
    const link = (a: KeyOrigin | undefined, b: KeyOrigin | undefined): boolean => {
      const isNew = a !== undefined && b !== undefined && !this.#now.has(a);
      if (!this.#link(a, b)) return false;
      if (isNew) linked.push([a, b]);
      return true;
    };
    const isEqual = (a: Value, b: Value): boolean => {
      if (a instanceof Traced && b instanceof Traced)
        return (
          a.pieces === undefined && b.pieces === undefined && isSameScalar(a.value, b.value) && link(b.origin, a.origin)
        );
      if (a instanceof GoMap && b instanceof GoMap) {
        if (a.type !== b.type || a.isNil !== b.isNil || isUsed(b.entries) || !link(b.origin, a.origin)) return false;
        const others = [...unseenEntries(b.entries)];
        return (
          a.entries.size === others.length &&
          [...unseenEntries(a.entries)].every(
            ([key, value], index) => key === others[index]?.[0] && isEqual(value, others[index]?.[1]),
          )
        );
      }
      if (a instanceof GoList && b instanceof GoList) {
        if (a.type !== b.type || a.isNil !== b.isNil || isUsed(b) || !link(b.origin, a.origin)) return false;
        return a.items.length === b.items.length && a.items.every((item, index) => isEqual(item, b.items[index]));
      }
      return isSameScalar(a, b);
    };
    if (isEqual(now, before)) return true;
    for (const object of used) this.#used.delete(object);
    for (const [old, current] of linked) {
      this.#now.delete(old);
      this.#before.delete(current);
    }
    return false;
  }

  /** An old origin stands for a new one, if neither stands for another. */
  #link(before: KeyOrigin | undefined, now: KeyOrigin | undefined): boolean {
    if (before === undefined || now === undefined) return before === now;
    const [known, standing] = [this.#now.get(before), this.#before.get(now)];
    if (known !== undefined || standing !== undefined) return known === now && standing === before;
    if (before !== now && !isAlike(before, now)) return false;
    this.#now.set(before, now);
    this.#before.set(now, before);
    return true;
  }

  /** What stands for a new origin: itself, if nothing else does. */
  #canonical(now: KeyOrigin | undefined): KeyOrigin | undefined {
    if (now === undefined) return undefined;
    const standing = this.#before.get(now);
    if (standing !== undefined) return standing;
    // The same file may come back after others: then its origins may stand for something else already.
    const own = this.#now.has(now) && now instanceof ValueOrigin ? now.copy() : now;
    this.#now.set(own, now);
    this.#before.set(now, own);
    return own;
  }
}

/** What templates ask an origin, which an old one must answer like the new one. */
function isAlike(before: KeyOrigin, now: KeyOrigin): boolean {
  return (
    before instanceof ValueOrigin &&
    now instanceof ValueOrigin &&
    before.key === now.key &&
    isSameScalar(before.value, now.value)
  );
}

function isSameScalar(a: Value, b: Value): boolean {
  if (a instanceof Int && b instanceof Int) return a.value === b.value && a.type === b.type;
  return Object.is(plain(a), plain(b)) && a instanceof Traced === b instanceof Traced;
}

/** A map that took the other's place: what is read in it has the same slots. */
function isContinued(now: Value, before: Value): boolean {
  return (
    now instanceof GoMap &&
    before instanceof GoMap &&
    now.entries instanceof WatchedMap &&
    before.entries instanceof WatchedMap &&
    now.entries.slots === before.entries.slots &&
    now.type === before.type &&
    now.isNil === before.isNil &&
    now.origin === before.origin
  );
}
