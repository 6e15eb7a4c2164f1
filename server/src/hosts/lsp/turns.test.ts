/** Checks that requests wait their turn in order, that nothing waits for itself, and when a client is read from. */

import { expect, test } from "vitest";
import type { Message } from "vscode-languageserver";
import { makeTurns, type Turns } from "./turns.ts";

interface Stage {
  readonly turns: Turns;
  /** Ids and methods in the order of delivery. */
  readonly delivered: unknown[];
  readonly reads: boolean[];
}

function stage(expectsAnswer = () => false): Stage {
  const delivered: unknown[] = [];
  const reads: boolean[] = [];
  const deliver = (message: Message): void => {
    const { id, method } = message as { readonly id?: number; readonly method?: string };
    delivered.push(id ?? method);
  };
  return { turns: makeTurns({ deliver, read: (on) => reads.push(on), expectsAnswer }), delivered, reads };
}

const request = (id: number): Message => ({ jsonrpc: "2.0", ...{ id, method: "textDocument/hover" } });
const change: Message = { jsonrpc: "2.0", ...{ method: "change" } };
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** Requests that are worked on at one time. */
const most = 100;

test("so many at one time, and everything behind keeps its order", () => {
  const { turns, delivered } = stage();
  for (const id of range(0, most + 2)) turns.take(request(id));
  turns.take(change);
  turns.take(request(most + 2));
  expect(delivered).toEqual(range(0, most));
  turns.answered(5);
  turns.answered(5);
  expect(delivered.slice(most)).toEqual([most]);
  turns.answered(6);
  expect(delivered.slice(most)).toEqual([most, most + 1]);
  turns.answered(most);
  expect(delivered.slice(most)).toEqual([most, most + 1, "change", most + 2]);
});

test("answers to the server's own requests never wait, nor does the request for news count", () => {
  const { turns, delivered } = stage();
  turns.take({ jsonrpc: "2.0", ...{ id: "news", method: "workspace/diagnostic" } });
  for (const id of range(0, most + 8)) turns.take(request(id));
  turns.take({ jsonrpc: "2.0", ...{ id: "ours", result: {} } });
  expect(delivered).toEqual(["news", ...range(0, most), "ours"]);
});

test("one that waits can be withdrawn, one that is worked on cannot", () => {
  const { turns, delivered } = stage();
  for (const id of range(0, most + 3)) turns.take(request(id));
  expect([turns.withdraw(most + 1), turns.withdraw(most + 1), turns.withdraw(1)]).toEqual([true, false, false]);
  for (const id of range(0, most)) turns.answered(id);
  expect(delivered.slice(most)).toEqual([most, most + 2]);
});

test("a client that asks faster than it reads is not read from until nothing waits", () => {
  const { turns, reads } = stage();
  for (const id of range(0, most + 199)) turns.take(request(id));
  expect(reads).toEqual([]);
  turns.take(request(most + 199));
  expect(reads).toEqual([false]);
  for (const id of range(0, 199)) turns.answered(id);
  expect(reads).toEqual([false]);
  turns.answered(199);
  expect(reads).toEqual([false, true]);
});

test("a client whose answer is waited for is read from: the answer comes behind its requests", () => {
  let expects = false;
  const { turns, reads } = stage(() => expects);
  for (const id of range(0, most + 200)) turns.take(request(id));
  expect(reads).toEqual([false]);
  expects = true;
  turns.look();
  expect(reads).toEqual([false, true]);
  for (const id of range(most + 200, most + 20_000)) turns.take(request(id));
  expect(reads).toEqual([false, true, false]);
});
