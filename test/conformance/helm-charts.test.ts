/**
 * Replays what helm 3.22 makes of charts: of small ones that were put together at random (helm.json), and, where they lie
 * beside the checkout, of real ones with many sets of values. Every object has to be the same, every error an error.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { archivedFiles } from "../../server/src/kubernetes/helm/chart/archive.ts";
import type { SourceFile } from "../../server/src/kubernetes/helm/chart/source-file.ts";
import { type ChartInput, type ChartResult, renderChart } from "../../server/src/kubernetes/helm/render.ts";
import { readYamlAsJson } from "../../server/src/kubernetes/helm/yaml/read.ts";
import { recordedJson } from "./recorded.ts";
import { tally, tallyEach } from "./tally.ts";

interface Recorded {
  readonly source: string;
  readonly object: unknown;
}

interface Case {
  readonly id: string;
  readonly files: Readonly<Record<string, string | { readonly base64: string }>>;
  readonly release: string;
  readonly namespace: string;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly values?: readonly { readonly name: string; readonly text: string }[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly setJson?: readonly string[];
  readonly setFile?: readonly string[];
  readonly readable?: Readonly<Record<string, string>>;
  readonly objects?: readonly Recorded[];
  readonly error?: string;
}

const { cases } = recordedJson<{ readonly cases: readonly Case[] }>("helm.json");

function inputOf(recorded: Case): ChartInput {
  const { values = [], readable = {}, files, objects: _, error: __, id: ___, ...rest } = recorded;
  const { set = [], setString = [], setJson = [], setFile = [], ...release } = rest;
  const chart = new Map<string, SourceFile>();
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? content : new Uint8Array(Buffer.from(content.base64, "base64"));
    chart.set(path, { path, content: bytes });
  }
  const readFile = (path: string): SourceFile | undefined => {
    const content = readable[path];
    return content === undefined ? undefined : { path, content };
  };
  const given = values.map(({ name, text }) => ({ path: name, content: text }));
  return { ...release, chart, values: { files: given, set, setString, setJson, setFile, readFile } };
}

/** Helm names the wrong values in an order of its own. */
function lines(message: string): readonly string[] {
  const sorted = (text: string): string => text.split(", ").sort().join(", ");
  return message
    .split("\n")
    .map((line) => line.replace(/(properties )('.*?')( not allowed)/, (_, a, b, c) => a + sorted(b) + c))
    .sort();
}

describe("helm.json", () => {
  tallyEach({ file: "helm.json", mode: "rendered", unit: "cases" });
  test.each(cases.map((recorded) => [recorded.id, recorded] as const))("%s", (_, recorded) => {
    const result = renderChart(inputOf(recorded));
    expect(result.open).toEqual([]);
    if (recorded.error !== undefined) {
      expect(lines(result.error?.message ?? "")).toEqual(lines(recorded.error));
      return;
    }
    expect(result.error).toBeUndefined();
    expect(result.objects.map(({ source, value }) => ({ source, object: value }))).toEqual(recorded.objects);
  });
});

interface Chart {
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  readonly kubeVersion: string;
  readonly cases: readonly {
    readonly id: string;
    readonly values: string | null;
    readonly objects?: readonly Recorded[];
    readonly error?: string;
  }[];
}

const folder = fileURLToPath(new URL("../../../shared/conformance/helm/", import.meta.url));
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith(".tar.gz"))
      .map((name) => name.slice(0, -".tar.gz".length))
  : [];
/** Of the sets of values of a chart this share is rendered here, and all with PODNS_CONFORMANCE=all. */
const everyNth = process.env["PODNS_CONFORMANCE"] === "all" ? 1 : 5;

describe.skipIf(names.length === 0)("charts that people use", () => {
  test.for(names)("%s", { timeout: 120_000 }, (name, context) => {
    const recorded: Chart = JSON.parse(gunzipSync(readFileSync(`${folder}${name}.json.gz`)).toString());
    const content = new Uint8Array(readFileSync(`${folder}${name}.tar.gz`));
    const files = archivedFiles({ path: name, content });
    const chart = new Map(files.map((file) => [file.name, file.source] as const));
    const replayed = recorded.cases
      .filter((_, index) => index % everyNth === 0)
      .map(({ id, values, objects, error }) => {
        const result = renderChart({
          chart,
          release: recorded.release,
          namespace: recorded.namespace,
          kubeVersion: recorded.kubeVersion,
          values: values === null ? {} : { files: [{ path: "values.yaml", content: values }] },
        });
        return { id, ...(error === undefined ? judge(result, objects ?? []) : judgeError(result, error)) };
      });
    const count = (unit: string, rows: readonly Judged[], total: number): void => {
      if (total === 0) return;
      const right = rows.reduce((sum, row) => sum + row.right, 0);
      tally(context, { file: "charts", mode: "rendered", unit, total, right });
    };
    count(
      "objects",
      replayed.filter(({ isError }) => !isError),
      sum(replayed, ({ isError, total }) => (isError ? 0 : total)),
    );
    count(
      "errors",
      replayed.filter(({ isError }) => isError),
      sum(replayed, ({ isError }) => (isError ? 1 : 0)),
    );
    const [first] = recorded.cases;
    const origins = judgeOrigins(chart, first?.values ?? "{}");
    tally(context, { file: "charts", mode: "origins", unit: "scalars", total: origins.total, right: origins.right });
    expect(origins.wrong).toEqual([]);
    const wrong = replayed.flatMap(({ id, wrong }) => (wrong === undefined ? [] : [`${id}: ${wrong}`]));
    tally(context, {
      file: "charts",
      mode: "rendered",
      unit: "sets of values",
      total: replayed.length,
      right: replayed.length - wrong.length,
    });
    expect(wrong).toEqual([]);
  });
});

