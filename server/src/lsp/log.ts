/** Knows how a defect is written down without becoming another one: a connection that is closed takes no more words. */
import type { Connection } from "vscode-languageserver";
import { visibleLines } from "../text/visible.ts";

/** Logs an error, with its stack. */
export function logError(connection: Connection, what: string, error: unknown): void {
  try {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    connection.console.error(visibleLines(`${what}: ${text}`));
  } catch {
    // The client is gone.
  }
}
