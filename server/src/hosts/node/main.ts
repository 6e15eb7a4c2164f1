/** The server as a Node process. */
import { startServer } from "../lsp/start.ts";
import { openConnection } from "./transport.ts";

// Whatever goes wrong in one answer, the next one is asked for: the defect is told, and the server stays.
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error: unknown) => {
    process.exitCode = 1;
    console.error(`podns: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
}

startServer(openConnection(process.argv.slice(2)), () => import("./service.ts"));
