/** Checks that every request refuses what it cannot answer, and says which field is wrong. */
import { expect, test } from "vitest";
import { features } from "./features.ts";
import { brief, requestShapes, wrongIn } from "./shapes.ts";

const uri = "file:///workspace/web.yaml";
const textDocument = { uri };
const position = { line: 0, character: 0 };
const range = { start: position, end: position };
const item = { name: "web", kind: 5, uri, range, selectionRange: range };

/** The least that each request takes. */
const right: Readonly<Record<string, unknown>> = {
  initialize: { capabilities: {} },
  "textDocument/diagnostic": { textDocument },
  "workspace/diagnostic": { previousResultIds: [{ uri, value: "1" }] },
  "textDocument/codeAction": { textDocument, range, context: { diagnostics: [] } },
  "textDocument/hover": { textDocument, position },
  "textDocument/definition": { textDocument, position },
  "textDocument/declaration": { textDocument, position },
  "textDocument/typeDefinition": { textDocument, position },
  "textDocument/implementation": { textDocument, position },
  "textDocument/references": { textDocument, position, context: { includeDeclaration: true } },
  "textDocument/documentHighlight": { textDocument, position },
  "textDocument/prepareRename": { textDocument, position },
  "textDocument/rename": { textDocument, position, newName: "web" },
  "workspace/willRenameFiles": { files: [{ oldUri: uri, newUri: `${uri}.old` }] },
  "textDocument/selectionRange": { textDocument, positions: [position] },
  "textDocument/documentLink": { textDocument },
  "textDocument/prepareCallHierarchy": { textDocument, position },
  "callHierarchy/incomingCalls": { item },
  "callHierarchy/outgoingCalls": { item },
  "textDocument/completion": { textDocument, position },
  "textDocument/documentSymbol": { textDocument },
  "workspace/symbol": { query: "" },
  "textDocument/semanticTokens/full": { textDocument },
  "textDocument/semanticTokens/range": { textDocument, range: { start: position, end: position } },
  "textDocument/inlayHint": { textDocument, range: { start: position, end: position } },
  "textDocument/codeLens": { textDocument },
  "podns/simulate": { name: "web", uri, position, from: "a/b", type: "A", client: "dig", environment: "x" },
  "podns/timeline": {
    ...{ name: "web", uri, position, from: "a/b", type: "A", client: "dig", environment: "x", file: uri },
    plan: {
      ...{ start: "Parallel", cache: "java", nodeLocal: true },
      events: [{ at: 1.5, verb: "scale", target: "a/pod/b", replicas: 2 }],
    },
  },
  "podns/names": { uri, from: "a/b", client: "dig", environment: "x", text: "w" },
  "podns/records": { uri, environment: "x" },
  "podns/environments": { uri },
  "podns/compare": { environments: ["x"] },
  "podns/explorer": { node: "x", text: "web" },
  "podns/explorerPlace": { uri, position },
  "podns/decisions": { uri, position: { line: 0, character: 0 } },
  "podns/renderedChart": { uri, environment: "x" },
  "podns/map": { uri, environment: "x", namespace: "a", text: "web", onlyFailing: true },
  "podns/mapText": { uri, environment: "x", format: "dot" },
};

const shapeOf = (method: string) => requestShapes[method] ?? expect.fail(`no shape of ${method}`);

test("a client that is not simulated is refused, whatever objects have by that name", () => {
  for (const client of ["", "nslookup", "constructor", "__proto__"])
    expect(wrongIn(shapeOf("podns/simulate"), { name: "web", client })).toBe(
      `'client' must be the id of a client that is simulated, not ${JSON.stringify(client)}`,
    );
});

test("every request has a shape", () => {
  const answered = features.map(({ method }) => method);
  expect(Object.keys(requestShapes).sort()).toEqual(
    [...answered, "initialize", "shutdown", "workspace/diagnostic"].sort(),
  );
  expect([...Object.keys(right), "shutdown"].sort()).toEqual(Object.keys(requestShapes).sort());
});

/** The value with each of its parts replaced by something else or left out, and the part's path. */
function* variants(value: unknown, path: string): Generator<readonly [string, unknown]> {
  const others = [null, undefined, true, -1, 0.5, 2 ** 31, "a text", [], {}, [[]]];
  for (const other of others) if (JSON.stringify(other) !== JSON.stringify(value)) yield [path, other];
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = path === "" ? key : `${path}.${key}`;
    for (const [where, changed] of variants(inner, at)) {
      yield [
        where,
        Array.isArray(value) ? value.map((item) => (item === inner ? changed : item)) : { ...value, [key]: changed },
      ];
    }
  }
}

test.each(Object.entries(right))("%s takes what is right, and names what is wrong", (method, params) => {
  const shape = shapeOf(method);
  expect(wrongIn(shape, params)).toBeUndefined();
  let refused = 0;
  for (const [path, changed] of variants(params, "")) {
    const wrong = wrongIn(shape, changed);
    if (wrong === undefined) continue;
    refused += 1;
    // The field itself, or one inside what took its place.
    expect(wrong).toMatch(path === "" ? /^(the parameters must be |'[\w.]+' is missing$)/ : `'${path}`);
  }
  expect(refused).toBeGreaterThan(5);
});

test.each([
  [{ line: -1, character: 0 }, "'position.line' must be a whole number from 0 to 2147483647, not -1"],
  [{ line: 0, character: 1.5 }, "'position.character' must be a whole number from 0 to 2147483647, not 1.5"],
  [{ line: 1e300, character: 0 }, "'position.line' must be a whole number from 0 to 2147483647, not 1e+300"],
  [{ line: "0", character: 0 }, "'position.line' must be a whole number from 0 to 2147483647, not \"0\""],
  [{ line: 0 }, "'position.character' is missing"],
  [[0, 0], "'position' must be an object, not a list"],
  [null, "'position' must be an object, not null"],
  [undefined, "'position' is missing"],
  [{ line: 2_147_483_647, character: 2_147_483_647 }, undefined],
])("position %j: %s", (at, words) => {
  expect(wrongIn(shapeOf("textDocument/hover"), { textDocument, position: at })).toBe(words);
});

test("parameters of the wrong form are refused", () => {
  const shape = shapeOf("textDocument/hover");
  expect(wrongIn(shape, null)).toBe("the parameters must be an object, not null");
  expect(wrongIn(shape, undefined)).toBe("the parameters must be an object, not missing");
  expect(wrongIn(shape, [])).toBe("the parameters must be an object, not a list");
  expect(wrongIn(shape, "x")).toBe('the parameters must be an object, not "x"');
});

test("an empty list stands for an empty object where a client announces what it can do", () => {
  expect(wrongIn(shapeOf("initialize"), { capabilities: [] })).toBeUndefined();
  expect(wrongIn(shapeOf("initialize"), { capabilities: null })).toBe("'capabilities' must be an object, not null");
});

test("a value is told in a few words", () => {
  expect(brief("x".repeat(100_000)).length).toBeLessThan(50);
  expect(brief("\u001b[31m\n")).toBe('"\\u001b[31m\\n"');
  expect([brief({}), brief([1]), brief(null), brief(undefined), brief(5)]).toEqual([
    "an object",
    "a list",
    "null",
    "missing",
    "5",
  ]);
});
