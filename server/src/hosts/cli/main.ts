/** The entry of the command line: runs it and sets the exit status; as a thread of `podns serve` it answers questions. */
import { isMainThread } from "node:worker_threads";
import { reasonOf } from "../node/file-host.ts";
import { run } from "./program.ts";
import { answerInThread } from "./serve/answering/thread.ts";
import { errLines, processTerminal } from "./terminal.ts";

if (isMainThread) runCommand();
else answerInThread();

function runCommand(): void {
  // A reader of the output may stop early (`podns records | head`), which is not an error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    processTerminal.err(`podns: cannot write the output: ${reasonOf(error)}\n`);
    process.exit(2);
  });

  // A server goes on when its messages are not read any more.
  process.stderr.on("error", () => {});

  run(process.argv.slice(2), processTerminal).then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      errLines(
        processTerminal,
        `podns: this should not have happened: ${error instanceof Error ? error.stack : String(error)}`,
      );
      process.exitCode = 2;
    },
  );
}
