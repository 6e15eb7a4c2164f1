/**
 * Finds where values of charts are written outside of the charts' own values files: in objects that install them, in ConfigMaps,
 * and in files that lie elsewhere. Renders nothing.
 */

import { getOrAdd, memoize } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { Analysis, Environment } from "../analysis.ts";
import { moved } from "../places/site.ts";
import { isValuesAt, keyAt, keySpan } from "./chart-words.ts";
import { heldValues } from "./inline-values.ts";

/** Values for one release of a chart. Offsets are those of the file as it is now. */
export interface GivenValues {
  readonly environment: Environment;
  readonly uri: Uri;
  /** All of them; undefined: the file holds nothing else. */
  readonly whole: () => Span | undefined;
  readonly keySpan: (path: Path) => Span | undefined;
  /** The key at an offset, or the one whose value stands there. */
  readonly keyAt: (offset: number) => { readonly path: Path; readonly span: Span } | undefined;
}

/** What a file gives, in the order of charts and releases. Nearly always nothing. */
export function givenIn(analysis: Analysis, uri: Uri): readonly GivenValues[] {
  return tables(analysis).byUri.get(uri) ?? [];
}

/** What is given to a chart, the strongest of each release first. @param folder of the chart, decoded */
export function givenTo(analysis: Analysis, folder: string): readonly GivenValues[] {
  return tables(analysis).byFolder.get(folder) ?? [];
}

/** The environments of charts that values in a file are for. Values files of the chart itself are left out. */
export function environmentsGivenIn(analysis: Analysis, uri: Uri): readonly Environment[] {
  return [...new Set(givenIn(analysis, uri).map(({ environment }) => environment))];
}

/** True for an environment of a chart whose results are looked at: where charts are rendered step by step, once it was rendered. */
export function isInView(analysis: Analysis, environment: Environment): boolean {
  const folder = environment.chart?.folder;
  return folder !== undefined && analysis.chartsInView(`${folder}/Chart.yaml`).includes(environment);
}

interface Tables {
  readonly byUri: ReadonlyMap<Uri, readonly GivenValues[]>;
  readonly byFolder: ReadonlyMap<string, readonly GivenValues[]>;
}

const tables = memoize((analysis: Analysis): Tables => {
  const byUri = new Map<Uri, GivenValues[]>();
  const byFolder = new Map<string, GivenValues[]>();
  for (const environment of analysis.charts()) {
    const { chart } = environment;
    if (chart === undefined || chart.kind !== "release") continue;
    for (const given of chart.given.toReversed()) {
      const values = inObject(analysis, environment, given) ?? inFile(analysis, environment, given);
      if (values === undefined) continue;
      getOrAdd(byUri, values.uri, () => []).push(values);
      getOrAdd(byFolder, chart.folder, () => []).push(values);
    }
  }
  return { byUri, byFolder };
});

type Given = NonNullable<Environment["chart"]>["given"][number];

function inObject(analysis: Analysis, environment: Environment, { source }: Given): GivenValues | undefined {
  const held = heldValues(source);
  const file = held && analysis.files.get(held.uri);
  if (held === undefined || file === undefined) return undefined;
  const { uri, text } = held;
  const now = (span: Span | undefined): Span | undefined => span && moved({ span, text }, file.text);
  return {
    environment,
    uri,
    whole: () => now(held.whole()),
    keySpan: (path) => now(held.spanAt(path, "key")),
    keyAt: (offset) => {
      const before = moved({ span: { start: offset, end: offset }, text: file.text }, text);
      const found = before && held.keyAt(before.start);
      const span = now(found?.span);
      return found && span && { path: found.path, span };
    },
  };
}

/** A values file that the chart does not have by its name. */
function inFile(analysis: Analysis, environment: Environment, { uri }: Given): GivenValues | undefined {
  const file = uri && analysis.files.get(uri);
  if (uri === undefined || file === undefined || isValuesAt(analysis, uri)) return undefined;
  return {
    environment,
    uri,
    whole: () => undefined,
    keySpan: (path) => keySpan(file, path),
    keyAt: (offset) => keyAt(file, offset),
  };
}
