import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * What each folder may import: folders of this repository, and packages. The table of ARCHITECTURE.md; a folder that is
 * missing here may not exist. Type-only imports count like any other.
 */
const table: Readonly<Record<string, readonly string[]>> = {
  "server/src/base": ["re2js"],
  "server/src/dns/data": [],
  "server/src/cluster/scenario": ["base", "kubernetes/manifests"],
  "server/src/kubernetes/validation": ["base", "dns/data", "ipaddr.js"],
  "server/src/kubernetes/manifests": ["base", "kubernetes/validation", "yaml"],
  "server/src/kubernetes/mentions": ["base", "kubernetes/manifests", "yaml"],
  "server/src/kubernetes/kustomize": ["base", "kubernetes/manifests", "yaml"],
  "server/src/kubernetes/helm": [
    "base",
    "kubernetes/manifests",
    "yaml",
    "re2js",
    "smol-toml",
    "fflate",
    "@noble/ciphers/aes.js",
    "@noble/hashes/hmac.js",
    "@noble/hashes/legacy.js",
    "@noble/hashes/scrypt.js",
    "@noble/hashes/sha2.js",
  ],
  "server/src/cluster/state": ["base", "kubernetes/manifests", "cluster/scenario", "ipaddr.js"],
  "server/src/cluster/history": [
    "base",
    "kubernetes/manifests",
    "kubernetes/validation",
    "cluster/scenario",
    "cluster/state",
  ],
  "server/src/dns/server": [
    "base",
    "dns/data",
    "cluster/state",
    "kubernetes/manifests",
    "cluster/scenario",
    "ipaddr.js",
  ],
  "server/src/dns/clients": [
    "base",
    "dns/data",
    "dns/server",
    "cluster/state",
    "kubernetes/manifests",
    "ipaddr.js",
    "fastest-levenshtein",
  ],
  "server/src/workspace": [
    "base",
    "dns/data",
    "cluster/scenario",
    "kubernetes/kustomize",
    "kubernetes/helm",
    "kubernetes/manifests",
    "kubernetes/mentions",
    "cluster/state",
    "dns/server",
    "dns/clients",
    "ipaddr.js",
  ],
  "server/src/ide/timeline": [
    "base",
    "dns/data",
    "kubernetes/manifests",
    "cluster/scenario",
    "cluster/state",
    "cluster/history",
    "dns/server",
    "dns/clients",
    "workspace",
  ],
  "server/src/ide/rules": [
    "kubernetes/validation",
    "workspace",
    "base",
    "dns/data",
    "kubernetes/manifests",
    "kubernetes/mentions",
    "cluster/state",
    "dns/server",
    "dns/clients",
    "fastest-levenshtein",
  ],
  "server/src/ide/map": [
    "workspace",
    "base",
    "dns/data",
    "kubernetes/manifests",
    "kubernetes/mentions",
    "cluster/state",
    "dns/server",
    "dns/clients",
    "ide/rules",
    "@dagrejs/dagre",
  ],
  "server/src/protocol": ["dns/clients"],
  "server/src/ide/features": [
    "kubernetes/validation",
    "ide/rules",
    "ide/map",
    "workspace",
    "base",
    "dns/data",
    "kubernetes/manifests",
    "kubernetes/mentions",
    "cluster/state",
    "dns/server",
    "dns/clients",
    "cluster/scenario",
    "cluster/history",
    "ide/timeline",
    "protocol",
    "vscode-languageserver-types",
    "vscode-languageserver-textdocument",
  ],
  "server/src/hosts/files": ["workspace", "base"],
  "server/src/hosts/lsp": [
    "ide/features",
    "kubernetes/helm",
    "hosts/files",
    "workspace",
    "protocol",
    "server/src/dns/clients/simulation.ts",
    "base",
    "valibot",
    "vscode-languageserver",
    "vscode-languageserver-textdocument",
  ],
  "server/src/hosts/node": [
    "hosts/lsp",
    "hosts/files",
    "kubernetes/helm",
    "base",
    "node:",
    "vscode-languageserver/node",
  ],
  "server/src/hosts/browser": ["hosts/lsp", "hosts/files", "kubernetes/helm", "vscode-languageserver/browser"],
  "server/src/hosts/cli": [
    "hosts/files",
    "hosts/node",
    "ide/rules",
    "ide/map",
    "workspace",
    "base",
    "dns/data",
    "kubernetes/kustomize",
    "kubernetes/helm",
    "kubernetes/manifests",
    "kubernetes/mentions",
    "cluster/state",
    "dns/server",
    "dns/clients",
    "cluster/scenario",
    "cluster/history",
    "ide/timeline",
    "node:",
    "server/src/protocol/agent-tools.ts",
    "commander",
    "isomorphic-git",
    "@modelcontextprotocol/sdk/server/index.js",
    "@modelcontextprotocol/sdk/server/stdio.js",
    "@modelcontextprotocol/sdk/types.js",
    "picocolors",
    "dns-packet",
    "ipaddr.js",
  ],
  "client/src/common": ["protocol", "base", "vscode", "vscode-languageclient"],
  "client/src/node": ["client/src/common", "hosts/node", "protocol", "vscode", "vscode-languageclient/node", "node:"],
  "client/src/browser": ["client/src/common", "protocol", "vscode", "vscode-languageclient/browser"],
  "client/src/webview": [
    "client/src/common/map-messages.ts",
    "client/src/common/messages.ts",
    "client/src/common/question.ts",
    "server/src/cluster/scenario/duration.ts",
    "protocol",
    "dns/clients",
    "base",
  ],
};

