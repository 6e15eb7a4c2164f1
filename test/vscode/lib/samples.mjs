/** Gives a run its own copy of the sample workspace and a folder for VS Code's data, and removes both afterwards. */
import { cp, mkdtemp, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { root } from "./cache.mjs";

export const sampleWorkspace = path.join(root, "test", "workspace");
/** Helm charts, and how one is installed. */
export const chartWorkspace = path.join(root, "test", "charts");
/** A base with three overlays. */
export const environmentWorkspace = path.join(root, "test", "environments");
/** Two clusters with names that resolve, fail, leave the cluster and are blocked. */
export const mapWorkspace = path.join(root, "test", "map");

/**
 * @param {string} sample the folder that is copied
 * @returns {Promise<{ workspace: string, data: string, remove: () => Promise<void> }>}
 */
export async function temporaryFolders(sample = sampleWorkspace) {
  const base = await realpath(await mkdtemp(path.join(os.tmpdir(), "podns-vscode-")));
  const workspace = path.join(base, "workspace");
  await cp(sample, workspace, { recursive: true });
  const remove = () => rm(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  return { workspace, data: path.join(base, "data"), remove };
}
