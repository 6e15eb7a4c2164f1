/** The drafts of JSON Schema, and which of their keywords hold schemas (santhosh-tekuri/jsonschema draft.go). */

export type Version = 4 | 6 | 7 | 2019 | 2020;

export interface Draft {
  readonly version: Version;
  readonly url: string;
  /** The keyword that names a schema. */
  readonly id: "id" | "$id";
  /** Keywords that hold a schema (`a`), a list (`a/[]`) or a map (`a/*`) of schemas. */
  readonly subschemas: readonly string[];
  /** Metaschemas of vocabularies that a metaschema can name; with their prefix and those that hold without one. */
  readonly vocabularies: readonly string[];
  readonly vocabularyPrefix: string;
  readonly defaultVocabularies: readonly string[];
}

const subschemas4 = (
  "definitions/* not allOf/[] anyOf/[] oneOf/[] properties/* additionalProperties patternProperties/* items items/[] " +
  "additionalItems dependencies/*"
).split(" ");
const subschemas6 = [...subschemas4, "propertyNames", "contains"];
const subschemas7 = [...subschemas6, "if", "then", "else"];
const subschemas2019 = [
  ...subschemas7,
  "$defs/*",
  "dependentSchemas/*",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contentSchema",
];

function old(version: Version, url: string, id: Draft["id"], subschemas: readonly string[]): Draft {
  return { version, url, id, subschemas, vocabularies: [], vocabularyPrefix: "", defaultVocabularies: [] };
}

const draft2019: Draft = {
  version: 2019,
  url: "https://json-schema.org/draft/2019-09/schema",
  id: "$id",
  subschemas: subschemas2019,
  vocabularies: ["core", "applicator", "validation", "meta-data", "format", "content"],
  vocabularyPrefix: "https://json-schema.org/draft/2019-09/vocab/",
  defaultVocabularies: ["core", "applicator", "validation"],
};

/** What schemas are that state no draft. */
export const latestDraft: Draft = {
  version: 2020,
  url: "https://json-schema.org/draft/2020-12/schema",
  id: "$id",
  subschemas: [...subschemas2019, "prefixItems/[]"],
  vocabularies: [
    "core",
    "applicator",
    "unevaluated",
    "validation",
    "meta-data",
    "format-annotation",
    "format-assertion",
    "content",
  ],
  vocabularyPrefix: "https://json-schema.org/draft/2020-12/vocab/",
  defaultVocabularies: ["core", "applicator", "unevaluated", "validation"],
};

const drafts: ReadonlyMap<string, Draft> = new Map([
  ["json-schema.org/schema", latestDraft],
  ["json-schema.org/draft/2020-12/schema", latestDraft],
  ["json-schema.org/draft/2019-09/schema", draft2019],
  ["json-schema.org/draft-07/schema", old(7, "http://json-schema.org/draft-07/schema", "$id", subschemas7)],
  ["json-schema.org/draft-06/schema", old(6, "http://json-schema.org/draft-06/schema", "$id", subschemas6)],
  ["json-schema.org/draft-04/schema", old(4, "http://json-schema.org/draft-04/schema", "id", subschemas4)],
]);

/** Undefined: a metaschema of somebody's own. */
export function draftOf(url: string): Draft | undefined {
  return drafts.get(url.replace(/#$/, "").replace(/^https?:\/\//, ""));
}
