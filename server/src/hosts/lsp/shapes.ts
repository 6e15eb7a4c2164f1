/**
 * The table of parameter shapes, beside the table of requests (features.ts): what every message that the server takes must
 * look like. A request with other parameters is refused in words, a notification with other parameters is ignored.
 */
import {
  array,
  boolean,
  custom,
  type GenericSchema,
  getDotPath,
  integer,
  literal,
  maxValue,
  minValue,
  nullish,
  number,
  object,
  optional,
  picklist,
  pipe,
  safeParse,
  string,
  union,
  unknown,
} from "valibot";

import { clientIds } from "../../dns/clients/simulation.ts";

/** A shape; its messages complete the sentence "'field' must be …". */
export type Shape = GenericSchema;

const text: Shape = string("a string");
const flag: Shape = boolean("true or false");

/** LSP's `uinteger`: 0 to 2^31 - 1. Larger lines and characters than a document has are valid and mean its end. */
const highest = 2_147_483_647;
const cardinal = `a whole number from 0 to ${highest}`;
const uinteger: Shape = pipe(number(cardinal), integer(cardinal), minValue(0, cardinal), maxValue(highest, cardinal));
const client: Shape = picklist(clientIds, "the id of a client that is simulated");
const whole: Shape = pipe(number("a whole number"), integer("a whole number"));

/** Some clients cannot write an empty object, and write an empty list. */
const anObject: Shape = custom((value) => typeof value === "object" && value !== null, "an object");
const record = (fields: Readonly<Record<string, Shape>>): Shape =>
  pipe(
    custom((value) => typeof value === "object" && value !== null && !Array.isArray(value), "an object"),
    object(fields),
  );
const list = (item: Shape): Shape => array(item, "a list");

const position: Shape = record({ line: uinteger, character: uinteger });
const range: Shape = record({ start: position, end: position });
const textDocument: Shape = record({ uri: text });
const token: Shape = union([text, whole], "a string or a whole number");
const folders: Shape = list(record({ uri: text }));

/** Fields that any request may have, which the library reads. */
const progress = { workDoneToken: nullish(token), partialResultToken: nullish(token) };
const request = (fields: Readonly<Record<string, Shape>>): Shape => record({ ...fields, ...progress });
const inDocument: Shape = request({ textDocument });
const atPosition: Shape = request({ textDocument, position });

/** An item that an answer of ours brought. */
const inItem: Shape = request({
  item: record({ name: text, kind: whole, uri: text, range, selectionRange: range }),
});

/** A question of the panel. */
const question = {
  uri: optional(text),
  position: optional(position),
  environment: optional(text),
  from: optional(text),
  name: text,
  type: optional(text),
  client: optional(client),
};
/** What of a map is looked for. */
const map = {
  environment: optional(text),
  uri: optional(text),
  namespace: optional(text),
  text: optional(text),
  onlyFailing: optional(flag),
};
const mapFormats = ["svg", "mermaid", "dot", "json"] as const;
const verbs = ["delete", "restart", "scale", "rollout", "late", "node-down"] as const;
const plannedVerb: Shape = picklist(verbs, verbs.join(", "));

