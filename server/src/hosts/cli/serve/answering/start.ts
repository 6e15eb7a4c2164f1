/** Starts the thread that answers, and sends it what it answers from. */
import { Worker } from "node:worker_threads";
import type { Scenario, ScenarioEvent } from "../../../../cluster/scenario/scenario.ts";
import type { Declaration } from "../../../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../../../kubernetes/manifests/read-yaml.ts";
import type { Settings } from "../../../../workspace/settings/settings.ts";
import { makePause } from "../../../node/pause.ts";
import { UsageError } from "../../terminal.ts";
import {
  type AnsweringOptions,
  type DeclarationId,
  type FromAnswering,
  plainDeclaration,
  plainScenario,
  type ToAnswering,
} from "./messages.ts";

/** A state to answer from. */
export interface AnsweredState {
  /** The same number is the same environment. */
  readonly generation: number;
  readonly declarations: readonly Declaration[];
  readonly settings: Settings;
  readonly serial: number;
  readonly scenario: Scenario;
  /** The whole object, for the patches of a scenario. */
  readonly wholeOf: (declaration: Declaration) => JsonValue | undefined;
}

/** The thread that answers. */
export interface Answering {
  /** Resolves when the state is answered from; until then, and when it rejects, the one before is. */
  readonly publish: (state: AnsweredState) => Promise<void>;
  /** Begins to listen, after the first state; gives the port. @throws UsageError when the address cannot be listened on */
  readonly listen: () => Promise<number>;
  /** Rejects when the thread ends by itself. */
  readonly ended: Promise<never>;
  readonly stop: () => Promise<void>;
}

/** Declarations in one message: the thread reads it at a stretch. */
const batchSize = 200;

/** Milliseconds of work at a stretch. */
const sliceMs = 20;

/**
 * @param program the file of this program, which is started again as the thread
 * @param err takes a line that the thread says
 */
export function startAnswering(program: string, options: AnsweringOptions, err: (line: string) => void): Answering {
  const worker = new Worker(program, { workerData: options });
  const send = (message: ToAnswering): void => worker.postMessage(message);
  const { next, ended } = repliesOf(worker, err);
  const ship = makeShipment(send);
  let playing: Scenario | undefined;
  return {
    publish: async ({ generation, declarations, settings, serial, scenario, wholeOf }) => {
      const ids = await ship(declarations, scenario.events.some(changesObjects) ? wholeOf : undefined);
      const other = scenario === playing ? {} : { scenario: plainScenario(scenario) };
      send({ kind: "serve", state: { generation, ids, settings, serial, ...other } });
      playing = scenario;
      const reply = await next();
      if (reply.kind === "served" && reply.error !== undefined) throw new Error(reply.error);
    },
    listen: async () => {
      send({ kind: "listen" });
      const reply = await next();
      if (reply.kind === "listening") return reply.port;
      const why = reply.kind === "not-listening" ? reply.error : "the thread did not begin to listen";
      throw new UsageError(`cannot listen on ${options.host}:${options.port}: ${why}`);
    },
    ended,
    stop: async () => {
      worker.removeAllListeners("exit");
      await worker.terminate();
    },
  };
}

/** True for an event that compares or changes whole objects. */
function changesObjects({ kind }: ScenarioEvent): boolean {
  return kind === "apply" || kind === "apply-declared" || kind === "patch" || kind === "rollout";
}

type Reply = Exclude<FromAnswering, { readonly kind: "err" }>;

/** The thread's replies, one for each request; what it says in between goes to `err`. */
function repliesOf(
  worker: Worker,
  err: (line: string) => void,
): { readonly next: () => Promise<Reply>; readonly ended: Promise<never> } {
  const waiting: ((reply: Reply) => void)[] = [];
  worker.on("message", (message: FromAnswering) => {
    if (message.kind === "err") err(message.line);
    else waiting.shift()?.(message);
  });
  const ended = new Promise<never>((_, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread that answers ended with ${code}`)));
  });
  // Those who wait for a reply or for the end get the error.
  ended.catch(() => {});
  return { next: () => Promise.race([ended, new Promise<Reply>((resolve) => waiting.push(resolve))]), ended };
}

/** Sends declarations once, as long as each state holds them; with `wholeOf` the whole objects, too. */
function makeShipment(
  send: (message: ToAnswering) => void,
): (
  declarations: readonly Declaration[],
  wholeOf: ((declaration: Declaration) => JsonValue | undefined) | undefined,
) => Promise<readonly DeclarationId[]> {
  let there = new Map<Declaration, DeclarationId>();
  let count = 0;
  return async (declarations, wholeOf) => {
    const pause = makePause(sliceMs);
    const now = new Map<Declaration, DeclarationId>();
    let fresh: [DeclarationId, Declaration][] = [];
    const flush = (): void => {
      if (fresh.length > 0) send({ kind: "declarations", declarations: fresh });
      fresh = [];
    };
    for (const declaration of declarations) {
      const known = there.get(declaration);
      const id = known ?? count++;
      now.set(declaration, id);
      if (known === undefined) fresh.push([id, plainDeclaration(declaration)]);
      if (fresh.length >= batchSize) flush();
      await pause();
    }
    flush();
    if (wholeOf !== undefined) await shipValues(now, wholeOf, send, pause);
    there = now;
    return [...now.values()];
  };
}

async function shipValues(
  ids: ReadonlyMap<Declaration, DeclarationId>,
  wholeOf: (declaration: Declaration) => JsonValue | undefined,
  send: (message: ToAnswering) => void,
  pause: () => Promise<void>,
): Promise<void> {
  let batch: [DeclarationId, JsonValue][] = [];
  for (const [declaration, id] of ids) {
    const value = declaration.rendered?.value ?? wholeOf(declaration);
    if (value !== undefined) batch.push([id, value]);
    if (batch.length >= batchSize) {
      send({ kind: "values", values: batch });
      batch = [];
    }
    await pause();
  }
  if (batch.length > 0) send({ kind: "values", values: batch });
}
