/** Tests the lesson in the editor: three Pods of a StatefulSet, their headless Service and a regular one. */
import * as vscode from "vscode";
import { addresses, at, closeAll, hoverText, open, problems, sample, simulate } from "./editor.ts";
import { equal, eventually, includes } from "./expect.ts";

const file = "web/web.yaml";

suite("the lesson's web application", () => {
  teardown(closeAll);

  test("hover on serviceName names every Pod", async () => {
    const document = await open(file);
    const text = await eventually("hover", async () => {
      const hover = await hoverText(document, at(document, "web-headless", 1));
      return hover.includes("web-2") ? hover : undefined;
    });
    for (const pod of ["web-0", "web-1", "web-2"]) includes(text, `${pod}.web-headless.default.svc.cluster.local`);
    includes(text, "headless", "command:podns.simulate");
  });

  test("nslookup of one Pod's name answers with that Pod's address", async () => {
    await open(file);
    const name = "web-1.web-headless.default.svc.cluster.local";
    const result = await simulate({ uri: sample(file).toString(), from: "default/web-0", name });
    equal(result.from?.id, "default/web-0", "asking Pod");
    equal(result.records.length, 1, "records");
    const address = result.records[0]?.data ?? "";
    equal(result.pods.find((pod) => pod.id === "default/web-1")?.addresses[0], address, "address of web-1");
    includes(result.stdout, name, address);
    equal(result.exitCode, 0, "exit status");
  });

  test("the headless Service's name answers with three addresses", async () => {
    await open(file);
    equal((await addresses(sample(file), "default/web-0", "web-headless")).length, 3);
  });

  test("the regular Service's name answers with one address, no Pod's", async () => {
    await open(file);
    const pods = await addresses(sample(file), "default/web-0", "web-headless");
    const service = await addresses(sample(file), "default/web-0", "web");
    equal(service.length, 1);
    equal(pods.includes(service[0] ?? ""), false, "is a Pod's address");
  });

  test("the client Pod may ask as well, with its own program", async () => {
    await open("web/client.yaml");
    const result = await simulate({ uri: sample("web/client.yaml").toString(), from: "default/client", name: "web" });
    includes(result.client, "busybox");
  });

  test("go to definition leads from serviceName to the Service", async () => {
    const document = await open(file);
    const places = await eventually("definition", async () => {
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        document.uri,
        at(document, "web-headless", 1),
      );
      return found.length > 0 ? found : undefined;
    });
    const first = places[0];
    const range = first !== undefined && "targetRange" in first ? first.targetRange : first?.range;
    // The first document of the file.
    equal((range?.start.line ?? 99) < 12, true, "in the headless Service");
  });

  test("completion on serviceName offers the headless Service first", async () => {
    const document = await open(file);
    const position = at(document, "web-headless", 1);
    const labels = await eventually("completion", async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        position,
      );
      const ours = list.items.filter((item) => item.kind !== vscode.CompletionItemKind.Text);
      const sorted = [...ours].sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
      return sorted.length > 0 ? sorted.map(labelOf) : undefined;
    });
    equal(labels[0], "web-headless");
  });

  test("a code lens above the StatefulSet runs the simulation", async () => {
    const document = await open(file);
    const lens = await eventually("code lens", async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        document.uri,
        20,
      );
      return lenses.find((candidate) => candidate.command?.command === "podns.simulate");
    });
    const line = document.lineAt(lens.range.start.line).text;
    equal(/apiVersion: apps|kind: StatefulSet|name: web/.test(line), true, `lens stands at '${line}'`);
  });

  test("document symbols hold the names that will exist", async () => {
    const document = await open(file);
    const names = await eventually("document symbols", async () => {
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        "vscode.executeDocumentSymbolProvider",
        document.uri,
      );
      const all = (symbols ?? []).flatMap(flatten).join("\n");
      return all.includes("web-2") ? all : undefined;
    });
    includes(names, "web-0", "web-1", "web-headless");
  });

  test("workspace symbols find a Pod by its name", async () => {
    await eventually("workspace symbol", async () => {
      const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
        "vscode.executeWorkspaceSymbolProvider",
        "web-1",
      );
      return symbols.find((symbol) => symbol.name.includes("web-1"));
    });
  });

  test("correct manifests have no problem", async () => {
    await open(file);
    await addresses(sample(file), "default/web-0", "web");
    equal(
      problems(sample(file)).map((problem) => problem.message),
      [],
    );
  });
});

function keyOf(item: vscode.CompletionItem): string {
  return item.sortText ?? labelOf(item);
}

function labelOf(item: vscode.CompletionItem): string {
  return typeof item.label === "string" ? item.label : item.label.label;
}

function flatten(symbol: vscode.DocumentSymbol): readonly string[] {
  return [`${symbol.name} ${symbol.detail}`, ...symbol.children.flatMap(flatten)];
}
