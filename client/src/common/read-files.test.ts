import { expect, test, vi } from "vitest";
import type { Uri } from "vscode";

interface Entry {
  /** VS Code's FileType: 1 a file, 2 a folder, 64 a link as well, 0 anything else. */
  readonly type: number;
  readonly text?: string;
  readonly size?: number;
}

const entries: Readonly<Record<string, Entry>> = {
  "/ws/a.yaml": { type: 1, text: "a: 1\n" },
  "/ws/link.yaml": { type: 65, text: "secret" },
  "/ws/folder": { type: 2 },
  "/ws/linked": { type: 66 },
  "/ws/linked/b.yaml": { type: 1, text: "secret" },
  "/ws/pipe.yaml": { type: 0 },
  "/ws/large.yaml": { type: 1, size: 1_000_000_000 },
  "/ws/binary.yaml": { type: 1, text: "a\0" },
  "/outside/s.yaml": { type: 1, text: "secret" },
};
const read: string[] = [];

vi.mock("vscode", () => ({
  FileType: { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 },
  workspace: {
    fs: {
      stat: async ({ path }: Uri) => {
        const entry = entries[path];
        if (entry === undefined) throw new Error("there is nothing");
        return { type: entry.type, size: entry.size ?? entry.text?.length ?? 0 };
      },
      readFile: async ({ path }: Uri) => {
        read.push(path);
        return new TextEncoder().encode(entries[path]?.text);
      },
    },
  },
}));

/** As much of VS Code's class as is needed. */
function uri(path: string, scheme = "memfs"): Uri {
  const made = { scheme, authority: "", path, toString: () => `${scheme}:${path}` };
  // The boundary: VS Code's class has more methods.
  return { ...made, with: (change: { readonly path: string }) => uri(change.path, scheme) } as Uri;
}

test("regular files below the folders are read, and nothing else is opened", async () => {
  const { virtualReader } = await import("./read-files.ts");
  const reader = virtualReader([uri("/ws")]);
  const found = async (path: string, scheme?: string): Promise<string> => {
    const { text, unread } = await reader(uri(path, scheme), 1000);
    return text ?? (unread === undefined ? "absent" : `${unread.why}${unread.outside ? " (outside)" : ""}`);
  };
  const leads = "is a link, and where";
  expect(await found("/ws/a.yaml")).toBe("a: 1\n");
  expect(await found("/ws/gone.yaml")).toBe("absent");
  expect(await found("/ws/folder")).toBe("absent");
  expect(await found("/ws/link.yaml")).toContain(`it ${leads} it leads is not known here (outside)`);
  expect(await found("/ws/linked/b.yaml")).toContain(
    `a folder above it ${leads} that leads is not known here (outside)`,
  );
  expect(await found("/ws/pipe.yaml")).toBe("it is not a regular file");
  expect(await found("/ws/large.yaml")).toBe("it has 1000000000 bytes, 1000 are the most that is read");
  expect(await found("/ws/binary.yaml")).toBe("it is not text");
  for (const path of ["/outside/s.yaml", "/ws/../outside/s.yaml", "/wsx/s.yaml"])
    expect(await found(path)).toBe("it lies outside of the workspace (outside)");
  expect(await found("/ws/a.yaml", "other")).toBe("it lies outside of the workspace (outside)");
  expect(read).toEqual(["/ws/a.yaml", "/ws/binary.yaml"]);
});
