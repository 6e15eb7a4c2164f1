import fc from "fast-check";
import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { isWithin } from "../../base/uri-path.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { parseManifest } from "../../kubernetes/manifests/parse.ts";
import { emptyIndex } from "./declaration-index.ts";

// Names that sort differently with a slash behind them, and folders that are also the beginning of others.
const segment = fc.constantFrom("a", "a-b", "a.b", "b", "c");
const path = fc
  .tuple(fc.array(segment, { maxLength: 3 }), segment)
  .map(([folders, file]) => ["file:///w", ...folders, `${file}.yaml`].join("/"));
const change = fc.record({
  path,
  names: fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 2 }),
  isPlain: fc.boolean(),
});

function declared(file: string, names: readonly string[]): readonly Declaration[] {
  return names.flatMap(
    (name) =>
      parseManifest(asUri(file), `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: n}\n`)
        .declarations,
  );
}

test("what lies under a folder is in the order of paths, whatever came and went, in every state", () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (steps) => {
      let files = new Map<string, { readonly isPlain: boolean; readonly after: readonly Declaration[] }>();
      const states = [{ index: emptyIndex, files }];
      for (const changes of steps) {
        const next = new Map(files);
        const differences = [...new Map(changes.map((one) => [one.path, one])).values()].map((one) => {
          const before = files.get(one.path);
          const isPlain = before?.isPlain ?? one.isPlain;
          const after = declared(one.path, one.names);
          next.set(one.path, { isPlain, after });
          return { path: one.path, isPlain, before: before?.after ?? [], after };
        });
        files = next;
        states.push({ index: states.at(-1)?.index.with(differences) ?? emptyIndex, files });
      }
      for (const { index, files: held } of states) {
        const sorted = [...held].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([, { isPlain }]) => isPlain);
        for (const folder of ["", "file:///w", "file:///w/a", "file:///w/a/b", "file:///w/a-b", "file:///other"]) {
          const expected = sorted.filter(([file]) => isWithin(file, folder)).flatMap(([, { after }]) => after);
          expect(index.plainUnder(folder)).toEqual(expected);
        }
      }
    }),
    { numRuns: 200 },
  );
});
