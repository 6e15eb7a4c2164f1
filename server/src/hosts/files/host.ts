/** Defines what the engine needs of the outside: which files there are, and their texts, on any platform. */

import type { Uri } from "../../base/source.ts";
import type { FileChange } from "../../workspace/workspace.ts";

/** Files by the URIs of the program that hosts the server. */
export interface Host {
  /** All YAML and JSON files that no glob of `exclude` matches, in a stable order. */
  readonly findFiles: (exclude: readonly string[]) => Promise<readonly Uri[]>;
  /**
   * The text of each file, in order; null for a file without text (gone, binary, too large). Never rejects for a file.
   */
  readonly readFiles: (uris: readonly Uri[]) => Promise<readonly (string | null)[]>;
  /** What reading a file the last time showed besides its text. Absent: nothing. */
  readonly remarkOn?: (uri: Uri) => Remark | undefined;
}

/** Where links led to a file, or why it was not read although it is, or may be, there. */
export type Remark = Pick<FileChange, "links" | "unread">;

/** True for the name or path of a file that may hold manifests or a kustomization, wherever it is named. */
export function isManifestName(name: string): boolean {
  const lower = name.toLowerCase();
  return manifestExtensions.some((extension) => lower.endsWith(extension)) || /(?:^|[\\/])Kustomization$/.test(name);
}

/** The ends of the names of files that may hold manifests. */
export const manifestExtensions: readonly string[] = [".yaml", ".yml", ".json"];
