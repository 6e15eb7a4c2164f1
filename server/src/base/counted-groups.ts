/**
 * Counts items by group, so that several places that say one thing can come and go one by one. What comes of a change is
 * another count; it costs what the changed groups hold.
 */
import { VersionedMap } from "./versioned-map.ts";

/** One more, or one less, of an item in a group. */
export interface Counting<T> {
  readonly group: string;
  readonly item: T;
  readonly by: 1 | -1;
}

export interface CountedGroups<T> {
  readonly has: (group: string) => boolean;
  /** The items of a group, each once, in no particular order. */
  readonly items: (group: string) => Iterable<T>;
  readonly with: (countings: Iterable<Counting<T>>) => CountedGroups<T>;
}

export function countedGroups<T>(
  groups: VersionedMap<string, ReadonlyMap<T, number>> = VersionedMap.of(),
): CountedGroups<T> {
  return {
    has: (group) => groups.has(group),
    items: (group) => groups.get(group)?.keys() ?? [],
    with: (countings) => {
      const differences = new Map<string, Map<T, number>>();
      for (const { group, item, by } of countings) {
        const counts = differences.get(group) ?? new Map<T, number>();
        differences.set(group, counts.set(item, (counts.get(item) ?? 0) + by));
      }
      const changed = new Map<string, ReadonlyMap<T, number> | undefined>();
      for (const [group, counts] of differences) {
        const moving = [...counts].filter(([, by]) => by !== 0);
        if (moving.length === 0) continue;
        const next = new Map(groups.get(group) ?? []);
        for (const [item, by] of moving) {
          const count = (next.get(item) ?? 0) + by;
          if (count === 0) next.delete(item);
          else next.set(item, count);
        }
        changed.set(group, next.size === 0 ? undefined : next);
      }
      return countedGroups(groups.with(changed));
    },
  };
}
