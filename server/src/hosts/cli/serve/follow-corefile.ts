/** Follows the Corefile of `--corefile`: a new version that CoreDNS would run with becomes the workspace's settings. */
import { statSync } from "node:fs";
import { corefileDefect } from "../../../dns/server/corefile-health.ts";
import { largestFile } from "../../../kubernetes/manifests/role.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { readTextFile } from "../../node/file-host.ts";
import { makeLooker } from "../../node/look.ts";
import type { FlagSettings } from "../options.ts";
import type { Session } from "../session.ts";
import { makeSuspects } from "./suspects.ts";
import type { Trouble } from "./troubles.ts";

const { dirname, resolve } = localPaths;

/** What one look at the Corefile shows. */
export interface FollowedCorefile {
  readonly isChanged: boolean;
  readonly trouble: Trouble | undefined;
  /** Where a change may matter. */
  readonly folders: readonly string[];
  /** Milliseconds after which it has to be looked at again; undefined: when there is a change. */
  readonly againIn: number | undefined;
}

/**
 * Makes a function that looks at the file once; undefined for a pipe or device, which can be read only once.
 * @param file as it was given
 * @param settingsWith the settings that the flags give with another text
 */
export function makeCorefileFollower(
  session: Session,
  file: string,
  settingsWith: (text: string) => FlagSettings,
): (() => FollowedCorefile) | undefined {
  const path = resolve(session.terminal.cwd, file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const lookAt = makeLooker((named) => ({ text: readTextFile(named, largestFile) }));
  const suspects = makeSuspects();
  let trouble: Trouble | undefined;
  const stand = (why: string): void => {
    trouble = { unit: file, line: `${file}${why}; still serving the last good configuration` };
  };
  return () => {
    const { workspace } = session;
    const current = workspace.analysis.settings.corefile;
    const look = lookAt(path, suspects.has(path));
    let isChanged = false;
    if (look?.kind === "text") {
      suspects.clear(path);
      const defect = look.text === current ? undefined : corefileDefect(look.text, current);
      if (defect !== undefined) stand(`:${defect.line}: error: ${defect.message}`);
      else {
        trouble = undefined;
        isChanged = look.text !== current;
      }
      if (isChanged) {
        const { settings, given } = settingsWith(look.text);
        workspace.configure(settings, given);
      }
    } else if (look !== undefined) {
      const why = look.kind === "gone" ? "no such file or directory" : look.why;
      if (!suspects.isWaiting(path, why)) stand(`: not read: ${why}`);
    }
    return { isChanged, trouble, folders: [dirname(path)], againIn: suspects.againIn() };
  };
}
