/**
 * Schemas of so few keywords, of such plain types, that every metaschema takes them. Most charts' are: the check against the
 * metaschema takes longer than all that is checked with them.
 */
import { draftOf } from "./draft.ts";
import { type Instance, isList, isMap } from "./instance.ts";

/** True for a schema that is valid in every draft; false says nothing. */
export function isPlainSchema(schema: Instance, depth = 0): boolean {
  if (!isMap(schema) || depth > deepest) return false;
  for (const [keyword, value] of schema) {
    const check = checks.get(keyword);
    if (check === undefined ? reserved.test(keyword) : !check(value, depth)) return false;
  }
  return true;
}

const deepest = 100;

type PlainCheck = (value: Instance, depth: number) => boolean;

const types: ReadonlySet<unknown> = new Set(["array", "boolean", "integer", "null", "number", "object", "string"]);

const isText: PlainCheck = (value) => typeof value === "string";
const isNumber: PlainCheck = (value) => typeof value === "number";
const isCount: PlainCheck = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isFlag: PlainCheck = (value) => typeof value === "boolean";
const isAnything: PlainCheck = () => true;
const isSchema: PlainCheck = (value, depth) => isPlainSchema(value, depth + 1);
/** No text twice, and not none. */
const areTexts: PlainCheck = (value) =>
  isList(value) &&
  value.length > 0 &&
  value.every((item) => typeof item === "string") &&
  new Set(value).size === value.length;
const isType: PlainCheck = (value, depth) =>
  typeof value === "string"
    ? types.has(value)
    : areTexts(value, depth) && isList(value) && value.every((name) => types.has(name));
const areSchemas: PlainCheck = (value, depth) =>
  isMap(value) && [...value.values()].every((schema) => isPlainSchema(schema, depth + 1));

const checks: ReadonlyMap<string, PlainCheck> = new Map<string, PlainCheck>([
  ["$schema", (value, depth) => depth === 0 && typeof value === "string" && draftOf(value) !== undefined],
  ["title", isText],
  ["description", isText],
  ["default", isAnything],
  ["type", isType],
  ["enum", areTexts],
  ["format", isText],
  ["required", areTexts],
  ["properties", areSchemas],
  ["items", isSchema],
  ["additionalProperties", (value, depth) => isFlag(value, depth) || isSchema(value, depth)],
  ["minimum", isNumber],
  ["maximum", isNumber],
  ["minLength", isCount],
  ["maxLength", isCount],
  ["minItems", isCount],
  ["maxItems", isCount],
]);

/** Keywords of any draft that are not among these; other words mean nothing to any. */
const reserved: RegExp =
  /^(?:\$.*|id|definitions|dependencies|allOf|anyOf|oneOf|not|if|then|else|const|pattern|patternProperties|propertyNames|contains|additionalItems|prefixItems|uniqueItems|multipleOf|exclusiveM\w+|(?:max|min)(?:Properties|Contains)|dependent\w+|unevaluated\w+|content\w+|examples|readOnly|writeOnly|deprecated)$/;
