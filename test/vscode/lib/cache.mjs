/**
 * Fills the folder that holds downloaded programs between runs, so that an interrupted run leaves nothing half done
 * there.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** Ignored by git; `PODNS_TEST_CACHE` moves it, e.g. to share it between checkouts. */
export const cacheRoot = process.env["PODNS_TEST_CACHE"] ?? path.join(root, ".vscode-test");

/**
 * The folder `name` of the cache, made by `fill(folder)` when it is not there. It is filled under another name and
 * renamed when complete: the rename is the mark, so an interruption or a second run beside this one never shows a half.
 *
 * @param {string} name holds the version of what is inside; another version is another folder.
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the absolute folder.
 */
export async function cached(name, fill) {
  const folder = path.join(cacheRoot, name);
  await removeAbandoned(name);
  if (existsSync(folder)) return folder;
  const started = Date.now();
  process.stderr.write(`setting up ${name} …\n`);
  const partial = `${folder}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  await fill(partial);
  try {
    await rename(partial, folder);
  } catch (error) {
    // Another run was faster. Its result can be used as well.
    if (!existsSync(folder)) throw error;
    await rm(partial, { recursive: true, force: true });
  }
  process.stderr.write(`setting up ${name} took ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  return folder;
}

/** Removes the halves whose process is gone. */
async function removeAbandoned(name) {
  const entries = existsSync(cacheRoot) ? await readdir(cacheRoot) : [];
  for (const entry of entries) {
    const [of, pid] = entry.split(".partial-");
    if (of !== name || pid === undefined || isAlive(Number(pid))) continue;
    await rm(path.join(cacheRoot, entry), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
