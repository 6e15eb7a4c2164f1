/** The sample that "PodNS: Open Sample" makes is what its README says: each of its folders is a cluster of its own. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pathOf } from "../server/src/base/uri-path.ts";
import { workspaceOf } from "./fixture/workspace.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

function textsIn(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => [file.replaceAll("\\", "/"), readFileSync(join(root, folder, file), "utf8")]);
}

test("each folder of the sample is an environment that holds its own objects and no others", () => {
  const { analysis } = workspaceOf(new Map([...textsIn("workspace"), ...textsIn("sample")]));
  const all = analysis.environments();
  const cases = readdirSync(join(root, "workspace", "cases")).map((name) => `cases/${name}`);
  expect(all.map(({ label }) => label).sort()).toEqual([...cases, "web"].map((folder) => `${folder} (kustomization)`));
  for (const { label, declarations, open } of all) {
    const folder = label.replace(" (kustomization)", "");
    expect(open).toEqual([]);
    expect(declarations.every(({ uri }) => pathOf(uri).includes(`/${folder}/`))).toBe(true);
  }
});

interface Walkthrough {
  readonly id: string;
  readonly steps: readonly { readonly media: { readonly image: Readonly<Record<string, string>> } }[];
}

test("every picture of the walkthrough is there, in every theme", () => {
  // The shape is asserted by what is read of it.
  const { contributes } = JSON.parse(readFileSync(join(root, "..", "package.json"), "utf8")) as {
    readonly contributes: { readonly walkthroughs: readonly Walkthrough[] };
  };
  const steps = contributes.walkthroughs.flatMap(({ steps: own }) => own);
  expect(steps).toHaveLength(4);
  for (const { media } of steps) {
    expect(Object.keys(media.image)).toEqual(["dark", "light", "hc", "hcLight"]);
    for (const file of Object.values(media.image)) expect(existsSync(join(root, "..", file)), file).toBe(true);
  }
});
