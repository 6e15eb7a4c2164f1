/**
 * Keeps what `include` made of a template and a dot, for a rendering and the one after it. Charts ask for the same names, labels and switches
 * again and again, and a template has no effect but its text unless it changes a map.
 */
import { GoList, GoMap, Int, type Traced, type Value } from "./value.ts";
import { Reads, WatchedMap } from "./watched-map.ts";

/** What an `include` gave and what it cost. */
export interface Included {
  readonly value: string | Traced;
  readonly steps: number;
  readonly output: number;
}

interface Kept extends Included {
  readonly key: string;
  /** When it was finished. */
  readonly at: number;
  /** The file in which it holds; undefined: in all. */
  readonly file: number | undefined;
  readonly names: ReadonlySet<string>;
  readonly reads: Reads;
  /** In characters, with what is kept of its pieces. */
  readonly size: number;
}

/** An `include`, or a file, that is being executed. */
interface Open {
  readonly from: number;
  /** It changed a map that is older than itself. */
  changes: boolean;
  /** It looked at `.Template`, which is another one in each file. */
  looksAtFile: boolean;
  /** The templates that it asked for, whether there are any of these names or not. */
  readonly names: Set<string>;
  /** What it read of the values. */
  readonly reads: Reads;
}

/** Deeper than this, how deep templates are included in each other decides whether helm goes on. */
const deepest = 100;
/** Texts that are kept. */
const mostKept = 20_000;
/** What a dot is told by: maps that were made for it, a few levels deep. */
const mostAtoms = 24;
const deepestAtoms = 4;

/** Characters of texts that the next rendering gets: each costs some times its length. */
const mostHandedOn = 2 ** 19;

/** What a rendering leaves of its included texts: for the next one alone, which takes them. */
export interface KeptIncludes {
  kept: Map<string, Kept>;
  /** Characters of them. */
  length: number;
  readonly ids: Ids;
}

/** The texts of the rendering before, and which of them hold. */
export interface IncludesBefore {
  readonly includes: KeptIncludes;
  /** All templates are the same. */
  readonly areSame: boolean;
  readonly isSame: (name: string) => boolean;
  readonly isRead: (reads: Reads) => boolean;
}

/** Numbers for objects: maps that take each other's place in renderings have the same. */
export class Ids {
  readonly #ids = new WeakMap<object, number>();
  #last = 0;

  of(object: object): number {
    const known = this.#ids.get(object);
    if (known !== undefined) return known;
    this.#ids.set(object, ++this.#last);
    return this.#last;
  }
}

/** The included texts of one rendering. Times are counted in maps that were made and texts that were kept. */
export class IncludeMemo {
  readonly #kept = new Map<string, Kept>();
  /** The same in order of time. */
  readonly #inOrder: Kept[] = [];
  readonly #open: Open[] = [];
  readonly #ids: Ids;
  readonly #before: IncludesBefore | undefined;
  /** What is as old as the rendering changed: what was kept before it did not see that. */
  #isChanged = false;
  #now = 0;
  #file = 0;

  constructor(before?: IncludesBefore) {
    this.#before = before;
    this.#ids = before?.includes.ids ?? new Ids();
  }

