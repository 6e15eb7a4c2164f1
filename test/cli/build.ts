/** Knows how the command line is bundled for tests that run it as a program: the entry and the form of the real bundle. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds into a directory of its own; `remove` deletes it. */
export async function buildCli(): Promise<{ readonly file: string; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "podns-cli-build-"));
  const file = join(folder, "cli.js");
  await build({
    absWorkingDir: root,
    entryPoints: ["server/src/cli/main.ts"],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "es2022",
    mainFields: ["module", "main"],
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "error",
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
