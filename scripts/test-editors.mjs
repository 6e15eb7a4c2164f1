/**
 * Tries the language server in editors that are installed on this machine: Neovim and Emacs (with eglot). Each opens a file of a
 * small workspace without a window, asks for a hover, a definition and its findings, and prints them; what is printed is compared.
 * An editor that is not there is left out, which is said.
 *
 *     npm run test:editors      (after `npm run build`)
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const scripts = path.join(root, "test", "editors");

/** Milliseconds for one editor. */
const patience = 120_000;

/** @typedef {{ name: string, program: string, args: (file: string) => readonly string[], needs?: readonly string[] }} Editor */

/** @type {readonly Editor[]} */
const editors = [
  {
    name: "Neovim",
    program: "nvim",
    args: (file) => ["--headless", "-n", "-u", "NONE", "-i", "NONE", "-S", path.join(scripts, "neovim.lua"), file],
  },
  {
    name: "Emacs",
    program: "emacs",
    // What of eglot is not a part of this Emacs is said by Emacs itself.
    needs: ["--batch", "-l", "package", "-f", "package-initialize", "--eval", "(require 'eglot)"],
    args: (file) => ["--batch", "-l", path.join(scripts, "emacs.el"), "--eval", `(podns-try ${JSON.stringify(file)})`],
  },
];

/** What every editor must print. */
const expected = [/^hover .*headless Service/m, /^definition service\.yaml:4$/m, /^finding .*db-7.*does not resolve/m];

/** @param {string} program @param {readonly string[]} args */
function runs(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: "ignore", timeout: patience });
  return error === undefined && status === 0;
}

/** @param {Editor} editor @param {string} workspace @returns {string} why it failed; "" for success */
function attempt(editor, workspace) {
  const env = {
    ...process.env,
    HOME: workspace,
    PODNS_SERVER: [process.execPath, path.join(root, "dist", "cli.js"), "lsp", "--stdio"].join("\n"),
  };
  const options = { cwd: workspace, env, encoding: "utf8", timeout: patience };
  const { stdout, stderr, error } = spawnSync(editor.program, editor.args(path.join(workspace, "set.yaml")), options);
  if (error !== undefined) return error.message;
  const printed = `${stdout}\n${stderr}`.replaceAll("\r", "");
  const missing = expected.filter((pattern) => !pattern.test(printed));
  return missing.length === 0 ? "" : `${missing.map(String).join(", ")} not in what it printed:\n${printed}`;
}

async function main() {
  if (!existsSync(path.join(root, "dist", "server.node.js"))) throw new Error("dist/ is missing: npm run build");
  let failed = 0;
  for (const editor of editors) {
    const isThere =
      runs(editor.program, ["--version"]) && (editor.needs === undefined || runs(editor.program, editor.needs));
    if (!isThere) {
      console.log(`${editor.name}: not tried, it is not installed${editor.needs === undefined ? "" : " with eglot"}`);
      continue;
    }
    const workspace = await realpath(await mkdtemp(path.join(os.tmpdir(), "podns-editors-")));
    await cp(path.join(scripts, "workspace"), workspace, { recursive: true });
    await writeFile(path.join(workspace, ".git"), "");
    const why = attempt(editor, workspace);
    await rm(workspace, { recursive: true, force: true });
    console.log(`${editor.name}: ${why === "" ? "hover, definition and findings are there" : `failed: ${why}`}`);
    if (why !== "") failed += 1;
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

await main();
