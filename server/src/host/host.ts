/** Knows the outside as an interface: which files there are, and their texts; refuses to know any platform. */
import type { Uri } from "../text/source.ts";

/** Files by the URIs of whoever hosts the server. */
export interface Host {
  /** All YAML and JSON files that no glob of `exclude` matches, in a stable order. */
  readonly findFiles: (exclude: readonly string[]) => Promise<readonly Uri[]>;
  /** The text of each file, in order; null where there is none (gone, binary, too large). Never rejects for a file. */
  readonly readFiles: (uris: readonly Uri[]) => Promise<readonly (string | null)[]>;
}

/** The ends of the names of files that may hold manifests. */
export const manifestExtensions: readonly string[] = [".yaml", ".yml", ".json"];
