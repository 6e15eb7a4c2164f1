/**
 * Reads YAML as kustomize does (go-yaml v3 behind kyaml): documents, aliases, merge keys, lists of objects. Every node
 * remembers its document and path.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar } from "yaml";
import type { FieldOrigin, Manifest } from "../manifests/manifest.ts";
import { deepestNesting, parseBounded, tooDeep } from "../manifests/parse-yaml.ts";
import type { Path } from "../manifests/path.ts";
import { aliasTargets } from "../manifests/read-yaml.ts";
import { GaveUp, spend } from "./budget.ts";
import { copyNode, get, type ListNode, listNode, type MapNode, mapNode, type Node, textOf } from "./node.ts";
import { Refused } from "./refused.ts";
import { resolvePlain } from "./scalar.ts";
import { documentAt, type SourceFile, sameLinks } from "./source-file.ts";

/** Where a text's nodes come from: a file, or the one place that holds the whole text (an inline patch). */
export type TextSource =
  | { readonly file: SourceFile }
  | { readonly text: string; readonly origin: FieldOrigin | undefined };

/**
 * The objects of a text: documents, the items of lists in place of the lists (resource/factory.go, RNodesFromBytes).
 * @throws Refused for broken YAML and for what is not an object
 */
export function readObjects(source: TextSource): readonly MapNode[] {
  if (!("file" in source)) return objectsOf(readDocuments(source));
  let known = objectsIn.get(source.file);
  if (known === undefined) {
    known = objectsOf(rootsOf(source.file));
    objectsIn.set(source.file, known);
  }
  return known.map((object) => copyNode(object));
}

/** What files hold; builds change copies. Reading is most of a build's work. */
const objectsIn = new WeakMap<SourceFile, readonly MapNode[]>();
const rootsIn = new WeakMap<SourceFile, readonly Node[]>();

/** The same nodes for the same file: they must not be changed. @throws Refused for broken YAML */
function rootsOf(file: SourceFile): readonly Node[] {
  const known = rootsIn.get(file) ?? readDocuments({ file });
  rootsIn.set(file, known);
  return known;
}

/**
 * True when builds that read one file in place of the other make the same, with every place in the document of the same
 * index, at the same path. A comment changes nothing of that. Not for a file whose text is taken as it is.
 */
export function sameReading(a: SourceFile, b: SourceFile): boolean {
  if (a.manifests.length !== b.manifests.length || a.path !== b.path || !sameLinks(a.links, b.links)) return false;
  // These two say by the text itself whether they are a JSON patch.
  if ([a, b].some(({ text }) => text === "" || text.startsWith("["))) return a.text === b.text;
  try {
    const [left, right] = [rootsOf(a), rootsOf(b)];
    const index = new Map(a.manifests.map(({ manifest }, at) => [manifest, b.manifests[at]?.manifest]));
    return left.length === right.length && left.every((node, at) => sameNode(node, right[at], index));
  } catch (error) {
    if (error instanceof Refused || error instanceof GaveUp) return false;
    throw error;
  }
}

type Counterparts = ReadonlyMap<Manifest, Manifest | undefined>;

function sameNode(a: Node, b: Node | undefined, counterparts: Counterparts): boolean {
  if (b === undefined || !samePlace(a.origin, b.origin, counterparts)) return false;
  if (a.kind === "scalar")
    return (
      b.kind === "scalar" &&
      a.text === b.text &&
      a.tag === b.tag &&
      a.quoted === b.quoted &&
      a.tagged === b.tagged &&
      a.flow === b.flow
    );
  if (a.kind === "list")
    return (
      b.kind === "list" &&
      a.items.length === b.items.length &&
      a.items.every((item, at) => sameNode(item, b.items[at], counterparts))
    );
  if (b.kind !== "map" || a.duplicate !== b.duplicate || a.entries.size !== b.entries.size) return false;
  const others = [...b.entries];
  return [...a.entries].every(([key, { value, isString }], at) => {
    const [otherKey, other] = others[at] ?? [];
    return key === otherKey && isString === other?.isString && sameNode(value, other.value, counterparts);
  });
}

/** The path need not be compared: it follows from the node's parent. */
function samePlace(a: FieldOrigin | undefined, b: FieldOrigin | undefined, counterparts: Counterparts): boolean {
  if (a === undefined || b === undefined) return a === b;
  return counterparts.get(a.manifest) === b.manifest;
}

