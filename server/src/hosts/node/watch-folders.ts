/** Tells that something may have changed in folders: a hint without a path, which whoever gets it looks after. */
import { type FSWatcher, statSync, watch } from "node:fs";
import { reasonOf } from "./file-host.ts";

export interface FolderWatch {
  /**
   * Watches these folders and no others. What is below them is not watched with them. True when one is watched that was not
   * before: what happened in it until now was not told.
   */
  readonly sync: (folders: Iterable<string>) => boolean;
  readonly close: () => void;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** Another folder may have taken the name: it is watched anew. */
  readonly identity: string;
}

/**
 * @param hint called for each event; any number for one change
 * @param failed told once why folders cannot be watched (too many of them, a disk that cannot)
 */
export function watchFolders(hint: () => void, failed: (why: string) => void): FolderWatch {
  const watched = new Map<string, Watched>();
  let isTold = false;
  const end = (folder: string): void => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  };
  const begin = (folder: string, identity: string): boolean => {
    try {
      const watcher = watch(folder, { persistent: false }, hint);
      // The folder is gone, or cannot be watched any more.
      watcher.on("error", () => {
        end(folder);
        hint();
      });
      watched.set(folder, { watcher, identity });
      return true;
    } catch (error) {
      if (!isTold) failed(reasonOf(error));
      isTold = true;
      return false;
    }
  };
  return {
    sync: (folders) => {
      const wanted = new Set(folders);
      for (const folder of [...watched.keys()]) if (!wanted.has(folder)) end(folder);
      let isMore = false;
      for (const folder of wanted) {
        const identity = identityOf(folder);
        if (watched.get(folder)?.identity === identity) continue;
        end(folder);
        if (identity !== undefined && begin(folder, identity)) isMore = true;
      }
      return isMore;
    },
    close: () => {
      for (const folder of [...watched.keys()]) end(folder);
    },
  };
}

/** Undefined where there is no folder of that name. */
function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino, birthtimeMs } = statSync(folder);
    return `${dev} ${ino} ${birthtimeMs}`;
  } catch {
    return undefined;
  }
}
