/** Follows and renames a name as a person does, by keyboard, the same in both hosts. Each step leaves a picture in test-results/. */
import { isVisible, until } from "../lib/patience.mjs";
import { environmentWorkspace } from "../lib/samples.mjs";

const tools = "tools/redis.yaml";

/** @param {"node" | "web"} host */
function symbolScenarios(host) {
  const picture = (name) => `symbols-${name}-${host}`;
  /** Puts the cursor behind a text and presses keys, until something shows. */
  const press = (workbench, text, key, shown, what) =>
    until(
      async () => {
        await workbench.goTo(text);
        await workbench.page.keyboard.press(key);
      },
      (ms) => isVisible(shown, ms),
      what,
    );
  return [
    {
      title: `references of a Service are the places that name it, in other files as well (${host})`,
      run: async (workbench) => {
        await workbench.openFile(tools);
        const rows = workbench.page.locator(".zone-widget .ref-tree .monaco-list-row");
        const worker = rows.filter({ hasText: "worker.yaml" }).first();
        await press(workbench, "name: redis", "Shift+F12", worker, "the references");
        await workbench.drawn();
        await workbench.screenshot(picture("references"));
        await workbench.page.keyboard.press("Escape");
        await rows.first().waitFor({ state: "detached" });
      },
    },
    {
      title: `the call hierarchy says who talks to a workload (${host})`,
      run: async (workbench) => {
        await workbench.openFile(tools);
        const caller = workbench.page.locator(".monaco-list-row", { hasText: "worker" });
        const shown = caller.filter({ hasText: "Deployment in default" }).first();
        await press(workbench, "serviceName: redis", "Shift+Alt+h", shown, "the call hierarchy");
        await workbench.drawn();
        await workbench.screenshot(picture("calls"));
        await workbench.runCommand("View: Show Explorer");
      },
    },
    {
      title: `a Service is renamed after a preview by kind of place (${host})`,
      run: async (workbench) => {
        const { page } = workbench;
        await workbench.openFile(tools);
        const field = page.locator(".rename-box input:visible").first();
        await press(workbench, "serviceName: redis", "F2", field, "the field for the new name");
        await field.fill("cache");
        await field.press("Enter");
        // By file at first, then by kind of place. What changes is ticked.
        const rows = page.locator(".panel .monaco-list-row");
        await rows.filter({ hasText: "serviceName" }).first().waitFor();
        await page.locator(".panel [aria-label*='Group Changes By Type']").first().click();
        for (const kind of ["On a live cluster", "Declaration", "Fields that name it"])
          await rows.filter({ hasText: kind }).first().waitFor();
        await workbench.drawn();
        await workbench.screenshot(picture("rename-preview"));
        await page.locator(".panel .monaco-button", { hasText: "Apply" }).first().click();
        await page.locator(".view-line", { hasText: "serviceName: cache" }).first().waitFor();
        await workbench.drawn();
        await workbench.screenshot(picture("renamed"));
        await workbench.openFile("tools/worker.yaml");
        await page.locator(".view-line", { hasText: "redis://redis-0.cache:6379/0" }).first().waitFor();
      },
    },
  ];
}

/** One window in each host. */
export const symbolWindows = ["node", "web"].map((host) => ({
  options: { host, sample: environmentWorkspace },
  scenarios: symbolScenarios(host),
}));
