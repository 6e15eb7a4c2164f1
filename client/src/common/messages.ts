/**
 * Defines every message between the panel's page and the extension: plain JSON, with a check of what comes from the
 * page.
 */
import type { RecordsArguments } from "../../../server/src/protocol/commands.ts";
import type { NamesResult, SimulateParams, SimulateResult, WireLink } from "../../../server/src/protocol/simulate.ts";
import type { TimelineParams, TimelineResult } from "../../../server/src/protocol/timeline.ts";

/** The question as the panel holds it: what it asks the server with. */
export type Question = SimulateParams;

/** A question that leaves the name open: the page keeps the one in its field. */
export type OpenQuestion = Omit<Question, "name"> & { readonly name?: string };

export type NameChoice = NamesResult["names"][number];

/** From the page to the extension. */
export type ToExtension =
  /** The page is ready: for the first time, or again after it was hidden or the window reloaded. */
  | { readonly kind: "ready" }
  /** `remember`: a person asked it, so it belongs into the history. */
  | { readonly kind: "ask"; readonly sequence: number; readonly question: Question; readonly remember: boolean }
  | { readonly kind: "complete"; readonly sequence: number; readonly text: string; readonly question: Question }
  | { readonly kind: "open"; readonly link: WireLink }
  /** The fix is computed anew from the question, so that it fits the text as it is when the button is pressed. */
  | { readonly kind: "fix"; readonly title: string; readonly question: Question }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "records"; readonly of: RecordsArguments }
  /** The question over time; null when no timeline is shown. */
  | { readonly kind: "timeline"; readonly sequence: number; readonly asked: TimelineParams | null }
  /** A new file with this text, which is a scenario. */
  | { readonly kind: "scenario"; readonly text: string };

export type ServerPhase = "starting" | "running" | "failed";

/** From the extension to the page. */
export type ToPage =
  /** This is the question now. `focus`: the command was run, so the name field gets the focus. */
  | { readonly kind: "set"; readonly question: OpenQuestion; readonly focus: boolean }
  /** An answer to the question with this sequence, or a new answer to it because a manifest changed. */
  | { readonly kind: "answer"; readonly sequence: number; readonly result: SimulateResult }
  | { readonly kind: "failed"; readonly sequence: number; readonly message: string }
  /** A timeline under its own sequence, or a new one because a manifest changed. */
  | { readonly kind: "timeline"; readonly sequence: number; readonly result: TimelineResult }
  | { readonly kind: "timeline-failed"; readonly sequence: number; readonly message: string }
  | { readonly kind: "names"; readonly sequence: number; readonly names: readonly NameChoice[] }
  | { readonly kind: "history"; readonly entries: readonly Question[] }
  | { readonly kind: "server"; readonly phase: ServerPhase; readonly message: string };

/** The message, or undefined for anything else: only the page's script posts here, but it may be of another version. */
export function toExtension(value: unknown): ToExtension | undefined {
  return hasKind(value, ["ready", "ask", "complete", "open", "fix", "copy", "records", "timeline", "scenario"])
    ? // The border: the kind is checked, the fields are the page's, which is built from the same types.
      (value as ToExtension)
    : undefined;
}

/** The message, or undefined for anything else (browsers and VS Code post to windows as well). */
export function toPage(value: unknown): ToPage | undefined {
  return hasKind(value, ["set", "answer", "failed", "timeline", "timeline-failed", "names", "history", "server"])
    ? // The border: see `toExtension`.
      (value as ToPage)
    : undefined;
}

function hasKind(value: unknown, kinds: readonly string[]): boolean {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return typeof value.kind === "string" && kinds.includes(value.kind);
}
