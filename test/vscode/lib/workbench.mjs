/** Knows how a person uses the workbench with keyboard and mouse, and how to take pictures of it; knows nothing of DNS. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { addressOf, startCodeServer } from "./code-server.mjs";
import { temporaryFolders } from "./samples.mjs";
import { resultsFolder } from "./suite-hosts.mjs";
import { offerAsWebExtension } from "./web-extension.mjs";

/** The themes that every picture should be looked at in. */
export const themes = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  contrast: "Default High Contrast",
  contrastLight: "Default High Contrast Light",
};

/**
 * Opens VS Code on a copy of the sample workspace.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {{ development?: string, vsix?: string, host?: "node" | "web", width?: number, height?: number, theme?: keyof typeof themes, settings?: object }} options
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(browser, options) {
  const { development, vsix, host, width = 1280, height = 800, theme = "dark", settings = {} } = options;
  const folders = await temporaryFolders();
  const look = { "workbench.colorTheme": themes[theme], "editor.minimap.enabled": false, "editor.fontSize": 13 };
  const server = await startCodeServer({ dataFolder: folders.data, settings: { ...look, ...settings }, vsix });
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(12_000);
  const close = async () => {
    await page.close();
    await server.stop();
    await folders.remove();
  };
  try {
    const web = host === "web" ? await offerAsWebExtension(page.context(), server, development) : undefined;
    await page.goto(addressOf(server, { folder: folders.workspace, development: web?.("") ?? development }));
    await page
      .locator(".monaco-workbench .explorer-folders-view .monaco-list-row")
      .first()
      .waitFor({ timeout: 60_000 });
  } catch (error) {
    await close();
    throw error;
  }
  return new Workbench(page, folders.workspace, close);
}

/** One window of VS Code. Each method does what its keys do and returns when that is seen. */
export class Workbench {
  /** @param {import("playwright-core").Page} page @param {string} folder the workspace's copy on disk. */
  constructor(page, folder, close) {
    this.page = page;
    this.folder = folder;
    this.close = close;
  }

  /** The quick-open box, with this text typed in, its first row chosen. */
  async #quick(key, text, row) {
    const input = this.page.locator(".quick-input-widget .quick-input-filter input");
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press(key);
    // While the focus moves between a panel and the workbench, a key may be heard by neither.
    await input.waitFor({ timeout: 3000 }).catch(() => this.page.keyboard.press(key));
    await input.waitFor();
    await input.fill(text);
    await this.page.locator(".quick-input-widget .monaco-list-row", { hasText: row }).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Opens a file of the workspace, e.g. `web/web.yaml`, and waits for its text. */
  async openFile(file) {
    const name = path.posix.basename(file);
    // Not on top of the panel.
    if ((await this.page.locator(".editor-group-container").count()) > 1) await this.page.keyboard.press("Control+1");
    await this.#quick("Control+p", file, name);
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.page.locator(".editor-instance .view-line").first().waitFor();
  }

  /** Runs a command by its title in the palette, e.g. `PodNS: Simulate nslookup`. */
  async runCommand(title) {
    await this.#quick("F1", `>${title}`, title);
  }

  /** Gives the keyboard to the text editor: the active one, else that of the first group. */
  async focusEditor() {
    const active = this.page.locator(".editor-group-container.active .monaco-editor[role=code]");
    if ((await active.count()) === 0) await this.page.keyboard.press("Control+1");
    else await this.runCommand("View: Focus Active Editor Group");
    await active.first().waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
  }

  /** Puts the cursor into the first occurrence of the text, which it selects, as Find does. */
  async goTo(text) {
    await this.focusEditor();
    await this.page.keyboard.press("Control+f");
    const widget = this.page.locator(".editor-group-container.active .find-widget.visible");
    await widget.locator(".find-part textarea").first().fill(text);
    await widget.locator(".matchesCount", { hasText: /of \d+/ }).waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.press("Escape");
  }

  /** The hover that opens with the mouse over the text's first visible occurrence. */
  async hover(text) {
    await this.goTo(text);
    await this.#press(["Control+k", "Control+i"], this.page.locator(".monaco-hover:not(.hidden) .hover-row").first());
    return this.page.locator(".monaco-hover:not(.hidden)").first();
  }

  /** The light bulb's menu at the cursor. */
  async quickFixMenu() {
    const menu = this.page.locator(".action-widget");
    const row = menu.locator(".monaco-list-row").first();
    await this.#press(["Control+."], row);
    return menu;
  }

  /**
   * Presses the keys until something shows. A lens or squiggle that arrives in that moment moves the text, and the
   * workbench closes what just opened at its place; a person presses again.
   */
  async #press(keys, shown) {
    for (let attempt = 0; attempt < 3; attempt++) {
      for (const key of keys) await this.page.keyboard.press(key);
      const isThere = await shown.waitFor({ timeout: 4000 }).then(
        () => true,
        () => false,
      );
      if (isThere) return;
    }
    await shown.waitFor();
  }

  /** Types as a person does: one key after the other. */
  async type(text) {
    await this.page.keyboard.type(text, { delay: 15 });
  }

  /** The page inside the webview that is on show. */
  webview() {
    return this.page.frameLocator("iframe.webview.ready").last().frameLocator("iframe#active-frame");
  }

  /** Waits until the webview's visible text holds all of this. */
  async webviewText(...parts) {
    const body = this.webview().locator("body");
    for (const part of parts) await body.filter({ hasText: part }).waitFor({ timeout: 20_000 });
    return body.textContent();
  }

  /** Waits until keys go to the panel's name field: the palette gives the focus back first, and then the panel takes it. */
  async panelHasFocus() {
    await this.webview().locator("#name-input:focus").waitFor();
    await this.page.waitForFunction(() => document.activeElement?.classList.contains("webview"));
    await this.page.waitForTimeout(100);
    await this.page.waitForFunction(() => document.activeElement?.classList.contains("webview"));
  }

  /** Hides everything but the panel, which has the focus. */
  async panelAlone() {
    await this.runCommand("View: Maximize Editor Group and Hide Side Bars");
    await this.page.waitForTimeout(300);
  }

  /** Changes the colour theme as the settings of the workspace do. */
  async useTheme(theme) {
    const folder = path.join(this.folder, ".vscode");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "settings.json"), JSON.stringify({ "workbench.colorTheme": themes[theme] }));
    const kind = { dark: "dark", light: "light", contrast: "high-contrast", contrastLight: "high-contrast-light" }[
      theme
    ];
    await this.webview().locator(`body.vscode-${kind}`).waitFor();
    await this.page.waitForTimeout(300);
  }

  async resize(width, height) {
    await this.page.setViewportSize({ width, height });
    await this.page.waitForTimeout(300);
  }

  /** Saves a picture as test-results/NAME.png, of the part of the window where a selector is given. */
  async screenshot(name, part) {
    await mkdir(resultsFolder, { recursive: true });
    const file = path.join(resultsFolder, `${name}.png`);
    await (part === undefined ? this.page : this.page.locator(part)).screenshot({ path: file });
  }
}
