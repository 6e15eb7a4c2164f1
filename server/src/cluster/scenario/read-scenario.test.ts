/** The form of scenarios: what is read, and that each defect has its line. */
import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { parseObjectRef } from "./object-ref.ts";
import { readScenario } from "./read-scenario.ts";

function read(text: string): ReturnType<typeof readScenario> {
  return readScenario(text, asUri("file:///scenario.yaml"), () => undefined);
}

function problems(text: string): readonly string[] {
  return read(text).problems.map(({ line, message }) => `${line}: ${message}`);
}

test("durations", () => {
  expect(["35s", "2m", "1m30s", "500ms", "1h", "7", "0.5s"].map(parseDuration)).toEqual([
    35, 120, 90, 0.5, 3600, 7, 0.5,
  ]);
  expect(["", "5x", "s", "-1s", "1s 2"].map(parseDuration)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([0, 0.5, 35, 90, 3725].map(formatDuration)).toEqual(["0s", "0.5s", "35s", "1m30s", "1h2m5s"]);
});

test("names of objects", () => {
  expect(["web-1", "pod/web-1", "sts/web", "shop/web-1", "shop/svc/api", "svc/shop/api"].map(parseObjectRef)).toEqual([
    { name: "web-1" },
    { kind: "Pod", name: "web-1" },
    { kind: "StatefulSet", name: "web" },
    { namespace: "shop", name: "web-1" },
    { namespace: "shop", kind: "Service", name: "api" },
    { namespace: "shop", kind: "Service", name: "api" },
  ]);
  expect(["", "a/b/c", "a b", "-a"].map(parseObjectRef)).toEqual([undefined, undefined, undefined, undefined]);
});

test("events are sorted by time, those of one instant stay in order; JSON is read like YAML", () => {
  const text = JSON.stringify({
    events: [
      { at: "2s", delete: "pod/b" },
      { at: 1, delete: "pod/a" },
      { at: "2s", ready: "pod/c" },
    ],
  });
  expect(read(text).problems).toEqual([]);
  expect(read(text).scenario.events.map(({ at, kind }) => `${at} ${kind}`)).toEqual([
    "1 delete",
    "2 delete",
    "2 ready",
  ]);
});

test("questions may be repeated", () => {
  const { scenario } = read("events: [{ at: 0s, ask: web, every: 5s, until: 15s }]");
  expect(scenario.events.map(({ at }) => at)).toEqual([0, 5, 10, 15]);
});

test("every defect is told with its line, and the rest is read", () => {
  expect(
    problems(`start: sometimes
timings: { readiness: soon }
events:
  - at: 1s
  - at: 2s
    delete: pod/a
    ready: pod/a
  - { delete: pod/a }
  - { at: 1s, delete: "a b" }
  - { at: 1s, scale: sts/web }
  - { at: 1s, delete: pod/a, replicas: 2 }
  - { at: 1s, apply: missing.yaml }
  - { at: 1s, explode: pod/a }
clients: { pod/a: scala }
colour: red
`),
  ).toEqual([
    "1: 'start' is 'settled' or 'empty'",
    "2: this must be a duration such as 35s, 2m or 500ms or 'never'",
    expect.stringMatching(/^4: an event needs a verb/),
    "6: an event has one verb, and 'ready' is there already",
    "8: an event needs a time: 'at', such as 35s",
    "9: 'a b' names no object; write pod/web-1, statefulset/web or shop/pod/web-1",
    "10: 'scale' needs 'replicas'",
    "11: 'replicas' means nothing to 'delete'",
    "12: 'missing.yaml' cannot be read; 'apply' takes a file, kind/name of the manifests, or an object",
    expect.stringMatching(/^13: 'explode' is not a field of this/),
    "14: 'scala' is not a client cache; there are none, java, java-forever, nscd",
    expect.stringMatching(/^15: 'colour' is not a field of this/),
  ]);
});

test("text that is not YAML, and other things that are not scenarios", () => {
  expect(problems("a: [")[0]).toMatch(/^1: this cannot be read/);
  expect(problems("- a")[0]).toMatch(/must be a mapping/);
  expect(problems("events: 5")[0]).toMatch(/must be a list/);
  expect(read("").scenario.events).toEqual([]);
});

test("questions that are repeated in many events are bounded together", () => {
  const event = "  - { at: 0s, ask: web, every: 1ms, until: 9s }\n";
  const { scenario, problems } = readScenario(`events:\n${event.repeat(40)}`, asUri("test:scenario"), () => undefined);
  expect(scenario.events.length).toBeLessThan(120_000);
  expect(problems).toEqual([{ line: 13, message: "these are more than 100000 events" }]);
});
