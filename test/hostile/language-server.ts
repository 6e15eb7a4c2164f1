/**
 * Opens a hostile file in the language server as an editor does, edits it, and measures what the server took, and how long it
 * was deaf: a request that it refuses unread waits no longer for its answer than everything else.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { account } from "./measure.ts";

export interface Served {
  /** Of the processor, user and system, by the server's own account. */
  readonly seconds: number;
  /** Resident at most. */
  readonly megabytes: number;
  /** Seconds in which nothing was answered, at most, and what had been asked last before. */
  readonly deaf: number;
  readonly during: string;
  /** Seconds to the diagnostics after each edit. */
  readonly edits: readonly number[];
  /** Errors that were logged, answered or printed. */
  readonly complaints: readonly string[];
}

const capabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
  textDocument: {
    diagnostic: { relatedDocumentSupport: false },
    hover: { contentFormat: ["markdown"] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

/** Milliseconds between two looks at whether the server hears. */
const interval = 20;

/** @param file relative to the folder, with the text that it has on disk */
export async function serveHostile(
  server: string,
  folder: string,
  { file, text }: { readonly file: string; readonly text: string },
): Promise<Served> {
  const own = mkdtempSync(join(tmpdir(), "podns-account-"));
  const preload = join(own, "account.cjs");
  writeFileSync(preload, account);
  const child = spawn(process.execPath, ["--require", preload, server, "--stdio"], { stdio: "pipe", cwd: folder });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors = (errors + String(chunk)).slice(-20_000);
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onError(() => undefined);
  const complaints: string[] = [];
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) => items.map(() => null));
  for (const kind of ["diagnostic", "semanticTokens", "inlayHint", "codeLens"])
    connection.onRequest(`workspace/${kind}/refresh`, () => null);
  connection.onRequest("client/registerCapability", () => null);
  connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
    if (type === 1) complaints.push(message);
  });
  connection.onUnhandledNotification(() => undefined);
  connection.listen();

  let last = "";
  const ask = async <R>(method: string, params: unknown): Promise<R | undefined> => {
    last = method;
    try {
      return await connection.sendRequest<R>(method, params);
    } catch (error) {
      complaints.push(`${method}: ${String(error)}`);
      return undefined;
    }
  };
  let deaf = 0;
  let during = "";
  let listening = true;
  const listen = async (): Promise<void> => {
    while (listening) {
      const [begin, before] = [performance.now(), last];
      await connection.sendRequest("podns/nothing").catch(() => undefined);
      const took = (performance.now() - begin) / 1000;
      if (took > deaf) [deaf, during] = [took, `${before} … ${last}`];
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  };

  try {
    await ask("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "hostile" }],
      initializationOptions: { commands: ["podns.simulate", "podns.showRecords"] },
      capabilities,
    });
    await connection.sendNotification("initialized", {});
    const heard = listen();
    const uri = pathToFileURL(join(folder, file)).href;
    let document = TextDocument.create(uri, "yaml", 1, text);
    last = "didOpen";
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text },
    });
    const everything = async (): Promise<number> => {
      const textDocument = { uri };
      const begin = performance.now();
      await ask("textDocument/diagnostic", { textDocument });
      const took = (performance.now() - begin) / 1000;
      const length = document.getText().length;
      for (const offset of [0, Math.floor(length / 2), length]) {
        const position = document.positionAt(offset);
        await ask("textDocument/hover", { textDocument, position });
        await ask("textDocument/completion", { textDocument, position });
        await ask("textDocument/definition", { textDocument, position });
        await ask("textDocument/codeAction", {
          textDocument,
          range: { start: position, end: position },
          context: { diagnostics: [] },
        });
      }
      const range = { start: { line: 0, character: 0 }, end: document.positionAt(length) };
      await ask("textDocument/documentSymbol", { textDocument });
      await ask("textDocument/codeLens", { textDocument });
      await ask("textDocument/documentLink", { textDocument });
      await ask("textDocument/semanticTokens/full", { textDocument });
      await ask("textDocument/inlayHint", { textDocument, range });
      return took;
    };
    const change = async (contentChanges: readonly { readonly text: string; readonly range?: unknown }[]) => {
      document = TextDocument.update(document, contentChanges as never, document.version + 1);
      last = "didChange";
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: document.version },
        contentChanges,
      });
      return everything();
    };
    await everything();
    await ask("workspace/diagnostic", { previousResultIds: [] });
    await ask("workspace/symbol", { query: "a" });
    const edits: number[] = [];
    const end = document.positionAt(text.length);
    edits.push(await change([{ range: { start: end, end }, text: "\n# more\n" }]));
    const start = { line: 0, character: 0 };
    edits.push(await change([{ range: { start, end: start }, text: "# before\n" }]));
    edits.push(await change([{ text: `${text}\n# other\n` }]));
    await ask("workspace/diagnostic", { previousResultIds: [] });
    await ask("shutdown", undefined);
    listening = false;
    await heard;
    await connection.sendNotification("exit");
    await ended;
    const [, seconds = Number.POSITIVE_INFINITY, megabytes = Number.POSITIVE_INFINITY] = (
      /\n::account \[([\d.e-]+),([\d.]+)\]/.exec(errors) ?? []
    ).map(Number);
    const printed = errors.replace(/\n::account .*/, "").trim();
    if (printed !== "") complaints.push(printed);
    return { seconds, megabytes, deaf, during, edits, complaints };
  } finally {
    listening = false;
    connection.dispose();
    child.kill("SIGKILL");
    rmSync(own, { recursive: true, force: true });
  }
}
