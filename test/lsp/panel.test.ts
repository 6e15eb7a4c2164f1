/** Checks the panel's requests over the protocol: during the first scan, after edits, from another client's point of view. */

import { afterEach, expect, test } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver/node";
import type { NamesResult, SimulateResult } from "../../server/src/protocol/simulate.ts";
import type { TimelineResult } from "../../server/src/protocol/timeline.ts";
import { uriOf } from "../fixture/workspace.ts";
import { type Editor, type EditorOptions, startEditor } from "./editor.ts";

let editor: Editor;

afterEach(() => editor.dispose());

const lesson = `
# file: web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: web-headless
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx
`;

async function start(options: EditorOptions = {}): Promise<void> {
  editor = await startEditor(lesson, options);
}

function simulate(name: string): Promise<SimulateResult> {
  return editor.request("podns/simulate", { uri: uriOf("web.yaml"), from: "default/web-0", name });
}

test("an answer waits for the first scan", async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await start({ gate });
  const answer = simulate("web-headless");
  open();
  expect((await answer).records.length).toBe(3);
});

test("unsaved edits count, and the panel hears that it has to ask again", async () => {
  await start();
  await editor.open("web.yaml");
  await editor.loaded();
  const before = await simulate("web-headless");
  const changes = editor.changes();
  await editor.edit("web.yaml", "replicas: 3", "replicas: 5");
  await editor.until(() => editor.changes() > changes);
  const after = await simulate("web-headless");
  expect(after.records.length).toBe(5);
  expect(after.revision).toBeGreaterThan(before.revision);
});

test("a fix's edits are those of the document as it is", async () => {
  await start();
  await editor.open("web.yaml");
  await editor.loaded();
  await editor.edit("web.yaml", "serviceName: web-headless", "serviceName: web-headles");
  const { fixes, verdict } = await simulate("web-1.web-headless");
  expect(verdict.kind).toBe("bad");
  const [change] = fixes[0]?.edits[uriOf("web.yaml")] ?? [];
  await editor.edit("web.yaml", "web-headles\n", `${change?.newText}\n`);
  expect((await simulate("web-1.web-headless")).verdict.kind).toBe("good");
});

test("the program of the settings asks", async () => {
  await start({ settings: { client: "dig" } });
  expect((await simulate("web-headless")).client).toBe("dig");
});

test("names and records are answered as well", async () => {
  await start();
  const params = { uri: uriOf("web.yaml"), from: "default/web-0" };
  const { names } = await editor.request<NamesResult>("podns/names", params);
  expect(names.map(({ name }) => name)).toContain("web-2.web-headless");
  const { text } = await editor.request<{ readonly text: string }>("podns/records", { uri: uriOf("web.yaml") });
  expect(text).toContain("web-2.web-headless.default.svc.cluster.local.");
});

const overTime = { uri: uriOf("web.yaml"), from: "default/web-0", name: "web-1.web-headless" };

test("a timeline is one answer, and the next one is of the edited manifests", async () => {
  await start();
  await editor.open("web.yaml");
  await editor.loaded();
  const before = await editor.request<TimelineResult>("podns/timeline", overTime);
  expect(before.seen.map(({ outcome }) => outcome)).toEqual(["resolved", "nxdomain", "resolved"]);
  await editor.edit("web.yaml", "replicas: 3", "replicas: 1");
  const plan = before.plan ?? undefined;
  const after = await editor.request<TimelineResult>("podns/timeline", { ...overTime, plan });
  expect(after.seen.map(({ outcome }) => outcome)).toEqual(["nxdomain"]);
  expect(after.problems.join()).toContain("web-1");
});

test("a timeline lets other requests through while it is worked out, and ends when nobody waits for it", async () => {
  await start();
  await editor.loaded();
  const plan = {
    ...{ start: "OrderedReady", cache: "none" },
    events: [{ at: 5, verb: "scale", target: "default/statefulset/web", replicas: 300 }],
  };
  const cancellation = new CancellationTokenSource();
  let isOver = false;
  const long = editor.connection
    .sendRequest<TimelineResult>("podns/timeline", { ...overTime, plan }, cancellation.token)
    .finally(() => {
      isOver = true;
    });
  long.catch(() => undefined);
  expect((await simulate("web-headless")).records.length).toBe(3);
  expect(isOver).toBe(false);
  cancellation.cancel();
  await expect(long).rejects.toMatchObject({ code: -32800 });
});
