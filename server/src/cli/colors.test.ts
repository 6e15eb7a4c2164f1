import { expect, test } from "vitest";
import { paint, takesColors } from "./colors.ts";

test.each([
  [true, {}, true],
  [false, {}, false],
  [false, { CI: "true" }, false],
  [true, { TERM: "dumb" }, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { FORCE_COLOR: "false" }, false],
  [true, { FORCE_COLOR: "", NO_COLOR: "1" }, false],
] as const)("a terminal (%s) with %j takes colours: %s", (isTerminal, environment, wanted) => {
  expect(takesColors(isTerminal, environment)).toBe(wanted);
});

test("a style has its end", () => {
  expect(paint("red", "x")).toBe("\x1b[31mx\x1b[39m");
});
