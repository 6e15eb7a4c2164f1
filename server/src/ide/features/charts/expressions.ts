/** Writes names as a chart's templates do, so that they follow the release's name. */

import { memoize } from "../../../base/memo.ts";
import type { Span } from "../../../base/span.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { siteSpan } from "../../../workspace/places/site.ts";

/**
 * Hosts with the expressions that print their labels in place of what they print here: the names of the chart's Services and of
 * StatefulSets' Pods, and the release's namespace. What no expression is known for stays.
 */
export function asExpressions(analysis: Analysis, environment: Environment, hosts: string): string {
  const { chart } = environment;
  if (chart === undefined) return hosts;
  const known = byName(environment.declarations);
  const nameOf = (kind: string, name: string): string | undefined => {
    const declaration = known.get(`${kind} ${chart.namespace}/${name}`);
    return declaration && expressionOf(analysis, declaration);
  };
  const labelAs = (label: string, index: number): string | undefined => {
    if (index > 0 && label === chart.namespace) return "{{ .Release.Namespace }}";
    const at = label.lastIndexOf("-");
    const isNumbered = /^\d+$/.test(label.slice(at + 1));
    const set = isNumbered ? nameOf("StatefulSet", label.slice(0, at)) : undefined;
    return nameOf("Service", label) ?? (set && `${set}${label.slice(at)}`);
  };
  return hosts.replace(/[a-z0-9.-]+/g, (host) =>
    host
      .split(".")
      .map((label, index) => labelAs(label, index) ?? label)
      .join("."),
  );
}

const byName = memoize(
  (declarations: readonly Declaration[]): ReadonlyMap<string, Declaration> =>
    new Map(
      declarations.map((one) => [`${one.object.kind} ${one.object.meta.namespace}/${one.object.meta.name}`, one]),
    ),
);

/** What prints an object's name; undefined where it is written out, or where it means something else elsewhere. */
function expressionOf(analysis: Analysis, declaration: Declaration): string | undefined {
  const place = siteSpan(analysis, { declaration, path: ["metadata", "name"] });
  const text = place && nameAround(analysis.files.get(place.uri)?.text ?? "", place.span);
  if (text === undefined || !text.includes("{{") || /["']$|^["']/.test(text)) return undefined;
  const bare = text.replace(/\{\{-[ \t]/g, "{{ ").replace(/[ \t]-\}\}/g, " }}");
  const unquoted = bare.replace(/\| *s?quote *\}\}/g, "}}");
  return isAnywhere(unquoted) ? unquoted : undefined;
}

/** The whole value where it has a line of its own: what prints nothing here may print something elsewhere. */
function nameAround(text: string, { start, end }: Span): string | undefined {
  const begin = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const length = text.slice(start).search(/[\r\n]/);
  const stop = length < 0 ? text.length : start + length;
  if (end > stop) return undefined;
  const line = text.slice(begin, stop).trim();
  return line.startsWith("name: ") ? line.slice("name: ".length).trim() : text.slice(start, end);
}

/** True where it prints the same in any template: it reads no variable, and of the dot what all templates see. */
function isAnywhere(expression: string): boolean {
  const words = expression.replace(/"[^"]*"/g, "");
  if (/\$\w|[\r\n]/.test(words)) return false;
  return [...words.matchAll(/(?:^|[\s($|])\.(\w*)/g)].every(([, field = ""]) =>
    ["", "Values", "Release", "Chart", "Capabilities"].includes(field),
  );
}
