/** Maps of values that report which of their entries are read, so that the next rendering does not repeat what depends on none that changed. */
import type { Value } from "./value.ts";

/** Passes on what is read, while it has a reader. Trees of values that follow each other share one. */
export class Watch {
  /** Undefined: reads are not followed. */
  reader: ((slot: number) => void) | undefined;
  #last = filesSlot;

  /** The number of one more slot. */
  next(): number {
    return ++this.#last;
  }
}

/** Stands for the files of charts that are neither templates nor values. */
export const filesSlot = 0;

/** The numbers of a map's entries. The map that takes its place in the next rendering has the same. */
export class Slots {
  readonly #watch: Watch;
  readonly #byKey = new Map<string, number>();
  /** Stands for which keys there are. */
  readonly keys: number;

  constructor(watch: Watch) {
    this.#watch = watch;
    this.keys = watch.next();
  }

  /** The slot of a key, whether the map has it or not. */
  of(key: string): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const slot = this.#watch.next();
    this.#byKey.set(key, slot);
    return slot;
  }

  /** Undefined: it was never read. */
  known(key: string): number | undefined {
    return this.#byKey.get(key);
  }
}

/** The entries of a map of values. */
export class WatchedMap extends Map<string, Value> {
  readonly slots: Slots;
  readonly #watch: Watch;

  constructor(watch: Watch, slots: Slots, entries: Iterable<readonly [string, Value]>) {
    super();
    this.#watch = watch;
    this.slots = slots;
    for (const [key, value] of entries) this.set(key, value);
  }

  override get(key: string): Value {
    this.#watch.reader?.(this.slots.of(key));
    return super.get(key);
  }

  override has(key: string): boolean {
    this.#watch.reader?.(this.slots.of(key));
    return super.has(key);
  }

  override get size(): number {
    this.#watch.reader?.(this.slots.keys);
    return super.size;
  }

  override keys(): ReturnType<Map<string, Value>["keys"]> {
    this.#watch.reader?.(this.slots.keys);
    return super.keys();
  }

  override entries(): ReturnType<Map<string, Value>["entries"]> {
    this.#readAll();
    return super.entries();
  }

  override values(): ReturnType<Map<string, Value>["values"]> {
    this.#readAll();
    return super.values();
  }

  override forEach(each: (value: Value, key: string, map: Map<string, Value>) => void): void {
    this.#readAll();
    super.forEach(each);
  }

  override [Symbol.iterator](): ReturnType<Map<string, Value>["entries"]> {
    return this.entries();
  }

  #readAll(): void {
    const read = this.#watch.reader;
    if (read === undefined) return;
    read(this.slots.keys);
    for (const key of super.keys()) read(this.slots.of(key));
  }
}

/** The entries of any map; the reader is not called. */
export function unseenEntries(map: ReadonlyMap<string, Value>): ReturnType<Map<string, Value>["entries"]> {
  return Map.prototype.entries.call(map);
}

/** What a map has under a key; the reader is not called. */
export function unseenValue(map: ReadonlyMap<string, Value>, key: string): Value {
  return Map.prototype.get.call(map, key);
}

/** True where a map has a key; the reader is not called. */
export function hasUnseen(map: ReadonlyMap<string, Value>, key: string): boolean {
  return Map.prototype.has.call(map, key);
}

/** The keys of any map; the reader is not called. */
export function unseenKeys(map: ReadonlyMap<string, Value>): ReturnType<Map<string, Value>["keys"]> {
  return Map.prototype.keys.call(map);
}

/** The slots that an execution read, itself and in others that it asked for. */
export class Reads {
  #slots: Set<number> | undefined;
  #below: Set<Reads> | undefined;

  add(slot: number): void {
    this.#slots ??= new Set();
    this.#slots.add(slot);
  }

  addAll(reads: Reads): void {
    if (reads.#slots === undefined && reads.#below === undefined) return;
    this.#below ??= new Set();
    this.#below.add(reads);
  }

  /** @param known answers for the same slots */
  hasAny(slots: ReadonlySet<number>, known: Map<Reads, boolean>): boolean {
    const before = known.get(this);
    if (before !== undefined) return before;
    const found = this.#hasOwn(slots) || [...(this.#below ?? [])].some((reads) => reads.hasAny(slots, known));
    known.set(this, found);
    return found;
  }

  #hasOwn(slots: ReadonlySet<number>): boolean {
    const own = this.#slots;
    if (own === undefined) return false;
    if (own.size < slots.size) {
      for (const slot of own) if (slots.has(slot)) return true;
      return false;
    }
    for (const slot of slots) if (own.has(slot)) return true;
    return false;
  }
}
