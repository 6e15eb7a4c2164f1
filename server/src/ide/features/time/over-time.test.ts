/** Checks what the panel gets over time: what is played, what is said of it, and that it can be stopped. */
import { expect, test } from "vitest";
import { open } from "../../../../../test/fixture/workspace.ts";
import { finished } from "../../../base/steps.ts";
import { web } from "../../../cluster/history/history.fixture.ts";
import type { TimelineParams, TimelinePlan, TimelineResult } from "../../../protocol/timeline.ts";
import { overTime } from "./over-time.ts";

const app = `
# file: app/web.yaml${web}---
apiVersion: v1
kind: Pod
metadata: { name: client }
spec: { containers: [{ name: main, image: busybox }] }
`;

const plan: TimelinePlan = { start: "settled", events: [], cache: "none" };

function over(params: Partial<TimelineParams>, text = app): TimelineResult {
  return finished(overTime(open(text).analysis, { name: "web-1.web", from: "default/web-0", ...params }));
}

const outcomes = ({ seen }: TimelineResult): readonly string[] =>
  seen.map(({ from, outcome, stale }) => `${from} ${outcome}${stale ? " stale" : ""}`);

test("without a plan a Pod behind the name is replaced: gone, then back with another address", () => {
  const result = over({});
  expect(result.plan?.events).toEqual([{ at: 10, verb: "delete", target: "default/pod/web-1" }]);
  expect(outcomes(result)).toEqual(["0 resolved", "10 nxdomain", "17 resolved"]);
  const [before, , after] = result.seen;
  expect(after?.shown).not.toBe(before?.shown);
  expect(result.words.join(" ")).toMatch(/Does the client need to reconnect\? Yes/);
  expect(result.problems).toEqual([]);
});

test("of a Service's own address a Pod behind it is replaced: the name stays, connections break", () => {
  const api = app.replace("clusterIP: None, selector", "selector");
  const result = over({ name: "web" }, api);
  expect(result.plan?.events).toEqual([{ at: 10, verb: "delete", target: "default/pod/web-1" }]);
  expect(outcomes(result)).toEqual(["0 resolved"]);
  expect(over({ name: "nothing" }).plan?.events).toEqual([]);
});

test("the Pods' states follow one another, and a Pod that is gone has none", () => {
  const { pods, morePods } = over({});
  const web1 = pods.find(({ id }) => id === "default/web-1");
  expect(web1?.states.map(({ from, state }) => `${from} ${state}`)).toEqual([
    "0 ready",
    "10 terminating",
    "12 pending",
    "13 starting",
    "15 not-ready",
    "17 ready",
  ]);
  expect(pods.map(({ name }) => name)).toEqual(["web-0", "web-1"]);
  expect(morePods).toBe(2);
});

test("from nothing, a set starts its Pods one after the other, or all at once", () => {
  const readyAt = (start: TimelinePlan["start"]): readonly (number | undefined)[] => {
    const { pods, problems } = over({ plan: { ...plan, start } });
    expect(problems).toEqual([]);
    return ["web-0", "web-1", "web-2"].map(
      (name) => pods.find((pod) => pod.name === name)?.states.find(({ state }) => state === "ready")?.from,
    );
  };
  expect(readyAt("OrderedReady")).toEqual([5, 10, 15]);
  expect(readyAt("empty")).toEqual([5, 10, 15]);
  expect(readyAt("Parallel")).toEqual([5, 5, 5]);
});

test("a client's cache keeps an answer that is not true any more; the chart says which cache and why", () => {
  const result = over({
    plan: { ...plan, events: [{ at: 10, verb: "delete", target: "default/pod/web-1" }], cache: "java" },
  });
  expect(outcomes(result)).toContain("10 resolved stale");
  expect(result.caches.some(({ cache, stale, why }) => cache === "client" && stale && /Java keeps/.test(why))).toBe(
    true,
  );
});

test.each([
  ["restart", "default/pod/web-1", /are restarted/],
  ["scale", "default/statefulset/web", /scale|replicas|created|deleted/],
  ["rollout", "default/statefulset/web", /StatefulSet 'web'/],
  ["late", "default/service/web", /Service 'web'/],
  ["node-down", "default/pod/web-1", /silent|node/],
  ["delete", "default/service/web", /Service 'web'/],
] as const)("%s of %s is played", (verb, target, said) => {
  const result = over({ plan: { ...plan, events: [{ at: 5, verb, target, replicas: 1 }] } });
  expect(result.problems).toEqual([]);
  expect(result.happenings.map(({ text }) => text).join("\n")).toMatch(said);
  expect(result.targets.find(({ id }) => id === target)?.verbs).toContain(verb);
});

