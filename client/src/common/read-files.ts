/** Reads the texts of files that may be read: regular ones below the workspace folders, reached through no link. */
import { FileType, type Uri, workspace } from "vscode";
import { decodeText } from "./decode.ts";

/** A file as the server asks for it (PROTOCOL.md, `podns/readFiles`). */
export interface FileText {
  readonly text: string | null;
  /** Where links led to it, as paths of this machine's disk. */
  readonly links?: { readonly folder: string; readonly file: string } | undefined;
  readonly unread?: { readonly why: string; readonly outside: boolean };
}

/** Reads files of the disk below these folders, links resolved. Gives a function for one run of reading. */
export type ReadDisk = (folders: readonly string[]) => (path: string, maxBytes: number) => Promise<FileText>;

const outside = (why: string): FileText => ({ text: null, unread: { why, outside: true } });
const absent: FileText = { text: null };

/**
 * Reads through VS Code's file systems, which do not say where a link leads: what is behind one is not read.
 * @returns a function for one run of reading, which remembers the folders that it has seen
 */
export function virtualReader(folders: readonly Uri[]): (uri: Uri, maxBytes: number) => Promise<FileText> {
  const linked = new Map<string, Promise<boolean>>();
  const isLink = (uri: Uri): Promise<boolean> => {
    const key = uri.toString();
    const known = linked.get(key) ?? typeOf(uri).then((type) => (type & FileType.SymbolicLink) !== 0);
    linked.set(key, known);
    return known;
  };
  return async (uri, maxBytes) => {
    const folder = folders.find((root) => isBelow(uri, root));
    if (folder === undefined) return outside("it lies outside of the workspace");
    for (const above of between(folder, uri))
      if (await isLink(above)) return outside("a folder above it is a link, and where that leads is not known here");
    try {
      const { size, type } = await workspace.fs.stat(uri);
      if ((type & FileType.SymbolicLink) !== 0) return outside("it is a link, and where it leads is not known here");
      if (type === FileType.Directory) return absent;
      if (type !== FileType.File) return { text: null, unread: { why: "it is not a regular file", outside: false } };
      if (size > maxBytes) return tooLarge(size, maxBytes);
      return textOf(await workspace.fs.readFile(uri), maxBytes);
    } catch {
      return absent;
    }
  };
}

function textOf(bytes: Uint8Array, maxBytes: number): FileText {
  if (bytes.byteLength > maxBytes) return tooLarge(bytes.byteLength, maxBytes);
  const text = decodeText(bytes);
  return text === null ? { text, unread: { why: "it is not text", outside: false } } : { text };
}

function tooLarge(size: number, maxBytes: number): FileText {
  return {
    text: null,
    unread: { why: `it has ${size} bytes, ${maxBytes} are the most that is read`, outside: false },
  };
}

async function typeOf(uri: Uri): Promise<FileType> {
  try {
    return (await workspace.fs.stat(uri)).type;
  } catch {
    return FileType.Unknown;
  }
}

function isBelow(uri: Uri, folder: Uri): boolean {
  const root = folder.path.endsWith("/") ? folder.path : `${folder.path}/`;
  const isSame = uri.scheme === folder.scheme && uri.authority === folder.authority;
  return isSame && uri.path.startsWith(root) && !uri.path.split("/").some((part) => part === ".." || part === ".");
}

/** The folders between a workspace folder and a file in it. */
function between(folder: Uri, file: Uri): readonly Uri[] {
  const root = folder.path.replace(/\/$/, "");
  const parts = file.path.slice(root.length + 1).split("/");
  return parts.slice(0, -1).map((_, index) => folder.with({ path: `${root}/${parts.slice(0, index + 1).join("/")}` }));
}
