import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesLabels } from "../../kubernetes/manifests/label-selector.ts";
import { indexByLabels } from "./label-index.ts";

const labels = fc.dictionary(fc.constantFrom("app", "tier", "constructor"), fc.constantFrom("a", "b", ""));
const item = fc.record({ namespace: fc.constantFrom("x", "y"), labels });

test("the index finds what a look at everything finds, in the same order", () => {
  fc.assert(
    fc.property(fc.array(item), fc.constantFrom("x", "y", "z"), labels, (items, namespace, selector) => {
      const found = indexByLabels(items).select(namespace, { matchLabels: selector, matchExpressions: [] });
      expect(found).toEqual(items.filter((one) => one.namespace === namespace && matchesLabels(selector, one.labels)));
    }),
  );
});
