import { beforeEach, expect, test, vi } from "vitest";
import type { ExtensionContext } from "vscode";

/** An address, as far as the sample needs one. */
interface Address {
  readonly path: string;
}

const disk = vi.hoisted(() => ({ folders: [] as string[], files: new Set<string>(), shown: [] as string[] }));

vi.mock("vscode", () => {
  const at = (path: string) => ({ path, toString: () => `file://${path}` });
  return {
    Uri: { joinPath: ({ path }: Address, ...parts: string[]) => at([path, ...parts].join("/")) },
    ViewColumn: { One: 1 },
    commands: { executeCommand: async () => undefined },
    window: { showTextDocument: async ({ path }: Address) => void disk.shown.push(path) },
    workspace: {
      get workspaceFolders() {
        return disk.folders.map((path) => ({ uri: at(path) }));
      },
      fs: {
        delete: async ({ path }: Address) => {
          if (!disk.files.delete(path)) throw new Error("there is no such file");
        },
      },
    },
  };
});

const { welcomeToSample } = await import("./sample.ts");

const context = { globalStorageUri: { path: "/storage" } } as unknown as ExtensionContext;

beforeEach(() => {
  disk.files.clear();
  disk.shown.length = 0;
});

test("a fresh copy shows its lesson, once", async () => {
  disk.folders = ["/storage/sample"];
  disk.files.add("/storage/sample/.podns-sample");
  await welcomeToSample(context);
  expect(disk.shown).toEqual(["/storage/sample/web/web.yaml"]);
  await welcomeToSample(context);
  expect(disk.shown).toHaveLength(1);
});

test("a file of somebody's own workspace stays, whatever its name is", async () => {
  disk.folders = ["/home/shop"];
  disk.files.add("/home/shop/.podns-sample");
  await welcomeToSample(context);
  expect([...disk.files]).toEqual(["/home/shop/.podns-sample"]);
  expect(disk.shown).toEqual([]);
});
