/**
 * Replays recorded answers (test/conformance; arguments: which of them) and prints how many are right, by file and mode; fails
 * if one is wrong. `--all`: all of those, too, of which only a share is replayed otherwise.
 */
import { fileURLToPath } from "node:url";
import { startVitest } from "vitest/node";
import { ConformanceReporter } from "./conformance-reporter.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const given = process.argv.slice(2).filter((argument) => argument !== "--all");
if (process.argv.includes("--all")) process.env.PODNS_CONFORMANCE = "all";
const filters =
  given.length > 0 ? given : ["test/conformance", "test/cli/wire-conformance", "test/cli/serve-conformance"];
const vitest = await startVitest("test", filters, { root, watch: false, reporters: [new ConformanceReporter()] });
await vitest.close();
