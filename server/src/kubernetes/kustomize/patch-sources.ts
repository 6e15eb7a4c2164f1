/** Reads the texts of a kustomization's patches and replacements: inline, or from files of their own. */
import type { Build, LoadedKustomization } from "./build.ts";
import { replacementType } from "./kustomization-type.ts";
import { get, type MapNode, type Node, textOf } from "./node.ts";
import { readDocuments, readObjects, type TextSource } from "./read.ts";
import { Refused, within } from "./refused.ts";
import { decode, listField, stringField } from "./typed.ts";

/**
 * A patch's text: inline, or of a file; undefined for a file that is missing. @throws Refused when both or neither are
 * given
 */
export function patchSource(build: Build, owner: LoadedKustomization, entry: Node): TextSource | undefined {
  const patch = get(entry, "patch");
  const text = (textOf(patch) ?? "").trim();
  const path = stringField(entry, "path");
  if (text === "" && path === undefined) throw new Refused("must specify one of patch and path", entry.origin);
  if (text !== "" && path !== undefined)
    throw new Refused("patch and path can't be set at the same time", entry.origin);
  if (text !== "") return { text, origin: patch?.origin };
  const file = build.load(owner, path ?? "", get(entry, "path")?.origin);
  return file && { file };
}

/** Each entry is a patch itself, or else the name of a file of them. */
export function strategicPatches(
  build: Build,
  owner: LoadedKustomization,
  text: string,
  entry: Node,
): readonly MapNode[] {
  try {
    return readObjects({ text, origin: entry.origin });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  const file = build.load(owner, text, entry.origin);
  return file === undefined ? [] : within("", entry.origin, () => readObjects({ file }));
}

/** Inline, or those of a file: one or a list. */
export function replacementsOf(build: Build, owner: LoadedKustomization, entry: Node): readonly Node[] {
  const path = stringField(entry, "path");
  if (path === undefined) return [entry];
  if (get(entry, "source") !== undefined || listField(entry, "targets").length > 0)
    throw new Refused("cannot specify both path and inline replacement", entry.origin);
  const file = build.load(owner, path, get(entry, "path")?.origin);
  const [document] = file === undefined ? [] : readDocuments({ file });
  if (document === undefined) return [];
  const items = document.kind === "list" ? document.items : [document];
  return items.flatMap((item) => decode(item, replacementType) ?? []);
}
