import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { open, root, uriOf } from "../../../../test/fixture/workspace.ts";
import type { ChartRenderer } from "../files/helm-output.ts";
import { followCharts } from "./helm-charts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const chart = `
# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 0.1.0
# file: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata: { name: shop }
`;

test("a renderer that throws is told of, and the next change renders again", async () => {
  const { workspace } = open(chart);
  const told: string[] = [];
  let rounds = 0;
  const renderer: ChartRenderer = async () => {
    rounds += 1;
    if (rounds === 1) throw new Error("no memory left");
    const text = "apiVersion: v1\nkind: Service\nmetadata: { name: rendered }\n";
    return { kind: "rendered", documents: [{ source: "templates/service.yaml", text }] };
  };
  const charts = followCharts({
    workspace,
    mayRun: () => true,
    renderer,
    changed: () => {},
    failed: (message) => told.push(message),
  });
  charts.touched();
  await vi.runAllTimersAsync();
  expect(told.map((message) => message.split("\n")[0])).toEqual(["Error: no memory left"]);
  charts.touched([uriOf("shop/templates/service.yaml")]);
  await vi.runAllTimersAsync();
  expect(workspace.analysis.environments().map(({ id }) => id)).toContain(`helm:${root}/shop:`);
});

test("files change any number of times in a workspace whose charts may not be rendered", () => {
  const { workspace } = open(chart);
  const charts = followCharts({
    workspace,
    mayRun: () => false,
    renderer: () => Promise.reject(new Error("it runs")),
    changed: () => {},
    failed: () => {},
  });
  for (let count = 0; count < 3; count++) charts.touched([uriOf("web.yaml")]);
  for (let count = 0; count < 3; count++) charts.touched();
  charts.stop();
  charts.stop();
});
