import { expect, test } from "vitest";
import { paint, takesColors } from "./colors.ts";
import { columnsOf } from "./terminal.ts";

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

test.each([
  [120, {}, 120],
  [120, { COLUMNS: "40" }, 120],
  [0, {}, 80],
  [0, { COLUMNS: "132" }, 132],
  [undefined, { COLUMNS: "none" }, 80],
  [0, { COLUMNS: "0" }, 80],
] as const)("a terminal of %s columns with %j has lines of %s characters", (own, environment, wanted) => {
  expect(columnsOf(own, environment)).toBe(wanted);
});

test("a style has its end", () => {
  expect(paint("red", "x")).toBe("\x1b[31mx\x1b[39m");
});
