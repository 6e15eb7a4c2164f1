/** Looks at the map of names as a person does, the same in both hosts. Each step leaves a picture in test-results/. */
import assert from "node:assert/strict";
import { assertAccessible, tabStops, widthsOf } from "../lib/accessibility.mjs";
import { eventually } from "../lib/patience.mjs";
import { mapWorkspace } from "../lib/samples.mjs";
import { themes } from "../lib/workbench.mjs";

const show = "PodNS: Show Map of Names";

/** @param {"node" | "web"} host */
function mapScenarios(host) {
  const picture = (name) => `map-${name}-${host}`;
  const item = (workbench, name) => workbench.webview().getByRole("button", { name }).first();
  const focused = (workbench) => workbench.webview().locator("#drawing [role=button]:focus");
  /** The panel may get the keyboard a moment later: then the item does not hear of it. */
  const look = (workbench, name) =>
    eventually(async () => {
      await workbench.webview().locator("#text-input").focus();
      await item(workbench, name).focus();
      return (await workbench.webview().locator(".details").count()) === 1;
    }, `${name} looked at`);
  const activeTab = (workbench, text) =>
    workbench.page.locator(".editor-group-container.active .tab.active", { hasText: text });
  return [
    {
      title: `map: the picture, its keys, and the places that nodes and edges lead to (${host})`,
      run: async (workbench) => {
        const { page } = workbench;
        await workbench.openFile("shop/shop.yaml");
        await workbench.runCommand(show);
        await item(workbench, "Deployment api in namespace shop").waitFor();
        await workbench.webviewText("resolves: ", "leaves the cluster", "blocked by NetworkPolicy");
        await workbench.drawn();
        await workbench.screenshot(picture("picture"));
        await look(workbench, "Deployment api in namespace shop");
        await page.keyboard.press("ArrowRight");
        await eventually(
          async () => (await focused(workbench).getAttribute("aria-label"))?.startsWith("Deployment shop/api →"),
          "an edge",
        );
        // Through the edges that leave it, until the one that fails.
        for (let at = 0; at < 6; at++) {
          if ((await focused(workbench).getAttribute("aria-label")).includes("does not resolve")) break;
          await page.keyboard.press("ArrowDown");
        }
        await workbench.webviewText("cache.data.svc", "does not resolve");
        await workbench.screenshot(picture("edge"));
        await page.keyboard.press("ArrowRight");
        assert.match(await focused(workbench).getAttribute("aria-label"), /^no such name cache\.data\.svc/);
        await page.keyboard.press("ArrowLeft");
        await page.keyboard.press("Enter");
        await activeTab(workbench, "shop.yaml").waitFor();
        await page.locator(".statusbar-item", { hasText: "(14 selected)" }).first().waitFor();
        await workbench.screenshot(picture("place"));
        // Two places: the list of them gets the focus.
        await look(workbench, /^Deployment shop\/api → Service data\/db/);
        await page.keyboard.press("Enter");
        await workbench.webview().locator("#use-0:focus").waitFor();
        await page.keyboard.press("Escape");
        assert.match(await focused(workbench).getAttribute("aria-label"), /^Deployment shop\/api → Service data\/db/);
        await page.keyboard.press("Escape");
        assert.equal(await workbench.webview().locator(".details").count(), 0);
        await item(workbench, "Deployment db in namespace data").click();
        await activeTab(workbench, "shop.yaml").waitFor();
        await page.locator(".statusbar-item", { hasText: "(2 selected)" }).first().waitFor();
      },
    },
    {
      title: `map: follows an edit and the chosen environment, keeps zoom and what is looked at (${host})`,
      run: async (workbench) => {
        const panel = workbench.webview();
        await panel.getByRole("button", { name: "Zoom in (+)" }).click();
        await look(workbench, "Deployment web in namespace shop");
        await workbench.goTo("cache.data.svc");
        await workbench.page.keyboard.type("db.data.svc");
        await item(workbench, /no such name cache\.data\.svc/).waitFor({ state: "detached" });
        assert.equal(await panel.getByRole("button", { name: "Full size, now 125 %" }).count(), 1);
        // On the way to the editor Escape may have closed what is shown of it; it is the one that Tab leads to all the same.
        await panel.locator(".node[tabindex='0'][aria-label='Deployment web in namespace shop']").waitFor();
        await workbench.screenshot(picture("edited"));
        await workbench.choose("PodNS: Choose Environment", "stage");
        await item(workbench, "Deployment api in namespace shop").waitFor({ state: "detached" });
        await item(workbench, "Service api in namespace shop").waitFor();
        await workbench.screenshot(picture("chosen"));
        await panel.locator("#environment-input").selectOption({ label: "shop" });
        await item(workbench, "Deployment report in namespace shop").waitFor();
        await workbench.page.locator(".statusbar-item", { hasText: "shop ▾ 2" }).first().waitFor();
      },
    },
    {
      title: `map: what is looked for, the equal list by keyboard, and what is taken away (${host})`,
      run: async (workbench) => {
        const { page } = workbench;
        const panel = workbench.webview();
        await panel.getByRole("textbox", { name: "Text" }).fill("report");
        await item(workbench, "Deployment web in namespace shop").waitFor({ state: "detached" });
        await panel.getByRole("textbox", { name: "Text" }).fill("");
        await item(workbench, "Deployment web in namespace shop").waitFor();
        const only = panel.getByRole("checkbox", { name: "Only what fails" });
        await only.focus();
        await page.keyboard.press("Space");
        await item(workbench, "Deployment web in namespace shop").waitFor({ state: "detached" });
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await panel.getByRole("table", { name: /^Names/ }).waitFor();
        await panel
          .getByRole("row", { name: /Deployment shop\/report/ })
          .first()
          .waitFor();
        await workbench.screenshot(picture("list"));
        await panel
          .getByRole("button", { name: /^api, shop\.yaml:/ })
          .first()
          .focus();
        await page.keyboard.press("Enter");
        await activeTab(workbench, "shop.yaml").waitFor();
        for (const [name, text] of [
          ["Export Mermaid", "flowchart LR"],
          ["Export SVG", "<?xml"],
        ]) {
          await panel.getByRole("button", { name }).click();
          await page.locator(".editor-group-container.active .view-line", { hasText: text }).first().waitFor();
          await workbench.screenshot(picture(name.split(" ")[1].toLowerCase()));
          await workbench.runCommand("View: Revert and Close Editor");
        }
      },
    },
  ];
}

