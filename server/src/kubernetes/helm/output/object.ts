/** An object that a chart makes, and where each of its scalars comes from. */

import { lazy } from "../../../base/lazy.ts";
import { largest, smallest } from "../../../base/long-lists.ts";
import { sourceOf } from "../chart/dot.ts";
import type { SourceFile } from "../chart/source-file.ts";
import { partOf, slicePieces } from "../template/pieces.ts";
import { Int, type Json, type Place } from "../template/value.ts";
import type { Moved } from "../values/values-now.ts";
import { decode, jsonMaker, type Maker } from "../yaml/decode.ts";
import type { ScalarNode, YamlNode } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parser.ts";
import { ValueOrigin } from "../yaml/read.ts";
import { type FilePlace, filePlace } from "./file-place.ts";
import type { Manifest } from "./manifest.ts";
import { segmentsBetween, type WrittenSegment } from "./text.ts";

/** A way down from an object: keys and indexes. */
export type ObjectPath = readonly (string | number)[];

/** Where a scalar of an object comes from. */
export interface ScalarOrigin {
  /** The statement of the rendered file that printed it, or its first part. */
  readonly place: Place;
  /** Where another template, or an earlier statement, wrote it; undefined: `place` did. */
  readonly inner: Place | undefined;
  /** `place` in the file of the chart that it is in. */
  readonly template: FilePlace | undefined;
  /** From there to the last statement of the file that printed a part of it. */
  readonly whole: FilePlace | undefined;
  /** `inner` in its file; in a text that was handed to `tpl`, the statement that did so. */
  readonly written: FilePlace | undefined;
  /** The key that holds it, if it is that one value, unchanged. */
  readonly value: ValueOrigin | undefined;
  /** It would differ from run to run. */
  readonly random: boolean;
}

/** Offsets in UTF-16 code units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** An object as helm prints it. */
export interface RenderedObject {
  readonly value: Json;
  /** The name of its template, with the charts' (`c/templates/x.yaml`). */
  readonly source: string;
  readonly isHook: boolean;
  /** The scalar at a path, or a part of its text: offsets into the value. Undefined: there is none. */
  readonly originOf: (path: ObjectPath, within?: TextSpan) => ScalarOrigin | undefined;
  /** The values of which the scalar at a path, or a part of it, was made, or whose keys it was made of. */
  readonly valuesIn: (path: ObjectPath, within?: TextSpan) => readonly ValueOrigin[];
  /** Where the key of a path, or an item of a list, is written; undefined: nothing is there. */
  readonly keyOf: (path: ObjectPath) => FilePlace | undefined;
  /** The paths of all scalars. */
  readonly paths: () => readonly ObjectPath[];
  /** The paths of all keys and items. */
  readonly keyPaths: () => readonly ObjectPath[];
  /** The file of its template; undefined for a file outside of the chart. */
  readonly file: SourceFile | undefined;
  /** The same object where the values are written elsewhere now. */
  readonly withMoved: (moved: Moved) => RenderedObject;
}

/** Nothing has moved. */
const unmoved: Moved = new Map();

/** Undefined: the document holds nothing. */
export function readObject(manifest: Manifest, moved: Moved = unmoved): RenderedObject | undefined {
  const { node, source, role } = manifest;
  if (node === undefined) return undefined;
  const value: Json = decode(node, jsonMaker);
  if (value === null) return undefined;
  const { document, written } = manifest;
  return objectAt(placesOf({ document, written }), { value, source, isHook: role === "hook" }, moved);
}

/** What of a manifest places are found with: nodes are many times larger than the text, and read again when somebody asks. */
type Text = Pick<Manifest, "document" | "written">;

/** The places in a document, found when somebody asks. */
interface Places {
  readonly manifest: Text;
  readonly scalars: () => ReadonlyMap<string, Placed>;
  readonly keys: () => ReadonlyMap<string, PlacedKey>;
}

