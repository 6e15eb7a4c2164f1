/** Bundles the command line and the server for tests that run them as programs, in the form of the real bundles. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A bundle in a directory of its own; `remove` deletes it. */
export interface Built {
  readonly file: string;
  readonly remove: () => void;
}

/** Builds the command line. */
export function buildCli(): Promise<Built> {
  return buildFor("server/src/cli/main.ts", "cli.js");
}

/** Builds the language server. */
export function buildServer(): Promise<Built> {
  return buildFor("server/src/node/main.ts", "server.node.js");
}

async function buildFor(entry: string, name: string): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), "podns-build-"));
  const file = join(folder, name);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "es2022",
    mainFields: ["module", "main"],
    alias: { yaml: join(root, "node_modules/yaml/browser/index.js") },
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "error",
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
