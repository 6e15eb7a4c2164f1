/** Finds the chunks of the server that a worker loads when they are needed (scripts/split.mjs). */

/** The loader of the bundle reads this global. */
const chunkFolderKey = "podnsChunkFolder";

/**
 * Sets the folder for the loader: `scripts` of the initialization options (PROTOCOL.md), otherwise the folder of the worker's own
 * script. The address of a worker that was started from a blob names no folder.
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
