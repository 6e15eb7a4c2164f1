/**
 * Puts the npm package `podns` together: the command line, the library `podns/engine` with its types, the manual page and the
 * completions. Nothing is needed at run time.
 *
 *     node scripts/npm-package.mjs [FOLDER]     (default: dist/npm; `npm run build` comes first)
 */
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chunks } from "./chunks.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const execute = promisify(execFile);

/** The library's source says all its types itself: its declarations follow from its text alone. */
const library = "server/src/hosts/cli/library/engine.ts";
const schemas = ["lint.schema.json", "map.schema.json", "podns.schema.json", "scenario.schema.json"];

/** The package's own package.json, of what the repository's says. */
function manifestOf({ name, version, description, license, keywords, engines }) {
  return {
    name,
    version,
    description,
    license,
    keywords,
    homepage: "https://github.com/podns/podns",
    type: "commonjs",
    engines: { node: engines.node },
    bin: { podns: "dist/cli.js" },
    man: "man/podns.1",
    exports: {
      "./engine": { types: "./dist/engine.d.ts", default: "./dist/engine.js" },
      "./schemas/*": "./schemas/*",
      "./package.json": "./package.json",
    },
    // For compilers that do not read "exports".
    typesVersions: { "*": { engine: ["dist/engine.d.ts"] } },
    files: ["dist", "man", "completions", "schemas", "RULES.md", "CHANGELOG.md"],
  };
}

/**
 * Writes the folder that `npm pack` packs.
 * @param {{ folder?: string, bundles?: string }} where `bundles` is the folder that the build wrote to
 * @returns {Promise<string>} its path
 */
export async function npmPackage({ folder = path.join(root, "dist", "npm"), bundles = path.join(root, "dist") } = {}) {
  await rm(folder, { recursive: true, force: true });
  for (const name of ["dist", "man", "completions", "schemas"])
    await mkdir(path.join(folder, name), { recursive: true });
  // The language server of `podns lsp` is several files.
  const server = (await readdir(bundles)).filter((name) => /^server\.node(?:\.\w+)?\.js$/.test(name));
  const programs = ["cli", "engine", ...Object.values(chunks)].map((name) => `${name}.js`);
  for (const name of [...programs, ...server])
    await copyFile(path.join(bundles, name), path.join(folder, "dist", name));
  const notices = path.join(bundles, "ThirdPartyNotices.txt");
  await copyFile(notices, path.join(folder, "dist", "ThirdPartyNotices.txt"));
  for (const file of ["LICENSE", "RULES.md", "CHANGELOG.md", ...schemas.map((name) => `schemas/${name}`)])
    await copyFile(path.join(root, file), path.join(folder, file));
  await copyFile(path.join(root, "docs", "npm.md"), path.join(folder, "README.md"));
  await declare(path.join(folder, "dist"));
  const manifest = manifestOf(JSON.parse(await readFile(path.join(root, "package.json"), "utf8")));
  await writeFile(path.join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const cli = path.join(folder, "dist", "cli.js");
  await chmod(cli, 0o755);
  const printed = async (...args) => (await execute(process.execPath, [cli, ...args])).stdout;
  await writeFile(path.join(folder, "man", "podns.1"), await printed("man"));
  for (const shell of ["bash", "zsh", "fish"])
    await writeFile(path.join(folder, "completions", `podns.${shell}`), await printed("completion", shell));
  return folder;
}

/** Writes the types of the library. */
async function declare(folder) {
  const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
  const flags = [
    "--ignoreConfig",
    "--declaration",
    "--emitDeclarationOnly",
    "--noResolve",
    "--noCheck",
    "--allowImportingTsExtensions",
  ];
  const options = [
    ...flags,
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--outDir",
    folder,
  ];
  await execute(process.execPath, [compiler, ...options, library], { cwd: root });
  const declared = await readFile(path.join(folder, "engine.d.ts"), "utf8");
  if (/\bfrom "/.test(declared)) throw new Error("the types of the library import others, which would not ship");
}

async function main() {
  const [folder] = process.argv.slice(2);
  const made = await npmPackage(folder === undefined ? {} : { folder: path.resolve(folder) });
  console.log(`✔ ${path.relative(process.cwd(), made) || "."}: pack it with npm pack`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
