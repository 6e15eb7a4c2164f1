/** Checks that only the newest question is heard, and that a burst of changes asks once. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { debounced, latestOnly } from "./latest.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a burst of triggers acts once, after the quiet time", () => {
  const action = vi.fn();
  const { trigger } = debounced(action, 100);
  trigger();
  vi.advanceTimersByTime(60);
  trigger();
  vi.advanceTimersByTime(60);
  expect(action).not.toHaveBeenCalled();
  vi.advanceTimersByTime(40);
  expect(action).toHaveBeenCalledTimes(1);
});

test("what is cancelled does not happen", () => {
  const action = vi.fn();
  const { trigger, cancel } = debounced(action, 100);
  trigger();
  cancel();
  vi.advanceTimersByTime(200);
  expect(action).not.toHaveBeenCalled();
});

test("an overtaken answer is dropped, also when it failed", async () => {
  const latest = latestOnly();
  let fail: (reason: Error) => void = () => undefined;
  let succeed: (text: string) => void = () => undefined;
  const slow = new Promise<string>((resolve) => {
    succeed = resolve;
  });
  const failing = new Promise<string>((_, reject) => {
    fail = reject;
  });
  const asks = [latest(() => slow), latest(() => failing), latest(async () => "third")];
  fail(new Error("late"));
  succeed("first");
  expect(await Promise.all(asks)).toEqual([undefined, undefined, "third"]);
});

test("the newest question's failure is told", async () => {
  await expect(latestOnly()(() => Promise.reject(new Error("closed")))).rejects.toThrow("closed");
});
