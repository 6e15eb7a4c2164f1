/** Builds the bundles: where each runs and how large it may become. The entry of a bundle decides what is in it. */
import { chmod, copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundledPackages, inputsOf } from "./scripts/bundled-packages.mjs";
import { chunksBeside } from "./scripts/chunks.mjs";
import { noticesOf } from "./scripts/notices.mjs";
import { readingGit } from "./scripts/reading-git.mjs";
import { buildSplit } from "./scripts/split.mjs";

const root = path.dirname(fileURLToPath(import.meta.url));
const production = process.argv.includes("--production");

/** Desktop VS Code and code-server start it, or a person's Node: CommonJS, everything but `vscode` inside. */
const onNode = { platform: "node", format: "cjs" };
/** VS Code's web-worker extension host evaluates one CommonJS text; a Node module in it fails the build here. */
const inExtensionHost = { platform: "browser", format: "cjs" };
/** A Worker or a page loads it as a plain script. */
const asScript = { platform: "browser", format: "iife" };

/**
 * The table. `budgets` are KiB of the minified files, checked in production builds only: they stand a little above
 * today's size, so that a library that slips into the wrong bundle is seen at once. `chunks` are loaded when they are needed, from
 * files of their own, and share code with the program. `shipped: false` stays out of the package.
 */
export const bundles = [
  // The choice of an environment, the page that compares environments and the panel's requests over time take 10 KiB of either client.
  { entry: "client/src/node/extension.ts", out: "client.node", ...onNode, external: ["vscode"], budgets: { js: 635 } },
  {
    entry: "client/src/browser/extension.ts",
    out: "client.browser",
    ...inExtensionHost,
    external: ["vscode"],
    // The map's panel takes 2.3 KiB.
    budgets: { js: 594 },
  },
  // What answers `initialize`, and what is loaded once it is answered. The answers about the chosen environment, code actions,
  // semantic tokens and hints are asked for as somebody types: they are a part of what is loaded, and so is what completes names
  // in templates as expressions (2 KiB).
  {
    entry: "server/src/hosts/node/main.ts",
    out: "server.node",
    ...onNode,
    // Scenarios, history and timelines are loaded when somebody looks at time. What they share with the service lies in the
    // service, caches and the moments of a cluster among it: 15 KiB.
    // What asks, places and draws a map of names is loaded when somebody looks at one.
    chunks: {
      "server/src/hosts/node/service.ts": "service",
      "server/src/ide/features/time/over-time.ts": "time",
      "server/src/ide/features/map/show-map.ts": "map",
    },
    // Bounds of hostile files (many zones, long documents, many defects) take 1 KiB.
    budgets: { js: 260, "service.js": 1176, "time.js": 68, "map.js": 84 },
  },
  {
    entry: "server/src/hosts/browser/main.ts",
    out: "server.browser",
    ...asScript,
    chunks: {
      "server/src/hosts/browser/service.ts": "service",
      "server/src/kubernetes/helm/render.ts": "helm",
      "server/src/ide/features/time/over-time.ts": "time",
      "server/src/ide/features/map/show-map.ts": "map",
    },
    budgets: { js: 260, "service.js": 1170, "helm.js": 500, "time.js": 68, "map.js": 84 },
  },
  // `podns map` asks with the program's own engine: what makes maps takes 9 KiB, what draws them is a chunk. Bounds of hostile
  // files take 1 KiB.
  { entry: "server/src/hosts/cli/main.ts", out: "cli", ...onNode, executable: true, budgets: { js: 1192 } },
  { entry: "server/src/kubernetes/helm/render.ts", out: "helm", ...onNode, budgets: { js: 520 } },
  { entry: "server/src/hosts/cli/git/tree-at.ts", out: "git", ...onNode, budgets: { js: 160 } },
  { entry: "server/src/hosts/cli/mcp/server.ts", out: "mcp", ...onNode, budgets: { js: 320 } },
  // What places and draws a map of names.
  { entry: "server/src/ide/map/draw.ts", out: "map", ...onNode, budgets: { js: 70 } },
  // The library of the npm package (scripts/npm-package.mjs).
  { entry: "server/src/hosts/cli/library/engine.ts", out: "engine", ...onNode, budgets: { js: 1000 } },
  { entry: "client/src/webview/main.ts", out: "webview", ...asScript, budgets: { js: 64, css: 32 } },
  { entry: "client/src/webview/map-main.ts", out: "webview-map", ...asScript, budgets: { js: 24, css: 6 } },
  {
    entry: "test/vscode/suite/index.ts",
    out: "test/vscode-suite",
    ...inExtensionHost,
    external: ["vscode"],
    // mocha's browser build stands in an ES package: without these it would take the bundle's own `module.exports`.
    define: { exports: "undefined", module: "undefined" },
    shipped: false,
    budgets: { js: 900 },
  },
];

/** The panel's icons: the font is loaded by the style sheet beside it. */
const copies = ["codicon.css", "codicon.ttf"].map((file) => ({
  from: `node_modules/@vscode/codicons/dist/${file}`,
  to: `dist/codicons/${file}`,
}));