function placesOf(manifest: Text): Places {
  const root = lazy((): YamlNode => {
    const node = parseYaml(manifest.document.text);
    if (node === undefined) throw new Error("a document that held an object holds none");
    return node;
  });
  return { manifest, scalars: lazy(() => scalarsOf(root())), keys: lazy(() => keysOf(root())) };
}

function objectAt(
  places: Places,
  made: Pick<RenderedObject, "value" | "source" | "isHook">,
  moved: Moved,
): RenderedObject {
  const { manifest, scalars, keys } = places;
  return {
    ...made,
    file: fileOf(manifest),
    keyOf: (path) => {
      const placed = keys().get(keyOf(path));
      return placed && writtenAt(manifest, placed.node);
    },
    keyPaths: () => [...keys().values()].map(({ path }) => path),
    originOf: (path, within) => {
      const placed = scalars().get(keyOf(path));
      if (placed === undefined) return undefined;
      return originAt(manifest, placed, moved, within && partOfNode(manifest.document, placed, within));
    },
    valuesIn: (path, within) => {
      const placed = scalars().get(keyOf(path));
      if (placed === undefined) return [];
      return valuesIn(
        manifest,
        within === undefined ? placed.node : partOfNode(manifest.document, placed, within),
        moved,
      );
    },
    paths: () => [...scalars().values()].map(({ path }) => path),
    withMoved: (now) => objectAt(places, made, now),
  };
}

function fileOf({ written }: Text): SourceFile | undefined {
  const [first] = written.segments;
  return first && sourceOf(first.place.source);
}

/** The statement of the rendered file that printed the beginning of a node; of plain text the node's own text. */
function writtenAt({ written, document }: Text, { start, end }: YamlNode): FilePlace | undefined {
  const from = document.start + start;
  const [segment] = segmentsBetween(written, from, from + 1);
  if (segment === undefined) return undefined;
  const { place, inner, text } = segment;
  const skipped = from - segment.start;
  return filePlace(inner === undefined ? partOf(place, skipped, Math.min(end - start, text.length - skipped)) : place);
}

interface PlacedKey {
  readonly path: ObjectPath;
  readonly node: YamlNode;
}

/** Keys of maps and items of lists by their paths; of what an alias or a merge brings nothing is said. */
function keysOf(root: YamlNode): ReadonlyMap<string, PlacedKey> {
  const found = new Map<string, PlacedKey>();
  const add = (path: ObjectPath, node: YamlNode): void => {
    found.set(keyOf(path), { path, node });
  };
  const collect = (node: YamlNode, path: ObjectPath): void => {
    if (node.kind === "map") {
      for (const { key, value } of node.entries) {
        if (key.kind !== "scalar") continue;
        add([...path, key.value], key);
        collect(value, [...path, key.value]);
      }
    } else if (node.kind === "list") {
      for (const [index, item] of node.items.entries()) {
        add([...path, index], item);
        collect(item, [...path, index]);
      }
    }
  };
  collect(root, []);
  return found;
}

interface Placed {
  readonly path: ObjectPath;
  readonly node: ScalarNode;
  readonly value: Json;
}

function keyOf(path: ObjectPath): string {
  return JSON.stringify(path);
}

function scalarsOf(node: YamlNode): ReadonlyMap<string, Placed> {
  const found = new Map<string, Placed>();
  const collect = (tree: Tree, path: ObjectPath): void => {
    if (tree instanceof Map) for (const [key, child] of tree) collect(child, [...path, key]);
    else if (Array.isArray(tree)) for (const [index, child] of tree.entries()) collect(child, [...path, index]);
    else if ("node" in tree) found.set(keyOf(path), { ...tree, path });
  };
  collect(decode(node, placesMaker), []);
  return found;
}

type Tree = Map<string, Tree> | Tree[] | { readonly node: ScalarNode; readonly value: Json };

const placesMaker: Maker<Tree> = {
  scalar: (value, node) => ({ node, value: typeof value === "bigint" ? Number(value) : value }),
  list: (items) => items,
  map: (entries) => entries,
};

