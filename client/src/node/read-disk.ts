/** Reads files of this machine's disk: VS Code's own file system opens pipes, and does not say where links lead. */
import { createBoundary, type Locate, Outside } from "../../../server/src/hosts/node/boundary.ts";
import { isAbsent, readLocated, reasonOf } from "../../../server/src/hosts/node/file-host.ts";
import { makePause } from "../../../server/src/hosts/node/pause.ts";
import type { FileText, ReadDisk } from "../common/read-files.ts";

/** @param folders paths of the workspace folders */
export const readDisk: ReadDisk = (folders) => {
  const locate = createBoundary(folders).locator();
  const pause = makePause(sliceMs);
  return async (path, maxBytes) => {
    const found = read(path, maxBytes, locate);
    await pause();
    return found;
  };
};

/** Milliseconds of synchronous work after which others in the extension host get their turn. */
const sliceMs = 10;

function read(path: string, maxBytes: number, locate: Locate): FileText {
  try {
    return readLocated(path, maxBytes, locate);
  } catch (error) {
    if (isAbsent(error)) return { text: null };
    return { text: null, unread: { why: reasonOf(error), outside: error instanceof Outside } };
  }
}
