/** Tells what of a client's initialization options (PROTOCOL.md) has another form than expected, or is used by nothing. */

import { isRecord } from "../../base/json.ts";
import { settingRows } from "../../workspace/settings/settings.ts";
import { brief } from "./shapes.ts";

/** The name of our settings, wherever there are others beside them. */
export const section = "podns";

export interface InitializationOptions {
  /** Settings for a server that cannot ask for them: the section, or what stands there without it. */
  readonly settings: unknown;
  /** What has a wrong form, in words: a person meant something else. */
  readonly wrong: readonly string[];
  /** What nothing reads: most likely meant for another version or server. */
  readonly unused: readonly string[];
}

/** Names told at once. */
const most = 10;

/** @param pulls settings are asked for with `workspace/configuration`: those of the options count for nothing */
export function readInitializationOptions(options: unknown, pulls: boolean): InitializationOptions {
  if (options === undefined || options === null) return { settings: undefined, wrong: [], unused: [] };
  if (!isRecord(options)) {
    const wrong = [`the initialization options must be an object, not ${brief(options)}; they are ignored`];
    return { settings: undefined, wrong, unused: [] };
  }
  const { commands, environments, scripts, trusted, podns, ...others } = options;
  const hasSection = podns !== undefined;
  const wrong = [
    ...(commands === undefined || isTexts(commands) ? [] : ["'commands' must be a list of strings"]),
    ...(environments === undefined || isTexts(environments) ? [] : ["'environments' must be a list of strings"]),
    ...(scripts === undefined || typeof scripts === "string" ? [] : ["'scripts' must be the address of a folder"]),
    ...(trusted === undefined || typeof trusted === "boolean"
      ? []
      : [`'trusted' must be true or false, not ${brief(trusted)}`]),
  ];
  return {
    settings: pulls ? undefined : hasSection ? podns : others,
    wrong,
    unused: named([...(pulls && hasSection ? [section] : []), ...(pulls || hasSection ? Object.keys(others) : [])]),
  };
}

/** Keys of settings that there are not; `trace` is the language client's own. */
export function unknownSettings(settings: unknown): string[] {
  const known = new Set([...settingRows.map(({ key }) => key), "rules", "trace"]);
  return isRecord(settings) ? Object.keys(settings).filter((key) => !known.has(key)) : [];
}

/** Names in quotes; of many, how many more there are. */
export function named(names: readonly string[]): readonly string[] {
  const shown = names.slice(0, most).map((name) => `'${name.length > 40 ? `${name.slice(0, 40)}…` : name}'`);
  return names.length > most ? [...shown, `${names.length - most} more`] : shown;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
