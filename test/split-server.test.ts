/**
 * The server as it ships: what answers `initialize` is one small file, the rest is loaded from files beside it, on Node and
 * in a worker that VS Code starts from a blob.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import type { BuildOptions } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "podns-split-"));

/** The build's scripts have no types of their own: what is used of them is written here. */
interface Scripts {
  readonly bundles: readonly { readonly out: string; readonly chunks?: Readonly<Record<string, string>> }[];
  readonly optionsOf: (bundle: object) => BuildOptions;
  readonly buildSplit: (
    options: BuildOptions,
    root: string,
    chunks: Readonly<Record<string, string>>,
  ) => Promise<object>;
}

beforeAll(async () => {
  const { bundles, optionsOf, buildSplit } = {
    ...((await import(join(root, "esbuild.mjs"))) as Pick<Scripts, "bundles" | "optionsOf">),
    ...((await import(join(root, "scripts/split.mjs"))) as Pick<Scripts, "buildSplit">),
  };
  for (const bundle of bundles.filter(({ chunks }) => chunks !== undefined)) {
    await buildSplit(
      { ...optionsOf(bundle), outdir: relative(root, folder), sourcemap: false },
      root,
      bundle.chunks ?? {},
    );
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: None, selector: {app: web}}
`;
const textDocument = { uri: "file:///w/web.yaml", languageId: "yaml", version: 1, text: service };

test("on Node: one write of everything is answered in order, by the chunk that is loaded after initialize", () => {
  const frames = [
    { id: 1, method: "initialize", params: { capabilities: {}, rootUri: null } },
    { method: "initialized", params: {} },
    { method: "textDocument/didOpen", params: { textDocument } },
    { id: 2, method: "textDocument/documentSymbol", params: { textDocument: { uri: textDocument.uri } } },
    { id: 4, method: "podns/timeline", params: { name: "web" } },
    { id: 3, method: "shutdown" },
    { method: "exit" },
  ].map((message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  });
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(folder, "server.node.js"), "--stdio"], {
    input: frames.join(""),
    encoding: "utf8",
    timeout: 60_000,
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const answers = stdout
    .split(/Content-Length: \d+\r\n\r\n/)
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text))
    .filter(({ method }) => method === undefined);
  expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4]);
  expect(JSON.stringify(answers.find(({ id }) => id === 2))).toContain("web.default.svc.cluster.local");
  expect(answers.find(({ id }) => id === 4)).toMatchObject({ result: { name: "web", until: 5 } });
});

/** A worker's global scope over the bundle; a blob is its location, as in VS Code. */
function startWorker() {
  const scripts: string[] = [];
  const waiting = new Map<unknown, (message: Record<string, unknown>) => void>();
  const self: Record<string, unknown> = {
    ...{ console, setTimeout, clearTimeout, setImmediate, performance, TextEncoder, TextDecoder, URL, queueMicrotask },
    location: { href: "blob:https://example.com/1b2c" },
    addEventListener: () => undefined,
    postMessage: (message: Record<string, unknown>) => waiting.get(message["id"])?.(message),
    importScripts: (url: string) => {
      scripts.push(url);
      runInContext(readFileSync(join(folder, url.replace("https://example.com/dist/", "")), "utf8"), context);
    },
  };
  self["self"] = self;
  const context = createContext(self);
  runInContext(readFileSync(join(folder, "server.browser.js"), "utf8"), context);
  const send = (message: object): void => {
    const take = self["onmessage"] as (event: object) => void;
    take({ data: { jsonrpc: "2.0", ...message } });
  };
  const ask = (id: number, method: string, params: object): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      send({ id, method, params });
    });
  return { scripts, send, ask };
}

test("in a worker: the chunks are loaded from the folder that the client names, when they are needed", async () => {
  const { scripts, send, ask } = startWorker();
  const initializationOptions = { scripts: "https://example.com/dist" };
  const initialized = ask(1, "initialize", { capabilities: {}, rootUri: null, initializationOptions });
  expect(scripts).toEqual([]);
  expect(await initialized).toMatchObject({ result: { capabilities: { hoverProvider: true } } });
  send({ method: "initialized", params: {} });
  send({ method: "textDocument/didOpen", params: { textDocument } });
  const answer = await ask(2, "textDocument/documentSymbol", { textDocument: { uri: textDocument.uri } });
  expect(JSON.stringify(answer)).toContain("web.default.svc.cluster.local");
  expect(scripts).toEqual(["https://example.com/dist/server.browser.service.js"]);
  expect(await ask(3, "podns/timeline", { name: "web" })).toMatchObject({ result: { name: "web", until: 5 } });
  expect(scripts.at(-1)).toBe("https://example.com/dist/server.browser.time.js");
});
