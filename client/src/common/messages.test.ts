/** Checks that every message is plain JSON and is known again at the other end. */
import { expect, test } from "vitest";
import { emptyResult, podResult, typoResult } from "../webview/sample-results.ts";
import { type Question, type ToExtension, type ToPage, toExtension, toPage } from "./messages.ts";

const question: Question = { name: "web", from: "default/web-0", uri: "file:///a.yaml" };
const link = {
  uri: "file:///a.yaml",
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } },
  label: "a.yaml:1",
};

const fromPage: readonly ToExtension[] = [
  { kind: "ready" },
  { kind: "ask", sequence: 1, question, remember: true },
  { kind: "complete", sequence: 2, text: "we", question },
  { kind: "open", link },
  { kind: "fix", title: "Create it", question },
  { kind: "copy", text: "$ nslookup" },
  { kind: "records", of: { uri: "file:///a.yaml" } },
];

const fromExtension: readonly ToPage[] = [
  { kind: "set", question: {}, focus: true },
  { kind: "answer", sequence: 1, result: emptyResult },
  { kind: "answer", sequence: 1, result: podResult },
  { kind: "answer", sequence: 1, result: typoResult },
  { kind: "failed", sequence: 1, message: "closed" },
  { kind: "names", sequence: 1, names: [{ name: "web", fqdn: "web.default.svc.cluster.local", about: "" }] },
  { kind: "history", entries: [question] },
  { kind: "server", phase: "failed", message: "gone" },
];

test.each(fromPage)("the page's $kind goes round", (message) => {
  expect(toExtension(JSON.parse(JSON.stringify(message)))).toEqual(message);
});

test.each(fromExtension)("the extension's $kind goes round", (message) => {
  expect(toPage(JSON.parse(JSON.stringify(message)))).toEqual(message);
});

test("anything else is not a message", () => {
  for (const other of [null, undefined, 7, "ask", [], {}, { kind: 1 }, { kind: "toString" }, { type: "ask" }]) {
    expect(toExtension(other)).toBeUndefined();
    expect(toPage(other)).toBeUndefined();
  }
});