/** @param roots they must not be changed, and what is made of them here must not be changed either */
function objectsOf(roots: readonly Node[]): readonly MapNode[] {
  const [first] = roots;
  const single = roots.length === 1 && first !== undefined ? unwrap(first) : undefined;
  const queue = validObjects(single ?? roots);
  const objects: MapNode[] = [];
  // The items of a list come after all objects that are there already.
  for (const head of queue) {
    const items = get(head, "items");
    const isList = textOf(get(head, "kind"))?.endsWith("List") === true;
    if (!isList || !head.entries.has("items")) objects.push(head);
    else if (items?.kind === "list") for (const item of validObjects(items.items)) queue.push(item);
    else if (items !== undefined && !(items.kind === "scalar" && items.tag === "!!null")) {
      throw new Refused(`expected array in ${textOf(get(head, "kind"))}/items`, items.origin);
    }
  }
  return objects;
}

/** A lone `kind: List` is replaced by its items. */
function unwrap(root: Node): readonly Node[] | undefined {
  const kind = textOf(get(root, "kind"));
  const items = get(root, "items");
  return (kind === "List" || kind === "ResourceList") && items?.kind === "list" ? items.items : undefined;
}

function validObjects(nodes: readonly Node[]): MapNode[] {
  return nodes.flatMap((node) => {
    if (isEmpty(node)) return [];
    if (node.kind !== "map") throw new Refused("the document is not an object", node.origin);
    if (!["apiVersion", "kind", "metadata"].some((key) => node.entries.has(key)))
      throw new Refused("missing Resource metadata", node.origin);
    const kind = textOf(get(node, "kind")) ?? "";
    if (kind === "") throw new Refused("missing kind in object", node.origin);
    const metadata = get(node, "metadata");
    if (!kind.endsWith("List") && (textOf(get(metadata, "name")) ?? "") === "")
      throw new Refused("missing metadata.name in object", metadata?.origin ?? node.origin);
    return [node];
  });
}

function isEmpty(node: Node): boolean {
  if (node.kind === "scalar") return node.tag === "!!null" || node.text === "";
  return node.kind === "map" ? node.entries.size === 0 : node.items.length === 0;
}

/** The root nodes of a text's documents, empty ones left out. @throws Refused for broken YAML */
export function readDocuments(source: TextSource): readonly Node[] {
  const text = "file" in source ? source.file.text : source.text;
  return splitText(text).flatMap(({ start, text: chunk }) => {
    spend(20);
    if (!/\S/.test(chunk)) return [];
    const document = parseBounded(chunk);
    const offset = start + (document.contents?.range[0] ?? 0);
    const manifest = "file" in source ? documentAt(source.file, offset) : undefined;
    const place = (path: Path): FieldOrigin | undefined => {
      if (!("file" in source)) return source.origin;
      return manifest && { uri: source.file.uri, manifest, path };
    };
    const [error] = document.errors;
    if (error?.code === "RESOURCE_EXHAUSTION") throw new GaveUp(`given up: ${error.message}`, place([]));
    if (document.contents === null) return [];
    if (error !== undefined) throw new Refused(`MalformedYAMLError: ${error.message}`, place([]));
    return [new Converter(document, chunk, place).root(document.contents)];
  });
}

interface TextPart {
  readonly start: number;
  readonly text: string;
}

/** kyaml's kio/byteio_reader.go: a separator is a line that begins with `---` and goes on with blanks or a comment. */
function splitText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r?\n---([^\n]*)\n/g)) {
    const rest = (match[1] ?? "").trim();
    if (rest !== "" && !rest.startsWith("#")) throw new Refused(`invalid document separator: ---${match[1]}`);
    parts.push({ start, text: `${text.slice(start, match.index)}\n` });
    start = match.index + match[0].length;
  }
  parts.push({ start, text: text.slice(start) });
  return parts;
}

/** Nodes that aliases may become: a text whose aliases multiply is refused. */
const expansionLimit = 1_000_000;

class Converter {
  readonly #document: Document.Parsed;
  #targets: ReadonlyMap<unknown, unknown> | undefined;
  readonly #open = new Set<unknown>();
  readonly #place: (path: Path) => FieldOrigin | undefined;
  readonly #source: string;
  #made = 0;
  #level = 0;

