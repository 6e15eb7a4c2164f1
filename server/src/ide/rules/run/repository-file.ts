/** Reports errors in a `.podns.yaml`: text that is not YAML, unknown keys and rules, and values of the wrong type. */

import { shortened } from "../../../base/excerpt.ts";
import { isMap } from "../../../base/json.ts";
import { memoize } from "../../../base/memo.ts";
import { nearestSpan } from "../../../kubernetes/manifests/locate.ts";
import type { Manifest, Problem } from "../../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import { type JsonValue, readYaml } from "../../../kubernetes/manifests/read-yaml.ts";
import type { AnalysedFile, Analysis } from "../../../workspace/analysis.ts";
import {
  nestedSettings,
  personalSettings,
  repositorySettingsOf,
} from "../../../workspace/settings/repository-settings.ts";
import { settingRows } from "../../../workspace/settings/settings.ts";
import { nearestNames } from "../evidence/near-names.ts";
import { rules } from "./rules.ts";

/** The keys of the file, in the order of the settings. */
export const repositoryKeys: readonly string[] = [
  ...settingRows.map(({ key }) => key).filter((key) => !personalSettings.has(key)),
  "rules",
];

/** The defects of a repository file, in the order of its text. Spans are offsets in the file. */
export function repositoryFileProblems(analysis: Analysis, file: AnalysedFile): readonly Problem[] {
  if (file.role !== "settings") return [];
  const problems = problemsOf(analysis, file).map((problem) => ({ ...problem, message: shortened(problem.message) }));
  const [next] = problems.slice(mostProblems);
  if (next === undefined) return problems;
  const left = problems.slice(mostProblems);
  const severity = left.find((one) => one.severity === "error")?.severity ?? next.severity;
  const rest: Problem = { ...next, severity, message: `and ${left.length} more problems from here on` };
  return [...problems.slice(0, mostProblems), rest];
}

/** Problems of one file that are told; of more, how many there are. */
const mostProblems = 100;

function problemsOf(analysis: Analysis, file: AnalysedFile): readonly Problem[] {
  const result = readYaml(file.text);
  if (result.kind === "empty") return [];
  if (result.kind === "error") return [{ span: result.span, severity: "error", message: result.message }];
  const document = documentFor(file);
  const at = (path: Path, part: "key" | "value"): Problem["span"] => nearestSpan(document, path, part);
  if (!isMap(result.value)) {
    return [
      { span: at([], "value"), severity: "error", message: `must be a map with the keys ${repositoryKeys.join(", ")}` },
    ];
  }
  const wrong = repositorySettingsOf(file).problems.map(({ key, entry, message }): Problem => {
    const path = entry === undefined ? [key] : [key, entry];
    return { span: at(path, "value"), severity: "error", message };
  });
  const unknown = Object.keys(result.value).flatMap((key): Problem[] => {
    const message = wrongKey(analysis, file, key);
    return message === undefined ? [] : [{ span: at([key], "key"), severity: "warning", message }];
  });
  const strict = result.strict.map(({ span, message }): Problem => ({ span, severity: "error", message }));
  return [...strict, ...wrong, ...unknown, ...unknownRules(result.value, at)].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

function wrongKey(analysis: Analysis, file: AnalysedFile, key: string): string | undefined {
  if (personalSettings.has(key)) return `'${key}' is about one person's editor: set 'podns.${key}' there`;
  if (!repositoryKeys.includes(key)) return `there is no key '${key}'${hint(key, repositoryKeys)}`;
  // A setting of the cluster counts for the whole workspace; only files of its folder or above can give it.
  return analysis.isNestedSettings(file.uri) && !nestedSettings.has(key)
    ? `'${key}' is about the whole cluster: it counts only in the '.podns.yaml' of the workspace folder`
    : undefined;
}

function unknownRules(
  value: { readonly [key: string]: JsonValue },
  at: (path: Path, part: "key" | "value") => Problem["span"],
): readonly Problem[] {
  const given = value["rules"] ?? null;
  if (!isMap(given)) return [];
  const ids = rules.map(({ id }) => id);
  return Object.keys(given)
    .filter((id) => !ids.includes(id))
    .map((id) => ({
      span: at(["rules", id], "key"),
      severity: "warning",
      message: `there is no rule '${id}'${hint(id, ids)}`,
    }));
}

function hint(name: string, known: readonly string[]): string {
  const [similar] = nearestNames(name, known);
  return similar === undefined ? `; there are ${known.join(", ")}` : `; did you mean '${similar}'?`;
}

/** The file as a document that holds no objects: places are found as in any other. */
const documentFor = memoize(
  ({ text }: AnalysedFile): Manifest => ({ text, declarations: [], bases: [], problems: [] }),
);
