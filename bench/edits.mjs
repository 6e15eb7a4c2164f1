/**
 * What one edit costs the server, by kind of edit: CPU of its main thread until the findings of the edited file are there,
 * and CPU of all its threads until it has nothing more to do. Read from /proc: on Linux only.
 *
 *   node bench/edits.mjs FOLDER SAMPLE [--rounds 8]      a tree of generate.mjs, and the sample that it named
 *   node bench/edits.mjs FOLDER --overlays N [--rounds 8]  a tree of overlays.mjs
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { quantile } from "./figures.mjs";
import { startServer } from "./lsp-client.mjs";
import { treeOfOverlays } from "./overlays.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const script = path.join(root, "dist", "server.node.js");

export const canMeasureEdits = existsSync("/proc/self/schedstat");

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const cpuOf = (folder) => Number(readFileSync(`${folder}/schedstat`, "utf8").split(" ")[0]) / 1e6;

/** Milliseconds of CPU of the main thread, and of all threads. */
function clock(pid) {
  return {
    main: () => cpuOf(`/proc/${pid}`),
    all: () =>
      readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
        try {
          return sum + cpuOf(`/proc/${pid}/task/${task}`);
        } catch {
          return sum; // The thread has ended meanwhile.
        }
      }, 0),
    rss: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024,
  };
}

const capabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
  },
  textDocument: { diagnostic: {}, hover: { contentFormat: ["markdown"] }, synchronization: {} },
};

export function placeAt(text, offset) {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1).length };
}

/** A server that has read its folder, with its clock. `deafMs`: the longest wait for an answer that needs nothing. */
export async function loaded(folder, opened) {
  const server = startServer(process.execPath, [script, "--stdio"], folder);
  const { main, all, rss } = clock(server.pid);
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: "bench" }];
  const rootUri = pathToFileURL(folder).href;
  await server.ask("initialize", { processId: process.pid, rootUri, capabilities, workspaceFolders });
  server.notify("initialized", {});
  const documents = new Map();
  for (const file of opened) {
    const uri = pathToFileURL(path.join(folder, file)).href;
    const text = readFileSync(path.join(folder, file), "utf8");
    documents.set(file, { uri, text, version: 1 });
    server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
  }
  let deafMs = 0;
  for (let idle = 0, before = all(); idle < 30; ) {
    const asked = performance.now();
    await server.ask("podns/nothing", {}).catch(() => undefined);
    deafMs = Math.max(deafMs, performance.now() - asked);
    await sleep(30);
    const now = all();
    idle = now - before < 5 ? idle + 1 : 0;
    before = now;
  }
  const idle = async () => {
    for (let quiet = 0, before = all(); quiet < 4; ) {
      await sleep(25);
      const now = all();
      quiet = now - before < 2 ? quiet + 1 : 0;
      before = now;
    }
  };
  /** CPU of the main thread for one answer. */
  const cost = async (method, params) => {
    const before = main();
    await server.ask(method, params);
    return main() - before;
  };
  /** CPU until the answer, and until nothing is done any more. */
  const measure = async (change, answer) => {
    const [atMain, atAll] = [main(), all()];
    change();
    await answer();
    const cpu = main() - atMain;
    await idle();
    return { cpu, settled: all() - atAll };
  };
  const diagnose = (uri) => server.ask("textDocument/diagnostic", { textDocument: { uri } });
  const edit = (file, offset, removed, inserted) => {
    const document = documents.get(file);
    const range = { start: placeAt(document.text, offset), end: placeAt(document.text, offset + removed) };
    document.version += 1;
    document.text = document.text.slice(0, offset) + inserted + document.text.slice(offset + removed);
    const textDocument = { uri: document.uri, version: document.version };
    const change = { textDocument, contentChanges: [{ range, text: inserted }] };
    return measure(
      () => server.notify("textDocument/didChange", change),
      () => diagnose(document.uri),
    );
  };
  return { server, documents, deafMs: Math.round(deafMs), measure, cost, idle, edit, diagnose, rss };
}

export function summary(list) {
  const of = (key, share) =>
    quantile(
      list.map((seen) => seen[key]),
      share,
    );
  return { cpu50: of("cpu", 0.5), cpu95: of("cpu", 0.95), settled50: of("settled", 0.5), most: of("cpu", 1) };
}

/** Types a text behind what the pattern matches and takes it back, so that each round starts from the same file. */
async function rounds(session, file, pattern, inserted, count) {
  const seen = [];
  for (let round = 0; round < count; round++) {
    const match = pattern.exec(session.documents.get(file).text);
    if (match === null) throw new Error(`${file} has no ${pattern}`);
    const offset = match.index + match[0].length;
    seen.push(await session.edit(file, offset, 0, inserted));
    seen.push(await session.edit(file, offset, inserted.length, ""));
  }
  return summary(seen);
}

