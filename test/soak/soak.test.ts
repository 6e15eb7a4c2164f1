import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { soakDnsServer } from "./dns-server.ts";
import { SoakEditor } from "./editor.ts";
import { soakLanguageServer } from "./language-server.ts";
import { forgetLastGood } from "./last-good.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "podns-soak-test-"));
const server = join(folder, "server.js");
const cli = join(folder, "cli.js");
const probe = join(root, "test", "soak", "probe.cjs");

beforeAll(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: { server: "server/src/hosts/node/main.ts", cli: "server/src/hosts/cli/main.ts" },
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "es2022",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a short soak, the same every time", () => {
  // One that reads the disk itself, one that serves files.
  test.each([5, 9])(
    "of the language server, seed %i",
    async (seed) => {
      const lines: string[] = [];
      await soakLanguageServer({
        seed,
        programs: { server, probe },
        operations: 160,
        until: Number.POSITIVE_INFINITY,
        interval: 80,
        extent: { files: 12, places: 2 },
        corpora: [],
        say: (line) => lines.push(line),
        results: join(folder, "results"),
      });
      expect(lines).toHaveLength(2);
    },
    300_000,
  );

  test("of podns serve", async () => {
    const lines: string[] = [];
    await soakDnsServer({
      seed: 3,
      cli,
      probe,
      packets: 200,
      until: Number.POSITIVE_INFINITY,
      interval: 100,
      say: (line) => lines.push(line),
    });
    expect(lines).toHaveLength(2);
  }, 300_000);
});

describe("the soak itself", () => {
  /** A server that does something else with the messages it reads. */
  const spoiled = async (name: string, message: string): Promise<string> => {
    const file = join(folder, `${name}.cjs`);
    const patch = `const { parse } = JSON; JSON.parse = (...args) => { const message = parse(...args); ${message}; return message; };`;
    writeFileSync(file, `${patch}\nrequire(${JSON.stringify(server)});\n`);
    const soak = soakLanguageServer({
      seed: 3,
      programs: { server: file, probe },
      operations: 60,
      until: Number.POSITIVE_INFINITY,
      interval: 60,
      extent: { files: 5, places: 1 },
      corpora: [],
      say: () => {},
      results: join(folder, "results"),
      patience: 100,
      shrinking: 1,
    });
    return soak.then(
      () => "nothing seen",
      (error: unknown) => String(error),
    );
  };

  test("sees a server that misses what happens on disk, with operations that repeat it", async () => {
    const told = await spoiled(
      "deaf",
      'if (message?.method === "workspace/didChangeWatchedFiles") message.params.changes = []',
    );
    expect(told).toContain("an old server and a fresh one differ (--seed 3)");
    expect(told).toContain("operations that repeat it:");
  }, 300_000);

  test("sees a server that ends", async () => {
    const told = await spoiled("mortal", 'if (message?.method === "textDocument/hover") process.exit(3)');
    expect(told).toContain("the server ended with 3");
  }, 300_000);

  test("lets a server forget what it keeps of a chart that helm refuses now, and nothing else", async () => {
    const workspace = join(folder, "charts");
    for (const [path, text] of Object.entries({
      "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 0.1.0\n",
      "chart/values.yaml": "name: web\n",
      "chart/templates/web.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Values.name }}}\n",
    })) {
      mkdirSync(join(workspace, path, ".."), { recursive: true });
      writeFileSync(join(workspace, path), text);
    }
    const state = {
      folder: workspace,
      folders: ["."],
      settings: {},
      open: new Map(),
      servesFiles: false,
      takesPushes: false,
    };
    const editor = new SoakEditor({ server, probe }, state);
    const uri = editor.uriOf("chart/templates/web.yaml");
    const records = async (): Promise<string> => JSON.stringify(await editor.request("podns/records", { uri }));
    try {
      await editor.start();
      expect(await records()).toContain("web.default.svc");
      expect(await forgetLastGood(editor)).toBe(false);
      await editor.apply({ do: "write", file: "chart/values.yaml", text: "name: [\n" });
      await expect.poll(records, { timeout: 30_000 }).toMatch(/helm fails.*web\.default\.svc/);
      expect(await forgetLastGood(editor)).toBe(true);
      await expect.poll(records, { timeout: 30_000 }).toContain("not rendered");
      expect(await records()).not.toContain("web.default.svc");
      expect(editor.complaints).toEqual([]);
    } finally {
      await editor.process.stop();
    }
  }, 300_000);
});
