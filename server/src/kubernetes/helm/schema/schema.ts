/** A compiled schema: its keywords, references resolved (santhosh-tekuri/jsonschema schema.go). */
import type { GoRegexp } from "../../../base/go-regexp.ts";
import type { Version } from "./draft.ts";
import type { Format } from "./format.ts";
import type { Instance, JsonType } from "./instance.ts";
import type { Location } from "./location.ts";

export interface Pattern {
  readonly source: string;
  readonly regexp: GoRegexp;
}

/** Compiling fills it in; absent keywords are undefined. */
export class Schema {
  readonly location: Location;
  version: Version = 2020;
  /** The schema with an id that it is part of. */
  resource: Schema = this;
  /** Of a resource: schemas that `$dynamicRef` may mean. */
  readonly dynamicAnchors: Map<string, Schema> = new Map();
  bool?: boolean;
  ref?: Schema;
  recursiveRef?: Schema;
  recursiveAnchor = false;
  dynamicRef?: { readonly target: Schema; readonly anchor: string };
  dynamicAnchor = "";
  types?: ReadonlySet<JsonType | "integer">;
  constant?: { readonly value: Instance };
  enumeration?: readonly Instance[];
  format?: Format;
  allOf: readonly Schema[] = [];
  anyOf: readonly Schema[] = [];
  oneOf: readonly Schema[] = [];
  not?: Schema;
  condition?: { readonly test: Schema; readonly met: Schema | undefined; readonly unmet: Schema | undefined };
  properties: ReadonlyMap<string, Schema> = new Map();
  patternProperties: readonly { readonly pattern: Pattern; readonly schema: Schema }[] = [];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  dependencies: ReadonlyMap<string, readonly string[] | Schema> = new Map();
  dependentSchemas: ReadonlyMap<string, Schema> = new Map();
  dependentRequired: ReadonlyMap<string, readonly string[]> = new Map();
  required: readonly string[] = [];
  /** Before 2020: one schema for all items, or one each. */
  items?: Schema;
  itemList?: readonly Schema[];
  additionalItems?: boolean | Schema;
  prefixItems: readonly Schema[] = [];
  restItems?: Schema;
  contains?: Schema;
  unevaluatedItems?: Schema;
  unevaluatedProperties?: Schema;
  uniqueItems = false;
  pattern?: Pattern;
  limits: Limits = {};
  constructor(location: Location) {
    this.location = location;
  }
}

export interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minContains?: number;
  readonly maxContains?: number;
}

/** Why a schema is not compiled, in the library's words. */
export class SchemaError extends Error {}

/** A schema of somebody else's host that would have to be fetched. */
export class RemoteSchema extends Error {
  readonly url: string;
  constructor(url: string) {
    super(`the schema '${url}' is not fetched`);
    this.url = url;
  }
}
