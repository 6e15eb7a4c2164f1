/**
 * Lets only so many requests be worked on at one time; more wait, and everything behind them keeps its order. A client that
 * asks faster than it reads the answers would otherwise fill the memory with them.
 */
import type { Message } from "vscode-languageserver";

/** Requests without a written answer. Some may wait for the first scan, or the client's files, and should not hold up the rest. */
const most = 100;
/** Messages that wait before the client is not read from any more, for as long as any wait. */
const crowd = 200;
/** The same while the server waits for an answer of the client: it comes behind everything that was sent before it. */
const crowdBeforeAnswer = 20_000;

export interface Turns {
  /** Delivers a message now, or when it is its turn. */
  readonly take: (message: Message) => void;
  /** A request has its answer written. */
  readonly answered: (id: unknown) => void;
  /** Takes a request away that still waits. @returns false when there is none of that id */
  readonly withdraw: (id: unknown) => boolean;
  /** Delivers no request and no notification until `release`. */
  readonly hold: () => void;
  readonly release: () => void;
  /** What `expectsAnswer` says may be different now. */
  readonly look: () => void;
}

export interface TurnsOptions {
  readonly deliver: (message: Message) => void;
  /** Whether the client is to be read from. */
  readonly read: (on: boolean) => void;
  /** Whether the server asked something, and the client has read it. */
  readonly expectsAnswer: () => boolean;
}

export function makeTurns({ deliver, read, expectsAnswer }: TurnsOptions): Turns {
  const working = new Set<unknown>();
  let waiting: Message[] = [];
  let isReading = true;
  let isHeld = false;

  const begin = (message: Message): void => {
    const id = requestId(message);
    if (id !== undefined) working.add(id);
    deliver(message);
  };
  const go = (): void => {
    let begun = 0;
    for (const message of waiting) {
      if (isHeld || working.size >= most) break;
      begun += 1;
      begin(message);
    }
    if (begun > 0) waiting = waiting.slice(begun);
    look();
  };
  const look = (): void => {
    const most = expectsAnswer() ? crowdBeforeAnswer : crowd;
    const shouldRead = waiting.length < most && (isReading || waiting.length === 0 || most === crowdBeforeAnswer);
    if (shouldRead !== isReading) read(shouldRead);
    isReading = shouldRead;
  };
  return {
    take: (message) => {
      // What the server waits for itself would wait for it here.
      if (!("method" in message)) {
        deliver(message);
        return;
      }
      waiting.push(message);
      go();
    },
    answered: (id) => {
      if (working.delete(id)) go();
    },
    withdraw: (id) => {
      const rest = waiting.filter((message) => requestId(message) !== id);
      const isFound = rest.length < waiting.length;
      waiting = rest;
      go();
      return isFound;
    },
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      go();
    },
    look,
  };
}

/** Undefined for notifications, and for the request that waits for news: it may take hours. */
function requestId(message: Message): unknown {
  const { id, method } = message as { readonly id?: unknown; readonly method?: unknown };
  return method === "workspace/diagnostic" ? undefined : id;
}
