/** Puts the gate (message-gate.ts) between a transport and the library, for every transport alike. */
import { ErrorCodes, type Message, type MessageReader, MessageType, type MessageWriter } from "vscode-languageserver";
import { messageGate, refusal } from "./message-gate.ts";
import { pause } from "./timer.ts";

/** A reader that may tell of messages that could not be read at all. */
export interface SourceReader extends MessageReader {
  /** Called with what was wrong with a message whose end was found: it is answered, and the next one is read. */
  readonly onUnreadable?: (told: (why: string) => void) => void;
}

export interface Gated {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** True once `shutdown` was asked for: an end is a good one. */
  readonly isShutDown: () => boolean;
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
  const write = async (message: Message): Promise<void> => {
    writing += 1;
    await target.write(message).finally(() => {
      writing -= 1;
    });
  };
  // A client that is gone has nobody to tell.
  const send = (message: Message): void => void write(message).catch(() => undefined);
  const log = (message: string): void => {
    const params = { type: MessageType.Error, message };
    send({ jsonrpc: "2.0", ...{ method: "window/logMessage", params } });
  };
  source.onUnreadable?.((why) => send(refusal(null, ErrorCodes.ParseError, why).response));
  let deliver: (message: Message) => void = () => undefined;
  const finish = async (): Promise<void> => {
    for (let waited = 0; waited < farewell && gate.waiting() + writing > 0; waited += look) {
      for (const message of gate.abandoned()) deliver(message);
      await pause(look);
    }
  };
  const reader: MessageReader = {
    onError: source.onError,
    onClose: source.onClose,
    onPartialMessage: source.onPartialMessage,
    listen: (take) => {
      deliver = (message) => guarded(() => take(message), log);
      return source.listen((message) => {
        const passage = gate.receive(message);
        if (passage.kind === "refuse") send(passage.response);
        else if (passage.kind === "ignore") {
          if (passage.why !== undefined) log(passage.why);
        } else if (isExit(passage.message)) finish().then(() => deliver(passage.message), log);
        else deliver(passage.message);
      });
    },
    dispose: () => source.dispose(),
  };
  const writer: MessageWriter = {
    onError: target.onError,
    onClose: target.onClose,
    write: (message) => {
      // What the server asks waits from now on; what it answers, until it is written.
      if ("method" in message) gate.sent(message);
      return write(message).finally(() => {
        if (!("method" in message)) gate.sent(message);
      });
    },
    end: () => target.end(),
    dispose: () => target.dispose(),
  };
  return { reader, writer, isShutDown: gate.isShutDown, finish };
}

function isExit(message: Message): boolean {
  return "method" in message && message.method === "exit" && !("id" in message);
}

function guarded(run: () => void, log: (message: string) => void): void {
  try {
    run();
  } catch (error) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
