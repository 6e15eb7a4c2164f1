/** Asks questions in the panel with the keyboard. */
import { until } from "../lib/patience.mjs";

export const simulate = "PodNS: Simulate nslookup";
export const podName = "web-1.web-headless.default.svc.cluster.local";

/** Opens the lesson, runs the command from the palette with the cursor in the StatefulSet, and types the question. */
export async function askInPanel(workbench, name = podName) {
  await workbench.openFile("web/web.yaml");
  await workbench.goTo("kind: StatefulSet");
  await workbench.runCommand(simulate);
  // The bar is there and shows the asking Pod, and the name has the focus.
  await workbench.webview().locator("#pod-input[aria-label^='Pod that asks: web-0,']").waitFor();
  await workbench.panelHasFocus();
  await ask(workbench, name);
}

/** Types a name into the panel's field, key by key, and asks. */
export async function ask(workbench, name) {
  const panel = workbench.webview();
  const field = panel.locator("#name-input");
  await until(
    async () => {
      await field.focus();
      await workbench.page.keyboard.press("Control+a");
      await workbench.type(name);
    },
    async () => (await field.inputValue()) === name,
    `'${name}' in the panel's field`,
  );
  await field.press("Enter");
  await panel.locator("pre .command", { hasText: new RegExp(` ${name.replaceAll(".", "\\.")}$`) }).waitFor();
}
