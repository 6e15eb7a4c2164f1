/**
 * Turns manifests into the objects of a scenario, whether they are in files or in the scenario itself. No file holds
 * the result.
 */

import { isMap } from "../../base/json.ts";
import type { Uri } from "../../base/source.ts";
import { splitDocuments } from "../../base/split.ts";
import { declarationOf } from "../../kubernetes/manifests/declare.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { type JsonValue, readYaml } from "../../kubernetes/manifests/read-yaml.ts";

/** The objects of a value: one, or the items of a List. Undefined when the value is neither. */
export function declare(value: JsonValue | undefined, uri: Uri): readonly Declaration[] | undefined {
  if (!isMap(value)) return undefined;
  const { apiVersion, kind, items } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  if (kind.endsWith("List") && Array.isArray(items))
    return items.flatMap((item: JsonValue) => declare(item, uri) ?? []);
  const declaration = declarationOf(uri, value, { value, origin: () => undefined });
  return declaration === undefined || declaration.object.meta.name === "" ? undefined : [declaration];
}

/** All objects of a file with manifests; `problems` are documents that cannot be read. */
export function declareFile(
  text: string,
  uri: Uri,
): { readonly declarations: readonly Declaration[]; readonly problems: readonly string[] } {
  const declarations: Declaration[] = [];
  const problems: string[] = [];
  for (const chunk of splitDocuments(text)) {
    const result = readYaml(chunk.text);
    if (result.kind === "error") problems.push(result.message);
    else if (result.kind === "value") for (const made of declare(result.value, uri) ?? []) declarations.push(made);
  }
  return { declarations, problems };
}
