/**
 * Keeps tables over what kustomizations and charts make, and updates only the entries that changed: the work does
 * not grow with the number of environments.
 */
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";

/** The objects of one environment, and what they were. */
export interface ListChange {
  /** Of the environment. */
  readonly id: string;
  readonly before: readonly Declaration[];
  readonly after: readonly Declaration[];
}

/** States are never changed; what they say must not depend on the way to them. */
export interface RenderedFold<T> {
  readonly empty: T;
  /** A method, so that folds of any type fit one map. */
  next(state: T, changes: readonly ListChange[]): T;
}

/** What the last state of each fold was made of. */
export type RenderedMemory = Map<RenderedFold<unknown>, { readonly lists: Lists; readonly state: unknown }>;

type Lists = ReadonlyMap<string, readonly Declaration[]>;

/** The state of a fold over these lists, by the id of their environment. */
export function renderedAt<T>(memory: RenderedMemory, lists: Lists, fold: RenderedFold<T>): T {
  const known = memory.get(fold);
  const before: Lists = known?.lists ?? new Map();
  const changes: ListChange[] = [];
  for (const [id, after] of lists) {
    const old = before.get(id) ?? nothing;
    if (old !== after) changes.push({ id, before: old, after });
  }
  for (const [id, old] of before) if (!lists.has(id)) changes.push({ id, before: old, after: nothing });
  // The map holds under each fold what that fold made.
  const last = known === undefined ? fold.empty : (known.state as T);
  const state = changes.length === 0 ? last : fold.next(last, changes);
  memory.set(fold, { lists, state });
  return state;
}

const nothing: readonly Declaration[] = [];