/** Asks behind each edit; counts only the question. */
async function questions(session, file, pattern, inserted, method, at, count) {
  const seen = [];
  for (let round = 0; round < count; round++) {
    const match = pattern.exec(session.documents.get(file).text);
    const offset = match.index + match[0].length;
    for (const isBack of [false, true]) {
      await (isBack ? session.edit(file, offset, inserted.length, "") : session.edit(file, offset, 0, inserted));
      const { uri, text } = session.documents.get(file);
      const found = at.exec(text);
      const position = placeAt(text, found.index + found[0].length);
      seen.push(
        await session.measure(
          () => undefined,
          () => session.server.ask(method, { textDocument: { uri }, position }),
        ),
      );
    }
  }
  return summary(seen);
}

/** A file that comes, gets another name and goes. */
async function fileEvents(session, folder, sample, count) {
  const beside = path.join(folder, path.dirname(sample), "bench-new.yaml");
  const moved = path.join(folder, path.dirname(sample), "bench-moved.yaml");
  const text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: bench-new\nspec:\n  ports: [{ port: 80 }]\n";
  const { uri } = session.documents.get(sample);
  const uriOf = (file) => pathToFileURL(file).href;
  const tell = (...changes) =>
    session.measure(
      () => session.server.notify("workspace/didChangeWatchedFiles", { changes }),
      () => session.diagnose(uri),
    );
  const seen = { create: [], rename: [], delete: [] };
  try {
    for (let round = 0; round < count; round++) {
      writeFileSync(beside, text);
      seen.create.push(await tell({ uri: uriOf(beside), type: 1 }));
      renameSync(beside, moved);
      seen.rename.push(await tell({ uri: uriOf(beside), type: 3 }, { uri: uriOf(moved), type: 1 }));
      rmSync(moved);
      seen.delete.push(await tell({ uri: uriOf(moved), type: 3 }));
    }
  } finally {
    for (const file of [beside, moved]) rmSync(file, { force: true });
  }
  return Object.fromEntries(Object.entries(seen).map(([kind, list]) => [kind, summary(list)]));
}

/** Edits of plain files. @param sample the StatefulSet's file in a tree of generate.mjs */
export async function measureEdits(folder, sample, count = 8) {
  const [deployment, config] = ["deployment.yaml", "config.yaml"].map((f) => path.join(path.dirname(sample), f));
  const session = await loaded(folder, [sample, deployment, config]);
  const edit = (file, pattern, inserted) => rounds(session, file, pattern, inserted, count);
  const ask = (pattern, inserted, method, at) =>
    questions(session, sample, pattern, inserted, method, at, Math.ceil(count / 2));
  const kinds = {
    comment: await edit(sample, /kind: StatefulSet/, " # c"),
    replicas: await edit(sample, /replicas: \d/, "0"),
    serviceName: await edit(sample, /serviceName: [\w-]+/, "x"),
    label: await edit(sample, /template:\n\s+metadata:\n\s+labels:\n\s+app: [\w-]+/, "x"),
    hostInDeployment: await edit(deployment, /value: http:\/\/[\w-]+/, "x"),
    hostInConfigMap: await edit(config, /STORE_HOSTS: [\w-]+/, "x"),
    ...(await fileEvents(session, folder, sample, count)),
    hover: await ask(/serviceName: [\w-]+/, "x", "textDocument/hover", /serviceName: [\w-]/),
    completion: await ask(/replicas: \d/, "0", "textDocument/completion", /serviceName: /),
  };
  const rssMegabytes = Math.round(session.rss());
  await session.server.stop();
  return { kinds, deafMs: session.deafMs, rssMegabytes };
}

/** Edits of a base, and of one overlay. @param tree what overlays.mjs generated */
export async function measureOverlays(folder, tree, count = 4) {
  const session = await loaded(folder, [tree.store, tree.api, tree.overlay]);
  const edit = (file, pattern, inserted) => rounds(session, file, pattern, inserted, count);
  const kinds = {
    comment: await edit(tree.store, /kind: StatefulSet/, " # c"),
    replicas: await edit(tree.store, /replicas: \d/, "0"),
    serviceName: await edit(tree.store, /serviceName: [\w-]+/, "x"),
    host: await edit(tree.api, /value: http:\/\/[\w-]+/, "x"),
    commentInOverlay: await edit(tree.overlay, /namespace: [\w-]+/, " # c"),
    labelInOverlay: await edit(tree.overlay, /stage: [\w-]+/, "x"),
    namespaceOfOverlay: await edit(tree.overlay, /namespace: [\w-]+/, "x"),
  };
  const rssMegabytes = Math.round(session.rss());
  await session.server.stop();
  return { kinds, deafMs: session.deafMs, rssMegabytes };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { overlays: { type: "string" }, rounds: { type: "string", default: "8" } },
  });
  const [folder, sample] = positionals;
  const count = Number(values.rounds);
  const report = values.overlays
    ? await measureOverlays(path.resolve(folder), treeOfOverlays(Number(values.overlays)), count)
    : await measureEdits(path.resolve(folder), sample, count);
  for (const [kind, { cpu50, cpu95, settled50 }] of Object.entries(report.kinds))
    console.log(`${kind.padEnd(20)} ${cpu50.toFixed(1)} / ${cpu95.toFixed(1)} ms, settled ${settled50.toFixed(1)} ms`);
  console.log(`deaf ${report.deafMs} ms, ${report.rssMegabytes} MB`);
}
