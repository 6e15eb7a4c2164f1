/** Tells people once of each file or folder that was left out. */

/** Why a file or folder was left out. `isAbsent`: there is no such file. */
export type OnSkipped = (path: string, why: string, isAbsent: boolean) => void;

/** Files of these names are looked for in every folder that a kustomization names. */
const looked = /^(.+)[\\/](?:kustomization\.ya?ml|Kustomization)$/;

/** @param say is told what is there, or may be; of a folder that is left out nothing more is said for the names in it */
export function skippedOnce(say: (path: string, why: string) => void): OnSkipped {
  const said = new Set<string>();
  return (path, why, isAbsent) => {
    const folder = looked.exec(path)?.[1];
    if (isAbsent || said.has(path) || (folder !== undefined && said.has(folder))) return;
    said.add(path);
    say(path, why);
  };
}
