/** What must hold for every plan and every scenario's text: it is played, or what is wrong is said; rows follow one another. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { open } from "../../../../../test/fixture/workspace.ts";
import { finished } from "../../../base/steps.ts";
import type { TimelineParams, TimelinePlan, TimelineResult } from "../../../protocol/timeline.ts";
import { overTime } from "./over-time.ts";

const app = `
# file: app/web.yaml
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: None, selector: { app: web } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web, namespace: shop }
spec:
  serviceName: web
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: nginx, image: nginx:alpine }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: nginx, image: "busybox:1.28" }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: "0 3 * * *"
  jobTemplate: { spec: { template: { spec: { containers: [{ name: a, image: busybox }] } } } }
`;

const targets = [
  ...[
    "default/service/web",
    "shop/statefulset/web",
    "shop/pod/web-1",
    "default/deployment/api",
    "default/cronjob/nightly",
  ],
  ...[
    "",
    " ",
    "web",
    "x/y/z/w",
    "pod/pod/pod",
    "shop/pod/web-1\n  - at: 1s",
    "shop/pod/web-9",
    "Node/a",
    "é",
    "__proto__",
  ],
];

const plans: fc.Arbitrary<TimelinePlan> = fc.record(
  {
    start: fc.constantFrom("settled", "empty", "OrderedReady", "Parallel"),
    cache: fc.constantFrom("none", "java", "java-forever", "nscd"),
    nodeLocal: fc.boolean(),
    events: fc.array(
      fc.record(
        {
          at: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0.25, -1, 1e9, Number.POSITIVE_INFINITY)),
          verb: fc.constantFrom("delete", "restart", "scale", "rollout", "late", "node-down"),
          target: fc.constantFrom(...targets),
          replicas: fc.constantFrom(0, 1, 3, -1, 0.5, 1e12),
        },
        { requiredKeys: ["at", "verb", "target"] },
      ),
      { maxLength: 5 },
    ),
  },
  { requiredKeys: ["start", "cache", "events"] },
);

const names = [
  "web",
  "web-1.web",
  "web-1.web.shop.svc.cluster.local",
  "",
  ".",
  "a..b",
  "-x",
  "10.96.0.1",
  "$(rm)",
  "é.example",
];

function followOneAnother(spans: TimelineResult["seen"], until: number): void {
  spans.forEach(({ from, to }, index) => {
    const next = spans[index + 1];
    expect(to).toBe(next === undefined ? null : next.from);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(from).toBeLessThanOrEqual(until);
  });
}

test("any plan is played, or what is wrong with it is said", { timeout: 60_000 }, () => {
  const { analysis } = open(app);
  fc.assert(
    fc.property(
      plans,
      fc.constantFrom(...names),
      fc.constantFrom("shop/web-0", "default/nobody", "x"),
      (plan, name, from) => {
        const result = finished(overTime(analysis, { name, from, plan }));
        followOneAnother(result.seen, result.until);
        followOneAnother(result.server, result.until);
        expect(result.words.length).toBeGreaterThan(0);
        const wrong = plan.events.filter(({ at, target }) => !(at >= 0 && at <= 86_400) || /[\n é]|^$/.test(target));
        expect(result.problems.length).toBeGreaterThanOrEqual(Math.min(1, wrong.length));
        // The text is the plan: played as a file it is the same.
        const file = "file:///workspace/app/plan.scenario.yaml";
        const params: TimelineParams = { name, from, file };
        const again = finished(
          overTime(open(`${app}\n# file: app/plan.scenario.yaml\n${result.scenario}`).analysis, params),
        );
        expect(again.seen).toEqual(result.seen);
      },
    ),
    { numRuns: 12 },
  );
});

test("any text of a scenario gets an answer", { timeout: 60_000 }, () => {
  const piece = fc.constantFrom(
    ...[
      "events:",
      "\n",
      "  - at: 1s",
      "    delete: pod/web-0",
      "start: empty",
      "[",
      "{",
      ": ",
      "&a ",
      "*a",
      "- ",
      "\t",
      "|",
      "'",
      "apply: ../web.yaml",
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const { analysis } = open(`${app}\n# file: app/any.yaml\n${pieces.join("")}\n`);
      const result = finished(overTime(analysis, { name: "web", file: "file:///workspace/app/any.yaml" }));
      expect(result.seen.length).toBeGreaterThan(0);
    }),
    { numRuns: 25 },
  );
});
