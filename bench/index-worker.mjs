/**
 * Measures one cold index: a separate process reads a tree into a workspace, answers for one file, edits it, and prints
 * what that cost as JSON. Arguments: engine bundle, tree, sample file, what to measure (index | yaml).
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [engineFile, tree, sample, what] = process.argv.slice(2);
const engine = createRequire(import.meta.url)(engineFile);

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Parsing the same bytes with `yaml`, each document on its own; texts are in memory already. */
function measureYaml() {
  const texts = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
  const start = performance.now();
  let documents = 0;
  for (const text of texts) documents += engine.parseAllDocuments(text).length;
  return { ms: performance.now() - start, documents };
}

/** A host that counts the files it hands out. */
function counting(host) {
  const reads = { files: 0 };
  const readFiles = (uris) => {
    reads.files += uris.length;
    return host.readFiles(uris);
  };
  return { host: { ...host, readFiles }, reads };
}

async function measureIndex() {
  const { settings } = engine.readSettings({});
  const { host, reads } = counting(engine.createFileHost([tree]));
  const before = heap();
  const start = performance.now();
  const workspace = new engine.Workspace(settings);
  workspace.setFolders([pathToFileURL(tree).href]);
  await engine.loadAll(host, workspace, settings.exclude);
  const loaded = performance.now();
  workspace.setLoaded();
  const uri = pathToFileURL(path.join(tree, sample)).href;
  engine.judgeFile(workspace.analysis, uri);
  const answered = performance.now();
  const kept = heap() - before;
  const edits = measureEdits(workspace, uri, reads);
  const usage = process.resourceUsage();
  return {
    ms: answered - start,
    loadMs: loaded - start,
    files: reads.files,
    keptBytes: kept,
    peakRssBytes: usage.maxRSS * 1024,
    ...edits,
  };
}

/** A comment costs one parse, a fact a new cluster; neither reads a file. */
function measureEdits(workspace, uri, reads) {
  const text = readFileSync(path.join(tree, sample), "utf8");
  const readsBefore = reads.files;
  const parsedBefore = workspace.counters.documentsParsed;
  const rounds = 20;
  const edit = (textOf) =>
    Array.from({ length: rounds }, (_, round) => {
      const start = performance.now();
      workspace.apply([{ uri, text: textOf(round) }]);
      engine.judgeFile(workspace.analysis, uri);
      return performance.now() - start;
    });
  const comment = edit((round) => `# edit ${round}\n${text}`);
  const fact = edit((round) => text.replace(/replicas: \d+/, `replicas: ${round + 10}`));
  return {
    filesReadByEdits: reads.files - readsBefore,
    documentsParsedByEdits: workspace.counters.documentsParsed - parsedBefore,
    edits: 2 * rounds,
    commentEditMs: { p50: quantile(comment, 0.5), p95: quantile(comment, 0.95) },
    factEditMs: { p50: quantile(fact, 0.5), p95: quantile(fact, 0.95) },
  };
}

console.log(JSON.stringify(what === "yaml" ? measureYaml() : await measureIndex()));
