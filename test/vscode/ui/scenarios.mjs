/** Goes through the lesson as a person does with the keyboard. Each step leaves a picture in test-results/. */
import assert from "node:assert/strict";
import { eventually, isVisible, until } from "../lib/patience.mjs";
import { openWorkbench } from "../lib/workbench.mjs";
import { accessWindows } from "./access-scenarios.mjs";
import { ask, askInPanel, podName, simulate } from "./asking.mjs";
import { chartWindows } from "./chart-scenarios.mjs";
import { environmentWindows } from "./environment-scenarios.mjs";
import { mapWindows } from "./map-scenarios.mjs";
import { symbolWindows } from "./symbol-scenarios.mjs";
import { timeWindows } from "./time-scenarios.mjs";
import { welcomeWindows } from "./welcome-scenarios.mjs";

/**
 * Windows, each with what is done in it, in order.
 *
 * @type {readonly { options?: object, scenarios: readonly Scenario[] }[]}
 * @typedef {{ title: string, run: (workbench: import("../lib/workbench.mjs").Workbench) => Promise<void> }} Scenario
 */
export const windows = [
  {
    scenarios: [
      {
        title: "hover on serviceName shows the Pods' names",
        run: async (workbench) => {
          await workbench.openFile("web/web.yaml");
          await lensIsThere(workbench);
          await workbench.hover("serviceName", "web-0.web-headless", "web-1.web-headless", "web-2.web-headless");
          await workbench.drawn();
          await workbench.screenshot("hover-dark");
          const answer = workbench.webview().locator("body").filter({ hasText: "resolves to" });
          await workbench.clickInHover("serviceName", "Simulate nslookup", answer);
        },
      },
      {
        title: "the code lens above the StatefulSet asks from its first Pod",
        run: async (workbench) => {
          await workbench.openFile("web/web.yaml");
          const asks = workbench.webview().locator("#pod-input[aria-label^='Pod that asks: web-0,']");
          await workbench.click(workbench.page.locator(".codelens-decoration a", { hasText: "nslookup" }), asks);
          await workbench.panelHasFocus();
          await workbench.webviewText("resolves to Pod web-0", "nslookup web-0.web-headless");
        },
      },
    ],
  },
  {
    scenarios: [
      {
        title: "the palette's simulation prints what nslookup prints, with the record and why",
        run: async (workbench) => {
          await askInPanel(workbench);
          const text = await workbench.webviewText(`Name:\t${podName}`, "10.96.0.10");
          assert.match(text, /Address:?\s+10\.244\./);
          assert.match(text, /resolves to Pod web-1 at/);
          assert.match(text, /hostname and subdomain of StatefulSet web/);
          await workbench.screenshot("panel-beside-dark");
        },
      },
      {
        title: "the headless Service answers with its three Pods, the regular one with its ClusterIP",
        run: async (workbench) => {
          await ask(workbench, "web-headless");
          assert.equal((await addressesIn(workbench)).length, 3);
          await ask(workbench, "web");
          const [address, ...others] = await addressesIn(workbench);
          assert.match(address, /^10\.9\d|^10\.1[01]\d/);
          assert.deepEqual(others, []);
        },
      },
      {
        title: "names are completed while they are typed",
        run: async (workbench) => {
          const { page } = workbench;
          const panel = workbench.webview();
          await page.keyboard.press("Control+a");
          await workbench.type("web-h");
          await panel.locator("#name-list [role=option]", { hasText: "web-2.web-headless" }).waitFor();
          await workbench.screenshot("panel-completion");
          await page.keyboard.press("ArrowDown");
          await panel.locator("#name-input[aria-activedescendant='name-option-0']").waitFor();
          await page.keyboard.press("Enter");
          await panel.locator("pre .command", { hasText: "nslookup web-headless" }).waitFor();
        },
      },
      {
        title: "Up recalls what was asked before, Escape takes it back, a digit asks what comes next",
        run: async (workbench) => {
          const { page } = workbench;
          const name = workbench.webview().locator("#name-input");
          assert.equal(await name.inputValue(), "web-headless");
          await page.keyboard.press("ArrowUp");
          await eventually(async () => (await name.inputValue()) === "web", "the question before");
          await page.keyboard.press("Escape");
          await eventually(async () => (await name.inputValue()) === "web-headless", "the question on show");
          // Outside of the fields, a digit is a shortcut.
          await workbench.webview().locator("pre").first().focus();
          const next = await workbench.webview().locator(".next .row .label").nth(0).textContent();
          await page.keyboard.press("1");
          await eventually(async () => (await name.inputValue()) === next, "the next question");
        },
      },
      {
        title: "a screen reader hears the answer: one live region, named landmarks and lists",
        run: async (workbench) => {
          await ask(workbench, "web-headles");
          const panel = workbench.webview();
          const status = panel.getByRole("status");
          assert.equal(await status.count(), 1);
          assert.match(
            await status.textContent(),
            /no Service web-headles in namespace default; did you mean web-headless\?/,
          );
          for (const name of ["Terminal", "Why", "Next"]) await panel.getByRole("region", { name }).waitFor();
          await panel.getByRole("search", { name: "Question" }).waitFor();
          assert.equal(await panel.getByRole("combobox").count(), 4);
        },
      },
      {
        title: "a wrong name is explained, and one key asks for the name that was meant",
        run: async (workbench) => {
          await ask(workbench, "web-headles");
          await workbench.screenshot("panel-wrong-name");
          await workbench.webview().getByRole("button", { name: "Ask web-headless" }).click();
          await workbench
            .webview()
            .locator("pre .command", { hasText: /nslookup web-headless$/ })
            .waitFor();
          assert.equal((await addressesIn(workbench)).length, 3);
        },
      },
      {
        title: "everything is reached with Tab, in the order in which it is read, and has a name",
        run: async (workbench) => {
          await ask(workbench, "web-headles");
          await workbench.webview().locator("#pod-input").focus();
          const stops = [await focused(workbench)];
          for (let count = 0; count < 16; count++) {
            await workbench.page.keyboard.press("Tab");
            const stop = await focused(workbench);
            if (stop === undefined) break;
            stops.push(stop);
          }
          const order = ["Pod that asks: web-0", "Name to look up", "Ask (Enter)", "Record type", "Program that asks"];
          assert.deepEqual(
            stops.slice(0, order.length).map((stop, index) => stop?.slice(0, order[index].length)),
            order,
          );
          for (const label of ["web-headless, web.yaml:5", "Ask web-headless", "Copy the command", "Terminal"]) {
            assert.ok(
              stops.some((stop) => stop.startsWith(label)),
              `'${label}' in ${stops.join(" | ")}`,
            );
          }
          await workbench.screenshot("panel-keyboard-focus");
        },
      },
      {
        title: "a row of Why leads to the line that it rests on",
        run: async (workbench) => {
          await workbench.webview().locator("#name-input").click();
          await ask(workbench, "web-headless");
          await workbench.webview().locator(".why .link", { hasText: "web-headless" }).first().click();
          await workbench.page.locator(".editor-group-container.active .tab.active", { hasText: "web.yaml" }).waitFor();
          await workbench.page.locator(".statusbar-item", { hasText: "Ln 5, Col 21 (12 selected)" }).waitFor();
        },
      },
      {
        title: "the copy button copies what a terminal would show",
        run: async (workbench) => {
          await workbench.webview().locator("#name-input").click();
          await ask(workbench, "web-headless");
          await workbench.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
          await workbench.webview().getByRole("button", { name: "Copy the command and its output" }).click();
          await workbench.webview().getByRole("button", { name: "Copied" }).waitFor();
          const clipboard = () => workbench.page.evaluate(() => navigator.clipboard.readText());
          await eventually(async () => (await clipboard()) !== "", "text in the clipboard");
          const copied = await clipboard();
          assert.match(copied, /^\$ kubectl exec web-0 -- nslookup web-headless\n/);
          assert.match(copied, /Name:\tweb-headless\.default\.svc\.cluster\.local\nAddress: 10\.244\./);
        },
      },
      {
        title: "the answer follows what is typed in the editor, and undo",
        run: async (workbench) => {
          await workbench.webview().locator("#name-input").click();
          await ask(workbench, "web-headless");
          await workbench.goTo("replicas: 3");
          await workbench.type("replicas: 5");
          await eventually(async () => (await addressesIn(workbench)).length === 5, "five addresses after the edit");
          await workbench.screenshot("panel-after-edit");
          await workbench.goTo("clusterIP: None");
          await workbench.type("type: ClusterIP");
          await eventually(
            async () => (await addressesIn(workbench)).length === 1,
            "one address without clusterIP: None",
          );
          const lines = workbench.page.locator(".editor-group-container.active .view-lines");
          await until(
            () => workbench.page.keyboard.press("Control+z"),
            async () => {
              const text = await lines.textContent();
              return text.includes("clusterIP:\u00a0None") && text.includes("replicas:\u00a03");
            },
            "the first text after undo",
          );
          await eventually(async () => (await addressesIn(workbench)).length === 3, "three addresses after undo");
        },
      },
      {
        title: "another Pod, program and record type are chosen in the bar",
        run: async (workbench) => {
          const panel = workbench.webview();
          await panel.locator("#pod-input").click();
          await workbench.type("client");
          await panel.locator("#pod-list [role=option]", { hasText: "client" }).first().waitFor();
          await workbench.screenshot("panel-choose-pod");
          await workbench.page.keyboard.press("Enter");
          await panel.locator("pre .command", { hasText: "kubectl exec client" }).waitFor();
          // BusyBox has a port behind the server's address.
          await panel.locator("pre .stdout", { hasText: "10.96.0.10:53" }).waitFor();
          await panel.locator("#client-input").selectOption("dig+search");
          await panel.locator("pre .stdout", { hasText: "ANSWER SECTION" }).waitFor();
          await panel.locator("#client-input").selectOption("");
          await panel.locator("#name-input").click();
          await ask(workbench, "web-1.web-headless");
          await workbench.webviewText("this program takes it as it is; in full it is");
          await panel.locator("#type-input").selectOption("SRV");
          await panel.locator("#name-input").click();
          await ask(workbench, "_http._tcp.web-headless.default.svc.cluster.local");
          await panel.locator(".records td", { hasText: "web-2.web-headless" }).first().waitFor();
          await workbench.screenshot("panel-srv");
          await panel.locator("#type-input").selectOption("");
        },
      },
      {
        title: "the panel survives a reload of the window",
        run: async (workbench) => {
          const answer = workbench.webview().locator("pre .command", { hasText: /nslookup web-headless$/ });
          await until(
            async (ms) => {
              await ask(workbench, "web-headless");
              // VS Code writes the panel's state a moment later, and says nothing when it has: a person takes that long.
              await workbench.page.waitForTimeout(ms / 8);
              await workbench.page.reload();
            },
            (ms) => isVisible(answer, 8 * ms),
            "the panel with its question after a reload",
          );
          await workbench.webviewText("Name:\tweb-headless");
          await eventually(async () => (await addressesIn(workbench)).length === 3, "three addresses after a reload");
          await workbench.screenshot("panel-after-reload");
        },
      },
      {
        title: "the panel fits every theme, narrow and wide",
        run: async (workbench) => {
          await askInPanel(workbench, "web-1.web-headless.default.svc");
          await workbench.resize(760, 900);
          await workbench.screenshot("panel-narrow-dark");
          await workbench.resize(1280, 800);
          await workbench.panelAlone();
          for (const theme of ["dark", "light", "contrast", "contrastLight"]) {
            await workbench.useTheme(theme);
            await workbench.screenshot(`panel-wide-${theme}`);
          }
          await workbench.resize(640, 900);
          await workbench.screenshot("panel-medium-contrast-light");
        },
      },
    ],
  },
  {
    scenarios: [
      {
        title: "before the first question, the panel shows the names that work from the Pod",
        run: async (workbench) => {
          await workbench.openFile("web/client.yaml");
          await workbench.runCommand(simulate);
          const panel = workbench.webview();
          await panel.locator("#pod-input[aria-label^='Pod that asks: client,']").waitFor();
          await panel.locator(".names .row", { hasText: "web-2.web-headless" }).waitFor();
          await workbench.screenshot("panel-before-the-first-question");
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
          await workbench.goTo("kind: StatefulSet");
          await workbench.runCommand(simulate);
          await workbench.webview().locator("#pod-input[aria-label^='Pod that asks: queue-0,']").waitFor();
          await workbench.panelHasFocus();
          await ask(workbench, "queue-1.queue");
          await workbench.webviewText("resolves to Pod queue-1");
          await workbench.screenshot("quick-fix-resolves");
        },
      },
      {
        title: "a name that a mistyped serviceName takes away comes back with the fix in the panel",
        run: async (workbench) => {
          await workbench.openFile("cases/typo/cache.yaml");
          await workbench.goTo("kind: StatefulSet");
          await workbench.runCommand(simulate);
          const panel = workbench.webview();
          await panel.locator("#pod-input[aria-label^='Pod that asks: cache-0,']").waitFor();
          await workbench.panelHasFocus();
          await ask(workbench, "cache-1.cache-headless");
          await workbench.webviewText("must be the Service's name");
          await workbench.screenshot("panel-fix");
          await panel.getByRole("button", { name: /Change serviceName to/ }).click();
          await workbench.webviewText("resolves to Pod cache-1");
          await workbench.screenshot("panel-fix-applied");
        },
      },
      {
        title: "the picture of the README",
        run: async (workbench) => {
          await workbench.resize(1360, 860);
          await workbench.runCommand("View: Close All Editors");
          await workbench.openFile("web/web.yaml");
          await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
          await askInPanel(workbench, "web-1.web-headless");
          await workbench.runCommand("View: Focus First Editor Group");
          await workbench.goTo("serviceName: web-headless");
          await workbench.page.locator(".codelens-decoration", { hasText: "nslookup" }).first().waitFor();
          await workbench.drawn();
          await workbench.screenshot("readme", ".part.editor");
        },
      },
      {
        title: "the view Kubernetes DNS shows Services, names, Pods and users, and follows edits",
        run: async (workbench) => {
          const { page } = workbench;
          await workbench.runCommand("View: Close All Editors");
          await workbench.openFile("web/web.yaml");
          await workbench.runCommand("Explorer: Focus on Kubernetes DNS View");
          // Rows that do not fit are not drawn: the files make room.
          const files = page.locator(".pane-header[aria-label*='workspace']").first();
          await workbench.click(files, files.and(page.locator("[aria-expanded=false]")));
          const list = page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Kubernetes DNS" }) });
          await list.locator(".monaco-list-row").first().waitFor();
          await workbench.openDnsRow("default", "web-headless, headless · 3 Pods");
          await workbench.openDnsRow("web-headless", "web-2,");
          await workbench.openDnsRow("Used by", "StatefulSet web");
          await workbench.screenshot("dns-view");
          await workbench.goTo("replicas: 3");
          await workbench.type("replicas: 5");
          await workbench.dnsRow("web-headless, headless · 5 Pods").waitFor();
          await workbench.dnsRow("web-4,").waitFor();
          await workbench.screenshot("dns-view-after-edit");
          await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
          const pod = workbench.dnsRow("web-4,");
          await until(
            async (ms) => {
              await page.mouse.move(0, 0);
              await pod.hover({ timeout: ms });
              await pod.locator(".action-label[aria-label*='Copy DNS Name']").click({ timeout: ms });
            },
            async () =>
              /^web-4\.web-headless\.default\./.test(await page.evaluate(() => navigator.clipboard.readText())),
            "the Pod's name in the clipboard",
          );
          const input = page.locator(".quick-input-widget .quick-input-filter input");
          await workbench.click(list.locator(".action-label[aria-label*='Filter Kubernetes DNS']"), input);
          await input.fill("cache");
          await input.press("Enter");
          await workbench.dnsRow("web-headless").waitFor({ state: "detached" });
          await workbench.dnsRow("cache-headless, headless · 2 Pods").waitFor();
          await workbench.screenshot("dns-view-filtered");
          await workbench.click(files, files.and(page.locator("[aria-expanded=true]")));
        },
      },
      {
        title: "all records open as a document",
        run: async (workbench) => {
          await workbench.openFile("web/web.yaml");
          await workbench.runCommand("PodNS: Show All DNS Records");
          await workbench.page.locator(".view-line", { hasText: "records that the cluster's DNS" }).first().waitFor();
          await workbench.goTo("web-1.web-headless");
          await workbench.screenshot("records");
        },
      },
    ],
  },
];

