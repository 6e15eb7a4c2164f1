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
  "server/src/text": ["re2js"],
  "server/src/dns": [],
  "server/src/scenario": ["text", "manifests"],
  "server/src/validation": ["text", "dns", "ipaddr.js"],
  "server/src/manifests": ["text", "validation", "yaml"],
  "server/src/mentions": ["text", "manifests", "yaml"],
  "server/src/kustomize": ["text", "manifests", "yaml"],
  "server/src/helm": [
    "text",
    "manifests",
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
  "server/src/cluster": ["text", "manifests", "scenario", "ipaddr.js"],
  "server/src/history": ["text", "manifests", "validation", "scenario", "cluster"],
  "server/src/naming": ["text", "dns", "cluster", "manifests", "scenario", "ipaddr.js"],
  "server/src/resolver": ["text", "dns", "naming", "cluster", "manifests", "ipaddr.js", "fastest-levenshtein"],
  "server/src/analysis": [
    "text",
    "dns",
    "scenario",
    "kustomize",
    "helm",
    "manifests",
    "mentions",
    "cluster",
    "naming",
    "resolver",
    "ipaddr.js",
  ],
  "server/src/timeline": [
    "text",
    "dns",
    "manifests",
    "scenario",
    "cluster",
    "history",
    "naming",
    "resolver",
    "analysis",
  ],
  "server/src/rules": [
    "validation",
    "analysis",
    "text",
    "dns",
    "manifests",
    "mentions",
    "cluster",
    "naming",
    "resolver",
    "fastest-levenshtein",
  ],
  "server/src/map": [
    "analysis",
    "text",
    "dns",
    "manifests",
    "mentions",
    "cluster",
    "naming",
    "resolver",
    "rules",
    "@dagrejs/dagre",
  ],
  "server/src/protocol": ["resolver"],
  "server/src/features": [
    "validation",
    "rules",
    "map",
    "analysis",
    "text",
    "dns",
    "manifests",
    "mentions",
    "cluster",
    "naming",
    "resolver",
    "scenario",
    "history",
    "timeline",
    "protocol",
    "vscode-languageserver-types",
    "vscode-languageserver-textdocument",
  ],
  "server/src/host": ["analysis", "text"],
  "server/src/lsp": [
    "features",
    "helm",
    "host",
    "analysis",
    "protocol",
    "server/src/resolver/simulation.ts",
    "text",
    "valibot",
    "vscode-languageserver",
    "vscode-languageserver-textdocument",
  ],
  "server/src/node": ["lsp", "host", "helm", "text", "node:", "vscode-languageserver/node"],
  "server/src/browser": ["lsp", "host", "helm", "vscode-languageserver/browser"],
  "server/src/cli": [
    "host",
    "node",
    "rules",
    "map",
    "analysis",
    "text",
    "dns",
    "kustomize",
    "helm",
    "manifests",
    "mentions",
    "cluster",
    "naming",
    "resolver",
    "scenario",
    "history",
    "timeline",
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
  "client/src/common": ["protocol", "text", "vscode", "vscode-languageclient"],
  "client/src/node": ["client/src/common", "node", "protocol", "vscode", "vscode-languageclient/node", "node:"],
  "client/src/browser": ["client/src/common", "protocol", "vscode", "vscode-languageclient/browser"],
  "client/src/webview": [
    "client/src/common/messages.ts",
    "client/src/common/question.ts",
    "server/src/scenario/duration.ts",
    "protocol",
    "resolver",
    "text",
  ],
};

const specifier =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)|(?:^|\n)import\s+"([^"]+)"/g;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(test|fixtures?|golden)\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

const files = [...sources("server/src"), ...sources("client/src")];

function folderOf(file: string): string {
  return file.split("/").slice(0, 3).join("/");
}

test("every file stands in a folder of the table", () => {
  expect(files.filter((file) => table[folderOf(file)] === undefined)).toEqual([]);
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

test("every file opens with a sentence on what it knows", () => {
  const silent = files.filter(
    (file) => !/^(#!.*\n)?\/\*\*[\s\S]*?\.\s*(\*\/)/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(silent).toEqual([]);
});

test("URIs and paths of a disk are read and written in one place each", () => {
  const using = (pattern: RegExp): readonly string[] =>
    files.filter((file) => file.startsWith("server/src/") && pattern.test(readFileSync(join(root, file), "utf8")));
  expect(using(/from "node:url"/)).toEqual(["server/src/node/disk-paths.ts"]);
  expect(using(/\bdecodeURIComponent\(uri\)/)).toEqual(["server/src/text/uri-path.ts"]);
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
  const around = /^server\/src\/(host|lsp|cli|node|browser)\//;
  const engine = files.filter((file) => file.startsWith("server/src/") && !around.test(file));
  const impure =
    /\basync\b|\bawait\b|\bPromise\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bsetTimeout\b|\bsetInterval\b|\bprocess\.|\bfetch\(|\bconsole\./;
  const found = engine.filter((file) => impure.test(codeOf(file)));
  expect(engine.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

test("no list is spread into the arguments of a call that may be longer than a stack", () => {
  // text/long-lists.ts has what is used instead. These lists have a bound: a label's errors, batches, offsets of one zone.
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
