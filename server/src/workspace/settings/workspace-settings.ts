/** Decides which settings count where, in a workspace of several folders with `.podns.yaml` in them. */
import type { Uri } from "../../base/source.ts";
import { isWithin, pathOf } from "../../base/uri-path.ts";
import { rootOf } from "../environments/folder-ways.ts";
import { filesAbout, type SettingsLayers, settingsBelow, settingsOfRoot } from "./repository-settings.ts";
import { type Settings, withGiven } from "./settings.ts";

export interface WorkspaceSettings {
  readonly layers: SettingsLayers;
  /** Those of the first workspace folder, which count for the whole workspace. */
  readonly first: Settings;
  /** Those of a workspace folder: the same object for all that the same `.podns.yaml` are about. "" for none. */
  readonly ofRoot: (root: string) => Settings;
  /** Those of a file: the same object for all files of a workspace folder that `.podns.yaml` with the same settings are about. */
  readonly of: (uri: Uri) => Settings;
}

/** @param roots the workspace folders, decoded */
export function workspaceSettings(layers: SettingsLayers, roots: readonly string[]): WorkspaceSettings {
  const [first = ""] = roots;
  const ofFirst = layers.files.length === 0 ? withGiven(layers.base, [layers.flags]) : settingsOfRoot(layers, first);
  const byKey = new Map([[aboutKey(layers, first), ofFirst]]);
  const ofRoot = (root: string): Settings => {
    const key = aboutKey(layers, root || first);
    const known = byKey.get(key) ?? settingsOfRoot(layers, root || first);
    byKey.set(key, known);
    return known;
  };
  const nestedByKey = new Map<string, Settings>();
  return {
    layers,
    first: ofFirst,
    ofRoot,
    of: (uri) => {
      const path = pathOf(uri);
      const root = settingsRootOf(path, roots);
      const nested = filesAbout(layers.files, path).filter(({ folder }) => !isWithin(root, folder));
      if (nested.length === 0) return ofRoot(root);
      const key = [root, ...nested.map(({ nestedText }) => nestedText)].join("\n");
      const known = nestedByKey.get(key) ?? settingsBelow(ofRoot(root), nested, layers.flags);
      nestedByKey.set(key, known);
      return known;
    },
  };
}

/** The folder whose settings count for a path: the deepest that holds it; for what lies in none, the first. */
function settingsRootOf(path: string, roots: readonly string[]): string {
  return rootOf(path, roots) || (roots[0] ?? "");
}

/** Which `.podns.yaml` are about all of a workspace folder. */
function aboutKey({ files }: SettingsLayers, root: string): string {
  return filesAbout(files, root)
    .map(({ folder }) => folder)
    .join("\n");
}
