/** Starts the soak over the production bundles: `npm run soak -- [--seed N] [--minutes N] [--only lsp|dns] [--no-corpus]`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const bundle = path.join(root, "dist", "test", "soak.mjs");

await build({
  absWorkingDir: root,
  entryPoints: ["test/soak/main.ts"],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "es2022",
  external: ["vscode-languageserver/node", "vscode-languageserver-textdocument", "dns-packet"],
  logLevel: "error",
});

const programs = [
  ...["--server", path.join(root, "dist", "server.node.js")],
  ...["--cli", path.join(root, "dist", "cli.js")],
  ...["--probe", path.join(root, "test", "soak", "probe.cjs")],
  ...["--root", root],
  ...["--results", path.join(root, "test-results")],
];
const child = spawn(process.execPath, [bundle, ...programs, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
const [code] = await once(child, "close");
process.exitCode = code ?? 1;
