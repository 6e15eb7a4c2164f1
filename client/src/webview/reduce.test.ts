/** Checks what the panel does at each key and message: what it asks, what it shows, where the focus goes. */
import { expect, test } from "vitest";
import type { Question } from "../common/messages.ts";
import { play, posted } from "./panel.fixture.ts";
import { emptyResult, podResult, typoResult } from "./sample-results.ts";
import { type Change, initialState, type State } from "./state.ts";
import { suggestions } from "./suggestions.ts";

function asked(change: Change): readonly Question[] {
  return posted(change).flatMap((message) => (message.kind === "ask" ? [message.question] : []));
}

function focused(change: Change): readonly string[] {
  return change.effects.flatMap((effect) => (effect.kind === "focus" ? [effect.field] : []));
}

const history: readonly Question[] = [{ name: "web" }, { name: "web-headless", type: "SRV", from: "default/client" }];

/** The panel after the command was run and the lesson's Pod was asked for. */
const answered: State = play(
  initialState,
  {
    kind: "heard",
    message: { kind: "set", question: { uri: "file:///app/web.yaml", name: podResult.name }, focus: true },
  },
  { kind: "heard", message: { kind: "answer", sequence: 1, result: emptyResult } },
  { kind: "heard", message: { kind: "answer", sequence: 1, result: podResult } },
  { kind: "heard", message: { kind: "history", entries: history } },
  { kind: "heard", message: { kind: "names", sequence: 1, names: [{ name: "kubernetes", fqdn: "k.", about: "API" }] } },
).state;

const name = "name";

test("the command asks at once and puts the focus into the name", () => {
  const change = play(initialState, {
    kind: "heard",
    message: { kind: "set", question: { uri: "file:///a" }, focus: true },
  });
  expect(posted(change)).toEqual([
    { kind: "ask", sequence: 1, question: { uri: "file:///a", name: "" }, remember: false },
  ]);
  expect(focused(change)).toEqual(["name"]);
  expect(change.state.pending).toBe(true);
});

test("the command run again from elsewhere keeps the name that is in the field", () => {
  const change = play(answered, {
    kind: "heard",
    message: { kind: "set", question: { from: "default/client" }, focus: true },
  });
  expect(asked(change)).toEqual([{ from: "default/client", name: podResult.name }]);
});

test("after a reload the focus stays where it is", () => {
  expect(focused(play(initialState, { kind: "heard", message: { kind: "set", question: {}, focus: false } }))).toEqual(
    [],
  );
});

test("the answer pins the Pod that the server chose", () => {
  expect(answered.question.from).toBe("default/web-0");
  expect(answered.pending).toBe(false);
});

test("an answer to an older question is not shown", () => {
  const change = play(
    answered,
    { kind: "ask-name", name: "web" },
    { kind: "heard", message: { kind: "answer", sequence: 1, result: typoResult } },
  );
  expect(change.state.result).toBe(podResult);
  expect(change.state.pending).toBe(true);
});

test("the same question's answer comes again when a manifest changes; what is being typed stays", () => {
  const change = play(
    answered,
    { kind: "typed", field: name, text: "web-2" },
    { kind: "heard", message: { kind: "answer", sequence: 1, result: typoResult } },
  );
  expect(change.state.result).toBe(typoResult);
  expect(change.state.draft).toBe("web-2");
  expect(change.state.list?.field).toBe("name");
});

test("typing asks for names, Enter asks the text as it is, the text gets marked", () => {
  const change = play(answered, { kind: "typed", field: name, text: " web " }, { kind: "enter", field: name });
  expect(posted(change)[0]).toMatchObject({ kind: "complete", sequence: 2, text: " web " });
  expect(asked(change).map((question) => question.name)).toEqual(["web"]);
  expect(change.state.list).toBeNull();
  expect(focused(change)).toEqual(["name"]);
});

test("names that come late for an older text are dropped", () => {
  const change = play(
    answered,
    { kind: "typed", field: name, text: "a" },
    { kind: "typed", field: name, text: "ab" },
    { kind: "heard", message: { kind: "names", sequence: 2, names: [] } },
  );
  expect(change.state.names.map((choice) => choice.name)).toEqual(["kubernetes"]);
});

test("one arrow and Enter ask the first of the next questions", () => {
  const change = play(answered, { kind: "move", field: name, by: 1 }, { kind: "enter", field: name });
  expect(asked(change).map((question) => question.name)).toEqual(["web-headless"]);
});

test("the arrows go round the list, over the text itself", () => {
  const open = play(answered, { kind: "move", field: name, by: 1 }).state;
  const count = suggestions(open, name).length;
  expect(open.list?.active).toBe(0);
  const up = play(open, { kind: "move", field: name, by: -1 }).state;
  expect(up.list?.active).toBe(-1);
  expect(play(up, { kind: "move", field: name, by: -1 }).state.list?.active).toBe(count - 1);
});

test("a past question is asked with everything that belonged to it", () => {
  const open = play(answered, { kind: "move", field: name, by: 1 }).state;
  const index = suggestions(open, name).findIndex((row) => row.question === history[1]);
  expect(asked(play(open, { kind: "pick", field: name, index }))).toEqual([history[1]]);
});

