/** Knows the lesson as a person does it with the keyboard; each step leaves a picture in test-results/. */
import assert from "node:assert/strict";
import { openWorkbench } from "../lib/workbench.mjs";

const simulate = "PodNS: Simulate nslookup";
const podName = "web-1.web-headless.default.svc.cluster.local";

/**
 * The scenarios: a title and what to do in a window that is opened for it.
 *
 * @type {readonly { title: string, options?: object, run: (workbench: import("../lib/workbench.mjs").Workbench) => Promise<void> }[]}
 */
export const scenarios = [
  {
    title: "hover on serviceName shows the Pods' names",
    run: async (workbench) => {
      await workbench.openFile("web/web.yaml");
      await lensIsThere(workbench);
      const hover = await workbench.hover("serviceName");
      await hover.filter({ hasText: "web-2" }).waitFor();
      const text = await hover.textContent();
      for (const pod of ["web-0", "web-1", "web-2"]) assert.match(text, new RegExp(`${pod}\\.web-headless`));
      await workbench.screenshot("hover-dark");
    },
  },
  {
    title: "a missing Service is underlined, and the light bulb creates it",
    run: async (workbench) => {
      await workbench.openFile("cases/no-service/queue.yaml");
      await workbench.page.locator(".squiggly-warning, .squiggly-error, .squiggly-info").first().waitFor();
      await workbench.goTo("serviceName: queue");
      await workbench.page.keyboard.press("ArrowRight");
      await workbench.page.keyboard.press("ArrowLeft");
      const menu = await workbench.quickFixMenu();
      await workbench.screenshot("quick-fix");
      await menu
        .locator(".monaco-list-row", { hasText: /create/i })
        .first()
        .waitFor();
      await workbench.page.keyboard.press("Enter");
      await workbench.page.locator(".view-line", { hasText: "clusterIP:" }).first().waitFor();
      await workbench.page.locator(".squiggly-warning, .squiggly-error").first().waitFor({ state: "detached" });
      await workbench.screenshot("quick-fix-applied");
    },
  },
  {
    title: "the palette's simulation prints what nslookup prints, again after each edit",
    run: async (workbench) => {
      await askInPanel(workbench);
      const text = await workbench.webviewText(`Name:\t${podName}`, "10.96.0.10");
      assert.match(text, /Address:?\s+10\.244\./);
      await workbench.screenshot("panel-wide-dark");
      await workbench.resize(620, 900);
      await workbench.screenshot("panel-narrow-dark");
    },
  },
  {
    title: "the panel in a light theme",
    options: { theme: "light" },
    run: async (workbench) => {
      await askInPanel(workbench);
      await workbench.screenshot("panel-light");
    },
  },
  {
    title: "the panel in high contrast",
    options: { theme: "contrast" },
    run: async (workbench) => {
      await askInPanel(workbench);
      await workbench.screenshot("panel-contrast");
    },
  },
  {
    title: "a wrong name is explained, and its fix is a button",
    run: async (workbench) => {
      await askInPanel(workbench, "web-headles");
      const text = await workbench.webviewText("web-headless");
      assert.match(text, /NXDOMAIN/);
      await workbench.screenshot("panel-wrong-name");
    },
  },
  {
    title: "the panel follows what is typed in the editor",
    run: async (workbench) => {
      await askInPanel(workbench, "web-headless");
      const addresses = async () =>
        (await workbench.webviewText("Name:")).match(/Address:\s+10\.244\.\d+\.\d+/g)?.length;
      assert.equal(await addresses(), 3);
      await workbench.goTo("replicas: 3");
      await workbench.type("replicas: 5");
      await eventually(async () => (await addresses()) === 5, "five addresses after the edit");
      await workbench.screenshot("panel-after-edit");
    },
  },
  {
    title: "all records open as a document",
    run: async (workbench) => {
      await workbench.openFile("web/web.yaml");
      await lensIsThere(workbench);
      await workbench.runCommand("PodNS: Show All DNS Records");
      await workbench.page
        .locator(".view-line", { hasText: "web-1.web-headless.default.svc.cluster.local." })
        .first()
        .waitFor();
      await workbench.screenshot("records");
    },
  },
  {
    title: "the panel survives a reload of the window",
    run: async (workbench) => {
      await askInPanel(workbench);
      await workbench.page.reload();
      await workbench.webviewText(`Name:\t${podName}`);
      await workbench.screenshot("panel-after-reload");
    },
  },
];

/** @throws {Error} when it does not hold within ten seconds. */
async function eventually(holds, what) {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not seen: ${what}`);
}

/** The server has answered: the code lens stands above the StatefulSet. */
async function lensIsThere(workbench) {
  await workbench.page.locator(".codelens-decoration", { hasText: "nslookup" }).first().waitFor({ timeout: 30_000 });
}

/** Opens the lesson, runs the command from the palette with the cursor in the StatefulSet, and types the question. */
async function askInPanel(workbench, name = podName) {
  await workbench.openFile("web/web.yaml");
  await lensIsThere(workbench);
  await workbench.goTo("kind: StatefulSet");
  await workbench.runCommand(simulate);
  // The bar stands, knows the asking Pod, and the name has the focus.
  await workbench.webview().locator("#pod-input[aria-label^='Pod that asks: ']").waitFor();
  await workbench.webview().locator("#name-input:focus").waitFor();
  await workbench.page.keyboard.press("Control+a");
  await workbench.type(name);
  await workbench.page.keyboard.press("Enter");
  await workbench.webviewText(name);
}

/**
 * Runs them one after the other, each in a fresh window.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {import("../lib/report.mjs").Report} report
 * @param {{ development: string, only?: RegExp }} options
 */
export async function runScenarios(browser, report, { development, only = /./ }) {
  for (const { title, options = {}, run } of scenarios.filter((scenario) => only.test(scenario.title))) {
    const started = Date.now();
    const outcome = { suite: "with keyboard and mouse", title };
    let workbench;
    try {
      workbench = await openWorkbench(browser, { development, ...options });
      await run(workbench);
      report.add({ event: "pass", ...outcome, ms: Date.now() - started });
    } catch (error) {
      await workbench?.screenshot(`failed-${title.replaceAll(/\W+/g, "-")}`).catch(() => {});
      report.add({ event: "fail", ...outcome, error: error.message.split("\n").slice(0, 6).join("\n") });
    } finally {
      await workbench?.close();
    }
  }
}
