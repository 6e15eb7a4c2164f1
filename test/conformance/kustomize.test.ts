/**
 * Replays what kustomize 5.8 makes of small kustomizations (kustomize.json), and, where the corpus of real repositories
 * lies beside the checkout, of theirs: the same objects, an error, or a result that says that it is open.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { asUri } from "../../server/src/base/source.ts";
import { type RenderResult, render } from "../../server/src/kubernetes/kustomize/render.ts";
import { type SourceFile, sourceFile } from "../../server/src/kubernetes/kustomize/source-file.ts";
import { factsOf } from "./kustomize-facts.ts";
import { recordedJson } from "./recorded.ts";
import { tally, tallyEach } from "./tally.ts";

interface Case {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly build: string;
  readonly output?: readonly unknown[];
  readonly error?: string;
}

const { cases } = recordedJson<{ readonly cases: readonly Case[] }>("kustomize.json");

function fileAt(path: string, text: string): SourceFile {
  return sourceFile(asUri(`file:///${path}`), path, text);
}

/** What a result says in the form of the recording. */
function outcome(result: RenderResult, isOpenCase: boolean): unknown {
  if (isOpenCase) return { open: result.open.length > 0, error: result.error?.message };
  if (result.error !== undefined) return "error";
  return { open: result.open, objects: result.objects.map(({ value }) => value) };
}

describe("kustomize.json", () => {
  tallyEach({ file: "kustomize.json", mode: "rendered", unit: "cases" });
  test.each(cases.map((recorded) => [recorded.id, recorded] as const))("%s", (id, recorded) => {
    const files = new Map(Object.entries(recorded.files).map(([path, text]) => [`case/${path}`, text]));
    const result = render(`case/${recorded.build}`, (path) => {
      const text = files.get(path);
      return text === undefined ? undefined : fileAt(path, text);
    });
    const isOpenCase = /^(remote|helm)-/.test(id);
    const expected = isOpenCase
      ? { open: true, error: undefined }
      : recorded.error === undefined
        ? { open: [], objects: recorded.output }
        : "error";
    const found = outcome(result, isOpenCase);
    expect(found).toEqual(expected);
  });
});

interface Recorded {
  readonly renders: Readonly<
    Record<string, { readonly objects?: readonly Record<string, unknown>[]; readonly error?: string }>
  >;
}

const corpus = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));
const present = existsSync(`${corpus}rendered.json`);

describe.skipIf(!present)("kustomizations of real repositories", () => {
  const read = memoized((path: string) => {
    try {
      return fileAt(path, readFileSync(path, "utf8"));
    } catch {
      return undefined; // No such file, or a folder.
    }
  });
  const recorded: Recorded = present ? JSON.parse(readFileSync(`${corpus}rendered.json`, "utf8")) : { renders: {} };

  test("equal, or open where kustomize fails for what is not there", { timeout: 120_000 }, (context) => {
    const wrong: string[] = [];
    const tallied = { equal: 0, open: 0 };
    for (const [folder, { objects, error }] of Object.entries(recorded.renders)) {
      const result = render(`${corpus}repos/${folder}`, read);
      if (result.open.length > 0) {
        tallied.open += 1;
        if (objects !== undefined) wrong.push(`${folder}: open, but kustomize renders it`);
        continue;
      }
      const difference = compare(result, objects, error);
      if (difference === undefined) tallied.equal += 1;
      else wrong.push(`${folder}: ${difference}`);
    }
    const total = Object.keys(recorded.renders).length;
    tally(context, {
      file: "corpus",
      mode: "rendered",
      unit: "folders",
      total: total - tallied.open,
      right: tallied.equal,
      leftOut: { count: tallied.open, reason: "open: files or remote bases that the copy does not have" },
    });
    expect(wrong).toEqual([]);
  });
});

function compare(
  result: RenderResult,
  objects: readonly Record<string, unknown>[] | undefined,
  error: string | undefined,
): string | undefined {
  if (error !== undefined) return result.error === undefined ? `kustomize fails: ${error}` : undefined;
  if (result.error !== undefined) return `fails: ${result.error.message}`;
  const found = result.objects.map(({ value }) => factsOf(value));
  if (found.length !== objects?.length) return `${found.length} objects instead of ${objects?.length}`;
  for (const [index, expected] of (objects ?? []).entries()) {
    const own = found[index] ?? {};
    for (const [field, value] of Object.entries(expected)) {
      if (JSON.stringify(sorted(own[field])) !== JSON.stringify(sorted(value)))
        return `${expected["kind"]} ${expected["name"]}: ${field} is ${JSON.stringify(own[field])} instead of ${JSON.stringify(value)}`;
    }
  }
  return undefined;
}

/** With keys in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function memoized<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const hit = known.get(key);
    if (hit !== undefined || known.has(key)) return hit as T;
    const made = compute(key);
    known.set(key, made);
    return made;
  };
}
