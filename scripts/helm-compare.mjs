/**
 * Asks the program helm (3.22) and the engine for the same, at random: `npm run helm-compare -- [--seed N] [--runs N] [--helm
 * PROGRAM]`. Without helm it says so and does nothing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const bundle = path.join(root, "dist", "test", "helm-compare.cjs");

await build({
  absWorkingDir: root,
  entryPoints: ["test/helm/compare.ts"],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "es2022",
  mainFields: ["module", "main"],
  logLevel: "error",
});

const args = [bundle, "--root", root, ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
const [code] = await once(child, "close");
process.exitCode = code ?? 1;