  constructor(document: Document.Parsed, text: string, place: (path: Path) => FieldOrigin | undefined) {
    this.#place = place;
    this.#source = text;
    this.#document = document;
  }

  root(contents: ParsedNode): Node {
    return this.#node(contents, [], false);
  }

  #node(node: unknown, path: Path, flow: boolean): Node {
    spend(2);
    if (++this.#made > expansionLimit) throw new Refused("the document contains excessive aliasing", this.#place([]));
    if (isAlias(node)) {
      this.#targets ??= aliasTargets(this.#document);
      const target = this.#targets.get(node);
      if (target === undefined) throw new Refused(`unknown anchor '${node.source}' referenced`, this.#place(path));
      if (this.#open.has(target)) throw new Refused(`anchor '${node.source}' value contains itself`, this.#place(path));
      return this.#node(target, path, flow);
    }
    if (isScalar(node)) return this.#scalar(node, path, flow);
    if (isSeq(node)) {
      this.#enter(node, path);
      const list = listNode(this.#place(path));
      const inFlow = flow || node.flow === true;
      list.items = node.items.map((item, index) => this.#node(item, [...path, index], inFlow));
      this.#leave(node);
      return list;
    }
    if (isMap(node)) {
      this.#enter(node, path);
      const map = this.#map(node.items, path, flow || node.flow === true);
      this.#leave(node);
      return map;
    }
    return this.#text("", true, undefined, path, flow);
  }

  #enter(node: unknown, path: Path): void {
    this.#open.add(node);
    // Aliases can nest deeper than the written text.
    if (++this.#level > deepestNesting) throw new GaveUp(`given up: ${tooDeep}`, this.#place(path.slice(0, 1)));
  }

  #leave(node: unknown): void {
    this.#open.delete(node);
    this.#level -= 1;
  }

  #scalar(node: Scalar, path: Path, flow: boolean): Node {
    const plain = node.type === "PLAIN" || node.type === undefined;
    let text = String(node.value ?? "");
    // go-yaml gives a block scalar no line break that the text does not have.
    const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
    if (isBlock && text.endsWith("\n") && node.range?.[1] === this.#source.length && !this.#source.endsWith("\n"))
      text = text.slice(0, -1);
    return this.#text(text, plain, node.tag, path, flow);
  }

  #text(text: string, plain: boolean, tag: string | undefined, path: Path, flow: boolean): Node {
    const written = tag === undefined || tag === "!" ? undefined : tag.replace(/^tag:yaml\.org,2002:/, "!!");
    return {
      kind: "scalar",
      text,
      tag: written ?? (plain ? resolvePlain(text).tag : "!!str"),
      quoted: !plain,
      tagged: written !== undefined,
      flow,
      origin: this.#place(path),
    };
  }

  #map(items: readonly { readonly key: unknown; readonly value: unknown }[], path: Path, flow: boolean): MapNode {
    const map = mapNode(this.#place(path));
    const merged: MapNode[] = [];
    let merges = 0;
    for (const { key, value } of items) {
      if (isScalar(key) && key.value === "<<" && key.type === "PLAIN") {
        if (++merges > 1) throw new Refused("duplicate merge key", this.#place(path));
        for (const source of this.#merge(this.#node(value, path, flow))) merged.push(source);
        continue;
      }
      const name = this.#key(key, path);
      if (map.entries.has(name.text)) map.duplicate ??= name.text;
      map.entries.set(name.text, { value: this.#node(value, [...path, name.text], flow), isString: name.isString });
    }
    for (const source of merged) {
      for (const [name, { value, isString }] of source.entries)
        if (!map.entries.has(name)) map.entries.set(name, { value: copyNode(value), isString });
      this.#made += source.entries.size;
    }
    return map;
  }

  #merge(value: Node): readonly MapNode[] {
    const sources = value.kind === "list" ? (value satisfies ListNode).items : [value];
    return sources.map((source) => {
      if (source.kind === "map") return source;
      throw new Refused("map merge requires map or sequence of maps as the value", source.origin);
    });
  }

  #key(key: unknown, path: Path): { readonly text: string; readonly isString: boolean } {
    const node = this.#node(key, path, false);
    if (node.kind !== "scalar") throw new Refused("only scalars can be keys", this.#place(path));
    return { text: node.text, isString: node.tag === "!!str" };
  }
}
