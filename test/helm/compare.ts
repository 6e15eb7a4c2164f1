/**
 * Asks the program helm and the engine for the same: charts beside the checkout with random values, and random templates put
 * together of the recorded ones. Prints every difference, and ends with status 1 if there is one.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { archivedFiles } from "../../server/src/kubernetes/helm/chart/archive.ts";
import type { SourceFile } from "../../server/src/kubernetes/helm/chart/source-file.ts";
import {
  type ChartInput,
  type ChartResult,
  readPrinted,
  renderChart,
} from "../../server/src/kubernetes/helm/render.ts";
import { readYamlAsJson } from "../../server/src/kubernetes/helm/yaml/read.ts";
import { type Random, randomFrom } from "../soak/random.ts";
import { randomValues, type Values } from "./random-values.ts";

const { values: options } = parseArgs({
  options: {
    root: { type: "string", default: "." },
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "200" },
    helm: { type: "string", default: "helm" },
  },
});
const release = { release: "rel", namespace: "shop", kubeVersion: "1.34.0" };

/** One question, and where its files are for helm. */
interface Question {
  readonly name: string;
  readonly path: string;
  readonly input: ChartInput;
  readonly values: string;
}

function main(): number {
  const version = spawnSync(options.helm, ["version", "--short"], { encoding: "utf8" });
  if (version.status !== 0) return skip(`there is no program '${options.helm}'`);
  if (!/^v3\.22\b/.test(version.stdout)) return skip(`this is helm ${version.stdout.trim()}; 3.22 is what is followed`);
  const work = mkdtempSync(join(tmpdir(), "podns-helm-"));
  try {
    return compareAll(work, randomFrom(Number(options.seed)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function skip(reason: string): number {
  console.log(`Nothing is compared: ${reason}.`);
  return 0;
}

function compareAll(work: string, random: Random): number {
  const folder = join(options.root, "../shared/conformance/helm");
  const charts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".tar.gz")) : [];
  if (charts.length === 0) console.log("There are no charts beside the checkout: random templates only.");
  const count = { same: 0, errors: 0, different: 0 };
  for (let run = 0; run < Number(options.runs); run++) {
    const isChart = charts.length > 0 && random.chance(0.5);
    const question = isChart ? chartQuestion(join(folder, random.pick(charts)), work, random) : snippets(work, random);
    const args = ["template", release.release, question.path, "--namespace", release.namespace];
    const flags = ["--kube-version", release.kubeVersion, "-f", question.values];
    const helm = spawnSync(options.helm, [...args, ...flags], { encoding: "utf8", maxBuffer: 2 ** 28 });
    const difference = differenceOf(renderChart(question.input), helm);
    if (helm.status !== 0) count.errors++;
    if (difference === undefined) count.same++;
    else {
      count.different++;
      const values = readFileSync(question.values, "utf8");
      console.log(`run ${run}, ${question.name}: ${difference}\nvalues: ${values}\n`);
    }
  }
  console.log(`${count.same} of ${options.runs} are the same (${count.errors} errors), ${count.different} are not.`);
  return count.different === 0 ? 0 : 1;
}

const known = new Map<string, { readonly packed: SourceFile; readonly own: Values }>();

function chartQuestion(file: string, work: string, random: Random): Question {
  const name = file.slice(file.lastIndexOf("/") + 1, -".tar.gz".length);
  const path = join(work, `${name}.tgz`);
  const chart = known.get(file) ?? readChart(file, path);
  known.set(file, chart);
  const content = JSON.stringify(randomValues(chart.own, random));
  return question(name, path, chart.packed, content, work);
}

function readChart(file: string, path: string): { readonly packed: SourceFile; readonly own: Values } {
  const content = new Uint8Array(readFileSync(file));
  writeFileSync(path, content);
  const packed = { path, content };
  const values = archivedFiles(packed).find((one) => one.name === "values.yaml")?.source.content;
  const own = values === undefined ? null : readYamlAsJson(typeof values === "string" ? values : decode(values));
  // The boundary: what is read is JSON, and a chart's values are a map.
  return { packed, own: (own ?? {}) as Values };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function question(name: string, path: string, chart: ChartInput["chart"], content: string, work: string): Question {
  const values = join(work, "values.json");
  writeFileSync(values, content);
  return { name, path, values, input: { ...release, chart, values: { files: [{ path: values, content }] } } };
}

interface Recording {
  readonly values: string;
  readonly lib: string;
  readonly cases: readonly { readonly template: string }[];
}

let recording: Recording | undefined;

/** One to four recorded templates, within others. */
function snippets(work: string, random: Random): Question {
  const recorded = join(options.root, "test/conformance/data/helm-functions.json");
  recording ??= JSON.parse(readFileSync(recorded, "utf8")) as Recording; // Its README describes the form.
  const { values, lib, cases } = recording;
  const parts = Array.from({ length: 1 + random.below(4) }, () => wrapped(random.pick(cases).template, random));
  const files: Readonly<Record<string, string>> = {
    "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.2.3\nappVersion: '4.5'\n",
    "values.yaml": values,
    "templates/_lib.tpl": lib,
    "templates/_t.tpl": `{{ define "t" }}${parts.join(random.pick(["", "\n", " "]))}{{ end }}`,
    "templates/o.yaml": 'kind: ConfigMap\nout: {{ include "t" . | b64enc | toJson }}\n',
  };
  const path = join(work, "c");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  const chart = new Map(Object.entries(files).map(([name, content]) => [name, { path: name, content }]));
  return question(files["templates/_t.tpl"] ?? "", path, chart, "{}", work);
}

function wrapped(template: string, random: Random): string {
  return random.pick([
    template,
    `{{ if .Values.t }}${template}{{ else }}no{{ end }}`,
    `{{- with $ }}${template}{{ end -}}`,
    `{{ range $i := until 2 }}{{ with $ }}${template}{{ end }}{{ end }}`,
  ]);
}

interface HelmEnd {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function differenceOf({ objects, open, error }: ChartResult, helm: HelmEnd): string | undefined {
  if (helm.status !== 0) {
    const [, said = ""] = /(?:^|\n)Error: ([\s\S]*)$/.exec(helm.stderr) ?? [];
    const words = said.replace("\n\nUse --debug flag to render out invalid YAML", "");
    if (sorted(error?.message ?? "") === sorted(words)) return undefined;
    return `${error?.message ?? "no error"}\nhelm: ${words}`;
  }
  const problem = error?.message ?? open[0];
  if (problem !== undefined) return `${problem}\nhelm: no error`;
  const printed = readPrinted(helm.stdout);
  if (typeof printed === "string") return printed;
  if (printed.length !== objects.length) return `${objects.length} objects\nhelm: ${printed.length}`;
  for (const [index, { value, source }] of printed.entries()) {
    const own = objects[index];
    if (own?.source !== source) return `${own?.source}\nhelm: ${source}`;
    const path = differentAt(own.value, value, [], (at) => own.originOf(at)?.random === true);
    if (path !== undefined) return `${source}: ${path.join(".")}`;
  }
  return undefined;
}

/** helm goes through maps in no order where it lists names. */
function sorted(message: string): string {
  const words = message.trim().split(/[\s,]+/);
  return words.sort().join(" ");
}

type Path = readonly (string | number)[];

function differentAt(a: unknown, b: unknown, path: Path, isRandom: (path: Path) => boolean): Path | undefined {
  if (a === b) return undefined;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return isRandom(path) ? undefined : path;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const below = [...path, Array.isArray(a) ? Number(key) : key];
    if (!(key in a) || !(key in b)) return below;
    const found = differentAt(Reflect.get(a, key), Reflect.get(b, key), below, isRandom);
    if (found !== undefined) return found;
  }
  return undefined;
}

process.exitCode = main();
