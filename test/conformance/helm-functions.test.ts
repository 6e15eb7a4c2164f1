/** What helm makes of snippets of its template language, replayed (test/conformance/data/helm-functions.json). */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { SourceFile } from "../../server/src/kubernetes/helm/chart/source-file.ts";
import { type ChartResult, renderChart } from "../../server/src/kubernetes/helm/render.ts";
import { recordedJson } from "./recorded.ts";
import { tallyEach } from "./tally.ts";

interface Recording {
  /** The text of values.yaml. */
  readonly values: string;
  /** The text of templates/_lib.tpl. */
  readonly lib: string;
  readonly cases: readonly Case[];
}

interface Case {
  readonly id: string;
  /** The body of the template that is included. */
  readonly template: string;
  readonly output?: string;
  readonly error?: string;
}

/** Recordings that are kept here, and others beside the checkout. */
const beside = fileURLToPath(new URL("../../../shared/conformance/helm/functions.json", import.meta.url));
const recordings: readonly (readonly [name: string, recording: Recording])[] = [
  ["helm-functions.json", recordedJson<Recording>("helm-functions.json")],
  // The boundary: its README describes the form.
  ...(existsSync(beside) ? [["functions.json", JSON.parse(readFileSync(beside, "utf8")) as Recording] as const] : []),
];

/** The chart that the snippets belong to, without their template. */
function commonFiles({ values, lib }: Recording): readonly (readonly [string, SourceFile])[] {
  const files = {
    "Chart.yaml":
      'apiVersion: v2\nname: c\nversion: 1.2.3\nappVersion: "4.5"\nkeywords: [k1, k2]\nannotations: {x: "y"}\n',
    "values.yaml": values,
    "templates/_lib.tpl": lib,
    "README.md": "readme\n",
    "data/a.txt": "one\ntwo\n",
    "data/b.json": '{"k": 1}\n',
    "data/sub/c.txt": "deep\n",
    "templates/o.yaml":
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: o}\ndata:\n  out: {{ include "t" . | b64enc | toJson }}\n',
  };
  return Object.entries(files).map(([path, content]) => [path, { path, content }]);
}

describe.each(recordings)("%s", (file, recording) => {
  tallyEach({ file, mode: "rendered", unit: "snippets" });
  const common = commonFiles(recording);
  const named = recording.cases.map((recorded) => [recorded.id, recorded] as const);
  test.each(named)("%s", (_, { template, output, error }) => {
    const path = "templates/_t.tpl";
    const chart = new Map([...common, [path, { path, content: `{{ define "t" }}${template}{{ end }}` }]]);
    const result = renderChart({ chart, release: "rel", namespace: "shop", kubeVersion: "1.34.0" });
    if (error === undefined) expect(result.error).toBeUndefined();
    else expect(`Error: ${result.error?.message}`).toBe(error);
    if (output !== undefined) expect(textOf(result)).toBe(output);
  });
});

/** In base64: YAML would not read every text that helm's engine gives. The recording has U+FFFD for what is not UTF-8. */
function textOf({ objects }: ChartResult): string {
  const [object] = objects;
  const { data } = (object?.value ?? {}) as { readonly data?: { readonly out: string } }; // What templates/o.yaml writes.
  return Buffer.from(data?.out ?? "", "base64").toString();
}
