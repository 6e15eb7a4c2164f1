import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver";
import { hasHelm, renderChart } from "./helm.ts";

const folder = mkdtempSync(join(tmpdir(), "podns-helm-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program in the place of helm. */
function program(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const options = { namespace: "shop", values: ["/charts/My Chart!/values-prod.yaml"] };

describe.skipIf(process.platform === "win32")("helm template", () => {
  test("is run without a shell, without a cluster, and its documents come back by template", async () => {
    const fake = program(
      "helm",
      'printf -- "---\\n# Source: x/templates/a.yaml\\n"; for word in "$@"; do echo "# <$word>"; done; echo "# $KUBECONFIG $HOME"',
    );
    const output = await renderChart("/charts/My Chart!", { ...options, program: fake });
    if (output.kind !== "rendered") throw new Error(output.message);
    const [{ source, text } = { source: "", text: "" }] = output.documents;
    expect(source).toBe("templates/a.yaml");
    expect([...text.matchAll(/<(.*)>/g)].map(([, word]) => word)).toEqual([
      "template",
      "my-chart",
      "/charts/My Chart!",
      "--namespace",
      "shop",
      "--values",
      "/charts/My Chart!/values-prod.yaml",
    ]);
    expect(text).toContain("no-cluster");
    expect(text).not.toContain(`${process.env["HOME"]}\n`);
  });

  test("is told the release of Kubernetes where it is not helm's own", async () => {
    const fake = program("helm", 'printf -- "---\\n# Source: x/templates/a.yaml\\n# $*\\n"');
    const output = await renderChart("/charts/web", {
      namespace: "shop",
      values: [],
      kubeVersion: "1.24.0",
      program: fake,
    });
    expect(output.kind === "rendered" && output.documents[0]?.text).toContain("--namespace shop --kube-version 1.24.0");
  });

  test("a chart that helm refuses, and a program that is not there, say so", async () => {
    const refusing = program("refusing", 'echo "Error: values do not fit" >&2; exit 1');
    expect(await renderChart("/charts/x", { ...options, program: refusing })).toEqual({
      kind: "failed",
      message: "values do not fit",
    });
    const missing = join(folder, "missing");
    expect(await renderChart("/charts/x", { ...options, program: missing })).toEqual({
      kind: "failed",
      message: "there is no program 'helm'",
    });
    expect([await hasHelm(refusing), await hasHelm(missing), await hasHelm(program("fine", "exit 0"))]).toEqual([
      false,
      false,
      true,
    ]);
  });

  /** True while a process of that id runs; one that has ended may wait long for somebody to hear of it. */
  const lives = (id: number): boolean => {
    try {
      process.kill(id, 0);
    } catch {
      return false;
    }
    const stat = `/proc/${id}/stat`;
    return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, "utf8"));
  };
  const until = async (holds: () => boolean): Promise<void> => {
    for (let rounds = 0; rounds < 5000 && !holds(); rounds++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(holds()).toBe(true);
  };
  /** A program that starts another one, and writes down its id. */
  const parent = (
    name: string,
    last: string,
  ): { readonly file: string; readonly ids: string; readonly child: () => number } => {
    const ids = join(folder, `${name}.id`);
    const file = program(name, `sleep 1000 &\necho $! > ${ids}\n${last}`);
    return { file, ids, child: () => (existsSync(ids) ? Number(readFileSync(ids, "utf8")) : 0) };
  };

  test("what takes too long ends with all that it started", async () => {
    const { file, child } = parent("slow", "wait");
    const output = await renderChart("/charts/x", { ...options, program: file, time: 300 });
    expect(output).toEqual({ kind: "failed", message: "helm did not end within 0.3 seconds" });
    await until(() => !lives(child()));
  });

  test("what helm leaves behind ends with it, and holds nobody up", async () => {
    const { file, child } = parent("leaving", "echo '# Source: x/templates/a.yaml'");
    expect(await renderChart("/charts/x", { ...options, program: file })).toMatchObject({ kind: "rendered" });
    await until(() => !lives(child()));
  });

  test("a run that is called off ends at once", async () => {
    const { file, child } = parent("called-off", "wait");
    const controller = new CancellationTokenSource();
    const run = renderChart("/charts/x", { ...options, program: file, cancellation: controller.token });
    await until(() => child() > 0);
    controller.cancel();
    expect(await run).toEqual({ kind: "failed", message: "helm was stopped" });
    await until(() => !lives(child()));
  });

  test("output without end is given up", async () => {
    const endless = program("endless", "yes");
    expect(await renderChart("/charts/x", { ...options, program: endless })).toEqual({
      kind: "failed",
      message: "helm printed more than 67108864 bytes",
    });
  });

  test("a name is looked for on PATH where it means the same everywhere", async () => {
    program("helm", "exit 0");
    const path = process.env["PATH"];
    try {
      process.env["PATH"] = folder;
      expect(await hasHelm()).toBe(true);
      process.env["PATH"] = `.:${"bin"}`;
      expect(await hasHelm()).toBe(false);
    } finally {
      process.env["PATH"] = path;
    }
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP", "exit"] as const)(
    "children end with the process that rendered (%s)",
    async (how) => {
      const { file, ids, child } = parent(`ended-by-${how}`, "wait");
      const bundle = join(folder, `${how}.mjs`);
      await build({
        stdin: {
          contents: `import { existsSync } from "node:fs";
import { renderChart } from "./helm.ts";
renderChart("/charts/x", { namespace: "a", values: [], program: ${JSON.stringify(file)} });
if (${how === "exit"}) setInterval(() => existsSync(${JSON.stringify(ids)}) && process.exit(0), 20);`,
          resolveDir: dirname(fileURLToPath(import.meta.url)),
        },
        outfile: bundle,
        bundle: true,
        platform: "node",
        format: "esm",
        logLevel: "error",
      });
      const own = spawn(process.execPath, [bundle], { stdio: "ignore" });
      const ended = new Promise<string>((resolve) => own.once("exit", (code, signal) => resolve(signal ?? `${code}`)));
      await until(() => child() > 0);
      if (how !== "exit") own.kill(how);
      expect(await ended).toBe(how === "exit" ? "0" : how);
      await until(() => !lives(child()));
    },
  );
});
