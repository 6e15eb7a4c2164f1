/**
 * Builds in slices what an edit changed in many environments at once. Until that is done, answers are about the first of them
 * as it is, and about the others as they were.
 */

import type { Uri } from "../../base/source.ts";
import { catchingUp } from "../../ide/features/preparation.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { pacer, pause } from "./timer.ts";

/** Milliseconds without a change before anything is built that nobody waits for. */
const quiet = 60;
/** Milliseconds of work before requests have their turn. */
const longestWork = 8;

export interface CatchUpInput {
  readonly workspace: Pick<Workspace, "ahead" | "adopt"> & { readonly analysis: Analysis };
  /** Their findings are looked for, too. */
  readonly open: () => readonly Uri[];
  /** Everything is as it is now. */
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** @returns what to call after every change */
export function catchUp({ workspace, open, done, failed }: CatchUpInput): () => void {
  const turn = pacer(longestWork);
  let running = false;
  const work = async (): Promise<void> => {
    while (workspace.analysis.isBehind) {
      const now = workspace.analysis;
      await pause(quiet);
      if (workspace.analysis !== now) continue;
      const ahead = workspace.ahead();
      if (ahead === undefined) return;
      try {
        for (const _ of catchingUp(ahead, open())) {
          await turn();
          if (workspace.analysis !== now) break;
        }
      } catch (error) {
        // What is wrong shows in the answer that needs it. Nothing stays as it was for ever.
        failed(error);
      }
      if (workspace.analysis === now && workspace.adopt()) done();
    }
  };
  return () => {
    if (running || !workspace.analysis.isBehind) return;
    running = true;
    work()
      .catch(failed)
      .finally(() => {
        running = false;
      });
  };
}
