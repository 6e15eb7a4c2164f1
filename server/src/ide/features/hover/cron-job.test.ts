/** Hovers where only a CronJob makes the Pods. */
import { expect, test } from "vitest";
import { hover } from "../../../../../test/fixture/features.ts";
import { at, service } from "./hover.fixture.ts";

test("a CronJob makes no Pods before its time", () => {
  const text = hover(
    `${service()}apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: ba$0ckup\nspec:\n  schedule: "@daily"\n  jobTemplate:\n    spec:\n      template:\n        metadata:\n          labels:\n            app: web\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: c\n              image: c\n`,
  );
  expect(text).toContain("There are no Pods before its time: until then no name leads to one (NXDOMAIN).");
});

const cron = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: backup
spec:
  schedule: "@daily"
  jobTemplate:
    spec:
      template:
        metadata:
          labels:
            app: web
        spec:
          hostname: boss
          subdomain: web-headless
          restartPolicy: Never
          containers:
            - name: c
              image: debian
              args: ["--peer=http://boss.web-headless:80/", "--all=http://web-headless.default.svc:80/"]
`;

test.each([
  [
    "boss.web-headless",
    "does not resolve: headless Service `web-headless` has no endpoint `boss` before the time of CronJob `backup`.",
  ],
  [
    "web-headless.default",
    "does not resolve: headless Service `web-headless` has no Pod before the time of CronJob `backup`, so its name does not exist.",
  ],
  ["boss\n", "There are no Pods before the time of CronJob `backup`, and no name."],
  ["backup\n", "Their own names end in random characters: no client can know them."],
  ["selector:", "`app: web` selects only the Pods of CronJob `backup`, of which there are none before its time"],
  ["web-headless\n", "`web-headless` alone is NXDOMAIN: it selects no Pod before the time of CronJob `backup`."],
])("what waits for a CronJob says so: %j", (what, words) => {
  const text = hover(at(service() + cron, what));
  expect(text).toContain(words);
  expect(text).not.toMatch(/does not match|matches no Pod|No Service selects/);
});

test("a ClusterIP that only Pods of a CronJob will be behind", () => {
  const text = `${service("")}${cron.replace("          subdomain: web-headless\n", "")}`;
  const words = "no Pod is behind it before the time of CronJob `backup`";
  expect(hover(at(text, "web-headless.default"))).toContain(words);
  expect(hover(at(text, "web-headless\n"))).toContain(words.replace("no", "No"));
});
