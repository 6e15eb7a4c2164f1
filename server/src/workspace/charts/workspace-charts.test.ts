import { expect, test } from "vitest";
import { openCharts, uriOf } from "../../../../test/fixture/workspace.ts";

const [chartFile, values] = [uriOf("shop/Chart.yaml"), uriOf("shop/values.yaml")];
const description = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

test("of a chart that helm refuses what it made last stays; of the only one that was taken away nothing comes back", () => {
  const { workspace } = openCharts(`# file: shop/Chart.yaml
${description}# file: shop/values.yaml
name: web
# file: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata: {name: {{ .Values.name }}}
`);
  const names = (): readonly string[] =>
    workspace.analysis
      .chartsAt(chartFile)
      .flatMap(({ declarations }) => declarations.map(({ object }) => object.meta.name));
  expect(names()).toEqual(["web"]);
  workspace.apply([{ uri: values, text: "name: [\n" }]);
  expect(names()).toEqual(["web"]);
  workspace.apply([{ uri: chartFile, text: null }]);
  expect(names()).toEqual([]);
  workspace.apply([{ uri: chartFile, text: description }]);
  expect(names()).toEqual([]);
});

test("a template with a NUL character is refused, whether it or its chart came first", () => {
  const template = "apiVersion: v1\nkind: Service\nmetadata: {name: a\0b}\n";
  const files = [
    { uri: uriOf("shop/templates/service.yaml"), text: template },
    { uri: chartFile, text: description },
  ];
  for (const order of [files, files.toReversed()]) {
    const { workspace } = openCharts("# file: b.yaml\na: 1\n");
    for (const file of order) workspace.apply([file]);
    expect(workspace.analysis.chartsAt(chartFile)[0]?.chart?.failure()?.message).toMatch(/control characters/);
  }
});
