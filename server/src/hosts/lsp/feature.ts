/** Wraps every answer: waits for the first scan, cancels, catches errors, logs them, answers empty. */
import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  type GenericRequestHandler,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import { asUri } from "../../base/source.ts";
import type { Steps } from "../../base/steps.ts";
import type { ClientSupport } from "../../ide/features/client.ts";
import type { Refused } from "../../ide/features/rename.ts";
import { unmasked } from "../../ide/features/unmask.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { forFile } from "../../workspace/environments/for-file.ts";
import { logError } from "./log.ts";
import type { Spellings } from "./spellings.ts";
import { pacer } from "./timer.ts";

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

/** Milliseconds of work before other requests have their turn. */
const longestWork = 8;
/** Edits that may come while work is done ahead. Each is taken in; behind the last one, the answer does the rest itself. */
const mostStarts = 10;

/** A request by its method, with parameter and result for the compiler: the library's own, or PROTOCOL.md's. */
interface Method<P, R> {
  readonly method: string;
  readonly __params?: P;
  readonly __result?: R;
  /** The library's phantom of the same. */
  readonly _?: readonly [P, R, ...unknown[]] | undefined;
}

export interface RowOptions<P, R> {
  /** Milliseconds that the answer may wait for the first scan; 0 for answers that partial knowledge cannot spoil. */
  readonly patience: number;
  /** Does in steps what the answer would have to do at once: other requests are answered in between. Absent: nothing takes that long. */
  readonly ahead?: (analysis: Analysis, params: P) => Generator<undefined, void>;
  /** The answer after a defect of ours. Absent: the request fails with the defect's message. */
  readonly empty?: R;
}

/** A row: the answer is a pure function of the newest snapshot, the parameters and what the client can show. */
export function feature<P, R>(
  request: Method<P, R>,
  options: RowOptions<P, R>,
  answer: (analysis: Analysis, params: P, client: ClientSupport) => R | Refused,
): Feature {
  return row(request, options, async (analysis, params, { client }) => answer(analysis, params, client));
}

/**
 * A row whose answer takes long: its code is loaded when somebody asks, it works in steps between which other messages are
 * read, and it ends when it is cancelled.
 */
export function steppedFeature<P, R>(
  request: Method<P, R>,
  options: RowOptions<P, R>,
  load: () => Promise<(analysis: Analysis, params: P) => Steps<R>>,
): Feature {
  return row(request, options, async (analysis, params, { token }) => {
    const begin = await load();
    const turn = pacer(longestWork);
    const steps = begin(analysis, params);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      const others = turn();
      if (others === undefined) continue;
      await others;
      if (token.isCancellationRequested) throw new Cancelled();
    }
  });
}

/** The client has cancelled the request. */
class Cancelled extends Error {}

interface Asked {
  readonly client: ClientSupport;
  readonly token: CancellationToken;
}

function row<P, R>(
  request: Method<P, R>,
  options: RowOptions<P, R>,
  answer: (analysis: Analysis, params: P, asked: Asked) => Promise<R | Refused>,
): Feature {
  return {
    method: request.method,
    listen: (surroundings) => {
      const handle = async (params: P, token: CancellationToken): Promise<R | ResponseError<void>> => {
        const wait = surroundings.settled(options.patience);
        if (wait !== undefined && options.patience > 0) await wait;
        if (token.isCancellationRequested) return cancelled();
        try {
          const asked = surroundings.spelled.asked(params);
          const now = (): Analysis => aboutDocument(surroundings.analysis(), asked);
          const { ahead } = options;
          if (ahead !== undefined) await workAhead(now, (before) => ahead(before, asked), token);
          if (token.isCancellationRequested) return cancelled();
          const analysis = now();
          const answered = await answer(analysis, asked, { client: surroundings.client, token });
          if (isRefused(answered)) return new ResponseError(LSPErrorCodes.RequestFailed, answered.refused);
          return surroundings.spelled.outward(unmasked(answered));
        } catch (error) {
          if (error instanceof Cancelled) return cancelled();
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

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
}

/** Works in slices until it is done for the newest state, or the request is cancelled. */
async function workAhead(
  now: () => Analysis,
  ahead: (analysis: Analysis) => Generator<undefined, void>,
  token: CancellationToken,
): Promise<void> {
  const turn = pacer(longestWork);
  for (let started = 0; started < mostStarts; started += 1) {
    const analysis = now();
    for (const _ of ahead(analysis)) {
      await turn();
      if (token.isCancellationRequested || now() !== analysis) break;
    }
    if (token.isCancellationRequested || now() === analysis) return;
  }
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
