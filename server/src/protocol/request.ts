/** Names and types the custom requests for both ends. The two ends do not share the library's request objects. */
import type { DecisionsParams, DecisionsResult } from "./decisions.ts";
import type { CompareParams, CompareResult, EnvironmentsParams, EnvironmentsResult } from "./environments.ts";
import type { ExplorerParams, ExplorerPlaceParams, ExplorerPlaceResult, ExplorerResult } from "./explorer.ts";
import type { MapParams, MapResult, MapTextParams, MapTextResult } from "./map.ts";
import type { NamesParams, NamesResult, SimulateParams, SimulateResult } from "./simulate.ts";
import type { TimelineParams, TimelineResult } from "./timeline.ts";

/** A method with its parameter and result types, which exist for the compiler only. */
export interface RequestOf<P, R> {
  readonly method: string;
  readonly __params?: P;
  readonly __result?: R;
}

/** Client to server. */
export const simulateRequest: RequestOf<SimulateParams, SimulateResult> = { method: "podns/simulate" };
/** A question over time: the whole timeline at once. It is worked out in steps, and can be cancelled between two of them. */
export const timelineRequest: RequestOf<TimelineParams, TimelineResult> = { method: "podns/timeline" };
export const namesRequest: RequestOf<NamesParams, NamesResult> = { method: "podns/names" };
/** All records of the environment of a document, as zone-file text: for the "All records" document. */
export const recordsRequest: RequestOf<
  { readonly uri: string; readonly environment?: string },
  { readonly text: string }
> = { method: "podns/records" };

/** The environments of the workspace, and which of them answers about a document show. */
export const environmentsRequest: RequestOf<EnvironmentsParams, EnvironmentsResult> = { method: "podns/environments" };

/** What resolves where. */
export const compareRequest: RequestOf<CompareParams, CompareResult> = { method: "podns/compare" };

/** The map of names of an environment. It is worked out in steps, and can be cancelled between two of them. */
export const mapRequest: RequestOf<MapParams, MapResult> = { method: "podns/map" };
/** The same map in a form to keep. */
export const mapTextRequest: RequestOf<MapTextParams, MapTextResult> = { method: "podns/mapText" };

/** One level of the "Kubernetes DNS" tree. */
export const explorerRequest: RequestOf<ExplorerParams, ExplorerResult> = { method: "podns/explorer" };
/** Where the tree shows what a place of a document is about. */
export const explorerPlaceRequest: RequestOf<ExplorerPlaceParams, ExplorerPlaceResult> = {
  method: "podns/explorerPlace",
};

/** Positions as the LSP has them. */
interface WireRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface RenderedChartResult {
  /** The label of the set of values that is shown; "" without a chart. */
  readonly label: string;
  readonly text: string;
  /** Parts of the text, and where they come from. */
  readonly links: readonly { readonly range: WireRange; readonly uri: string; readonly target: WireRange }[];
  /** All sets of values of the document's chart. */
  readonly sets: readonly { readonly id: string; readonly label: string }[];
}

/** What the chart of a document makes: for the "Show Rendered Chart" document. */
export const renderedChartRequest: RequestOf<
  { readonly uri?: string; readonly environment?: string },
  RenderedChartResult
> = { method: "podns/renderedChart" };

/** Why is this judged, or not? For the "Log of Decisions" document. */
export const decisionsRequest: RequestOf<DecisionsParams, DecisionsResult> = { method: "podns/decisions" };

/** Server to client: the workspace's files, in the client's own URIs. */
export const findFilesRequest: RequestOf<
  { readonly exclude: readonly string[] },
  { readonly uris: readonly string[] }
> = {
  method: "podns/findFiles",
};
/**
 * The texts of regular files below the workspace folders, links resolved. Null where a file is not read (gone, a pipe or
 * device, binary, larger than `maxBytes`, outside).
 */
export const readFilesRequest: RequestOf<
  { readonly uris: readonly string[]; readonly maxBytes: number },
  {
    readonly texts: readonly (string | null)[];
    /** Where links led to a file: to it, and to the folder that its name was looked up in. Null or absent: no link. */
    readonly links?: readonly ({ readonly folder: string; readonly file: string } | null)[];
    /** Why a file that exists, or may exist, has no text here, in words to put behind its name. */
    readonly unread?: readonly ({ readonly why: string; readonly outside: boolean } | null)[];
  }
> = { method: "podns/readFiles" };

/**
 * All regular files below a chart's folder, whatever their names, reached through no link that leads out of the workspace
 * folders. `bytes` is base64, for what is not text. Null where the folder cannot be read or holds more than `maxBytes`.
 */
export const readChartRequest: RequestOf<
  { readonly folder: string; readonly maxBytes: number },
  {
    readonly files: readonly { readonly path: string; readonly text?: string; readonly bytes?: string }[] | null;
  }
> = { method: "podns/readChart" };

/** Notification, client to server: the person trusts the workspace now; before, nothing of it is run. */
export const trustedNotification: RequestOf<null, never> = { method: "podns/trusted" };

/** Notification, client to server: the environments that the person chose, one for each workspace folder at most. */
export const chooseEnvironmentsNotification: RequestOf<{ readonly environments: readonly string[] }, never> = {
  method: "podns/chooseEnvironments",
};

/** Notification, server to client: answers may have changed; the panel asks again. */
export const changedNotification: RequestOf<{ readonly revision: number }, never> = { method: "podns/changed" };
