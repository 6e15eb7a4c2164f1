/** Knows where a command's words go: standard output, standard error, the exit status; refuses to know what they say. */

import { largestFile } from "../manifests/role.ts";

export interface Terminal {
  /** The directory that relative paths start from, and that shown paths are relative to. */
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** All of standard input; of what is too large to be read, a bit more than may be. */
  readonly stdin: () => Promise<Uint8Array>;
}

/** A mistake in what was asked for: said on standard error, exit status 2. */
export class UsageError extends Error {}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
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
};
