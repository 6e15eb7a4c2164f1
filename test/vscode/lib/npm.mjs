/** Installs packages of the npm registry into a separate folder, without running their scripts. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "./process.mjs";

const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];

/** @param {string} folder @param {Readonly<Record<string, string>>} packages name to exact version. */
export async function installPackages(folder, packages) {
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, dependencies: packages }));
  await run("npm", ["install", "--ignore-scripts", ...quiet], { cwd: folder, env: npmEnvironment() });
}

/** Installs what the package.json of `folder` itself lists; its lock file holds. */
export async function installDependencies(folder) {
  await run("npm", ["install", "--omit=dev", "--ignore-scripts", ...quiet], { cwd: folder, env: npmEnvironment() });
}

/** Inside `npm test`, npm's own variables would point the inner npm to the outer one's project. */
function npmEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name)),
  );
}