/** Requests: those of features.ts, and those that the server answers beside that table. */
export const requestShapes: Readonly<Record<string, Shape>> = {
  initialize: request({
    processId: nullish(whole),
    rootUri: nullish(text),
    workspaceFolders: nullish(folders),
    // What is announced in another form counts as not announced (client-support.ts).
    capabilities: anObject,
  }),
  shutdown: unknown(),
  "textDocument/diagnostic": inDocument,
  "workspace/diagnostic": request({ previousResultIds: list(record({ uri: text, value: text })) }),
  "textDocument/codeAction": request({
    textDocument,
    range,
    context: record({ diagnostics: nullish(list(record({}))), only: optional(list(text)) }),
  }),
  "textDocument/hover": atPosition,
  "textDocument/definition": atPosition,
  "textDocument/declaration": atPosition,
  "textDocument/typeDefinition": atPosition,
  "textDocument/implementation": atPosition,
  "textDocument/references": request({ textDocument, position, context: record({ includeDeclaration: flag }) }),
  "textDocument/documentHighlight": atPosition,
  "textDocument/prepareRename": atPosition,
  "textDocument/rename": request({ textDocument, position, newName: text }),
  "workspace/willRenameFiles": request({ files: list(record({ oldUri: text, newUri: text })) }),
  "textDocument/selectionRange": request({ textDocument, positions: list(position) }),
  "textDocument/documentLink": inDocument,
  "textDocument/prepareCallHierarchy": atPosition,
  "callHierarchy/incomingCalls": inItem,
  "callHierarchy/outgoingCalls": inItem,
  "textDocument/completion": request({ textDocument, position, context: nullish(record({ triggerKind: whole })) }),
  "textDocument/documentSymbol": inDocument,
  "workspace/symbol": request({ query: text }),
  "textDocument/semanticTokens/full": inDocument,
  "textDocument/semanticTokens/range": request({ textDocument, range }),
  "textDocument/inlayHint": request({ textDocument, range }),
  "textDocument/codeLens": inDocument,
  "podns/simulate": request(question),
  "podns/timeline": request({
    ...question,
    plan: optional(
      record({
        start: picklist(["settled", "empty", "OrderedReady", "Parallel"], "settled, empty, OrderedReady or Parallel"),
        events: list(record({ at: number("a number"), verb: plannedVerb, target: text, replicas: optional(whole) })),
        cache: picklist(["none", "java", "java-forever", "nscd"], "none, java, java-forever or nscd"),
        nodeLocal: optional(flag),
      }),
    ),
    file: optional(text),
  }),
  "podns/names": request({
    environment: optional(text),
    uri: optional(text),
    from: optional(text),
    client: optional(client),
    text: optional(text),
  }),
  "podns/records": request({ uri: text, environment: optional(text) }),
  "podns/environments": request({ uri: optional(text) }),
  "podns/compare": request({ environments: list(text) }),
  "podns/map": request(map),
  "podns/mapText": request({ ...map, format: picklist(mapFormats, mapFormats.join(", ")) }),
  "podns/explorer": request({ node: optional(text), text: optional(text) }),
  "podns/explorerPlace": request({ uri: text, position }),
  "podns/decisions": request({ uri: optional(text), position: optional(position) }),
  "podns/renderedChart": request({ uri: optional(text), environment: optional(text) }),
};

/** Notifications that the server or its library listens to. Others are unknown, and ignored whatever they hold. */
export const notificationShapes: Readonly<Record<string, Shape>> = {
  "$/cancelRequest": record({ id: token }),
  "$/progress": record({ token }),
  "$/setTrace": record({ value: text }),
  "window/workDoneProgress/cancel": record({ token }),
  "textDocument/didOpen": record({
    textDocument: record({ uri: text, languageId: nullish(text), version: nullish(whole), text }),
  }),
  "textDocument/didChange": record({
    textDocument: record({ uri: text, version: whole }),
    contentChanges: list(record({ range: optional(range), text })),
  }),
  "textDocument/didClose": record({ textDocument }),
  "workspace/didChangeConfiguration": record({}),
  "workspace/didChangeWatchedFiles": record({
    changes: list(record({ uri: text, type: union([literal(1), literal(2), literal(3)], "1, 2 or 3") })),
  }),
  "podns/chooseEnvironments": record({ environments: list(text) }),
  "workspace/didChangeWorkspaceFolders": record({ event: record({ added: folders, removed: folders }) }),
};

/** What is wrong with parameters, in words that name the field; undefined when nothing is. Reads no deeper than the shape. */
export function wrongIn(shape: Shape, params: unknown): string | undefined {
  const result = safeParse(shape, params, { abortEarly: true });
  if (result.success) return undefined;
  const [issue] = result.issues;
  const path = getDotPath(issue);
  if (path === null) return `the parameters must be ${issue.message}, not ${brief(issue.input)}`;
  return issue.input === undefined
    ? `'${path}' is missing`
    : `'${path}' must be ${issue.message}, not ${brief(issue.input)}`;
}

/** A value in a few words: never more of it than a line holds. */
export function brief(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return String(value);
}
