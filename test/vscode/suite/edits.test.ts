/** Tests what happens while a person types: nothing is saved, and every answer follows. */
import type { Diagnostic, TextDocument } from "vscode";
import { commands, Range } from "vscode";
import {
  addresses,
  apply,
  closeAll,
  open,
  problemOf,
  problems,
  quickFixes,
  replace,
  sample,
  simulate,
} from "./editor.ts";
import { equal, eventually, includes, present } from "./expect.ts";

const file = "web/web.yaml";
const pod = "web-1.web-headless.default.svc.cluster.local";

suite("unsaved edits", () => {
  teardown(closeAll);

  test("without the Service the name is gone, and the quick fix brings it back", async () => {
    const document = await open(file);
    equal((await addresses(document.uri, "default/web-0", pod)).length, 1, "addresses before");
    await removeFirstDocument(document);
    const problem = await problemOf(document.uri, "service-name-unknown");
    includes(problem.message, "web-headless");
    equal(await addresses(document.uri, "default/web-0", pod), [], "addresses without the Service");
    await applyFix(document, problem, /create/i);
    const found = await eventually("address after the fix", async () => {
      const answer = await addresses(document.uri, "default/web-0", pod);
      return answer.length > 0 ? answer : undefined;
    });
    equal(found.length, 1, "addresses after the fix");
    await eventually("no problem any more", () => (problems(document.uri).length === 0 ? true : undefined));
    const text = document.getText();
    equal(text.indexOf("clusterIP: None") < text.indexOf("kind: StatefulSet"), true, "the Service stands before");
    equal(document.isDirty, true, "unsaved");
  });

  test("the quick fix is one undo step", async () => {
    const document = await open("cases/no-service/queue.yaml");
    const before = document.getText();
    const problem = await problemOf(document.uri, "service-name-unknown");
    await applyFix(document, problem, /create/i);
    equal(document.getText() !== before, true, "changed");
    await commands.executeCommand("undo");
    await eventually("text after one undo", () => (document.getText() === before ? true : undefined));
  });

  test("a mistyped serviceName has a fix that points to the near name", async () => {
    const document = await open("cases/typo/cache.yaml");
    const problem = await problemOf(document.uri, "service-name-unknown");
    equal(document.getText(problem.range), "cache-headles", "underlined");
    await applyFix(document, problem, /cache-headless/);
    includes(document.getText(), "serviceName: cache-headless #");
    await eventually("no problem any more", () => (problems(document.uri).length === 0 ? true : undefined));
  });

  test("the replicas that are typed count at once", async () => {
    const document = await open(file);
    await replace(document, "replicas: 3", "replicas: 5");
    equal((await addresses(document.uri, "default/web-0", "web-headless")).length, 5);
  });

  test("an edit in one file changes the answers for another", async () => {
    const document = await open(file);
    await replace(document, "  name: web-headless", "  name: web-peers");
    const client = sample("web/client.yaml");
    equal(await addresses(client, "default/client", "web-headless"), []);
    equal((await addresses(client, "default/client", "web-peers")).length, 3);
  });

  test("a wrong name is explained with the near one", async () => {
    const document = await open(file);
    const result = await simulate({ uri: document.uri.toString(), from: "default/web-0", name: "web-headles" });
    equal(result.verdict.kind, "bad");
    includes(result.verdict.text.map((piece) => piece.text).join(""), "web-headless");
  });
});

async function removeFirstDocument(document: TextDocument): Promise<void> {
  const text = document.getText();
  await replace(document, text.slice(0, text.indexOf("---\n") + 4), "");
}

/** Picks the fix by its title, at the diagnostic's own place. */
async function applyFix(document: TextDocument, problem: Diagnostic, title: RegExp): Promise<void> {
  const range = new Range(problem.range.start, problem.range.start);
  const action = await eventually(`fix ${title}`, async () => {
    const fixes = await quickFixes(document.uri, range);
    const found = fixes.find((fix) => title.test(fix.title));
    if (found === undefined) throw new Error(`there are ${fixes.map((fix) => fix.title).join(" | ")}`);
    return found;
  });
  await apply(present(action, "fix"));
}
