/** Defines the panel's state and what may happen to it. `reduce.ts` makes the change. */
import type { PodChoice, SimulateResult, WireLink } from "../../../server/src/protocol/simulate.ts";
import type { NameChoice, OpenQuestion, Question, ServerPhase, ToExtension, ToPage } from "../common/messages.ts";
import { initialTime, type TimeAction, type TimeState } from "./time-state.ts";

/** The two fields with a list of their own. */
export type Field = "name" | "pod";

/** A list that hangs open below its field. */
export interface OpenList {
  readonly field: Field;
  /** The marked row; -1: no row is marked, and Enter takes the text as it is. */
  readonly active: number;
  /** False when the list was opened without typing: it then shows everything that is worth asking. */
  readonly typed: boolean;
}

export interface State {
  readonly server: { readonly phase: ServerPhase; readonly message: string };
  /** The question that was asked last; its answer may still be on its way. */
  readonly question: Question;
  /** The text in the name field. */
  readonly draft: string;
  /** The text in the Pod field while it is edited; null shows the Pod that asks. */
  readonly podDraft: string | null;
  readonly list: OpenList | null;
  /** The sequence of the last ask, and whether its first answer is awaited. */
  readonly sequence: number;
  readonly pending: boolean;
  readonly result: SimulateResult | null;
  readonly failure: string | null;
  /** Names that fit the draft, best first, as far as they have come. */
  readonly names: readonly NameChoice[];
  readonly namesSequence: number;
  readonly history: readonly Question[];
  /** How far back the arrow keys have gone; -1: not at all. */
  readonly recalled: number;
  readonly copied: boolean;
  readonly allRecords: boolean;
  readonly time: TimeState;
}

/** What happens. */
export type Action =
  | TimeAction
  | { readonly kind: "heard"; readonly message: ToPage }
  | { readonly kind: "typed"; readonly field: Field; readonly text: string }
  | { readonly kind: "open-list"; readonly field: Field }
  | { readonly kind: "close-list"; readonly field: Field }
  | { readonly kind: "move"; readonly field: Field; readonly by: 1 | -1 }
  | { readonly kind: "enter"; readonly field: Field }
  | { readonly kind: "escape"; readonly field: Field }
  | { readonly kind: "pick"; readonly field: Field; readonly index: number }
  | { readonly kind: "choose"; readonly what: "type" | "client" | "environment"; readonly value: string }
  /** Without a type, that of the last question stays; "" is the program's default. */
  | { readonly kind: "ask-name"; readonly name: string; readonly type?: string }
  | { readonly kind: "ask-next"; readonly index: number }
  | { readonly kind: "ask-again"; readonly question: Question }
  | { readonly kind: "retry" }
  | { readonly kind: "open"; readonly link: WireLink }
  | { readonly kind: "fix"; readonly title: string }
  | { readonly kind: "copy" }
  | { readonly kind: "copied-is-old" }
  | { readonly kind: "show-all-records" }
  | { readonly kind: "open-records" }
  | { readonly kind: "to-name" };

/** What is to be done outside the state. */
export type Effect =
  | { readonly kind: "post"; readonly message: ToExtension }
  | { readonly kind: "focus"; readonly field: Field }
  | { readonly kind: "later"; readonly ms: number; readonly action: Action };

export interface Change {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** The state at the start: nothing is asked or known. */
export const initialState: State = {
  server: { phase: "starting", message: "" },
  question: { name: "" },
  draft: "",
  podDraft: null,
  list: null,
  sequence: 0,
  pending: false,
  result: null,
  failure: null,
  names: [],
  namesSequence: 0,
  history: [],
  recalled: -1,
  copied: false,
  allRecords: false,
  time: initialTime,
};

/** The question with the name that is in the field where the question leaves it open. */
export function closed(question: OpenQuestion, name: string): Question {
  return { ...question, name: question.name ?? name };
}

/** The Pod that asks. */
export function askingPod(state: State): PodChoice | null {
  return state.result?.from ?? null;
}

/** What the copy button copies: what a terminal would show. */
export function terminalText(result: SimulateResult): string {
  return `$ ${result.command}\n${result.stdout}${result.stderr}`;
}
