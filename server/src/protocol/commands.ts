/** Names the commands that server and client call on each other, and types their arguments. */

/** Opens the panel. Every argument is optional: what is missing is picked from the active editor. */
export interface SimulateArguments {
  readonly uri?: string;
  readonly position?: { readonly line: number; readonly character: number };
  /** `namespace/pod`. */
  readonly from?: string;
  readonly name?: string;
  readonly type?: string;
  readonly environment?: string;
}

export interface RecordsArguments {
  readonly uri?: string;
  readonly environment?: string;
}

export const simulateCommand = "podns.simulate";
export const recordsCommand = "podns.showRecords";
/** Opens what the chart of a document makes; its arguments are those of the records. */
export const renderedChartCommand = "podns.showRenderedChart";
/** Compares names with a revision of git: the `name` of its arguments, else what a person types. */
export const compareCommand = "podns.compareRevision";
