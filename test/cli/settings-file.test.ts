/** What `.podns.yaml` changes for commands, and what is said of a wrong one. */
import { describe, expect, test } from "vitest";
import { files } from "./commands.fixture.ts";
import { directoryWith, lesson, podns, withFiles } from "./in-process.ts";

const directory = withFiles(files);

describe(".podns.yaml", () => {
  const rows = async (args: readonly string[], cwd = directory.path): Promise<readonly { readonly rule: string }[]> =>
    JSON.parse((await podns(cwd, ["lint", "--format", "json", ...args])).stdout);

  test("counts from the PATH's folder up to the repository's root, for files as well", async () => {
    expect(await rows(["shared/deep/k8s"])).toMatchObject([{ rule: "target-port-unknown", severity: "error" }]);
    expect(await rows(["shared/deep/k8s/api.yaml"])).toMatchObject([{ severity: "error" }]);
    expect(await rows(["."], `${directory.path}/shared`)).toMatchObject([{ severity: "error" }]);
  });

  test("outside of a repository only that of the PATH itself, and those above it up to the current directory", async () => {
    expect(await rows(["port"])).toMatchObject([{ severity: "warning" }]);
    const plain = directoryWith({
      ".podns.yaml": "rules:\n  service-name-unknown: error\n",
      "k8s/db.yaml": lesson.replace("serviceName: web-headless", "serviceName: web-headles"),
    });
    expect(await rows(["k8s"], plain.path)).toMatchObject([{ severity: "error" }]);
    expect(await rows([`${plain.path}/k8s`], `${plain.path}/k8s`)).toMatchObject([{ severity: "warning" }]);
    plain.remove();
  });

  test("flags stand over it, and what is wrong in it is reported at its place", async () => {
    const records = async (...flags: readonly string[]): Promise<string> =>
      (await podns(directory.path, ["records", "--format", "hosts", ...flags, "shared/deep/k8s"])).stdout;
    expect(await records()).toContain(".svc.repo.test");
    expect(await records("--domain", "flag.test")).toContain(".svc.flag.test");
    const found = await podns(directory.path, ["lint", "wrong"]);
    expect(found.stdout).toContain(
      "wrong/.podns.yaml\n  1:1      warning     there is no key 'rule'; did you mean 'rules'?  settings\n",
    );
  });
});

test("a wrong severity spoils its own line only", async () => {
  const parts = directoryWith({
    ".podns.yaml": "rules:\n  service-name-unknown: error\n  ordering: loud\n",
    "db.yaml": lesson.replace("serviceName: web-headless", "serviceName: web-headles"),
  });
  const { status, stdout } = await podns(parts.path, ["lint", "--format", "json"]);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    { rule: "settings", severity: "error", file: ".podns.yaml", line: 3, column: 13 },
    { rule: "service-name-unknown", severity: "error" },
  ]);
  parts.remove();
});
