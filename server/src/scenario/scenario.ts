/** Knows time as data: what happens to the cluster and when. Nothing in the engine reads a clock. */

/** Seconds since the scenario began. */
export type Instant = number;

/** One thing that happens. The list of kinds grows with the scenario schema; today only readiness is modelled. */
export type ScenarioEvent = {
  readonly at: Instant;
  readonly kind: "readiness";
  /** `namespace/name` of the Pod. */
  readonly pod: string;
  readonly ready: boolean;
};

export interface Scenario {
  readonly events: readonly ScenarioEvent[];
}

/** A point of a scenario; the model is built for one moment. */
export interface Moment {
  readonly scenario: Scenario;
  readonly at: Instant;
}

/** The moment after everything has settled and every predicted Pod is ready: what one value of time means today. */
export const settled: Moment = { scenario: { events: [] }, at: 0 };
