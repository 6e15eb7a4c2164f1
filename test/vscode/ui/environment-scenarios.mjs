/** Chooses and compares environments as a person does, the same in both hosts. Each step leaves a picture in test-results/. */
import { eventually } from "../lib/patience.mjs";
import { environmentWorkspace } from "../lib/samples.mjs";

const set = "base/set.yaml";

/** @param {"node" | "web"} host */
function environmentScenarios(host) {
  const picture = (name) => `environments-${name}-${host}`;
  const status = (workbench, text) => workbench.page.locator(".statusbar-item", { hasText: text }).first();
  const lens = (workbench, text) => workbench.page.locator(".codelens-decoration", { hasText: text }).first();
  return [
    {
      title: `the status bar chooses the environment that lenses and hovers show (${host})`,
      run: async (workbench) => {
        await workbench.openFile(set);
        await status(workbench, "overlays/dev ▾ 4").waitFor();
        await lens(workbench, "2 names · 2 resolve").waitFor();
        const hover = ["resolves to Pod db-0", "overlays/prod (kustomization): NXDOMAIN, prefix (prod-db)"];
        await workbench.hover("db-0.db", ...hover);
        await workbench.screenshot(picture("hover"));
        await workbench.choose("PodNS: Choose Environment", "overlays/prod");
        await status(workbench, "overlays/prod ▾ 4").waitFor();
        await lens(workbench, "3 names · 3 resolve").waitFor();
        await workbench.hover("db-0.db", "does not resolve", "overlays/dev (kustomization)");
        await workbench.screenshot(picture("chosen"));
      },
    },
    {
      title: `a comparison of environments leads to the places, by keyboard (${host})`,
      run: async (workbench) => {
        const { page } = workbench;
        await workbench.openFile(set);
        await workbench.runAsking("PodNS: Compare Environments", "overlays/dev");
        await workbench.webviewText("3 environments", "prod-db-2.prod-db.prod.svc.cluster.local", "NXDOMAIN");
        await workbench.drawn();
        await workbench.screenshot(picture("compare"));
        const panel = workbench.webview();
        const only = panel.getByRole("checkbox", { name: "Only what differs" });
        await only.focus();
        await page.keyboard.press("Space");
        await eventually(() => only.isChecked(), "only what differs");
        await panel.getByRole("table", { name: "Host names that manifests ask for" }).waitFor();
        await panel.getByRole("columnheader", { name: "overlays/prod" }).first().waitFor();
        // Checkbox, table, its first link.
        for (const _ of [1, 2]) await page.keyboard.press("Tab");
        await panel.locator("button[data-open='0']:focus").waitFor();
        // Once: a second one would be typed into the file that it opens.
        await page.keyboard.press("Enter");
        await page.locator(".editor-group-container.active .tab.active", { hasText: "set.yaml" }).waitFor();
        await workbench.screenshot(picture("place"));
        await workbench.runCommand("View: Close All Editors");
      },
    },
    {
      title: `an action brings a list of peers in the text to replicas, by keyboard (${host})`,
      run: async (workbench) => {
        const { page } = workbench;
        await workbench.openFile("tools/redis.yaml");
        await lens(workbench, "3 names · 3 resolve").waitFor();
        await workbench.goTo("redis-0.redis");
        const menu = await workbench.quickFixMenu();
        const wanted = menu.locator(".monaco-list-row.focused", { hasText: "Update the list to the 3 Pods" });
        await menu.locator(".monaco-list-row", { hasText: "Update the list to the 3 Pods" }).waitFor();
        await workbench.screenshot(picture("actions"));
        for (let row = 0; row < 20 && !(await wanted.isVisible()); row++) await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.locator(".view-line", { hasText: '- "redis-2.redis:6379"' }).waitFor();
        await workbench.drawn();
        await workbench.screenshot(picture("updated"));
        await page.keyboard.press("Control+s");
        await page.locator(".tab.active.dirty").waitFor({ state: "detached" });
      },
    },
    {
      title: `the choice is there again after a reload (${host})`,
      run: async (workbench) => {
        await workbench.page.reload();
        await workbench.openFile(set);
        await status(workbench, "overlays/prod ▾ 4").waitFor();
        await lens(workbench, "3 names · 3 resolve").waitFor();
      },
    },
  ];
}

/** One window in each host. */
export const environmentWindows = ["node", "web"].map((host) => ({
  options: { host, sample: environmentWorkspace },
  scenarios: environmentScenarios(host),
}));
