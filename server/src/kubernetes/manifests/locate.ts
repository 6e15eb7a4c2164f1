/**
 * Finds where in a manifest's text a field stands, and which field stands at an offset. Only this file uses the ranges
 * of nodes.
 */
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { lineEndAt, nextLineAt } from "../../base/lines.ts";
import type { Span } from "../../base/span.ts";
import type { Manifest } from "./manifest.ts";
import type { Path } from "./path.ts";
import { aliasTargets, parseYaml } from "./read-yaml.ts";

const documents = new WeakMap<Manifest, Document.Parsed>();

/** What an alias stands for: the node of that anchor before it. The library would look through the document for each. */
const targets = new WeakMap<Document.Parsed, ReadonlyMap<unknown, Node>>();

function targetOf(alias: Alias, document: Document.Parsed): Node | undefined {
  let known = targets.get(document);
  if (known === undefined) {
    known = aliasTargets(document);
    targets.set(document, known);
  }
  return known.get(alias);
}

/** The manifest's YAML nodes, parsed on first use and kept as long as the manifest. */
export function documentOf(manifest: Manifest): Document.Parsed {
  const known = documents.get(manifest);
  if (known !== undefined) return known;
  const made = parseYaml(manifest.text);
  documents.set(manifest, made);
  return made;
}

/** Keeps the nodes of a manifest. */
export function keepDocument(manifest: Manifest, document: Document.Parsed): void {
  documents.set(manifest, document);
}

/** Texts so long that parsing them again takes longer than their nodes take up room. */
export const largeText = 500_000;

/** The manifest's nodes, where they are kept already. */
export function keptDocument(manifest: Manifest): Document.Parsed | undefined {
  return documents.get(manifest);
}

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

/** The field's key or value as offsets into the manifest's text; undefined when it is not written there. */
export function spanOf(manifest: Manifest, path: Path, part: "key" | "value"): Span | undefined {
  if (part === "value" && path.length === 2 && path[0] === "metadata" && path[1] === "name") {
    const name = documents.has(manifest) ? undefined : plainName(manifest.text);
    if (name !== undefined) return name;
  }
  const found = find(documentOf(manifest), path);
  if (found === undefined) return undefined;
  if (part === "key") return found.key && rangeOf(found.key, manifest.text);
  const value = found.value && rangeOf(found.value, manifest.text);
  if (value !== undefined && value.end > value.start) return value;
  return (found.key && rangeOf(found.key, manifest.text)) ?? value;
}

/**
 * The object's name in a text that writes it as most do, without parsing: `metadata:` at the margin, and `name: NAME` behind it in
 * braces, alone or behind the namespace, or among the lines directly below. Where the text begins with a key, each line at the margin is one: strings are deeper.
 */
