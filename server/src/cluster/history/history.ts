/** Describes what a cluster went through: its states from instant to instant, and what happened in between. */

import type { ScenarioProblem } from "../scenario/reading.ts";
import type { Instant, Scenario, ScenarioEvent } from "../scenario/scenario.ts";
import type { Cluster, PodModel } from "../state/cluster.ts";
import type { PodIncarnation } from "./pod-incarnation.ts";

/** The cluster from an instant on, until the next state. */
export interface HistoryState {
  readonly at: Instant;
  /** The Pods that manifests make, as they are then. */
  readonly pods: readonly PodModel[];
  /** Built on first use. */
  readonly cluster: () => Cluster;
}

/** Something that happened, in words. */
export interface Happening {
  readonly at: Instant;
  /** `Pod 'web-1' is deleted`. */
  readonly text: string;
  /** `namespace/name` of the Pod that it happened to. */
  readonly pod?: string;
  /** True for events of the scenario, false for what followed from them. */
  readonly event: boolean;
}

export type Ask = Extract<ScenarioEvent, { readonly kind: "ask" }>;

export interface History {
  readonly scenario: Scenario;
  /** Ascending; the first is at 0. */
  readonly states: readonly HistoryState[];
  readonly happenings: readonly Happening[];
  /** The questions of the scenario, each with the state that it meets. */
  readonly asks: readonly { readonly ask: Ask; readonly state: HistoryState }[];
  /** Every incarnation of every Pod, by creation. */
  readonly incarnations: readonly PodIncarnation[];
  /** Events that could not happen: no such object, or the API server refuses. */
  readonly problems: readonly ScenarioProblem[];
}

/** The state at an instant, what happens at that very instant included. */
export function stateAt(history: History, at: Instant): HistoryState {
  const { states } = history;
  let low = 0;
  let high = states.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((states[middle]?.at ?? 0) <= at) low = middle;
    else high = middle;
  }
  const state = states[low];
  if (state === undefined) throw new Error("a history has a state at 0"); // play() always records one.
  return state;
}
