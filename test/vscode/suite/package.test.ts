/** Tests that a running VS Code has what package.json promises. */
import * as vscode from "vscode";
import { extensionApi, extensionId, open } from "./editor.ts";
import { equal, eventually, present } from "./expect.ts";

suite("the extension", () => {
  test("is there and active once a manifest is open", async () => {
    await open("web/web.yaml");
    const extension = present(vscode.extensions.getExtension(extensionId), extensionId);
    await eventually("activation", () => (extension.isActive ? true : undefined));
    equal(typeof (await extensionApi()).request, "function", "request");
  });

  test("registers every command of its manifest", async () => {
    const extension = present(vscode.extensions.getExtension(extensionId), extensionId);
    const contributed: readonly { readonly command: string }[] = extension.packageJSON.contributes.commands;
    const registered = await vscode.commands.getCommands(true);
    const missing = contributed.map(({ command }) => command).filter((command) => !registered.includes(command));
    equal(missing, []);
  });

  test("gives every setting its documented default", () => {
    const extension = present(vscode.extensions.getExtension(extensionId), extensionId);
    const groups: readonly { readonly properties: Readonly<Record<string, { readonly default: unknown }>> }[] =
      extension.packageJSON.contributes.configuration;
    for (const [key, { default: value }] of groups.flatMap(({ properties }) => Object.entries(properties))) {
      equal(vscode.workspace.getConfiguration().inspect(key)?.defaultValue, value, key);
    }
  });

  test("offers its task, its tools for models and its comparisons where extensions run on Node", async () => {
    const extension = present(vscode.extensions.getExtension(extensionId), extensionId);
    const tasks = await vscode.tasks.fetchTasks({ type: "podns" });
    // A web worker has the extension from the network, and runs no programs.
    if (extension.extensionUri.scheme !== "file") {
      equal(tasks, []);
      return;
    }
    equal(
      tasks.map(({ name, source }) => `${source} ${name}`),
      (vscode.workspace.workspaceFolders ?? []).map(() => "podns lint"),
    );
    const tools: readonly { readonly name: string }[] = extension.packageJSON.contributes.languageModelTools;
    const registered = (vscode.lm as Partial<typeof vscode.lm> | undefined)?.tools;
    if (registered === undefined) return;
    const missing = tools.map(({ name }) => name).filter((name) => !registered.some((tool) => tool.name === name));
    equal(missing, []);
  });
});
