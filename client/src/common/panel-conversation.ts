/** Exchanges messages with one panel's page: acts on each message, and sends the page what changed unasked. */
import { Disposable, env, type Memento, type WebviewPanel, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { SimulateArguments } from "../../../server/src/protocol/commands.ts";
import { changedNotification } from "../../../server/src/protocol/request.ts";
import { listen } from "./ask.ts";
import { isManifestDocument } from "./documents.ts";
import { applyFix, columnBeside, openLink } from "./editor-actions.ts";
import type { EnvironmentChoice } from "./environments.ts";
import { debounced } from "./latest.ts";
import { type OpenQuestion, type Question, type ToExtension, type ToPage, toExtension } from "./messages.ts";
import { questionsOf } from "./panel-questions.ts";
import { openScenario, timelineOf } from "./panel-timeline.ts";
import { withChoice } from "./question.ts";
import { showRecords } from "./records-document.ts";

/** Quiet time before a change of a manifest asks again, in milliseconds. */
const quiet = 100;

export interface Conversation extends Disposable {
  /** Shows a question to the person, at once or as soon as the page is ready. */
  readonly set: (args: SimulateArguments) => void;
}

/**
 * Holds the conversation until disposed.
 * @param memento keeps the last questions of this workspace
 * @param choice the environment that the panel shows; who picks one in the panel chooses it
 */
export function converse(
  panel: WebviewPanel,
  client: BaseLanguageClient,
  ready: Promise<void>,
  memento: Memento,
  choice: EnvironmentChoice,
): Conversation {
  let stands = false;
  let asked: Question | undefined;
  let waiting: OpenQuestion | undefined;

  const post = (message: ToPage): void => {
    // A page that is hidden or gone receives nothing. It asks again when it is ready.
    panel.webview.postMessage(message).then(undefined, () => undefined);
  };
  const questions = questionsOf({ client, ready, memento, post });
  const timeline = timelineOf({ client, ready, post });

  /** The last question of this workspace, in the environment that is chosen now. */
  const lastQuestion = (): OpenQuestion => {
    const last = questions.last();
    return last === undefined || choice.chosen().length === 0 ? (last ?? {}) : withChoice(last, "environment", "");
  };

  /** The same question in another environment is a person who picked that. */
  const noteChoice = async (question: Question): Promise<void> => {
    const before = asked;
    asked = question;
    const { environment } = question;
    if (environment === undefined || before === undefined || before.environment === environment) return;
    if (before.name === question.name && before.uri === question.uri) await choice.choose(environment);
  };

  const stand = (): void => {
    stands = true;
    post({ kind: "server", phase: "starting", message: "" });
    ready.then(
      () => post({ kind: "server", phase: "running", message: "" }),
      (error) => post({ kind: "server", phase: "failed", message: messageOf(error) }),
    );
    post({ kind: "history", entries: questions.history() });
    post({ kind: "set", question: waiting ?? lastQuestion(), focus: waiting !== undefined });
    waiting = undefined;
  };

  const hear = async (message: ToExtension): Promise<void> => {
    switch (message.kind) {
      case "ready":
        return stand();
      case "ask":
        await noteChoice(message.question);
        return questions.simulate(message.sequence, message.question, message.remember);
      case "complete":
        return questions.complete(message.sequence, message.text, message.question);
      case "open":
        return openLink(client, message.link, panel.viewColumn);
      case "fix":
        return applyFix(client, message.question, message.title);
      case "copy":
        return env.clipboard.writeText(message.text);
      case "timeline":
        return timeline.ask(message.sequence, message.asked);
      case "scenario":
        return openScenario(message.text, columnBeside(panel.viewColumn));
      case "records":
        return showRecords(client, ready, message.of, columnBeside(panel.viewColumn));
    }
  };

  const again = debounced(() => {
    if (!panel.visible) return;
    void questions.again();
    void timeline.again();
  }, quiet);

  const subscriptions = Disposable.from(
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = toExtension(value);
      // A link to a file that is gone, a fix that does not fit any more: a person pressed it, so the failure is shown.
      if (message !== undefined)
        hear(message).catch((error) => window.showWarningMessage(`PodNS: ${messageOf(error)}`));
    }),
    listen(client, changedNotification, again.trigger),
    choice.onDidChoose((environment) => {
      if (stands && asked !== undefined && asked.environment !== environment)
        post({ kind: "set", question: { ...asked, environment }, focus: false });
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (isManifestDocument(document)) again.trigger();
    }),
    { dispose: again.cancel },
  );

  return {
    set: (args) => {
      if (stands) post({ kind: "set", question: args, focus: true });
      else waiting = args;
    },
    dispose: () => {
      timeline.dispose();
      subscriptions.dispose();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
