/**
 * Computes how each action changes the state and what has to be done about it. The function is pure, so that every path
 * has a test.
 */
import type { Question, ToPage } from "../common/messages.ts";
import { pinned, sameQuestion, withChoice } from "../common/question.ts";
import { askTime, hearTime, reduceTime } from "./reduce-time.ts";
import { type Action, type Change, closed, type Effect, type Field, type State, terminalText } from "./state.ts";
import { type Suggestion, suggestions } from "./suggestions.ts";

/** How long the copy button says that it has copied, in milliseconds. */
const copiedFor = 1500;

/** The state after the action, and its effects in order. */
export function reduce(state: State, action: Action): Change {
  switch (action.kind) {
    case "heard":
      return hear(state, action.message);
    case "typed":
      return type(state, action.field, action.text);
    case "open-list":
      return openByHand(state, action.field);
    case "close-list":
      // Another field's list may have opened meanwhile.
      return only(state.list === null || state.list.field === action.field ? closeLists(state) : state);
    case "move":
      return move(state, action.field, action.by);
    case "enter":
      return enter(state, action.field);
    case "escape":
      return leave(state, action.field);
    case "pick":
      return pick(state, suggestions(state, action.field)[action.index], action.field);
    case "choose":
      return ask(state, withChoice({ ...state.question, name: nameOf(state) }, action.what, action.value));
    case "ask-name":
      return withFocus(ask(state, naming(state.question, action.name, action.type)));
    case "ask-next":
      return askNext(state, action.index);
    case "ask-again":
      return ask(state, action.question);
    case "retry":
      return ask(state, state.question);
    case "open":
      return { state, effects: [{ kind: "post", message: { kind: "open", link: action.link } }] };
    case "fix":
      return {
        state,
        effects: [{ kind: "post", message: { kind: "fix", title: action.title, question: state.question } }],
      };
    case "copy":
      return copy(state);
    case "copied-is-old":
      return only({ ...state, copied: false });
    case "show-all-records":
      return only({ ...state, allRecords: true });
    case "open-records":
      return openRecords(state);
    case "to-name":
      return { state, effects: [{ kind: "focus", field: "name" }] };
    default:
      return reduceTime(state, action);
  }
}

function only(state: State): Change {
  return { state, effects: [] };
}

function hear(state: State, message: ToPage): Change {
  switch (message.kind) {
    case "set": {
      const change = ask(state, closed(message.question, state.draft));
      return message.focus ? { ...change, effects: [...change.effects, { kind: "focus", field: "name" }] } : change;
    }
    case "answer":
      return message.sequence === state.sequence ? answered(state, message.result) : only(state);
    case "failed":
      if (message.sequence !== state.sequence) return only(state);
      return only({ ...state, pending: false, failure: message.message });
    case "timeline":
    case "timeline-failed":
      return hearTime(state, message);
    case "names":
      return only(message.sequence === state.namesSequence ? { ...state, names: message.names } : state);
    case "history":
      return only({ ...state, history: message.entries });
    case "server":
      return only({ ...state, server: { phase: message.phase, message: message.message } });
  }
}

function answered(state: State, result: NonNullable<State["result"]>): Change {
  const first = state.pending;
  const next = { ...state, result, pending: false, failure: null, question: pinned(state.question, result) };
  // Without a question the page shows the names. Otherwise they are asked for when a person types.
  return first && state.list === null && result.name === "" ? complete(next, "") : only(next);
}

/** Asks; a question that has a name is one that a person asked, so it is remembered. */
function ask(state: State, question: Question): Change {
  const sequence = state.sequence + 1;
  const sameName = question.name === state.question.name;
  const next: State = {
    ...closeLists(state),
    question,
    draft: question.name,
    sequence,
    pending: true,
    recalled: -1,
    copied: false,
    allRecords: sameName && state.allRecords,
  };
  const remember = question.name !== "";
  const message = { kind: "ask", sequence, question, remember } as const;
  const overTime = askTime(next);
  return { state: overTime.state, effects: [{ kind: "post", message }, ...overTime.effects] };
}

/** Asks for the names that fit the text. */
function complete(state: State, text: string): Change {
  const sequence = state.namesSequence + 1;
  const { question } = state;
  return {
    state: { ...state, namesSequence: sequence },
    effects: [{ kind: "post", message: { kind: "complete", sequence, text, question } }],
  };
}

function closeLists(state: State): State {
  return { ...state, list: null, podDraft: null };
}

