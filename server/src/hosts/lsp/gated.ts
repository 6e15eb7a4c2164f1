/** Puts the gate (message-gate.ts) between a transport and the library, for every transport alike. */
import {
  ErrorCodes,
  LSPErrorCodes,
  type Message,
  type MessageReader,
  MessageType,
  type MessageWriter,
  type RequestMessage,
} from "vscode-languageserver";
import { messageGate, refusal } from "./message-gate.ts";
import { pause } from "./timer.ts";
import { makeTurns } from "./turns.ts";

/** A reader that may know more of its source than the library asks for. */
export interface SourceReader extends MessageReader {
  /** Called with what was wrong with a message whose end was found: it is answered, and the next one is read. */
  readonly onUnreadable?: (told: (why: string) => void) => void;
  /** Stops reading, and goes on. Absent where that cannot be done. */
  readonly read?: (on: boolean) => void;
}

export interface Gated {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** True once `shutdown` was asked for: an end is a good one. */
  readonly isShutDown: () => boolean;
  /**
   * Does the work when `initialize` has its answer. From that request on, no other one and no notification arrives until the
   * work is done.
   */
  readonly afterInitialize: (work: () => Promise<void>) => void;
  /** The client sends no more: resolves when every request has its answer written, or after a moment. */
  readonly finish: () => Promise<void>;
}

/** Milliseconds that an end waits for answers that are on their way, and between two looks at them. */
const farewell = 3_000;
const look = 10;

/** The transport for the library: only messages that it can take arrive, and no exception of it leaves the reader. */
export function gated(source: SourceReader, target: MessageWriter): Gated {
  const gate = messageGate();
  let writing = 0;
  let deliver: (message: Message) => void = () => undefined;
  const turns = makeTurns({
    deliver: (message) => deliver(message),
    read: (on) => source.read?.(on),
    expectsAnswer: () => writing === 0 && gate.asks(),
  });

  /** The id of `initialize` while it has no answer, and what is done when it has one. */
  let first: number | string | undefined;
  let prepare: (() => Promise<void>) | undefined;
  const initialized = (): void => {
    const work = prepare;
    first = undefined;
    prepare = undefined;
    Promise.resolve(work?.())
      .catch((error: unknown) => log(error instanceof Error ? (error.stack ?? error.message) : String(error)))
      .finally(turns.release);
  };
  const write = async (message: Message): Promise<void> => {
    writing += 1;
    await target.write(message).finally(() => {
      writing -= 1;
      turns.look();
    });
  };
  // A client that is gone has nobody to tell.
  const send = (message: Message): void => void write(message).catch(() => undefined);
  const log = (message: string): void => {
    const params = { type: MessageType.Error, message };
    send({ jsonrpc: "2.0", ...{ method: "window/logMessage", params } });
  };
  source.onUnreadable?.((why) => send(refusal(null, ErrorCodes.ParseError, why).response));

  /** A request that still waits is cancelled here; the library knows those that it has. */
  const cancel = (message: Message): void => {
    const id = cancelledBy(message);
    if (!turns.withdraw(id)) {
      deliver(message);
      return;
    }
    const { response } = refusal(id, LSPErrorCodes.RequestCancelled, "cancelled before it was its turn");
    gate.sent(response);
    send(response);
  };
  const finish = async (): Promise<void> => {
    for (let waited = 0; waited < farewell && gate.waiting() + writing > 0; waited += look) {
      for (const message of gate.abandoned()) deliver(message);
      await pause(look);
    }
  };
  const pass = (message: Message): void => {
    if (isNotification(message, "exit")) finish().then(() => deliver(message), log);
    else if (isNotification(message, "$/cancelRequest")) cancel(message);
    else turns.take(message);
    if (!isRequest(message, "initialize")) return;
    // The library takes messages from a queue of its own: what came with this one must not be in it before somebody listens.
    first = message.id;
    turns.hold();
  };
  const reader: MessageReader = {
    onError: source.onError,
    onClose: source.onClose,
    onPartialMessage: source.onPartialMessage,
    listen: (take) => {
      deliver = (message) => guarded(() => take(message), log);
      return source.listen((message) => {
        const passage = gate.receive(message);
        if (passage.kind === "pass") pass(passage.message);
        else if (passage.kind === "refuse") send(passage.response);
        else if (passage.why !== undefined) log(passage.why);
      });
    },
    dispose: () => source.dispose(),
  };
  const writer: MessageWriter = {
    onError: target.onError,
    onClose: target.onClose,
    write: (message) => {
      // What the server asks waits from now on; what it answers, until it is written.
      const isAnswer = !("method" in message);
      if (!isAnswer) gate.sent(message);
      return write(message).finally(() => {
        if (!isAnswer) return;
        gate.sent(message);
        const id: unknown = Reflect.get(message, "id");
        turns.answered(id);
        if (id === first) initialized();
      });
    },
    end: () => target.end(),
    dispose: () => target.dispose(),
  };
  const afterInitialize = (work: () => Promise<void>): void => {
    prepare = work;
  };
  return { reader, writer, isShutDown: gate.isShutDown, afterInitialize, finish };
}

function isNotification(message: Message, method: string): boolean {
  return "method" in message && message.method === method && !("id" in message);
}

function isRequest(message: Message, method: string): message is RequestMessage & { readonly id: number | string } {
  return "method" in message && message.method === method && "id" in message;
}

/** The gate has checked that there is one. */
function cancelledBy(message: Message): number | string {
  return (message as Message & { readonly params: { readonly id: number | string } }).params.id;
}

function guarded(run: () => void, log: (message: string) => void): void {
  try {
    run();
  } catch (error) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
