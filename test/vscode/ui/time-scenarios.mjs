/** Looks at a name over time in the panel, as a person does with keyboard and mouse. */
import assert from "node:assert/strict";
import { eventually, until } from "../lib/patience.mjs";
import { askInPanel } from "./asking.mjs";

/** @param {"node" | "web"} host */
const windowIn = (host) => ({
  options: { host },
  scenarios: [
    {
      title: `over time (${host}): a Pod is replaced, the slider moves without a request, edits move the picture`,
      run: async (workbench) => {
        const { page } = workbench;
        const panel = workbench.webview();
        await askInPanel(workbench, "web-1.web-headless");
        await workbench.click(panel.getByRole("button", { name: "Over time" }), panel.locator("#time-slider"));
        const moment = panel.locator(".moment");
        await moment.filter({ hasText: "10.244." }).waitFor();
        const slider = panel.locator("#time-slider");
        await slider.focus();
        await page.keyboard.press(".");
        await moment.filter({ hasText: "NXDOMAIN" }).waitFor();
        await panel.locator(".pod.terminating", { hasText: "web-1" }).waitFor();
        assert.match(await slider.getAttribute("aria-valuetext"), /^10s: NXDOMAIN/);
        await page.keyboard.press("End");
        await moment.filter({ hasText: "10.244." }).waitFor();
        await page.keyboard.press("Home");
        await page.keyboard.press("p");
        await eventually(async () => Number(await slider.inputValue()) > 3, "playing moves the slider");
        await page.keyboard.press("p");
        await panel.locator(".meaning", { hasText: "Does the client need to reconnect? Yes" }).waitFor();
        await panel.locator("#time-cache").selectOption("java");
        await panel.locator(".chart g.stale").first().waitFor();
        await panel.getByRole("button", { name: "Look at 10s" }).first().click();
        await panel.locator(".moment .stale-mark").waitFor();
        await workbench.drawn();
        await workbench.screenshot(`time-beside-${host}`);
        // An edit takes the Pod away that the plan is about.
        await workbench.goTo("replicas: 3");
        await workbench.type("replicas: 1");
        await panel.locator(".problems", { hasText: "web-1" }).waitFor();
        await until(
          () => page.keyboard.press("Control+z"),
          (ms) =>
            panel
              .locator(".problems")
              .waitFor({ state: "detached", timeout: 4 * ms })
              .then(
                () => true,
                () => false,
              ),
          "the plan fits again after undo",
        );
        await panel.locator("#time-start").selectOption("Parallel");
        await panel.locator(".pod.pending").first().waitFor();
        const made = panel.getByRole("button", { name: "Make a scenario file" });
        await workbench.click(made, page.locator(".tab.active", { hasText: /A scenario for PodNS|Untitled/ }));
        await page.locator(".view-line", { hasText: "podManagementPolicy" }).first().waitFor();
        await workbench.screenshot(`time-scenario-${host}`);
      },
    },
  ],
});

/** Windows, each with what is done in it, in order. */
export const timeWindows = [
  windowIn("node"),
  windowIn("web"),
  {
    scenarios: [
      {
        title: "over time: a scenario of the workspace, in every theme, narrow and enlarged",
        run: async (workbench) => {
          const panel = workbench.webview();
          await askInPanel(workbench, "web-1.web-headless");
          await workbench.click(panel.getByRole("button", { name: "Over time" }), panel.locator("#time-slider"));
          const start = panel.locator("#time-start");
          await start.selectOption({ label: "first-start.scenario.yaml" });
          await panel.locator(".moment").filter({ hasText: "NXDOMAIN" }).waitFor();
          await panel.getByRole("button", { name: "Open the scenario" }).waitFor();
          await start.selectOption("settled");
          await panel.locator("#time-cache").selectOption("nscd");
          await panel.locator(".chart g.stale").first().waitFor();
          await panel.getByText("The chart as a table").click();
          await workbench.panelAlone();
          for (const theme of ["dark", "light", "contrast", "contrastLight"]) {
            await workbench.useTheme(theme);
            await workbench.screenshot(`time-${theme}`);
          }
          await workbench.resize(640, 900);
          await workbench.screenshot("time-medium");
        },
      },
    ],
  },
];
