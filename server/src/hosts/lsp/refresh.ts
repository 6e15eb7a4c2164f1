/** Tells clients that answers may have changed: as soon as possible, and never two rounds at a time. */
import type { ClientCapabilities, Connection } from "vscode-languageserver";
import type { Uri } from "../../base/source.ts";
import { diagnosticsOf } from "../../ide/features/diagnostics.ts";
import { changedNotification } from "../../protocol/request.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { logError } from "./log.ts";
import type { Spellings } from "./spellings.ts";
import { pacer, pause } from "./timer.ts";

export interface Refresh {
  /** After every change. */
  readonly changed: () => void;
  /** True where the client gets other diagnostics then, without being asked for anything. */
  readonly reaches: boolean;
}

export interface RefreshInput {
  readonly connection: Connection;
  readonly capabilities: ClientCapabilities;
  readonly analysis: () => Analysis;
  /** The open documents get their diagnostics pushed where the client does not pull them, in this order. */
  readonly open: () => readonly Uri[];
  /** False while what findings need is being made. The caller calls `changed` when it is there. */
  readonly ready: () => boolean;
  /** The version of an open document that the analysis has. */
  readonly versionOf: (uri: Uri) => number | undefined;
  readonly spelled: Pick<Spellings, "inward" | "outward">;
  /** Waits for another change before the documents that were not changed have their turn. Absent: a moment of typing. */
  readonly rest?: () => Promise<void>;
}

/** Milliseconds between the document that was changed and the others. */
const moment = 25;

export function refreshClient({
  connection,
  capabilities,
  analysis,
  open,
  ready,
  versionOf,
  spelled,
  rest = () => pause(moment),
}: RefreshInput): Refresh {
  const pulls = (capabilities.textDocument?.diagnostic ?? undefined) !== undefined;
  const refreshesDiagnostics = capabilities.workspace?.diagnostics?.refreshSupport === true;
  const refreshesTokens = capabilities.workspace?.semanticTokens?.refreshSupport === true;
  const refreshesHints = capabilities.workspace?.inlayHint?.refreshSupport === true;
  const refreshesLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
  let running = false;
  let again = false;
  let pushed = new Set<string>();

  /**
   * Includes documents that are closed now: their findings would stay on the screen. The others wait a moment for the next
   * change: then its document comes first again.
   */
  const push = async (): Promise<void> => {
    const now = new Set<string>(open().map((uri) => spelled.outward(uri)));
    const before = pushed;
    pushed = new Set([...now, ...before]);
    const turn = pacer(10);
    for (const [index, uri] of [...pushed].entries()) {
      if (index === 1) await rest();
      if (index > 0 && again) return;
      const diagnostics = now.has(uri) ? diagnosticsOf(analysis(), spelled.inward(uri)) : [];
      const version = versionOf(spelled.inward(uri));
      const report = { uri, diagnostics: spelled.outward(diagnostics) };
      await connection.sendDiagnostics(version === undefined ? report : { ...report, version });
      await turn();
    }
    pushed = now;
  };
  const round = async (): Promise<void> => {
    await connection.sendNotification(changedNotification.method, { revision: analysis().revision });
    if (!pulls && ready()) await push();
    const requests: Promise<unknown>[] = [];
    if (pulls && refreshesDiagnostics) requests.push(connection.languages.diagnostics.refresh());
    if (refreshesTokens) requests.push(connection.sendRequest("workspace/semanticTokens/refresh"));
    if (refreshesHints) requests.push(connection.sendRequest("workspace/inlayHint/refresh"));
    if (refreshesLenses) requests.push(connection.sendRequest("workspace/codeLens/refresh"));
    // An error of a client that cannot refresh just now does not matter.
    await Promise.allSettled(requests);
  };
  const run = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      try {
        await round();
      } catch (error) {
        logError(connection, "refresh", error);
      }
    } while (again);
    running = false;
  };
  return {
    reaches: !pulls || refreshesDiagnostics,
    changed: () => {
      again = true;
      if (!running) void run();
    },
  };
}
