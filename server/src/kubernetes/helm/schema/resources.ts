/** The schemas that a document holds: their ids, drafts and anchors (santhosh-tekuri/jsonschema roots.go, root.go). */
import { quote } from "../template/quote.ts";
import { type Draft, draftOf, latestDraft } from "./draft.ts";
import { type Instance, instanceOfJson, isList, isMap } from "./instance.ts";
import { escapeToken, type Location, locationText, resolveUrl, splitFragment, unescapeToken } from "./location.ts";
import { metaschemas } from "./metaschemas.ts";
import { RemoteSchema, SchemaError } from "./schema.ts";

/** A draft, and the vocabularies that its metaschema takes; undefined: the draft's own. */
export interface Dialect {
  readonly draft: Draft;
  readonly vocabularies: readonly string[] | undefined;
}

/** A schema with an id, or a document's root. */
export interface Resource {
  readonly pointer: string;
  readonly id: string;
  dialect: Dialect;
  /** Pointers by name. */
  readonly anchors: Map<string, string>;
  readonly dynamicAnchors: Set<string>;
}

/** A document that holds schemas. */
export interface Root {
  readonly url: string;
  readonly document: Instance;
  /** By pointer. */
  readonly resources: Map<string, Resource>;
  readonly collected: Set<string>;
}

export class Documents {
  readonly #documents = new Map<string, Instance>();
  readonly #roots = new Map<string, Root>();
  /** Checks what a document holds against the metaschema of its draft. */
  readonly #check: (root: Root, value: Instance, pointer: string) => void;

  constructor(check: (root: Root, value: Instance, pointer: string) => void) {
    this.#check = check;
  }

  add(url: string, document: Instance): void {
    this.#documents.set(url, document);
  }

  /** @throws {SchemaError} or {RemoteSchema} */
  root(url: string): Root {
    const known = this.#roots.get(url);
    if (known !== undefined) return known;
    const root: Root = { url, document: this.#load(url), resources: new Map(), collected: new Set() };
    this.#collect(root, root.document, url, "", { draft: latestDraft, vocabularies: undefined });
    if (!/^https?:\/\/json-schema\.org\//.test(url)) this.#check(root, root.document, "");
    this.#roots.set(url, root);
    return root;
  }

  /** What a pointer names becomes a schema, though no keyword holds it. @throws {SchemaError} or {RemoteSchema} */
  ensure({ url, pointer }: Location): void {
    const root = this.root(url);
    if (root.collected.has(pointer)) return;
    const value = lookUp(root, pointer);
    const { id, dialect } = resourceAt(root, pointer);
    this.#collect(root, value, id, pointer, dialect);
    const resource = resourceAt(root, pointer);
    if (!root.resources.has(pointer)) collectAnchors(root, value, pointer, resource);
    this.#check(root, value, pointer);
  }

  /** Where a reference leads. @throws {SchemaError} or {RemoteSchema} */
  resolve(root: Root, base: string, reference: string): Location {
    const { url: relative, fragment } = splitFragment(reference);
    const url = resolveUrl(base, relative);
    const inside =
      url === root.url ? root.resources.get("") : [...root.resources.values()].find(({ id }) => id === url);
    if (inside !== undefined) return resolveIn(root, inside, fragment);
    const other = this.root(url);
    return resolveIn(other, resourceAt(other, ""), fragment);
  }

  #load(url: string): Instance {
    const known = this.#documents.get(url);
    if (known !== undefined) return known;
    const name = url.replace(/^https?:\/\//, "");
    const text = metaschemas[name === "json-schema.org/schema" ? "json-schema.org/draft/2020-12/schema" : name];
    if (text !== undefined) {
      const document = instanceOfJson(JSON.parse(text));
      this.#documents.set(url, document);
      return document;
    }
    if (url.startsWith("urn:")) return true;
    if (/^https?:/.test(url)) throw new RemoteSchema(url);
    if (url.startsWith("file://"))
      throw new SchemaError(
        `failing loading ${quote(url)}: open ${url.slice("file://".length)}: no such file or directory`,
      );
    throw new SchemaError(`failing loading ${quote(url)}: no URLLoader registered for ${quote(url)}`);
  }

  #collect(root: Root, schema: Instance, base: string, pointer: string, fallback: Dialect): void {
    if (root.collected.has(pointer)) return;
    root.collected.add(pointer);
    if (!isMap(schema)) {
      if (pointer === "") root.resources.set("", newResource("", base, fallback));
      return;
    }
    const named = typeof schema.get("$schema") === "string";
    const stated = this.#draftOf(root.url, pointer, schema, fallback.draft, new Set());
    const statedId = idOf(stated, schema);
    const [draft, id, hasSchema] =
      statedId === "" && pointer !== ""
        ? [fallback.draft, idOf(fallback.draft, schema), false]
        : [stated, statedId, named];
    const own = id === "" ? base : resolveUrl(base, id);
    let resource = [...root.resources.values()].find((other) => other.id === own);
    if (id !== "" || pointer === "") {
      if (resource === undefined) {
        const dialect = hasSchema ? { draft, vocabularies: this.#vocabulariesOf(schema, draft) } : fallback;
        resource = newResource(pointer, own, dialect);
        root.resources.set(pointer, resource);
      } else if (resource.pointer !== pointer)
        throw new SchemaError(
          `duplicate id ${quote(own)} in ${quote(root.url)} at ${quote(pointer)} and ${quote(resource.pointer)}`,
        );
    }
    const holder = resource ?? resourceAt(root, pointer);
    collectAnchors(root, schema, pointer, holder);
    for (const [below, child] of subschemasOf(schema, pointer, draft.subschemas))
      this.#collect(root, child, own, below, holder.dialect);
  }

  #draftOf(url: string, pointer: string, document: Instance, fallback: Draft, seen: Set<string>): Draft {
    const stated = isMap(document) ? document.get("$schema") : undefined;
    if (typeof stated !== "string") return fallback;
    const known = draftOf(stated);
    if (known !== undefined) return known;
    const { url: metaschema } = splitFragment(stated);
    if (pointer === "" && metaschema === url) throw new SchemaError(`draft ${quote(metaschema)} is not supported`);
    if (seen.has(metaschema)) throw new SchemaError(`cycle in resolving $schema in ${quote(metaschema)}`);
    seen.add(metaschema);
    return this.#draftOf(metaschema, "", this.#load(metaschema), fallback, seen);
  }

  /** Those that a metaschema of somebody's own requires. */
  #vocabulariesOf(schema: ReadonlyMap<string, Instance>, draft: Draft): readonly string[] | undefined {
    const stated = schema.get("$schema");
    if (typeof stated !== "string" || draftOf(stated) !== undefined || draft.version < 2019) return undefined;
    const { url } = splitFragment(stated);
    const metaschema = this.#load(url);
    const written = isMap(metaschema) ? metaschema.get("$vocabulary") : undefined;
    if (!isMap(written)) return undefined;
    const names = new Set<string>();
    for (const [vocabulary, required] of written) {
      if (required !== true) continue;
      const name = vocabulary.slice(draft.vocabularyPrefix.length);
      if (!vocabulary.startsWith(draft.vocabularyPrefix) || !draft.vocabularies.includes(name))
        throw new SchemaError(`unsupported vocabulary ${quote(vocabulary)} in ${quote(url)}`);
      names.add(name);
    }
    return [...names.add("core")];
  }
}

