/** The first minutes of a newcomer: walkthrough, sample, log of decisions, status; and the pictures of the walkthrough and the README. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { animated } from "../lib/animation.mjs";
import { eventually } from "../lib/patience.mjs";
import { resultsFolder } from "../lib/suite-hosts.mjs";
import { themes } from "../lib/workbench.mjs";
import { askInPanel } from "./asking.mjs";

/** The themes as the walkthrough's pictures are called, and what the window has then. */
const pictured = {
  dark: { theme: "dark", shown: ".monaco-workbench.vs-dark" },
  light: { theme: "light", shown: ".monaco-workbench.vs" },
  hc: { theme: "contrast", shown: ".monaco-workbench.hc-black" },
  hcLight: { theme: "contrastLight", shown: ".monaco-workbench.hc-light" },
};

const line = (workbench, text) => workbench.page.locator(".view-line", { hasText: text }).first();
const lens = (workbench) => workbench.page.locator(".codelens-decoration", { hasText: "nslookup" }).first();

async function useTheme(workbench, { theme, shown }) {
  const folder = path.join(workbench.folder, ".vscode");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "settings.json"), JSON.stringify({ "workbench.colorTheme": themes[theme] }));
  await workbench.page.locator(shown).waitFor();
  await workbench.drawn();
}

/** @param {"node" | "web"} host */
function welcomeScenarios(host) {
  const picture = (name) => `welcome-${name}-${host}`;
  return [
    {
      title: `welcome: the status bar says what was read, and the log of decisions why (${host})`,
      run: async (workbench) => {
        const { page } = workbench;
        await workbench.openFile("web/web.yaml");
        await page.locator(".statusbar-item [aria-label*='ready: ']").first().waitFor();
        await workbench.goTo("kind: StatefulSet");
        await workbench.runCommand("PodNS: Show Log of Decisions");
        await line(workbench, "This file: web/web.yaml").waitFor();
        await line(workbench, "Environments:").waitFor();
        for (const [name, theme] of Object.entries(pictured)) {
          await useTheme(workbench, theme);
          await workbench.screenshot(picture(`decisions-${name}`));
        }
        await useTheme(workbench, pictured.dark);
        await workbench.runCommand("View: Close All Editors");
      },
    },
    {
      title: `welcome: a restarted server answers again (${host})`,
      run: async (workbench) => {
        await workbench.openFile("web/web.yaml");
        await lens(workbench).waitFor();
        await workbench.runCommand("PodNS: Restart Language Server");
        await workbench.hover("serviceName", "web-0.web-headless", "web-2.web-headless");
        await workbench.runCommand("PodNS: Show Output");
        // What stands in it is not shown here: the module that writes log files is a substitute (code-server.mjs).
        const shown = workbench.page.locator(".part.panel select").first();
        await eventually(
          () => shown.evaluate(({ selectedOptions }) => selectedOptions[0]?.label === "PodNS"),
          "the output of PodNS",
        );
        await workbench.screenshot(picture("output"));
        await workbench.runCommand("View: Hide Panel");
        await workbench.runCommand("View: Close All Editors");
      },
    },
    {
      title: `welcome: the walkthrough has four steps with pictures (${host})`,
      run: async (workbench) => {
        const { page } = workbench;
        // A narrow walkthrough hides its pictures, and one whose width changes closes: the side bar goes first.
        await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
        await page.locator(".part.sidebar").waitFor({ state: "hidden" });
        for (const [name, theme] of Object.entries(pictured)) {
          // Another theme closes it.
          await useTheme(workbench, theme);
          await workbench.choose("Welcome: Open Walkthrough", "PodNS in five minutes");
          const image = page.locator(".getting-started-media img").first();
          await image.waitFor();
          assert.ok(await image.evaluate(({ naturalWidth }) => naturalWidth > 0), "the step's picture is there");
          assert.equal(await page.locator(".getting-started-step").count(), 4);
          await workbench.screenshot(picture(`walkthrough-${name}`));
        }
        await useTheme(workbench, pictured.dark);
        await workbench.runCommand("View: Close All Editors");
      },
    },
    {
      title: `welcome: the sample opens beside its README (${host})`,
      run: async (workbench) => {
        const { page } = workbench;
        const opened = host === "web" ? Promise.resolve(page) : page.waitForEvent("popup");
        await workbench.runCommand("PodNS: Open Sample");
        const window = await opened;
        await window.locator(".view-line", { hasText: "web-headless" }).first().waitFor();
        await window.locator(".codelens-decoration", { hasText: "nslookup" }).first().waitFor();
        const readme = host === "web" ? /Untitled/ : /Preview README/;
        await window.locator(".tab", { hasText: readme }).first().waitFor();
        await mkdir(resultsFolder, { recursive: true });
        await window.screenshot({ path: path.join(resultsFolder, `${picture("sample")}.png`) });
        if (window !== page) await window.close();
      },
    },
  ];
}

