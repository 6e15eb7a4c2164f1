/**
 * Lists what a client that serves no files is asked to watch: manifests, and whatever else kustomizations name
 * (sources of generators). A client that serves files watches what it was asked to read by itself (PROTOCOL.md).
 */
import { type Connection, DidChangeWatchedFilesNotification, type InitializeParams } from "vscode-languageserver";
import type { Uri } from "../../base/source.ts";
import { nameOf, pathOf } from "../../base/uri-path.ts";
import { manifestGlob } from "../../protocol/manifest-glob.ts";
import { isManifestName } from "../files/host.ts";

export interface FileWatch {
  /** Asks for manifests. Settled when the client watches: what changes from then on is heard of. */
  readonly begin: () => Promise<void>;
  /** Asks for what charts hold besides manifests, once. */
  readonly charts: () => Promise<void>;
  /** Files that are wanted besides: gives those that were not watched until now, once they are. */
  readonly also: (uris: readonly Uri[]) => Promise<readonly Uri[]>;
}

/** Names of other files that are asked for at most. */
const mostNames = 500;

export function fileWatch(connection: Connection, { capabilities }: Pick<InitializeParams, "capabilities">): FileWatch {
  const canRegister = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  const names = new Set<string>();
  let begun = false;
  let withCharts = false;
  const register = async (globs: readonly string[]): Promise<void> => {
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: globs.map((globPattern) => ({ globPattern })),
    });
  };
  return {
    begin: async () => {
      if (!canRegister || begun) return;
      begun = true;
      await register([manifestGlob]);
    },
    charts: async () => {
      if (!canRegister || withCharts) return;
      withCharts = true;
      await register(["**/templates/**", "**/charts/*.tgz", "**/.helmignore"]);
    },
    also: async (uris) => {
      if (!begun) return [];
      const fresh = uris.filter((uri) => isUnwatched(uri) && !names.has(nameOf(pathOf(uri))));
      const added = [...new Set(fresh.map((uri) => nameOf(pathOf(uri))))].slice(0, mostNames - names.size);
      if (added.length === 0) return [];
      for (const name of added) names.add(name);
      await register(added.map((name) => `**/${literal(name)}`));
      return fresh.filter((uri) => names.has(nameOf(pathOf(uri))));
    },
  };
}

function isUnwatched(uri: Uri): boolean {
  const name = nameOf(pathOf(uri));
  return name !== "" && !isManifestName(name);
}

/** A name as a glob that matches it alone. */
function literal(name: string): string {
  return name.replace(/[[\]{}*?!]/g, "[$&]");
}
