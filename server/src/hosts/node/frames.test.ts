/** Checks that messages are found however their bytes arrive, and that nothing hangs or grows on what is not a message. */
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readFrames } from "./frames.ts";

const frame = (body: string | Buffer, header = ""): Buffer =>
  Buffer.concat([Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n${header}\r\n`), Buffer.from(body)]);

interface Read {
  readonly messages: unknown[];
  readonly unreadable: string[];
  readonly broken: string[];
  readonly write: (bytes: Buffer | string) => Promise<void>;
  readonly isInside: () => boolean;
}

function reading(): Read {
  const input = new PassThrough();
  const broken: string[] = [];
  const messages: unknown[] = [];
  const unreadable: string[] = [];
  const { reader, isInside } = readFrames(input, (why) => broken.push(why));
  reader.onUnreadable?.((why) => unreadable.push(why));
  reader.listen((message) => messages.push(message));
  const write = async (bytes: Buffer | string): Promise<void> => {
    input.write(bytes);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { messages, unreadable, broken, write, isInside };
}

test("messages are the same however the bytes are cut", async () => {
  const sent = [{ id: 1, text: "ä😀\u2028" }, { id: 2 }, { id: 3, text: "x".repeat(500) }];
  const bytes = Buffer.concat(sent.map((message) => frame(JSON.stringify(message))));
  for (const size of [1, 7, 64, bytes.length]) {
    const read = reading();
    for (let at = 0; at < bytes.length; at += size) await read.write(bytes.subarray(at, at + size));
    expect(read.messages).toEqual(sent);
    expect(read.isInside()).toBe(false);
  }
});

test("other header fields are passed over, and names are read in any case", async () => {
  const read = reading();
  await read.write(frame("1", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nX-Other: y\r\n"));
  await read.write('content-length:2\r\n\r\n{}CONTENT-LENGTH: 2\r\ncontent-type: x; charset="UTF8"\r\n\r\n[]');
  expect(read.messages).toEqual([1, {}, []]);
});

test.each([
  ["negative", "Content-Length: -5\r\n\r\n{}", "not '-5'"],
  ["larger than any message", "Content-Length: 99999999999999999999\r\n\r\n{}", "at most 134217728"],
  ["a little larger", "Content-Length: 134217729\r\n\r\n{}", "at most 134217728"],
  ["NaN", "Content-Length: NaN\r\n\r\n{}", "not 'NaN'"],
  ["empty", "Content-Length:\r\n\r\n{}", "not ''"],
  ["a fraction", "Content-Length: 2.0\r\n\r\n{}", "not '2.0'"],
  ["hexadecimal", "Content-Length: 0x2\r\n\r\n{}", "not '0x2'"],
  ["infinite", "Content-Length: Infinity\r\n\r\n{}", "not 'Infinity'"],
  ["with a unit", "Content-Length: 2 bytes\r\n\r\n{}", "not '2 bytes'"],
  ["missing", "Content-Type: x\r\n\r\n{}", "no Content-Length"],
  ["given twice", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "two different"],
  ["no field", "hello\r\n\r\n", "not a 'Name: value': 'hello'"],
  ["no header at all", "\r\n\r\n{}", "not a 'Name: value': ''"],
  ["Unix lines", "Content-Length: 2\n\n{}", "CR LF"],
  ["control characters", "\u001b[31mContent-Length 2\r\n\r\n", "'?[31mContent-Length 2'"],
])("a length that is %s breaks the stream", async (_, bytes, words) => {
  const read = reading();
  await read.write(bytes);
  await read.write(frame("{}"));
  expect(read.broken).toEqual([expect.stringContaining(words)]);
  expect(read.messages).toEqual([]);
});

test("a header without end breaks the stream before it fills the memory", async () => {
  const read = reading();
  for (let count = 0; count < 5_000 && read.broken.length === 0; count++) await read.write("x");
  expect(read.broken).toEqual(["a header does not end within 4096 bytes"]);
  const flood = reading();
  await flood.write("a: b\r\n".repeat(100_000));
  expect(flood.broken.length).toBe(1);
});

test("a message that cannot be read is told, and the next one is read", async () => {
  const read = reading();
  await read.write(frame("{bad"));
  await read.write(frame(Buffer.from([0x22, 0xff, 0xfe, 0x22])));
  await read.write(frame(""));
  await read.write(frame("1", "Content-Type: x; charset=latin1\r\n"));
  await read.write(frame("{}"));
  expect(read.unreadable).toEqual([
    expect.stringContaining("not valid JSON"),
    "the message is not valid UTF-8",
    expect.stringContaining("not valid JSON"),
    "the charset must be utf-8, not 'latin1'",
  ]);
  expect(read.messages).toEqual([{}]);
});

test("reading stops and goes on where it was", async () => {
  const input = new PassThrough();
  const messages: unknown[] = [];
  const { reader } = readFrames(input, () => undefined);
  reader.listen((message) => messages.push(message));
  reader.read?.(false);
  input.write(frame("1"));
  await new Promise((resolve) => setImmediate(resolve));
  expect(messages).toEqual([]);
  reader.read?.(true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(messages).toEqual([1]);
});

test("a body of many small pieces is put together once", async () => {
  const read = reading();
  const body = JSON.stringify("x".repeat(200_000));
  await read.write(`Content-Length: ${body.length}\r\n\r\n`);
  expect(read.isInside()).toBe(true);
  for (let at = 0; at < body.length; at += 10) read.write(body.slice(at, at + 10));
  await new Promise((resolve) => setImmediate(resolve));
  expect(read.messages.length).toBe(1);
  expect(read.isInside()).toBe(false);
});
