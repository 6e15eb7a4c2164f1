/** Moves a document of a file, with the comments above it, before another one, or removes it. */

import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import type { Fix } from "../run/rule.ts";
import { styleIn } from "./text-style.ts";

/** Moves the document of `moved` before that of `target`. Not offered inside a List or across files. */
export function moveBefore(analysis: Analysis, moved: Declaration, target: Declaration, title: string): readonly Fix[] {
  const from = analysis.place(moved);
  const to = analysis.place(target);
  if (from === undefined || to === undefined || from.uri !== to.uri) return [];
  if (from.base.length > 0 || to.base.length > 0 || from.start <= to.start) return [];
  const file = analysis.files.get(from.uri);
  if (file === undefined) return [];
  const { text } = file;
  const { lineBreak } = styleIn(file);
  const end = from.start + from.manifest.text.length;
  // The separator line above the moved document goes with it.
  const separator = text.lastIndexOf("---", from.start - 1);
  if (separator < to.start) return [];
  const body = text.slice(from.start, end);
  const ended = body === "" || body.endsWith("\n") ? body : body + lineBreak;
  const mark = to.manifest.text.startsWith("\ufeff") ? 1 : 0;
  const at = to.start + mark;
  return [
    {
      title,
      preferred: true,
      edits: [
        { uri: from.uri, span: { start: at, end: at }, text: `${ended}---${lineBreak}` },
        { uri: from.uri, span: { start: separator, end }, text: "" },
      ],
    },
  ];
}

/** Takes the declaration's document out, with the separator behind it. Not offered inside a List. */
export function removeDocument(analysis: Analysis, declaration: Declaration, title: string): readonly Fix[] {
  const place = analysis.place(declaration);
  if (place === undefined || place.base.length > 0) return [];
  const text = analysis.files.get(place.uri)?.text ?? "";
  const end = place.start + place.manifest.text.length;
  const separator = /^---[^\n]*\n?/.exec(text.slice(end));
  if (separator === null) return [];
  const mark = place.manifest.text.startsWith("\ufeff") ? 1 : 0;
  const span = { start: place.start + mark, end: end + separator[0].length };
  return [{ title, preferred: true, edits: [{ uri: place.uri, span, text: "" }] }];
}
