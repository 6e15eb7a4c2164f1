/**
 * The thread that answers: it owns the sockets, the clock and the caches, and makes a cluster and its DNS of the declarations
 * that it is sent. No file is read here, so that whatever stands in one, questions are answered meanwhile.
 */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { type Scenario, uneventful } from "../../../../cluster/scenario/scenario.ts";
import { answerThrough } from "../../../../dns/server/dns-path.ts";
import { answer } from "../../../../dns/server/server.ts";
import type { Declaration } from "../../../../kubernetes/manifests/manifest.ts";
import type { JsonValue } from "../../../../kubernetes/manifests/read-yaml.ts";
import { reasonOf } from "../../../node/file-host.ts";
import type { AnswerFrom } from "../../asking.ts";
import { type CommandEnvironment, environmentWith } from "../../command-environments.ts";
import { createUpstream, type Upstream } from "../../upstream.ts";
import { listenFor } from "./listen-for.ts";
import type { AnsweringOptions, DeclarationId, FromAnswering, ServedState, ToAnswering } from "./messages.ts";
import { announce, makeCaches, makeWays, startClock, type Way } from "./ways.ts";

/** What is known of the state to come. */
interface Known {
  readonly declarations: Map<DeclarationId, Declaration>;
  readonly values: Map<Declaration, JsonValue>;
}

/** Runs as long as the thread. */
export function answerInThread(): void {
  if (parentPort === null) throw new Error("only podns serve starts this thread");
  const port = parentPort;
  const options = workerData as AnsweringOptions; // start.ts, which starts the thread, gives nothing else.
  const tell = (message: FromAnswering): void => port.postMessage(message);
  const err = (line: string): void => tell({ kind: "err", line });
  const clock = startClock(options.speed);
  const answering: Answering = { way: undefined, silence: () => {} };
  const known: Known = { declarations: new Map(), values: new Map() };
  const makeNext = makeStates(options, known, err);
  const listenNow = makeListening(options, answering, clock, err);
  const serve = async (state: ServedState): Promise<void> => {
    const way = await makeNext(state);
    answering.silence();
    answering.way = way;
    answering.silence = announce(way, clock, options.speed, err);
  };
  onMessages(port, {
    declarations: (message) => {
      for (const [id, declaration] of message.declarations) known.declarations.set(id, declaration);
    },
    values: (message) => {
      for (const [id, value] of message.values) {
        const declaration = known.declarations.get(id);
        if (declaration !== undefined) known.values.set(declaration, value);
      }
    },
    serve: ({ state }) =>
      void serve(state).then(
        () => tell({ kind: "served" }),
        (error: unknown) => tell({ kind: "served", error: reasonOf(error) }),
      ),
    listen: () =>
      void listenNow().then(
        (own) => tell({ kind: "listening", port: own }),
        (error: unknown) => tell({ kind: "not-listening", error: reasonOf(error) }),
      ),
  });
}

type Handlers = { readonly [K in ToAnswering["kind"]]: (message: Extract<ToAnswering, { readonly kind: K }>) => void };

function onMessages(port: MessagePort, handlers: Handlers): void {
  port.on("message", (message: ToAnswering) => {
    switch (message.kind) {
      case "declarations":
        return handlers.declarations(message);
      case "values":
        return handlers.values(message);
      case "serve":
        return handlers.serve(message);
      case "listen":
        return handlers.listen(message);
    }
  });
}

/** What is answered from now. */
interface Answering {
  way: Way | undefined;
  silence: () => void;
}

/** Makes a function that begins to listen and gives the port. */
function makeListening(
  { host, port, forwards }: AnsweringOptions,
  answering: Answering,
  clock: () => number,
  err: (line: string) => void,
): () => Promise<number> {
  const caches = makeCaches(clock);
  const answerNow: AnswerFrom = (question, outside, asker) => {
    if (answering.way === undefined) throw new Error("nothing is served yet");
    const { path, ...cached } = caches(answering.way);
    return answerThrough(path, question, { outside, asker, ...cached });
  };
  let own = port;
  const upstream: Upstream | undefined = forwards
    ? createUpstream({
        onProblem: (message) => err(`podns: ${message}\n`),
        isOwn: (other, at) => at === own && other === host,
      })
    : undefined;
  return async () => {
    const listening = await listenFor(() => answerNow, host, port, upstream);
    own = listening.port;
    return own;
  };
}

/** Makes a function from a state to the way of its questions. Between its steps questions are answered. */
function makeStates(
  { snapshot, server }: AnsweringOptions,
  { declarations: known, values }: Known,
  err: (line: string) => void,
): (state: ServedState) => Promise<Way> {
  const makeWay = makeWays(err);
  let last: { readonly generation: number; readonly environment: CommandEnvironment } | undefined;
  let playing: Scenario = uneventful;
  return async ({ generation, ids, settings, serial, scenario }) => {
    playing = scenario ?? playing;
    const wholeOf = new Map(values);
    values.clear();
    const wanted = new Set(ids);
    for (const id of known.keys()) if (!wanted.has(id)) known.delete(id);
    if (last?.generation !== generation) {
      const declarations = ids.flatMap((id) => known.get(id) ?? []);
      const environment = environmentWith(declarations, settings, snapshot, { ...server, serial });
      for (const step of stepsOf(environment)) {
        await otherEvents();
        step();
      }
      last = { generation, environment };
    }
    await otherEvents();
    const { environment } = last;
    const way = makeWay({ environment, scenario: playing, settings, snapshot, wholeOf: (one) => wholeOf.get(one) });
    await otherEvents();
    return way;
  };
}

/** What a cluster draws up when somebody looks, in parts: else the first question would wait for all of it. */
function stepsOf({ cluster, server }: CommandEnvironment): readonly (() => unknown)[] {
  const asked = (name: string, type: string) => () =>
    answer(server, { name, type }, () => "unreachable", { address: "", transport: "tcp" });
  return [
    () => cluster.namespaces.size,
    () => [...cluster.services.values()].length,
    () => [...cluster.pods.values()].length,
    () => cluster.slices.length,
    asked("kubernetes.default.svc.cluster.local.", "A"),
    asked("1.0.96.10.in-addr.arpa.", "PTR"),
  ];
}

/** Resolves when the event loop has taken the other events that wait. */
function otherEvents(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
