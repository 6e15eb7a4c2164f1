/** No repository reads outside itself: what is linked in, named by a scenario, or handed to helm. */
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { directoryWith, lesson, podns } from "./in-process.ts";

let directory = { path: "", remove: (): void => {} };
afterEach(() => directory.remove());

const secret = lesson.replaceAll("web", "secret");
const leads = "not read: it is a link that leads outside of the workspace\n";

/** A workspace beside files that are none of its business; links by their targets. */
function workspace(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>): string {
  directory = directoryWith({
    "outside/secret.yaml": secret,
    "outside/.podns.yaml": "clusterDomain: secret.test\n",
    "outside/values.yaml": "replicas: 5\n",
    "outside/templates/secret.yaml": secret,
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`ws/${path}`, text])),
  });
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(directory.path, "ws", path)), { recursive: true });
    symlinkSync(target, join(directory.path, "ws", path));
  }
  return directory.path;
}

describe.skipIf(process.platform === "win32")("links that lead out of the workspace", () => {
  const layout = [
    { "web.yaml": lesson },
    { "file.yaml": "../outside/secret.yaml", "deep/folder": "../../outside", loop: ".", "in.yaml": "web.yaml" },
  ] as const;

  test.each([
    ["pods", "."],
    ["pods", ".."],
  ])("%s is asked for from %s", async (_, from) => {
    const path = workspace(...layout);
    const { stdout, stderr } = await podns(join(path, "ws", from), ["pods", "--format", "json", join(path, "ws")]);
    expect(stdout).not.toContain("secret");
    expect(JSON.parse(stdout)).toHaveLength(3);
    const prefix = from === "." ? "" : "ws/";
    expect(stderr).toBe(`${prefix}file.yaml: ${leads}${prefix}deep/folder: ${leads}`);
  });

  test("a folder or file that is a link is read when it is what was asked for", async () => {
    const path = workspace(...layout);
    symlinkSync("ws", join(path, "other"));
    const folder = await podns(path, ["pods", "--format", "json", "other"]);
    expect(JSON.parse(folder.stdout)).toHaveLength(3);
    const file = await podns(path, ["pods", "--format", "json", "ws/file.yaml"]);
    expect(JSON.parse(file.stdout)).toMatchObject([{ name: "default/secret-0" }, {}, {}]);
  });

  test("of a repository lead where they want in it", async () => {
    const path = workspace(
      { "app/k8s/web.yaml": lesson, ".git/HEAD": "" },
      { "app/k8s/shared.yaml": "../../shared/s.yaml" },
    );
    mkdirSync(join(path, "ws/shared"));
    writeFileSync(join(path, "ws/shared/s.yaml"), secret);
    const { stdout, stderr } = await podns(path, ["pods", "--format", "json", "ws/app"]);
    expect([JSON.parse(stdout).length, stderr]).toEqual([6, ""]);
  });

  test("give no settings", async () => {
    const path = workspace({ "k8s/web.yaml": lesson, ".git/HEAD": "" }, { ".podns.yaml": "../outside/.podns.yaml" });
    const { stdout, stderr } = await podns(path, ["records", "ws/k8s"]);
    expect(stdout).toContain("cluster.local");
    expect([stdout.includes("secret.test"), stderr]).toEqual([false, `ws/.podns.yaml: ${leads}`]);
  });

  test("give a scenario no objects; nor do paths out of it", async () => {
    const scenario = (file: string): string => `events:\n- {at: 1s, apply: ${file}}\n`;
    const path = workspace(
      { "web.yaml": lesson, "a.yaml": scenario("link.yaml"), "b.yaml": scenario("../outside/secret.yaml") },
      { "link.yaml": "../outside/secret.yaml" },
    );
    for (const [file, why] of [
      ["a.yaml", "it is a link that leads outside of the workspace"],
      ["b.yaml", "it lies outside of the workspace"],
    ] as const) {
      const args = ["pods", "--scenario", file, "--at", "2s", "web.yaml"];
      const { status, stdout, stderr } = await podns(join(path, "ws"), args);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(`not read: ${why}\n`);
      expect(stderr).not.toContain("secret-");
    }
    const inside = await podns(path, [
      "pods",
      "--scenario",
      "ws/b.yaml",
      "--at",
      "2s",
      "--format",
      "json",
      "ws/web.yaml",
    ]);
    // The current directory holds both.
    expect(inside.stdout).toContain("default/secret-0");
  });
});

describe.skipIf(process.platform === "win32")("helm is given no chart", () => {
  const chart = { "chart/Chart.yaml": "name: chart\nversion: 1.0.0\n", "chart/templates/web.yaml": lesson };
  const outside = "it is a link that leads outside of the workspace";

  async function rendered(
    files: Readonly<Record<string, string>>,
    links: Readonly<Record<string, string>>,
  ): Promise<{ readonly stderr: string; readonly ran: boolean }> {
    const path = workspace({ ...chart, ...files }, links);
    const bin = directoryWith({
      helm: `#!/bin/sh\ntest "$1" = version && exit 0\necho ran >> ${path}/ran\nprintf -- '---\\n# Source: chart/templates/web.yaml\\nkind: Service\\napiVersion: v1\\nmetadata: {name: made}\\n'\n`,
    });
    chmodSync(join(bin.path, "helm"), 0o755);
    const before = process.env["PATH"];
    process.env["PATH"] = `${bin.path}:${before}`;
    try {
      const { stderr } = await podns(path, ["pods", "--helm", "ws"]);
      return { stderr, ran: existsSync(join(path, "ran")) };
    } finally {
      process.env["PATH"] = before;
      bin.remove();
    }
  }

  test.each([
    [{ "chart/files/secret": "../../../outside/secret.yaml" }, "files/secret"],
    [{ "chart/templates/more": "../../../outside" }, "templates/more"],
    [{ "chart/charts/sub": "../../lib", "lib/deep/x": "../../../outside/secret.yaml" }, "charts/sub/deep/x"],
    [{ "chart/values.yaml": "../../outside/values.yaml" }, "values.yaml"],
  ])("with a link out of the workspace: %j", async (links, shown) => {
    const { stderr, ran } = await rendered({ "lib/a.txt": "x" }, links);
    expect([ran, stderr.includes(`ws/chart: not rendered: ${shown}: ${outside}\n`)]).toEqual([false, true]);
  });

  test("with links within the workspace is", async () => {
    const links = { "chart/files/a": "../../lib/a.txt", "chart/files/loop": ".", "chart/more": "../lib" };
    const { ran, stderr } = await rendered({ "lib/a.txt": "x" }, links);
    expect([ran, stderr]).toEqual([true, ""]);
  });
});
