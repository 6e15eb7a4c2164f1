/** Checks how questions are remembered, restored and pinned; stored state and command links are untrusted. */
import { expect, test } from "vitest";
import type { SimulateResult } from "../../../server/src/protocol/simulate.ts";
import { emptyResult } from "../webview/sample-results.ts";
import type { Question } from "./messages.ts";
import { pinned, readArguments, readHistory, readQuestion, remember, withChoice } from "./question.ts";

const web: Question = { name: "web", from: "default/web-0", uri: "file:///a.yaml" };

test("the newest question stands first, each once", () => {
  const history = remember(remember(remember([], web), { ...web, name: "web-headless" }), web);
  expect(history.map(({ name }) => name)).toEqual(["web", "web-headless"]);
});

test("the same name of another type, Pod or program is another question", () => {
  const others: readonly Question[] = [
    { ...web, type: "SRV" },
    { ...web, from: "default/client" },
    { ...web, client: "dig" },
  ];
  expect(others.reduce(remember, remember([], web))).toHaveLength(4);
});

test("twenty are kept, a question without a name is not", () => {
  const many = Array.from({ length: 30 }, (_, index): Question => ({ name: `web-${index}` }));
  const history = many.reduce(remember, [] as readonly Question[]);
  expect(history).toHaveLength(20);
  expect(history[0]?.name).toBe("web-29");
  expect(remember([], { name: "" })).toEqual([]);
});

test("the cursor's place is forgotten", () => {
  expect(remember([], { ...web, position: { line: 3, character: 0 } })).toEqual([web]);
});

test("stored history of the wrong form is left out", () => {
  expect(readHistory(undefined)).toEqual([]);
  expect(readHistory([web, null, 7, { name: 8 }, { name: "x", from: 9, client: "dig" }])).toEqual([
    web,
    { name: "x", client: "dig" },
  ]);
});

test("arguments of the wrong type are left out", () => {
  expect(readArguments("web")).toEqual({});
  expect(readArguments([web])).toEqual({});
  expect(readArguments({ uri: 1, from: "default/web-0", name: null, position: { line: 1 } })).toEqual({
    from: "default/web-0",
  });
  expect(readArguments({ position: { line: 1, character: 2, extra: true } })).toEqual({
    position: { line: 1, character: 2 },
  });
});

test("a question survives JSON", () => {
  const question: Question = {
    ...web,
    type: "SRV",
    environment: "app",
    client: "dig",
    position: { line: 1, character: 2 },
  };
  expect(readQuestion(JSON.parse(JSON.stringify(question)))).toEqual(question);
});

test("the Pod that the server chose is pinned, the one that a person chose stays", () => {
  expect(pinned({ name: "web" }, emptyResult)).toEqual({ name: "web", from: "default/web-0" });
  expect(pinned({ name: "web", from: "default/gone" }, emptyResult).from).toBe("default/gone");
  const nobody: SimulateResult = { ...emptyResult, from: null };
  expect(pinned({ name: "web" }, nobody)).toEqual({ name: "web" });
});

test("an empty choice takes the field away", () => {
  expect(withChoice({ ...web, type: "SRV" }, "type", "")).toEqual(web);
  expect(withChoice(web, "type", "PTR").type).toBe("PTR");
});
