import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
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
});
