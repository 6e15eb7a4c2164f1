/** Writes what keeps a rule silent in a whole file, or in the whole repository. */

import type { Edit } from "../../../base/edit.ts";
import { lineEndAt, nextLineAt } from "../../../base/lines.ts";
import { asUri, type Uri } from "../../../base/source.ts";
import { folderOf, isWithin, pathOf, relativeTo } from "../../../base/uri-path.ts";
import { readYaml } from "../../../kubernetes/manifests/read-yaml.ts";
import { repositoryFile } from "../../../kubernetes/manifests/role.ts";
import type { AnalysedFile, Analysis } from "../../../workspace/analysis.ts";
import type { Site } from "../../../workspace/places/site.ts";
import { siteSpan } from "../../../workspace/places/site.ts";
import type { Fix } from "../../rules/run/rule.ts";
import { suppressionsOf } from "../../rules/run/suppressions.ts";

/** `# podns-ignore-file` on the first line, or one more rule in the one that is there. JSON has no comments. */
export function ignoreInFile(analysis: Analysis, ruleId: string, site: Site): Fix | undefined {
  const place = siteSpan(analysis, site);
  const file = place && analysis.files.get(place.uri);
  if (file === undefined || /^\ufeff?\s*[{[]/.test(file.text) || isTemplate(file)) return undefined;
  const title = `Ignore '${ruleId}' in this file`;
  const known = suppressionsOf(file).find(
    ({ span, rules }) => rules.length > 0 && file.text.startsWith("podns-ignore-file", span.start),
  );
  const last = known?.rules.at(-1);
  if (last !== undefined) {
    const at = last.span.end;
    return { title, edits: [{ uri: file.uri, span: { start: at, end: at }, text: `, ${ruleId}` }] };
  }
  const at = file.text.startsWith("\ufeff") ? 1 : 0;
  const text = `# podns-ignore-file ${ruleId}${lineBreakOf(file.text)}`;
  return { title, edits: [{ uri: file.uri, span: { start: at, end: at }, text }] };
}

/** A comment in a template is a part of what it prints, and may stand inside of an action. */
function isTemplate({ role }: AnalysedFile): boolean {
  return role === "helm-template";
}

/** A change of the repository's settings. */
export interface RepositoryChange {
  readonly title: string;
  readonly edit: Edit;
  /** The file is not there yet. */
  readonly creates: boolean;
}

/**
 * `rules: {ID: off}` in the nearest `.podns.yaml` above the file, else in a new one in its workspace folder. Undefined where
 * the settings are written in a way that is not continued safely.
 */
export function ignoreInRepository(analysis: Analysis, ruleId: string, site: Site): RepositoryChange | undefined {
  const place = siteSpan(analysis, site);
  if (place === undefined) return undefined;
  const title = `Switch '${ruleId}' off in this repository (${repositoryFile})`;
  const folder = folderOf(pathOf(place.uri));
  const above = [...analysis.files.values()].filter(
    ({ role, uri }) => role === "settings" && isWithin(folder, folderOf(pathOf(uri))),
  );
  const [nearest] = above.sort((a, b) => pathOf(b.uri).length - pathOf(a.uri).length);
  if (nearest === undefined) {
    const uri = newFile(analysis, place.uri);
    if (uri === undefined) return undefined;
    return { title, creates: true, edit: { uri, span: { start: 0, end: 0 }, text: `rules:\n  ${ruleId}: off\n` } };
  }
  const edit = switchOff(nearest, ruleId);
  return edit && { title, creates: false, edit };
}

/** The address of `.podns.yaml` in the workspace folder, written as the file's own is. */
function newFile(analysis: Analysis, uri: Uri): Uri | undefined {
  const root = analysis.folders.find((folder) => folder !== "" && isWithin(pathOf(uri), folder));
  if (root === undefined) return undefined;
  const depth = relativeTo(pathOf(uri), root).split("/").length;
  const segments = uri.split("/");
  return asUri([...segments.slice(0, segments.length - depth), repositoryFile].join("/"));
}

function switchOff(file: AnalysedFile, ruleId: string): Edit | undefined {
  const { text, uri } = file;
  const edit = lineEdit(text, ruleId);
  if (edit === undefined) return undefined;
  // What the text says afterwards proves that nothing else was changed.
  const after = readYaml(text.slice(0, edit.start) + edit.text + text.slice(edit.end));
  const before = readYaml(text);
  if (after.kind !== "value" || before.kind === "error") return undefined;
  const now = rulesIn(after.value);
  const old = before.kind === "value" ? rulesIn(before.value) : {};
  const isSame = Object.entries(old).every(([id, level]) => id === ruleId || now[id] === level);
  if (now[ruleId] !== "off" && now[ruleId] !== false) return undefined;
  if (!isSame || Object.keys(now).length > Object.keys(old).length + 1) return undefined;
  return { uri, span: { start: edit.start, end: edit.end }, text: edit.text };
}

function rulesIn(value: unknown): Readonly<Record<string, unknown>> {
  const rules: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "rules") : undefined;
  // Of another form, no rule is set.
  return typeof rules === "object" && rules !== null ? (rules as Readonly<Record<string, unknown>>) : {};
}

interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function lineEdit(text: string, ruleId: string): LineEdit | undefined {
  const lineBreak = lineBreakOf(text);
  const head = /^rules:[ \t]*(?:#[^\r\n]*)?(?=\r?$)/m.exec(text);
  if (head !== null) {
    const first = nextLineAt(text, head.index);
    const margin = /^[ \t]+(?=[\w"'-])/.exec(text.slice(first))?.[0] ?? "  ";
    const known = settingOf(text, first, margin, ruleId);
    if (known !== undefined) return { ...known, text: "off" };
    const needsBreak = !/[\r\n]/.test(text[first - 1] ?? "");
    return { start: first, end: first, text: `${needsBreak ? lineBreak : ""}${margin}${ruleId}: off${lineBreak}` };
  }
  const flow = /^rules:[ \t]*\{[ \t]*/m.exec(text);
  if (flow !== null) {
    const at = flow.index + flow[0].length;
    return { start: at, end: at, text: text[at] === "}" ? `${ruleId}: off` : `${ruleId}: off, ` };
  }
  if (/^["']?rules["']?[ \t]*:/m.test(text) || /^\s*[{[]/.test(text)) return undefined;
  const isClosed = text === "" || /[\r\n]$/.test(text);
  const block = `${isClosed ? "" : lineBreak}rules:${lineBreak}  ${ruleId}: off${lineBreak}`;
  return { start: text.length, end: text.length, text: block };
}

/** The value of a rule among the lines of the mapping that begins at an offset. */
function settingOf(
  text: string,
  from: number,
  margin: string,
  ruleId: string,
): { readonly start: number; readonly end: number } | undefined {
  for (let start = from; start < text.length; start = nextLineAt(text, start)) {
    const line = text.slice(start, lineEndAt(text, start));
    if (line.trim() !== "" && !/^[ \t#]/.test(line)) return undefined;
    if (!line.startsWith(`${margin}${ruleId}:`)) continue;
    const head = margin.length + ruleId.length + 1;
    const value = /^[ \t]*([^\s#]+)[ \t]*(?:#.*)?$/.exec(line.slice(head));
    if (value === null) return undefined;
    const at = start + head + line.slice(head).indexOf(value[1] ?? "");
    return { start: at, end: at + (value[1] ?? "").length };
  }
  return undefined;
}

function lineBreakOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
}
