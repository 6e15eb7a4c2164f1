import { expect, test } from "vitest";
import { open, uriOf } from "../../../../../test/fixture/workspace.ts";
import { namingIn, preparedNaming } from "./naming-index.ts";

const set = (at: number): string => `# file: ${at}.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: set-${at}
spec:
  serviceName: db-${at % 7}
`;

const text = Array.from({ length: 450 }, (_, at) => set(at)).join("");

test("the table is made in steps, once, and says the same as in one go", () => {
  const [stepwise, atOnce] = [open(text).analysis, open(text).analysis];
  expect([...preparedNaming(stepwise)].length).toBeGreaterThanOrEqual(4);
  expect([...preparedNaming(stepwise)]).toHaveLength(0);
  const named = (analysis: typeof atOnce): readonly string[] => {
    const [environment] = analysis.environmentsOf(uriOf("0.yaml"));
    if (environment === undefined) throw new Error("no environment");
    return namingIn(analysis, environment)("service db-3").map(({ uri }) => uri);
  };
  expect(named(stepwise)).toHaveLength(64);
  expect(named(stepwise)).toEqual(named(atOnce));
});

test("steps that are given up halfway leave nothing behind", () => {
  const { analysis } = open(text);
  for (const _ of preparedNaming(analysis)) break;
  expect([...preparedNaming(analysis)].length).toBeGreaterThanOrEqual(4);
});
