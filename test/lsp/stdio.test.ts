/** Checks the server as a program: how it ends, and that no bytes make it hang, grow or fall. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Built, buildServer } from "../cli/build.ts";
import { type Answer, frame, initialize, initialized, sendAll, startProcess } from "./server-process.ts";

let built: Built;

beforeAll(async () => {
  built = await buildServer();
});
afterAll(() => built.remove());

const begin = [frame(initialize), frame(initialized)];
const shutdown = frame({ jsonrpc: "2.0", id: "shutdown", method: "shutdown" });
const exit = frame({ jsonrpc: "2.0", method: "exit" });
const symbols = (id: unknown) => ({ jsonrpc: "2.0", id, method: "workspace/symbol", params: { query: "" } });

const answerTo = (messages: readonly Answer[], id: unknown): Answer | undefined =>
  messages.find((message) => message.id === id && message.method === undefined);

test.each([
  ["exit after shutdown", [...begin, shutdown, exit], 0],
  ["exit without shutdown", [...begin, exit], 1],
  ["exit before initialize", [exit], 1],
])("%s ends the server with the right status", async (_, parts, status) => {
  const ended = await sendAll(built.file, parts, false);
  expect([ended.status, ended.stderr]).toEqual([status, ""]);
});

test.each([
  ["at once", [], 1],
  ["while requests are on their way", [...begin, frame(symbols(1)), frame({ id: 2, method: "x" }), frame([])], 1],
  ["after shutdown", [...begin, frame(symbols(1)), shutdown], 0],
])("a client that closes stdin %s ends the server, and has its answers", async (_, parts, status) => {
  const ended = await sendAll(built.file, parts);
  expect([ended.status, ended.stderr]).toEqual([status, ""]);
  const asked = parts.filter((part) => /"id":[12]|\[\]/.test(part.toString())).length;
  const answered = ended.messages.filter(({ id, method }) => method === undefined && id !== "initialize");
  expect(answered.filter(({ id }) => id !== "shutdown").length).toBe(asked);
});

test("requests before initialize and after shutdown are refused with their codes", async () => {
  const { messages, status, stderr } = await sendAll(built.file, [
    frame(symbols("early")),
    ...begin,
    shutdown,
    frame(symbols("late")),
    exit,
  ]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(answerTo(messages, "early")?.error?.code).toBe(-32002);
  expect(answerTo(messages, "shutdown")?.result).toBeNull();
  expect(answerTo(messages, "late")?.error?.code).toBe(-32600);
});

test.each([
  ["a negative Content-Length", "Content-Length: -1\r\n\r\n", "Content-Length must be a number of bytes, not '-1'"],
  ["a giant Content-Length", "Content-Length: 99999999999\r\n\r\n{", "Content-Length must be at most 134217728"],
  ["a Content-Length that is not a number", "Content-Length: NaN\r\n\r\n{}", "must be a number of bytes, not 'NaN'"],
  ["a missing Content-Length", "Content-Type: a\r\n\r\n{}", "a header has no Content-Length"],
  ["a flood of header lines", "X: y\r\n".repeat(200_000), "a header does not end within 4096 bytes"],
])("%s ends the server with a clear error", async (_, bytes, words) => {
  const ended = await sendAll(built.file, [...begin, bytes], false);
  expect(ended.status).toBe(1);
  expect(ended.stderr).toMatch(/^podns: the input cannot be read: .*\n$/);
  expect(ended.stderr).toContain(words);
});

test("an input that ends inside a message is an error", async () => {
  const ended = await sendAll(built.file, [...begin, "Content-Length: 100\r\n\r\n{"]);
  expect([ended.status, ended.stderr]).toEqual([1, "podns: the input ended inside a message\n"]);
});

test("what is not a message is answered with id null, and the next request is answered", async () => {
  const latin1 = Buffer.concat([Buffer.from("Content-Length: 3\r\n\r\n"), Buffer.from([0x22, 0xe4, 0x22])]);
  const { messages } = await sendAll(built.file, [
    ...begin,
    frame("{"),
    frame(""),
    latin1,
    frame([symbols(1), symbols(2)]),
    frame("null"),
    frame("[".repeat(200_000)),
    frame(`${"[".repeat(100_000)}${"]".repeat(100_000)}`),
    frame(symbols("after")),
  ]);
  const codes = messages.filter(({ id }) => id === null).map(({ error }) => error?.code);
  expect(codes).toEqual([-32700, -32700, -32700, -32600, -32600, -32700, -32600]);
  expect(answerTo(messages, "after")?.result).toBeDefined();
});

test("arguments that name no way to speak are told", async () => {
  const { child, ended } = startProcess(built.file);
  child.stdin.end();
  await ended;
  const { spawnSync } = await import("node:child_process");
  for (const args of [[], ["--socket=0"], ["--socket"], ["--pipe="], ["--node-ipc"], ["--tcp"]]) {
    const { status, stderr } = spawnSync(process.execPath, [built.file, ...args], {
      encoding: "utf8",
      timeout: 120_000,
    });
    expect([args, status, stderr]).toEqual([args, 1, expect.stringMatching(/^podns: .*--(socket|pipe|node-ipc).*\n$/)]);
  }
});

// The fuzz: the seed is printed when it fails; PODNS_SEED and PODNS_RUNS choose others.
const seed = Number(process.env["PODNS_SEED"] ?? 9);
const runs = Number(process.env["PODNS_RUNS"] ?? 1_500);
/** Milliseconds that a fuzz may take where everything else is busy. */
const fuzzing = 120_000 + 60 * runs;

