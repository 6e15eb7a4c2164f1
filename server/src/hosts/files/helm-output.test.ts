import { describe, expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { chartsOf, readChartOutput } from "./helm-output.ts";

function filesOf(...paths: readonly string[]): Parameters<typeof chartsOf>[0] {
  return {
    files: new Map(
      paths.map((path) => {
        const uri = asUri(`file:///repo/${path}`);
        return [uri, { uri, text: "", role: "other" as const, manifests: [] }];
      }),
    ),
  };
}

describe("charts of a workspace", () => {
  test("each with its values files; a chart inside another is part of it", () => {
    const charts = chartsOf(
      filesOf(
        "web/Chart.yaml",
        "web/values.yaml",
        "web/values-prod.yaml",
        "web/ci/small-values.yaml",
        "web/templates/values-map.yaml",
        "web/charts/db/Chart.yaml",
        "web/charts/db/values-prod.yaml",
        "other/Chart.yaml",
      ),
    );
    expect(charts).toEqual([
      { folder: "file:///repo/other", values: [] },
      {
        folder: "file:///repo/web",
        values: ["file:///repo/web/ci/small-values.yaml", "file:///repo/web/values-prod.yaml"],
      },
    ]);
  });
});

describe("the output of helm template", () => {
  test("documents know their template, those of inner charts too", () => {
    const output = `---
# Source: web/templates/service.yaml
apiVersion: v1
kind: Service
---
# Source: web/charts/db/templates/set.yaml
kind: StatefulSet
---
# only a comment
`;
    expect(readChartOutput(output).map(({ source }) => source)).toEqual([
      "templates/service.yaml",
      "charts/db/templates/set.yaml",
    ]);
  });
});
