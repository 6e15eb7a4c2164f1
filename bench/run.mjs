/**
 * Lists what is measured and which targets must hold: an edit reads no other file, 10,000 services (50,000 files) are indexed
 * within 1 GB, and a chart of many templates is rendered in 2 seconds of CPU, the process included. Prints a table and one line of JSON; exits 1 when a target is missed.
 *
 *   node bench/run.mjs [--services 100,10000] [--runs 3] [--chart DIRECTORY] [--json FILE]
 *
 * Milliseconds depend on the machine; the ratios are what to compare.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { measureAnswers } from "./answers.mjs";
import { generateChartOfRoles, measureChartEdits, rowsOfCharts } from "./charts.mjs";
import { canMeasureEdits, measureEdits, measureOverlays } from "./edits.mjs";
import { quantile } from "./figures.mjs";
import { generate } from "./generate.mjs";
import { startServer } from "./lsp-client.mjs";
import { generateOverlays } from "./overlays.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    services: { type: "string", default: "100,10000" },
    runs: { type: "string", default: "3" },
    json: { type: "string" },
    chart: { type: "string" },
  },
});
const runs = Number(options.runs);
/** MiB that the old generation of an indexing process may take: the 1 GB target. */
const memoryLimit = 1024;

const median = (values) => quantile(values, 0.5);
const round = (value, digits = 1) => Number(value.toFixed(digits));
const rounded = ({ p50, p95 }) => ({ p50: round(p50, 2), p95: round(p95, 2) });
const spread = (values) => ({ p50: round(quantile(values, 0.5), 2), p95: round(quantile(values, 0.95), 2) });

/** The engine as the bundles have it, with the library it is compared with. */
async function bundleEngine(folder) {
  const outfile = path.join(folder, "engine.cjs");
  await build({
    stdin: {
      contents: `
        export { Workspace } from "./server/src/workspace/workspace.ts";
        export { readSettings } from "./server/src/workspace/settings/settings.ts";
        export { loadAll } from "./server/src/hosts/files/loader.ts";
        export { createFileHost } from "./server/src/hosts/node/file-host.ts";
        export { judgeFile } from "./server/src/ide/rules/run/run.ts";
        export { parseAllDocuments } from "yaml";`,
      resolveDir: root,
      loader: "ts",
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "es2022",
    mainFields: ["module", "main"],
    minify: true,
    logLevel: "error",
  });
  return outfile;
}

function inChild(engine, tree, what) {
  const worker = path.join(root, "bench", "index-worker.mjs");
  const args = ["--expose-gc", `--max-old-space-size=${memoryLimit}`, worker, engine, tree.folder, tree.sample, what];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 20 }));
}

/** Index and parser take turns, so that both meet the same load of the machine. */
function measureTree(engine, tree) {
  const count = tree.services > 2000 ? 1 : runs;
  const indexes = [];
  const parses = [];
  for (let run = 0; run < count; run++) {
    parses.push(inChild(engine, tree, "yaml"));
    indexes.push(inChild(engine, tree, "index"));
  }
  const of = (read) => median(indexes.map(read));
  const yamlMs = median(parses.map(({ ms }) => ms));
  const last = indexes[indexes.length - 1];
  return {
    services: tree.services,
    files: tree.files,
    megabytes: round(tree.bytes / 1e6),
    indexMs: round(
      of(({ ms }) => ms),
      0,
    ),
    yamlMs: round(yamlMs, 0),
    indexToYaml: round(of(({ ms }) => ms) / yamlMs, 2),
    keptPerSourceByte: round(of(({ keptBytes }) => keptBytes) / tree.bytes, 2),
    peakRssMegabytes: round(of(({ peakRssBytes }) => peakRssBytes) / 1e6, 0),
    commentEditMs: rounded(last.commentEditMs),
    factEditMs: rounded(last.factEditMs),
    filesReadByEdits: Math.max(...indexes.map(({ filesReadByEdits }) => filesReadByEdits)),
    documentsParsedPerEdit: round(last.documentsParsedByEdits / last.edits, 2),
  };
}

const capabilities = {
  workspace: { configuration: true, workspaceFolders: true, diagnostics: { refreshSupport: true } },
  textDocument: { diagnostic: {}, hover: { contentFormat: ["markdown"] }, synchronization: {} },
  window: { workDoneProgress: false },
};

/** From the start of the process to the answers to initialize and to the first pull of diagnostics. */
async function startUp(script, tree) {
  const start = performance.now();
  const server = startServer(process.execPath, [script, "--stdio"], tree.folder);
  const { capabilities: offered } = await server.ask("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(tree.folder).href,
    capabilities,
    workspaceFolders: [{ uri: pathToFileURL(tree.folder).href, name: "bench" }],
    initializationOptions: {},
  });
  const initialized = performance.now() - start;
  server.notify("initialized", {});
  const uri = pathToFileURL(path.join(tree.folder, tree.sample)).href;
  const text = readFileSync(path.join(tree.folder, tree.sample), "utf8");
  server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
  await server.ask("textDocument/diagnostic", { textDocument: { uri } });
  return { server, uri, text, offered, initialized, firstDiagnostics: performance.now() - start };
}

