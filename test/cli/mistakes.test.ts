/** What each command says of wrong arguments and files. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { files } from "./commands.fixture.ts";
import { directoryWith, lesson, podns, withFiles } from "./in-process.ts";

const directory = withFiles(files);

describe("mistakes", () => {
  test.each([
    [["pods", "nowhere"], "podns: cannot read 'nowhere': no such file or directory\n"],
    [["pods", "binary.yaml"], "podns: cannot read 'binary.yaml': it is not text\n"],
    [["pods", "--corefile", "nowhere", "app"], "podns: cannot read 'nowhere': no such file or directory\n"],
    [
      ["pods", "--families", "IPv5"],
      "podns: option '--families <list>' argument 'IPv5' is invalid. 'IPv5' is not a family; IPv4 and IPv6 are.\n",
    ],
    [
      ["pods", "--server-ip", "x"],
      "podns: option '--server-ip <ip>' argument 'x' is invalid. 'x' is not an IP address.\n",
    ],
    [["pods", "--domain", "-"], "podns: '-' is not a DNS domain\n"],
    [
      ["nslookup", "web", "--type", "nope", "app"],
      "podns: option '--type <type>' argument 'nope' is invalid. 'nope' is not a record type.\n",
    ],
    [["bogus"], "podns: unknown command 'bogus'\n"],
    [["bogus", "--help"], "podns: unknown command 'bogus'\n"],
    [["--help", "recods"], "podns: unknown command 'recods'; did you mean 'records'?\n"],
    [["help", "lin"], "podns: unknown command 'lin'; did you mean 'lint'?\n"],
    [
      ["lint", "--fail-on", "hint", "app"],
      "podns: option '--fail-on <severity>' argument 'hint' is invalid. Allowed choices are error, warning, information, never.\n",
    ],
    [
      ["pods", "--format", "xml"],
      "podns: option '--format <format>' argument 'xml' is invalid. Allowed choices are table, json.\n",
    ],
    [["serve", "app"], "podns: required option '--listen <address:port>' not specified\n"],
  ])("%j", async (args, stderr) => {
    expect(await podns(directory.path, args)).toEqual({ status: 2, stdout: "", stderr });
  });

  test("a broken document is said with its place, and its neighbours are used", async () => {
    const { status, stdout, stderr } = await podns(directory.path, ["pods", "--format", "json", "broken"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^broken\/mixed\.yaml:\d+:\d+: error: .+\n$/);
    expect(JSON.parse(stdout)).toHaveLength(3);
  });

  test("an unreadable file below a directory is said, the rest is used", async () => {
    const { status, stdout, stderr } = await podns(directory.path, [
      "pods",
      "--format",
      "json",
      "--exclude",
      "broken/**",
      "--exclude",
      "{typo,port,shared}/**",
    ]);
    expect(stderr).toContain("binary.yaml: not read: it is not text\n");
    expect([status, JSON.parse(stdout).length]).toEqual([0, 4]);
  });

  test("a file of settings that cannot be looked at ends nothing", async () => {
    const looped = directoryWith({ "k8s/web.yaml": lesson });
    for (const name of [".git", ".podns.yaml"]) symlinkSync(name, join(looped.path, "k8s", name));
    const { status, stdout } = await podns(looped.path, ["pods", "--format", "json", "k8s"]);
    looped.remove();
    expect([status, JSON.parse(stdout).length]).toEqual([0, 3]);
  });

  test("what is named and too large is not an empty cluster", async () => {
    const large = directoryWith({ "dump.yaml": `${lesson}#${" ".repeat(17 * 1024 * 1024)}\n` });
    const named = await podns(large.path, ["pods", "dump.yaml"]);
    const found = await podns(large.path, ["pods"]);
    large.remove();
    expect([named.status, named.stdout]).toEqual([2, ""]);
    expect(named.stderr).toMatch(
      /^podns: cannot read 'dump\.yaml': it has \d+ bytes, 16777216 are the most that is read; split it into several files\n$/,
    );
    expect([found.status, found.stderr]).toEqual([
      0,
      expect.stringMatching(/^dump\.yaml: not read: it has \d+ bytes, 16777216 are the most that is read\n$/),
    ]);
  });

  test("what is not rendered is said", async () => {
    const parts = directoryWith({
      "chart/Chart.yaml": "name: chart\nversion: 1.0.0\n",
      "chart/templates/service.yaml": "kind: Service\nmetadata: {name: {{ .Release.Name }}}\n",
      "base/kustomization.yaml": "namePrefix: my-\nresources: [web.yaml]\n",
      "base/web.yaml": lesson,
    });
    const { stdout, stderr } = await podns(parts.path, ["pods", "--format", "json", "--snapshot"]);
    parts.remove();
    expect(JSON.parse(stdout)).toHaveLength(3);
    expect(stderr).toContain("podns: 1 templates of Helm charts are not rendered, e.g. chart/templates/service.yaml\n");
    expect(stderr).not.toContain("kustomization");
  });

  test("why a kustomization may make more is said", async () => {
    const parts = directoryWith({
      "kustomization.yaml": "resources: [web.yaml, https://example.com/more.yaml]\n",
      "web.yaml": lesson,
    });
    const { stderr } = await podns(parts.path, ["pods", "--format", "json"]);
    parts.remove();
    expect(stderr).toContain("podns: 'https://example.com/more.yaml' is remote (kustomization '");
  });

  test("what the API server would refuse is said", async () => {
    const twice = `${lesson}---\n${lesson.slice(0, lesson.indexOf("---"))}`;
    const { stderr } = await podns(directory.path, ["pods", "-"], twice);
    expect(stderr).toMatch(/^-:\d+:\d+: Service default\/web-headless: /);
  });

  test("help is not a mistake", async () => {
    const { status, stdout } = await podns(directory.path, ["--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("SERVFAIL");
    for (const command of ["pods", "records", "nslookup", "lint", "serve"]) expect(stdout).toContain(`  ${command} `);
  });
});
