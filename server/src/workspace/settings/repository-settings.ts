/**
 * Reads the files `.podns.yaml` of a repository: which settings each gives, which paths it is about, and which settings
 * count for a path. ide/rules/run/repository-file.ts reports what is wrong in them.
 *
 * Precedence, strongest first: flags of the command line, which are about this one run; the repository's files, which
 * everybody shares who works on it, whatever the editor; the editor's settings. A file nearer to a manifest wins.
 */

import { matcher } from "../../base/glob.ts";
import { getOrAdd, memoize } from "../../base/memo.ts";
import { folderOf, isWithin, pathOf, relativeTo } from "../../base/uri-path.ts";
import { readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import type { AnalysedFile } from "../analysis.ts";
import { type GivenSettings, readSettings, type SettingProblem, type Settings, withGiven } from "./settings.ts";

/** One file. */
export interface RepositorySettings {
  /** Decoded path; the file is about what is below it. */
  readonly folder: string;
  readonly given: GivenSettings;
  readonly problems: readonly SettingProblem[];
  /** True for the paths below the folder that the file leaves out; undefined for a file that leaves out nothing. */
  readonly excludes: ((path: string) => boolean) | undefined;
  /** What it gives as a file below the workspace folder, as text: files with the same give the same settings. */
  readonly nestedText: string;
}

/** Settings that are about one person's editor, not about a repository. */
export const personalSettings: ReadonlySet<string> = new Set(["client", "codeLens", "helm", "inlayHints"]);

/** Settings that a file below the workspace folder can give: those that are about manifests, not about the cluster. */
export const nestedSettings: ReadonlySet<string> = new Set(["charts", "exclude", "namespaces", "operators", "rules"]);

/** What a file of the role "settings" gives. Whatever is wrong in it counts as absent. */
export const repositorySettingsOf: (file: AnalysedFile) => RepositorySettings = memoize((file) => {
  const folder = folderOf(pathOf(file.uri));
  const read = readYaml(file.text);
  const value = read.kind === "value" ? read.value : {};
  const { given, problems } = readSettings(value, "");
  const { client: _client, codeLens: _codeLens, helm: _helm, inlayHints: _hints, exclude = [], ...shared } = given;
  const isExcluded = matcher(exclude);
  return {
    folder,
    given: shared,
    problems,
    nestedText: JSON.stringify(nested(shared)),
    excludes:
      exclude.length === 0 ? undefined : (path) => isWithin(path, folder) && isExcluded(relativeTo(path, folder)),
  };
});

export interface SettingsLayers {
  /** The editor's, or the defaults. */
  readonly base: Settings;
  readonly files: readonly RepositorySettings[];
  readonly flags: GivenSettings;
}

/** The files that are about a path, from the top down. They are looked up by the folders above it, however many there are. */
export function filesAbout(files: readonly RepositorySettings[], path: string): readonly RepositorySettings[] {
  if (files.length === 0) return files;
  const known = byFolder(files);
  const found: RepositorySettings[] = [];
  for (let folder = path; ; folder = folderOf(folder)) {
    for (const file of known.get(folder) ?? []) found.push(file);
    if (folder === "") return found.reverse();
  }
}

/** True for a path that a file leaves out. */
export function isLeftOut(files: readonly RepositorySettings[], path: string): boolean {
  return filesAbout(excluding(files), path).some(({ excludes }) => excludes?.(path) === true);
}

/** The files that leave something out. The same list for the same files. */
export const excluding: (files: readonly RepositorySettings[]) => readonly RepositorySettings[] = memoize((files) =>
  files.filter(({ excludes }) => excludes !== undefined),
);

const byFolder = memoize((files: readonly RepositorySettings[]) => {
  const found = new Map<string, RepositorySettings[]>();
  for (const file of files) getOrAdd(found, file.folder, () => []).push(file);
  return found;
});

/** The settings of a workspace folder: what its own file gives and those of the folders above. */
export function settingsOfRoot({ base, files, flags }: SettingsLayers, root: string): Settings {
  return withGiven(base, [...filesAbout(files, root).map(({ given }) => given), flags]);
}

/**
 * The settings below files of a workspace folder's subfolders: only what is about manifests is taken from them.
 * @param files from the top down: the nearest counts last
 */
export function settingsBelow(
  settings: Settings,
  files: readonly RepositorySettings[],
  flags: GivenSettings,
): Settings {
  return withGiven(settings, [...files.map(({ given }) => nested(given)), flags]);
}

function nested({ namespaces, operators, rules }: GivenSettings): GivenSettings {
  return {
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(operators === undefined ? {} : { operators }),
    ...(rules === undefined ? {} : { rules }),
  };
}
