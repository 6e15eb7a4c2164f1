/**
 * Reads the files `.podns.yaml` of a repository: which settings each gives, which paths it is about, and which settings
 * count for a path. rules/repository-file.ts reports what is wrong in them.
 *
 * Precedence, strongest first: flags of the command line, which are about this one run; the repository's files, which
 * everybody shares who works on it, whatever the editor; the editor's settings. A file nearer to a manifest wins.
 */
import { readYaml } from "../manifests/read-yaml.ts";
import { matcher } from "../text/glob.ts";
import { folderOf, isWithin, pathOf, relativeTo } from "../text/uri-path.ts";
import type { AnalysedFile } from "./analysis.ts";
import { memoize } from "./memo.ts";
import { type GivenSettings, readSettings, type SettingProblem, type Settings, withGiven } from "./settings.ts";

/** One file. */
export interface RepositorySettings {
  /** Decoded path; the file is about what is below it. */
  readonly folder: string;
  readonly given: GivenSettings;
  readonly problems: readonly SettingProblem[];
  /** True for the paths below the folder that the file leaves out. */
  readonly excludes: (path: string) => boolean;
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
    excludes: (path) => exclude.length > 0 && isWithin(path, folder) && isExcluded(relativeTo(path, folder)),
  };
});

export interface SettingsLayers {
  /** The editor's, or the defaults. */
  readonly base: Settings;
  readonly files: readonly RepositorySettings[];
  readonly flags: GivenSettings;
}

/** The settings of a workspace folder: what its own file gives and those of the folders above. */
export function settingsOfRoot({ base, files, flags }: SettingsLayers, root: string): Settings {
  const above = sorted(files.filter(({ folder }) => isWithin(root, folder)));
  return withGiven(base, [...above.map(({ given }) => given), flags]);
}

/** The settings below files of a workspace folder's subfolders: only what is about manifests is taken from them. */
export function settingsBelow(
  settings: Settings,
  files: readonly RepositorySettings[],
  flags: GivenSettings,
): Settings {
  return withGiven(settings, [...sorted(files).map(({ given }) => nested(given)), flags]);
}

function nested({ namespaces, operators, rules }: GivenSettings): GivenSettings {
  return {
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(operators === undefined ? {} : { operators }),
    ...(rules === undefined ? {} : { rules }),
  };
}

/** From the top down: the nearest counts last. */
function sorted(files: readonly RepositorySettings[]): readonly RepositorySettings[] {
  return [...files].sort((a, b) => a.folder.length - b.folder.length);
}
