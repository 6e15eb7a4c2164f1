/** Runs the bundled suite in each extension host of a served VS Code. Silence counts as a failure. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./cache.mjs";
import { addressOf, startCodeServer } from "./code-server.mjs";
import { patience } from "./patience.mjs";
import { eventOf, Report } from "./report.mjs";
import { temporaryFolders } from "./samples.mjs";
import { offerAsWebExtension } from "./web-extension.mjs";

export const suiteBundle = path.join(root, "dist", "test", "vscode-suite");
export const resultsFolder = path.join(root, "test-results");

/** An extension with nothing in it: VS Code runs a suite only beside an extension under development. */
export const helperExtension = path.join(root, "test", "vscode", "helper");

/**
 * Runs the suite once.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {{ title: string, host: "node" | "web", vsix?: string, development?: string }} options
 *   `vsix`: the package is installed and nothing is loaded from this checkout but the suite.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runSuite(browser, { title, host, vsix, development = root }) {
  const report = new Report(title);
  const folders = await temporaryFolders();
  const server = await startCodeServer({ dataFolder: folders.data, vsix });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(patience);
  const lines = [];
  page.on("console", (message) => lines.push(message.text()));
  try {
    const loaded = vsix === undefined ? development : helperExtension;
    const web = host === "web" ? await offerAsWebExtension(page.context(), server, loaded) : undefined;
    const address = addressOf(server, {
      folder: folders.workspace,
      development: web?.("") ?? loaded,
      tests: web?.(`/${path.relative(root, suiteBundle)}`) ?? suiteBundle,
    });
    await listen(page, report, host, () => page.goto(address));
  } catch (error) {
    report.broken(error.message);
  } finally {
    if (report.failed > 0) await keepTraces(page, title, `${lines.join("\n")}\n\nserver:\n${server.log()}`);
    await page.close();
    await server.stop();
    await folders.remove();
  }
  return report.close();
}

/** What helps to understand a failure. */
async function keepTraces(page, title, log) {
  const name = path.join(resultsFolder, title.replaceAll(/\W+/g, "-"));
  await mkdir(resultsFolder, { recursive: true });
  await page.screenshot({ path: `${name}.png` }).catch(() => {});
  await writeFile(`${name}.log`, log);
}

/** Hands the suite's events to the report until the suite ends; rejects on silence, and when the host is another one. */
function listen(page, report, host, begin) {
  return new Promise((resolve, reject) => {
    const give = (error) => {
      clearTimeout(silence);
      if (error === undefined) resolve();
      else reject(error);
    };
    const quiet = () => setTimeout(() => give(new Error(`nothing arrived for ${patience / 1000} s`)), patience);
    let silence = quiet();
    const seen = new Set();
    page.on("console", (message) => {
      const event = eventOf(message.text());
      if (event === undefined || seen.has(event.sequence)) return;
      seen.add(event.sequence);
      clearTimeout(silence);
      silence = quiet();
      if (event.event === "begin" && event.host !== host) give(new Error(`the suite runs in the ${event.host} host`));
      report.add(event);
      if (event.event === "end") give();
    });
    page.on("crash", () => give(new Error("the page crashed")));
    begin().catch(give);
  });
}