test("what cannot be planned is said and leaves the rest as it is", () => {
  const events: TimelinePlan["events"] = [
    { at: 5, verb: "delete", target: "x: y\n- at: 1s" },
    { at: -1, verb: "delete", target: "default/pod/web-1" },
    { at: Number.NaN, verb: "delete", target: "default/pod/web-1" },
    { at: 6, verb: "scale", target: "default/statefulset/web", replicas: 1e9 },
    { at: 7, verb: "delete", target: "default/pod/nobody" },
  ];
  const result = over({ plan: { ...plan, events } });
  expect(result.problems).toHaveLength(5);
  expect(outcomes(result)).toEqual(["0 resolved"]);
});

const scenario = `
# file: app/late.scenario.yaml
start: empty
events:
  - at: 12s
    apply: service/web
`;

test("a scenario of the workspace is found, played and given back as it is written", () => {
  const result = over({ file: "file:///workspace/app/late.scenario.yaml" }, app + scenario);
  expect(result.files.map(({ label }) => label)).toEqual(["late.scenario.yaml"]);
  expect(result.plan).toBeNull();
  expect(result.scenario).toContain("apply: service/web");
  expect(result.happenings.map(({ at, text }) => `${at} ${text}`).join("\n")).toMatch(/12 Service 'web'/);
  const gone = over({ file: "file:///workspace/app/gone.yaml" }, app + scenario);
  expect(gone.problems.join()).toMatch(/not in the workspace/);
  expect(gone.plan).not.toBeNull();
});

test("the text of a plan is one scenario, whatever the name is", () => {
  const { scenario: text, problems } = over({
    name: "web\nevents:\n  - at: 1s\n    delete: pod/web-0",
    plan: {
      ...plan,
      start: "Parallel",
      cache: "nscd",
      nodeLocal: true,
      events: [{ at: 2.5, verb: "restart", target: "default/pod/web-1" }],
    },
  });
  expect(problems).toEqual([]);
  expect(text).toMatchInlineSnapshot(`
    "# A scenario for PodNS: what happens to the cluster, and when.
    # podns timeline 'web events:   - at: 1s     delete: pod/web-0' --from default/web-0 --scenario THIS_FILE FOLDER
    start: empty
    caches:
      nodeLocal: true
    clients:
      default/pod/web-0: nscd
    events:
      - at: 0s
        replace: default/statefulset/web
        with:
          spec:
            podManagementPolicy: Parallel
      - at: 2.5s
        restart: default/pod/web-1
    "
  `);
});

test("the work is done in steps, so that it can be given up", () => {
  const steps = overTime(open(app).analysis, { name: "web-1.web", from: "default/web-0" });
  let count = 0;
  while (steps.next().done !== true) count += 1;
  expect(count).toBeGreaterThan(20);
});

test("without manifests there is nothing over time, and no error", () => {
  const result = over({}, "# file: app/empty.yaml\n");
  expect(result).toMatchObject({ seen: [], targets: [], until: 0 });
});

test("a target of another namespace keeps that namespace, also where its name ends like the near one", () => {
  const text = app.replace(
    "metadata: { name: web }\nspec: { clusterIP",
    "metadata: { name: web, namespace: my-default }\nspec: { clusterIP",
  );
  const labels = over({}, text).targets.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(["Service my-default/web", "StatefulSet web", "Pod web-0"]));
});

test.each(["../other/late.yaml", "/workspace/other/late.yaml", "../../../workspace/other/late.yaml"])(
  "a scenario names a file as it does on the command line: %s",
  (path) => {
    const file = `\n# file: app/s.yaml\nevents:\n  - { at: 3s, apply: "${path}" }\n`;
    const late =
      "\n# file: other/late.yaml\napiVersion: v1\nkind: Service\nmetadata: { name: late }\nspec: { ports: [{ port: 80 }] }\n";
    const result = over({ file: "file:///workspace/app/s.yaml" }, app + file + late);
    expect(result.problems).toEqual([]);
    expect(result.happenings.map(({ at, text }) => `${at} ${text}`).join()).toMatch(/3 Service 'late'/);
  },
);

test("the command in a scenario's text asks with the program that a person chose", () => {
  expect(over({}).scenario).not.toContain("--as");
  expect(over({ client: "musl-getent" }).scenario).toContain(" --from default/web-0 --as musl-getent --scenario");
});
