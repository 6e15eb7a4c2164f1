/** Moves the value of an environment variable that holds a host into a ConfigMap of its own. */

import type { Edit } from "../../../base/edit.ts";
import { valueAt } from "../../../base/json.ts";
import { lineStartAt } from "../../../base/lines.ts";
import { spanOf } from "../../../kubernetes/manifests/locate.ts";
import { insertBefore } from "../../rules/fixes/create-service.ts";
import { styleIn } from "../../rules/fixes/text-style.ts";
import type { Action, HostPlace } from "./action.ts";

/** The new ConfigMap stands before the workload; the variable reads it. Pods are made anew by that. */
export function extractConfigMap(place: HostPlace): readonly Action[] {
  const { analysis, declaration, mention } = place;
  const { object } = declaration;
  const { path } = mention;
  if (mention.context.kind !== "env" || path.at(-1) !== "value" || declaration.rendered !== undefined) return [];
  // Variables of a bare Pod cannot be changed. A template's name is not known.
  if (object.kind === "Pod" || object.kind === "Other" || declaration.templated || object.meta.name === "") return [];
  const key = mention.context.name;
  const source = analysis.place(declaration);
  const span = source && spanOf(source.manifest, [...source.base, ...path], "value");
  const written = source && span && source.manifest.text.slice(span.start, span.end);
  const value = plainValue(written);
  // A reference to another variable is replaced in the container, not in a ConfigMap.
  if (value === undefined || value.includes("$(") || value.includes("$$") || !/^[\w.-]+$/.test(key)) return [];
  // What a patch says of the variable would no longer fit.
  if (!place.made.every((made) => isKept(made.declaration.rendered?.value, path, value))) return [];
  const name = freeName(place, `${object.meta.name}-hosts`);
  const { namespace } = object.meta;
  const reference = valueEdit(place, name, key);
  const manifest = insertBefore(analysis, declaration, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    data: { [key]: value },
  });
  if (reference === undefined || manifest.length === 0) return [];
  const title = `Extract into ConfigMap '${name}' (makes new Pods)`;
  return [{ title, kind: "refactor.extract", edits: [...manifest, reference] }];
}

/** The text that a scalar on one line stands for; undefined where escapes or lines would have to be read. */
function plainValue(written: string | undefined): string | undefined {
  if (written === undefined || /[\r\n\\]/.test(written) || /^[|>&*!]/.test(written)) return undefined;
  const quoted = /^(["'])(.*)\1$/.exec(written);
  const text = quoted?.[2] ?? written;
  return quoted !== null && text.includes(quoted[1] ?? "") ? undefined : text;
}

function isKept(rendered: unknown, path: HostPlace["mention"]["path"], value: string): boolean {
  // Without a rendering the object is the file's own.
  if (rendered === undefined) return true;
  // The value has the shape that a kustomization wrote; what is not there any more is another value.
  return valueAt(rendered as Parameters<typeof valueAt>[0], path) === value;
}

function freeName({ analysis }: HostPlace, wanted: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if (analysis.declarationsNamed("ConfigMap", name).length === 0) return name;
  }
}

/** `value: X` becomes a reference, as a block where the variable is one. */
function valueEdit({ analysis, declaration, mention }: HostPlace, name: string, key: string): Edit | undefined {
  const place = analysis.place(declaration);
  if (place === undefined) return undefined;
  const { text } = place.manifest;
  const at = [...place.base, ...mention.path];
  const keySpan = spanOf(place.manifest, at, "key");
  const valueSpan = spanOf(place.manifest, at, "value");
  if (keySpan === undefined || valueSpan === undefined) return undefined;
  const span = { start: place.start + keySpan.start, end: place.start + valueSpan.end };
  const lead = text.slice(lineStartAt(text, keySpan.start), keySpan.start);
  const behind = /^[^\r\n]*/.exec(text.slice(valueSpan.end))?.[0] ?? "";
  const isBlock = /^[ ]*(?:- +)?$/.test(lead) && /^\s*(?:#.*)?$/.test(behind);
  if (!isBlock) {
    // Flow style; JSON is not reached: no document can be put before it.
    return { uri: place.uri, span, text: `valueFrom: {configMapKeyRef: {name: ${name}, key: ${key}}}` };
  }
  const { indent, lineBreak } = styleIn(place.manifest);
  const margin = (level: number): string => `${lineBreak}${" ".repeat(lead.length + level * indent)}`;
  const block = `valueFrom:${margin(1)}configMapKeyRef:${margin(2)}name: ${name}${margin(2)}key: ${key}`;
  return { uri: place.uri, span, text: block };
}