/** Barriers are the page's, which is the same in both hosts. */
const accessScenario = {
  title: "map: no barrier in any theme, at 200 % and at 250 px, as a picture and as a list",
  run: async (workbench) => {
    await workbench.openFile("shop/shop.yaml");
    await workbench.runCommand(show);
    const panel = workbench.webview();
    const edge = panel.getByRole("button", { name: /^Deployment shop\/api → Service data\/db/ });
    await edge.waitFor();
    await workbench.panelAlone();
    for (const theme of Object.keys(themes)) {
      await workbench.useTheme(theme);
      await edge.focus();
      await assertAccessible(workbench, `picture, ${theme}`);
      await workbench.screenshot(`map-access-picture-${theme}`);
      await panel.getByRole("button", { name: "List", exact: true }).click();
      await panel.getByRole("table").waitFor();
      await assertAccessible(workbench, `list, ${theme}`);
      await workbench.screenshot(`map-access-list-${theme}`);
      await panel.getByRole("button", { name: "Picture", exact: true }).click();
    }
    const tree = await panel.locator("#app").ariaSnapshot();
    for (const line of [
      /search "Map"/,
      /combobox "Namespace"/,
      /application "Map of names"/,
      /list "Legend"/,
      /status/,
    ])
      assert.match(tree, line);
    await workbench.useTheme("dark");
    // A window of 1280 × 900 at 200 %.
    await workbench.resize(640, 450);
    assert.ok((await widthsOf(workbench)).over <= 0, "200 %");
    await assertAccessible(workbench, "200 %");
    await workbench.screenshot("map-access-zoomed");
    const { width } = await widthsOf(workbench);
    await workbench.resize(640 - (width - 250), 900);
    const narrow = await widthsOf(workbench);
    assert.ok(narrow.width <= 260 && narrow.over <= 0, `250 px: ${JSON.stringify(narrow)}`);
    await assertAccessible(workbench, "250 px");
    await workbench.screenshot("map-access-narrow");
    assert.ok((await tabStops(workbench)).length > 6);
  },
};

/** One window in each host, and one for everybody. */
export const mapWindows = [
  ...["node", "web"].map((host) => ({ options: { host, sample: mapWorkspace }, scenarios: mapScenarios(host) })),
  { options: { sample: mapWorkspace }, scenarios: [accessScenario] },
];
