import { describe, expect, test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";
import { Workspace } from "../workspace.ts";
import { defaultSettings } from "./settings.ts";

const alias = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  type: ExternalName\n  externalName: 192.0.2.10\n`;
const mark = (severity: string, name: string): string =>
  `#               ^^^^^^^^^^ ${severity}: '${name}' does not resolve: '192.0.2.10' is an address, and the alias leads to the domain name '192.0.2.10.', which does not exist; use a Service without selector and an EndpointSlice with this address (external-name-not-a-host)\n`;

describe("severities", () => {
  test("of the workspace folder's file, and of a nearer one for what is below it", () => {
    expectDiagnostics(`
# file: .podns.yaml
rules:
  external-name-not-a-host: hint
# file: a.yaml
${alias("a")}${mark("hint", "a")}# file: below/.podns.yaml
rules:
  external-name-not-a-host: error
# file: below/b.yaml
${alias("b")}${mark("error", "b")}# file: off/.podns.yaml
rules:
  external-name-not-a-host: off
# file: off/c.yaml
${alias("c")}`);
  });

  test("the repository stands over the editor, rule by rule", () => {
    const settings = { rules: { "external-name-not-a-host": "off", ordering: "error" } };
    const { analysis } = open(
      `# settings: ${JSON.stringify(settings)}\n# file: .podns.yaml\nrules:\n  external-name-not-a-host: hint\n`,
    );
    expect(analysis.settings.rules).toEqual({ "external-name-not-a-host": "hint", ordering: "error" });
  });
});

test("files below the workspace folder that give the same share their settings, so that many cost little", () => {
  const { analysis } = open(
    ["a", "b", "c"]
      .map((name) => `# file: ${name}/.podns.yaml\nrules:\n  ordering: ${name === "c" ? "error" : "off"}\n`)
      .join(""),
  );
  const [a, b, c] = ["a", "b", "c"].map((name) => analysis.settingsOf(uriOf(`${name}/x.yaml`)));
  expect(a).toBe(b);
  expect(c).not.toBe(a);
  expect([a?.rules, c?.rules]).toEqual([{ ordering: "off" }, { ordering: "error" }]);
});

test("flags stand over the repository's file", () => {
  const workspace = new Workspace(defaultSettings, false, { clusterDomain: "flag.test" });
  workspace.setFolders(["file:///workspace"]);
  workspace.apply([{ uri: uriOf(".podns.yaml"), text: "clusterDomain: file.test\ndefaultNamespace: shop\n" }]);
  expect(workspace.analysis.settings).toMatchObject({ clusterDomain: "flag.test", defaultNamespace: "shop" });
});

test("the cluster's settings count from the workspace folder's file only, and follow its edits", () => {
  const { workspace } = open(
    "# file: .podns.yaml\nclusterDomain: one.test\n# file: x/.podns.yaml\nclusterDomain: two.test\n",
  );
  expect(workspace.analysis.settings.clusterDomain).toBe("one.test");
  expect(workspace.analysis.settingsOf(uriOf("x/a.yaml")).clusterDomain).toBe("one.test");
  workspace.apply([{ uri: uriOf(".podns.yaml"), text: "clusterDomain: three.test\n" }]);
  expect(workspace.analysis.settings.clusterDomain).toBe("three.test");
  workspace.apply([{ uri: uriOf(".podns.yaml"), text: null }]);
  expect(workspace.analysis.settings.clusterDomain).toBe("cluster.local");
});

test("what a file excludes is not read, whatever comes first, and comes back with the glob", () => {
  const { workspace } = open(
    `# file: old/a.yaml\n${alias("a")}# file: .podns.yaml\nexclude: ["old/**"]\n# file: old/b.yaml\n${alias("b")}`,
  );
  const roles = (): readonly (string | undefined)[] =>
    ["old/a.yaml", "old/b.yaml"].map((file) => workspace.analysis.files.get(uriOf(file))?.role);
  expect(roles()).toEqual(["other", "other"]);
  expect(workspace.analysis.declarationsNamed("Service", "a")).toEqual([]);
  workspace.apply([{ uri: uriOf(".podns.yaml"), text: "" }]);
  expect(roles()).toEqual(["manifests", "manifests"]);
  expect(workspace.analysis.declarationsNamed("Service", "a")).toHaveLength(1);
});
