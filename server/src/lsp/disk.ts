/** Knows in which order files are read: one scan or batch after the other, so that no old text overtakes a new one. */
import type { Host } from "../host/host.ts";
import { loadFiles, loadWanted, type Sink } from "../host/loader.ts";
import type { Uri } from "../text/source.ts";

export interface Disk {
  /** Reads every file of the workspace; files of an earlier scan that are not among them are taken away. */
  readonly scan: (exclude: readonly string[]) => Promise<void>;
  /** Something happened to the file: it is read again, or gone. Many at once are one batch. */
  readonly touch: (uri: Uri, gone: boolean) => void;
  /** Settled when everything asked for so far is done. */
  readonly idle: () => Promise<void>;
}

/** What takes the files, which others they name (host/wanted.ts), and who hears what a scan found before it is read. */
export interface WantingSink extends Sink {
  readonly wanted: () => readonly Uri[];
  readonly found?: (uris: readonly Uri[]) => void;
}

/** @param applied after each batch of touched files; @param failed for what went wrong with the host */
export function diskQueue(host: Host, sink: WantingSink, applied: () => void, failed: (error: unknown) => void): Disk {
  const known = new Set<Uri>();
  const pending = new Map<Uri, boolean>();
  let tail: Promise<void> = Promise.resolve();
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    tail = tail.then(work).catch(failed);
    return tail;
  };
  const noting: Sink = {
    apply: (changes) => {
      for (const { uri, text } of changes) {
        if (text === null) known.delete(uri);
        else known.add(uri);
      }
      sink.apply(changes);
    },
  };
  const flush = async (): Promise<void> => {
    const events = [...pending];
    pending.clear();
    const gone = events.flatMap(([uri, isGone]) => (isGone ? [uri] : []));
    const changed = events.flatMap(([uri, isGone]) => (isGone ? [] : [uri]));
    if (gone.length > 0) noting.apply(gone.map((uri) => ({ uri, text: null })));
    if (changed.length > 0) await loadFiles(host, noting, changed);
    await loadWanted(host, noting, sink.wanted);
    applied();
  };
  return {
    scan: (exclude) =>
      enqueue(async () => {
        const found = await host.findFiles(exclude);
        sink.found?.(found);
        const still = new Set(found);
        const gone = [...known].filter((uri) => !still.has(uri));
        if (gone.length > 0) noting.apply(gone.map((uri) => ({ uri, text: null })));
        await loadFiles(host, noting, found);
        await loadWanted(host, noting, sink.wanted);
      }),
    touch: (uri, gone) => {
      if (pending.size === 0) void enqueue(flush);
      pending.set(uri, gone);
    },
    idle: () => tail,
  };
}
