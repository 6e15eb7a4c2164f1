/** Finds what kustomizations make by name and by Pod label, in all environments at once. */

import { VersionedMap } from "../../base/versioned-map.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { labelsOfPods } from "../../kubernetes/manifests/pod-template.ts";
import type { ListChange, RenderedFold } from "./rendered-fold.ts";

/** By `name KIND NAME` and `label KEY=VALUE`; in the order of environments, then of their objects. */
export interface RenderedLookup {
  readonly find: (key: string) => readonly Declaration[];
}

interface State extends RenderedLookup {
  readonly blocks: VersionedMap<string, readonly Block[]>;
}

/** What one environment has under a key. */
interface Block {
  readonly id: string;
  readonly declarations: Declaration[];
}

/** Follows what is built. */
export const renderedLookup: RenderedFold<RenderedLookup> = {
  empty: stateOf(VersionedMap.of()),
  next: (state, changes) => stateOf(after((state as State).blocks, changes)), // Its own states are all that it gets.
};

function stateOf(blocks: State["blocks"]): State {
  const found = new Map<string, readonly Declaration[]>();
  return {
    blocks,
    find: (key) => {
      const known = found.get(key) ?? (blocks.get(key) ?? []).flatMap(({ declarations }) => declarations);
      found.set(key, known);
      return known;
    },
  };
}

function after(before: State["blocks"], changes: readonly ListChange[]): State["blocks"] {
  /** By key: what the changed environments have under it now. */
  const touched = new Map<string, Map<string, Block>>();
  const blockOf = (key: string, id: string): Block => {
    const byId = touched.get(key) ?? new Map<string, Block>();
    touched.set(key, byId);
    const block = byId.get(id) ?? { id, declarations: [] };
    byId.set(id, block);
    return block;
  };
  for (const { id, before: old, after: now } of changes) {
    for (const declaration of old) for (const key of keysOf(declaration)) blockOf(key, id);
    for (const declaration of now)
      for (const key of keysOf(declaration)) blockOf(key, id).declarations.push(declaration);
  }
  const next = new Map<string, readonly Block[] | undefined>();
  for (const [key, byId] of touched) {
    const kept = (before.get(key) ?? []).filter(({ id }) => !byId.has(id));
    const made = [...byId.values()].filter(({ declarations }) => declarations.length > 0);
    const all = [...kept, ...made].sort((a, b) => (a.id < b.id ? -1 : 1));
    next.set(key, all.length === 0 ? undefined : all);
  }
  return before.with(next);
}

function keysOf({ object }: Declaration): readonly string[] {
  const labels = Object.entries(labelsOfPods(object) ?? {}).map(([key, value]) => `label ${key}=${value}`);
  return [`name ${object.kind} ${object.meta.name}`, ...labels];
}
