/** Finds the scenario files of a workspace, and reads one with the files that it names. */

import { lazy } from "../../../base/lazy.ts";
import { memoize } from "../../../base/memo.ts";
import type { Uri } from "../../../base/source.ts";
import { folderOf, nameOf, pathOf, resolveFrom } from "../../../base/uri-path.ts";
import { readScenario } from "../../../cluster/scenario/read-scenario.ts";
import type { Scenario } from "../../../cluster/scenario/scenario.ts";
import type { TimelineResult } from "../../../protocol/timeline.ts";
import type { AnalysedFile, Analysis } from "../../../workspace/analysis.ts";

/** More files than a list shows. */
const mostFiles = 100;
/** Characters that a scenario's first field stands in. */
const looked = 4096;

/** The files that look like a scenario, by path: no object, and a field of scenarios at the top. */
export function scenarioFiles(analysis: Analysis): TimelineResult["files"] {
  const found = [...analysis.files.values()].filter(isScenario).slice(0, mostFiles);
  const names = found.map(({ uri }) => nameOf(pathOf(uri)));
  return found
    .map(({ uri }, index) => {
      const name = names[index] ?? "";
      const isAlone = names.indexOf(name) === names.lastIndexOf(name);
      return { uri, label: isAlone ? name : `${nameOf(folderOf(pathOf(uri)))}/${name}` };
    })
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

const isScenario = memoize(({ text, manifests, uri }: AnalysedFile): boolean => {
  if (manifests.some(({ manifest }) => manifest.declarations.length > 0)) return false;
  const start = text.slice(0, looked);
  if (/\.json$/i.test(uri)) return /^\s*\{/.test(start) && /"events"\s*:\s*\[/.test(start);
  return /^events:[ \t]*(?:\[|#|\r?$)/m.test(start) || /^start:[ \t]*(?:empty|settled)[ \t]*\r?$/m.test(start);
});

/** A scenario file's text, what it says, and what is wrong with it; undefined for a file that the workspace does not have. */
export function readScenarioFile(
  analysis: Analysis,
  uri: Uri,
): { readonly text: string; readonly scenario: Scenario; readonly problems: readonly string[] } | undefined {
  const file = analysis.files.get(uri);
  if (file === undefined) return undefined;
  const byPath = lazy(() => filesByPath(analysis));
  const { keyOf } = analysis.names;
  const folder = folderOf(pathOf(uri));
  // Only what the workspace has read can be named.
  const fileAt = (path: string): AnalysedFile | undefined => byPath().get(keyOf(resolveFrom(folder, path)));
  const { scenario, problems } = readScenario(file.text, uri, fileAt);
  return { text: file.text, scenario, problems: problems.map(({ line, message }) => `line ${line}: ${message}`) };
}

function filesByPath({ files, names }: Analysis): ReadonlyMap<string, AnalysedFile> {
  return new Map([...files.values()].map((file) => [names.keyOf(pathOf(file.uri)), file]));
}
