/** Reads all files of a chart's folder through VS Code's file systems. What is behind a link is left out. */
import { FileType, Uri, workspace } from "vscode";
import { decodeText } from "./decode.ts";

/** A file by its path within the chart; `bytes` is base64. */
export interface ChartFile {
  readonly path: string;
  readonly text?: string;
  readonly bytes?: string;
}

/** Files of a chart, and folders within folders, at most. */
const mostFiles = 20_000;
const deepest = 50;

/** Null where the folder cannot be read, lies outside of the workspace, or holds too much. */
export async function readChart(folder: Uri, maxBytes: number): Promise<readonly ChartFile[] | null> {
  if (workspace.getWorkspaceFolder(folder) === undefined) return null;
  const files: ChartFile[] = [];
  let octets = 0;
  const read = async (at: Uri, below: string, depth: number): Promise<boolean> => {
    if (depth > deepest) return false;
    for (const [name, type] of await workspace.fs.readDirectory(at)) {
      const path = below === "" ? name : `${below}/${name}`;
      const uri = Uri.joinPath(at, name);
      if (type === FileType.Directory && name !== ".git" && !(await read(uri, path, depth + 1))) return false;
      if (type !== FileType.File) continue;
      const bytes = await workspace.fs.readFile(uri);
      octets += bytes.byteLength;
      if (octets > maxBytes || files.length >= mostFiles) return false;
      const text = decodeText(bytes);
      files.push(text === null ? { path, bytes: encoded(bytes) } : { path, text });
    }
    return true;
  };
  try {
    return (await read(folder, "", 0)) ? files : null;
  } catch {
    return null;
  }
}

/** Octets that are one argument list each. */
const batch = 0x8000;

function encoded(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += batch) parts.push(String.fromCharCode(...bytes.subarray(at, at + batch)));
  return btoa(parts.join(""));
}
