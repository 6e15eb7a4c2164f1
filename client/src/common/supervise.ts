/**
 * Keeps a watch on the server through its connection: every message passes by the watchdog, and a server that hangs is killed.
 * The language client then starts a new one, as it does after a crash, and tells it of all open documents. Each
 * host says how its server, a process or a worker, is opened and killed.
 */
import {
  CloseAction,
  type CloseHandlerResult,
  Emitter,
  type ErrorHandler,
  type Message,
  type MessageReader,
  type MessageTransports,
  type MessageWriter,
} from "vscode-languageclient";
import { beatMs, createWatchdog, type ServerHealth, type Watchdog, type WireMessage } from "./watchdog.ts";

/** A server that runs. */
export interface RunningServer {
  readonly transports: MessageTransports;
  /** Ends it at once, whatever it does: a server that computes does not read `shutdown`. */
  readonly kill: () => void;
}

export interface Supervisor {
  /** The transports for the language client, which asks for them at each start. */
  readonly start: (open: () => Promise<RunningServer>) => Promise<MessageTransports>;
  /** What the language client does when the connection closes. */
  readonly errorHandler: ErrorHandler;
  /** Ends the server at once, if it still runs. */
  readonly kill: () => void;
  readonly dispose: () => void;
}

export interface SupervisorOptions {
  readonly isDebugged: () => boolean;
  /** Told before the server is killed. */
  readonly hangs: (verdict: Exclude<ServerHealth, { readonly kind: "fine" }>) => void;
  /** What to do about everything else: errors, and a server that ends by itself. */
  readonly otherwise: () => ErrorHandler;
}

export function supervise({ isDebugged, hangs, otherwise }: SupervisorOptions): Supervisor {
  const dog = createWatchdog({ now: Date.now, isDebugged });
  let current: Connection | undefined;
  let timer: unknown;
  let ours: CloseHandlerResult | undefined;

  const beat = (): void => {
    timer = undefined;
    const verdict = dog.verdict();
    if (verdict.kind !== "fine") {
      hangs(verdict);
      dog.forget();
      if (verdict.kind === "give up" || current?.replace() !== true) {
        const action = verdict.kind === "restart" ? CloseAction.Restart : CloseAction.DoNotRestart;
        ours = { action, handled: true, message: "The language server was killed, because it answered nothing." };
        current?.close();
      }
    }
    arm();
  };
  const arm = (): void => {
    if (timer === undefined && dog.isWaiting()) timer = setTimeout(beat, beatMs);
  };
  return {
    start: async (open) => {
      dog.forget();
      current = await connect(open, dog, arm);
      return current.transports;
    },
    errorHandler: {
      error: (error, message, count) => otherwise().error(error, message, count),
      closed: () => {
        const result = ours ?? otherwise().closed();
        ours = undefined;
        return result;
      },
    },
    kill: () => current?.kill(),
    dispose: () => clearTimeout(timer),
  };
}

interface Connection {
  readonly transports: MessageTransports;
  readonly kill: () => void;
  /** Kills the server and says that the connection is closed. */
  readonly close: () => void;
  /**
   * Kills the server and opens another one in its place, where it had not even answered `initialize`: the language client
   * cannot begin anew from there. @returns false where it can, and nothing was done
   */
  readonly replace: () => boolean;
}

async function connect(open: () => Promise<RunningServer>, dog: Watchdog, arm: () => void): Promise<Connection> {
  const closes = new Emitter<void>();
  const readErrors = new Emitter<Error>();
  const writeErrors = new Emitter<[Error, Message | undefined, number | undefined]>();
  let server: RunningServer | undefined = await open();
  let deliver: (message: Message) => void = () => undefined;
  /** The request that begins everything, until it is answered. */
  let initialize: Message | undefined;

  const attach = (attached: RunningServer): void => {
    const { reader, writer } = attached.transports;
    // What a killed server still says, or that it is gone, concerns nobody.
    const ifCurrent = (run: () => void): void => {
      if (server === attached) run();
    };
    reader.onError((error) => ifCurrent(() => readErrors.fire(error)));
    reader.onClose(() => ifCurrent(() => closes.fire()));
    writer.onError((event) => ifCurrent(() => writeErrors.fire(event)));
    reader.listen((message) =>
      ifCurrent(() => {
        dog.heard(wire(message));
        if (initialize !== undefined && wire(message).id === wire(initialize).id) initialize = undefined;
        deliver(message);
      }),
    );
  };
  const write = async (message: Message): Promise<void> => {
    if (server === undefined) throw new Error("the language server is gone");
    if (wire(message).method === "initialize") initialize = message;
    dog.sent(wire(message));
    arm();
    await server.transports.writer.write(message);
  };
  const kill = (): void => {
    const killed = server;
    server = undefined;
    killed?.kill();
  };
  const reader: MessageReader = {
    onError: readErrors.event,
    onClose: closes.event,
    onPartialMessage: new Emitter<never>().event,
    listen: (take) => {
      deliver = take;
      if (server !== undefined) attach(server);
      return { dispose: () => undefined };
    },
    dispose: () => server?.transports.reader.dispose(),
  };
  const writer: MessageWriter = {
    onError: writeErrors.event,
    onClose: closes.event,
    write,
    end: () => server?.transports.writer.end(),
    dispose: () => server?.transports.writer.dispose(),
  };
  return {
    transports: { reader, writer },
    kill,
    close: () => {
      kill();
      closes.fire();
    },
    replace: () => {
      const again = initialize;
      if (again === undefined) return false;
      kill();
      const begin = async (): Promise<void> => {
        server = await open();
        attach(server);
        await write(again);
      };
      begin().catch(() => closes.fire());
      return true;
    },
  };
}

function wire(message: Message): WireMessage {
  // The type of the library has no fields but the version; the watchdog checks what it reads.
  return message as WireMessage;
}