/** A part of the window without the side bar, in each theme. */
async function inThemes(workbench, step) {
  for (const [name, theme] of Object.entries(pictured)) {
    await useTheme(workbench, theme);
    await workbench.screenshot(`walkthrough/${step}-${name}`, ".part.editor");
  }
}

const pictures = [
  {
    title: "the pictures of the walkthrough",
    run: async (workbench) => {
      const { page } = workbench;
      await mkdir(path.join(resultsFolder, "walkthrough"), { recursive: true });
      await workbench.resize(760, 560);
      await workbench.openFile("web/web.yaml");
      await workbench.runCommand("View: Toggle Primary Side Bar Visibility");
      await workbench.goTo("kind: StatefulSet");
      await lens(workbench).waitFor();
      await inThemes(workbench, "sample");
      for (const [name, theme] of Object.entries(pictured)) {
        await useTheme(workbench, theme);
        await workbench.hover("serviceName", "web-0.web-headless", "web-1.web-headless", "web-2.web-headless");
        // The hover stands over the activity bar as well.
        await workbench.screenshot(`walkthrough/hover-${name}`);
        await page.keyboard.press("Escape");
      }
      await askInPanel(workbench, "web-headless");
      await workbench.panelAlone();
      await inThemes(workbench, "simulate");
      await workbench.runCommand("View: Close All Editors");
      await workbench.openFile("cases/typo/cache.yaml");
      await workbench.goTo("cache-headles");
      for (const [name, theme] of Object.entries(pictured)) {
        await useTheme(workbench, theme);
        await workbench.goTo("cache-headles");
        const menu = await workbench.quickFixMenu();
        await menu.locator(".monaco-list-row", { hasText: "Change serviceName" }).first().waitFor();
        await workbench.screenshot(`walkthrough/fix-${name}`, ".part.editor");
        await page.keyboard.press("Escape");
      }
    },
  },
  {
    title: "the moving picture of the README",
    run: async (workbench) => {
      const { page } = workbench;
      const frames = [];
      const frame = async (ms) => {
        await workbench.drawn();
        frames.push({ png: await page.locator(".part.editor").screenshot(), ms });
      };
      await useTheme(workbench, pictured.dark);
      await workbench.runCommand("View: Close All Editors");
      await workbench.resize(1100, 620);
      await workbench.openFile("web/web.yaml");
      await workbench.goTo("serviceName: web-headless");
      await lens(workbench).waitFor();
      await frame(1500);
      await workbench.hover("serviceName", "web-0.web-headless", "web-1.web-headless", "web-2.web-headless");
      await frame(3500);
      await page.keyboard.press("Escape");
      for (const name of ["web-1.web-headless", "web-headless", "web-headles"]) {
        await askInPanel(workbench, name);
        await frame(3500);
      }
      await writeFile(path.join(resultsFolder, "tour.png"), animated(frames));
    },
  },
];

/** One window in each host, and one for the pictures. */
export const welcomeWindows = [
  ...["node", "web"].map((host) => ({ options: { host }, scenarios: welcomeScenarios(host) })),
  { scenarios: pictures },
];
