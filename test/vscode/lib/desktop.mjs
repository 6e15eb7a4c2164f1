/** Downloads the vendor's desktop VS Code, and runs the suite in it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { hasProgram } from "../../../scripts/system-packages.mjs";
import { cacheRoot, root } from "./cache.mjs";
import { end, run } from "./process.mjs";
import { eventOf, Report } from "./report.mjs";
import { temporaryFolders } from "./samples.mjs";
import { suiteBundle } from "./suite-hosts.mjs";

/**
 * The executable of a desktop VS Code, downloaded into the cache when it is not there.
 *
 * @param {string} version `stable`, or a number such as `1.101.0`.
 * @param {number} seconds for the vendor's server to answer at all; a download that runs is not cut.
 * @returns {Promise<{ executable: string } | { reason: string }>} the reason in a few words when it cannot be had.
 */
export async function desktop(version = "stable", seconds = 8) {
  if (process.platform === "linux" && !process.env["DISPLAY"] && !hasProgram("xvfb-run")) {
    return { reason: "no display, and no xvfb-run" };
  }
  try {
    await fetch("https://update.code.visualstudio.com/api/releases/stable", {
      signal: AbortSignal.timeout(seconds * 1000),
    });
  } catch (error) {
    return { reason: `its server cannot be reached (${error.cause?.code ?? error.name})` };
  }
  try {
    const cachePath = path.join(cacheRoot, "desktop");
    const reporter = { report() {}, error() {} };
    const executable = await downloadAndUnzipVSCode({ version, cachePath, reporter });
    // As Node it needs every library that it needs as an editor, but no screen.
    await run(executable, ["-e", ""], { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" }, seconds: 30 });
    return { executable };
  } catch (error) {
    return { reason: error.message.split("\n").at(-1) };
  }
}

/** Starts it on a folder, with a virtual screen where the machine has no screen. */
export function startDesktop(executable, args) {
  const flags = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-updates",
    "--skip-welcome",
    "--skip-release-notes",
    ...args,
  ];
  const options = { stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" };
  const needsScreen = process.platform === "linux" && !process.env["DISPLAY"];
  return needsScreen ? spawn("xvfb-run", ["-a", executable, ...flags], options) : spawn(executable, flags, options);
}

/**
 * Runs the suite in the Node extension host of a desktop VS Code.
 *
 * @param {string} executable @param {{ title: string, seconds?: number, development?: string }} options
 */
export async function runDesktopSuite(executable, { title, seconds = 1200, development = root }) {
  const report = new Report(title);
  const folders = await temporaryFolders();
  const child = startDesktop(executable, [
    folders.workspace,
    `--extensionDevelopmentPath=${development}`,
    `--extensionTestsPath=${suiteBundle}`,
    ...["--disable-extensions", "--disable-workspace-trust", `--user-data-dir=${folders.data}`],
  ]);
  let ended = false;
  let output = "";
  let rest = "";
  const read = (chunk) => {
    output += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const event of lines.map(eventOf).filter((event) => event !== undefined)) {
      ended ||= event.event === "end";
      report.add(event);
    }
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const timer = setTimeout(() => end(child), seconds * 1000);
  await once(child, "close");
  clearTimeout(timer);
  await folders.remove();
  if (!ended) report.broken(`VS Code ended without an outcome\n${output.split("\n").slice(-10).join("\n")}`);
  return report.close();
}
