/** Changes, adds or removes single fields in the text and leaves everything around them as it was. */

import type { Edit } from "../../../base/edit.ts";
import { valueAt } from "../../../base/json.ts";
import { lineEndAt, lineStartAt, nextLineAt } from "../../../base/lines.ts";
import { spanOf } from "../../../kubernetes/manifests/locate.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import { writeYaml } from "../../../kubernetes/manifests/write-yaml.ts";
import { immutability } from "../../../kubernetes/validation/immutable.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { writtenAt } from "../../../workspace/places/site.ts";
import type { Fix } from "../run/rule.ts";
import { replaceInChart } from "./edit-chart.ts";
import { styleIn } from "./text-style.ts";

/**
 * Replaces the scalar at `path` of the declaration's object; quotes stay as they are. Empty when there is no such
 * scalar.
 */
export function replaceValue(analysis: Analysis, declaration: Declaration, path: Path, value: string): readonly Edit[] {
  if (declaration.rendered?.spot !== undefined) {
    const now = valueAt(declaration.rendered.value, path);
    return replaceInChart(analysis, { declaration, path }, String(now), value, plain);
  }
  const written = writtenAt(analysis, declaration, path);
  const span = written && spanOf(written.manifest, written.path, "value");
  if (written === undefined || span === undefined) return [];
  const source = written.manifest.text.slice(span.start, span.end);
  const quote = /^(["'])(.*)\1$/s.exec(source);
  // What a kustomization changed on the way cannot be changed where it came from.
  if (declaration.rendered !== undefined) {
    const now = valueAt(declaration.rendered.value, path);
    if (String(now) !== (quote?.[2] ?? source)) return [];
  }
  const text = quote === null ? plain(value) : `${quote[1]}${value}${quote[1]}`;
  const start = written.start + span.start;
  return [{ uri: written.uri, span: { start, end: written.start + span.end }, text }];
}

/** The lines of the field at `path`, from its key's line to the line where its value ends. */
export function removeField(analysis: Analysis, declaration: Declaration, path: Path): readonly Edit[] {
  const place = analysis.place(declaration);
  if (place === undefined) return [];
  const { text } = place.manifest;
  const key = spanOf(place.manifest, [...place.base, ...path], "key");
  const value = spanOf(place.manifest, [...place.base, ...path], "value");
  if (key === undefined) return [];
  const start = lineStartAt(text, key.start);
  if (text.slice(start, key.start).trim() !== "") return []; // A flow mapping or the first key of a list item.
  const last = Math.max(key.end, (value?.end ?? key.end) - 1);
  const end = nextLineAt(text, last);
  return [{ uri: place.uri, span: { start: place.start + start, end: place.start + end }, text: "" }];
}

/** Makes a Service headless. Not offered for types that cannot be (NodePort, LoadBalancer, ExternalName). */
export function makeHeadless(analysis: Analysis, service: Declaration): readonly Fix[] {
  const { object } = service;
  if (object.kind !== "Service" || (object.type !== undefined && object.type !== "ClusterIP")) return [];
  if (object.clusterIPs !== undefined) return [];
  const edits =
    object.clusterIP === undefined
      ? insertFirst(analysis, service, ["spec"], "clusterIP: None")
      : replaceValue(analysis, service, ["spec", "clusterIP"], "None");
  if (edits.length === 0) return [];
  return [
    {
      title: `Make Service '${object.meta.name}' headless (clusterIP is ${immutability("Service", ["spec", "clusterIP"])})`,
      edits,
    },
  ];
}

/**
 * Writes lines (indented from 0) as fields behind the one at `path`. Empty when the mapping is written in flow style or
 * on one line with something else.
 */
export function insertAfter(analysis: Analysis, declaration: Declaration, path: Path, lines: string): readonly Edit[] {
  const place = writtenAt(analysis, declaration, path);
  // The field itself must be written there, not only what it is in.
  if (place === undefined || place.path.at(-1) !== path.at(-1)) return [];
  const { text } = place.manifest;
  const key = spanOf(place.manifest, place.path, "key");
  const value = spanOf(place.manifest, place.path, "value");
  if (key === undefined || value === undefined) return [];
  const lineStart = lineStartAt(text, key.start);
  const before = text.slice(lineStart, key.start);
  const margin = /^[ -]*$/.test(before) && !/--|-$/.test(before) ? before : undefined;
  const end = lineEndAt(text, Math.max(key.end, value.end) - 1);
  const behind = text.slice(Math.max(key.end, value.end), end).trim();
  if (margin === undefined || (behind !== "" && !/^:?\s*#/.test(behind))) return [];
  const { lineBreak } = styleIn(place.manifest);
  const at = place.start + end;
  const indent = " ".repeat(margin.length);
  const added = lines.split("\n").map((line) => `${lineBreak}${indent}${line}`);
  return [{ uri: place.uri, span: { start: at, end: at }, text: added.join("") }];
}

/** Writes an item (lines indented from 0) before the one at `path` of a block list, with its indentation. */
export function insertItemBefore(
  analysis: Analysis,
  declaration: Declaration,
  path: Path,
  lines: string,
): readonly Edit[] {
  const place = analysis.place(declaration);
  if (place === undefined) return [];
  const { text } = place.manifest;
  const item = spanOf(place.manifest, [...place.base, ...path], "value");
  if (item === undefined) return [];
  const lineStart = lineStartAt(text, item.start);
  const dash = /^( *)-( +)$/.exec(text.slice(lineStart, item.start));
  if (dash === null) return [];
  const [, margin = "", gap = " "] = dash;
  const { lineBreak } = styleIn(place.manifest);
  const indent = " ".repeat(margin.length + 1 + gap.length);
  const written = lines.split("\n").map((line, at) => `${at === 0 ? `${margin}-${gap}` : indent}${line}${lineBreak}`);
  const at = place.start + lineStart;
  return [{ uri: place.uri, span: { start: at, end: at }, text: written.join("") }];
}

/** Replaces a value that stands behind its key on one line (`[]`) by a block below the key, lines indented from it. */
export function replaceRaw(analysis: Analysis, declaration: Declaration, path: Path, lines: string): readonly Edit[] {
  const place = analysis.place(declaration);
  if (place === undefined) return [];
  const { text } = place.manifest;
  const key = spanOf(place.manifest, [...place.base, ...path], "key");
  const value = spanOf(place.manifest, [...place.base, ...path], "value");
  if (key === undefined || value === undefined || value.start <= key.end) return [];
  const margin = text.slice(lineStartAt(text, key.start), key.start);
  if (margin.trim() !== "" || /[\r\n]/.test(text.slice(value.start, value.end))) return [];
  const { lineBreak } = styleIn(place.manifest);
  const start = key.end + (/^[ \t]*:/.exec(text.slice(key.end))?.[0].length ?? 0);
  const block = lines.split("\n").map((line) => `${lineBreak}${margin}${line}`);
  return [{ uri: place.uri, span: { start: place.start + start, end: place.start + value.end }, text: block.join("") }];
}

/** Writes `line` as the first field of the block mapping at `path`. Empty when it is written in flow style. */
export function insertFirst(analysis: Analysis, declaration: Declaration, path: Path, line: string): readonly Edit[] {
  const place = analysis.place(declaration);
  if (place === undefined) return [];
  const { text } = place.manifest;
  const value = spanOf(place.manifest, [...place.base, ...path], "value");
  if (value === undefined) return [];
  if (text[value.start] === "{") {
    const empty = /^\{\s*\}/.test(text.slice(value.start));
    const [field = "", content = ""] = line.split(": ");
    const written = text.includes('"kind"') ? `"${field}": "${content}"` : line;
    const at = place.start + value.start + 1;
    return [{ uri: place.uri, span: { start: at, end: at }, text: empty ? written : ` ${written},` }];
  }
  const lineStart = lineStartAt(text, value.start);
  const before = text.slice(lineStart, value.start);
  // The first field of a list's item stands behind the dash; the next one below it.
  const margin = before.replace(/-/g, " ");
  if (margin.trim() !== "") return [];
  const at = place.start + value.start;
  return [
    { uri: place.uri, span: { start: at, end: at }, text: `${line}${styleIn(place.manifest).lineBreak}${margin}` },
  ];
}

/** The value as a plain scalar, quoted only where YAML would read something else. */
function plain(value: string): string {
  return writeYaml(value, { indent: 2, indentLists: true, lineBreak: "\n" }).trimEnd();
}
