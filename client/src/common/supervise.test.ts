/** Checks what happens to a server that hangs: killed, replaced or given up; the servers and the client are functions here. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Emitter } from "vscode-languageserver";
import { type RunningServer, type Supervisor, supervise } from "./supervise.ts";
import type { ServerHealth } from "./watchdog.ts";

// The library itself needs VS Code around it.
vi.mock("vscode-languageclient", async () => {
  const { Emitter } = await import("vscode-languageserver");
  return { Emitter, CloseAction: { DoNotRestart: 1, Restart: 2 } };
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** One server: what it was sent, and how it speaks. */
interface Fake {
  readonly sent: { readonly id?: number; readonly method?: string }[];
  readonly say: (message: object) => void;
  readonly die: () => void;
  killed: boolean;
}

interface Stage {
  readonly servers: Fake[];
  readonly supervisor: Supervisor;
  readonly verdicts: ServerHealth[];
  readonly received: object[];
  readonly closed: () => number;
  /** As the language client does at each start. */
  readonly start: () => Promise<void>;
  readonly send: (message: object) => Promise<void>;
}

function stage(debugged = false): Stage {
  const servers: Fake[] = [];
  const verdicts: ServerHealth[] = [];
  const received: object[] = [];
  let closes = 0;
  let write: (message: object) => Promise<void> = () => Promise.reject(new Error("not started"));
  const open = async (): Promise<RunningServer> => {
    const closing = new Emitter<void>();
    let take: (message: object) => void = () => undefined;
    const fake: Fake = {
      sent: [],
      killed: false,
      say: (message) => take(message),
      die: () => closing.fire(),
    };
    servers.push(fake);
    const reader = {
      onError: new Emitter<Error>().event,
      onClose: closing.event,
      listen: (callback: (message: object) => void) => {
        take = callback;
      },
      dispose: () => undefined,
    };
    const writer = {
      onError: new Emitter<never>().event,
      onClose: closing.event,
      write: async (message: object) => void fake.sent.push(message),
      end: () => undefined,
      dispose: () => undefined,
    };
    const kill = (): void => {
      fake.killed = true;
      closing.fire();
    };
    // The parts of the library's interfaces that are used.
    return { transports: { reader, writer }, kill } as unknown as RunningServer;
  };
  const supervisor = supervise({
    isDebugged: () => debugged,
    hangs: (verdict) => verdicts.push(verdict),
    otherwise: () => ({ error: () => ({ action: 1 }), closed: () => ({ action: 1, message: "crashed" }) }),
  });
  const start = async (): Promise<void> => {
    const { reader, writer } = await supervisor.start(open);
    reader.onClose(() => {
      closes += 1;
    });
    reader.listen((message) => received.push(message));
    write = (message) => writer.write({ jsonrpc: "2.0", ...message });
  };
  return { servers, supervisor, verdicts, received, closed: () => closes, start, send: (message) => write(message) };
}

const initialize = { id: 0, method: "initialize", params: {} };
const hover = { id: 1, method: "textDocument/hover", params: {} };

async function begun(): Promise<Stage> {
  const staged = stage();
  await staged.start();
  await staged.send(initialize);
  staged.servers[0]?.say({ id: 0, result: {} });
  return staged;
}

test("a server that answers is left alone, and its words arrive", async () => {
  const { servers, received, verdicts, send } = await begun();
  await send(hover);
  await vi.advanceTimersByTimeAsync(29_000);
  servers[0]?.say({ id: 1, result: null });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(received).toEqual([
    { id: 0, result: {} },
    { id: 1, result: null },
  ]);
  expect(verdicts).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("one that hangs is killed and the connection closed, for the language client to begin anew", async () => {
  const { servers, supervisor, verdicts, received, closed, send } = await begun();
  await send(hover);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(verdicts.map(({ kind }) => kind)).toEqual(["restart"]);
  expect([servers[0]?.killed, closed()]).toEqual([true, 1]);
  expect(supervisor.errorHandler.closed()).toMatchObject({ action: 2, handled: true });
  servers[0]?.say({ id: 1, result: "late" });
  expect(received.length).toBe(1);
  await expect(send(hover)).rejects.toThrow("gone");
});

test("the second time it is given up", async () => {
  const { servers, supervisor, verdicts, closed, start, send } = await begun();
  await send(hover);
  await vi.advanceTimersByTimeAsync(31_000);
  supervisor.errorHandler.closed();
  await start();
  await send(initialize);
  servers[1]?.say({ id: 0, result: {} });
  await send(hover);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(verdicts.map(({ kind }) => kind)).toEqual(["restart", "give up"]);
  expect([servers[1]?.killed, closed()]).toEqual([true, 2]);
  expect(supervisor.errorHandler.closed()).toMatchObject({ action: 1, handled: true });
  // The watchdog does not look at what ends by itself later.
  expect(supervisor.errorHandler.closed()).toEqual({ action: 1, message: "crashed" });
  expect(vi.getTimerCount()).toBe(0);
});

test("one that does not answer initialize is replaced without notice; the second one is given up", async () => {
  const { servers, supervisor, verdicts, received, closed, start, send } = stage();
  await start();
  await send(initialize);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(servers.map(({ killed }) => killed)).toEqual([true, false]);
  expect([closed(), servers[1]?.sent.map(({ method }) => method)]).toEqual([0, ["initialize"]]);
  servers[1]?.say({ id: 0, result: {} });
  expect(received).toEqual([{ id: 0, result: {} }]);
  await send(hover);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(verdicts.map(({ kind }) => kind)).toEqual(["restart", "give up"]);
  expect(closed()).toBe(1);
  expect(supervisor.errorHandler.closed()).toMatchObject({ action: 1, handled: true });
});

test("a server that ends by itself is the language client's business", async () => {
  const { servers, supervisor, closed } = await begun();
  servers[0]?.die();
  expect(closed()).toBe(1);
  expect(supervisor.errorHandler.closed()).toEqual({ action: 1, message: "crashed" });
});

test("a server that is debugged is not killed", async () => {
  const { servers, verdicts, start, send } = stage(true);
  await start();
  await send(initialize);
  await vi.advanceTimersByTimeAsync(600_000);
  expect([verdicts, servers[0]?.killed]).toEqual([[], false]);
});

test("it can be killed at the end, and nothing is left behind", async () => {
  const { servers, supervisor, send, closed } = await begun();
  await send(hover);
  supervisor.kill();
  supervisor.dispose();
  expect([servers[0]?.killed, closed(), vi.getTimerCount()]).toEqual([true, 0, 0]);
});
