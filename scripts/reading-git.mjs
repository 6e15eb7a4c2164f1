/** Makes the library of git smaller: repositories are read only, so that what it needs to write them stays out of the bundle. */

/** Packages that only give functions: what nobody calls is left out, although their package.json does not say so. */
const pure = /^(?:async-lock|crc-32|diff3|ignore|pify|sha\.js)(?:\/|$)/;

/** Its one use is to propose a better name for a branch that is refused, in the message. It comes without a licence text. */
const proposing = /^clean-git-ref$/;

/** @returns {import("esbuild").Plugin} */
export function readingGit() {
  const asked = {};
  return {
    name: "reading-git",
    setup(build) {
      build.onResolve({ filter: pure }, async ({ path, pluginData, ...options }) => {
        if (pluginData === asked) return undefined;
        return { ...(await build.resolve(path, { ...options, pluginData: asked })), sideEffects: false };
      });
      build.onResolve({ filter: proposing }, ({ path }) => ({ path, namespace: "reading-git" }));
      build.onLoad({ filter: proposing, namespace: "reading-git" }, () => ({
        contents: "export default { clean: (ref) => ref };",
      }));
    },
  };
}
