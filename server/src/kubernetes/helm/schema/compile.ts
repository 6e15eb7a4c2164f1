/** A schema document as a schema that values are checked against (santhosh-tekuri/jsonschema compiler.go, objcompiler.go). */
import { goRegexp } from "../../../base/go-regexp.ts";
import { quote } from "../template/quote.ts";
import type { Draft } from "./draft.ts";
import { formats } from "./format.ts";
import { type Instance, type InstanceMap, isList, isMap, type JsonType } from "./instance.ts";
import { escapeToken, type Location, locationText } from "./location.ts";
import { isPlainSchema } from "./plain-schema.ts";
import { type Dialect, Documents, lookUp, type Resource, type Root, resourceAt } from "./resources.ts";
import { type Limits, type Pattern, Schema, SchemaError } from "./schema.ts";
import { checkAgainst, problemText } from "./validate.ts";

const rootUrl = "file:///values.schema.json";

/**
 * Compiles a chart's schema, after checking it against its metaschema.
 * @throws {SchemaError} in the library's words
 * @throws {RemoteSchema} where another host's schema is needed
 */
export function compileSchema(document: Instance): Schema {
  const compiler = new Compiler(false);
  compiler.documents.add(rootUrl, document);
  return compiler.compile({ url: rootUrl, pointer: "" });
}

/** A draft's own metaschema, or what a metaschema with vocabularies comes to. */
function metaschemaOf({ draft, vocabularies }: Dialect): Schema {
  if (vocabularies === undefined) return metaschemaAt(draft.url);
  const schema = new Schema({ url: "urn:mem:metaschema", pointer: "" });
  schema.version = draft.version;
  schema.allOf = vocabularies.map((name) => metaschemaAt(`${draft.url.replace(/schema$/, "")}meta/${name}`));
  if (draft.version >= 2020) {
    schema.dynamicAnchor = "meta";
    schema.dynamicAnchors.set("meta", schema);
  }
  return schema;
}

/** Compiled once; they never change. */
const compiledMetaschemas = new Map<string, Schema>();

function metaschemaAt(url: string): Schema {
  const known = compiledMetaschemas.get(url);
  if (known !== undefined) return known;
  const compiled = new Compiler(true).compile({ url, pointer: "" });
  compiledMetaschemas.set(url, compiled);
  return compiled;
}

class Compiler {
  readonly documents: Documents = new Documents((root, value, pointer) => this.#check(root, value, pointer));
  readonly #schemas = new Map<string, Schema>();
  readonly #queue: Schema[] = [];
  readonly #assertsFormat: boolean;

  constructor(assertsFormat: boolean) {
    this.#assertsFormat = assertsFormat;
  }

  compile(location: Location): Schema {
    const schema = this.schemaAt(location);
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.documents.ensure(next.location);
      const root = this.documents.root(next.location.url);
      this.#fill(next, root, lookUp(root, next.location.pointer));
    }
    return schema;
  }

  /** The schema at a place, which may be compiled later. */
  schemaAt(location: Location): Schema {
    const key = `${location.url}#${location.pointer}`;
    const known = this.#schemas.get(key);
    if (known !== undefined) return known;
    const schema = new Schema(location);
    this.#schemas.set(key, schema);
    this.#queue.push(schema);
    return schema;
  }

  assertsFormat(dialect: Dialect): boolean {
    const { version } = dialect.draft;
    if (this.#assertsFormat || version < 2019) return true;
    return hasVocabulary(dialect, version === 2019 ? "format" : "format-assertion");
  }

  #check(root: Root, value: Instance, pointer: string): void {
    if (isPlainSchema(value)) return;
    const meta = metaschemaOf(resourceAt(root, pointer).dialect);
    const metaschemas = new Map(
      [...root.resources].map(([at, resource]) => [at.slice(pointer.length), metaschemaOf(resource.dialect)] as const),
    );
    const problem = checkAgainst(meta, value, metaschemas);
    if (problem !== undefined)
      throw new SchemaError(
        `${quote(locationText({ url: root.url, pointer }))} is not valid against metaschema: ${problemText(problem)}`,
      );
  }

  #fill(schema: Schema, root: Root, value: Instance): void {
    const { url, pointer } = schema.location;
    const resource = resourceAt(root, pointer);
    schema.version = resource.dialect.draft.version;
    schema.resource = this.schemaAt({ url, pointer: resource.pointer });
    if (schema.version >= 2020 && schema === schema.resource) {
      for (const anchor of resource.dynamicAnchors) {
        const at = resource.anchors.get(anchor);
        if (at !== undefined) schema.dynamicAnchors.set(anchor, this.schemaAt({ url, pointer: at }));
      }
    }
    if (typeof value === "boolean") schema.bool = value;
    else if (isMap(value)) {
      if (value.size === 0) schema.bool = true;
      else new KeywordReader(this, root, resource, schema, value).read();
    }
  }
}

