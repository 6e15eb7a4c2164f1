import { expect, test, vi } from "vitest";
import type { Uri } from "vscode";

const folders: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  "/ws": [
    ["shop", 2],
    ["README.md", 1],
    ["node_modules", 2],
  ],
  "/ws/shop": [["Chart.yaml", 1]],
  "/ws/node_modules": [["a.yaml", 1]],
};

vi.mock("vscode", () => ({
  Disposable: {},
  RelativePattern: class {},
  FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
  workspace: {
    workspaceFolders: [{ uri: uri("/ws") }],
    asRelativePath: ({ path }: Uri) => path.slice("/ws/".length),
    // As VS Code does where no extension brings a search: it waits for one.
    findFiles: () => new Promise(() => undefined),
    fs: { readDirectory: async ({ path }: Uri) => folders[path] ?? [] },
  },
}));

/** As much of VS Code's class as is needed. */
function uri(path: string): Uri {
  const made = { scheme: "memfs", authority: "", path, toString: () => `memfs:${path}` };
  // The boundary: VS Code's class has more methods.
  return { ...made, with: (change: { readonly path: string }) => uri(change.path) } as Uri;
}

test("a file system without a search is walked through", async () => {
  vi.useFakeTimers();
  const { findBelow, findManifests } = await import("./files.ts");
  const found = findManifests(["**/node_modules/**"]);
  await vi.advanceTimersByTimeAsync(5000);
  expect((await found).map(({ path }) => path)).toEqual(["/ws/shop/Chart.yaml"]);
  const below = findBelow(uri("/ws/shop"), []);
  await vi.advanceTimersByTimeAsync(5000);
  expect((await below).map(({ path }) => path)).toEqual(["/ws/shop/Chart.yaml"]);
  vi.useRealTimers();
});