async function measureServer(tree) {
  const script = path.join(root, "dist", "server.node.js");
  if (!existsSync(script)) return undefined;
  const ours = [];
  const nulls = [];
  for (let run = 0; run < runs; run++) {
    for (const [list, file] of [
      [nulls, path.join(root, "bench", "null-server.mjs")],
      [ours, script],
    ]) {
      const started = await startUp(file, tree);
      list.push(started);
      await started.server.stop();
    }
  }
  const of = (list, key) => median(list.map((started) => started[key]));
  return {
    services: tree.services,
    initializeMs: round(of(ours, "initialized"), 0),
    initializeToNull: round(of(ours, "initialized") / of(nulls, "initialized"), 2),
    firstDiagnosticsMs: round(of(ours, "firstDiagnostics"), 0),
    firstDiagnosticsToNull: round(of(ours, "firstDiagnostics") / of(nulls, "firstDiagnostics"), 2),
    ...(await measureTyping(script, tree)),
  };
}

/** One character at a time, diagnostics and a hover after each; nothing may be read again. */
async function measureTyping(script, tree) {
  const { server, uri, text, offered } = await startUp(script, tree);
  const canHover = offered.hoverProvider !== undefined;
  const place = text.indexOf("serviceName: ") + "serviceName: ".length;
  const line = text.slice(0, place).split("\n").length - 1;
  const character = place - (text.lastIndexOf("\n", place) + 1);
  const at = { textDocument: { uri }, position: { line, character: character + 1 } };
  if (canHover) await server.ask("textDocument/hover", at);
  // The first scan reads everything once; only what is read after it counts.
  await server.settled();
  const readBefore = server.requests.filesRead;
  const edit = [];
  const hover = [];
  for (let version = 2; version < 62; version++) {
    const range =
      version % 2 === 0
        ? { start: { line, character }, end: { line, character } }
        : { start: { line, character }, end: { line, character: character + 1 } };
    const start = performance.now();
    const change = { range, text: version % 2 === 0 ? "x" : "" };
    server.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [change] });
    await server.ask("textDocument/diagnostic", { textDocument: { uri } });
    edit.push(performance.now() - start);
    if (!canHover) continue;
    const asked = performance.now();
    await server.ask("textDocument/hover", at);
    hover.push(performance.now() - asked);
  }
  const filesReadByEdits = server.requests.filesRead - readBefore;
  await server.stop();
  return { editToDiagnosticsMs: spread(edit), hoverMs: canHover ? spread(hover) : null, filesReadByEdits };
}

/** CPU by kind of edit; undefined where the system does not say what a thread takes, or nothing is built. */
async function editsOf(tree) {
  if (!canMeasureEdits || !existsSync(path.join(root, "dist", "server.node.js"))) return undefined;
  return { services: tree.services, ...(await measureEdits(tree.folder, tree.sample)) };
}

/** CPU of each answer about names; undefined as above. */
async function answersOf(tree) {
  if (!canMeasureEdits || !existsSync(path.join(root, "dist", "server.node.js"))) return undefined;
  return { services: tree.services, kinds: await measureAnswers(tree.folder, tree.services) };
}

/** Overlays of the one base that is edited. */
const overlays = 200;

async function editsOfOverlays(work) {
  if (!canMeasureEdits || !existsSync(path.join(root, "dist", "server.node.js"))) return undefined;
  const folder = path.join(work, "overlays");
  return { overlays, ...(await measureOverlays(folder, generateOverlays(overlays, folder))) };
}

/** Edits of a chart that is generated, or of a real one. */
async function editsOfChart(work) {
  if (!canMeasureEdits || !existsSync(path.join(root, "dist", "server.node.js"))) return undefined;
  const folder = path.join(work, "charts");
  if (options.chart === undefined) generateChartOfRoles(path.join(folder, "chart"));
  else cpSync(options.chart, path.join(folder, "chart"), { recursive: true });
  return measureChartEdits(folder, "chart");
}

function bundleSizes() {
  const dist = path.join(root, "dist");
  if (!existsSync(dist)) return [];
  return readdirSync(dist)
    .filter((file) => /\.(js|css)$/.test(file))
    .map((file) => {
      const bytes = readFileSync(path.join(dist, file));
      return { file, kib: round(bytes.length / 1024), gzipKib: round(gzipSync(bytes).length / 1024) };
    });
}

