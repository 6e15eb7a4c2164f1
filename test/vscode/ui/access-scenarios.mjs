/** Checks that everybody can use the panel: contrast, zoom, narrow, little motion, and what a screen reader is told. */
import assert from "node:assert/strict";
import { animationsIn, assertAccessible, tabStops, widthsOf } from "../lib/accessibility.mjs";
import { themes } from "../lib/workbench.mjs";
import { ask, askInPanel } from "./asking.mjs";

/** Windows, each with what is done in it, in order. */
export const accessWindows = [
  {
    scenarios: [
      {
        title: "access: no barrier in any theme, with an answer, a wrong name, and over time",
        run: async (workbench) => {
          const panel = workbench.webview();
          await askInPanel(workbench, "web-1.web-headless.default.svc");
          await workbench.panelAlone();
          await openTime(workbench, true);
          await panel.locator("#time-cache").selectOption("java");
          await panel.locator(".chart g.stale").first().waitFor();
          await panel.getByText("The chart as a table").click();
          for (const theme of Object.keys(themes)) {
            await workbench.useTheme(theme);
            await assertAccessible(workbench, `over time, ${theme}`);
            await workbench.screenshot(`access-time-${theme}`);
          }
          await openTime(workbench, false);
          await ask(workbench, "web-headles");
          await panel.getByText("What these lines mean").click();
          for (const theme of Object.keys(themes)) {
            await workbench.useTheme(theme);
            await assertAccessible(workbench, `a wrong name, ${theme}`);
            await workbench.screenshot(`access-wrong-name-${theme}`);
          }
        },
      },
      {
        title: "access: a screen reader is told who asks, what, the verdict, and each part by its name",
        run: async (workbench) => {
          await ask(workbench, "web-headles");
          const tree = await workbench.webview().locator("#app").ariaSnapshot();
          for (const line of [
            /- search "Question":/,
            /combobox "Pod that asks: web-0, StatefulSet web · default"/,
            /- combobox "Name to look up"/,
            /- button "Ask \(Enter\)"/,
            /- combobox "Record type"/,
            /- combobox "Program that asks"/,
            /- status:[\s\S]*?does not resolve/,
            /- group "What would mend it"/,
            /- button "Over time"/,
            /- region "Terminal"/,
            /- region "Why"/,
            /- list/,
          ])
            assert.match(tree, line);
        },
      },
      {
        title:
          "access: narrow to 250 px and enlarged to 200 %, nothing is cut off, and Tab goes from the top to the bottom",
        run: async (workbench) => {
          const panel = workbench.webview();
          await workbench.useTheme("dark");
          await openTime(workbench, true);
          await panel.locator("#time-slider").waitFor();
          // A window of 1280 × 900 at 200 %.
          await workbench.resize(640, 450);
          assert.ok((await widthsOf(workbench)).over <= 0);
          await assertAccessible(workbench, "200 %");
          await workbench.screenshot("access-zoomed");
          let { width } = await widthsOf(workbench);
          await workbench.resize(640 - (width - 250), 900);
          ({ width } = await widthsOf(workbench));
          assert.ok(width <= 260, `the panel is ${width} px wide`);
          assert.ok((await widthsOf(workbench)).over <= 0);
          await assertAccessible(workbench, "250 px");
          await workbench.screenshot("access-narrow");
          const stops = await tabStops(workbench);
          const back = stops.filter((stop, index) => index > 0 && stop.bottom < stops[index - 1].top - 1);
          assert.deepEqual(back, [], "one column is read from the top to the bottom");
        },
      },
      {
        title: "access: who wants little motion gets none; playing goes from change to change",
        run: async (workbench) => {
          const panel = workbench.webview();
          await workbench.resize(1280, 800);
          await workbench.page.emulateMedia({ reducedMotion: "reduce" });
          // The page asks once, when it begins.
          await workbench.runCommand("View: Close All Editors");
          await askInPanel(workbench, "web-1.web-headless");
          await openTime(workbench, true);
          await panel.locator(".moment", { hasText: "10.244." }).waitFor();
          await panel.getByRole("button", { name: "Play (p)" }).click();
          await panel.locator(".clock", { hasText: /^10s of/ }).waitFor();
          await panel.getByRole("button", { name: "Pause (p)" }).click();
          assert.equal(await animationsIn(workbench), 0);
        },
      },
    ],
  },
];

/** Opens or closes the part about time. */
async function openTime(workbench, open) {
  const button = workbench.webview().getByRole("button", { name: "Over time" });
  if ((await button.getAttribute("aria-expanded")) !== String(open)) await button.click();
  await workbench.webview().locator(`.disclosure[aria-expanded=${open}]`).waitFor();
}
