/** Checks when a server counts as hanging, with a clock of its own: what counts as silence, and what is said. */
import { expect, test } from "vitest";
import { beatMs, createWatchdog, type ServerHealth, type Watchdog, type WireMessage, wordsOf } from "./watchdog.ts";

interface Stage {
  readonly dog: Watchdog;
  /** Lets seconds pass with a beat each; the first verdict that is not fine. */
  readonly pass: (seconds: number) => ServerHealth;
  /** Lets seconds pass in which nothing runs at all. */
  readonly sleep: (seconds: number) => void;
  debugged: boolean;
}

function stage(): Stage {
  let at = 1_000_000;
  const result: Stage = {
    debugged: false,
    dog: createWatchdog({ now: () => at, isDebugged: () => result.debugged }),
    pass: (seconds) => {
      for (let beat = 0; beat < seconds; beat++) {
        at += beatMs;
        if (!result.dog.isWaiting()) continue;
        const verdict = result.dog.verdict();
        if (verdict.kind !== "fine") return verdict;
      }
      return { kind: "fine" };
    },
    sleep: (seconds) => {
      at += seconds * 1_000;
    },
  };
  return result;
}

const hover = (id: number, uri = "file:///w/a.yaml"): WireMessage => ({
  id,
  method: "textDocument/hover",
  params: { textDocument: { uri }, position: { line: 0, character: 0 } },
});
const edit = (uri: string): WireMessage => ({ method: "textDocument/didChange", params: { textDocument: { uri } } });
const news: WireMessage = { id: "news", method: "workspace/diagnostic", params: {} };

test("thirty seconds of silence while a request waits, and not a second less", () => {
  const { dog, pass } = stage();
  dog.sent(hover(1));
  expect(pass(29)).toEqual({ kind: "fine" });
  expect(pass(1)).toEqual({
    kind: "restart",
    silence: { seconds: 30, request: { method: "textDocument/hover", uri: "file:///w/a.yaml" }, waiting: 1 },
  });
});

test("silence counts from the request on, not from what was heard long before", () => {
  const { dog, pass, sleep } = stage();
  dog.sent(hover(1));
  dog.heard({ id: 1 });
  sleep(3_600);
  dog.sent(hover(2));
  expect(pass(29).kind).toBe("fine");
  expect(pass(2).kind).toBe("restart");
});

test("a server that is not asked may be silent, also one that holds the request for news", () => {
  const { dog, pass } = stage();
  dog.sent(edit("file:///w/a.yaml"));
  dog.sent(news);
  expect(dog.isWaiting()).toBe(false);
  expect(pass(3_600).kind).toBe("fine");
});

test("whatever it says is a sign of life: an answer, a request, a notification", () => {
  const { dog, pass } = stage();
  dog.sent(hover(1));
  dog.sent(hover(2));
  for (const message of [{ id: 2 }, { id: 1, method: "podns/readFiles" }, { method: "podns/changed" }]) {
    expect(pass(29).kind).toBe("fine");
    dog.heard(message);
  }
  expect(pass(29).kind).toBe("fine");
  // The request of the server has the id of ours, which still waits.
  expect(pass(1)).toMatchObject({ kind: "restart", silence: { waiting: 1 } });
});

test("time in which the machine slept, or the extension host stood still, does not count", () => {
  const { dog, pass, sleep } = stage();
  dog.sent(hover(1));
  expect(pass(25).kind).toBe("fine");
  sleep(8 * 3_600);
  expect(pass(29).kind).toBe("fine");
  sleep(-7_200);
  expect(pass(29).kind).toBe("fine");
  expect(pass(3).kind).toBe("restart");
});

test("a host that is only slow is not a sleep", () => {
  const { dog, pass, sleep } = stage();
  dog.sent(hover(1));
  for (let beat = 0; beat < 4; beat++) {
    sleep(7);
    expect(pass(0).kind).toBe("fine");
    if (beat < 3) expect(dog.verdict().kind).toBe("fine");
  }
  expect(pass(3).kind).toBe("restart");
});

test("a server that is debugged is never restarted, and the time does not count afterwards", () => {
  const staged = stage();
  staged.debugged = true;
  staged.dog.sent(hover(1));
  expect(staged.pass(600).kind).toBe("fine");
  staged.debugged = false;
  expect(staged.pass(29).kind).toBe("fine");
  expect(staged.pass(1).kind).toBe("restart");
});

test("it is restarted once, then given up, and then there is nothing more to say", () => {
  const { dog, pass } = stage();
  dog.sent(hover(1));
  expect(pass(30).kind).toBe("restart");
  dog.forget();
  expect(pass(100).kind).toBe("fine");
  dog.sent({ id: 0, method: "initialize", params: {} });
  dog.heard({ id: 0 });
  dog.sent(hover(1));
  expect(pass(30).kind).toBe("give up");
  dog.forget();
  dog.sent(hover(1));
  expect(dog.isWaiting()).toBe(false);
  expect(pass(100).kind).toBe("fine");
  expect(dog.verdict().kind).toBe("fine");
});

test("a server that answers nothing at all, not even initialize, hangs too", () => {
  const { dog, pass } = stage();
  dog.sent({ id: 0, method: "initialize", params: { rootUri: null } });
  expect(pass(30)).toMatchObject({ kind: "restart", silence: { request: { method: "initialize" } } });
});

test("the longest waiting request is named, with the change before it", () => {
  const { dog, pass } = stage();
  dog.sent(edit("file:///w/old.yaml"));
  dog.sent(hover(1, "file:///w/old.yaml"));
  dog.heard({ id: 1 });
  dog.sent(edit("file:///w/culprit.yaml"));
  dog.sent({ id: 2, method: "textDocument/diagnostic", params: { textDocument: { uri: "file:///w/culprit.yaml" } } });
  dog.sent(edit("file:///w/typed-on.yaml"));
  dog.sent(hover(3));
  const verdict = pass(30);
  if (verdict.kind === "fine") throw new Error("it hangs");
  expect(wordsOf(verdict, (uri) => uri.slice("file:///w/".length))).toBe(
    "the language server answered nothing for 30 seconds and was restarted; it was asked for " +
      "'textDocument/diagnostic' of 'culprit.yaml', after a change of 'culprit.yaml'",
  );
});

test("a change behind the request is named where there was none before; other requests have no document", () => {
  const { dog, pass } = stage();
  dog.sent({ id: 1, method: "workspace/symbol", params: { query: "x" } });
  dog.sent({ method: "workspace/didChangeWatchedFiles", params: { changes: [{ uri: "file:///w/b.yaml", type: 2 }] } });
  const first = pass(30);
  dog.forget();
  dog.sent({ id: 1, method: "workspace/symbol", params: { query: "x" } });
  const second = pass(30);
  if (first.kind === "fine" || second.kind === "fine") throw new Error("it hangs");
  expect(wordsOf(first, (uri) => uri)).toContain("'workspace/symbol', after a change of 'file:///w/b.yaml'");
  expect(wordsOf(second, (uri) => uri)).toBe(
    "the language server answered nothing for 30 seconds once more and was stopped; it was asked for " +
      "'workspace/symbol'; reload the window to start it again",
  );
});
