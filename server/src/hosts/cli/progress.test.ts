import { expect, test } from "vitest";
import { makeProgress } from "./progress.ts";

test("nothing is said for a second, then a line now and then", () => {
  const said: string[] = [];
  let at = 5000;
  const progress = makeProgress(
    (line) => said.push(line),
    () => at,
  );
  for (let done = 0; done < 300; done++) {
    progress("checking files", done, 300);
    at += 10;
  }
  expect(said[0]).toBe("podns: checking files: 100 of 300");
  expect(said.length).toBe(20);
});

test("nobody is told who does not watch", () => {
  expect(() => makeProgress(undefined)("reading files", 1, 2)).not.toThrow();
});
