/**
 * Runs the first scan: finds, reads and applies files in batches, then the files that they name. A host supplies the
 * files.
 */

import type { Uri } from "../../base/source.ts";
import { nameOf, pathOf } from "../../base/uri-path.ts";
import { kustomizationFileNames } from "../../workspace/kustomizations/kustomization.ts";
import type { FileChange } from "../../workspace/workspace.ts";
import type { Host } from "./host.ts";

/** What takes the files: a `Workspace`, or whatever stands before one (open documents win over the disk). */
export interface Sink {
  readonly apply: (changes: readonly FileChange[]) => unknown;
}

/** Files that are read at one time: so many that reading them does not wait for each. */
const batchSize = 250;

/** Files, and characters of them, that are applied at one time: a few milliseconds of work, but for one file that is larger. */
const mostFiles = 50;
const mostCharacters = 32_000;

/** Called behind each few files: a promise where others should have their turn first. */
export type Pace = () => Promise<void> | undefined;

/** Reads every file that the host finds into the sink. The caller says when the workspace is complete (`setLoaded`). */
export async function loadAll(host: Host, sink: Sink, exclude: readonly string[]): Promise<void> {
  await loadFiles(host, sink, await host.findFiles(exclude));
}

/** Reads these files into the sink, the next batch while the last is being applied. Files that are gone are removed. */
export async function loadFiles(
  host: Host,
  sink: Sink,
  uris: readonly Uri[],
  pace: Pace = () => undefined,
): Promise<void> {
  const batches: (readonly Uri[])[] = [];
  for (let at = 0; at < uris.length; at += batchSize) batches.push(uris.slice(at, at + batchSize));
  let reading = host.readFiles(batches[0] ?? []);
  for (const [index, batch] of batches.entries()) {
    const texts = await reading;
    reading = host.readFiles(batches[index + 1] ?? []);
    const changes = batch.map((uri, at): FileChange => ({ uri, text: texts[at] ?? null, ...host.remarkOn?.(uri) }));
    for (const group of groupsOf(changes)) {
      sink.apply(group);
      await pace();
    }
  }
  await reading;
}

function groupsOf(changes: readonly FileChange[]): readonly (readonly FileChange[])[] {
  const groups: FileChange[][] = [];
  let characters = mostCharacters;
  for (const change of changes) {
    const last = groups.at(-1);
    if (last === undefined || characters >= mostCharacters || last.length >= mostFiles) {
      groups.push([change]);
      characters = 0;
    } else last.push(change);
    characters += change.text?.length ?? 0;
  }
  return groups;
}

/**
 * Reads what is wanted until nothing new is, for as long as that brings files. Files that are not there are left out.
 * @param tried what was looked for, here and before: it is not looked for again
 * @param unread files of which the sink was told that they are there and not read: it is told when they are not there any more
 */
export async function loadWanted(
  host: Host,
  sink: Sink,
  wanted: () => readonly Uri[],
  tried: Set<Uri> = new Set(),
  unread: ReadonlySet<Uri> = new Set(),
): Promise<void> {
  const untried = (): readonly Uri[] => wanted().filter((uri) => !tried.has(uri));
  for (let next = untried(); next.length > 0; next = untried()) {
    for (const uri of next) tried.add(uri);
    const texts = await host.readFiles(next);
    const found = next
      .map((uri, index): FileChange => ({ uri, text: texts[index] ?? null, ...host.remarkOn?.(uri) }))
      .filter((change) => change.text !== null || change.unread !== undefined || unread.has(change.uri));
    if (found.length > 0) sink.apply(found);
  }
}

/** The files that say what others mean in front: what follows from the others need not be found out again. */
export function directingFirst(uris: readonly Uri[]): readonly Uri[] {
  const [first, others]: [Uri[], Uri[]] = [[], []];
  for (const uri of uris) {
    const name = nameOf(uri);
    const isDirecting = directing.has(name.includes("%") ? nameOf(pathOf(uri)) : name);
    (isDirecting ? first : others).push(uri);
  }
  return [...first, ...others];
}

const directing: ReadonlySet<string> = new Set([...kustomizationFileNames, "Chart.yaml", ".podns.yaml"]);
