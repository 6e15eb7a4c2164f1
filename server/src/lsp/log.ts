/** Knows how a defect is written down without becoming another one: a connection that is closed takes no more words. */
import type { Connection } from "vscode-languageserver";

/** Logs an error, with its stack. */
export function logError(connection: Connection, what: string, error: unknown): void {
  try {
    connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } catch {
    // The client is gone.
  }
}
