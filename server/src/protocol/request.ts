/** Knows how a custom request is named and typed at both ends; the library's request objects are not shared. */
import type { NamesParams, NamesResult, SimulateParams, SimulateResult } from "./simulate.ts";

/** A method with its parameter and result types, which exist for the compiler only. */
export interface RequestOf<P, R> {
  readonly method: string;
  readonly __params?: P;
  readonly __result?: R;
}

/** Client to server. */
export const simulateRequest: RequestOf<SimulateParams, SimulateResult> = { method: "podns/simulate" };
export const namesRequest: RequestOf<NamesParams, NamesResult> = { method: "podns/names" };
/** All records of the environment of a document, as zone-file text: for the "All records" document. */
export const recordsRequest: RequestOf<
  { readonly uri: string; readonly environment?: string },
  { readonly text: string }
> = { method: "podns/records" };

/** Server to client: the workspace's files, in the client's own URIs. */
export const findFilesRequest: RequestOf<
  { readonly exclude: readonly string[] },
  { readonly uris: readonly string[] }
> = {
  method: "podns/findFiles",
};
/** Null where a file cannot be read as text (gone, binary, larger than `maxBytes`). */
export const readFilesRequest: RequestOf<
  { readonly uris: readonly string[]; readonly maxBytes: number },
  { readonly texts: readonly (string | null)[] }
> = { method: "podns/readFiles" };

/** Notification, client to server: the person trusts the workspace now; before, nothing of it is run. */
export const trustedNotification: RequestOf<null, never> = { method: "podns/trusted" };

/** Notification, server to client: answers may have changed; the panel asks again. */
export const changedNotification: RequestOf<{ readonly revision: number }, never> = { method: "podns/changed" };
