/** Looks for barriers in the panel with axe-core: contrast, names, roles, order of headings, labels. */
import assert from "node:assert/strict";
import axe from "axe-core";

/** The panel is one view of an editor that has its own title and landmarks. */
const ofWholePages = ["page-has-heading-one", "landmark-one-main", "region", "bypass"];

/** The frame in which the panel's page lives. @param {import("./workbench.mjs").Workbench} workbench */
async function panelFrame(workbench) {
  const outer = await workbench.page.locator("iframe.webview.ready").last().elementHandle();
  const inner = await (await outer.contentFrame()).waitForSelector("iframe#active-frame");
  return inner.contentFrame();
}

/** @throws {assert.AssertionError} with each barrier and the elements that have it. */
export async function assertAccessible(workbench, what) {
  const frame = await panelFrame(workbench);
  await frame.evaluate(axe.source);
  const found = await frame.evaluate(async (left) => {
    const { violations } = await globalThis.axe.run(document, {
      rules: Object.fromEntries(left.map((rule) => [rule, { enabled: false }])),
      resultTypes: ["violations"],
    });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .slice(0, 4)
          .map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`)
          .join(" | ")}`,
    );
  }, ofWholePages);
  assert.deepEqual(found, [], what);
}

/** How wide the panel is, and how much wider its content, in CSS pixels. */
export async function widthsOf(workbench) {
  const frame = await panelFrame(workbench);
  return frame.evaluate(() => ({
    width: window.innerWidth,
    over: document.documentElement.scrollWidth - window.innerWidth,
  }));
}

/** Animations that run in the panel. */
export async function animationsIn(workbench) {
  const frame = await panelFrame(workbench);
  return frame.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length);
}

/** The elements that Tab stops at, in order, with the place of each; what scrolls by itself is one. */
export async function tabStops(workbench) {
  const frame = await panelFrame(workbench);
  return frame.evaluate(() => {
    const stops = [...document.querySelectorAll("button, input, select, summary, a[href], [tabindex]")].filter(
      (element) => element.tabIndex >= 0 && element.checkVisibility() && element.closest(".scroll *") === null,
    );
    return stops.map((element) => {
      const { left, top, bottom } = element.getBoundingClientRect();
      return { name: element.getAttribute("aria-label") ?? element.textContent.trim(), left, top, bottom };
    });
  });
}
