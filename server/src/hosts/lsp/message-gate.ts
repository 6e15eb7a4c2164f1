/**
 * Decides about every message before the library sees it: what is not a message, what comes too early or too late, and what has
 * wrong parameters is answered or ignored here, in words. Everything else passes. (JSON-RPC 2.0, sections 4 to 6; LSP 3.17,
 * "Server lifecycle".)
 */

import { ErrorCodes, type Message, type ResponseMessage } from "vscode-languageserver";
import { isRecord } from "../../base/json.ts";
import { brief, notificationShapes, requestShapes, type Shape, wrongIn } from "./shapes.ts";

/** What becomes of one message. `why` is for the log; without it there is nobody to tell. */
export type Passage =
  | { readonly kind: "pass"; readonly message: Message }
  | { readonly kind: "refuse"; readonly response: ResponseMessage }
  | { readonly kind: "ignore"; readonly why?: string };

export interface MessageGate {
  /** Decides about a message from the client. */
  readonly receive: (message: unknown) => Passage;
  /** Hears of a message that was written to the client: answers end what waits. */
  readonly sent: (message: Message) => void;
  /** True once `shutdown` was asked for: a later end is a good one. */
  readonly isShutDown: () => boolean;
  /** How many requests passed and have no answer yet. One that waits for news, not for its answer, does not count. */
  readonly waiting: () => number;
  /** Whether the server asked something that has no answer yet. */
  readonly asks: () => boolean;
  /** Answers in the client's place to what the server asked, which will not be answered any more. */
  readonly abandoned: () => readonly Message[];
}

type Phase = "new" | "initialized" | "shut down";

/** A gate for one connection. */
export function messageGate(): MessageGate {
  let phase: Phase = "new";
  /** By the id as text: the library takes `1` and `"1"` for the same. */
  const open = new Map<string, string>();
  const asked = new Set<number | string>();

  const request = (id: number | string, method: string, message: Message, params: unknown): Passage => {
    const refuse = (code: number, why: string): Passage => refusal(id, code, why);
    if (phase === "shut down") return refuse(ErrorCodes.InvalidRequest, `${method}: the server was told to shut down`);
    if (phase === "new" && method !== "initialize") {
      return refuse(ErrorCodes.ServerNotInitialized, `${method}: 'initialize' must come first`);
    }
    if (phase === "initialized" && method === "initialize") {
      return refuse(ErrorCodes.InvalidRequest, "initialize: it comes once, and it has come");
    }
    if (open.has(String(id))) return refuse(ErrorCodes.InvalidRequest, `${method}: the id ${brief(id)} is in use`);
    const wrong = wrongParams(requestShapes, method, params);
    if (wrong !== undefined) return refuse(ErrorCodes.InvalidParams, wrong);
    open.set(String(id), method);
    if (method === "initialize") phase = "initialized";
    if (method === "shutdown") phase = "shut down";
    return { kind: "pass", message };
  };

  const notification = (method: string, message: Message, params: unknown): Passage => {
    if (method === "exit") return { kind: "pass", message };
    if (phase !== "initialized") return { kind: "ignore" };
    const wrong = wrongParams(notificationShapes, method, params);
    return wrong === undefined ? { kind: "pass", message } : { kind: "ignore", why: `${wrong}; ignored` };
  };

  return {
    receive: (value) => {
      if (Array.isArray(value)) return refusal(null, ErrorCodes.InvalidRequest, "batches are not part of the protocol");
      if (!isRecord(value)) return refusal(null, ErrorCodes.InvalidRequest, `${brief(value)} is not a message`);
      // The border: every field that is used is checked on the way.
      const message = value as unknown as Message;
      const { id, method, params } = value;
      if (method === undefined) {
        if (isId(id)) asked.delete(id);
        return response(value);
      }
      if (typeof method !== "string") {
        return refusal(
          isId(id) ? id : null,
          ErrorCodes.InvalidRequest,
          `'method' must be a string, not ${brief(method)}`,
        );
      }
      const name = method.length > 100 ? `${method.slice(0, 100)}…` : method;
      if (id === undefined) return notification(name, message, params);
      if (!isId(id)) {
        return refusal(null, ErrorCodes.InvalidRequest, `${name}: 'id' must be a string or a number, not ${brief(id)}`);
      }
      return request(id, name, name === method ? message : renamed(message, name), params);
    },
    sent: (message) => {
      const { id, method, error } = message as Partial<ResponseMessage> & { readonly method?: string };
      if (id === undefined || id === null) return;
      if (method !== undefined) {
        asked.add(id);
        return;
      }
      // A client whose `initialize` failed may try again.
      if (open.get(String(id)) === "initialize" && error !== undefined) phase = "new";
      open.delete(String(id));
    },
    isShutDown: () => phase === "shut down",
    waiting: () => [...open.values()].filter((method) => method !== "workspace/diagnostic").length,
    asks: () => asked.size > 0,
    abandoned: () => {
      const error = { code: ErrorCodes.InvalidRequest, message: "the client has closed its end" };
      const answers = [...asked].map((id) => ({ jsonrpc: "2.0", id, error }));
      asked.clear();
      return answers;
    },
  };
}

/** The answer to a message that cannot be taken for a request. */
export function refusal(id: number | string | null, code: number, message: string): Passage & { kind: "refuse" } {
  return { kind: "refuse", response: { jsonrpc: "2.0", id, error: { code, message } } };
}

/** An answer to what the server asked. One without result and error is a failure, or what waits for it would wait for ever. */
function response({ id, result, error }: Readonly<Record<string, unknown>>): Passage {
  if (result === undefined && !isRecord(error) && !isId(id)) {
    return refusal(null, ErrorCodes.InvalidRequest, "a message must have a 'method', a 'result' or an 'error'");
  }
  if (!isId(id)) return { kind: "ignore", why: `an answer to ${brief(id)}, which was not asked; ignored` };
  const failed = isRecord(error) || result === undefined;
  const message = { jsonrpc: "2.0", id, ...(failed ? { error: isRecord(error) ? error : noAnswer } : { result }) };
  return { kind: "pass", message };
}

/** The library repeats the name of an unknown method. */
function renamed(message: Message, method: string): Message {
  return Object.assign({}, message, { method });
}

const noAnswer = { code: ErrorCodes.InvalidRequest, message: "the answer has neither a result nor an error" };

function wrongParams(shapes: Readonly<Record<string, Shape>>, method: string, params: unknown): string | undefined {
  const shape = Object.hasOwn(shapes, method) ? shapes[method] : undefined;
  if (shape === undefined) return undefined;
  const wrong = wrongIn(shape, params);
  return wrong === undefined ? undefined : `${method}: ${wrong}`;
}

function isId(id: unknown): id is number | string {
  return typeof id === "string" || typeof id === "number";
}