/** Texts of values.yaml that are looked for in one rendering. */
const mostMarks = 12;

interface Origins {
  readonly total: number;
  readonly right: number;
  readonly wrong: readonly string[];
}

/**
 * Every scalar leads to a template, and those that are one text of the values to that: some are made unmistakable, and looked
 * for in what is rendered.
 */
function judgeOrigins(chart: ReadonlyMap<string, SourceFile>, values: string): Origins {
  const own = chart.get("values.yaml")?.content ?? "";
  const written = readYamlAsJson(typeof own === "string" ? own : new TextDecoder().decode(own));
  // Charts look at the names of images.
  const paths = textsOf(written, []).filter((path) => !/image|registry|repository/i.test(path.join(".")));
  const step = Math.max(1, Math.floor(paths.length / mostMarks));
  const marks = new Map(
    paths.filter((_, index) => index % step === 0).map((path, index) => [`mark${index}m`, path.join(".")]),
  );
  const set = [...marks].map(([mark, path]) => `${path}=${mark}`);
  const input = { chart, release: "rel", namespace: "shop", kubeVersion: "1.34.0" };
  const marked = renderChart({
    ...input,
    values: { files: [{ path: "values.yaml", content: values }], setString: set },
  });
  // Not every chart takes any text for every value.
  const { objects } = marked.error === undefined ? marked : renderChart(input);
  const wrong: string[] = [];
  let total = 0;
  for (const object of objects) {
    for (const path of object.paths()) {
      total += 1;
      const origin = object.originOf(path);
      const value = path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), object.value);
      const wanted = typeof value === "string" ? marks.get(value) : undefined;
      const isRight = wanted === undefined || origin?.value?.path.join(".") === wanted;
      if (origin?.template === undefined || !isRight) wrong.push(`${object.source}: ${path.join(".")}`);
    }
  }
  return { total, right: total - wrong.length, wrong };
}

/** The paths of texts that have plain names and no actions. */
function textsOf(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value === "string") return /\{\{/.test(value) ? [] : [path];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (/^[\w-]+$/.test(key) ? textsOf(item, [...path, key]) : []));
}

interface Judged {
  readonly isError: boolean;
  readonly total: number;
  readonly right: number;
  readonly wrong: string | undefined;
}

function sum<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

/** The recording keeps the end of what helm said. */
function judgeError({ error }: ChartResult, recorded: string): Judged {
  const words = recorded.replace(/^[\s\S]*\bError: /, "");
  const isSame = error?.message.endsWith(words) === true;
  const wrong = isSame ? undefined : `${error?.message ?? "no error"} instead of ${words}`;
  return { isError: true, total: 1, right: isSame ? 1 : 0, wrong };
}

/** The recording leaves CustomResourceDefinitions out. */
function judge({ objects, open, error }: ChartResult, recorded: readonly Recorded[]): Judged {
  const found = objects.filter(({ value }) => !isDefinition(value));
  const differences = recorded.map((expected, index) => {
    const own = found[index];
    if (own === undefined) return `${expected.source}: missing`;
    if (own.source !== expected.source) return `${own.source} instead of ${expected.source}`;
    return difference(expected.object, own.value, expected.source);
  });
  const right = differences.filter((text) => text === undefined).length;
  const [reason] = open;
  const more = found.length > recorded.length ? `${found.length} objects instead of ${recorded.length}` : undefined;
  const wrong = error?.message ?? reason ?? differences.find((text) => text !== undefined) ?? more;
  return { isError: false, total: recorded.length, right, wrong };
}

function isDefinition(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "CustomResourceDefinition";
}

/** Where two values differ. Strings that differ from run to run are recorded as such: anything may stand there. */
function difference(expected: unknown, found: unknown, path: string): string | undefined {
  if (typeof expected === "string" && expected.includes("\u0000random")) return undefined;
  if (typeof expected !== "object" || expected === null || typeof found !== "object" || found === null) {
    // The recording's reader takes `1e3` for a string, this one for a number.
    const isSame = expected === found || (typeof expected !== typeof found && Number(expected) === Number(found));
    return isSame ? undefined : `${path} is ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  for (const key of keys) {
    if (!(key in expected) || !(key in found)) return `${path}.${key} is ${key in found ? "too much" : "missing"}`;
    const inner = difference(Reflect.get(expected, key), Reflect.get(found, key), `${path}.${key}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
