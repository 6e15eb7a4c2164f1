/**
 * Makes a copy of the extension whose server can be made to hang. The copy's client is the one that ships; its server is the
 * one that ships with a few lines before it, which compute for ever once a typed text holds the mark.
 */
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { root } from "../lib/cache.mjs";

/** Typed anywhere, it makes the server hang. A document that is opened with it does not. */
export const mark = "§";

const hangs = `const hangs = (message) => {
  if (message?.method !== "textDocument/didChange" || !JSON.stringify(message).includes("${mark}")) return;
  for (;;);
};
`;

/** The lines before each server: they hear a message before the server does. */
const before = {
  "server.node.js": `${hangs}process.on("message", hangs);\n`,
  "server.browser.js": `${hangs}self.addEventListener("message", ({ data }) => hangs(data));\n`,
};

/** @returns {Promise<{ folder: string, remove: () => Promise<void> }>} */
export async function hangingExtension() {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "podns-hanging-")));
  for (const part of [
    "dist",
    "l10n",
    "media",
    "schemas",
    "syntaxes",
    "package.json",
    "package.nls.json",
    "package.nls.de.json",
  ]) {
    await cp(path.join(root, part), path.join(folder, part), { recursive: true });
  }
  for (const [name, lines] of Object.entries(before)) {
    const text = await readFile(path.join(root, "dist", name), "utf8");
    await mkdir(path.join(folder, "dist"), { recursive: true });
    // Functions of strict and of loose scripts alike: the lines stand in a block of their own.
    await writeFile(path.join(folder, "dist", name), `{\n${lines}}\n${text}`);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
