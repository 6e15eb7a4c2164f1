/** Checks what the library gets to see: nothing that it cannot take, and every refusal in words. */
import { expect, test } from "vitest";
import { type MessageGate, messageGate, type Passage } from "./message-gate.ts";

const initialize = { jsonrpc: "2.0", id: 0, method: "initialize", params: { capabilities: {} } };
const symbols = (id: unknown) => ({ jsonrpc: "2.0", id, method: "workspace/symbol", params: { query: "" } });

function begun(): MessageGate {
  const gate = messageGate();
  gate.receive(initialize);
  gate.sent({ jsonrpc: "2.0", ...{ id: 0, result: {} } });
  return gate;
}

/** `pass`, `ignore`, or the refusal's code and words. */
function outcome(passage: Passage): unknown {
  if (passage.kind !== "refuse") return passage.kind;
  const { id, error } = passage.response;
  return [id, error?.code, error?.message];
}

test("before initialize requests are refused and notifications dropped, but exit passes", () => {
  const gate = messageGate();
  expect(outcome(gate.receive(symbols(1)))).toEqual([1, -32002, "workspace/symbol: 'initialize' must come first"]);
  expect(outcome(gate.receive({ id: "a", method: "shutdown" }))).toEqual(["a", -32002, expect.any(String)]);
  expect(outcome(gate.receive({ id: "b", method: "no/such" }))).toEqual(["b", -32002, expect.any(String)]);
  expect(gate.receive({ method: "textDocument/didOpen", params: {} })).toEqual({ kind: "ignore" });
  expect(outcome(gate.receive({ method: "exit" }))).toBe("pass");
});

test("initialize comes once; one that failed may come again", () => {
  const gate = messageGate();
  const wrong = { ...initialize, params: { processId: "me", capabilities: {} } };
  expect(outcome(gate.receive(wrong))).toEqual([0, -32602, expect.stringContaining("'processId'")]);
  expect(outcome(gate.receive(initialize))).toBe("pass");
  gate.sent({ jsonrpc: "2.0", ...{ id: 0, error: { code: -32603, message: "a defect" } } });
  expect(outcome(gate.receive(initialize))).toBe("pass");
  gate.sent({ jsonrpc: "2.0", ...{ id: 0, result: {} } });
  expect(outcome(gate.receive({ ...initialize, id: 1 }))).toEqual([1, -32600, expect.stringContaining("once")]);
});

test("after shutdown requests are refused, whatever they are, and notifications dropped, but exit passes", () => {
  const gate = begun();
  expect(gate.isShutDown()).toBe(false);
  expect(outcome(gate.receive({ id: 1, method: "shutdown" }))).toBe("pass");
  expect(gate.isShutDown()).toBe(true);
  for (const request of [symbols(2), { ...initialize, id: 2 }, { id: 2, method: "shutdown" }, { id: 2, method: "x" }]) {
    expect(outcome(gate.receive(request))).toEqual([2, -32600, expect.stringContaining("told to shut down")]);
  }
  expect(gate.receive({ method: "textDocument/didClose", params: 5 })).toEqual({ kind: "ignore" });
  expect(outcome(gate.receive({ method: "exit" }))).toBe("pass");
});

test("a request waits until its answer is written, and its id is in use until then", () => {
  const gate = begun();
  expect(outcome(gate.receive(symbols(7)))).toBe("pass");
  expect(gate.waiting()).toBe(1);
  expect(outcome(gate.receive(symbols(7)))).toEqual([7, -32600, "workspace/symbol: the id 7 is in use"]);
  // A request of the server has ids of its own.
  gate.sent({ jsonrpc: "2.0", ...{ id: 7, method: "podns/findFiles" } });
  expect(gate.waiting()).toBe(1);
  gate.sent({ jsonrpc: "2.0", ...{ id: 7, result: null } });
  expect(gate.waiting()).toBe(0);
  expect(outcome(gate.receive(symbols(7)))).toBe("pass");
});

test("what the server asked is answered once when the client has closed its end", () => {
  const gate = begun();
  for (const id of [1, 2]) gate.sent({ jsonrpc: "2.0", ...{ id, method: "podns/findFiles" } });
  gate.receive({ id: 1, result: {} });
  expect(gate.abandoned()).toEqual([{ jsonrpc: "2.0", id: 2, error: expect.anything() }]);
  expect(gate.abandoned()).toEqual([]);
});

test("a request for news counts as answered", () => {
  const gate = begun();
  gate.receive({ id: 1, method: "workspace/diagnostic", params: { previousResultIds: [] } });
  expect(gate.waiting()).toBe(0);
});

test.each([
  ["a batch", [symbols(1)], null, "batches"],
  ["an empty batch", [], null, "batches"],
  ["null", null, null, "null is not a message"],
  ["a number", 5, null, "5 is not a message"],
  ["a text", "x".repeat(1_000), null, "…"],
  ["nothing", {}, null, "'method', a 'result' or an 'error'"],
  ["a method that is not a text", { id: 3, method: 5 }, 3, "'method' must be a string"],
  ["an id that is null", symbols(null), null, "'id' must be"],
  ["an id that is an object", symbols({}), null, "'id' must be"],
  ["an id that is true", symbols(true), null, "'id' must be"],
])("%s is not a request", (_, message, id, words) => {
  const [to, code, text] = outcome(begun().receive(message)) as [unknown, number, string];
  expect([to, code]).toEqual([id, -32600]);
  expect(text).toContain(words);
  expect(text.length).toBeLessThan(200);
});

test("an answer without result and error fails what waits for it; one to nothing is ignored", () => {
  const gate = begun();
  const answer = gate.receive({ id: 4, error: null });
  expect(answer).toMatchObject({ kind: "pass", message: { id: 4, error: { code: -32600 } } });
  expect(gate.receive({ id: 4, result: null })).toMatchObject({ kind: "pass", message: { id: 4, result: null } });
  expect(gate.receive({ id: null, result: 1 }).kind).toBe("ignore");
});

test("unknown methods pass to the library with a short name; unknown notifications pass whatever they hold", () => {
  const gate = begun();
  const passage = gate.receive({ id: 1, method: "m".repeat(5_000), params: 5 });
  expect(passage.kind).toBe("pass");
  expect(JSON.stringify(passage).length).toBeLessThan(200);
  for (const method of ["$/unknown", "constructor", "__proto__", ""]) {
    expect(outcome(gate.receive({ method, params: [1] }))).toBe("pass");
  }
});

test.each([
  ["$/cancelRequest", undefined],
  ["$/cancelRequest", { id: {} }],
  ["$/setTrace", null],
  ["textDocument/didOpen", { textDocument: { uri: "file:///a", languageId: "yaml", version: 1, text: 5 } }],
  [
    "textDocument/didChange",
    {
      textDocument: { uri: "file:///a", version: 1 },
      contentChanges: [{ range: { start: { line: 0, character: -1 }, end: { line: 0, character: 0 } }, text: "" }],
    },
  ],
  ["workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///a", type: 9 }] }],
  ["workspace/didChangeWorkspaceFolders", { event: { added: [{}], removed: [] } }],
  ["workspace/didChangeConfiguration", []],
])("a wrong %s is ignored and told", (method, params) => {
  const passage = begun().receive({ jsonrpc: "2.0", method, params });
  expect(passage).toEqual({ kind: "ignore", why: expect.stringMatching(/^.+: .+; ignored$/) });
});