/** esbuild's options for a bundle that is one file. */
export function optionsOf(bundle) {
  return {
    absWorkingDir: root,
    entryPoints: { [bundle.out]: bundle.entry },
    outdir: "dist",
    bundle: true,
    platform: bundle.platform,
    format: bundle.format,
    target: "es2022",
    external: bundle.external ?? [],
    plugins: bundle.platform === "node" ? [chunksBeside(root), readingGit()] : [],
    // `import()` of a chunk becomes `require`: Node would look through the chunk's text for what it exports.
    ...(bundle.platform === "node" ? { supported: { "dynamic-import": false } } : {}),
    // The library's build for Node asks for environment variables at each token, which takes a fifth of all parsing.
    alias: {
      yaml: path.join(root, "node_modules/yaml/browser/index.js"),
      // Its ES modules: what nobody calls stays out.
      "isomorphic-git": path.join(root, "node_modules/isomorphic-git/index.js"),
    },
    // Node builds take the ES modules of libraries that have them: smaller, and no `require` that stays at run time.
    mainFields: bundle.platform === "node" ? ["module", "main"] : ["browser", "module", "main"],
    define: { ...bundle.define, "process.env.NODE_ENV": production ? '"production"' : '"development"' },
    minify: production && bundle.shipped !== false,
    sourcemap: production ? false : "linked",
    legalComments: "none",
    loader: { ".ttf": "file", ".svg": "dataurl" },
    banner: bundle.executable ? { js: "#!/usr/bin/env node" } : {},
    metafile: true,
    logLevel: "warning",
  };
}

/** The sizes of one bundle against its budgets. */
function weigh(bundle, metafile) {
  return Object.entries(metafile.outputs)
    .filter(([file]) => !file.endsWith(".map"))
    .map(([file, output]) => {
      const budget = bundle.budgets[file.slice(`dist/${bundle.out}.`.length)];
      const kib = output.bytes / 1024;
      return { file, kib, budget, over: production && (budget === undefined || kib > budget) };
    });
}

/** Where one may debug, a program is one file, with its source map. */
function run(bundle, options) {
  return production && bundle.chunks !== undefined ? buildSplit(options, root, bundle.chunks) : build(options);
}

async function buildOne(bundle) {
  const { metafile } = await run(bundle, optionsOf(bundle));
  if (bundle.executable) await chmod(path.join(root, "dist", `${bundle.out}.js`), 0o755);
  return { bundle, metafile, rows: weigh(bundle, metafile) };
}

/** @returns {Promise<readonly object[]>} what esbuild says of each bundle that ships, without writing any. */
export function metafilesOfShipped() {
  const shipped = bundles.filter((bundle) => bundle.shipped !== false);
  return Promise.all(
    shipped.map(async (bundle) => ({
      bundle,
      metafile: (await build({ ...optionsOf(bundle), write: false })).metafile,
    })),
  );
}

/** @returns {Promise<readonly import("./scripts/bundled-packages.mjs").BundledPackage[]>} what of others ships. */
export function packagesOf(built) {
  const files = built.map(({ bundle, metafile }) => [`dist/${bundle.out}.js`, inputsOf(metafile)]);
  const copied = copies.map(({ from, to }) => [to, [from]]);
  return bundledPackages(root, new Map([...files, ...copied]));
}

/** The notices ship; the list is for the bill of materials (scripts/sbom.mjs). */
async function writeNotices(built) {
  const packages = await packagesOf(built);
  await writeFile(path.join(root, "dist", "ThirdPartyNotices.txt"), await noticesOf(root, packages));
  await writeFile(path.join(root, "dist", "packages.json"), `${JSON.stringify(packages, undefined, 2)}\n`);
}

async function main() {
  await rm(path.join(root, "dist"), { recursive: true, force: true });
  await mkdir(path.join(root, "dist", "codicons"), { recursive: true });
  await Promise.all(copies.map(({ from, to }) => copyFile(path.join(root, from), path.join(root, to))));
  // "PodNS: Open Sample" copies it: the workspace of the tests, and what makes each of its folders a cluster.
  for (const part of ["workspace", "sample"])
    await cp(path.join(root, "test", part), path.join(root, "dist", "sample"), { recursive: true });
  const results = await Promise.allSettled(bundles.map(buildOne));
  const built = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  await writeNotices(built.filter(({ bundle }) => bundle.shipped !== false));
  for (const row of built.flatMap(({ rows }) => rows)) {
    const limit = row.budget === undefined ? "no budget" : `of ${row.budget} KiB`;
    console.log(`${row.over ? "✖" : "✔"} ${row.file.padEnd(32)} ${row.kib.toFixed(1).padStart(8)} KiB ${limit}`);
    if (row.over) process.exitCode = 1;
  }
  for (const [index, result] of results.entries()) {
    if (result.status === "fulfilled") continue;
    // esbuild has printed its own messages; anything else has not been said yet.
    console.error(`✖ ${bundles[index].out}: ${result.reason?.message?.split("\n")[0] ?? result.reason}`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
