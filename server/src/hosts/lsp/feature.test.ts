import { PassThrough } from "node:stream";
import { afterEach, expect, test } from "vitest";
import {
  CancellationTokenSource,
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { open } from "../../../../test/fixture/workspace.ts";
import { fullSupport } from "../../ide/features/client.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { type Feature, feature } from "./feature.ts";
import { spellings } from "./spellings.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A client of rows whose analysis the test changes. */
function serving(rows: readonly Feature[], analysis: () => Analysis) {
  const up = new PassThrough();
  const down = new PassThrough();
  const connection = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  const spelled = spellings();
  for (const row of rows) {
    row.listen({
      connection,
      client: fullSupport,
      analysis,
      spelled,
      settled: () => undefined,
    });
  }
  connection.listen();
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  closing.push(() => {
    client.dispose();
    connection.dispose();
  });
  return client;
}

/** Steps of work, each longer than a slice. */
function* work(steps: number, before: (step: number) => void): Generator<undefined, void> {
  for (let step = 0; step < steps; step += 1) {
    before(step);
    for (const since = performance.now(); performance.now() - since < 10; );
    yield;
  }
}

test("what an answer waits for is done in slices: others are answered in between", async () => {
  const { analysis } = open("");
  const slow = feature<object, string>(
    { method: "test/slow" },
    { patience: 0, ahead: () => work(10, () => undefined) },
    () => "slow",
  );
  const quick = feature<object, string>({ method: "test/quick" }, { patience: 0 }, () => "quick");
  const client = serving([slow, quick], () => analysis);
  const answers: string[] = [];
  const hear = (answer: string): void => void answers.push(answer);
  await Promise.all([
    client.sendRequest<string>("test/slow", {}).then(hear),
    client.sendRequest<string>("test/quick", {}).then(hear),
  ]);
  expect(answers).toEqual(["quick", "slow"]);
});

test("work of a request that is cancelled ends", async () => {
  const { analysis } = open("");
  let done = 0;
  const slow = feature<object, string>(
    { method: "test/slow" },
    { patience: 0, ahead: () => work(1_000, () => void done++) },
    () => "slow",
  );
  const client = serving([slow], () => analysis);
  const cancel = new CancellationTokenSource();
  const answer = client.sendRequest<string>("test/slow", {}, cancel.token);
  setTimeout(() => cancel.cancel(), 30);
  await expect(answer).rejects.toMatchObject({ code: -32800 });
  expect(done).toBeLessThan(1_000);
});

test("an edit during the work is in the answer, and the work is done for it", async () => {
  const states = [open("").analysis, open("# file: a.yaml\nkind: List\n").analysis] as const;
  let now: Analysis = states[0];
  const about: Analysis[] = [];
  const slow = feature<object, number>(
    { method: "test/slow" },
    {
      patience: 0,
      ahead: (analysis) =>
        work(3, (step) => {
          if (step === 0) about.push(analysis);
          if (step === 1) now = states[1];
        }),
    },
    (analysis) => analysis.files.size,
  );
  const client = serving([slow], () => now);
  expect(await client.sendRequest("test/slow", {})).toBe(1);
  expect(about).toEqual([states[0], states[1]]);
});
