/** Completes keys of values and names of named templates in a chart's templates; functions are left to other extensions. */
import type { CompletionItem } from "vscode-languageserver-types";
import { shortened } from "../../../base/excerpt.ts";
import { lineStartAt } from "../../../base/lines.ts";
import type { Uri } from "../../../base/source.ts";
import { pathOf, relativeTo } from "../../../base/uri-path.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { chartFilesOf, keysBelow, valuesFilesFor, wordsOf } from "../../../workspace/charts/chart-words.ts";
import { rangeOf } from "../convert.ts";

/** LSP's CompletionItemKind. */
const kinds = { field: 5, reference: 18 } as const;

/** Characters of a line that are looked at in front of the cursor. */
const longest = 2_000;

/** Undefined where neither is being written. */
export function chartCompletion(analysis: Analysis, uri: Uri, offset: number): readonly CompletionItem[] | undefined {
  const file = analysis.files.get(uri);
  if (file?.role !== "helm-template" || analysis.chartsAt(pathOf(uri)).length === 0) return undefined;
  const before = file.text.slice(Math.max(lineStartAt(file.text, offset), offset - longest), offset);
  const action = before.slice(before.lastIndexOf("{{") + 2);
  if (!before.includes("{{") || action.includes("}}")) return undefined;
  const range = (typed: string) => rangeOf(analysis, uri, { start: offset - typed.length, end: offset });
  // bounded: longest
  const values = /\.Values\.([\w.]*)$/.exec(action)?.[1];
  if (values !== undefined) {
    const parts = values.split(".");
    const typed = parts.at(-1) ?? "";
    return keys(analysis, uri, parts.slice(0, -1)).map(([label, detail]) => ({
      label,
      detail,
      kind: kinds.field,
      textEdit: { range: range(typed), newText: label },
    }));
  }
  const name = /\b(?:include|template)[ \t]+"([^"]*)$/.exec(action)?.[1];
  if (name === undefined) return undefined;
  return [...definedIn(analysis, uri)].map(([label, detail]) => ({
    label,
    detail,
    kind: kinds.reference,
    textEdit: { range: range(name), newText: label },
  }));
}

/** The keys below a path, with their values where they are short; those of the strongest file count. */
function keys(analysis: Analysis, uri: Uri, path: readonly string[]): readonly (readonly [string, string])[] {
  const found = new Map<string, string>();
  for (const { file, prefix } of valuesFilesFor(analysis, pathOf(uri))) {
    const full = path[0] === "global" ? path : [...prefix, ...path];
    for (const [key, value] of keysBelow(file, full))
      if (/^\w+$/.test(key) && !found.has(key)) found.set(key, shortened(value));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Named templates and the files that define them. */
function definedIn(analysis: Analysis, uri: Uri): ReadonlyMap<string, string> {
  const [chart] = analysis.chartsAt(pathOf(uri));
  const found = new Map<string, string>();
  for (const file of chartFilesOf(analysis, pathOf(uri))) {
    if (file.role !== "helm-template") continue;
    for (const word of wordsOf(file))
      if (word.kind === "define") found.set(word.name, relativeTo(pathOf(file.uri), chart?.chart?.folder ?? ""));
  }
  return found;
}
