/** Makes the one change, where there is one, after which the API server accepts a refused field. */

import type { Edit } from "../../../base/edit.ts";
import { isDns1123Label } from "../../../dns/data/name.ts";
import { spanOf } from "../../../kubernetes/manifests/locate.ts";
import type { Declaration, Refusal } from "../../../kubernetes/manifests/manifest.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import type { Fix } from "../run/rule.ts";
import { insertFirst, replaceValue } from "./edit-fields.ts";

/** Quotes a value that has to be a string, takes quotes from a number, lowers a name's letters, names a port. */
export function refusalFixes(analysis: Analysis, declaration: Declaration, refusal: Refusal): readonly Fix[] {
  const { path, reason, message } = refusal;
  if (reason === "FieldValueTypeInvalid") return retype(analysis, declaration, path, message);
  if (reason === "FieldValueInvalid") return lower(analysis, declaration, path, message);
  if (reason === "FieldValueRequired" && path.at(-1) === "name" && path.at(-3) === "ports")
    return nameThePort(analysis, declaration, path.slice(0, -1));
  return [];
}

function retype(analysis: Analysis, declaration: Declaration, path: Path, message: string): readonly Fix[] {
  const written = sourceAt(analysis, declaration, path);
  if (written === undefined || written.isShared) return [];
  const { edit, source } = written;
  if (/cannot unmarshal (?:bool|number)\b/.test(message) && message.endsWith(" of type string"))
    return [{ title: `Quote ${source}: the field is a string`, preferred: true, edits: edit(`"${source}"`) }];
  const digits = /^(["'])(\d+)\1$/.exec(source)?.[2];
  if (
    digits !== undefined &&
    message.includes("cannot unmarshal string into ") &&
    /of type int(?:32|64)$/.test(message)
  )
    return [{ title: `Write ${digits} without quotes: the field is a number`, preferred: true, edits: edit(digits) }];
  return [];
}

function lower(analysis: Analysis, declaration: Declaration, path: Path, message: string): readonly Fix[] {
  const value = /^Invalid value: "([^"\\]*)": a lowercase RFC 1123/.exec(message)?.[1];
  const name = value?.toLowerCase().replaceAll("_", "-");
  if (value === undefined || name === undefined || name === value) return [];
  if (!name.split(".").every(isDns1123Label)) return [];
  const edits = replaceValue(analysis, declaration, path, name);
  return edits.length === 0 ? [] : [{ title: `Write '${name}'`, preferred: true, edits }];
}

function nameThePort(analysis: Analysis, declaration: Declaration, path: Path): readonly Fix[] {
  const port = sourceAt(analysis, declaration, [...path, "port"])?.source;
  if (port === undefined || !/^\d+$/.test(port)) return [];
  const edits = insertFirst(analysis, declaration, path, `name: port-${port}`);
  return edits.length === 0 ? [] : [{ title: `Name the port 'port-${port}'`, edits }];
}

/** A value as the file spells it. */
interface Written {
  readonly source: string;
  /** An alias, or a value with an anchor or a tag: quotes would change more than this one field, or not what it is. */
  readonly isShared: boolean;
  readonly edit: (text: string) => readonly Edit[];
}

function sourceAt(analysis: Analysis, declaration: Declaration, path: Path): Written | undefined {
  const place = analysis.place(declaration);
  const span = place && spanOf(place.manifest, [...place.base, ...path], "value");
  if (place === undefined || span === undefined) return undefined;
  const { text } = place.manifest;
  const source = text.slice(span.start, span.end);
  // bounded: a hundred characters
  const hasProperties = /(?:^|[\s,[{])[&!]\S*\s+$/.test(text.slice(Math.max(0, span.start - 100), span.start));
  return {
    source,
    isShared: hasProperties || /^[*&!]/.test(source),
    edit: (text) => [{ uri: place.uri, span: { start: place.start + span.start, end: place.start + span.end }, text }],
  };
}
