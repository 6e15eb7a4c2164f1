import { expect, test } from "vitest";
import type { Connection } from "vscode-languageserver";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";
import type { Uri } from "../../base/source.ts";
import { refreshClient } from "./refresh.ts";
import { spellings } from "./spellings.ts";

/** A client that gets diagnostics pushed; the test says how long the others wait. */
function pushing(files: readonly string[]) {
  const { analysis } = open("# file: a.yaml\na: 1\n# file: b.yaml\nb: 1\n# file: c.yaml\nc: 1\n");
  const pushed: string[] = [];
  const rests: (() => void)[] = [];
  let documents: readonly Uri[] = files.map(uriOf);
  const connection: Partial<Connection> = {
    sendDiagnostics: async ({ uri }) => void pushed.push(uri.slice(uri.lastIndexOf("/") + 1)),
    sendNotification: async () => undefined,
  };
  const refresh = refreshClient({
    // Nothing else of it is used.
    connection: connection as Connection,
    capabilities: {},
    analysis: () => analysis,
    open: () => documents,
    ready: () => true,
    versionOf: () => 1,
    spelled: spellings(),
    rest: () => new Promise((resolve) => void rests.push(resolve)),
  });
  return {
    pushed,
    changed: (file: string): void => {
      documents = [uriOf(file), ...documents.filter((uri) => uri !== uriOf(file))];
      refresh.changed();
    },
    close: (file: string): void => {
      documents = documents.filter((uri) => uri !== uriOf(file));
      refresh.changed();
    },
    goOn: async (): Promise<void> => {
      while (rests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      rests.shift()?.();
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test("while one document is typed in, the others wait, and then all of them have their turn", async () => {
  const { pushed, changed, goOn } = pushing(["a.yaml", "b.yaml", "c.yaml"]);
  changed("b.yaml");
  await settled();
  expect(pushed).toEqual(["b.yaml"]);
  changed("c.yaml");
  await goOn();
  await settled();
  expect(pushed).toEqual(["b.yaml", "c.yaml"]);
  await goOn();
  await settled();
  expect(pushed).toEqual(["b.yaml", "c.yaml", "b.yaml", "a.yaml"]);
});

test("a document that is closed while the others wait loses its findings", async () => {
  const { pushed, changed, close, goOn } = pushing(["a.yaml", "b.yaml"]);
  changed("a.yaml");
  await settled();
  close("b.yaml");
  await goOn();
  await settled();
  await goOn();
  await settled();
  expect(pushed).toEqual(["a.yaml", "a.yaml", "b.yaml"]);
});
