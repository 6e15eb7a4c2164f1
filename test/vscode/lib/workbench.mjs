/**
 * Uses the workbench as a person does, with keyboard and mouse, and takes pictures of it. It contains nothing of DNS.
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { addressOf, startCodeServer } from "./code-server.mjs";
import { eventually, isVisible, patience, until } from "./patience.mjs";
import { temporaryFolders } from "./samples.mjs";
import { resultsFolder } from "./suite-hosts.mjs";
import { offerAsWebExtension, virtualFolder } from "./web-extension.mjs";

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
 * @param {{ development?: string, vsix?: string, host?: "node" | "web", width?: number, height?: number, theme?: keyof typeof themes, settings?: object, sample?: string, isVirtual?: boolean }} options
 *   `isVirtual`: the sample is on no disk, in the web host
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(browser, options) {
  const {
    development,
    vsix,
    host,
    width = 1280,
    height = 800,
    theme = "dark",
    settings = {},
    sample,
    isVirtual,
  } = options;
  const folders = await temporaryFolders(sample);
  const look = { "workbench.colorTheme": themes[theme], "editor.minimap.enabled": false, "editor.fontSize": 13 };
  const server = await startCodeServer({ dataFolder: folders.data, settings: { ...look, ...settings }, vsix });
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(patience);
  const close = async () => {
    await page.close();
    await server.stop();
    await folders.remove();
  };
  try {
    const web =
      host === "web"
        ? await offerAsWebExtension(page.context(), server, development, isVirtual ? sample : undefined)
        : undefined;
    const folder = isVirtual ? virtualFolder : folders.workspace;
    await page.goto(addressOf(server, { folder, development: web?.("") ?? development }));
    await page.locator(".monaco-workbench .explorer-folders-view .monaco-list-row").first().waitFor();
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

  /** The quick-open box, with this text typed in, the row that Enter takes chosen. @param next a row of the box that follows at once */
  async #quick(key, text, row, next) {
    const box = this.page.locator(".quick-input-widget");
    const input = box.locator(".quick-input-filter input");
    // Until the box has taken in the text, Enter takes a file that was open before, although the wanted one may stand beside it.
    const first = box.locator(".monaco-list-row.focused", { hasText: row }).first();
    // While the focus moves, a key may get lost, and a box that just opened closes again: then it tries once more.
    await until(
      async (ms) => {
        await this.page.keyboard.press("Escape");
        await input.waitFor({ state: "hidden", timeout: ms });
        await this.page.keyboard.press(key);
        await input.fill(text, { timeout: ms });
      },
      async (ms) => {
        if (!(await isVisible(first, ms))) return false;
        await input.press("Enter", { timeout: ms });
        if (next !== undefined) return isVisible(box.locator(".monaco-list-row", { hasText: next }), ms);
        return input.waitFor({ state: "hidden", timeout: ms }).then(
          () => true,
          () => false,
        );
      },
      `'${text}' in the box that ${key} opens`,
    );
  }

  /** Opens a file of the workspace, e.g. `web/web.yaml`, and waits for its text. */
  async openFile(file) {
    const name = path.posix.basename(file);
    // Not on top of the panel.
    if ((await this.page.locator(".editor-group-container").count()) > 1) await this.page.keyboard.press("Control+1");
    // What was open before may stand in front of the rows until the disk has been searched.
    await until(
      () => this.#quick("Control+p", file, name),
      (ms) => isVisible(this.page.locator(".tab.active", { hasText: name }), ms),
      `'${file}' opened`,
    );
    await this.page.locator(".editor-instance .view-line").first().waitFor();
  }

  /** Runs a command by its title in the palette, e.g. `PodNS: Simulate nslookup`. */
  async runCommand(title) {
    await this.#quick("F1", `>${title}`, title);
  }

  /** Runs a command that asks, waits for a row of its question, and takes the first one. */
  async runAsking(title, row) {
    await this.#quick("F1", `>${title}`, title, row);
    await this.page.keyboard.press("Enter");
  }

  /** Runs a command that asks, types a part of the wanted row, and takes it. */
  async choose(title, row) {
    await this.#quick("F1", `>${title}`, title, row);
    const box = this.page.locator(".quick-input-widget");
    await box.locator(".quick-input-filter input").fill(row);
    await box.locator(".monaco-list-row.focused", { hasText: row }).first().waitFor();
    await this.page.keyboard.press("Enter");
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
    const widget = this.page.locator(".editor-group-container.active .find-widget.visible");
    const field = widget.locator(".find-part textarea").first();
    const selected = this.page.locator(".statusbar-item", { hasText: `(${text.length} selected)` });
    await until(
      async (ms) => {
        await this.focusEditor();
        await this.page.keyboard.press("Control+f");
        await field.fill(text, { timeout: ms });
      },
      async (ms) => {
        if (!(await isVisible(widget.locator(".matchesCount", { hasText: /of \d+/ }), ms))) return false;
        await field.press("Enter");
        await field.press("Escape");
        return isVisible(selected, ms);
      },
      `'${text}' found and selected`,
    );
    await this.editorHasFocus();
  }

  /** Waits until keys go to the text. */
  async editorHasFocus() {
    await this.page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
  }

  /**
   * The hover over the text's first visible occurrence, once it holds all of these texts. A hover stands as it was opened,
   * and closes when the text below it moves: it is opened again.
   */
  async hover(text, ...parts) {
    const hover = this.page.locator(".monaco-hover:not(.hidden)").filter({ has: this.page.locator(".hover-row") });
    const whole = parts.reduce((found, part) => found.filter({ hasText: part }), hover).first();
    await until(
      async () => {
        await this.goTo(text);
        for (const key of ["Control+k", "Control+i"]) await this.page.keyboard.press(key);
      },
      (ms) => isVisible(whole, ms),
      `the hover on '${text}' with ${parts.join(", ")}`,
    );
    return whole;
  }

  /** Clicks a link of the hover over the text until what it leads to shows itself. */
  async clickInHover(text, link, shown) {
    await until(
      async (ms) => {
        const hover = await this.hover(text, link);
        await hover.locator("a", { hasText: link }).first().click({ timeout: ms });
      },
      (ms) => isVisible(shown, ms),
      `what '${link}' in the hover on '${text}' leads to`,
    );
  }

  /** Clicks something that may move, or go and come back, in that moment, until what it leads to shows itself. */
  async click(target, shown) {
    await until(
      (ms) => target.first().click({ timeout: ms }),
      (ms) => isVisible(shown, ms),
      `what a click on ${target} leads to`,
    );
  }

  /** A row of the view "Kubernetes DNS" by the beginning of what a screen reader hears. */
  dnsRow(label) {
    return this.page
      .locator(".pane", { has: this.page.locator(".pane-header", { hasText: "Kubernetes DNS" }) })
      .locator(`.monaco-list-row[aria-label^=${JSON.stringify(label)}]`)
      .first();
  }

  /** Opens a row of that view until a row below it shows. */
  async openDnsRow(label, below) {
    const row = this.dnsRow(label);
    await until(
      async (ms) => {
        await row.click({ timeout: ms });
        if ((await row.getAttribute("aria-expanded")) !== "true") await this.page.keyboard.press("ArrowRight");
      },
      (ms) => isVisible(this.dnsRow(below), ms),
      `'${below}' below '${label}'`,
    );
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
  #press(keys, shown) {
    return until(
      async () => {
        for (const key of keys) await this.page.keyboard.press(key);
      },
      (ms) => isVisible(shown, ms),
      `what ${keys.join(" ")} opens`,
    );
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
    for (const part of parts) await body.filter({ hasText: part }).waitFor();
    return body.textContent();
  }

  /** Waits until keys go to the panel's name field: the palette gives the focus back first, and then the panel takes it. */
  async panelHasFocus() {
    let calm = 0;
    await eventually(async () => {
      const isPanels = await this.page.evaluate(() => document.activeElement?.classList.contains("webview") === true);
      const isFields = (await this.webview().locator("#name-input:focus").count()) === 1;
      // The palette is gone, and has given the focus back to the element that had it.
      const isOpen = await this.page.locator(".quick-input-widget").isVisible();
      calm = isPanels && isFields && !isOpen ? calm + 1 : 0;
      return calm >= 3;
    }, "the focus in the panel's field");
  }

  /** Hides everything but the panel, which has the focus. */
  async panelAlone() {
    await this.runCommand("View: Maximize Editor Group and Hide Side Bars");
    await this.page.locator(".part.sidebar").waitFor({ state: "hidden" });
    await this.drawn();
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
    await this.drawn();
  }

  async resize(width, height) {
    await this.page.setViewportSize({ width, height });
    await this.page.waitForFunction((wanted) => window.innerWidth === wanted, width);
    await this.drawn();
  }

  /** Waits until the window has drawn everything, and no animation runs. */
  async drawn() {
    await this.page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
    const twice = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const frame of this.page.frames()) await frame.evaluate(twice).catch(() => {});
  }

  /** Saves a picture as test-results/NAME.png, of the part of the window where a selector is given. */
  async screenshot(name, part) {
    await mkdir(resultsFolder, { recursive: true });
    const file = path.join(resultsFolder, `${name}.png`);
    // A hover that fades in is shown as it is in the end.
    const shown = part === undefined ? this.page : this.page.locator(part);
    await shown.screenshot({ path: file, animations: "disabled" });
  }
}
