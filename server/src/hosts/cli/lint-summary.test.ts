import { expect, test } from "vitest";
import { checkedLines } from "./lint-summary.ts";

const checked = {
  files: 1,
  settings: 0,
  objects: 1,
  names: 20_000,
  environments: 1,
  unjudged: [],
  isCutOff: false,
  templates: 0,
  open: new Map<string, readonly string[]>(),
};

test("names that the summary does not ask for are not called unjudged", () => {
  const looked = "checked 1 file, 1 object, 20000 names in 1 environment";
  expect(checkedLines(checked, "", true)).toEqual([`${looked}\n`]);
  expect(checkedLines({ ...checked, isCutOff: true }, "", true)).toEqual([
    `${looked}; only the first 10000 names were asked for this summary\n`,
  ]);
});