function machine() {
  const [cpu] = os.cpus();
  return {
    cpu: cpu?.model.trim() ?? "unknown",
    cores: os.cpus().length,
    memoryGb: round(os.totalmem() / 1e9),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    load: round(os.loadavg()[0] ?? 0),
  };
}

function cpuWords({ cpu50, cpu95, settled50 }) {
  return `${round(cpu50)} / ${round(cpu95)} ms; ${round(settled50)} ms`;
}

function print(report) {
  const rows = [];
  const ms = ({ p50, p95 }) => `${round(p50, 2)} / ${round(p95, 2)} ms`;
  for (const tree of report.index) {
    const size = `${tree.services.toLocaleString("en")} services`;
    rows.push([`cold index, ${size} (${tree.files} files, ${tree.megabytes} MB)`, `${tree.indexMs} ms`]);
    rows.push([`  ratio to parsing the same bytes with yaml (${tree.yamlMs} ms)`, `${tree.indexToYaml}`]);
    rows.push(["  memory kept per source byte, peak RSS", `${tree.keptPerSourceByte}, ${tree.peakRssMegabytes} MB`]);
    rows.push(["  engine: edit of a comment → findings, p50 / p95", ms(tree.commentEditMs)]);
    rows.push(["  engine: edit of a fact → findings, p50 / p95", ms(tree.factEditMs)]);
    rows.push([
      "  files read, documents parsed for an edit",
      `${tree.filesReadByEdits}, ${tree.documentsParsedPerEdit}`,
    ]);
  }
  for (const server of report.servers) {
    rows.push([`server, ${server.services.toLocaleString("en")} services: initialize`, `${server.initializeMs} ms`]);
    rows.push(["  ratio to a null server", `${server.initializeToNull}`]);
    rows.push(["  first diagnostics, from the start of the process", `${server.firstDiagnosticsMs} ms`]);
    rows.push(["  ratio to a null server", `${server.firstDiagnosticsToNull}`]);
    rows.push(["  edit → diagnostics, p50 / p95", ms(server.editToDiagnosticsMs)]);
    rows.push(["  hover, p50 / p95", server.hoverMs === null ? "the server has no hover" : ms(server.hoverMs)]);
    rows.push(["  files read for edits", `${server.filesReadByEdits}`]);
  }
  const [small] = report.edits;
  for (const { services, kinds, deafMs, rssMegabytes } of report.edits) {
    rows.push([`CPU of edits, ${services.toLocaleString("en")} services: while loading deaf for`, `${deafMs} ms`]);
    for (const [kind, seen] of Object.entries(kinds)) {
      const ratio = `× ${round(seen.cpu50 / small.kinds[kind].cpu50, 2)}`;
      rows.push([`  ${kind}: main thread, p50 / p95; all until idle`, `${cpuWords(seen)}, ${ratio}`]);
    }
    rows.push(["  resident memory", `${rssMegabytes} MB`]);
  }
  for (const { services, kinds } of report.answers) {
    rows.push([`CPU of answers, ${services.toLocaleString("en")} services, main thread, p50 / p95; the first one`, ""]);
    for (const [kind, { cpu50, cpu95, first }] of Object.entries(kinds))
      rows.push([`  ${kind}`, `${round(cpu50)} / ${round(cpu95)} ms; ${round(first)} ms`]);
  }
  if (report.overlays !== undefined) {
    rows.push([`CPU of edits, a base of ${report.overlays.overlays} overlays`, ""]);
    for (const [kind, seen] of Object.entries(report.overlays.kinds))
      rows.push([`  ${kind}: main thread, p50 / p95; all until idle`, cpuWords(seen)]);
  }
  if (report.charts !== undefined) {
    rows.push(["CPU of edits, a chart", `deaf for ${report.charts.deafMs} ms while loading`]);
    rows.push(...rowsOfCharts(report.charts));
  }
  for (const { file, kib, gzipKib } of report.bundles) rows.push([`bundle ${file}`, `${kib} KiB (${gzipKib} gzip)`]);
  const { cpu, cores, memoryGb, system, node, load } = report.machine;
  console.log(`${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, load ${load}\n`);
  const width = Math.max(...rows.map(([label]) => label.length));
  for (const [label, value] of rows) console.log(`${label.padEnd(width)}  ${value}`);
  console.log("");
  for (const { target, met } of report.targets) console.log(`${met ? "✔" : "✖"} ${target}`);
  console.log(`\n${JSON.stringify(report)}`);
}

/** Seconds of CPU that the rendering of one chart may take, the process included. */
const chartLimit = 2;

