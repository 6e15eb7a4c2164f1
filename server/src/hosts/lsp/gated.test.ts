/** Checks what stands between a transport and the library: refusals, turns, cancels and the end; the library is a function here. */

import { expect, test } from "vitest";
import { Emitter, type Message, type MessageWriter } from "vscode-languageserver";
import { type Gated, gated } from "./gated.ts";

interface Stage {
  readonly gate: Gated;
  /** A message from the client. */
  readonly come: (message: object) => void;
  /** Ids and methods that the library got. */
  readonly library: unknown[];
  readonly written: object[];
  readonly reads: boolean[];
}

/** @param stuck the client reads nothing after the first answer: no write ends */
function stage(stuck = false, take?: (message: Message) => void): Stage {
  const library: unknown[] = [];
  const written: object[] = [];
  const reads: boolean[] = [];
  let come: (message: Message) => void = () => undefined;
  const source = {
    onError: new Emitter<Error>().event,
    onClose: new Emitter<void>().event,
    onPartialMessage: new Emitter<never>().event,
    read: (on: boolean) => reads.push(on),
    listen: (callback: (message: Message) => void) => {
      come = callback;
      return { dispose: () => undefined };
    },
    dispose: () => undefined,
  };
  const target: MessageWriter = {
    onError: new Emitter<never>().event,
    onClose: new Emitter<void>().event,
    write: (message) => {
      written.push(message);
      return stuck && written.length > 1 ? new Promise(() => undefined) : Promise.resolve();
    },
    end: () => undefined,
    dispose: () => undefined,
  };
  const gate = gated(source, target);
  gate.reader.listen((message) => {
    const { id, method } = message as { readonly id?: unknown; readonly method?: unknown };
    library.push(id ?? method);
    take?.(message);
  });
  // What arrives may be anything.
  return { gate, come: (message) => come(message as Message), library, written, reads };
}

const initialize = { id: "i", method: "initialize", params: { capabilities: {} } };
const symbols = (id: number): object => ({ id, method: "workspace/symbol", params: { query: "" } });
const answer = (id: unknown): Message => ({ jsonrpc: "2.0", ...{ id, result: null } });

function begin({ come, gate }: Stage): Promise<void> {
  come(initialize);
  return gate.writer.write(answer("i"));
}

test("a client that reads no answers is soon not read from, and its requests do not reach the library", async () => {
  const staged = stage(true);
  await begin(staged);
  for (let id = 0; id < 1_000; id++) staged.come(symbols(id));
  for (const id of staged.library.slice(1)) void staged.gate.writer.write(answer(id));
  await Promise.resolve();
  expect(staged.library.length).toBe(101);
  expect(staged.reads).toEqual([false]);
});

test("until initialize has its answer, nothing behind it reaches the library", async () => {
  const staged = stage();
  staged.come(initialize);
  staged.come({ method: "initialized", params: {} });
  staged.come(symbols(1));
  expect(staged.library).toEqual(["i"]);
  await staged.gate.writer.write(answer("i"));
  expect(staged.library).toEqual(["i", "initialized", 1]);
});

test("a request that waits is answered as cancelled, one that is worked on is the library's", async () => {
  const staged = stage();
  await begin(staged);
  for (let id = 0; id < 150; id++) staged.come(symbols(id));
  staged.come({ method: "$/cancelRequest", params: { id: 140 } });
  staged.come({ method: "$/cancelRequest", params: { id: 1 } });
  expect(staged.written.at(-1)).toMatchObject({ id: 140, error: { code: -32800 } });
  expect(staged.library.at(-1)).toBe("$/cancelRequest");
  // The id is free again.
  staged.come(symbols(140));
  expect(staged.written.at(-1)).toMatchObject({ id: 140, error: { code: -32800 } });
});

test("an exception of the library is told and leaves the reader alive", async () => {
  const staged = stage(false, (message) => {
    if ("id" in message && message.id === 1) throw new Error("a defect");
  });
  await begin(staged);
  expect(() => staged.come(symbols(1))).not.toThrow();
  expect(staged.written.at(-1)).toMatchObject({ method: "window/logMessage", params: { type: 1 } });
  staged.come(symbols(2));
  expect(staged.library.at(-1)).toBe(2);
});

test("the end waits for answers, and answers what the client will not answer any more", async () => {
  const staged = stage();
  await begin(staged);
  await staged.gate.writer.write({ jsonrpc: "2.0", ...{ id: 7, method: "podns/findFiles" } });
  staged.come(symbols(1));
  let isFinished = false;
  const finished = staged.gate.finish().then(() => {
    isFinished = true;
  });
  await Promise.resolve();
  expect([staged.library.at(-1), isFinished]).toEqual([7, false]);
  await staged.gate.writer.write(answer(1));
  await finished;
  expect(staged.gate.isShutDown()).toBe(false);
});
