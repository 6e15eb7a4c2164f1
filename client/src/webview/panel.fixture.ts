/** Plays actions on the panel's state and finds elements in its view, for tests. */
import type { ToExtension } from "../common/messages.ts";
import { reduce } from "./reduce.ts";
import type { Action, Change, Effect, State } from "./state.ts";
import { findAll, type VNode } from "./vnode.ts";

/** Plays the actions; the state at the end and all effects on the way. */
export function play(state: State, ...actions: readonly Action[]): Change {
  const effects: Effect[] = [];
  let current = state;
  for (const action of actions) {
    const change = reduce(current, action);
    current = change.state;
    effects.push(...change.effects);
  }
  return { state: current, effects };
}

/** The messages to the extension among the effects. */
export function posted(change: Change): readonly ToExtension[] {
  return change.effects.flatMap((effect) => (effect.kind === "post" ? [effect.message] : []));
}

/** The elements that have the class. */
export function byClass(page: VNode<Action>, name: string): readonly VNode<Action>[] {
  return findAll(page, ({ props }) => props.class?.split(" ").includes(name) === true);
}

/** The element with the id. */
export function byId(page: VNode<Action>, id: string): VNode<Action> | undefined {
  return findAll(page, ({ props }) => props["id"] === id)[0];
}
