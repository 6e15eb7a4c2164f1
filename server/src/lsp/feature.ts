/** Wraps every answer: waits for the first scan, cancels, catches errors, logs them, answers empty. */
import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  type GenericRequestHandler,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import type { Analysis } from "../analysis/analysis.ts";
import { forFile } from "../analysis/for-file.ts";
import type { ClientSupport } from "../features/client.ts";
import type { Refused } from "../features/rename.ts";
import { unmasked } from "../features/unmask.ts";
import { asUri } from "../text/source.ts";
import { logError } from "./log.ts";
import type { Spellings } from "./spellings.ts";

/** What a row of the table needs of the server. */
export interface Surroundings {
  readonly connection: Connection;
  readonly client: ClientSupport;
  readonly analysis: () => Analysis;
  readonly spelled: Spellings;
  /** Resolves when the first scan is over, or after so many milliseconds. Undefined: it is over. */
  readonly settled: (milliseconds: number) => Promise<void> | undefined;
}

/** One row. */
export interface Feature {
  readonly method: string;
  readonly listen: (surroundings: Surroundings) => void;
}

/** A request by its method, with parameter and result for the compiler: the library's own, or PROTOCOL.md's. */
interface Method<P, R> {
  readonly method: string;
  readonly __params?: P;
  readonly __result?: R;
  /** The library's phantom of the same. */
  readonly _?: readonly [P, R, ...unknown[]] | undefined;
}

export interface RowOptions<R> {
  /** Milliseconds that the answer may wait for the first scan; 0 for answers that partial knowledge cannot spoil. */
  readonly patience: number;
  /** The answer after a defect of ours. Absent: the request fails with the defect's message. */
  readonly empty?: R;
}

/** A row: the answer is a pure function of the newest snapshot, the parameters and what the client can show. */
export function feature<P, R>(
  request: Method<P, R>,
  options: RowOptions<R>,
  answer: (analysis: Analysis, params: P, client: ClientSupport) => R | Refused,
): Feature {
  return {
    method: request.method,
    listen: (surroundings) => {
      const handle = async (params: P, token: CancellationToken): Promise<R | ResponseError<void>> => {
        const wait = surroundings.settled(options.patience);
        if (wait !== undefined && options.patience > 0) await wait;
        if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
        try {
          const asked = surroundings.spelled.asked(params);
          const analysis = aboutDocument(surroundings.analysis(), asked);
          const answered = answer(analysis, asked, surroundings.client);
          if (isRefused(answered)) return new ResponseError(LSPErrorCodes.RequestFailed, answered.refused);
          return surroundings.spelled.outward(unmasked(answered));
        } catch (error) {
          logError(surroundings.connection, request.method, error);
          if (options.empty !== undefined) return options.empty;
          return new ResponseError(ErrorCodes.InternalError, error instanceof Error ? error.message : String(error));
        }
      };
      // The library types a null result through a conditional type that no generic can satisfy: the row has checked it.
      surroundings.connection.onRequest(request.method, handle as GenericRequestHandler<unknown, void>);
    },
  };
}

function isRefused(answer: unknown): answer is Refused {
  return typeof answer === "object" && answer !== null && "refused" in answer;
}

/** The analysis with the settings of the document that is asked about. */
function aboutDocument(analysis: Analysis, params: unknown): Analysis {
  if (typeof params !== "object" || params === null) return analysis;
  // An item of a call hierarchy stands for a document, too.
  const document: unknown = Reflect.get(params, "textDocument") ?? Reflect.get(params, "item");
  const uri: unknown = Reflect.get(typeof document === "object" && document !== null ? document : params, "uri");
  return typeof uri === "string" ? forFile(analysis, asUri(uri)) : analysis;
}
