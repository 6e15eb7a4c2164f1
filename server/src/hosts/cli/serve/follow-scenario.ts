/** Follows the file of `--scenario` and what it names: a new version that can be played takes the place of the one before. */
import { statSync } from "node:fs";
import type { Scenario } from "../../../cluster/scenario/scenario.ts";
import { largestFile } from "../../../kubernetes/manifests/role.ts";
import { localPaths } from "../../node/disk-paths.ts";
import { readTextFile } from "../../node/file-host.ts";
import { makeLooker } from "../../node/look.ts";
import { place, readScenarioFile, type ScenarioFile, type ScenarioOptions, withNodeLocal } from "../scenario.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { makeSuspects } from "./suspects.ts";
import type { Trouble } from "./troubles.ts";

const { dirname, resolve } = localPaths;

/** What one look at the scenario shows. */
export interface FollowedScenario {
  /** The last one that can be played: the same object as long as nothing is different. */
  readonly scenario: Scenario;
  readonly trouble: Trouble | undefined;
  /** Where a change may matter. */
  readonly folders: readonly string[];
  /** Milliseconds after which it has to be looked at again; undefined: when there is a change. */
  readonly againIn: number | undefined;
}

/**
 * Makes a function that looks at the files once; undefined without a scenario, and for what is not a regular file: it was
 * read once and for all.
 * @param first what was read at the start
 */
export function makeScenarioFollower(
  options: ScenarioOptions,
  terminal: Pick<Terminal, "cwd">,
  first: Scenario,
): (() => FollowedScenario) | undefined {
  const { scenario: file } = options;
  if (file === undefined) return undefined;
  const path = resolve(terminal.cwd, file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const lookAt = makeLooker((named) => ({ text: readTextFile(named, largestFile) }));
  const suspects = makeSuspects();
  let scenario = first;
  /** The texts of the last good version; undefined until the first look: it may be another one already. */
  let good: ScenarioFile["texts"] | undefined;
  let paths: readonly string[] = [path];
  let trouble: Trouble | undefined;

  const take = (): void => {
    let read: ScenarioFile;
    try {
      read = readScenarioFile(file, terminal);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      stand(error.message.replace(/^cannot read '.*?': /, `${file}: not read: `));
      return;
    }
    paths = [...new Set([...paths.slice(0, 1), ...read.texts.keys()])];
    if (good !== undefined && sameTexts(good, read.texts)) {
      suspects.clear(path);
      trouble = undefined;
      return;
    }
    const text = read.texts.get(path) ?? "";
    const [defect] = read.defects;
    if (good !== undefined && text.trim() === "") stand(`${file}: it is empty`);
    else if (defect !== undefined) stand(`${place(defect.shown, defect.line)}${defect.message}`);
    else if (good?.get(path)?.startsWith(text) === true && suspects.isWaiting(path, text)) return;
    else {
      const next = withNodeLocal(options, read.scenario);
      if (good !== undefined || JSON.stringify(next) !== JSON.stringify(scenario)) scenario = next;
      good = read.texts;
      suspects.clear(path);
      trouble = undefined;
    }
  };
  const stand = (why: string): void => {
    if (!suspects.isWaiting(path, why)) trouble = { unit: file, line: `${why}; still playing the last good scenario` };
  };
  return () => {
    const looks = paths.map((named) => lookAt(named, suspects.has(path)));
    if (looks.some((look) => look !== undefined)) take();
    const folders = [...new Set(paths.map((named) => dirname(named)))];
    return { scenario, trouble, folders, againIn: suspects.againIn() };
  };
}

function sameTexts(a: ScenarioFile["texts"], b: ScenarioFile["texts"]): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.has(path) && b.get(path) === text);
}
