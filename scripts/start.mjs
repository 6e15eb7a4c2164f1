/**
 * Shows the extension in a real VS Code: the one of this machine, a downloaded one, or the one inside the npm package
 * code-server.
 *
 *     node scripts/start.mjs [code | desktop | code-server] [--port PORT]
 */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { cacheRoot, root } from "../test/vscode/lib/cache.mjs";
import { addressOf, startCodeServer } from "../test/vscode/lib/code-server.mjs";
import { desktop, startDesktop } from "../test/vscode/lib/desktop.mjs";
import { sampleWorkspace } from "../test/vscode/lib/samples.mjs";
import { hasProgram } from "./system-packages.mjs";

const file = path.join(sampleWorkspace, "web", "web.yaml");

const firstSteps = `
What to try first:
  1. Open web/web.yaml and hover over serviceName: the names that web-0, web-1 and web-2 keep for life.
  2. Click "Simulate nslookup" above the StatefulSet and ask for web-1.web-headless.default.svc.cluster.local.
  3. Open cases/typo/cache.yaml and press Ctrl+. on the underlined serviceName.
`;

/** Each says whether it started VS Code; when not, the next one is tried. */
const ways = {
  code: startInstalled,
  desktop: startDownloaded,
  "code-server": startServed,
};

async function startInstalled() {
  const program = process.platform === "win32" ? "code.cmd" : "code";
  if (!hasProgram(program)) {
    console.log(`No '${program}' on PATH.`);
    return false;
  }
  const options = { stdio: "inherit", shell: process.platform === "win32" };
  const result = spawnSync(
    program,
    [`--extensionDevelopmentPath=${root}`, sampleWorkspace, "--goto", `${file}:1`],
    options,
  );
  if (result.status !== 0) return false;
  console.log(`VS Code: '${program}' on PATH.\n${firstSteps}`);
  return true;
}

async function startDownloaded() {
  // Without a screen only tests make sense.
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) {
    console.log("No screen for a desktop VS Code.");
    return false;
  }
  const found = await desktop();
  if (!("executable" in found)) {
    console.log(`No desktop VS Code: ${found.reason}.`);
    return false;
  }
  const data = path.join(cacheRoot, "start-data");
  const child = startDesktop(found.executable, [
    ...[`--extensionDevelopmentPath=${root}`, `--user-data-dir=${data}`, sampleWorkspace, "--goto", `${file}:1`],
  ]);
  console.log(`VS Code: downloaded, ${found.executable}\n${firstSteps}`);
  await once(child, "close");
  return true;
}

async function startServed(port) {
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), "podns-start-"));
  const server = await startCodeServer({ dataFolder });
  const address = addressOf(server, { folder: sampleWorkspace, development: root, open: file });
  // A short address for people; the long one says which extension to load.
  const front = http.createServer((_request, response) => response.writeHead(302, { location: address }).end());
  front.listen(port, "127.0.0.1");
  await once(front, "listening");
  console.log(`VS Code: the one inside the npm package code-server. Open this address in a browser:`);
  console.log(`\n  http://127.0.0.1:${front.address().port}/\n${firstSteps}\nCtrl+C ends it.`);
  const stop = async () => {
    front.close();
    await server.stop();
    await rm(dataFolder, { recursive: true, force: true });
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return true;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: "string", default: "0" } },
  });
  const wanted = positionals.length > 0 ? positionals : Object.keys(ways);
  for (const name of wanted) {
    const start = ways[name];
    if (start === undefined) throw new Error(`no such way: ${name} (there are ${Object.keys(ways).join(", ")})`);
    if (await start(Number(values.port))) return;
  }
  console.error("No VS Code could be started.");
  process.exitCode = 1;
}

await main();