/** The addresses that the terminal shows behind names. */
async function addressesIn(workbench) {
  const text = await workbench.webview().locator("pre .stdout").textContent();
  return [...text.matchAll(/Name:\s+\S+\nAddress:?\s+(?:1: )?(\S+)/g)].map(([, address]) => address);
}

/** What a screen reader would call the element with the focus in the panel; undefined when the focus has left it. */
async function focused(workbench) {
  return workbench
    .webview()
    .locator("*:focus")
    .evaluate((element) => element.getAttribute("aria-label") ?? element.textContent.trim(), undefined, {
      timeout: 10_000,
    })
    .catch(() => undefined);
}

/** The server has answered: the code lens stands above the StatefulSet. */
async function lensIsThere(workbench) {
  await workbench.page.locator(".codelens-decoration", { hasText: "nslookup" }).first().waitFor();
}

const allWindows = [
  ...windows,
  ...chartWindows,
  ...environmentWindows,
  ...symbolWindows,
  ...timeWindows,
  ...mapWindows,
  ...accessWindows,
  ...welcomeWindows,
];

/**
 * Runs them one after the other. Where one fails, all of its window are done once more in a new one, for a workbench may
 * lose a key or a click; the report then says what the first time showed.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {import("../lib/report.mjs").Report} report
 * @param {{ development: string, only?: RegExp }} options
 */
