/**
 * Reads and mends a Helm chart as a person does, the same in both hosts. Each step leaves a picture in test-results/.
 */
import { isVisible, until } from "../lib/patience.mjs";
import { chartWorkspace } from "../lib/samples.mjs";

const client = "shop/templates/client.yaml";
const set = "shop/templates/statefulset.yaml";

/** @param {"node" | "web"} host */
function chartScenarios(host) {
  const picture = (name) => `chart-${name}-${host}`;
  return [
    {
      title: `a template's serviceName shows its value and the Pods of each set of values (${host})`,
      run: async (workbench) => {
        await workbench.openFile(set);
        await squiggleOrLens(workbench);
        // The hover stands as it was opened; what other sets of values make is in it once they are rendered.
        const names = ["shop-db-headless", "shop-db-0", "shop-db-1", "values-prod", "orders-2", "store-db-3"];
        await workbench.hover("serviceName", ...names);
        await workbench.screenshot(picture("hover"));
      },
    },
    {
      title: `a wrong name is found where the template writes it (${host})`,
      run: async (workbench) => {
        await workbench.openFile(client);
        await workbench.page.locator(".squiggly-warning").first().waitFor();
        await workbench.hover("-headles.", "did you mean");
        await workbench.screenshot(picture("finding"));
      },
    },
    {
      title: `.Values leads to the key in each values file (${host})`,
      run: async (workbench) => {
        const peek = workbench.page.locator(".zone-widget .ref-tree .monaco-list-row");
        // Until the chart's folder is read, the key is in no file; until other values are rendered, F12 goes to the only one.
        await until(
          async () => {
            await workbench.openFile(set);
            await workbench.goTo(".Values.replicaC");
            await workbench.page.keyboard.press("F12");
          },
          (ms) => isVisible(peek.filter({ hasText: "values-prod.yaml" }).first(), ms),
          "the key in both values files",
        );
        await peek.filter({ hasText: "replicaCount: 2" }).first().waitFor();
        await workbench.screenshot(picture("definition"));
      },
    },
    {
      title: `.Values leads to the key in the HelmRelease that gives it, whose hover says what it makes (${host})`,
      run: async (workbench) => {
        const peek = workbench.page.locator(".zone-widget .ref-tree .monaco-list-row");
        const inline = peek.filter({ hasText: "outlet.yaml" }).first();
        await until(
          async () => {
            await workbench.openFile(set);
            await workbench.goTo(".Values.replicaC");
            await workbench.page.keyboard.press("F12");
          },
          (ms) => isVisible(inline, ms),
          "the key in the HelmRelease",
        );
        await workbench.screenshot(picture("inline-definition"));
        await workbench.page.keyboard.press("Escape");
        await workbench.openFile("apps/outlet.yaml");
        await workbench.hover("replicaCount", "StatefulSet", "outlet-db");
        await workbench.screenshot(picture("inline-values"));
      },
    },
    {
      title: `a named template leads to the library chart that defines it, and back to what uses it (${host})`,
      run: async (workbench) => {
        await until(
          async () => {
            await workbench.openFile("shop/templates/services.yaml");
            await workbench.goTo("naming.fullname");
            await workbench.page.keyboard.press("F12");
          },
          (ms) => isVisible(workbench.page.locator(".tab.active", { hasText: "_names.tpl" }), ms),
          "the definition in the library chart",
        );
        await workbench.page.locator(".view-line", { hasText: "naming.fullname" }).first().waitFor();
        await workbench.screenshot(picture("library"));
        const users = workbench.page.locator(".zone-widget .ref-tree .monaco-list-row", {
          hasText: "statefulset.yaml",
        });
        await until(
          async () => {
            await workbench.goTo("naming.labels");
            await workbench.page.keyboard.press("Shift+F12");
          },
          (ms) => isVisible(users.first(), ms),
          "the templates that use it",
        );
        await workbench.screenshot(picture("library-references"));
      },
    },
    {
      title: `a values file says what its key makes (${host})`,
      run: async (workbench) => {
        await workbench.openFile("shop/values.yaml");
        await workbench.hover("replicaCount", "StatefulSet");
        await workbench.screenshot(picture("values"));
      },
    },
    {
      title: `the rendered chart opens, with the template of each line (${host})`,
      run: async (workbench) => {
        await workbench.openFile(set);
        await workbench.goTo("kind: StatefulSet");
        await workbench.runAsking("PodNS: Show Rendered Chart", "release store in apps");
        await workbench.page.locator(".view-line", { hasText: "shop-db-headless" }).first().waitFor();
        await workbench.screenshot(picture("rendered"));
      },
    },
    {
      title: `a subchart of an umbrella is seen through its parent (${host})`,
      run: async (workbench) => {
        await workbench.openFile("platform/charts/cache/templates/cache.yaml");
        await squiggleOrLens(workbench);
        await workbench.hover("serviceName", "platform-sessions-1");
        await workbench.screenshot(picture("umbrella"));
      },
    },
    {
      title: `helm's error stands in the broken template (${host})`,
      run: async (workbench) => {
        await workbench.openFile("broken/templates/service.yaml");
        await workbench.page.locator(".squiggly-error").first().waitFor();
        await workbench.hover("broken.fullname", "no template");
        await workbench.screenshot(picture("broken"));
      },
    },
    {
      title: `a question is asked in the release that Flux installs (${host})`,
      run: async (workbench) => {
        await workbench.openFile(set);
        await workbench.goTo("kind: StatefulSet");
        await workbench.runCommand("PodNS: Simulate nslookup");
        await workbench.panelHasFocus();
        await workbench
          .webview()
          .locator("select option", { hasText: "release store" })
          .first()
          .waitFor({ state: "attached" });
        await workbench.screenshot(picture("panel"));
      },
    },
  ];
}

async function squiggleOrLens(workbench) {
  await workbench.page.locator(".codelens-decoration", { hasText: "nslookup" }).first().waitFor();
}

/** No search finds a file that is on no disk: it is opened in the explorer. */
async function openInExplorer(workbench, ...names) {
  for (const name of names) {
    const row = workbench.page.locator(".explorer-folders-view .monaco-list-row", {
      has: workbench.page.locator(".label-name", { hasText: new RegExp(`^${name}$`) }),
    });
    await row.first().click();
  }
}

const virtualScenarios = [
  {
    title: "a chart in a workspace that is on no disk is rendered, and its findings and hovers are there",
    run: async (workbench) => {
      await openInExplorer(workbench, "shop", "templates", "client.yaml");
      await workbench.page.locator(".squiggly-warning").first().waitFor();
      await openInExplorer(workbench, "statefulset.yaml");
      await squiggleOrLens(workbench);
      await workbench.hover("serviceName", "shop-db-headless", "shop-db-1", "values-prod");
      await workbench.screenshot("chart-virtual-web");
    },
  },
];

/** One window in each host, and one whose files are on no disk. */
export const chartWindows = [
  ...["node", "web"].map((host) => ({
    options: { host, sample: chartWorkspace },
    scenarios: chartScenarios(host),
  })),
  { options: { host: "web", sample: chartWorkspace, isVirtual: true }, scenarios: virtualScenarios },
];
