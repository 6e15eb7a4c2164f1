/** Takes a command's words: standard output, standard error, and a line that tells how far it is. Whatever is written there is harmless (shown.ts). */
import { largestFile } from "../../kubernetes/manifests/role.ts";
import { type Paint, paint, takesColors } from "./colors.ts";
import type { Progress } from "./progress.ts";
import { type Shown, shownLine } from "./shown.ts";

export interface Terminal {
  /** The directory that relative paths start from, and that shown paths are relative to. */
  readonly cwd: string;
  readonly out: (text: Shown) => void;
  /** One line, with its end or without; a longer one is cut. */
  readonly err: (line: string) => void;
  /** All of standard input; of what is too large to be read, a bit more than may be. */
  readonly stdin: () => Promise<Uint8Array>;
  /** How standard output is looked at; absent: by a program. */
  readonly look?: Look;
  /** Shows one line on standard error until something else is said; undefined takes it away. Absent: nobody watches. */
  readonly status?: (line: string | undefined) => void;
  /** Tells how far a long command is. */
  readonly progress?: Progress;
}

/** How standard output is looked at. */
export interface Look {
  /** Absent: without colours. */
  readonly paint?: Paint;
  /** Absent: lines may have any length. */
  readonly columns?: number;
}

/**
 * Characters of a terminal's line: its own width; where it states none, as serial lines and some containers do, COLUMNS
 * (POSIX, Environment Variables), else 80.
 * @param own the stream's `columns`
 */
export function columnsOf(
  own: number | undefined,
  { COLUMNS: given = "" }: Readonly<Record<string, string | undefined>>,
): number {
  if (own !== undefined && own > 0) return own;
  return /^[1-9]\d{0,4}$/.test(given) ? Number(given) : 80;
}

/** A mistake in what was asked for: said on standard error, exit status 2. */
export class UsageError extends Error {}

/** Characters of a line on standard error at most. */
const longestLine = 2000;

/** The terminal with lines on standard error that are one line each, whatever they say. */
export function safeTerminal(terminal: Terminal): Terminal {
  return {
    ...terminal,
    err: (line) => {
      const text = shownLine(line.endsWith("\n") ? line.slice(0, -1) : line);
      terminal.err(`${text.length > longestLine ? `${text.slice(0, longestLine)}…` : text}\n`);
    },
  };
}

/** Several lines on standard error, such as what a client prints there. */
export function errLines(terminal: Terminal, text: string): void {
  if (text !== "") for (const line of text.replace(/\n$/, "").split("\n")) terminal.err(line);
}

/** The line that says how far a command is; it goes before anything else is written. */
let status = "";

function writeStatus(line: string | undefined): void {
  const text = line === undefined ? "" : shownLine(line).slice(0, columnsOf(process.stderr.columns, process.env) - 1);
  if (text !== status) process.stderr.write(`\r\x1b[K${text}`);
  status = text;
}

const isDumb = process.env["TERM"] === "dumb";

/** The terminal of this process. */
export const processTerminal: Terminal = safeTerminal({
  cwd: process.cwd(),
  out: (text) => {
    if (status !== "") writeStatus(undefined);
    process.stdout.write(text);
  },
  err: (text) => {
    if (status !== "") writeStatus(undefined);
    process.stderr.write(text);
  },
  look: {
    ...(takesColors(process.stdout.isTTY, process.env) ? { paint } : {}),
    ...(process.stdout.isTTY ? { columns: columnsOf(process.stdout.columns, process.env) } : {}),
  },
  ...(process.stderr.isTTY && !isDumb ? { status: writeStatus } : {}),
  stdin: async () => {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of process.stdin) {
      chunks.push(Buffer.from(chunk));
      length += chunks.at(-1)?.length ?? 0;
      if (length > largestFile) break;
    }
    return Buffer.concat(chunks);
  },
});
