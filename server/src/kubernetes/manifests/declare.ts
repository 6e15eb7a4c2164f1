/**
 * Turns a JSON value into a declaration: its facts, whether it is a template, and why it would be refused. Objects that
 * a file holds and those that a kustomization or a chart makes all pass through here.
 */
import { valueAt } from "../../base/json.ts";
import type { Uri } from "../../base/source.ts";
import { validate } from "../validation/validate.ts";
import type { Declaration, Refusal, Rendered } from "./manifest.ts";
import { readObject } from "./objects.ts";
import { isPartial } from "./partial.ts";
import type { Path } from "./path.ts";
import { Field, type Notes } from "./read.ts";
import type { JsonValue } from "./read-yaml.ts";
import { isTemplated } from "./role.ts";

/** The declaration of one object; undefined for anything else (no apiVersion, kind or name). */
export function declarationOf(uri: Uri, value: JsonValue, rendered?: Rendered): Declaration | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { apiVersion, kind } = value as { readonly [key: string]: JsonValue };
  if (typeof apiVersion !== "string" || typeof kind !== "string" || apiVersion === "" || kind === "") return undefined;
  const notes: Notes = { templated: isTemplated(kind) };
  const object = readObject(apiVersion, kind, new Field(value, [], notes));
  const { name, generateName } = object.meta;
  const { templated } = notes;
  const refusals = (): readonly Refusal[] => (templated ? [] : refusalsOf(apiVersion, kind, value));
  // A name that is written and invalid is refused. Without a name this is a part of something else.
  const isNamed = name !== "" || generateName !== undefined;
  const isStated = valueAt(value, ["metadata", "name"]) !== undefined;
  if (!isNamed && !(isStated && refusals().length > 0)) return undefined;
  return withRefusals({ uri, object, templated, ...(rendered === undefined ? {} : { rendered }) }, refusals);
}

/** The same declaration as an object that a kustomization or a chart made. */
export function asRendered(declaration: Declaration, rendered: Rendered): Declaration {
  const { uri, object, templated } = declaration;
  return withRefusals({ uri, object, templated, rendered }, () => declaration.refusals);
}

/**
 * Adds the refusals, which are computed when they are first asked for: most objects of a workspace are never looked at.
 */
export function withRefusals(
  declaration: Omit<Declaration, "refusals">,
  refusals: () => readonly Refusal[],
): Declaration {
  let known: readonly Refusal[] | undefined;
  return {
    ...declaration,
    get refusals() {
      known ??= refusals();
      return known;
    },
  };
}

/** Why the API server refuses the object; nothing of patches, and nothing that hangs on a hole in a template. */
export function refusalsOf(apiVersion: string, kind: string, value: JsonValue): readonly Refusal[] {
  const errors = validate(apiVersion, kind, value);
  if (errors.length === 0 || isPartial(kind, value)) return [];
  const open = errors.filter(({ path }) => hasHole(valueToward(value, path)));
  // After a value of the wrong type no other value is checked.
  if (open.some(({ reason }) => reason === "FieldValueTypeInvalid")) return [];
  return errors.filter((error) => !open.includes(error));
}

/** The value at a path, or of its nearest ancestor that is neither a list nor a map. */
function valueToward(value: JsonValue, path: Path): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const part of path) {
    if (typeof found !== "object" || found === null) return found;
    found = valueAt(found, [part]);
  }
  return found;
}

function hasHole(value: JsonValue | undefined): boolean {
  if (typeof value === "string") return isTemplated(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, item]) => isTemplated(key) || hasHole(item));
}
