/**
 * Lets a server hang twice while a person looks: it is restarted once, knows what was typed before, and is then given up. Both
 * extension hosts at the same time, since each takes more than a minute, in which nothing happens.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { openWorkbench } from "../lib/workbench.mjs";
import { hangingExtension, mark } from "./hanging-extension.mjs";

const execute = promisify(execFile);

/**
 * @param {import("playwright-core").Browser} browser
 * @param {import("../lib/report.mjs").Report} report
 */
export async function runHangScenarios(browser, report) {
  const extension = await hangingExtension();
  try {
    const hosts = { node: "a Node process", web: "a worker" };
    await Promise.all(
      Object.entries(hosts).map(async ([host, title]) => {
        const started = Date.now();
        const outcome = { suite: "a server that hangs", title: `${title} is restarted once, and then given up` };
        try {
          await hangTwice(browser, host, extension.folder);
          report.add({ event: "pass", ...outcome, ms: Date.now() - started });
        } catch (error) {
          report.add({ event: "fail", ...outcome, error: error.message.split("\n").slice(0, 6).join("\n") });
        }
      }),
    );
  } finally {
    await extension.remove();
  }
}

async function hangTwice(browser, host, development) {
  const workbench = await openWorkbench(browser, {
    development,
    host,
    settings: { "editor.inlayHints.enabled": "off" },
  });
  const processes = () => (host === "node" ? serverProcesses(development) : Promise.resolve([]));
  try {
    await workbench.openFile("web/web.yaml");
    await lensIsThere(workbench);
    // Nothing is saved: the server that comes knows it from the editor alone.
    await workbench.goTo("replicas: 3");
    await workbench.type("replicas: 5");
    const first = await processes();

    await typeMark(workbench);
    const restarted = await notification(workbench);
    assert.match(
      await restarted.textContent(),
      /answered nothing for \d+ seconds and was restarted; it was asked for '\w+(?:\/\w+)+' of 'web\/web.yaml', after a change of/,
    );
    await workbench.screenshot(`hang-restarted-${host}`);
    await workbench.runCommand("Notifications: Clear All Notifications");
    const hover = await workbench.hover("serviceName");
    await hover.filter({ hasText: "web-4" }).waitFor();
    await workbench.screenshot(`hang-answers-again-${host}`);
    const second = await processes();
    if (host === "node") {
      assert.deepEqual([first.length, second.length], [1, 1]);
      assert.notEqual(first[0], second[0], "another process");
    }

    await typeMark(workbench);
    const stopped = await notification(workbench);
    assert.match(await stopped.textContent(), /once more and was stopped; .*; reload the window to start it again/);
    await stopped.getByRole("button", { name: "Reload Window" }).waitFor();
    await workbench.screenshot(`hang-stopped-${host}`);
    assert.deepEqual(await processes(), []);
    await stopped.getByRole("button", { name: "Show Log" }).click();
    const log = workbench.page.locator(".part.panel");
    await log.locator(".monaco-editor[data-uri*='PodNS']").waitFor();
    // The Node host of this VS Code has no log files (lib/code-server.mjs).
    if (host === "web") await log.locator(".view-line", { hasText: "seconds once" }).first().waitFor();
    await workbench.screenshot(`hang-log-${host}`);
  } catch (error) {
    await workbench.screenshot(`failed-hang-${host}`).catch(() => {});
    throw error;
  } finally {
    await workbench.close();
  }
}

/** Types the mark as a comment at the end of a line. */
async function typeMark(workbench) {
  await workbench.goTo("kind: StatefulSet");
  await workbench.page.keyboard.press("End");
  await workbench.type(` # ${mark}`);
}

/** The one message that is there, as soon as there is one. For tests this VS Code shows no message by itself. */
async function notification(workbench) {
  const bell = workbench.page.locator("[id='status.notifications'] .codicon-bell-dot");
  await bell.waitFor();
  await workbench.runCommand("Notifications: Show Notifications");
  const item = workbench.page.locator(".notifications-center .notification-list-item").first();
  await item.waitFor();
  return item;
}

async function lensIsThere(workbench) {
  await workbench.page.locator(".codelens-decoration", { hasText: "nslookup" }).first().waitFor();
}

/** The ids of processes that run this copy's server. */
async function serverProcesses(folder) {
  const server = path.join(folder, "dist", "server.node.js");
  const { stdout } = await execute("ps", ["-eo", "pid=,args="], { maxBuffer: 1 << 24 });
  return stdout.split("\n").flatMap((line) => (line.includes(server) ? [line.trim().split(/\s+/)[0]] : []));
}