function plainName(text: string): Span | undefined {
  const flow = /^metadata: +\{ *(?:namespace: +[a-z][\w.-]* *, *)?name: +([a-z][\w.-]*) *\}[ \t]*$/m.exec(text);
  if (flow !== null && beginsWithKey(text) && text.lastIndexOf("\nmetadata:") <= flow.index) {
    const start = flow.index + flow[0].lastIndexOf(": ") + 1;
    const [, name = ""] = flow;
    const at = text.indexOf(name, start);
    return { start: at, end: at + name.length };
  }
  const head = /^metadata:[ \t]*(?:#[^\r\n]*)?$/m.exec(text);
  if (head === null || !beginsWithKey(text)) return undefined;
  let margin: string | undefined;
  let found: Span | undefined;
  for (let at = nextLineAt(text, head.index); at < text.length; at = nextLineAt(text, at)) {
    const line = text.slice(at, lineEndAt(text, at));
    const [lead = ""] = /^ */.exec(line) ?? [];
    if (lead.length === line.length || line[lead.length] === "#") continue;
    margin ??= lead;
    // What is deeper would continue the name.
    if (found !== undefined) return lead.length <= margin.length ? found : undefined;
    if (lead.length < margin.length || margin === "") return undefined;
    const name = lead === margin ? /^ *name: +([a-z][\w.-]*)[ \t]*(?:[ \t]#.*)?$/.exec(line)?.[1] : undefined;
    if (name === undefined) continue;
    const start = at + line.indexOf(name, lead.length + "name:".length);
    found = { start, end: start + name.length };
  }
  return found;
}

function beginsWithKey(text: string): boolean {
  for (let at = 0; at < text.length; at = nextLineAt(text, at)) {
    const line = text.slice(at, lineEndAt(text, at));
    if (!/^\s*(?:#.*|---[ \t]*)?$/.test(line)) return /^[A-Za-z]\w*:(?:\s|$)/.test(line);
  }
  return false;
}

/** The value's node, aliases and merge keys followed; undefined when it is not written there. */
export function nodeAt(manifest: Manifest, path: Path): Node | undefined {
  return find(documentOf(manifest), path)?.value;
}

/** The field, or the key of its nearest ancestor that is written; the document's first character at last. */
export function nearestSpan(manifest: Manifest, path: Path, part: "key" | "value" = "value"): Span {
  const own = spanOf(manifest, path, part);
  if (own !== undefined) return own;
  for (let length = path.length - 1; length > 0; length--) {
    const span = spanOf(manifest, path.slice(0, length), "key") ?? spanOf(manifest, path.slice(0, length), "value");
    if (span !== undefined) return span;
  }
  const start = Math.max(0, manifest.text.search(/[^\s\ufeff]/));
  return { start, end: Math.min(start + 1, manifest.text.length) };
}

/** The field at an offset: its key, or its value, the empty value behind `key:` included. */
export function pathAt(
  manifest: Manifest,
  offset: number,
): { readonly path: Path; readonly part: "key" | "value"; readonly span: Span } | undefined {
  const root = documentOf(manifest).contents;
  return root === null ? undefined : search(root, [], offset, manifest.text);
}

function search(
  node: unknown,
  path: Path,
  offset: number,
  text: string,
): { readonly path: Path; readonly part: "key" | "value"; readonly span: Span } | undefined {
  if (isMap(node)) {
    for (const pair of node.items) {
      const key = keyOf(pair);
      if (key === undefined || !isScalar(pair.key)) continue;
      const keySpan = rangeOf(pair.key, text);
      if (keySpan !== undefined && keySpan.start <= offset && offset <= keySpan.end)
        return { path: [...path, key], part: "key", span: keySpan };
      const value = pair.value;
      const valueSpan = value === null ? undefined : rangeOf(value as Node, text);
      if (valueSpan !== undefined && valueSpan.end > valueSpan.start) {
        if (valueSpan.start <= offset && offset <= valueSpan.end) return search(value, [...path, key], offset, text);
        continue;
      }
      if (keySpan === undefined) continue;
      const end = lineEndAt(text, keySpan.end);
      if (keySpan.end < offset && offset <= end)
        return { path: [...path, key], part: "value", span: { start: offset, end: offset } };
    }
    return undefined;
  }
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const span = rangeOf(item as Node, text);
      if (span !== undefined && span.start <= offset && offset <= span.end)
        return search(item, [...path, index], offset, text);
    }
    return undefined;
  }
  const span = node === null || node === undefined ? undefined : rangeOf(node as Node, text);
  return span !== undefined && span.start <= offset && offset <= span.end ? { path, part: "value", span } : undefined;
}

function find(document: Document.Parsed, path: Path): Found | undefined {
  let key: Node | undefined;
  let value: unknown = document.contents;
  for (const part of path) {
    if (isAlias(value)) value = targetOf(value, document);
    if (isMap(value)) {
      const pair = pairOf(value, String(part), document);
      if (pair === undefined) return undefined;
      key = isScalar(pair.key) ? pair.key : undefined;
      value = pair.value;
    } else if (isSeq(value) && typeof part === "number") {
      if (part >= value.items.length) return undefined;
      key = undefined;
      value = value.items[part];
    } else return undefined;
  }
  return { key, value: value === null || value === undefined ? undefined : (value as Node) };
}

/** The last pair of that key, else the one that a merge key brings. */
function pairOf(map: YAMLMap, name: string, document: Document.Parsed): Pair | undefined {
  const own = ownPair(map, name);
  if (own !== undefined) return own;
  const merges = ownPair(map, "<<") === undefined ? [] : map.items.filter((pair) => keyOf(pair) === "<<");
  for (const { value } of merges) {
    const target = isAlias(value) ? targetOf(value, document) : value;
    for (const source of isSeq(target) ? target.items : [target]) {
      const merged = isAlias(source) ? targetOf(source, document) : source;
      const found = isMap(merged) ? ownPair(merged, name) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Maps with more keys are looked up by an index: each of a thousand keys may be asked for. */
const fewKeys = 16;

const byKey = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function ownPair(map: YAMLMap, name: string): Pair | undefined {
  if (map.items.length <= fewKeys) return map.items.findLast((pair) => keyOf(pair) === name);
  let known = byKey.get(map);
  if (known === undefined) {
    known = new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])));
    byKey.set(map, known);
  }
  return known.get(name);
}

function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

/** Block values end before the line break that follows them. */
function rangeOf(node: Node, text: string): Span | undefined {
  const range = node.range;
  if (range === undefined || range === null) return undefined;
  const [start] = range;
  let end = range[1];
  while (end > start && /[\s]/.test(text[end - 1] ?? "")) end--;
  return { start, end };
}
