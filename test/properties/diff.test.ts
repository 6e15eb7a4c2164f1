/** What `podns diff` leaves out of a comparison is the same on both sides: over random clusters with random changes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultSettings } from "../../server/src/analysis/settings.ts";
import { Workspace } from "../../server/src/analysis/workspace.ts";
import { type ComparedState, differingNamespaces, type Scope } from "../../server/src/cli/diff/differing.ts";
import { isNameIn, namesIn } from "../../server/src/cli/diff/names.ts";
import { worldsOf } from "../../server/src/cli/worlds.ts";
import { asUri } from "../../server/src/text/source.ts";
import { type Manifest, randomCluster } from "./random-cluster.ts";

const runs = { numRuns: Number(process.env["PODNS_RUNS"] ?? 40) };

/** Objects of a random cluster, and the same with some of them gone, doubled or replaced by those of another. */
const twoStates = fc
  .record({
    objects: randomCluster,
    others: randomCluster,
    removed: fc.nat(20),
    added: fc.array(fc.nat(20), { maxLength: 2 }),
  })
  .map(({ objects, others, removed, added }) => ({
    before: objects,
    after: [...objects.filter((_, index) => index !== removed), ...others.filter((_, index) => added.includes(index))],
  }));

function stateOf(objects: readonly Manifest[], folder: string): ComparedState & { readonly workspace: Workspace } {
  const workspace = new Workspace(defaultSettings);
  const changes = objects.map((object, index) => ({
    uri: asUri(`file:///${folder}/${index}.yaml`),
    text: `${JSON.stringify(object)}\n`,
  }));
  workspace.apply(changes);
  workspace.setLoaded();
  const { analysis } = workspace;
  const [world] = worldsOf(analysis, false, {}, [], () => {});
  if (world === undefined) throw new Error("no environment");
  return { world, analysis, workspace };
}

function namesOf({ world }: ComparedState, scope: Scope): Readonly<Record<string, string>> {
  return Object.fromEntries([...namesIn(world, () => {}, scope)].map(([name, { state }]) => [name, state]));
}

test("names outside of the namespaces that differ are the same, and inside all are listed", () => {
  let narrowed = 0;
  fc.assert(
    fc.property(twoStates, ({ before, after }) => {
      const [a, b] = [stateOf(before, "a"), stateOf(after, "b")];
      const scope = differingNamespaces(a, b);
      if (scope === "all") return;
      narrowed += 1;
      const outside = (state: ComparedState): Readonly<Record<string, string>> =>
        Object.fromEntries(
          Object.entries(namesOf(state, "all")).filter(
            ([name]) => ![...scope].some((one) => name.includes(`.${one}.`)),
          ),
        );
      expect(outside(a)).toEqual(outside(b));
      for (const state of [a, b]) {
        const all = namesOf(state, "all");
        const inside = Object.entries(all).filter(([name]) => [...scope].some((one) => name.includes(`.${one}.`)));
        expect(namesOf(state, scope)).toEqual(Object.fromEntries(inside));
        for (const name of Object.keys(all)) expect([name, isNameIn(state.world, name)]).toEqual([name, true]);
      }
    }),
    runs,
  );
  expect(narrowed).toBeGreaterThan(runs.numRuns / 4);
});

test("two states that hold the same build no cluster; a comment is no difference", () => {
  fc.assert(
    fc.property(randomCluster, (objects) => {
      const [a, b] = [stateOf(objects, "a"), stateOf(objects, "b")];
      b.workspace.apply([{ uri: asUri("file:///b/0.yaml"), text: `# moved\n${JSON.stringify(objects[0])}\n` }]);
      const [world] = worldsOf(b.workspace.analysis, false, {}, [], () => {});
      if (world === undefined) throw new Error("no environment");
      expect(differingNamespaces(a, { world, analysis: b.workspace.analysis })).toEqual(new Set());
      expect([a, b].map(({ workspace }) => workspace.counters.clustersBuilt)).toEqual([0, 0]);
    }),
    { ...runs, numRuns: 10 },
  );
});