test("up skips the question on show", () => {
  const state = { ...answered, history: [answered.question, ...history] };
  expect(play(state, { kind: "move", field: name, by: -1 }).state.draft).toBe("web");
});

test("up and down walk through the history as in a shell", () => {
  const once = play(answered, { kind: "move", field: name, by: -1 }).state;
  expect(once.draft).toBe("web");
  const twice = play(once, { kind: "move", field: name, by: -1 }).state;
  expect(twice.draft).toBe("web-headless");
  expect(play(twice, { kind: "move", field: name, by: -1 }).state.draft).toBe("web-headless");
  expect(asked(play(twice, { kind: "enter", field: name }))).toEqual([history[1]]);
  const back = play(twice, { kind: "move", field: name, by: 1 }, { kind: "move", field: name, by: 1 }).state;
  expect(back.draft).toBe(podResult.name);
});

test("Escape closes the list first, then takes the typing back", () => {
  const typing = play(answered, { kind: "typed", field: name, text: "x" }).state;
  const closedList = play(typing, { kind: "escape", field: name }).state;
  expect(closedList.list).toBeNull();
  expect(closedList.draft).toBe("x");
  expect(play(closedList, { kind: "escape", field: name }).state.draft).toBe(podResult.name);
});

test("another field's blur leaves an open list alone", () => {
  const open = play(answered, { kind: "open-list", field: "pod" }).state;
  expect(play(open, { kind: "close-list", field: name }).state.list?.field).toBe("pod");
  expect(play(open, { kind: "close-list", field: "pod" }).state.list).toBeNull();
});

test("the Pods' list opens at the one that asks", () => {
  const open = play(
    { ...answered, result: { ...podResult, from: podResult.pods[2] ?? null } },
    { kind: "open-list", field: "pod" },
  );
  expect(open.state.list).toMatchObject({ field: "pod", active: 2 });
  expect(focused(open)).toEqual(["pod"]);
});

test("typing narrows the Pods down by name, workload and address; Enter asks from the best", () => {
  const typed = play(answered, { kind: "typed", field: "pod", text: "pod 9.77" });
  expect(suggestions(typed.state, "pod").map((row) => row.value)).toEqual(["default/client"]);
  const change = play(typed.state, { kind: "enter", field: "pod" });
  expect(asked(change)).toEqual([{ uri: "file:///app/web.yaml", name: podResult.name, from: "default/client" }]);
  expect(focused(change)).toEqual(["pod"]);
});

test("a Pod that is not among them changes nothing", () => {
  const change = play(answered, { kind: "typed", field: "pod", text: "nobody" }, { kind: "enter", field: "pod" });
  expect(asked(change)).toEqual([]);
  expect(change.state.podDraft).toBeNull();
});

test("another type or program asks the same name again; none takes the choice away", () => {
  const chosen = play(answered, { kind: "choose", what: "type", value: "SRV" });
  expect(asked(chosen)[0]).toMatchObject({ name: podResult.name, type: "SRV" });
  const none = play(chosen.state, { kind: "choose", what: "type", value: "" });
  expect(asked(none)[0]).not.toHaveProperty("type");
});

test("a digit asks the question with that number, and does nothing where there is none", () => {
  expect(asked(play(answered, { kind: "ask-next", index: 1 })).map((question) => question.name)).toEqual(["web"]);
  expect(play(answered, { kind: "ask-next", index: 8 })).toEqual({ state: answered, effects: [] });
});

test("copying copies what a terminal would show, and says so for a moment", () => {
  const change = play(answered, { kind: "copy" });
  expect(posted(change)).toEqual([{ kind: "copy", text: `$ ${podResult.command}\n${podResult.stdout}` }]);
  expect(change.state.copied).toBe(true);
  expect(change.effects.at(-1)).toMatchObject({ kind: "later", action: { kind: "copied-is-old" } });
  expect(play(change.state, { kind: "copied-is-old" }).state.copied).toBe(false);
});

test("a fix goes with the question that it answers", () => {
  const change = play(answered, { kind: "fix", title: "Create it" });
  expect(posted(change)).toEqual([{ kind: "fix", title: "Create it", question: answered.question }]);
});

test("a failure is shown until the next answer", () => {
  const failed = play(
    answered,
    { kind: "retry" },
    { kind: "heard", message: { kind: "failed", sequence: 2, message: "closed" } },
  );
  expect(failed.state).toMatchObject({ failure: "closed", pending: false });
  const again = play(
    failed.state,
    { kind: "retry" },
    { kind: "heard", message: { kind: "answer", sequence: 3, result: podResult } },
  );
  expect(again.state.failure).toBeNull();
});

test("an empty name is asked to fill the fields, and is not remembered", () => {
  const change = play(initialState, { kind: "heard", message: { kind: "set", question: {}, focus: true } });
  const filled = play(change.state, { kind: "heard", message: { kind: "answer", sequence: 1, result: emptyResult } });
  expect(posted(filled)).toMatchObject([{ kind: "complete", text: "", question: { from: "default/web-0" } }]);
});

test("an answer asks for names only where the page shows them", () => {
  const asking = play(initialState, {
    kind: "heard",
    message: { kind: "set", question: { name: "web" }, focus: false },
  });
  const change = play(asking.state, { kind: "heard", message: { kind: "answer", sequence: 1, result: podResult } });
  expect(posted(change)).toEqual([]);
});
