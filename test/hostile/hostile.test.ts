/** Runs the command line over hostile inputs as a child process, which says what time and memory it took. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Built, buildCli } from "../cli/build.ts";
import { charts } from "./charts.ts";
import { listed, write } from "./inputs.ts";
import { measure } from "./measure.ts";

let cli: Built | undefined;
let folder = "";
const table: string[] = [];

beforeAll(async () => {
  cli = await buildCli();
  folder = mkdtempSync(join(tmpdir(), "podns-hostile-"));
}, 120_000);

afterAll(() => {
  cli?.remove();
  rmSync(folder, { recursive: true, force: true });
  console.log(table.join("\n"));
});

test.skipIf(process.platform === "win32").each([...listed, ...charts])("$name", { timeout: 600_000 }, async (input) => {
  const { command = ["lint"], seconds = 6, megabytes = 700, says } = input;
  const own = mkdtempSync(join(folder, "input-"));
  write(own, input);
  const measured = await measure(cli?.file ?? "", command, own, 500);
  rmSync(own, { recursive: true, force: true });
  table.push(
    `${measured.seconds.toFixed(1)} of ${seconds} s, ${measured.megabytes.toFixed(0)} of ${megabytes} MB: ${input.name}`,
  );
  expect(measured.seconds).toBeLessThan(seconds);
  expect(measured.megabytes).toBeLessThan(megabytes);
  expect(measured.output).not.toMatch(/Maximum call stack|^ {4}at /m);
  expect(measured.longestLine).toBeLessThan(2_000);
  expect([0, 1]).toContain(measured.status);
  if (says !== undefined) expect(measured.output).toMatch(says);
});
