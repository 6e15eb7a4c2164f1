/** An object that a chart makes, and where each of its scalars comes from. */
import { partOf, slicePieces } from "../template/pieces.ts";
import { Int, type Json, type Place } from "../template/value.ts";
import { decode, jsonMaker, type Maker } from "../yaml/decode.ts";
import type { ScalarNode, YamlNode } from "../yaml/node.ts";
import { ValueOrigin } from "../yaml/read.ts";
import { type FilePlace, filePlace } from "./file-place.ts";
import type { Manifest } from "./manifest.ts";
import { segmentsBetween } from "./text.ts";

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
  /** `inner` in its file; in a text that was handed to `tpl`, the statement that did so. */
  readonly written: FilePlace | undefined;
  /** The key that holds it, if it is that one value, unchanged. */
  readonly value: ValueOrigin | undefined;
  /** It would differ from run to run. */
  readonly random: boolean;
}

/** An object as helm prints it. */
export interface RenderedObject {
  readonly value: Json;
  /** The name of its template, with the charts' (`c/templates/x.yaml`). */
  readonly source: string;
  readonly isHook: boolean;
  /** The scalar at a path; undefined: there is none. */
  readonly originOf: (path: ObjectPath) => ScalarOrigin | undefined;
  /** The paths of all scalars. */
  readonly paths: () => readonly ObjectPath[];
}

/** Undefined: the document holds nothing. */
export function readObject(manifest: Manifest): RenderedObject | undefined {
  const { node, source, role } = manifest;
  if (node === undefined) return undefined;
  const value: Json = decode(node, jsonMaker);
  if (value === null) return undefined;
  let scalars: ReadonlyMap<string, Placed> | undefined;
  const all = (): ReadonlyMap<string, Placed> => {
    scalars ??= scalarsOf(node);
    return scalars;
  };
  return {
    value,
    source,
    isHook: role === "hook",
    originOf: (path) => {
      const placed = all().get(keyOf(path));
      return placed && originAt(manifest, placed);
    },
    paths: () => [...all().values()].map(({ path }) => path),
  };
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

function originAt({ written, document }: Manifest, { node, value }: Placed): ScalarOrigin | undefined {
  const start = document.start + node.start;
  const segments = segmentsBetween(written, start, Math.max(document.start + node.end, start + 1));
  const inside = segments.filter(({ text }) => /[^\s'"]/.test(text));
  const [first] = inside.length > 0 ? inside : segments;
  if (first === undefined) return undefined;
  const origins = new Set(segments.flatMap(({ origin, isKey }) => (origin === undefined || isKey ? [] : [origin])));
  const [only] = origins;
  const isValue = origins.size === 1 && only instanceof ValueOrigin && isSame(value, only);
  const main = isValue ? (segments.find(({ origin }) => origin === only) ?? first) : first;
  // How far into what the segment printed the scalar begins.
  const skipped = Math.max(0, start - main.start);
  const length = Math.min(main.text.length - skipped, node.end - node.start);
  const place = main.inner === undefined ? partOf(main.place, skipped, length) : main.place;
  const inner = main.inner && partOf(main.inner, skipped, length);
  return {
    place,
    inner,
    template: filePlace(place),
    written: inner && writtenPlace(inner),
    value: isValue ? only : undefined,
    random: segments.some(({ random }) => random),
  };
}

/** Of a text that a value handed to `tpl`: that value. */
function writtenPlace(inner: Place): FilePlace | undefined {
  const { pieces } = inner.source;
  const [from] = pieces === undefined ? [] : slicePieces(pieces, inner.start, inner.start + 1);
  return from?.origin instanceof ValueOrigin ? from.origin : filePlace(inner);
}

/** Quoted numbers and the like are the same value. */
function isSame(value: Json, { value: written }: ValueOrigin): boolean {
  if (written === undefined) return false;
  const plain = written instanceof Int ? Number(written.value) : written;
  if (typeof value !== "object" && String(plain) === String(value)) return true;
  return typeof value === "string" && value !== "" && Number(value) === plain;
}
