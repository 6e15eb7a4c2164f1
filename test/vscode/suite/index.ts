/**
 * Starts the suite for VS Code (`run`), and writes the outcome as lines on the console, the way out of the extension
 * host.
 */
import { mocha } from "./globals.ts";
import "./lesson.test.ts";
import "./edits.test.ts";
import "./package.test.ts";

let sequence = 0;

/** One line that the runner outside recognises; numbered, since a host may deliver a line twice. */
function tell(event: Readonly<Record<string, unknown>>): void {
  sequence += 1;
  console.log(`podns-test ${JSON.stringify({ sequence, ...event })}`);
}

function placeOf(test: Mocha.Test): { readonly suite: string; readonly title: string; readonly ms: number } {
  return { suite: test.parent?.fullTitle() ?? "", title: test.title, ms: test.duration ?? 0 };
}

/**
 * Called by VS Code's extension host with `extensionTestsPath`.
 *
 * @throws {Error} when a test failed: a desktop VS Code then exits with status 1.
 */
export async function run(): Promise<void> {
  tell({ event: "begin", host: typeof process === "object" && process.versions?.node !== undefined ? "node" : "web" });
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test) => tell({ event: "pass", ...placeOf(test) }));
    runner.on("pending", (test) => tell({ event: "skip", ...placeOf(test) }));
    runner.on("fail", (test, error) => tell({ event: "fail", ...placeOf(test), error: error.stack ?? String(error) }));
  });
  tell({ event: "end", failures });
  if (failures > 0) throw new Error(`${failures} failed`);
}