function newResource(pointer: string, id: string, dialect: Dialect): Resource {
  return { pointer, id, dialect, anchors: new Map(), dynamicAnchors: new Set() };
}

/** The resource that a place belongs to. */
export function resourceAt(root: Root, pointer: string): Resource {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = root.resources.get(at);
    if (found !== undefined) return found;
    if (at === "") throw new SchemaError(`${quote(root.url)} holds no schema`);
  }
}

/** What stands at a pointer. @throws {SchemaError} */
export function lookUp({ url, document }: Root, pointer: string): Instance {
  let value: Instance | undefined = document;
  for (const written of pointer.split("/").slice(1)) {
    const token = unescapeToken(written);
    if (token === undefined) throw new SchemaError(`invalid json-pointer ${quote(locationText({ url, pointer }))}`);
    if (isMap(value)) value = value.get(token);
    else value = isList(value) && /^\+?\d+$/.test(token) ? value[Number(token)] : undefined;
    if (value === undefined)
      throw new SchemaError(`json-pointer in ${quote(locationText({ url, pointer }))} not found`);
  }
  return value;
}

function resolveIn(root: Root, resource: Resource, fragment: string): Location {
  if (fragment === "" || fragment.startsWith("/")) return { url: root.url, pointer: resource.pointer + fragment };
  const pointer = resource.anchors.get(fragment);
  if (pointer === undefined)
    throw new SchemaError(`anchor in ${quote(`${resource.id}#${fragment}`)} not found in schema ${quote(root.url)}`);
  return { url: root.url, pointer };
}

/** Beside a `$ref` an id does not count before 2019. */
function idOf(draft: Draft, schema: ReadonlyMap<string, Instance>): string {
  const id = schema.get(draft.id);
  if (typeof id !== "string" || (draft.version < 2019 && schema.has("$ref"))) return "";
  return splitFragment(id).url;
}

function collectAnchors(root: Root, schema: Instance, pointer: string, resource: Resource): void {
  if (!isMap(schema)) return;
  const { version, id } = resource.dialect.draft;
  const names: string[] = [];
  const text = (keyword: string): string => {
    const value = schema.get(keyword);
    return typeof value === "string" ? value : "";
  };
  if (version < 2019) {
    const { fragment } = splitFragment(schema.has("$ref") ? "" : text(id));
    if (fragment !== "" && !fragment.startsWith("/")) names.push(fragment);
  } else {
    if (schema.has("$anchor")) names.push(text("$anchor"));
    if (version >= 2020 && typeof schema.get("$dynamicAnchor") === "string") {
      names.push(text("$dynamicAnchor"));
      resource.dynamicAnchors.add(text("$dynamicAnchor"));
    }
  }
  for (const name of names) {
    const present = resource.anchors.get(name);
    if (present !== undefined && present !== pointer)
      throw new SchemaError(
        `duplicate anchor ${quote(name)} in ${quote(root.url)} at ${quote(present)} and ${quote(pointer)}`,
      );
    resource.anchors.set(name, pointer);
  }
}

function subschemasOf(
  schema: ReadonlyMap<string, Instance>,
  pointer: string,
  paths: readonly string[],
): readonly (readonly [pointer: string, schema: Instance])[] {
  return paths.flatMap((path): readonly (readonly [string, Instance])[] => {
    const [keyword = "", each] = path.split("/");
    const value = schema.get(keyword);
    const below = `${pointer}/${keyword}`;
    if (value === undefined) return [];
    if (each === undefined) return [[below, value]];
    if (each === "[]") return isList(value) ? value.map((item, index) => [`${below}/${index}`, item]) : [];
    return isMap(value) ? [...value].map(([key, item]) => [`${below}/${escapeToken(key)}`, item]) : [];
  });
}
