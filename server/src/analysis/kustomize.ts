/**
 * Knows what kustomizations make of the workspace's files: built on first use, kept while every file that a build read
 * is the same. Refuses to know which file belongs to which kustomization.
 */
import { type RenderResult, render } from "../kustomize/render.ts";
import { isUnread, placeDocuments, type ReadFile, type SourceFile, type Unread } from "../kustomize/source-file.ts";
import { asRendered } from "../manifests/declare.ts";
import type { Declaration, Origin, Rendered } from "../manifests/manifest.ts";
import { declarationsOf } from "../manifests/parse.ts";
import type { Path } from "../manifests/path.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";
import type { Uri } from "../text/source.ts";
import { pathOf } from "../text/uri-path.ts";
import type { AnalysedFile } from "./analysis.ts";
import { finished } from "./deployed.ts";
import type { DeployedAs } from "./kustomization.ts";
import { memoize, sameItems } from "./memo.ts";
import { sameData, sameFacts } from "./same-facts.ts";

/** One kustomization, built. */
export interface Built {
  readonly result: RenderResult;
  readonly declarations: readonly Declaration[];
  /** What was made of each declaration that a file holds. */
  readonly madeFrom: ReadonlyMap<Declaration, readonly Declaration[]>;
  /** Every path that the build asked for, and the file it got. */
  readonly inputs: readonly { readonly path: string; readonly file: ReturnType<ReadAnalysed> }[];
}

/** Builds by folder, across changes of the workspace. */
export interface KustomizeCache {
  /** The kustomization of a folder, with the workspace's files of now. */
  readonly build: (folder: string, read: ReadAnalysed, as?: BuiltAs) => Built;
  /** Lets the builds of all other folders go. */
  readonly keep: (folders: ReadonlySet<string>) => void;
}

/** How a controller builds a folder; by default as `kustomize build` does. */
export type BuiltAs = Pick<DeployedAs, "unrestricted" | "namespace" | "substitute">;

const asKustomize: BuiltAs = { unrestricted: false };

/** The workspace's file of a decoded path. */
type ReadAnalysed = (path: string) => AnalysedFile | Unread | undefined;

interface Kept extends Built {
  readonly as: string;
  readonly cells: readonly Cell[];
}

/** Where a declaration's values are written: replaced when its documents are, while its facts stay. */
interface Cell {
  origin: (path: Path) => Origin | undefined;
}

/** @param counted is called for each build that is done */
export function kustomizeCache(counted: () => void): KustomizeCache {
  const known = new Map<string, Kept>();
  let sourceOf = sources();
  return {
    build: (folder, read, as = asKustomize) => {
      const before = known.get(folder);
      const isSameWay = before?.as === JSON.stringify(as);
      if (isSameWay && before?.inputs.every(({ path, file }) => read(path) === file)) return before;
      counted();
      const made = buildNow({ folder, read, as }, before, sourceOf);
      known.set(folder, made);
      return made;
    },
    keep: (folders) => {
      const gone = [...known.keys()].filter((folder) => !folders.has(folder));
      for (const folder of gone) known.delete(folder);
      // With them goes what was read of their files, which may stay for other reasons.
      if (gone.length > 0) sourceOf = sources();
    },
  };
}

function buildNow(
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
  const made = render(folder, readSource, undefined, unrestricted);
  const isChanged = Object.keys(changes).length > 0;
  const result: RenderResult = isChanged
    ? { ...made, objects: made.objects.map((object) => ({ ...object, value: finished(object.value, changes) })) }
    : made;
  const given = [...inputs.values()].flatMap((file) => (file === undefined || isUnread(file) ? [] : [file]));
  const files = new Map(given.map((file) => [file.uri, file]));
  const owner = given[0]?.uri;
  const left = new Map<string, number[]>();
  before?.declarations.forEach((declaration, index) => {
    const key = `${declaration.object.kind} ${declaration.object.meta.name}`;
    left.set(key, [...(left.get(key) ?? []), index]);
  });
  const cells: Cell[] = [];
  const declarations = result.objects.flatMap(({ value, source, origin }): Declaration[] => {
    const uri = source?.uri ?? owner;
    const [found] = uri === undefined ? [] : declarationsOf(uri, value);
    if (found === undefined) return [];
    const cell: Cell = { origin };
    const from = source && declarationAt(files.get(source.uri), source);
    const made = asRendered(found.declaration, renderedAs(value, from, cell));
    const candidates = left.get(`${made.object.kind} ${made.object.meta.name}`) ?? [];
    const same = candidates.findIndex((index) => isSame(before?.declarations[index], made));
    const index = same < 0 ? undefined : candidates.splice(same, 1)[0];
    const kept = index === undefined ? undefined : before?.declarations[index];
    const keptCell = index === undefined ? undefined : before?.cells[index];
    if (kept === undefined || keptCell === undefined) {
      cells.push(cell);
      return [made];
    }
    keptCell.origin = origin;
    cells.push(keptCell);
    return [kept];
  });
  const list =
    before !== undefined && sameItems(before.declarations, declarations) ? before.declarations : declarations;
  return {
    result,
    declarations: list,
    madeFrom: bySource(list),
    inputs: [...inputs].map(([path, file]) => ({ path, file })),
    cells,
    as: JSON.stringify(as),
  };
}

/** A function of its own: a closure of the build would hold the build before it, and so on to the first. */
function renderedAs(value: JsonValue, source: Declaration | undefined, cell: Cell): Rendered {
  return { ...(source === undefined ? {} : { source }), value, origin: (path) => cell.origin(path) };
}

function isSame(before: Declaration | undefined, now: Declaration): boolean {
  return (
    before !== undefined &&
    before.rendered?.source === now.rendered?.source &&
    sameFacts(before, now) &&
    sameData(before.rendered?.value, now.rendered?.value)
  );
}

function bySource(declarations: readonly Declaration[]): ReadonlyMap<Declaration, readonly Declaration[]> {
  const made = new Map<Declaration, Declaration[]>();
  for (const declaration of declarations) {
    const source = declaration.rendered?.source;
    if (source === undefined) continue;
    const known = made.get(source);
    if (known === undefined) made.set(source, [declaration]);
    else known.push(declaration);
  }
  return made;
}

/** The declaration whose object stands at an origin. */
function declarationAt(file: AnalysedFile | undefined, { manifest, path }: Origin): Declaration | undefined {
  if (file === undefined) return undefined;
  const index = manifest.bases.findIndex((base) => sameData(base, path));
  return manifest.declarations[index];
}

/** The same source for the same file: what is read of it is remembered with it. */
function sources(): (file: AnalysedFile) => SourceFile {
  return memoize((file) => {
    const manifests = file.manifests.length > 0 ? file.manifests : placeDocuments(file.text);
    const { uri, text, links } = file;
    return { uri, path: pathOf(uri), text, manifests, ...(links === undefined ? {} : { links }) };
  });
}

/** A kustomization that certainly fails, or whose build passed a bound (`gaveUp`), and where. */
export interface KustomizationFailure {
  readonly uri: Uri;
  readonly message: string;
  readonly gaveUp: boolean;
  /** From the document's root. */
  readonly at: Origin;
}
