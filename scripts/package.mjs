/** Makes the package, and holds the complete list of what it may contain. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { sbomOf } from "./sbom.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
const execute = promisify(execFile);

/** What must ship; everything else must not. `syntaxes/`, `schemas/` and documentation pictures may grow. */
const required = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "RULES.md",
  "SECURITY.md",
  "dist/ThirdPartyNotices.txt",
  "dist/cli.js",
  "dist/client.browser.js",
  "dist/client.node.js",
  "dist/codicons/codicon.css",
  "dist/codicons/codicon.ttf",
  "dist/git.js",
  "dist/helm.js",
  "dist/map.js",
  "dist/mcp.js",
  "dist/sample/README.md",
  "dist/sample/web/web.yaml",
  "dist/server.browser.helm.js",
  "dist/server.browser.js",
  "dist/server.browser.map.js",
  "dist/server.browser.service.js",
  "dist/server.browser.time.js",
  "dist/server.node.js",
  "dist/server.node.map.js",
  "dist/server.node.service.js",
  "dist/server.node.time.js",
  "dist/webview-map.css",
  "dist/webview-map.js",
  "dist/webview.css",
  "dist/webview.js",
  "l10n/bundle.l10n.de.json",
  "media/icon.png",
  "package.json",
  "package.nls.de.json",
  "package.nls.json",
  "schemas/podns.schema.json",
];
const allowed = [
  /^dist\/sample\/[\w./-]+$/,
  /^(?:syntaxes|schemas)\/[\w.-]+\.json$/,
  /^media\/(?:walkthrough\/)?[\w-]+\.png$/,
];

async function manifest() {
  return JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
}

/** @returns {Promise<readonly string[]>} one sentence for each file too many or missing. */
export async function checkContents() {
  const { stdout } = await execute(process.execPath, [vsce, "ls", "--no-dependencies"], { cwd: root });
  const files = stdout.trim().split(/\r?\n/);
  const surplus = files.filter((file) => !required.includes(file) && !allowed.some((pattern) => pattern.test(file)));
  const missing = required.filter((file) => !files.includes(file));
  return [
    ...surplus.map((file) => `${file} would ship, but must not`),
    ...missing.map((file) => `${file} must ship, but is not there`),
  ];
}

/** Packs what stands in dist/. @returns {Promise<string>} the path of the .vsix. */
export async function packageExtension() {
  const { name, version } = await manifest();
  const file = path.join(root, `${name}-${version}.vsix`);
  // Without a public repository there is nothing to rewrite the README's links to.
  const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", file];
  await execute(process.execPath, [vsce, "package", ...options], { cwd: root });
  return file;
}

/** Writes the bill of materials of what stands in dist/ beside the package. @returns {Promise<string>} its path. */
export async function writeSbom() {
  const product = await manifest();
  const packages = JSON.parse(await readFile(path.join(root, "dist", "packages.json"), "utf8"));
  const file = path.join(root, `${product.name}-${product.version}.cdx.json`);
  await writeFile(file, await sbomOf(root, product, packages));
  return file;
}

async function main() {
  const problems = await checkContents();
  for (const problem of problems) console.error(`✖ ${problem}`);
  if (problems.length > 0) {
    process.exitCode = 1;
    return;
  }
  for (const file of [await packageExtension(), await writeSbom()]) {
    console.log(`✔ ${path.relative(process.cwd(), file)}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
