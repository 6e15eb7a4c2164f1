/** Reads files in order: one scan or batch after the other, so that an old text never replaces a newer one. */

import type { Uri } from "../../base/source.ts";
import type { Host } from "../files/host.ts";
import { directingFirst, loadFiles, loadWanted, type Pace, type Sink } from "../files/loader.ts";

export interface Disk {
  /** Reads every file of the workspace; files of an earlier scan that are not among them are taken away. */
  readonly scan: (exclude: readonly string[]) => Promise<void>;
  /** The file changed: it is read again, or gone. Many at once are one batch. */
  readonly touch: (uri: Uri, gone: boolean) => void;
  /** Other files may be wanted now than before. */
  readonly want: () => void;
  /** Settled when everything asked for so far is done. */
  readonly idle: () => Promise<void>;
}

/** Takes the files, says which others they name (hosts/files/wanted.ts), and learns what a scan found before it is read. */
export interface WantingSink extends Sink {
  readonly wanted: () => readonly Uri[];
  /** Tells of a file whether others name it now. */
  readonly named: () => (uri: Uri) => boolean;
  readonly found?: (uris: readonly Uri[]) => Promise<void>;
}

export interface DiskInput {
  readonly host: Host;
  readonly sink: WantingSink;
  /** After each batch of touched files. */
  readonly applied: () => void;
  /** What went wrong with the host. */
  readonly failed: (error: unknown) => void;
  /** Files that were looked for because others name them, whether they are there or not. */
  readonly tried?: (uris: readonly Uri[]) => void;
  /** Behind each few files of a scan or batch. */
  readonly pace?: Pace;
}

export function diskQueue({ host, sink, applied, failed, tried: told = () => {}, pace }: DiskInput): Disk {
  const known = new Set<Uri>();
  /** Those of them that were only read because others name them. */
  const extra = new Set<Uri>();
  /** Those that are there, or may be, and were not read. */
  const unread = new Set<Uri>();
  const pending = new Map<Uri, boolean>();
  /** What was wanted and looked for: it is read again when something happens to it. */
  const tried = new Set<Uri>();
  let tail: Promise<void> = Promise.resolve();
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    tail = tail.then(work).catch(failed);
    return tail;
  };
  const noting: Sink = {
    apply: (changes) => {
      for (const { uri, text, unread: remark } of changes) {
        if (remark === undefined) unread.delete(uri);
        else unread.add(uri);
        extra.delete(uri);
        if (text === null) known.delete(uri);
        else known.add(uri);
      }
      sink.apply(changes);
    },
  };
  const notingExtra: Sink = {
    apply: (changes) => {
      noting.apply(changes);
      for (const { uri, text } of changes) if (text !== null) extra.add(uri);
    },
  };
  const wanted = async (): Promise<void> => {
    const isNamed = sink.named();
    const unnamed = [...extra].filter((uri) => !isNamed(uri));
    if (unnamed.length > 0) noting.apply(unnamed.map((uri) => ({ uri, text: null })));
    for (const uri of unnamed) tried.delete(uri);
    const before = new Set(tried);
    await loadWanted(host, notingExtra, sink.wanted, tried, unread);
    if (tried.size > before.size) told([...tried].filter((uri) => !before.has(uri)));
  };
  const flush = async (): Promise<void> => {
    const events = [...pending];
    pending.clear();
    for (const [uri] of events) tried.delete(uri);
    const gone = events.flatMap(([uri, isGone]) => (isGone ? [uri] : []));
    const changed = events.flatMap(([uri, isGone]) => (isGone ? [] : [uri]));
    if (gone.length > 0) noting.apply(gone.map((uri) => ({ uri, text: null })));
    if (changed.length > 0) await loadFiles(host, noting, changed, pace);
    await wanted();
    applied();
  };
  return {
    scan: (exclude) =>
      enqueue(async () => {
        const found = await host.findFiles(exclude);
        await sink.found?.(found);
        const still = new Set(found);
        const gone = [...known].filter((uri) => !still.has(uri));
        if (gone.length > 0) noting.apply(gone.map((uri) => ({ uri, text: null })));
        await loadFiles(host, noting, directingFirst(found), pace);
        tried.clear();
        await wanted();
      }),
    touch: (uri, gone) => {
      if (pending.size === 0) void enqueue(flush);
      pending.set(uri, gone);
    },
    want: () => {
      if (extra.size === 0 && sink.wanted().every((uri) => tried.has(uri))) return;
      void enqueue(async () => {
        await wanted();
        applied();
      });
    },
    idle: () => tail,
  };
}
