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