function hasVocabulary({ draft, vocabularies }: Dialect, name: string): boolean {
  if (name === "core" || draft.version < 2019) return true;
  return (vocabularies ?? draft.defaultVocabularies).includes(name);
}

class KeywordReader {
  readonly #compiler: Compiler;
  readonly #root: Root;
  readonly #resource: Resource;
  readonly #schema: Schema;
  readonly #keywords: InstanceMap;
  readonly #draft: Draft;

  constructor(compiler: Compiler, root: Root, resource: Resource, schema: Schema, keywords: InstanceMap) {
    this.#compiler = compiler;
    this.#root = root;
    this.#resource = resource;
    this.#schema = schema;
    this.#keywords = keywords;
    this.#draft = resource.dialect.draft;
  }

  read(): void {
    const schema = this.#schema;
    const { version } = this.#draft;
    const ref = this.#reference("$ref");
    if (ref !== undefined) schema.ref = ref;
    if (version >= 2019) {
      const recursive = this.#reference("$recursiveRef");
      if (recursive !== undefined) schema.recursiveRef = recursive;
      schema.recursiveAnchor = this.#keywords.get("$recursiveAnchor") === true;
    }
    if (version >= 2020) this.#readDynamic();
    if (this.#has("applicator")) this.#readNewApplicators();
    const constant = this.#keywords.get("const");
    if (version >= 6 && constant !== undefined && this.#has("validation")) schema.constant = { value: constant };
    // Before 2019 a reference stands alone, but for what came after draft 4.
    if (version < 2019 && ref !== undefined) return;
    if (this.#has("applicator")) this.#readApplicators();
    if (this.#has("validation")) this.#readValidation();
    const format = this.#text("format");
    if (format !== undefined && this.#compiler.assertsFormat(this.#resource.dialect)) {
      const known = formats.get(format);
      if (known !== undefined) schema.format = known;
    }
    if (version === 2019 ? this.#has("applicator") : version >= 2020 && this.#has("unevaluated")) {
      this.#set("unevaluatedItems", this.#child("unevaluatedItems"));
      this.#set("unevaluatedProperties", this.#child("unevaluatedProperties"));
    }
  }

  #has(vocabulary: string): boolean {
    return hasVocabulary(this.#resource.dialect, vocabulary);
  }

  #set<K extends keyof Schema>(name: K, value: Schema[K] | undefined): void {
    if (value !== undefined) this.#schema[name] = value;
  }

  #readDynamic(): void {
    const target = this.#reference("$dynamicRef");
    if (target !== undefined) {
      const fragment = (this.#text("$dynamicRef") ?? "").replace(/^[^#]*#?/, "");
      this.#schema.dynamicRef = { target, anchor: fragment.startsWith("/") ? "" : fragment };
    }
    this.#schema.dynamicAnchor = this.#text("$dynamicAnchor") ?? "";
  }

  #readApplicators(): void {
    const schema = this.#schema;
    const { version } = this.#draft;
    schema.allOf = this.#children("allOf");
    schema.anyOf = this.#children("anyOf");
    schema.oneOf = this.#children("oneOf");
    this.#set("not", this.#child("not"));
    if (version < 2020 && isList(this.#keywords.get("items"))) {
      schema.itemList = this.#children("items");
      this.#set("additionalItems", this.#booleanOrChild("additionalItems"));
    } else if (version < 2020) this.#set("items", this.#child("items"));
    else {
      schema.prefixItems = this.#children("prefixItems");
      this.#set("restItems", this.#child("items"));
    }
    schema.properties = this.#childMap("properties");
    schema.patternProperties = [...this.#childMap("patternProperties")].map(([source, child]) => ({
      pattern: this.#pattern("patternProperties", source),
      schema: child,
    }));
    this.#set("additionalProperties", this.#booleanOrChild("additionalProperties"));
    schema.dependencies = this.#dependencies();
  }

  #readNewApplicators(): void {
    const { version } = this.#draft;
    if (version >= 6) {
      this.#set("contains", this.#child("contains"));
      this.#set("propertyNames", this.#child("propertyNames"));
    }
    if (version >= 7) this.#readCondition();
    if (version >= 2019) this.#schema.dependentSchemas = this.#childMap("dependentSchemas");
  }

