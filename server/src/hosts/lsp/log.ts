/** Logs a defect without causing another one: a closed connection gets no more messages. */
import type { Connection } from "vscode-languageserver";
import { visibleLines } from "../../base/visible.ts";

/** Logs an error, with its stack. */
export function logError(connection: Connection, what: string, error: unknown): void {
  try {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    connection.console.error(visibleLines(`${what}: ${text}`));
  } catch {
    // The client is gone.
  }
}
