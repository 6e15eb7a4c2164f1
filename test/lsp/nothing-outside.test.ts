/** The server reads nothing outside of the workspace folders: with a client that serves files, and with its own eyes. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { localPaths } from "../../server/src/hosts/node/disk-paths.ts";
import { createFileHost } from "../../server/src/hosts/node/file-host.ts";
import { directoryWith } from "../cli/in-process.ts";
import { type Editor, startEditor } from "./editor.ts";

let editor: Editor | undefined;
let directory = { path: "", remove: (): void => {} };
afterEach(async () => {
  await editor?.dispose();
  editor = undefined;
  directory.remove();
});

const set = (name: string): string => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { clusterIP: None, selector: { app: ${name} }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: ${name} }
spec:
  serviceName: ${name}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: c, image: nginx }] }
`;

/** Names of the workspace, as `workspace/symbol` gives them. */
async function names(of: Editor): Promise<string> {
  return JSON.stringify(await of.request("workspace/symbol", { query: "-0" }));
}

describe("a client that serves files", () => {
  const overlay = `
# file: overlay/kustomization.yaml
resources: [web.yaml, ../../beside, /etc/base, /etc/passwd.yaml, ../../../../../../secret.yaml]
configMapGenerator: [{ name: made, files: [../../secret.txt, "%2e%2e/%2e%2e/secret.txt"] }]
# file: overlay/web.yaml
${set("web")}`;

  test("is asked for nothing that lies outside", async () => {
    editor = await startEditor(overlay);
    await editor.loaded();
    const root = editor.reads[0]?.replace(/overlay\/.*/, "") ?? "";
    expect(editor.reads.filter((uri) => !uri.startsWith(root))).toEqual([]);
    // The per cent signs are part of a name.
    expect(editor.reads.filter((uri) => uri.includes("%"))).toEqual([
      `${root}overlay/%252e%252e/%252e%252e/secret.txt`,
    ]);
    expect(editor.logged.filter((line) => line.endsWith("not read: it lies outside of the workspace")).length).toBe(5);
  });

  test("says why it did not read a file, and where links led", async () => {
    editor = await startEditor(
      `
# file: kustomization.yaml
resources: [pipe.yaml, deep/linked.yaml, base]
# file: deep/linked.yaml
${set("web")}# file: base/kustomization.yaml
resources: [set.yaml]
# file: elsewhere/set.yaml
${set("based")}`,
      {
        links: {
          "deep/linked.yaml": { folder: "deep", file: "deep/real.yaml" },
          "base/kustomization.yaml": { folder: "elsewhere", file: "elsewhere/kustomization.yaml" },
        },
        unread: { "pipe.yaml": { why: "it is a named pipe", outside: false } },
      },
    );
    await editor.loaded();
    expect(editor.logged.join("\n")).toMatch(/pipe\.yaml: not read: it is a named pipe$/m);
    expect(await names(editor)).toContain("based-0");
  });
});

describe.skipIf(process.platform === "win32")("a server on its own", () => {
  test("follows no link out of the folder, and says so", async () => {
    directory = directoryWith({
      "outside/secret.yaml": set("secret"),
      "outside/base/kustomization.yaml": "resources: [s.yaml]\n",
      "outside/base/s.yaml": set("base"),
      "ws/web.yaml": set("web"),
      "ws/over/kustomization.yaml": "resources: [../../outside/base, linked, ok.yaml]\n",
      "ws/real/ok.yaml": set("fine"),
    });
    for (const [path, target] of Object.entries({
      "ws/file.yaml": "../outside/secret.yaml",
      "ws/folder": "../outside",
      "ws/over/linked": "../../outside/base",
      "ws/over/ok.yaml": "../real/ok.yaml",
    })) {
      mkdirSync(dirname(join(directory.path, path)), { recursive: true });
      symlinkSync(target, join(directory.path, path));
    }
    const { path } = directory;
    editor = await startEditor("", {
      servesFiles: false,
      folders: [localPaths.toUri(join(path, "ws"))],
      server: {
        fallback: (folders, onSkipped) =>
          createFileHost(
            folders.flatMap((uri) => localPaths.fromUri(uri) ?? []),
            { onSkipped },
          ),
      },
    });
    await editor.loaded();
    const found = await names(editor);
    expect(found).toContain("web-0");
    expect(found).not.toMatch(/secret-0|base-0/);
    const said = editor.logged
      .filter((line) => line.includes("not read"))
      .map((line) => line.replace(path, ""))
      .toSorted();
    expect(said).toEqual([
      "/outside/base: not read: it lies outside of the workspace",
      "/ws/file.yaml: not read: it is a link that leads outside of the workspace",
      "/ws/folder: not read: it is a link that leads outside of the workspace",
      "/ws/over/linked: not read: it is a link that leads outside of the workspace",
    ]);
    writeFileSync(join(path, "outside/secret.yaml"), set("other"));
    await editor.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: localPaths.toUri(join(path, "ws/file.yaml")), type: 2 }],
    });
    await editor.loaded();
    expect(await names(editor)).not.toContain("other-0");
  });
});
