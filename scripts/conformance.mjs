/** Replays all recorded answers (test/conformance) and prints how many are right, by file and mode; fails if one is wrong. */
import { fileURLToPath } from "node:url";
import { startVitest } from "vitest/node";
import { ConformanceReporter } from "./conformance-reporter.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const filters =
  process.argv.length > 2
    ? process.argv.slice(2)
    : ["test/conformance", "test/cli/wire-conformance", "test/cli/serve-conformance"];
const vitest = await startVitest("test", filters, { root, watch: false, reporters: [new ConformanceReporter()] });
await vitest.close();
