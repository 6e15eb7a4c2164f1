/** Finds the npm packages whose code or files ship, from what the bundler says it put into each bundle. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * @typedef {{
 *   name: string, version: string, license: string, home: string | undefined,
 *   folder: string, texts: readonly string[], bundles: readonly string[],
 * }} BundledPackage `license` is an SPDX expression, `folder` is relative to the root, `texts` are its licence texts.
 */

/** Licences that allow what is done here, with their texts beside the code. Any other one is looked at by a person first. */
const allowed = new Set([
  ...[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Zlib",
  ],
]);

/** Packages whose package.json tells only a part. The icons are CC-BY-4.0, the style sheet and the font's code MIT. */
const told = { "@vscode/codicons": "CC-BY-4.0 AND MIT" };

const licenceFile = /^(licen[cs]e|copying|notice|third-?party-?notices?)([-_.].*)?$/i;

/** @param {object} metafile esbuild's. @returns {readonly string[]} the input files that left bytes in the outputs. */
export function inputsOf(metafile) {
  const outputs = Object.values(metafile.outputs);
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
}

/**
 * @param {string} root
 * @param {ReadonlyMap<string, readonly string[]>} files by bundle, relative to the root
 * @returns {Promise<readonly BundledPackage[]>} by name and version
 * @throws {Error} for a package without a licence text, or with a licence that nobody has looked at
 */
export async function bundledPackages(root, files) {
  /** @type {Map<string, Set<string>>} */
  const bundlesByFolder = new Map();
  for (const [bundle, inputs] of files) {
    for (const file of inputs) {
      // The last one counts: packages bring others along in their own folders.
      const [, folder] = /^(.*\/?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replaceAll("\\", "/")) ?? [];
      if (folder === undefined) continue;
      bundlesByFolder.set(folder, (bundlesByFolder.get(folder) ?? new Set()).add(bundle));
    }
  }
  const packages = await Promise.all(
    [...bundlesByFolder].map(([folder, bundles]) => readPackage(root, folder, [...bundles].sort())),
  );
  return packages.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ name, version, folder }) {
  return `${name} ${version} ${folder}`;
}

async function readPackage(root, folder, bundles) {
  const absolute = path.join(root, folder);
  const { name, version, license, homepage, repository } = JSON.parse(
    await readFile(path.join(absolute, "package.json"), "utf8"),
  );
  const names = (await readdir(absolute)).filter((file) => licenceFile.test(file)).sort();
  const texts = await Promise.all(names.map((file) => readFile(path.join(absolute, file), "utf8")));
  const expression = told[name] ?? license;
  if (texts.length === 0) throw new Error(`${name} ${version} is bundled, but has no licence text`);
  const parts = String(expression)
    .split(/[\s()]+|\b(?:AND|OR|WITH)\b/)
    .filter((part) => part !== "");
  const unknown = parts.filter((part) => !allowed.has(part));
  if (unknown.length > 0) throw new Error(`${name} ${version} is bundled under '${expression}': is that allowed?`);
  return {
    name,
    version,
    license: expression,
    home: homepage ?? addressOf(repository),
    folder,
    texts: texts.map(plain),
    bundles,
  };
}

/** package.json's `repository` as an address for people. */
function addressOf(repository) {
  const address = typeof repository === "string" ? repository : repository?.url;
  return address?.replace(/^git\+/, "").replace(/\.git$/, "");
}

/** One kind of line break, no blanks at ends. */
function plain(text) {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}