  /** For the next rendering; undefined: nothing of it may hold there. What the one before left is taken from it. */
  handedOn(): KeptIncludes | undefined {
    if (this.#isChanged) return undefined;
    const before = this.#before?.includes;
    const kept = before?.kept ?? new Map<string, Kept>();
    let length = before?.length ?? 0;
    if (before !== undefined) {
      before.kept = new Map();
      before.length = 0;
    }
    for (const [key, one] of kept) {
      if (this.#holds(one)) continue;
      kept.delete(key);
      length -= one.size;
    }
    for (const [key, one] of this.#kept) {
      if (one.file !== undefined || kept.has(key) || length + one.size > mostHandedOn) continue;
      kept.set(key, one);
      length += one.size;
    }
    return { kept, length, ids: this.#ids };
  }

  #holds({ names, reads }: Kept): boolean {
    const before = this.#before;
    if (before === undefined || before.isRead(reads)) return false;
    return before.areSame || [...names].every(before.isSame);
  }

  /** The time of a map that is made now (`GoMap.born`). */
  tick(): number {
    return ++this.#now;
  }

  /** Another file is rendered: its `.Template` is another one. */
  beginFile(): void {
    this.#file++;
    this.begin();
  }

  /** The templates that the file asked for, what it read of the values, and whether it changed what others see. */
  endFile(): { readonly names: ReadonlySet<string>; readonly reads: Reads; readonly changes: boolean } {
    const { names, reads, changes } = this.#open.pop() ?? { names: new Set(), reads: new Reads(), changes: false };
    return { names, reads, changes };
  }

  /** A slot of the values is read. */
  read(slot: number): void {
    this.#open[this.#open.length - 1]?.reads.add(slot);
  }

  /** A template of this name is asked for. */
  asked(name: string): void {
    this.#open.at(-1)?.names.add(name);
  }

  /** Somebody reads `.Template`, or all of the map that it is in. */
  looked(): void {
    const last = this.#open.at(-1);
    if (last !== undefined) last.looksAtFile = true;
  }

  /**
   * A map changes, or a list.
   * @param born when it was made; 0: unknown, as old as the rendering
   */
  changed(born: number): void {
    if (born === 0) this.#isChanged = true;
    for (const open of this.#open) if (born <= open.from) open.changes = true;
    // What was kept before the map was made cannot have seen it.
    for (let last = this.#inOrder.at(-1); last !== undefined && last.at > born; last = this.#inOrder.at(-1)) {
      this.#inOrder.pop();
      if (this.#kept.get(last.key) === last) this.#kept.delete(last.key);
    }
  }

  /** What names an `include`; undefined: nothing is kept of it. */
  keyOf(name: string, dot: Value): string | undefined {
    if (this.#open.length > deepest) return undefined;
    const parts: string[] = [JSON.stringify(name)];
    return this.#describe(dot, parts, 0) ? parts.join(" ") : undefined;
  }

  get(key: string): Included | undefined {
    const kept = this.#kept.get(key) ?? this.#earlier(key);
    if (kept === undefined || (kept.file !== undefined && kept.file !== this.#file)) return undefined;
    if (kept.file !== undefined) this.looked();
    for (const name of kept.names) this.asked(name);
    this.#open.at(-1)?.reads.addAll(kept.reads);
    return kept;
  }

  #earlier(key: string): Kept | undefined {
    const found = this.#isChanged ? undefined : this.#before?.includes.kept.get(key);
    if (found === undefined || this.#kept.size >= mostKept || !this.#holds(found)) return undefined;
    const kept = { ...found, at: this.tick() };
    this.#kept.set(key, kept);
    this.#inOrder.push(kept);
    return kept;
  }

  /** Before an `include` is executed. */
  begin(): void {
    this.#open.push({ from: this.#now, changes: false, looksAtFile: false, names: new Set(), reads: new Reads() });
  }

  /** Behind it. @param included undefined: it failed, or nothing is kept of it */
  end(key: string | undefined, included: Included | undefined): void {
    const open = this.#open.pop();
    if (open === undefined) return;
    if (open.looksAtFile) this.looked();
    for (const name of open.names) this.asked(name);
    this.#open.at(-1)?.reads.addAll(open.reads);
    if (open.changes || key === undefined || included === undefined || this.#kept.size >= mostKept) return;
    const { value, steps, output } = included;
    const file = open.looksAtFile ? this.#file : undefined;
    const kept = {
      key,
      value,
      steps,
      output,
      at: this.tick(),
      file,
      names: open.names,
      reads: open.reads,
      size: sizeOf(value),
    };
    this.#kept.set(key, kept);
    this.#inOrder.push(kept);
  }

  /** Adds what tells the value from others. Scalars and maps of the values are the same objects wherever they are read. */
  #describe(value: Value, parts: string[], depth: number): boolean {
    if (parts.length > mostAtoms) return false;
    if (value === undefined) parts.push("nil");
    else if (typeof value !== "object") parts.push(Object.is(value, -0) ? "number -0" : atomOf(value));
    else if (value instanceof Int) parts.push(`${value.type.name} ${value.value}`);
    else if (value instanceof GoMap && value.born > 0 && depth < deepestAtoms)
      return this.#describeMap(value, parts, depth);
    else if (value instanceof GoList && value.items.length <= 8 && value.origin === undefined && depth < deepestAtoms)
      return this.#describeList(value, parts, depth);
    else if (value instanceof GoMap) parts.push(`map ${this.#id(value.type)} ${this.#id(whose(value.entries))}`);
    else parts.push(`#${this.#id(value)}`);
    return true;
  }

  #describeMap({ entries, type, isNil }: GoMap, parts: string[], depth: number): boolean {
    parts.push(`{ ${this.#id(type)} ${isNil}`);
    for (const [key, item] of entries) {
      parts.push(JSON.stringify(key));
      if (!this.#describe(item, parts, depth + 1)) return false;
    }
    parts.push("}");
    return true;
  }

  #describeList({ items, type, isNil }: GoList, parts: string[], depth: number): boolean {
    parts.push(`[ ${this.#id(type)} ${isNil}`);
    for (const item of items) if (!this.#describe(item, parts, depth + 1)) return false;
    parts.push("]");
    return true;
  }

  #id(object: object): number {
    return this.#ids.of(object);
  }
}

/** What maps that take each other's place have in common. */
function whose(entries: Map<string, Value>): object {
  if (entries instanceof WatchedMap) return entries.slots;
  return entries instanceof FileDot ? entries.identity : entries;
}

function sizeOf(value: Included["value"]): number {
  return typeof value === "string" ? value.length : String(value.value).length + 8 * (value.pieces?.length ?? 0);
}

function atomOf(value: string | number | boolean): string {
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value} ${value}`;
}

/** The map that `.` is in a file: `.Template` in it is another one in each. */
export class FileDot extends Map<string, Value> {
  /** Called when a template may see what stands under a key; undefined: all of it. */
  onLook: ((key: string | undefined) => void) | undefined;
  /** The same for maps that take each other's place in renderings. */
  identity: object = {};

  override get(key: string): Value {
    this.onLook?.(key);
    return super.get(key);
  }

  override entries(): ReturnType<Map<string, Value>["entries"]> {
    this.onLook?.(undefined);
    return super.entries();
  }

  override values(): ReturnType<Map<string, Value>["values"]> {
    this.onLook?.(undefined);
    return super.values();
  }

  override forEach(each: (value: Value, key: string, map: Map<string, Value>) => void): void {
    this.onLook?.(undefined);
    super.forEach(each);
  }

  override [Symbol.iterator](): ReturnType<Map<string, Value>["entries"]> {
    return this.entries();
  }
}