  #readCondition(): void {
    const condition = this.#child("if");
    if (condition === undefined) return;
    const value = this.#keywords.get("if");
    this.#schema.condition = {
      test: condition,
      met: value === false ? undefined : this.#child("then"),
      unmet: value === true ? undefined : this.#child("else"),
    };
  }

  #dependencies(): ReadonlyMap<string, readonly string[] | Schema> {
    const written = this.#keywords.get("dependencies");
    if (!isMap(written)) return new Map();
    return new Map(
      [...written].map(([name, value]) => [
        name,
        isList(value) ? textsOf(value) : this.#at(`dependencies/${escapeToken(name)}`),
      ]),
    );
  }

  #readValidation(): void {
    const schema = this.#schema;
    const { version } = this.#draft;
    this.#set("types", typesOf(this.#keywords.get("type")));
    const values = this.#keywords.get("enum");
    if (isList(values)) schema.enumeration = values;
    const pattern = this.#text("pattern");
    if (pattern !== undefined) schema.pattern = this.#pattern("pattern", pattern);
    schema.uniqueItems = this.#keywords.get("uniqueItems") === true;
    schema.required = textsOf(this.#keywords.get("required"));
    const required = version >= 2019 ? this.#keywords.get("dependentRequired") : undefined;
    if (isMap(required))
      schema.dependentRequired = new Map([...required].map(([name, names]) => [name, textsOf(names)]));
    schema.limits = this.#limits();
  }

  #limits(): Limits {
    const limits: Record<string, number> = {};
    for (const name of numberLimits) {
      const value = this.#keywords.get(name);
      if (typeof value === "number") limits[name] = value;
    }
    const counts =
      this.#draft.version >= 2019 && this.#schema.contains !== undefined
        ? [...countLimits, ...containsLimits]
        : countLimits;
    for (const name of counts) {
      const value = this.#keywords.get(name);
      if (typeof value === "number" && Number.isInteger(value)) limits[name] = value;
    }
    // Draft 4: a flag beside the limit.
    for (const [flag, name] of [
      ["exclusiveMaximum", "maximum"],
      ["exclusiveMinimum", "minimum"],
    ] as const) {
      const limit = limits[name];
      if (this.#keywords.get(flag) !== true || limit === undefined) continue;
      limits[flag] = limit;
      delete limits[name];
    }
    return limits;
  }

  #pattern(keyword: string, source: string): Pattern {
    const regexp = goRegexp(source);
    if ("error" in regexp) {
      const at = `${locationText(this.#schema.location)}/${keyword}`;
      throw new SchemaError(`invalid regex ${quote(source)} at ${quote(at)}: ${regexp.error}`);
    }
    return { source, regexp };
  }

  #reference(keyword: string): Schema | undefined {
    const reference = this.#text(keyword);
    if (reference === undefined) return undefined;
    return this.#compiler.schemaAt(this.#compiler.documents.resolve(this.#root, this.#resource.id, reference));
  }

  #at(path: string): Schema {
    const { url, pointer } = this.#schema.location;
    return this.#compiler.schemaAt({ url, pointer: `${pointer}/${path}` });
  }

  #child(keyword: string): Schema | undefined {
    return this.#keywords.has(keyword) ? this.#at(keyword) : undefined;
  }

  #children(keyword: string): readonly Schema[] {
    const value = this.#keywords.get(keyword);
    return isList(value) ? value.map((_, index) => this.#at(`${keyword}/${index}`)) : [];
  }

  #childMap(keyword: string): ReadonlyMap<string, Schema> {
    const value = this.#keywords.get(keyword);
    if (!isMap(value)) return new Map();
    return new Map([...value.keys()].map((name) => [name, this.#at(`${keyword}/${escapeToken(name)}`)]));
  }

  #booleanOrChild(keyword: string): boolean | Schema | undefined {
    const value = this.#keywords.get(keyword);
    return typeof value === "boolean" ? value : this.#child(keyword);
  }

  #text(keyword: string): string | undefined {
    const value = this.#keywords.get(keyword);
    return typeof value === "string" ? value : undefined;
  }
}

const numberLimits = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const countLimits = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
const containsLimits = ["minContains", "maxContains"];

function textsOf(value: Instance | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === "string") : [];
}

const typeNames: ReadonlySet<string> = new Set(["null", "boolean", "number", "integer", "string", "array", "object"]);

function typesOf(value: Instance | undefined): ReadonlySet<JsonType | "integer"> | undefined {
  const names = typeof value === "string" ? [value] : textsOf(value);
  const types = new Set(names.filter(isTypeName));
  return types.size === 0 ? undefined : types;
}

function isTypeName(name: string): name is JsonType | "integer" {
  return typeNames.has(name);
}
