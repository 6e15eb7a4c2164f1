/** Knows how the first scan runs: find, read and apply in batches, then what the files name; refuses to know where files come from. */
import type { FileChange } from "../analysis/workspace.ts";
import type { Uri } from "../text/source.ts";
import type { Host } from "./host.ts";

/** What takes the files: a `Workspace`, or whatever stands before one (open documents win over the disk). */
export interface Sink {
  readonly apply: (changes: readonly FileChange[]) => unknown;
}

/** Files a batch: large enough that reading dominates, small enough that requests in between are answered soon. */
const batchSize = 250;

/** Reads every file that the host finds into the sink. The caller says when the workspace is complete (`setLoaded`). */
export async function loadAll(host: Host, sink: Sink, exclude: readonly string[]): Promise<void> {
  await loadFiles(host, sink, await host.findFiles(exclude));
}

/** Reads these files into the sink, the next batch while the last is being applied. Files that are gone are removed. */
export async function loadFiles(host: Host, sink: Sink, uris: readonly Uri[]): Promise<void> {
  const batches: (readonly Uri[])[] = [];
  for (let at = 0; at < uris.length; at += batchSize) batches.push(uris.slice(at, at + batchSize));
  let reading = host.readFiles(batches[0] ?? []);
  for (const [index, batch] of batches.entries()) {
    const texts = await reading;
    reading = host.readFiles(batches[index + 1] ?? []);
    sink.apply(batch.map((uri, at) => ({ uri, text: texts[at] ?? null, ...host.remarkOn?.(uri) })));
  }
  await reading;
}

/**
 * Reads what is wanted until nothing new is, for as long as that brings files. Files that are not there are left out.
 * @param tried what was looked for, here and before: it is not looked for again
 */
export async function loadWanted(
  host: Host,
  sink: Sink,
  wanted: () => readonly Uri[],
  tried: Set<Uri> = new Set(),
): Promise<void> {
  const untried = (): readonly Uri[] => wanted().filter((uri) => !tried.has(uri));
  for (let next = untried(); next.length > 0; next = untried()) {
    for (const uri of next) tried.add(uri);
    const texts = await host.readFiles(next);
    const found = next
      .map((uri, index): FileChange => ({ uri, text: texts[index] ?? null, ...host.remarkOn?.(uri) }))
      .filter(({ text, unread }) => text !== null || unread !== undefined);
    if (found.length > 0) sink.apply(found);
  }
}