function type(state: State, field: Field, text: string): Change {
  const list = { field, active: -1, typed: true };
  if (field === "pod") {
    const next = { ...state, podDraft: text, list };
    // The best Pod is marked at once, because only the listed Pods can ask.
    return only({ ...next, list: { ...list, active: suggestions(next, "pod").length > 0 ? 0 : -1 } });
  }
  return complete({ ...state, draft: text, list, recalled: -1 }, text);
}

function openList(state: State, field: Field, active: number): Change {
  const next = { ...state, list: { field, active, typed: false } };
  if (field === "name") return complete(next, "");
  const asking = suggestions(next, "pod").findIndex((pod) => pod.value === state.result?.from?.id);
  return only({ ...next, list: { field, active: Math.max(asking, 0), typed: false } });
}

/** The arrow beside the Pod was pressed: the focus belongs into its field. */
function openByHand(state: State, field: Field): Change {
  const change = openList(state, field, -1);
  return field === "pod" ? { ...change, effects: [...change.effects, { kind: "focus", field }] } : change;
}

function move(state: State, field: Field, by: 1 | -1): Change {
  const { list } = state;
  if (list?.field === field) {
    const count = suggestions(state, field).length;
    // One place more than rows: the text itself, between the last and the first.
    const places = count + 1;
    const active = ((list.active + 1 + by + places) % places) - 1;
    return only({
      ...state,
      list: { ...list, active: field === "pod" && active < 0 ? (by > 0 ? 0 : count - 1) : active },
    });
  }
  if (field === "name" && (by < 0 || state.recalled >= 0)) return recall(state, by);
  return openList(state, field, 0);
}

/** As in a shell: up goes back through the questions, down comes forward to the one being asked. */
function recall(state: State, by: 1 | -1): Change {
  const past = pastQuestions(state);
  const recalled = Math.min(Math.max(state.recalled - by, -1), past.length - 1);
  const draft = recalled < 0 ? state.question.name : (past[recalled]?.name ?? state.draft);
  return only({ ...state, recalled, draft });
}

/** The history without the question on show: recalling that would seem to do nothing. */
function pastQuestions({ history, question }: State): readonly Question[] {
  return history.filter((other) => !sameQuestion(other, question));
}

function enter(state: State, field: Field): Change {
  const { list } = state;
  if (list?.field === field && list.active >= 0) return pick(state, suggestions(state, field)[list.active], field);
  if (field === "pod") return list === null ? openList(state, "pod", 0) : only(closeLists(state));
  const past = pastQuestions(state)[state.recalled];
  return withFocus(past === undefined ? ask(state, { ...state.question, name: nameOf(state) }) : ask(state, past));
}

function leave(state: State, field: Field): Change {
  if (state.list?.field === field) return only(closeLists(state));
  return field === "name" ? only({ ...state, draft: state.question.name, recalled: -1 }) : only(state);
}

function pick(state: State, suggestion: Suggestion | undefined, field: Field): Change {
  if (suggestion === undefined) return only(closeLists(state));
  if (field === "pod") {
    const change = ask(state, { ...state.question, name: nameOf(state), from: suggestion.value });
    return { ...change, effects: [...change.effects, { kind: "focus", field: "pod" }] };
  }
  return withFocus(ask(state, suggestion.question ?? naming(state.question, suggestion.value, suggestion.type)));
}

function askNext(state: State, index: number): Change {
  const next = state.result?.next[index];
  return next === undefined ? only(state) : withFocus(ask(state, naming(state.question, next.name, next.type ?? "")));
}

/** The question with another name; the type stays where none is given. */
function naming(question: Question, name: string, type: string | undefined): Question {
  return type === undefined ? { ...question, name } : withChoice({ ...question, name }, "type", type);
}

/** The name field keeps the focus with all of its text marked: the next question overwrites it. */
function withFocus(change: Change): Change {
  const focus: Effect = { kind: "focus", field: "name" };
  return { ...change, effects: [...change.effects, focus] };
}

function nameOf(state: State): string {
  return state.draft.trim();
}

function copy(state: State): Change {
  if (state.result === null) return only(state);
  return {
    state: { ...state, copied: true },
    effects: [
      { kind: "post", message: { kind: "copy", text: terminalText(state.result) } },
      { kind: "later", ms: copiedFor, action: { kind: "copied-is-old" } },
    ],
  };
}

function openRecords(state: State): Change {
  const { uri } = state.question;
  const environment = state.result?.environment?.id;
  const of = { ...(uri === undefined ? {} : { uri }), ...(environment === undefined ? {} : { environment }) };
  return { state, effects: [{ kind: "post", message: { kind: "records", of } }] };
}
