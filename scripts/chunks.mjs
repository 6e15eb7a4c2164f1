/**
 * Parts of a program that are loaded when they are needed: each is a bundle of its own, and `import()` of its entry finds
 * it beside the program.
 */
import path from "node:path";

/** Bundles for Node by their entries. */
export const chunks = {
  "server/src/kubernetes/helm/render.ts": "helm",
  "server/src/hosts/cli/git/tree-at.ts": "git",
  "server/src/hosts/cli/mcp/server.ts": "mcp",
  "server/src/ide/map/draw.ts": "map",
};

/** Other programs of the same build that a bundle starts in its own process, by their entries. */
const programs = { "server/src/hosts/node/main.ts": "server.node" };

/**
 * @param {string} root the repository's folder
 * @returns {import("esbuild").Plugin} leaves the chunks out of a bundle
 */
export function chunksBeside(root) {
  const names = new Map(
    Object.entries({ ...chunks, ...programs }).map(([entry, name]) => [path.join(root, entry), name]),
  );
  return {
    name: "chunks",
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path: given, resolveDir }) => {
        const name = kind === "dynamic-import" ? names.get(path.join(resolveDir, given)) : undefined;
        return name && { path: `./${name}.js`, external: true };
      });
    },
  };
}
