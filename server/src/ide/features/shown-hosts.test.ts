import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { defaultSettings } from "../../workspace/settings/settings.ts";
import { Workspace } from "../../workspace/workspace.ts";
import { shownHosts } from "./shown-hosts.ts";

const uri = asUri("file:///workspace/a.yaml");

/** Pods with so many hosts each, one on a line. */
function pods(count: number, hosts: number): string {
  const variable = "    - { name: A, value: http://web:80 }\n";
  return Array.from(
    { length: count },
    (_, index) =>
      `---\napiVersion: v1\nkind: Pod\nmetadata: { name: p${index} }\nspec:\n  containers:\n  - name: c\n    image: i\n    env:\n${variable.repeat(hosts)}`,
  ).join("");
}

test("one answer looks up 3,000 hosts at most, and those of the part that is asked for", () => {
  const workspace = new Workspace(defaultSettings);
  const text = pods(4, 900);
  workspace.apply([{ uri, text }]);
  const { analysis } = workspace;
  expect(shownHosts(analysis, uri, { start: 0, end: text.length })).toHaveLength(3_000);
  const last = shownHosts(analysis, uri, { start: text.indexOf("name: p3"), end: text.length });
  expect(last).toHaveLength(900);
  expect(last.every(({ declaration }) => declaration.object.meta.name === "p3")).toBe(true);
});
