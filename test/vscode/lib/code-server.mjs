/** Installs the VS Code inside the npm package code-server, and serves it on loopback for tests. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cached } from "./cache.mjs";
import { installDependencies, installPackages } from "./npm.mjs";
import { patience } from "./patience.mjs";
import { end, run } from "./process.mjs";

const codeServerVersion = "4.139.1";
/** code-server asks for Node 24, whatever Node runs this. */
const nodeVersion = "24.21.0";

const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** @returns {Promise<string>} the path of a Node 24 binary. */
export async function nodeBinary() {
  if (process.versions.node.startsWith("24.")) return process.execPath;
  const folder = await cached(`node-${nodeVersion}`, (partial) =>
    installPackages(partial, { [nodePackage]: nodeVersion }),
  );
  const home = path.join(folder, "node_modules", nodePackage);
  return [path.join(home, "bin", "node"), path.join(home, "bin", "node.exe")].find(existsSync) ?? process.execPath;
}

/**
 * Two native modules that would have to be compiled, on machines that need not have a compiler: the log files and the
 * watchdog of the extension host. VS Code runs without either; these keep it from saying so at length.
 */
const substitutes = {
  "node_modules/@vscode/spdlog/index.js": `
    const logger = new Proxy({}, { get: (_, name) => (name === "then" ? undefined : () => undefined) });
    Object.assign(exports, { version: 0, setLevel() {}, setFlushOn() {}, Logger: class { constructor() { return logger; } } });
    exports.createRotatingLogger = exports.createAsyncRotatingLogger = async () => logger;
  `,
  "node_modules/@vscode/native-watchdog/index.js":
    "exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);",
};

/** @returns {Promise<string>} the folder of VS Code's server. */
async function serverFolder() {
  const folder = await cached(`code-server-${codeServerVersion}`, async (partial) => {
    await installPackages(partial, { "code-server": codeServerVersion });
    const inner = path.join(partial, "node_modules/code-server/lib/vscode");
    await installDependencies(inner);
    await Promise.all(Object.entries(substitutes).map(([name, text]) => writeFile(path.join(inner, name), text)));
    await rm(path.join(inner, "extensions", "copilot"), { recursive: true, force: true });
  });
  return path.join(folder, "node_modules/code-server/lib/vscode");
}

/** Installs both, if they are missing. */
export async function setUpCodeServer() {
  return { node: await nodeBinary(), folder: await serverFolder() };
}

const settingsOfTests = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  // In a browser it is on by default: edits have to count before they are saved, and samples stay as they are.
  "files.autoSave": "off",
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.restoreWindows": "none",
  "security.workspace.trust.startupPrompt": "never",
};

/**
 * Starts VS Code's own server (not code-server's front, which strips test options) on a free port of loopback.
 *
 * @param {{ dataFolder: string, settings?: object, port?: number, trust?: boolean, vsix?: string, logFile?: string }} options
 *   `trust`: ask for workspace trust as a desktop does; `vsix`: a package to install first.
 * @returns {Promise<{ url: string, port: number, log: () => string, stop: () => Promise<void> }>}
 */
export async function startCodeServer({ dataFolder, settings = {}, port = 0, trust = false, vsix }) {
  const { node, folder } = await setUpCodeServer();
  const main = path.join(folder, "out", "server-main.js");
  const data = ["--accept-server-license-terms", "--server-data-dir", dataFolder];
  const settingsFolder = path.join(dataFolder, "data", "User");
  await mkdir(settingsFolder, { recursive: true });
  await writeFile(
    path.join(settingsFolder, "settings.json"),
    JSON.stringify({ ...settingsOfTests, ...settings }, undefined, 2),
  );
  if (vsix !== undefined)
    await run(node, [main, ...data, "--install-extension", vsix, "--force"], { seconds: 2 * (patience / 1000) });
  const args = [
    main,
    ...data,
    ...["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
    ...["--enable-smoke-test-driver", "--disable-telemetry"],
    ...(trust ? [] : ["--disable-workspace-trust"]),
  ];
  const child = spawn(node, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  let log = "";
  const listening = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`VS Code's server did not start\n${log}`)), patience);
    const read = (chunk) => {
      log += chunk;
      const match = /agent listening on (\d+)/.exec(log);
      if (match === null) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("close", (code) => reject(new Error(`VS Code's server ended with status ${code}\n${log}`)));
  });
  return { url: `http://127.0.0.1:${listening}/`, port: listening, log: () => log, stop: () => end(child) };
}

/**
 * The address that opens a folder of the machine, and with `development` an extension from its folder, and with `tests`
 * a suite. Those two are absolute paths, or addresses for the web-worker host (web-extension.mjs).
 *
 * @param {{ url: string, port: number }} server
 * @param {{ folder: string, development?: string, tests?: string, open?: string }} what
 */
export function addressOf(server, { folder, development, tests, open }) {
  const uri = (place) => (place.includes("://") ? place : `vscode-remote://127.0.0.1:${server.port}${place}`);
  const payload = Object.entries({ extensionDevelopmentPath: development, extensionTestsPath: tests, openFile: open })
    .filter(([, place]) => place !== undefined)
    .map(([name, place]) => [name, uri(place)]);
  const query = `folder=${encodeURI(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  return `${server.url}?${query}`;
}
