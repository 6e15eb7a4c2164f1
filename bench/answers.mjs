/**
 * What each answer about names costs the server: CPU of its main thread, asked over the wire in many files of a tree, each of which is
 * opened and judged first, as an editor does. Read from /proc: on Linux only.
 *
 *   node bench/answers.mjs FOLDER SERVICES [--files 40]    a tree of generate.mjs
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { loaded, placeAt } from "./edits.mjs";
import { quantile } from "./figures.mjs";
import { folderAt } from "./generate.mjs";

/** Where each question is asked: a file, and a text whose last character is in front of the cursor. */
const places = {
  serviceName: ["store.yaml", /serviceName: [a-z]+/],
  host: ["deployment.yaml", /value: http:\/\/[a-z]+/],
  hostInConfig: ["config.yaml", /STORE_HOSTS: [a-z]+/],
  service: ["service.yaml", /metadata:\n {2}name: [a-z]+/],
};

const at = (place, method, more) => ({ place, method, more });

/** By the name that the table prints. */
const questions = {
  "completion, serviceName": at("serviceName", "completion"),
  "completion, in a string": at("host", "completion"),
  "hover, serviceName": at("serviceName", "hover"),
  "hover, host": at("host", "hover"),
  "definition, serviceName": at("serviceName", "definition"),
  "definition, host": at("host", "definition"),
  declaration: at("host", "declaration"),
  "type definition": at("host", "typeDefinition"),
  implementation: at("host", "implementation"),
  "references, host": at("host", "references", { context: { includeDeclaration: true } }),
  "references, Service": at("service", "references", { context: { includeDeclaration: true } }),
  "highlights, serviceName": at("serviceName", "documentHighlight"),
  "highlights, host": at("host", "documentHighlight"),
  "prepare rename": at("host", "prepareRename"),
  "rename, Service": at("service", "rename", { newName: "renamed" }),
  "call hierarchy": at("host", "prepareCallHierarchy"),
  "incoming calls": at("service", "incomingCalls"),
  "outgoing calls": at("service", "outgoingCalls"),
  "selection ranges": at("host", "selectionRange"),
  links: at("host", "documentLink"),
  "code actions, host": at("host", "codeAction"),
  "code actions, list": at("hostInConfig", "codeAction"),
  "code actions, Service": at("service", "codeAction"),
  "lenses, Service": at("service", "codeLens"),
  "lenses, StatefulSet": at("serviceName", "codeLens"),
  "tokens, Deployment": at("host", "semanticTokens/full"),
  "tokens, ConfigMap": at("hostInConfig", "semanticTokens/full"),
  "inlay hints": at("host", "inlayHint"),
  "document symbols": at("serviceName", "documentSymbol"),
};

/** What a person types to find a name: an FQDN, its beginning, a name alone, letters of it, what is not there. */
const queries = {
  "workspace symbols, FQDN": (name, namespace) => `${name}.${namespace}.svc.cluster.local`,
  "workspace symbols, beginning": (name) => name.slice(0, 8),
  "workspace symbols, one letter": (name) => name.slice(0, 1),
  "workspace symbols, letters": (name) => name.replace("-", "").slice(0, 8),
  "workspace symbols, nothing": () => "no-such-name",
};

function paramsOf({ uri, text }, { place, method, more }) {
  const found = places[place][1].exec(text);
  const position = placeAt(text, found.index + found[0].length);
  const textDocument = { uri };
  const range = { start: { line: 0, character: 0 }, end: placeAt(text, text.length) };
  switch (method) {
    case "codeAction":
      return { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } };
    case "inlayHint":
      return { textDocument, range };
    case "selectionRange":
      return { textDocument, positions: [position] };
    default:
      return { textDocument, position, ...more };
  }
}

/** Asks one question; calls are asked of the item that stands there, which is looked up first. */
async function ask(session, document, question) {
  const params = paramsOf(document, question);
  const { method } = question;
  if (!method.endsWith("Calls")) return session.cost(`textDocument/${method}`, params);
  const items = await session.server.ask("textDocument/prepareCallHierarchy", params);
  return session.cost(`callHierarchy/${method}`, { item: items[0] });
}

/** @param count in how many folders of the tree everything is asked */
export async function measureAnswers(folder, services, count = 40) {
  const folders = Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * services) / count)).map(
    folderAt,
  );
  const session = await loaded(folder, []);
  const seen = new Map();
  const add = (name, cost) => seen.set(name, [...(seen.get(name) ?? []), cost]);
  const names = Object.keys(questions);
  // The table of who names what is made when it is first needed; that is shown on its own.
  const first = new Map();
  for (const [round, one] of folders.entries()) {
    const documents = new Map();
    for (const [file] of Object.values(places)) {
      if (documents.has(file)) continue;
      const full = path.join(folder, one, file);
      const document = { uri: pathToFileURL(full).href, text: readFileSync(full, "utf8") };
      documents.set(file, document);
      session.server.notify("textDocument/didOpen", {
        textDocument: { ...document, languageId: "yaml", version: 1 },
      });
      await session.diagnose(document.uri);
    }
    await session.idle();
    for (let index = 0; index < names.length; index++) {
      // Each question is the first one in some of the folders.
      const name = names[(index + round) % names.length];
      const cost = await ask(session, documents.get(places[questions[name].place][0]), questions[name]);
      if (round === 0) first.set(name, cost);
      else add(name, cost);
    }
    for (const [name, query] of Object.entries(queries)) {
      const [namespace, service] = one.split("/");
      const cost = await session.cost("workspace/symbol", { query: query(service, namespace) });
      if (round === 0) first.set(name, cost);
      else add(name, cost);
    }
    for (const { uri } of documents.values()) session.server.notify("textDocument/didClose", { textDocument: { uri } });
  }
  await session.server.stop();
  return Object.fromEntries(
    [...seen].map(([name, list]) => [
      name,
      { cpu50: quantile(list, 0.5), cpu95: quantile(list, 0.95), first: first.get(name) },
    ]),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { files: { type: "string", default: "40" } },
  });
  const [folder, services] = positionals;
  const answers = await measureAnswers(path.resolve(folder), Number(services), Number(values.files));
  for (const [name, { cpu50, cpu95, first }] of Object.entries(answers))
    console.log(`${name.padEnd(30)} ${cpu50.toFixed(1)} / ${cpu95.toFixed(1)} ms, the first ${first.toFixed(1)} ms`);
}
