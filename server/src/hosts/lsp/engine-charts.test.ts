import { expect, test } from "vitest";
import { uriOf, workspaceOf } from "../../../../test/fixture/workspace.ts";
import type { Uri } from "../../base/source.ts";
import type { ChartEngine } from "../../workspace/charts/chart-rendering.ts";
import type { FolderFiles } from "../../workspace/charts/chart-sets.ts";
import { engineCharts } from "./engine-charts.ts";

/** A workspace with one chart, whose folder is read when the test says so. */
function setup() {
  const workspace = workspaceOf(new Map([["chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 0.1.0\n"]]));
  const set: unknown[] = [];
  workspace.setChartFiles = (_folder: Uri, files: FolderFiles | "unread" | undefined) => {
    set.push(files);
    return workspace.analysis;
  };
  workspace.setChartEngine = () => workspace.analysis;
  const reads: ((files: FolderFiles) => void)[] = [];
  const charts = engineCharts({
    workspace,
    load: async () => ({}) as ChartEngine,
    read: () => new Promise((resolve) => reads.push(resolve)),
    open: () => [],
    changed: () => {},
    failed: (error) => {
      throw error;
    },
  });
  const until = async (count: number): Promise<void> => {
    while (reads.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { workspace, charts, set, reads, until };
}

const first: FolderFiles = new Map([["Chart.yaml", { path: "Chart.yaml", content: "first" }]]);
const second: FolderFiles = new Map([["Chart.yaml", { path: "Chart.yaml", content: "second" }]]);

test("a chart that is taken away while its folder is read does not come back", async () => {
  const { workspace, charts, set, reads, until } = setup();
  const scan = charts.scanned();
  await until(1);
  workspace.apply([{ uri: uriOf("chart/Chart.yaml"), text: null }]);
  await charts.scanned();
  reads[0]?.(first);
  await scan;
  expect(set).toEqual([undefined]);
});

test("of two reads of a folder the one that began last counts, whichever ends last", async () => {
  const { charts, set, reads, until } = setup();
  const scans = [charts.scanned(), charts.scanned()];
  await until(2);
  reads[1]?.(second);
  await scans[1];
  reads[0]?.(first);
  await scans[0];
  expect(set).toEqual([second]);
});
