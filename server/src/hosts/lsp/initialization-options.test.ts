/** Checks that options of any form are read without an exception, and that what is left out is told. */
import { expect, test } from "vitest";
import { named, readInitializationOptions, unknownSettings } from "./initialization-options.ts";

const deep: unknown = Array.from({ length: 10_000 }).reduce((inner) => ({ x: inner }), {});

test.each([
  ["nothing", undefined, [], []],
  ["null", null, [], []],
  ["a text", "podns", ['must be an object, not "podns"'], []],
  ["a list", [{ podns: {} }], ["must be an object, not a list"], []],
  ["a number", 5, ["must be an object, not 5"], []],
  ["true", true, ["must be an object, not true"], []],
  ["commands that are a text", { commands: "podns.simulate" }, ["'commands' must be a list of strings"], []],
  ["commands that are not texts", { commands: [1] }, ["'commands' must be a list of strings"], []],
  ["trusted as a text", { trusted: "true" }, ["'trusted' must be true or false, not \"true\""], []],
  ["what nothing reads", { podns: {}, hostInfo: "x" }, [], ["'hostInfo'"]],
  ["depth", { podns: {}, deep }, [], ["'deep'"]],
])("%s", (_, options, wrong, unused) => {
  const read = readInitializationOptions(options, false);
  expect(read.wrong).toEqual(wrong.map((words) => expect.stringContaining(words)));
  expect(read.unused).toEqual(unused);
});

test("settings stand in their section or without it, and count only for a client that cannot be asked", () => {
  expect(readInitializationOptions({ podns: { helm: false }, trusted: true }, false).settings).toEqual({ helm: false });
  expect(readInitializationOptions({ helm: false, trusted: true, commands: [] }, false).settings).toEqual({
    helm: false,
  });
  const pulled = readInitializationOptions({ podns: { helm: false }, other: 1 }, true);
  expect(pulled).toEqual({ settings: undefined, wrong: [], unused: ["'podns'", "'other'"] });
});

test("unknown settings are named, of many a few", () => {
  expect(unknownSettings({ helm: true, rules: {}, trace: {}, clusterdomain: "x" })).toEqual(["clusterdomain"]);
  expect(unknownSettings("text")).toEqual([]);
  const many = named(Array.from({ length: 500 }, (_, index) => `${index}`.repeat(100)));
  expect(many.length).toBe(11);
  expect(many.join().length).toBeLessThan(600);
});
