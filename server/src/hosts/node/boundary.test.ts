import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBoundary, Outside } from "./boundary.ts";
import { localPaths } from "./disk-paths.ts";
import { createFileHost } from "./file-host.ts";

const top = realpathSync(mkdtempSync(join(tmpdir(), "podns-boundary-")));
const at = (path: string): string => join(top, path);

beforeAll(() => {
  for (const file of [
    "ws/a.yaml",
    "ws/sub/b.yaml",
    "ws/sub/c.txt",
    "outside/secret.yaml",
    "near/base/n.yaml",
    "other/o.yaml",
  ]) {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), `# ${file}\n`);
  }
  const links = {
    "ws/file-out.yaml": "../outside/secret.yaml",
    "ws/chain.yaml": "chain2.yaml",
    "ws/chain2.yaml": at("outside/secret.yaml"),
    "ws/folder-out": "../outside",
    "ws/sub/up": "..",
    "ws/in.yaml": "sub/c.txt",
    "ws/folder-in": "sub",
    "ws/loop.yaml": "loop.yaml",
    "ws/loop-a": "loop-b",
    "ws/loop-b": "loop-a",
    "ws/gone.yaml": "nowhere.yaml",
    "ws/out-and-in.yaml": "../near/back/a.yaml",
    "near/back": "../ws",
    "near/base/away.yaml": "../../outside/secret.yaml",
    "near/base/same.yaml": "n.yaml",
    "ws-link": "ws",
  };
  for (const [link, target] of Object.entries(links)) symlinkSync(target, at(link));
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** What a boundary says of paths, relative to the test's folder. */
function located(boundary: ReturnType<typeof createBoundary>, paths: readonly string[]): readonly string[] {
  const locate = boundary.locator();
  const short = (path: string): string => path.replaceAll(top, "");
  return paths.map((path) => {
    try {
      const { real, links } = locate(at(path));
      return short(links === undefined ? real : `${real} [${links.folder} ${links.file}]`);
    } catch (error) {
      return error instanceof Outside ? error.message : String(error).replace(/^Error: (\w+).*/s, "$1");
    }
  });
}

describe.skipIf(process.platform === "win32")("what may be read", () => {
  const leads = "it is a link that leads outside of the workspace";
  const lies = "it lies outside of the workspace";

  test("is below the folders, links resolved", () => {
    expect(
      located(createBoundary([at("ws")]), [
        "ws/a.yaml",
        "ws/in.yaml",
        "ws/folder-in/b.yaml",
        "ws/sub/up/sub/up/a.yaml",
        "ws/out-and-in.yaml",
        "ws/file-out.yaml",
        "ws/chain.yaml",
        "ws/folder-out/secret.yaml",
        "ws/folder-out",
        "ws/loop.yaml",
        "ws/loop-a/x.yaml",
        "ws/gone.yaml",
        "ws/missing/x.yaml",
        "outside/secret.yaml",
        "ws/../outside/secret.yaml",
        "ws-link/a.yaml",
      ]),
    ).toEqual([
      "/ws/a.yaml",
      "/ws/sub/c.txt [/ws /ws/sub/c.txt]",
      "/ws/sub/b.yaml [/ws/sub /ws/sub/b.yaml]",
      "/ws/a.yaml [/ws /ws/a.yaml]",
      "/ws/a.yaml [/ws /ws/a.yaml]",
      leads,
      leads,
      leads,
      leads,
      "ELOOP",
      "ELOOP",
      "ENOENT",
      "ENOENT",
      lies,
      lies,
      lies,
    ]);
  });

  test("keeps the names of folders that are links themselves", () => {
    expect(
      located(createBoundary([at("ws-link")]), ["ws-link/a.yaml", "ws-link/in.yaml", "ws-link/file-out.yaml"]),
    ).toEqual(["/ws/a.yaml", "/ws/sub/c.txt [/ws-link /ws-link/sub/c.txt]", leads]);
  });

  test("may be in any of several folders", () => {
    expect(
      located(createBoundary([at("ws"), at("outside")]), ["ws/file-out.yaml", "outside/secret.yaml", "other/o.yaml"]),
    ).toEqual(["/outside/secret.yaml [/ws /outside/secret.yaml]", "/outside/secret.yaml", lies]);
  });

  test("lies beside the folders where paths lead there by themselves", () => {
    const paths = [
      "near/base/n.yaml",
      "near/base/same.yaml",
      "near/base/away.yaml",
      "other/o.yaml",
      "ws/file-out.yaml",
    ];
    const same = "/near/base/n.yaml [/near/base /near/base/n.yaml]";
    expect(located(createBoundary([at("ws")], [at("near")]), paths)).toEqual([
      "/near/base/n.yaml",
      same,
      leads,
      lies,
      leads,
    ]);
    expect(located(createBoundary([at("near/base")], "anything"), ["ws/a.yaml", "near/base/away.yaml"])).toEqual([
      "/ws/a.yaml",
      leads,
    ]);
  });

  test("a walk leaves out what links lead out of, and says so once", async () => {
    const skipped: string[] = [];
    const host = createFileHost([at("ws")], {
      onSkipped: (path, why) => skipped.push(`${path.slice(top.length)}: ${why}`),
    });
    const found = await host.findFiles([]);
    const names = (uris: readonly string[]): readonly string[] => uris.map((uri) => uri.slice(uri.indexOf("/ws/")));
    // The target of in.yaml has no manifest's name: the link is the only way to it.
    expect(names(found)).toEqual(["/ws/a.yaml", "/ws/sub/b.yaml", "/ws/in.yaml"]);
    expect(skipped.splice(0).sort()).toEqual([
      `/ws/chain.yaml: ${leads}`,
      `/ws/chain2.yaml: ${leads}`,
      `/ws/file-out.yaml: ${leads}`,
      `/ws/folder-out: ${leads}`,
      "/ws/gone.yaml: the link leads nowhere",
      "/ws/loop.yaml: the link leads nowhere",
    ]);
    const uris = ["ws/file-out.yaml", "ws/in.yaml", "outside/secret.yaml", "ws/gone.yaml"].map((path) =>
      localPaths.toUri(at(path)),
    );
    expect(await host.readFiles(uris)).toEqual([null, "# ws/sub/c.txt\n", null, null]);
    expect(uris.map((uri) => host.remarkOn?.(uri))).toEqual([
      { unread: { why: leads, outside: true } },
      { links: { folder: `file://${at("ws")}`, file: `file://${at("ws/sub/c.txt")}` } },
      { unread: { why: lies, outside: true } },
      undefined,
    ]);
  });
});
