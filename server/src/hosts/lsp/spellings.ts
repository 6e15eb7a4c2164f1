/**
 * One URI for each file, whatever spellings of it arrive: editors, watchers and the disk's walker write drive letters,
 * escapes and (where the disk does not care) letters differently. The workspace hears the disk's spelling, the editor
 * its own.
 */
import { exactNames, type NameRules } from "../../base/file-names.ts";
import { asUri, type Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";

export interface Spellings {
  /** The URI by which the workspace knows the file; a new file's begins like those of its folder. */
  readonly inward: (uri: string) => Uri;
  /** A request's parameters with the workspace's spelling of the document that they are about. */
  readonly asked: <P>(params: P) => P;
  /** An answer with the editor's spellings of the documents that are open. */
  readonly outward: <T>(answer: T) => T;
  /**
   * What a scan of the disk found, and the folders that it began in: the truth from now on. It takes a pause behind each few
   * files, and counts as a whole when all are taken in.
   */
  readonly learn: (uris: readonly string[], names: NameRules) => Generator<undefined, void>;
  /** A file that was read, or is gone (`isThere` false), since. */
  readonly note: (uri: string, isThere: boolean) => void;
  /** The editor calls a document so until it is closed. */
  readonly opened: (uri: string) => void;
  readonly closed: (uri: string) => void;
  /** True where another spelling may still lead to a file that is gone by one of them. */
  readonly isLoose: () => boolean;
}

export function spellings(): Spellings {
  let names = exactNames;
  /** Files and folders by the key of their path, without a slash at the end. */
  let known = new Map<string, string>();
  const open = new Set<string>();
  /** The editor's spelling by the workspace's, where they differ. */
  let editors = new Map<string, string>();
  /** What was noted while a scan is taken in; undefined while none is. */
  let noted: (readonly [uri: string, isThere: boolean])[] | undefined;
  const keyOf = (uri: string): string => names.keyOf(pathOf(uri));
  const inward = (uri: string): Uri => {
    const whole = known.get(keyOf(uri));
    if (whole !== undefined) return asUri(whole);
    const root = rootLength(uri);
    for (let end = uri.lastIndexOf("/"); end > root; end = uri.lastIndexOf("/", end - 1)) {
      const folder = known.get(keyOf(uri.slice(0, end)));
      if (folder !== undefined) return asUri(folder + uri.slice(end));
    }
    return asUri(uri);
  };
  const updateEditors = (): void => {
    const pairs = [...open].map((uri) => [inward(uri), uri] as const);
    editors = new Map(pairs.filter(([inside, uri]) => inside !== uri));
  };
  const note = (uri: string, isThere: boolean): void => {
    if (isThere) add(known, uri, names);
    else if (known.get(keyOf(uri)) === uri) known.delete(keyOf(uri));
  };
  return {
    inward,
    asked: (params) => withDocument(params, inward),
    outward: (answer) => (editors.size === 0 ? answer : respelled(answer, editors)),
    *learn(uris, given) {
      const meanwhile: (readonly [uri: string, isThere: boolean])[] = [];
      noted = meanwhile;
      const found = new Map<string, string>();
      for (const [index, uri] of uris.entries()) {
        add(found, uri, given);
        if (index % aStep === aStep - 1) yield;
      }
      names = given;
      known = found;
      noted = undefined;
      for (const [uri, isThere] of meanwhile) note(uri, isThere);
      updateEditors();
    },
    note: (uri, isThere) => {
      noted?.push([uri, isThere]);
      note(uri, isThere);
    },
    opened: (uri) => {
      open.add(uri);
      updateEditors();
    },
    closed: (uri) => {
      open.delete(uri);
      updateEditors();
    },
    isLoose: () => !names.exact,
  };
}

/** So many files are taken in at one time: a few milliseconds of work. */
const aStep = 250;

/** Adds a file and the folders that it is in, where they are not known. */
function add(known: Map<string, string>, uri: string, names: NameRules): void {
  const root = rootLength(uri);
  for (let at = uri; at.length > root; at = at.slice(0, at.lastIndexOf("/"))) {
    if (at.endsWith("/")) continue;
    const key = names.keyOf(pathOf(at));
    if (known.has(key)) return;
    known.set(key, at);
  }
}

/** The length of what stands before the path: `file://`, `vscode-vfs://github`. */
function rootLength(uri: string): number {
  return /^[^/]*:(?:\/\/[^/]*)?/.exec(uri)?.[0].length ?? 0;
}

/** `textDocument.uri`, `item.uri` or `files[].oldUri` as in the Language Server Protocol, or `uri` as in PROTOCOL.md. */
function withDocument<P>(params: P, inward: (uri: string) => string): P {
  if (typeof params !== "object" || params === null) return params;
  const files: unknown = Reflect.get(params, "files");
  if (Array.isArray(files)) {
    // Each has passed its shape (shapes.ts).
    const known = files.map((file: { readonly oldUri: string }) => ({ ...file, oldUri: inward(file.oldUri) }));
    return { ...params, files: known };
  }
  const key = "item" in params ? "item" : "textDocument";
  const document: unknown = Reflect.get(params, key);
  const inner: unknown = typeof document === "object" && document !== null ? Reflect.get(document, "uri") : undefined;
  if (typeof inner === "string" && inward(inner) !== inner)
    return { ...params, [key]: { ...(document as object), uri: inward(inner) } }; // It was one above.
  const own: unknown = Reflect.get(params, "uri");
  return typeof own === "string" && inward(own) !== own ? { ...params, uri: inward(own) } : params;
}

/** The value with other strings and keys in the place of some. */
function respelled<T>(value: T, others: ReadonlyMap<string, string>): T {
  // The shape stays the same: only strings are replaced, and keys that are URIs.
  return replace(value, others) as T;
}

function replace(value: unknown, others: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return others.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replace(item, others));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [others.get(key) ?? key, replace(item, others)]),
  );
}
