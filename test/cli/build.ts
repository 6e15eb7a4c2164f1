/** Bundles the command line and the server for tests that run them as programs, in the form of the real bundles. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A bundle in a directory of its own; `remove` deletes it. */
export interface Built {
  readonly file: string;
  readonly remove: () => void;
}

/** The build's scripts have no types of their own: what is used of them is written here. */
interface Chunks {
  readonly chunks: Readonly<Record<string, string>>;
  readonly chunksBeside: (root: string) => Plugin;
}

/** Builds the command line, and what it loads when it is needed. */
export async function buildCli(): Promise<Built> {
  const built = await buildFor("server/src/hosts/cli/main.ts", "cli.js");
  const { chunks } = await chunksScript();
  for (const [entry, name] of Object.entries(chunks)) await bundle(entry, join(dirname(built.file), `${name}.js`));
  return built;
}

/** Builds the command line and the library of the npm package into one folder. */
export async function buildPackage(): Promise<Built> {
  const built = await buildCli();
  await bundle("server/src/hosts/cli/library/engine.ts", join(dirname(built.file), "engine.js"));
  await bundle("server/src/hosts/node/main.ts", join(dirname(built.file), "server.node.js"));
  return built;
}

/** Builds the language server. */
export function buildServer(): Promise<Built> {
  return buildFor("server/src/hosts/node/main.ts", "server.node.js");
}

async function buildFor(entry: string, name: string): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), "podns-build-"));
  const file = join(folder, name);
  await bundle(entry, file);
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function chunksScript(): Promise<Chunks> {
  return (await import(join(root, "scripts/chunks.mjs"))) as Chunks;
}

async function bundle(entry: string, file: string): Promise<void> {
  const { chunksBeside } = await chunksScript();
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "es2022",
    mainFields: ["module", "main"],
    alias: {
      yaml: join(root, "node_modules/yaml/browser/index.js"),
      "isomorphic-git": join(root, "node_modules/isomorphic-git/index.js"),
    },
    banner: { js: "#!/usr/bin/env node" },
    plugins: [chunksBeside(root)],
    logLevel: "error",
  });
}
