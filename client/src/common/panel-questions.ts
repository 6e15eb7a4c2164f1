/**
 * Asks the panel's questions: the newest wins, the same one is asked again when a manifest changes, and the last
 * questions are kept for the next window. It computes no answers.
 */
import type { Memento } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { namesRequest, simulateRequest } from "../../../server/src/protocol/request.ts";
import type { NamesParams, NamesResult } from "../../../server/src/protocol/simulate.ts";
import { ask } from "./ask.ts";
import { namesFor } from "./completion.ts";
import { latestOnly } from "./latest.ts";
import type { Question, ToPage } from "./messages.ts";
import { pinned, readHistory, readQuestion, remember } from "./question.ts";

/** Names offered at once; a person types on rather than scrolls further. */
const offered = 50;

/** Kept here rather than as the page's own state, which VS Code in a browser saves too late for a reload. */
const historyKey = "podns.history";
const questionKey = "podns.question";

/** What the questions need from around them. `post` sends to the page. */
export interface Surroundings {
  readonly client: BaseLanguageClient;
  readonly ready: Promise<void>;
  readonly memento: Memento;
  readonly post: (message: ToPage) => void;
}

export interface Questions {
  /** The answer, or the failure, is posted under the sequence. `keep`: a person asked, so it goes into the history. */
  readonly simulate: (sequence: number, question: Question, keep: boolean) => Promise<void>;
  /** Asks the last question once more, under its own sequence. */
  readonly again: () => Promise<void>;
  /** The names that fit the text are posted under the sequence. */
  readonly complete: (sequence: number, text: string, question: Question) => Promise<void>;
  readonly history: () => readonly Question[];
  /** The last question of this workspace, maybe of a window before this. */
  readonly last: () => Question | undefined;
}

/** The questions of one panel. */
export function questionsOf({ client, ready, memento, post }: Surroundings): Questions {
  const newestAnswer = latestOnly();
  const newestNames = latestOnly();
  let held: { readonly key: string; readonly names: Promise<NamesResult> } | undefined;
  let revision = 0;
  let asked: { readonly sequence: number; readonly question: Question } | undefined;

  const history = (): readonly Question[] => readHistory(memento.get(historyKey));

  const keepLast = async (question: Question, keep: boolean): Promise<void> => {
    await memento.update(questionKey, question);
    if (!keep) return;
    await memento.update(historyKey, remember(history(), question));
    post({ kind: "history", entries: history() });
  };

  const simulate = async (sequence: number, question: Question, keep: boolean): Promise<void> => {
    asked = { sequence, question };
    try {
      const result = await newestAnswer(async () => {
        await ready;
        return ask(client, simulateRequest, question);
      });
      if (result === undefined) return;
      asked = { sequence, question: pinned(question, result) };
      revision = result.revision;
      post({ kind: "answer", sequence, result });
      await keepLast(asked.question, keep);
    } catch (error) {
      post({ kind: "failed", sequence, message: error instanceof Error ? error.message : String(error) });
    }
  };

  /** All names for the question, asked for once per revision; those with the text where there are too many to send. */
  const namesOf = async (question: Question, text: string): Promise<NamesResult> => {
    const params = namesParams(question);
    const key = JSON.stringify([revision, params]);
    if (held?.key !== key) held = { key, names: ask(client, namesRequest, params) };
    const all = await held.names;
    return all.complete || text === "" ? all : ask(client, namesRequest, { ...params, text });
  };

  const complete = async (sequence: number, text: string, question: Question): Promise<void> => {
    try {
      const result = await newestNames(async () => {
        await ready;
        return namesOf(question, text);
      });
      if (result !== undefined) post({ kind: "names", sequence, names: namesFor(result.names, text, offered) });
    } catch {
      held = undefined;
      post({ kind: "names", sequence, names: [] }); // Without completion a name can still be typed.
    }
  };

  return {
    simulate,
    again: async () => {
      if (asked !== undefined) await simulate(asked.sequence, asked.question, false);
    },
    complete,
    history,
    last: () => readQuestion(memento.get(questionKey)),
  };
}

function namesParams({ environment, uri, from, client }: Question): NamesParams {
  return {
    ...(environment === undefined ? {} : { environment }),
    ...(uri === undefined ? {} : { uri }),
    ...(from === undefined ? {} : { from }),
    ...(client === undefined ? {} : { client }),
  };
}