export async function runScenarios(browser, report, { development, only = /./ }) {
  for (const { options = {}, scenarios } of allWindows) {
    const wanted = scenarios.filter((scenario) => only.test(scenario.title));
    const open = () => openWorkbench(browser, { development, ...options });
    const first = await runWindow(open, wanted);
    const failed = first.filter(({ error }) => error !== undefined);
    const outcomes = failed.length === 0 ? first : await runWindow(open, wanted);
    for (const { title } of outcomes) {
      const before = failed.find((outcome) => outcome.title === title);
      if (before !== undefined) report.add({ event: "log", title: `the first time: ${title}: ${before.error}` });
    }
    for (const outcome of outcomes) {
      report.add({
        event: outcome.error === undefined ? "pass" : "fail",
        suite: "with keyboard and mouse",
        ...outcome,
      });
    }
  }
}

/** @returns {Promise<readonly { title: string, ms: number, error?: string }[]>} what came of each, in a window of their own. */
async function runWindow(open, scenarios) {
  const outcomes = [];
  let workbench;
  for (const { title, run } of scenarios) {
    const started = Date.now();
    let error;
    try {
      workbench ??= await open();
      await run(workbench);
    } catch (thrown) {
      await workbench?.screenshot(`failed-${title.replaceAll(/\W+/g, "-")}`).catch(() => {});
      error = thrown.message.split("\n").slice(0, 6).join("\n");
    }
    outcomes.push({ title, ms: Date.now() - started, ...(error === undefined ? {} : { error }) });
  }
  await workbench?.close();
  return outcomes;
}
