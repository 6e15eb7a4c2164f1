/** Chooses the file that counts for each identity that several files in view define. */

import { addHash, type Sum } from "../../base/hash-sum.ts";
import { getOrAdd } from "../../base/memo.ts";
import { folderOf } from "../../base/uri-path.ts";
import type { Branches } from "./branches.ts";
import { childTowards, distanceBetween } from "./folder-ways.ts";
import { isIn, manyBranches, type Rivals } from "./rivals.ts";

/** Which file counts for each identity that is defined twice in view. */
export interface Choices {
  readonly get: (identity: string) => string | undefined;
  readonly sum: Sum;
  readonly size: number;
}

const noChoices: Choices = { get: () => undefined, sum: [0, 0], size: 0 };

/**
 * For a folder and a child of it: the identities that the other children define twice in view, and which file counts. What
 * most children see is found once; what a few branches change is found for each that does not see these.
 */
export function chooser(
  rivals: ReadonlyMap<string, Rivals>,
  definers: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
): (folder: string, child: string, from: string) => Choices {
  const made = new Map<string, Choices>();
  const bases = new Map<string, Map<ReadonlySet<string> | undefined, Choices>>();
  /** All that children see that leave these branches out. From outside of them all files are as far away, but for those beside. */
  const baseOf = (folder: string, without: ReadonlySet<string> | undefined, isFile: boolean): Choices => {
    const known = getOrAdd(bases, `${folder}/${isFile ? "/" : ""}`, () => new Map<typeof without, Choices>());
    return getOrAdd(known, without, () =>
      choicesOf(definers.get(folder) ?? [], (paths) =>
        choice(
          folder,
          isFile,
          without === undefined ? paths : paths.filter((path) => !without.has(childTowards(path, folder))),
        ),
      ),
    );
  };
  return (folder, child, from) => {
    const isFile = child === from;
    // Files that define nothing of it see the same, and so do folders without such files.
    if (!definers.has(child)) return baseOf(folder, undefined, isFile);
    const known = made.get(child);
    if (known !== undefined) return known;
    const { most, more } = rivals.get(folder)?.around(child) ?? { most: new Set([child]), more: new Set<string>() };
    const without = most.size < manyBranches ? undefined : most;
    // All others that define what the child defines are left out, so that none of it is there twice.
    const touched = new Map<string, string | undefined>();
    for (const identity of definers.get(child)?.keys() ?? []) touched.set(identity, undefined);
    for (const member of without === undefined ? [...most, ...more] : more) {
      for (const identity of definers.get(member)?.keys() ?? []) {
        if (touched.has(identity)) continue;
        const paths = definers.get(folder)?.get(identity) ?? [];
        const visible = paths.filter((path) => !isIn({ most, more }, childTowards(path, folder)));
        touched.set(identity, choice(folder, isFile, visible));
      }
    }
    const choices = changed(baseOf(folder, without, isFile), touched);
    made.set(child, choices);
    return choices;
  };
}

/** Of files in view the one that counts: one in the folder where a file of it asks, else the first; none of a single one. */
function choice(folder: string, isFile: boolean, visible: readonly string[]): string | undefined {
  if (visible.length < 2) return undefined;
  const beside = isFile ? visible.filter((path) => folderOf(path) === folder) : [];
  const [first, ...others] = beside.length === 0 ? visible : beside;
  let least = first;
  for (const path of others) if (least === undefined || path < least) least = path;
  return least;
}

function choicesOf(
  definers: Iterable<readonly [identity: string, paths: readonly string[]]>,
  choose: (paths: readonly string[]) => string | undefined,
): Choices {
  const found = new Map<string, string>();
  const sum: Sum = [0, 0];
  for (const [identity, paths] of definers) {
    const best = choose(paths);
    if (best === undefined) continue;
    found.set(identity, best);
    addHash(sum, `${identity}=${best}`, 1);
  }
  return found.size === 0 ? noChoices : { get: (identity) => found.get(identity), sum, size: found.size };
}

/** Other choices for some identities. */
function changed(base: Choices, touched: ReadonlyMap<string, string | undefined>): Choices {
  const sum: Sum = [...base.sum];
  let { size } = base;
  for (const [identity, best] of touched) {
    const before = base.get(identity);
    if (before !== undefined) addHash(sum, `${identity}=${before}`, -1);
    if (best !== undefined) addHash(sum, `${identity}=${best}`, 1);
    size += (best === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
  }
  if (size === 0) return noChoices;
  return { get: (identity) => (touched.has(identity) ? touched.get(identity) : base.get(identity)), sum, size };
}

/** The same as `chooser`, by looking at every identity. */
export function chosenAmong(
  contested: Branches["contested"],
  from: string,
  excludes: (path: string) => boolean,
): Choices {
  return choicesOf(contested, (paths) => {
    const visible = paths.filter((path) => path === from || !excludes(path));
    return visible.length < 2 ? undefined : nearest(from, visible);
  });
}

function nearest(from: string, paths: readonly string[]): string {
  let [best = ""] = paths;
  let least = distanceBetween(from, best);
  for (const path of paths) {
    const distance = distanceBetween(from, path);
    if (distance > least || (distance === least && path >= best)) continue;
    best = path;
    least = distance;
  }
  return best;
}