/** Where a part of a scalar's text stands in its document: the same text, as often as it stands before it in the value. */
function partOfNode({ text }: Manifest["document"], { node, value }: Placed, { start, end }: TextSpan): TextSpan {
  if (typeof value !== "string" || end <= start) return node;
  const part = value.slice(start, end);
  let at = node.start - 1;
  for (let found = value.indexOf(part); found >= 0 && found <= start; found = value.indexOf(part, found + 1)) {
    at = text.indexOf(part, at + 1);
    if (at < 0 || at >= node.end) return node;
  }
  return at < node.start ? node : { start: at, end: at + part.length };
}

function originAt(
  { written, document }: Text,
  { node, value }: Placed,
  moved: Moved,
  part: TextSpan = node,
): ScalarOrigin | undefined {
  const start = document.start + part.start;
  const end = document.start + part.end;
  const segments = segmentsBetween(written, start, Math.max(end, start + 1));
  const inside = segments.filter(({ text }) => /[^\s'"]/.test(text));
  const [first] = inside.length > 0 ? inside : segments;
  if (first === undefined) return undefined;
  const origins = new Set(segments.flatMap(({ origin, isKey }) => (origin === undefined || isKey ? [] : [origin])));
  const [only] = origins;
  const isValue = origins.size === 1 && only instanceof ValueOrigin && isSame(value, only);
  const main = isValue ? (segments.find(({ origin }) => origin === only) ?? first) : first;
  // How far into what the segment printed the scalar begins.
  const skipped = Math.max(0, start - main.start);
  const length = Math.min(main.text.length - skipped, end - start);
  const place = main.inner === undefined ? partOf(main.place, skipped, length) : main.place;
  const inner = main.inner && partOf(main.inner, skipped, length);
  return {
    place,
    inner,
    template: filePlace(place),
    whole: wholePlace(segments, start, end),
    written: inner && writtenPlace(inner, moved),
    value: isValue ? (moved.get(only) ?? only) : undefined,
    random: segments.some(({ random }) => random),
  };
}

function valuesIn({ written, document }: Text, part: TextSpan, moved: Moved): readonly ValueOrigin[] {
  const start = document.start + part.start;
  const segments = segmentsBetween(written, start, Math.max(document.start + part.end, start + 1));
  const origins = new Set(segments.flatMap(({ origin }) => (origin instanceof ValueOrigin ? [origin] : [])));
  return [...origins].map((origin) => moved.get(origin) ?? origin);
}

/** The statements of one file that wrote what stands between two offsets of the output. */
function wholePlace(segments: readonly WrittenSegment[], from: number, to: number): FilePlace | undefined {
  const places = segments.flatMap((segment) => {
    const { place, inner, text, start } = segment;
    const skipped = Math.max(0, from - start);
    const length = Math.min(text.length, to - start) - skipped;
    return inner === undefined ? [partOf(place, skipped, Math.max(0, length))] : [place];
  });
  const [first] = places;
  if (first === undefined || places.some(({ source }) => source !== first.source)) return first && filePlace(first);
  const start = smallest(places.map((place) => place.start));
  const end = largest(places.map((place) => place.end));
  // A loop goes back in its file.
  return filePlace(first.start === start ? { ...first, end } : first);
}

/** Of a text that a value handed to `tpl`: that value. */
function writtenPlace(inner: Place, moved: Moved): FilePlace | undefined {
  const { pieces } = inner.source;
  const [from] = pieces === undefined ? [] : slicePieces(pieces, inner.start, inner.start + 1);
  const origin = from?.origin;
  return origin instanceof ValueOrigin ? (moved.get(origin) ?? origin) : filePlace(inner);
}

/** Quoted numbers and the like are the same value. */
function isSame(value: Json, { value: written }: ValueOrigin): boolean {
  if (written === undefined) return false;
  const plain = written instanceof Int ? Number(written.value) : written;
  if (typeof value !== "object" && String(plain) === String(value)) return true;
  return typeof value === "string" && value !== "" && Number(value) === plain;
}
