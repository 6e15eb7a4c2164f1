/**
 * Runs the suite in each host, and adds up what the hosts report.
 *
 *     node test/vscode/run.mjs [desktop] [node] [web] [vsix] [ui] [hang] [--only REGEXP] [--extension FOLDER]
 *
 * Without a host: desktop where it can be had, else `node`; then `web`, `vsix`, `ui` and `hang`. The last line is
 * `N passed, N failed`; the exit status is 1 when something failed.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { packageExtension } from "../../scripts/package.mjs";
import { runHangScenarios } from "./hang/scenario.mjs";
import { root } from "./lib/cache.mjs";
import { launchBrowser } from "./lib/chromium.mjs";
import { desktop, runDesktopSuite } from "./lib/desktop.mjs";
import { Report } from "./lib/report.mjs";
import { resultsFolder, runSuite, suiteBundle } from "./lib/suite-hosts.mjs";
import { runScenarios } from "./ui/scenarios.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, extension: { type: "string", default: root } },
});

const hosts = {
  node: (browser) => runSuite(browser, { title: "Node extension host", host: "node", development: values.extension }),
  web: (browser) =>
    runSuite(browser, { title: "web-worker extension host", host: "web", development: values.extension }),
  vsix: async (browser) =>
    runSuite(browser, { title: "the package, installed", host: "node", vsix: await packageExtension() }),
  ui: async (browser) => {
    const report = new Report("user interface");
    await runScenarios(browser, report, {
      development: values.extension,
      ...(values.only === undefined ? {} : { only: new RegExp(values.only) }),
    });
    return report.close();
  },
  hang: async (browser) => {
    const report = new Report("the watchdog");
    await runHangScenarios(browser, report);
    return report.close();
  },
};

/** @returns {Promise<readonly { passed: number, failed: number }[]>} */
async function runHosts(wanted) {
  const results = [];
  let served = wanted.filter((host) => host !== "desktop");
  const reasons = new Set();
  for (const version of wanted.includes("desktop") ? ["stable", await minimumVersion()] : []) {
    const found = await desktop(version);
    if ("executable" in found) {
      const title = `desktop VS Code, ${version}`;
      results.push(await runDesktopSuite(found.executable, { title, development: values.extension }));
      served = served.filter((host) => host !== "node");
    } else reasons.add(found.reason);
  }
  for (const reason of reasons) {
    console.log(`No desktop VS Code: ${reason}. The one in the npm package code-server serves.`);
  }
  if (served.length === 0) return results;
  const browser = await launchBrowser();
  try {
    for (const host of served) results.push(await hosts[host](browser));
  } finally {
    await browser.close();
  }
  return results;
}

/** The oldest VS Code that package.json promises. */
async function minimumVersion() {
  const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  return manifest.engines.vscode.replace(/^\D+/, "");
}

async function main() {
  const unknown = positionals.filter((host) => host !== "desktop" && !Object.hasOwn(hosts, host));
  if (unknown.length > 0) throw new Error(`no such host: ${unknown.join(", ")}`);
  if (!existsSync(`${suiteBundle}.js`))
    throw new Error(`${path.relative(root, suiteBundle)}.js is missing: npm run build`);
  await rm(resultsFolder, { recursive: true, force: true });
  const started = Date.now();
  const results = await runHosts(positionals.length > 0 ? positionals : ["desktop", ...Object.keys(hosts)]);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\nVS Code suites took ${((Date.now() - started) / 1000).toFixed(0)} s`);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  process.exitCode = sum("failed") > 0 || sum("passed") === 0 ? 1 : 0;
}

await main();
