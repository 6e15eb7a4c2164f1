/** Keeps, compares and remembers questions. It does not ask them. */

import { isRecord } from "../../../server/src/base/json.ts";
import type { SimulateArguments } from "../../../server/src/protocol/commands.ts";
import type { SimulateResult } from "../../../server/src/protocol/simulate.ts";
import type { Question } from "./messages.ts";

const rememberedAtMost = 20;

/**
 * The question with the asking Pod that the server chose for it: a later edit above the cursor must not change who
 * asks. A Pod that a person chose stays, even while an edit makes it vanish for a moment.
 */
export function pinned(question: Question, result: SimulateResult): Question {
  return question.from === undefined && result.from !== null ? { ...question, from: result.from.id } : question;
}

/** The question without its type (or program, or environment) where `value` is "", with it otherwise. */
export function withChoice(question: Question, field: "type" | "client" | "environment", value: string): Question {
  const { [field]: _, ...rest } = question;
  // The page offers what the server listed, and the server falls back to its default for an unknown program.
  return value === "" ? rest : ({ ...rest, [field]: value } as Question);
}

/** The last questions, newest first, each once, at most 20. A question without a name is left out. */
export function remember(history: readonly Question[], question: Question): readonly Question[] {
  if (question.name === "") return history;
  // The position of the cursor no longer matters once the asking Pod is known.
  const { position: _, ...kept } = question;
  return [kept, ...history.filter((other) => !sameQuestion(other, kept))].slice(0, rememberedAtMost);
}

/** True when both ask the same name and type from the same Pod with the same program. */
export function sameQuestion(a: Question, b: Question): boolean {
  return (
    a.name === b.name &&
    a.type === b.type &&
    a.from === b.from &&
    a.client === b.client &&
    a.environment === b.environment
  );
}

/** What was stored by an earlier version or another window. Anything that is not a question is left out. */
export function readHistory(value: unknown): readonly Question[] {
  if (!Array.isArray(value)) return [];
  return value.map(readQuestion).filter((question) => question !== undefined);
}

/** A question out of untrusted JSON (stored state); undefined when it has no name. */
export function readQuestion(value: unknown): Question | undefined {
  if (!isRecord(value) || typeof value["name"] !== "string") return undefined;
  const question: Question = { ...readArguments(value), name: value["name"] };
  return typeof value["client"] === "string" ? withChoice(question, "client", value["client"]) : question;
}

/**
 * The arguments of a command, which may come from a link in a hover, a code lens, a keybinding or another extension:
 * what has the wrong type is left out.
 */
export function readArguments(value: unknown): SimulateArguments {
  if (!isRecord(value)) return {};
  const { uri, from, name, type, environment, position } = value;
  return {
    ...(typeof uri === "string" ? { uri } : {}),
    ...(typeof from === "string" ? { from } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof type === "string" ? { type } : {}),
    ...(typeof environment === "string" ? { environment } : {}),
    ...(isPosition(position) ? { position: { line: position.line, character: position.character } } : {}),
  };
}

function isPosition(value: unknown): value is { readonly line: number; readonly character: number } {
  return isRecord(value) && Number.isInteger(value["line"]) && Number.isInteger(value["character"]);
}