const uri = "file:///workspace/web.yaml";
const text = readFileSync(new URL("../workspace/web/web.yaml", import.meta.url), "utf8");
const textDocument = { uri };
const at = { textDocument, position: { line: 5, character: 9 } };
const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

/** Right messages; the fuzz changes one or two of their parts. Those without an answer are notifications. */
const samples: readonly { readonly method: string; readonly params: unknown; readonly notification?: true }[] = [
  { method: "textDocument/hover", params: at },
  { method: "textDocument/definition", params: at },
  { method: "textDocument/references", params: { ...at, context: { includeDeclaration: true } } },
  { method: "textDocument/documentHighlight", params: at },
  { method: "textDocument/completion", params: { ...at, context: { triggerKind: 1 } } },
  { method: "textDocument/codeAction", params: { textDocument, range, context: { diagnostics: [], only: [""] } } },
  { method: "textDocument/documentSymbol", params: { textDocument } },
  { method: "textDocument/codeLens", params: { textDocument } },
  { method: "textDocument/diagnostic", params: { textDocument } },
  { method: "workspace/symbol", params: { query: "web" } },
  { method: "podns/simulate", params: { uri, position: at.position, from: "default/web-0", name: "web", type: "A" } },
  { method: "podns/names", params: { uri, from: "default/web-0", text: "w" } },
  { method: "podns/records", params: { uri } },
  { method: "podns/renderedChart", params: { uri } },
  { method: "podns/decisions", params: { uri, position: { line: 0, character: 0 } } },
  { method: "no/such", params: {} },
  {
    method: "textDocument/didOpen",
    params: { textDocument: { uri, languageId: "yaml", version: 1, text } },
    notification: true,
  },
  {
    method: "textDocument/didChange",
    params: { textDocument: { uri, version: 2 }, contentChanges: [{ range, text: "a: b\n" }] },
    notification: true,
  },
  {
    method: "workspace/didChangeConfiguration",
    params: { settings: { podns: { clusterDomain: "a.b", rules: { ndots: "off" }, exclude: ["**/x"] } } },
    notification: true,
  },
  {
    method: "workspace/didChangeWatchedFiles",
    params: { changes: [{ uri: "file:///workspace/other.yaml", type: 1 }] },
    notification: true,
  },
  { method: "$/cancelRequest", params: { id: 1 }, notification: true },
  { method: "$/setTrace", params: { value: "off" }, notification: true },
  { method: "podns/trusted", params: null, notification: true },
];

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 0.5, 2_147_483_647, 2 ** 31, 1e300, "", "a", "\u0000", "\ud800", [], {}, [
    [],
  ]),
  fc.constant("x".repeat(20_000)),
  fc.constant(JSON.parse(`${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`)),
  fc.constant(JSON.parse('{"__proto__": {"uri": 1}, "constructor": 1}')),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Replaces, or removes, the part that the numbers lead to. */
