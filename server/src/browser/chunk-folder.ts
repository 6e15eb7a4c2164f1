/** Where a worker finds the parts of the server that are loaded when they are needed (scripts/split.mjs). */

/** What the loader of the bundle reads. */
export const chunkFolderKey = "podnsChunkFolder";

/**
 * Tells the loader the folder: `scripts` of the initialization options (PROTOCOL.md), else the one that the worker's own
 * script is in. A worker that was started from a blob has no folder of its own.
 */
export function loadChunksFrom(
  initializationOptions: unknown,
  scope: { readonly location: { readonly href: string } },
): void {
  const given: unknown =
    typeof initializationOptions === "object" && initializationOptions !== null
      ? Reflect.get(initializationOptions, "scripts")
      : undefined;
  const folder =
    typeof given === "string" ? given : scope.location.href.slice(0, scope.location.href.lastIndexOf("/") + 1);
  Reflect.set(scope, chunkFolderKey, folder.endsWith("/") ? folder : `${folder}/`);
}
