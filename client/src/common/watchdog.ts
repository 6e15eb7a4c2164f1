/**
 * Decides when a language server hangs: requests wait, and for a while nothing at all has come from it. Starts no process and
 * no timer: it is told what was sent and heard, and asked at every beat. Time in which nobody could answer does not count:
 * while the machine or the extension host stood still, and while the server is debugged.
 */
import { stringAt } from "../../../server/src/base/json.ts";

/** As much of a JSON-RPC message as is looked at. */
export interface WireMessage {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
}

/** A message to the server, as a person can be told of it. */
export interface Told {
  readonly method: string;
  /** The document that it is about, as the client writes it. */
  readonly uri?: string;
}

/** A silence that was too long. */
export interface Silence {
  readonly seconds: number;
  /** The request that has waited longest: most likely the one that the server is at. */
  readonly request: Told;
  /** The change that the server was told of last before that request, else the first one after it. */
  readonly change?: Told;
  /** How many requests wait. */
  readonly waiting: number;
}

/** `restart` comes once, the next time it is `give up`, and then there is nothing more to say. */
export type ServerHealth =
  | { readonly kind: "fine" }
  | { readonly kind: "restart"; readonly silence: Silence }
  | { readonly kind: "give up"; readonly silence: Silence };

export interface Watchdog {
  /** A message went to the server. */
  readonly sent: (message: WireMessage) => void;
  /** A message came from it. */
  readonly heard: (message: WireMessage) => void;
  /** Requests wait: somebody should ask for the verdict at every beat. */
  readonly isWaiting: () => boolean;
  /** Asked every `beatMs` while requests wait. */
  readonly verdict: () => ServerHealth;
  /** There is a new server, which was asked nothing yet. */
  readonly forget: () => void;
}

export interface WatchdogOptions {
  /** Milliseconds of a clock that goes on while the machine sleeps. */
  readonly now: () => number;
  readonly isDebugged: () => boolean;
}

/** Milliseconds between two questions for the verdict. */
export const beatMs = 1_000;
/** Milliseconds without a word after which a server hangs. */
const patience = 30_000;
/** Milliseconds between two beats after which something else than the server stood still. */
const standstill = 10_000;

/** This request waits for news, which may be hours away. */
const untilNews = "workspace/diagnostic";

const changes = new Set([
  "textDocument/didOpen",
  "textDocument/didChange",
  "textDocument/didClose",
  "workspace/didChangeWatchedFiles",
  "workspace/didChangeConfiguration",
  "workspace/didChangeWorkspaceFolders",
]);

interface Waiting {
  readonly request: Told;
  readonly change: Told | undefined;
}

export function createWatchdog({ now, isDebugged }: WatchdogOptions): Watchdog {
  let restarted = false;
  let givenUp = false;
  /** In the order in which they were sent. */
  let waiting = new Map<number | string, Waiting>();
  let change: Told | undefined;
  /** The first change after the request that waits longest. */
  let nextChange: Told | undefined;
  let silentSince = 0;
  let beatAt = 0;

  const silence = (at: number): Silence | undefined => {
    const [first] = waiting.values();
    if (first === undefined) return undefined;
    const told = first.change ?? nextChange;
    return {
      seconds: Math.round((at - silentSince) / 1_000),
      request: first.request,
      ...(told === undefined ? {} : { change: told }),
      waiting: waiting.size,
    };
  };
  const restartClock = (): void => {
    silentSince = now();
    beatAt = silentSince;
  };

  return {
    sent: ({ id, method, params }) => {
      if (method === undefined) return;
      const told = toldOf(method, params);
      if (changes.has(method)) {
        change = told;
        nextChange ??= told;
      }
      if (id === undefined || id === null || method === untilNews) return;
      if (waiting.size === 0) {
        restartClock();
        nextChange = undefined;
      }
      waiting.set(id, { request: told, change });
    },
    heard: ({ id, method }) => {
      silentSince = now();
      if (method === undefined && id !== undefined && id !== null) waiting.delete(id);
    },
    isWaiting: () => waiting.size > 0 && !givenUp,
    verdict: () => {
      const at = now();
      const sinceBeat = at - beatAt;
      beatAt = at;
      if (isDebugged() || sinceBeat > standstill || sinceBeat < 0) silentSince = at;
      const found = at - silentSince < patience || givenUp ? undefined : silence(at);
      if (found === undefined) return { kind: "fine" };
      if (restarted) givenUp = true;
      const kind = restarted ? "give up" : "restart";
      restarted = true;
      return { kind, silence: found };
    },
    forget: () => {
      waiting = new Map();
      change = undefined;
      nextChange = undefined;
    },
  };
}

/** What a person is told. @param path of a document as the person knows it */
export function wordsOf(
  verdict: Exclude<ServerHealth, { readonly kind: "fine" }>,
  path: (uri: string) => string,
): string {
  const { silence, kind } = verdict;
  const about = ({ uri }: Told): string => (uri === undefined ? "" : ` of '${path(uri)}'`);
  const { request, change, seconds } = silence;
  const last = `it was asked for '${request.method}'${about(request)}${change === undefined ? "" : `, after ${changeWords(change)}${about(change)}`}`;
  return kind === "restart"
    ? `the language server answered nothing for ${seconds} seconds and was restarted; ${last}`
    : `the language server answered nothing for ${seconds} seconds once more and was stopped; ${last}; reload the window to start it again`;
}

function changeWords({ method }: Told): string {
  if (method === "textDocument/didOpen") return "the opening";
  if (method === "textDocument/didClose") return "the closing";
  if (method === "workspace/didChangeConfiguration") return "a change of the settings";
  if (method === "workspace/didChangeWorkspaceFolders") return "a change of the workspace's folders";
  return "a change";
}

function toldOf(method: string, params: unknown): Told {
  const uri =
    stringAt(params, ["textDocument", "uri"]) ?? stringAt(params, ["uri"]) ?? stringAt(params, ["changes", 0, "uri"]);
  return uri === undefined ? { method } : { method, uri };
}