/** A chart as large as those of large publishers: half a hundred objects by templates that call templates. */
function generateChart(folder) {
  mkdirSync(path.join(folder, "templates"), { recursive: true });
  const helpers = Array.from(
    { length: 150 },
    (_, at) => `{{- define "c.name${at}" -}}
{{- if .Values.name${at} }}{{ .Values.name${at} | trunc 63 | trimSuffix "-" }}{{ else }}{{ printf "%s-${at}" .Release.Name }}{{ end -}}
{{- end }}
{{- define "c.labels${at}" -}}
app.kubernetes.io/name: {{ include "c.name${at}" . }}
{{ with .Values.labels }}{{ toYaml . }}{{ end }}
{{- end }}\n`,
  );
  const values = Array.from(
    { length: 1500 },
    (_, at) => `key${at}: {enabled: true, port: ${at}, host: "host-${at}"}\n`,
  );
  writeFileSync(path.join(folder, "Chart.yaml"), "apiVersion: v2\nname: c\nversion: 1.0.0\n");
  writeFileSync(path.join(folder, "values.yaml"), `labels: {tier: back}\n${values.join("")}`);
  writeFileSync(path.join(folder, "templates/_helpers.tpl"), helpers.join(""));
  for (let at = 0; at < 60; at++) {
    const env = Array.from(
      { length: 40 },
      (_, item) => `            - name: KEY_${item}
              value: {{ tpl .Values.key${at * 20 + item}.host $ | quote }}\n`,
    );
    const text = `{{- if .Values.key${at}.enabled }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "c.name${at}" . }}
  labels: {{- include "c.labels${at}" . | nindent 4 }}
spec:
  template:
    metadata:
      labels: {{- include "c.labels${at}" . | nindent 8 }}
    spec:
      containers:
        - name: main
          ports: [{containerPort: {{ .Values.key${at}.port }}}]
          env:
${env.join("")}{{- end }}\n`;
    writeFileSync(path.join(folder, `templates/set${at}.yaml`), text);
  }
}

/** The best of some runs; undefined: the program is not built. */
function measureChart(work) {
  const program = path.join(root, "dist", "cli.js");
  if (!existsSync(program)) return undefined;
  const folder = path.join(work, "chart");
  generateChart(folder);
  const seconds = Array.from({ length: runs }, () => {
    const args = [
      "-e",
      `process.on("exit", () => console.error(JSON.stringify(process.cpuUsage())));process.argv.splice(1, 0, ${JSON.stringify(program)});require(${JSON.stringify(program)})`,
    ];
    const { stderr } = spawnSync(process.execPath, [...args, "render", folder, "--format", "json"], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const { user, system } = JSON.parse(stderr.trim().split("\n").at(-1));
    return (user + system) / 1e6;
  });
  return round(Math.min(...seconds), 2);
}

function targetsOf(index, servers, sizes, chartSeconds) {
  const edits = [...index, ...servers].every(({ filesReadByEdits }) => filesReadByEdits === 0);
  const large = index.find(({ services }) => services >= 10_000);
  const targets = [{ target: "an edit reads no file again", met: edits }];
  if (sizes.some((size) => size >= 10_000)) {
    targets.push({
      target: `10,000 services are indexed with --max-old-space-size=${memoryLimit}`,
      met: large !== undefined && large.files >= 50_000,
    });
  }
  if (chartSeconds !== undefined)
    targets.push({
      target: `a chart of 60 StatefulSets is rendered in ${chartLimit} s of CPU (${chartSeconds} s)`,
      met: chartSeconds <= chartLimit,
    });
  return targets;
}

async function main() {
  const work = mkdtempSync(path.join(os.tmpdir(), "podns-bench-"));
  try {
    const engine = await bundleEngine(work);
    const sizes = options.services.split(",").map(Number);
    const index = [];
    const servers = [];
    const edits = [];
    const answers = [];
    for (const services of sizes) {
      const folder = path.join(work, `tree-${services}`);
      const tree = { ...generate(services, folder), folder };
      try {
        index.push(measureTree(engine, tree));
      } catch (error) {
        console.error(`✖ ${services} services: ${error.message.split("\n")[0]}`);
      }
      const server = await measureServer(tree);
      if (server === undefined)
        console.error("dist/server.node.js is missing (npm run build): the server is not measured");
      else servers.push(server);
      const seen = await editsOf(tree);
      if (seen !== undefined) edits.push(seen);
      const answered = await answersOf(tree);
      if (answered !== undefined) answers.push(answered);
      rmSync(folder, { recursive: true, force: true });
    }
    const chartSeconds = measureChart(work);
    const report = {
      machine: machine(),
      index,
      servers,
      edits,
      answers,
      overlays: await editsOfOverlays(work),
      charts: await editsOfChart(work),
      bundles: bundleSizes(),
      chartSeconds,
      targets: targetsOf(index, servers, sizes, chartSeconds),
    };
    print(report);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    if (report.targets.some(({ met }) => !met)) process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

await main();
