import { expect, test } from "vitest";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";
import { keptDocument, largeText } from "../../kubernetes/manifests/locate.ts";

const uri = uriOf("a.yaml");
const service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n";

test("equal documents stay the same objects, each in its turn, when something is written in front", () => {
  const text = `${service}---\n${service}---\n${service}`;
  const { workspace } = open(`# file: a.yaml\n${text}`);
  const manifests = () => workspace.analysis.files.get(uri)?.manifests.map(({ manifest }) => manifest) ?? [];
  workspace.apply([{ uri, text }]);
  const before = manifests();
  expect(new Set(before).size).toBe(3);
  workspace.apply([{ uri, text: `---\n---\n${text}` }]);
  expect(manifests().slice(-3)).toEqual(before);
  expect(manifests().filter((manifest) => before.includes(manifest)).length).toBeGreaterThanOrEqual(2);
});

// Each document that was taken from the front of a list moved all others: an edit did not end in the time that was waited, 35 s.
test("an edit of a file of a million empty documents", () => {
  const text = "---\n".repeat(1_000_000);
  const { workspace } = open("# file: a.yaml\na: 1\n");
  workspace.apply([{ uri, text }]);
  workspace.apply([{ uri, text: `${text}---\n` }]);
  expect(workspace.analysis.files.get(uri)?.text).toHaveLength(text.length + 4);
});

// A hover behind an edit of 20,000 Services in one document parsed it again, for two seconds.
test("the nodes of a large document stay where an edit leaves its objects as they are", () => {
  const { workspace } = open("# file: b.yaml\na: 1\n");
  const text = `${service}#${"x".repeat(largeText)}\n`;
  for (const edited of [text, `${text}# more\n`, `# before\n${text}`]) {
    workspace.apply([{ uri, text: edited }]);
    const [placed] = workspace.analysis.files.get(uri)?.manifests ?? [];
    expect(placed && keptDocument(placed.manifest)).toBeDefined();
  }
});

test("a document that was read as a kustomization's, or as a template's, is read again as a manifest", () => {
  const kustomization = uriOf("k/kustomization.yaml");
  const { workspace } = open("# file: k/kustomization.yaml\nresources: []\n");
  const problems = (): number =>
    workspace.analysis.files.get(kustomization)?.manifests.flatMap(({ manifest }) => manifest.problems).length ?? 0;
  workspace.apply([{ uri: kustomization, text: "a: b: c\n" }]);
  expect(problems()).toBe(0);
  workspace.apply([{ uri: kustomization, text: `a: b: c\n---\n${service.replace("v1", "apps/v1")}` }]);
  expect(problems()).toBe(1);
  const chart = uriOf("c/Chart.yaml");
  const template = uriOf("c/templates/a.yaml");
  const templated = (): readonly (boolean | undefined)[] =>
    workspace.analysis.files
      .get(template)
      ?.manifests.flatMap(({ manifest }) => manifest.declarations)
      .map((one) => one.templated) ?? [];
  workspace.apply([
    { uri: chart, text: "apiVersion: v2\nname: c\nversion: 1.0.0\n" },
    { uri: template, text: service },
  ]);
  expect(templated()).toEqual([true]);
  workspace.apply([{ uri: chart, text: null }]);
  expect(templated()).toEqual([false]);
});