function changed(value: unknown, path: readonly number[], part: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== "object" || value === null) return part;
  const keys = Object.keys(value);
  const key = keys[first % (keys.length + 1)];
  if (key === undefined) return part;
  const copy: Record<string, unknown> = { ...value };
  if (rest.length === 0 && part === null && first % 2 === 0) delete copy[key];
  else copy[key] = changed(copy[key], rest, part);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

const mutated = fc
  .tuple(fc.constantFrom(...samples), fc.array(fc.nat(20), { maxLength: 5 }), junk, fc.boolean())
  .map(([sample, path, part, keep]) => (keep ? sample : { ...sample, params: changed(sample.params, path, part) }));

const foreign = fc.oneof(
  junk,
  fc.record({ id: junk, method: junk, params: junk }),
  fc.record({ id: junk, result: junk }),
);

test(
  "no message ends the server, and every request has one answer",
  async () => {
    const { child, messages, ended } = startProcess(built.file, fuzzing);
    for (const part of begin) child.stdin.write(part);
    const expected: string[] = [];
    const steps = fc.sample(fc.oneof({ weight: 4, arbitrary: mutated }, foreign), { seed, numRuns: runs });
    for (const [index, step] of steps.entries()) {
      const isOurs =
        typeof step === "object" &&
        step !== null &&
        samples.some(({ method }) => method === Reflect.get(step, "method"));
      if (!isOurs) {
        child.stdin.write(frame(JSON.stringify(step)));
        continue;
      }
      const { notification, ...message } = step as (typeof samples)[number];
      if (notification !== true) expected.push(`fuzz ${index}`);
      child.stdin.write(
        frame({ jsonrpc: "2.0", ...(notification === true ? {} : { id: `fuzz ${index}` }), ...message }),
      );
      // Some at once, others one after the other.
      if (index % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    child.stdin.write(frame(symbols("last")));
    while (answerTo(messages, "last") === undefined && child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.stdin.write(shutdown);
    child.stdin.write(exit);
    const { status, stderr } = await ended;
    expect({ seed, status, stderr }).toEqual({ seed, status: 0, stderr: "" });
    const answered = messages.flatMap(({ id, method }) =>
      method === undefined && String(id).startsWith("fuzz ") ? [id] : [],
    );
    expect({ seed, answered: answered.sort() }).toEqual({ seed, answered: expected.sort() });
    const codes = new Set(messages.flatMap(({ error }) => (error === undefined ? [] : [error.code])));
    // -32603 would be a defect of ours; -32800 is a request that was cancelled.
    expect({
      seed,
      codes: [...codes].filter((code) => ![-32600, -32601, -32602, -32700, -32800].includes(code)),
    }).toEqual({
      seed,
      codes: [],
    });
    expect(codes.has(-32602)).toBe(true);
  },
  fuzzing + 10_000,
);

test(
  "no stream of bytes hangs the server: it stays in step, or ends with a reason",
  async () => {
    const piece = fc.oneof(
      fc.constantFrom<Buffer>(...begin, frame(symbols(1)), frame("{"), Buffer.from("\r\n"), Buffer.from("\r\n\r\n")),
      fc
        .constantFrom("Content-Length: ", "Content-Length: 5\r\n\r\n", "content-length:0\r\n\r\n")
        .map((part) => Buffer.from(part)),
      fc.uint8Array({ maxLength: 40 }).map((part) => Buffer.from(part)),
    );
    const streams = fc.sample(fc.array(piece, { minLength: 1, maxLength: 12 }), {
      seed,
      numRuns: Math.ceil(runs / 150),
    });
    for (const [index, stream] of streams.entries()) {
      const { status, stderr } = await sendAll(built.file, stream);
      expect({ seed, index, status, stderr }).toEqual({
        seed,
        index,
        status: 1,
        stderr: expect.stringMatching(/^(podns: the input [^\n]{1,200}\n)?$/),
      });
    }
  },
  fuzzing + 10_000,
);
