import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

import { gated } from "./gated.ts";
import { type Service, startServer } from "./start.ts";

/** A client of a server whose service is loaded when the test says so. */
function start() {
  const up = new PassThrough();
  const down = new PassThrough();
  const { reader, writer, afterInitialize } = gated(new StreamMessageReader(up), new StreamMessageWriter(down));
  const loads: ((service: Service) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  startServer(
    { connection: createConnection(reader, writer), afterInitialize },
    () =>
      new Promise((resolve, reject) => {
        loads.push(resolve);
        failures.push(reject);
      }),
  );
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  return { client, loads, failures };
}

const initialize = { processId: null, rootUri: null, capabilities: {} };
const rest = () => new Promise((resolve) => setTimeout(resolve, 20));

test("initialize is answered before the service is loaded, and what comes with it waits for the service", async () => {
  const { client, loads } = start();
  const heard: string[] = [];
  const answer = client.sendRequest("initialize", initialize);
  // In one go, as a client may that does not wait.
  await client.sendNotification("initialized", {});
  await client.sendNotification("$/note", { text: "first" });
  const question = client.sendRequest("test/question", {});
  const { capabilities } = (await answer) as { readonly capabilities: object };
  expect(capabilities).toMatchObject({ hoverProvider: true, positionEncoding: "utf-16" });
  await rest();
  expect(loads).toHaveLength(1);
  expect(heard).toEqual([]);
  loads[0]?.({
    serve: (connection) => {
      connection.onInitialized(() => void heard.push("initialized"));
      connection.onNotification("$/note", ({ text }: { readonly text: string }) => void heard.push(text));
      connection.onRequest("test/question", () => [...heard]);
    },
  });
  expect(await question).toEqual(["initialized", "first"]);
  client.dispose();
});

test("a service that cannot be loaded is shown and told in the log, and requests are answered with an error", async () => {
  const { client, failures } = start();
  const logged: string[] = [];
  const shown: string[] = [];
  client.onNotification("window/logMessage", ({ message }: { readonly message: string }) => void logged.push(message));
  client.onNotification("window/showMessage", ({ message }: { readonly message: string }) => void shown.push(message));
  await client.sendRequest("initialize", initialize);
  const question = client.sendRequest("test/question", {});
  await rest();
  failures[0]?.(new Error("no such file"));
  await expect(question).rejects.toThrow(/Unhandled method/);
  expect(logged.join()).toContain("no such file");
  expect(shown).toEqual(["PodNS gives no answers: a part of its server cannot be loaded (no such file)"]);
  client.dispose();
});
