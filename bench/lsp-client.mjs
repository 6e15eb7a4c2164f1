/**
 * Plays an editor that talks to a language server over stdio, as far as a benchmark needs it. It answers the server's
 * own requests.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Milliseconds without a request for files after which a scan counts as over. */
const quietMs = 1500;

/** Starts a server; `requests` counts what it asks of the client, by method. */
export function startServer(command, args, root) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const pending = new Map();
  const requests = { readFiles: 0, filesRead: 0, last: performance.now() };
  let nextId = 1;
  let buffer = Buffer.alloc(0);
  const send = (message) => {
    // A server that is being stopped may still ask for files.
    if (!child.stdin.writable) return;
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  };
  const receive = (message) => {
    if (message.method !== undefined) {
      if (message.id !== undefined) send({ id: message.id, result: answer(message, root, requests) });
      return;
    }
    pending.get(message.id)?.(message);
    pending.delete(message.id);
  };
  child.stdout.on("data", (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())?.[1]);
      if (buffer.length < head + 4 + length) return;
      const body = buffer.subarray(head + 4, head + 4 + length).toString();
      buffer = buffer.subarray(head + 4 + length);
      receive(JSON.parse(body));
    }
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  return {
    pid: child.pid,
    requests,
    notify: (method, params) => send({ method, params }),
    ask: (method, params) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        pending.set(id, (message) =>
          message.error ? reject(new Error(message.error.message)) : resolve(message.result),
        );
        exited.then(() => reject(new Error("the server has ended")));
        send({ id, method, params });
      }),
    /** Resolves when the server has asked for no file for a while: its first scan is over. */
    settled: async () => {
      while (performance.now() - requests.last < quietMs) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    stop: async () => {
      child.stdin.end();
      child.kill();
      await exited;
    },
  };
}

/** What an editor answers: its files, no settings, yes to everything else. */
function answer({ method, params }, root, requests) {
  switch (method) {
    case "podns/findFiles":
      return { uris: filesOf(root).map((file) => pathToFileURL(file).href) };
    case "podns/readFiles":
      requests.readFiles += 1;
      requests.filesRead += params.uris.length;
      requests.last = performance.now();
      return { texts: params.uris.map((uri) => textOf(fileURLToPath(uri))) };
    case "podns/readChart": {
      const folder = fileURLToPath(params.folder);
      const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = names.map((entry) => path.join(entry.parentPath, entry.name));
      return { files: paths.map((file) => ({ path: path.relative(folder, file), text: readFileSync(file, "utf8") })) };
    }
    case "workspace/configuration":
      return params.items.map(() => null);
    case "workspace/workspaceFolders":
      return [{ uri: pathToFileURL(root).href, name: "bench" }];
    default:
      return null;
  }
}

/** Null for what is not a file: the server asks for what a kustomization names. */
function textOf(file) {
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8") : null;
}

function filesOf(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
