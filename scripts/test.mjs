/** Runs all steps of `npm test`, even after one fails, and adds up what they report in one closing line. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackage, hasProgram } from "./system-packages.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The scripts of node_modules, started with this Node: no shell, the same on every system. */
const tools = {
  biome: "node_modules/@biomejs/biome/bin/biome",
  tsc: "node_modules/typescript/bin/tsc",
  vitest: "node_modules/vitest/vitest.mjs",
  knip: "node_modules/knip/bin/knip.js",
};

/** Runs a script, shows what it prints, and gives its exit status with the text. */
async function node(...args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const [status] = await once(child, "close");
  return { ok: status === 0, output };
}

/** A step that either holds or not counts as one test. */
const check =
  (...args) =>
  async () => {
    const { ok } = await node(...args);
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  };

async function unitTests() {
  const skipped = (what) => `tests with the real ${what} are skipped`;
  ensurePackage("bind9-dnsutils", () => hasProgram("dig"), skipped("dig and nslookup"));
  ensurePackage("bind9-host", () => hasProgram("host"), skipped("host"));
  ensurePackage("busybox", () => hasProgram("busybox"), skipped("BusyBox nslookup"));
  ensurePackage("iproute2", () => hasProgram("ip"), skipped("programs in a network namespace"));
  // A whole C compiler for one test is too much to install.
  if (hasProgram("gcc")) ensurePackage("musl-tools", () => hasProgram("musl-gcc"), skipped("musl getent"));
  const folder = await mkdtemp(path.join(os.tmpdir(), "podns-vitest-"));
  const file = path.join(folder, "report.json");
  const { ok } = await node(tools.vitest, "run", "--reporter=default", "--reporter=json", `--outputFile=${file}`);
  try {
    const report = JSON.parse(await readFile(file, "utf8"));
    const failed = report.numFailedTests + report.numFailedTestSuites;
    // A file that does not even load has no tests to fail.
    return {
      passed: report.numPassedTests,
      failed: ok ? failed : Math.max(failed, 1),
      skipped: report.numPendingTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function suitesInVsCode() {
  const { ok, output } = await node("test/vscode/run.mjs");
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  const counted = { passed: Number(passed ?? 0), failed: Number(failed ?? 0), skipped: 0 };
  return ok ? counted : { ...counted, failed: Math.max(counted.failed, 1) };
}

const steps = [
  ["format and lint", check(tools.biome, "ci", ".")],
  ["types", check(tools.tsc, "-b")],
  ["settings in package.json", check("scripts/contributes.mjs", "--check")],
  ["bundles and their budgets", check("esbuild.mjs", "--production")],
  ["unit, protocol and command line", unitTests],
  ["unused files, exports and dependencies", check(tools.knip)],
  ["what ships", check("scripts/package.mjs")],
  ["a real VS Code", suitesInVsCode],
];

async function main() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const summary = [];
  for (const [title, run] of steps) {
    console.log(`\n━━ ${title}`);
    const started = Date.now();
    const result = await run();
    for (const key of Object.keys(total)) total[key] += result[key];
    const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
    summary.push(
      `${result.failed > 0 ? "✖" : "✔"} ${seconds} s  ${title}: ${result.passed} passed, ${result.failed} failed`,
    );
  }
  console.log(`\n${summary.join("\n")}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

await main();
