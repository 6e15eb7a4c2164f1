/** Builds one kustomization with the workspace's files, as declarations whose identity stays while they say the same. */

import { append, sameItems } from "../../base/collections.ts";
import { sameData, stringAt } from "../../base/json.ts";
import { lazy } from "../../base/lazy.ts";
import { getOrAdd } from "../../base/memo.ts";
import type { Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import { type RenderedObject, type RenderResult, render } from "../../kubernetes/kustomize/render.ts";
import { isUnread, type ReadFile, type SourceFile, type Unread } from "../../kubernetes/kustomize/source-file.ts";
import { asRendered } from "../../kubernetes/manifests/declare.ts";
import type { Declaration, FieldOrigin, Manifest } from "../../kubernetes/manifests/manifest.ts";
import { declarationsOf } from "../../kubernetes/manifests/parse.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import type { JsonValue } from "../../kubernetes/manifests/read-yaml.ts";
import type { AnalysedFile } from "../analysis.ts";
import { finished } from "../gitops/deployed.ts";
import type { DeployedAs } from "./kustomization.ts";

/** One kustomization, built. */
export interface Built {
  readonly result: RenderResult;
  readonly declarations: readonly Declaration[];
  /** What was made of each declaration that a file holds. */
  readonly madeFrom: ReadonlyMap<Declaration, readonly Declaration[]>;
  /** Where the value at a path of one of these declarations, or its nearest ancestor, is written. */
  readonly originOf: (declaration: Declaration, path: Path) => FieldOrigin | undefined;
  /** Every path that the build asked for, and the file it got. */
  readonly inputs: readonly { readonly path: string; readonly file: ReturnType<ReadAnalysed> }[];
}

/** How a controller builds a folder; by default as `kustomize build` does. */
export type BuiltAs = Pick<DeployedAs, "unrestricted" | "namespace" | "substitute">;

export const asKustomize: BuiltAs = { unrestricted: false };

/** The workspace's file of a decoded path. */
export type ReadAnalysed = (path: string) => AnalysedFile | Unread | undefined;

export interface Kept extends Built {
  readonly as: string;
  /** The number of the moment whose files it is sure to be of. */
  readonly at: number;
  /** What the build made, with the documents that it read. */
  readonly made: Made;
  readonly moves: Moves;
}

/** The result of a build, and the object in it of each declaration. */
interface Made {
  readonly result: RenderResult;
  readonly objects: ReadonlyMap<Declaration, RenderedObject>;
}

/** The documents that stand in place of those that a build read, where they say the same. */
type Moves = ReadonlyMap<Manifest, Manifest>;

/**
 * The build with the files of now, where they say what those that it read said: the same, or with its places moved.
 * Undefined where it has to be done again.
 */
export function followedTo(
  before: Kept,
  read: ReadAnalysed,
  same: (before: AnalysedFile, now: AnalysedFile) => boolean,
): Kept | undefined {
  const next = new Map<Manifest, Manifest>();
  for (const { path, file } of before.inputs) {
    const now = read(path);
    if (now === file) continue;
    if (file === undefined || now === undefined || isUnread(file) || isUnread(now)) return undefined;
    if (before.made.result.texts.has(pathOf(file.uri)) || !same(file, now)) return undefined;
    file.manifests.forEach(({ manifest }, index) => {
      const other = now.manifests[index]?.manifest;
      if (other !== undefined && other !== manifest) next.set(manifest, other);
    });
  }
  if (before.inputs.every(({ path, file }) => read(path) === file)) return before;
  const inputs = before.inputs.map(({ path }) => ({ path, file: read(path) }));
  const moves = movedOn(before.moves, next);
  const { made } = before;
  return { ...before, inputs, moves, originOf: originsIn(made, moves), result: movedResult(made.result, moves) };
}

/**
 * The build as it was, for files that say something else now. What stands in the place of a document or object stands for it,
 * where as many are there as before.
 */
export function carriedTo(before: Kept, read: ReadAnalysed): Built {
  const next = new Map<Manifest, Manifest>();
  const madeFrom = new Map(before.madeFrom);
  for (const { path, file } of before.inputs) {
    const now = read(path);
    if (now === file || file === undefined || now === undefined || isUnread(file) || isUnread(now)) continue;
    if (now.manifests.length !== file.manifests.length) continue;
    file.manifests.forEach(({ manifest }, index) => {
      const other = now.manifests[index]?.manifest;
      if (other === undefined || other === manifest) return;
      next.set(manifest, other);
      if (other.declarations.length !== manifest.declarations.length) return;
      other.declarations.forEach((declaration, at) => {
        const old = manifest.declarations[at];
        const made = old && before.madeFrom.get(old);
        if (made !== undefined) madeFrom.set(declaration, made);
      });
    });
  }
  const moves = movedOn(before.moves, next);
  const { made } = before;
  return { ...before, madeFrom, originOf: originsIn(made, moves), result: movedResult(made.result, moves) };
}

/** Where the documents of a build are after one more step. */
function movedOn(before: Moves, next: Moves): Moves {
  const moves = new Map<Manifest, Manifest>();
  for (const [first, last] of before) moves.set(first, next.get(last) ?? last);
  const reached = new Set(before.values());
  for (const [manifest, other] of next) if (!reached.has(manifest)) moves.set(manifest, other);
  return moves;
}

function movedOrigin(origin: FieldOrigin | undefined, moves: Moves): FieldOrigin | undefined {
  if (origin === undefined) return undefined;
  const manifest = moves.get(origin.manifest);
  return manifest === undefined ? origin : { ...origin, manifest };
}

function originsIn({ objects }: Made, moves: Moves): Built["originOf"] {
  return (declaration, path) => movedOrigin(objects.get(declaration)?.origin(path), moves);
}

function movedResult(result: RenderResult, moves: Moves): RenderResult {
  const objects = lazy(() =>
    result.objects.map((object): RenderedObject => {
      const source = movedOrigin(object.source, moves);
      const origin = (path: Path): FieldOrigin | undefined => movedOrigin(object.origin(path), moves);
      return { value: object.value, origin, ...(source === undefined ? {} : { source }) };
    }),
  );
  const { error, ...rest } = result;
  return {
    ...rest,
    get objects() {
      return objects();
    },
    ...(error === undefined ? {} : { error: { ...error, at: movedOrigin(error.at, moves) } }),
  };
}

export function buildNow(
  { folder, read, as }: { readonly folder: string; readonly read: ReadAnalysed; readonly as: BuiltAs },
  before: Kept | undefined,
  sourceOf: (file: AnalysedFile) => SourceFile,
): Kept {
  const inputs = new Map<string, ReturnType<ReadAnalysed>>();
  const look = (path: string): ReturnType<ReadAnalysed> => {
    const file = read(path);
    inputs.set(path, file);
    return file;
  };
  const readSource: ReadFile = (path) => {
    const file = look(path);
    if (file === undefined || isUnread(file)) return file;
    // What links lead to is that file itself, where the workspace has it.
    const { links } = file;
    const real = links === undefined ? undefined : look(links.file);
    const found = links === undefined || real === undefined || isUnread(real) ? file : real;
    if (found.role === "unreadable") return undefined;
    return links === undefined || found === file ? sourceOf(file) : { ...sourceOf(found), links };
  };
  const { unrestricted, ...changes } = as;
  const rendered = render(folder, readSource, undefined, unrestricted);
  const isChanged = Object.keys(changes).length > 0;
  const result: RenderResult = isChanged
    ? {
        ...rendered,
        objects: rendered.objects.map((object) => ({ ...object, value: finished(object.value, changes) })),
      }
    : rendered;
  const given = [...inputs.values()].flatMap((file) => (file === undefined || isUnread(file) ? [] : [file]));
  const files = new Map(given.map((file) => [file.uri, file]));
  const owner = given[0]?.uri;
  const same = takenFrom(before?.declarations ?? []);
  const objects = new Map<Declaration, RenderedObject>();
  const declarations = result.objects.flatMap((object): Declaration[] => {
    const { value, source } = object;
    const uri = source?.uri ?? owner;
    if (uri === undefined) return [];
    const from = source && declarationAt(files.get(source.uri), source);
    const kept = same({ uri, from, value }) ?? declared({ uri, from, value }, folder);
    if (kept === undefined) return [];
    objects.set(kept, object);
    return [kept];
  });
  const list =
    before !== undefined && sameItems(before.declarations, declarations) ? before.declarations : declarations;
  const made: Made = { result, objects };
  const moves: Moves = new Map();
  return {
    result,
    declarations: list,
    madeFrom: bySource(list),
    originOf: originsIn(made, moves),
    inputs: [...inputs].map(([path, file]) => ({ path, file })),
    as: JSON.stringify(as),
    at: 0,
    made,
    moves,
  };
}

/** What a build made, with the declaration and the file that it came from. */
interface MadeValue {
  readonly uri: Uri;
  readonly from: Declaration | undefined;
  readonly value: JsonValue;
}

function declared({ uri, from, value }: MadeValue, kustomization: string): Declaration | undefined {
  const [found] = declarationsOf(uri, value);
  if (found === undefined) return undefined;
  return asRendered(found.declaration, { ...(from === undefined ? {} : { source: from }), value, kustomization });
}

/**
 * Gives the declaration that the build before made of the same: everything it says follows from its file and value, so that
 * nothing has to be read again. Each is given once.
 */
function takenFrom(before: readonly Declaration[]): (made: MadeValue) => Declaration | undefined {
  const left = new Map<string, Declaration[]>();
  for (const declaration of before) getOrAdd(left, keyOf(declaration.rendered?.value), () => []).push(declaration);
  return ({ uri, from, value }) => {
    const candidates = left.get(keyOf(value)) ?? [];
    const index = candidates.findIndex(
      (one) => one.uri === uri && one.rendered?.source === from && sameData(one.rendered?.value, value),
    );
    return index < 0 ? undefined : candidates.splice(index, 1)[0];
  };
}

function keyOf(value: JsonValue | undefined): string {
  return `${stringAt(value, ["kind"]) ?? ""} ${stringAt(value, ["metadata", "name"]) ?? ""}`;
}

function bySource(declarations: readonly Declaration[]): ReadonlyMap<Declaration, readonly Declaration[]> {
  const made = new Map<Declaration, Declaration[]>();
  for (const declaration of declarations) {
    const source = declaration.rendered?.source;
    if (source === undefined) continue;
    append(made, source, declaration);
  }
  return made;
}

/** The declaration whose object stands at an origin. */
function declarationAt(file: AnalysedFile | undefined, { manifest, path }: FieldOrigin): Declaration | undefined {
  if (file === undefined) return undefined;
  const index = manifest.bases.findIndex((base) => sameData(base, path));
  return manifest.declarations[index];
}