const specifier =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)|(?:^|\n)import\s+"([^"]+)"/g;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(test|fixtures?|golden)\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function everyFile(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

const files = [...sources("server/src"), ...sources("client/src")];

function folderOf(file: string): string {
  const parts = file.split("/");
  const known = [4, 3].map((length) => parts.slice(0, length).join("/")).find((folder) => table[folder] !== undefined);
  return known ?? parts.slice(0, -1).join("/");
}

test("every file stands in a folder of the table", () => {
  expect(files.filter((file) => table[folderOf(file)] === undefined)).toEqual([]);
});

test("ARCHITECTURE.md names every room, and files that exist", () => {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  const unnamed = Object.keys(table).filter((folder) => {
    const [, name = ""] = /^(?:server|client)\/src\/(.*)$/.exec(folder) ?? [];
    return !rows.some((row) => row.includes(`/${name}\``) || row.includes(`\`${name.split("/").at(-1)}\``));
  });
  expect(unnamed).toEqual([]);
  const all = ["server/src", "client/src", "test", "scripts", "bench"].flatMap(everyFile);
  const named = [...text.matchAll(/`([a-z0-9/.-]+\.(?:ts|mjs))`/g)].map(([, file = ""]) => file);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((file) => !all.some((path) => `/${path}`.endsWith(`/${file}`)))).toEqual([]);
});

test("imports follow the table", () => {
  const wrong: string[] = [];
  for (const file of files) {
    const folder = folderOf(file);
    const allowed = table[folder] ?? [];
    for (const match of readFileSync(join(root, file), "utf8").matchAll(specifier)) {
      const name = match[1] ?? match[2] ?? match[3] ?? "";
      if (!name.startsWith(".")) {
        if (!allowed.some((entry) => name === entry || (entry.endsWith(":") && name.startsWith(entry))))
          wrong.push(`${file}: ${name}`);
        continue;
      }
      const target = relative(root, join(root, file, "..", name))
        .split(sep)
        .join("/");
      const there = folderOf(target);
      const short = there.replace(/^server\/src\//, "");
      if (there !== folder && !allowed.includes(short) && !allowed.includes(there) && !allowed.includes(target)) {
        wrong.push(`${file}: ${target}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("every file opens with a sentence on what it does", () => {
  const silent = files.filter(
    (file) => !/^(#!.*\n)?\/\*\*[\s\S]*?\.\s*(\*\/)/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(silent).toEqual([]);
});

test("URIs and paths of a disk are read and written in one place each", () => {
  const using = (pattern: RegExp): readonly string[] =>
    files.filter((file) => file.startsWith("server/src/") && pattern.test(readFileSync(join(root, file), "utf8")));
  expect(using(/from "node:url"/)).toEqual(["server/src/hosts/node/disk-paths.ts"]);
  expect(using(/\bdecodeURIComponent\(uri\)/)).toEqual(["server/src/base/uri-path.ts"]);
  // Programs of this machine are looked for on its own PATH.
  const others = using(/from "node:path"/).filter(
    (file) => !/\/(?:disk-paths|program|helm|version|serve)\.ts$/.test(file),
  );
  expect(others).toEqual([]);
});

test("the engine never asks the `yaml` library for positions by line or for plain objects", () => {
  const engine = files.filter((file) => file.startsWith("server/src/"));
  // LineCounter disagrees with LSP on a lone carriage return; toJS expands aliases and loses positions.
  const found = engine.filter((file) =>
    /LineCounter|\.toJS\(/.test(readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")),
  );
  expect(found).toEqual([]);
});

test("the engine is synchronous, and asks no clock, no chance and nobody", () => {
  const around = /^server\/src\/hosts\//;
  const engine = files.filter((file) => file.startsWith("server/src/") && !around.test(file));
  const impure =
    /\basync\b|\bawait\b|\bPromise\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bsetTimeout\b|\bsetInterval\b|\bprocess\.|\bfetch\(|\bconsole\./;
  const found = engine.filter((file) => impure.test(codeOf(file)));
  expect(engine.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

test("no list is spread into the arguments of a call that may be longer than a stack", () => {
  // base/long-lists.ts has what is used instead. These lists have a bound: a label's errors, batches, offsets of one zone.
  const bounded = /\/(?:validation\/content|template\/bytes|functions\/time-value)\.ts$/;
  const spread = /(?:\.(?:push|unshift|fromCharCode|fromCodePoint)|Math\.(?:min|max))\((?:[^(){}[\]]*,\s*)?\.\.\./;
  const found = files.filter(
    (file) => file.startsWith("server/src/") && !bounded.test(file) && spread.test(codeOf(file)),
  );
  expect(found).toEqual([]);
});

/** A file without its comments and its texts. */
function codeOf(file: string): string {
  const text = readFileSync(join(root, file), "utf8");
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*|"(?:[^"\\\n]|\\.)*"/g, "");
}
