/**
 * Reads messages from a stream of bytes: a header with the length, an empty line, that many bytes of JSON (LSP 3.17, "Base
 * Protocol"). A message that cannot be read is told, and the next one is read. After a broken header nobody knows where the
 * next message begins: the stream is over, and nothing more of it is kept.
 */
import type { Readable } from "node:stream";
import { type Disposable, Emitter, type Message } from "vscode-languageserver/node";
import type { SourceReader } from "../lsp/gated.ts";

/** Bytes of a header. Real ones have about thirty. */
const longestHeader = 4_096;
/** Bytes of a message. Editors do not synchronise documents of more than some ten megabytes. */
const longestMessage = 128 * 1024 * 1024;

export interface Frames {
  readonly reader: SourceReader;
  /** True when what has arrived ends inside a message. */
  readonly isInside: () => boolean;
}

/** @param broken told once, with what is wrong with the stream; nothing is read afterwards */
export function readFrames(input: Readable, broken: (why: string) => void): Frames {
  const errors = new Emitter<Error>();
  const closes = new Emitter<void>();
  const partial = new Emitter<never>();
  const bytes = byteQueue();
  let tellUnreadable: (why: string) => void = () => undefined;
  /** Undefined while a header is read. */
  let header: Header | undefined;

  const step = (deliver: (message: Message) => void): "on" | "wait" | { readonly broken: string } => {
    if (header === undefined) {
      const head = bytes.peek(longestHeader);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return brokenHead(head) ?? "wait";
      const read = readHeader(head.toString("latin1", 0, end));
      if ("broken" in read) return read;
      bytes.take(end + 4);
      header = read;
    }
    if (bytes.size() < header.length) return "wait";
    const read = readBody(bytes.take(header.length), header.charset);
    header = undefined;
    if ("why" in read) tellUnreadable(read.why);
    else deliver(read.message);
    return "on";
  };
  const listen = (deliver: (message: Message) => void): Disposable => {
    const onData = (chunk: Buffer): void => {
      bytes.push(chunk);
      let next = step(deliver);
      while (next === "on") next = step(deliver);
      if (next === "wait") return;
      input.off("data", onData);
      bytes.take(bytes.size());
      broken(next.broken);
    };
    input.on("data", onData);
    input.on("error", (error) => errors.fire(error));
    input.on("close", () => closes.fire());
    return { dispose: () => input.off("data", onData) };
  };
  const reader: SourceReader = {
    onError: errors.event,
    onClose: closes.event,
    onPartialMessage: partial.event,
    onUnreadable: (tell) => {
      tellUnreadable = tell;
    },
    read: (on) => {
      if (on) input.resume();
      else input.pause();
    },
    listen,
    dispose: () => undefined,
  };
  return { reader, isInside: () => bytes.size() > 0 || header !== undefined };
}

interface ByteQueue {
  readonly size: () => number;
  readonly push: (chunk: Buffer) => void;
  /** The first bytes, at most so many; they stay. */
  readonly peek: (most: number) => Buffer;
  /** Takes the first bytes away. Chunks are put together once for each message, however many there are. */
  readonly take: (length: number) => Buffer;
}

function byteQueue(): ByteQueue {
  let chunks: Buffer[] = [];
  let size = 0;
  const joined = (): Buffer => {
    const all = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
    chunks = [all];
    return all;
  };
  return {
    size: () => size,
    push: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
    },
    peek: (most) => joined().subarray(0, most),
    take: (length) => {
      const all = joined();
      chunks = [all.subarray(length)];
      size -= length;
      return all.subarray(0, length);
    },
  };
}

interface Header {
  readonly length: number;
  readonly charset: string;
}

/** What is wrong with a header that has not ended; undefined while it may be a right one. */
function brokenHead(head: Buffer): { readonly broken: string } | undefined {
  if (head.length >= longestHeader) return { broken: `a header does not end within ${longestHeader} bytes` };
  const text = head.toString("latin1");
  return /(?:^|[^\r])\n/.test(text) ? { broken: "a line of a header does not end with CR LF" } : undefined;
}

function readHeader(text: string): Header | { readonly broken: string } {
  const fields = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) return { broken: `a line of a header is not a 'Name: value': ${quoted(line)}` };
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "content-length" && fields.has(name) && fields.get(name) !== value) {
      return { broken: "a header has two different Content-Length" };
    }
    fields.set(name, value);
  }
  const length = fields.get("content-length");
  if (length === undefined) return { broken: "a header has no Content-Length" };
  if (!/^\d+$/.test(length)) return { broken: `Content-Length must be a number of bytes, not ${quoted(length)}` };
  if (Number(length) > longestMessage) {
    return { broken: `Content-Length must be at most ${longestMessage}, not ${quoted(length)}` };
  }
  const [, charset = "utf-8"] = /charset\s*=\s*"?([^\s";]*)/i.exec(fields.get("content-type") ?? "") ?? [];
  return { length: Number(length), charset: charset.toLowerCase() };
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function readBody(body: Buffer, charset: string): { readonly message: Message } | { readonly why: string } {
  // "utf8" is what early clients wrote.
  if (charset !== "utf-8" && charset !== "utf8") return { why: `the charset must be utf-8, not ${quoted(charset)}` };
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return { why: "the message is not valid UTF-8" };
  }
  try {
    return { message: JSON.parse(text) };
  } catch (error) {
    return { why: `the message is not valid JSON: ${quoted(error instanceof Error ? error.message : String(error))}` };
  }
}

/** A part of the input as one short line of printable text. */
function quoted(text: string): string {
  const printable = text.replace(/[^ -~]/g, "?");
  return `'${printable.length > 60 ? `${printable.slice(0, 60)}…` : printable}'`;
}
