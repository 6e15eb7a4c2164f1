/** Makes an analysis for one file, with the settings that count for what is written there. */

import { memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import type { Analysis } from "../analysis.ts";
import type { Settings } from "../settings/settings.ts";

/** Rules and answers ask for settings as if there were only those of the file that they are about. */
export function forFile(workspace: Analysis, uri: Uri): Analysis {
  const settings = workspace.settingsOf(uri);
  return settings === workspace.settings ? workspace : scoped(workspace)(settings);
}

const scoped = memoize((workspace: Analysis) =>
  memoize((settings: Settings): Analysis => ({ ...workspace, settings })),
);
