/** Checks who hears which answer, and what is kept; the server is a function here. */
import { expect, test } from "vitest";
import type { SimulateResult } from "../../../server/src/protocol/simulate.ts";
import { emptyResult, podResult } from "../webview/sample-results.ts";
import type { ToPage } from "./messages.ts";
import { type Questions, questionsOf, type Surroundings } from "./panel-questions.ts";

interface Stage {
  readonly questions: Questions;
  readonly posted: readonly ToPage[];
  readonly sent: readonly (readonly [string, unknown])[];
}

/** @param answer what the server says to the method; it may throw. */
function stage(answer: (method: string) => unknown, ready: Promise<void> = Promise.resolve()): Stage {
  const posted: ToPage[] = [];
  const sent: (readonly [string, unknown])[] = [];
  const kept = new Map<string, unknown>();
  const client = {
    sendRequest: async (method: string, params: unknown) => {
      sent.push([method, params]);
      return answer(method);
    },
  };
  const memento = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => {
      kept.set(key, value);
    },
  };
  const post = (message: ToPage): void => {
    posted.push(message);
  };
  // The parts that are used of two interfaces of VS Code, which exists only inside VS Code.
  const surroundings = { client, ready, memento, post } as unknown as Surroundings;
  return { questions: questionsOf(surroundings), posted, sent };
}

const kinds = (messages: readonly ToPage[]): readonly string[] => messages.map((message) => message.kind);

test("an answer is posted, kept and remembered with the Pod that asked", async () => {
  const { questions, posted } = stage(() => podResult);
  await questions.simulate(3, { name: "web", position: { line: 1, character: 0 } }, true);
  expect(posted[0]).toEqual({ kind: "answer", sequence: 3, result: podResult });
  expect(posted[1]).toEqual({ kind: "history", entries: [{ name: "web", from: "default/web-0" }] });
  expect(questions.last()).toMatchObject({ name: "web", from: "default/web-0" });
});

test("only the newest question is answered", async () => {
  const { questions, posted } = stage(() => podResult);
  await Promise.all([questions.simulate(1, { name: "a" }, false), questions.simulate(2, { name: "b" }, false)]);
  expect(posted).toEqual([{ kind: "answer", sequence: 2, result: podResult }]);
});

test("asking again keeps the sequence and the Pod, and is not remembered", async () => {
  const answers: readonly SimulateResult[] = [podResult, emptyResult];
  let count = 0;
  const { questions, posted, sent } = stage(() => answers[count++]);
  await questions.again();
  expect(sent).toEqual([]);
  await questions.simulate(7, { name: "web" }, false);
  await questions.again();
  expect(sent[1]).toEqual(["podns/simulate", { name: "web", from: "default/web-0" }]);
  expect(posted[1]).toEqual({ kind: "answer", sequence: 7, result: emptyResult });
  expect(questions.history()).toEqual([]);
});

test("a failure is told in the server's words, also when there is no server", async () => {
  const failing = stage(() => {
    throw new Error("connection closed");
  });
  await failing.questions.simulate(1, { name: "web" }, true);
  expect(failing.posted).toEqual([{ kind: "failed", sequence: 1, message: "connection closed" }]);
  const dead = stage(() => podResult, Promise.reject(new Error("ENOENT")));
  await dead.questions.simulate(1, { name: "web" }, true);
  expect(dead.posted).toEqual([{ kind: "failed", sequence: 1, message: "ENOENT" }]);
  expect(dead.sent).toEqual([]);
});

test("a server that is stopped, or ended on the way, is said in words", async () => {
  const failing = (code: number): Stage =>
    stage(() => {
      throw Object.assign(new Error("Client is not running"), { code });
    });
  const messages = await Promise.all(
    [-32096, -32097, -32603].map(async (code) => {
      const { questions, posted } = failing(code);
      await questions.simulate(1, { name: "web" }, false);
      return posted[0];
    }),
  );
  expect(messages).toEqual([
    { kind: "failed", sequence: 1, message: expect.stringContaining("reload the window") },
    { kind: "failed", sequence: 1, message: expect.stringContaining("ask again") },
    { kind: "failed", sequence: 1, message: "Client is not running" },
  ]);
});

test("names are those that fit; without them the list is empty", async () => {
  const names = ["web", "api"].map((name) => ({ name, fqdn: `${name}.`, about: "" }));
  const { questions, posted, sent } = stage(() => ({ names, complete: true }));
  await questions.complete(4, "we", { name: "x", uri: "file:///a", from: "default/web-0" });
  expect(sent).toEqual([["podns/names", { uri: "file:///a", from: "default/web-0" }]]);
  expect(posted).toEqual([{ kind: "names", sequence: 4, names: [names[0]] }]);
  const failing = stage(() => {
    throw new Error("no");
  });
  await failing.questions.complete(5, "", { name: "" });
  expect(kinds(failing.posted)).toEqual(["names"]);
});

test("the names are asked for once per revision", async () => {
  let revision = 1;
  const { questions, sent } = stage((method) =>
    method === "podns/names" ? { names: [], complete: true } : { ...podResult, revision },
  );
  const question = { name: "web", from: "default/web-0" };
  await questions.complete(1, "w", question);
  await questions.complete(2, "we", question);
  revision = 2;
  await questions.simulate(1, question, false);
  await questions.complete(3, "web", question);
  expect(sent.map(([method]) => method)).toEqual(["podns/names", "podns/simulate", "podns/names"]);
});

test("of too many names, those with the text are asked for", async () => {
  const { questions, posted, sent } = stage(() => ({
    names: [{ name: "web", fqdn: "web.", about: "" }],
    complete: false,
  }));
  await questions.complete(1, "", { name: "" });
  await questions.complete(2, "we", { name: "", client: "dig" });
  expect(sent.map(([, params]) => params)).toEqual([{}, { client: "dig" }, { client: "dig", text: "we" }]);
  expect(kinds(posted)).toEqual(["names", "names"]);
});
