/** The scenario file that the panel makes of what it shows is played by `podns timeline` alike. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { finished } from "../../server/src/base/steps.ts";
import { overTime } from "../../server/src/ide/features/time/over-time.ts";
import type { TimelinePlan } from "../../server/src/protocol/timeline.ts";
import { open } from "../fixture/workspace.ts";
import { directoryWith, lesson, podns } from "./in-process.ts";

let directory: ReturnType<typeof directoryWith>;
beforeAll(() => {
  directory = directoryWith({ "app/web.yaml": lesson });
});
afterAll(() => directory.remove());

const none: TimelinePlan = { start: "settled", events: [], cache: "none" };
const pod = "default/pod/web-1";
const plans: readonly TimelinePlan[] = [
  none,
  { ...none, events: [{ at: 10, verb: "delete", target: pod }] },
  { ...none, start: "empty", events: [{ at: 12.5, verb: "late", target: "default/service/web-headless" }] },
  { ...none, start: "Parallel", cache: "nscd" },
  { ...none, start: "OrderedReady", nodeLocal: true },
  { ...none, cache: "java", events: [{ at: 3, verb: "restart", target: pod }] },
  { ...none, events: [{ at: 90, verb: "scale", target: "default/statefulset/web", replicas: 1 }] },
  { ...none, cache: "java-forever", events: [{ at: 5, verb: "rollout", target: "default/statefulset/web" }] },
  { ...none, events: [{ at: 1, verb: "node-down", target: pod }] },
];

test.each(plans.map((plan, index) => [index, plan] as const))("plan %i", async (_, plan) => {
  const shown = finished(
    overTime(open(`# file: app/web.yaml\n${lesson}`).analysis, {
      name: "web-1.web-headless",
      from: "default/web-0",
      plan,
    }),
  );
  const args = [
    "timeline",
    "web-1.web-headless",
    "--from",
    "default/web-0",
    "--scenario",
    "-",
    "--format",
    "json",
    "app",
  ];
  const file = directoryWith({ "s.yaml": shown.scenario });
  args[args.indexOf("-")] = `${file.path}/s.yaml`;
  const { status, stdout, stderr } = await podns(directory.path, args);
  file.remove();
  expect({ status, stderr, problems: shown.problems }).toEqual({ status: 0, stderr: "", problems: [] });
  const said = JSON.parse(stdout);
  const rows = (list: readonly { from: number; to: number | null; outcome: string; stale: boolean; why: string }[]) =>
    list.map(({ from, to, outcome, stale, why }) => ({ from, to, outcome, stale, why }));
  expect({ every: said.every, until: said.until, words: said.words }).toEqual({
    every: shown.every,
    until: shown.until,
    words: shown.words,
  });
  expect(rows(said.seen)).toEqual(rows(shown.seen));
  expect(rows(said.server)).toEqual(rows(shown.server));
});
