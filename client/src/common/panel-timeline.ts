/**
 * Asks for the panel's timeline: the newest question wins and ends the one before, and the same one is asked again when a
 * manifest changes. It also opens what is seen as a scenario file.
 */
import { CancellationTokenSource, type ViewColumn, window, workspace } from "vscode";
import type { BaseLanguageClient, Disposable } from "vscode-languageclient";
import { timelineRequest } from "../../../server/src/protocol/request.ts";
import type { TimelineParams } from "../../../server/src/protocol/timeline.ts";
import { ask } from "./ask.ts";
import type { ToPage } from "./messages.ts";

export interface PanelTimeline extends Disposable {
  /** The timeline, or the failure, is posted under the sequence. Null: no timeline is shown. */
  readonly ask: (sequence: number, asked: TimelineParams | null) => Promise<void>;
  /** Asks the last question once more, under its own sequence. */
  readonly again: () => Promise<void>;
}

/** The timeline of one panel. `post` sends to the page. */
export function timelineOf({
  client,
  ready,
  post,
}: {
  readonly client: BaseLanguageClient;
  readonly ready: Promise<void>;
  readonly post: (message: ToPage) => void;
}): PanelTimeline {
  let last: { readonly sequence: number; readonly asked: TimelineParams } | undefined;
  let running: CancellationTokenSource | undefined;

  const stop = (): void => {
    running?.cancel();
    running?.dispose();
    running = undefined;
  };

  const again = async (): Promise<void> => {
    stop();
    if (last === undefined) return;
    const { sequence, asked } = last;
    const own = new CancellationTokenSource();
    running = own;
    try {
      await ready;
      const result = await ask(client, timelineRequest, asked, own.token);
      if (running === own) post({ kind: "timeline", sequence, result });
    } catch (error) {
      if (running !== own) return; // A newer question ended it.
      post({ kind: "timeline-failed", sequence, message: error instanceof Error ? error.message : String(error) });
    }
  };

  return {
    ask: (sequence, asked) => {
      last = asked === null ? undefined : { sequence, asked };
      return again();
    },
    again,
    dispose: stop,
  };
}

/** Opens the text of a scenario as a new file that is not saved yet. */
export async function openScenario(content: string, viewColumn: ViewColumn): Promise<void> {
  const document = await workspace.openTextDocument({ language: "yaml", content });
  await window.showTextDocument(document, { viewColumn, preview: false });
}
