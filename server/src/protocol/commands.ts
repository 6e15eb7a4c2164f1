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

/** The actions of the "Kubernetes DNS" tree. The client gives them a node of its own; nothing else can run them. */
export const explorerCommands = {
  simulate: "podns.explorer.simulate",
  copyName: "podns.explorer.copyName",
  records: "podns.explorer.records",
  choose: "podns.explorer.choose",
  goToDefinition: "podns.explorer.goToDefinition",
  findUsers: "podns.explorer.findUsers",
  filter: "podns.explorer.filter",
  clearFilter: "podns.explorer.clearFilter",
} as const;

/** Opens the sample workspace, which the package carries. */
export const openSampleCommand = "podns.openSample";

/** What a person does with the server itself. The client runs them; nothing links to them. */
export const serverCommands = {
  restart: "podns.restartServer",
  output: "podns.showOutput",
  decisions: "podns.showDecisions",
} as const;

export const simulateCommand = "podns.simulate";
export const recordsCommand = "podns.showRecords";
/** Opens the map of names; its arguments are those of the records. */
export const mapCommand = "podns.showMap";
/** Opens what the chart of a document makes; its arguments are those of the records. */
export const renderedChartCommand = "podns.showRenderedChart";
/** Compares names with a revision of git: the `name` of its arguments, else what a person types. */
export const compareCommand = "podns.compareRevision";
/** Chooses the environment that answers show. */
export const chooseEnvironmentCommand = "podns.chooseEnvironment";
/** Shows what resolves in which environment. */
export const compareEnvironmentsCommand = "podns.compareEnvironments";
