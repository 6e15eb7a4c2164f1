/** Reports what helm refuses of a chart. */
import { describe, expect, test } from "vitest";
import { openCharts, uriOf } from "../../../../../test/fixture/workspace.ts";
import { chartProblems } from "../../../workspace/charts/chart-problems.ts";
import { judgeFile } from "../run/run.ts";
import { head, helpers, service, set } from "./run-chart.fixture.ts";

describe("what helm refuses", () => {
  const problems = (text: string, file: string): readonly string[] => {
    const { analysis } = openCharts(text);
    const source = analysis.files.get(uriOf(file))?.text ?? "";
    return chartProblems(analysis, uriOf(file)).map(
      ({ span, severity, message }) => `${source.slice(span.start, span.end)}: ${severity}: ${message}`,
    );
  };
  const values = "# file: shop/values.yaml\nservice: {enabled: true}\n";

  test("is told at its place", () => {
    expect(
      problems(
        `${head}${values}# file: shop/templates/a.yaml\na: {{ .Values.x | nofunction }}\n`,
        "shop/templates/a.yaml",
      ),
    ).toEqual([
      'a: {{ .Values.x | nofunction }}: error: helm fails: parse error at (shop/templates/a.yaml:1): function "nofunction" not defined',
    ]);
  });

  test("a template that nobody defines is an error, whatever the values", () => {
    const found = problems(
      `${head}${values}# file: shop/templates/a.yaml\na: {{ include "shop.nowhere" . }}\n`,
      "shop/templates/a.yaml",
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/: error: helm fails: .*no template "shop\.nowhere"/);
  });

  test("of values that an installation brings is not a fault of the chart", () => {
    const template = '# file: shop/templates/a.yaml\na: {{ required "x is needed" .Values.x }}\n';
    expect(problems(`${head}${values}${template}`, "shop/templates/a.yaml")).toEqual([]);
  });

  const release = (spec: string): string => `# file: clusters/eu.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: eu, namespace: apps}
spec:
  chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: repo}}}
${spec}`;

  test.each([
    ["a value that nobody gives", "a: {{ .Values.x.y }}"],
    ["a value that the chart asks for", 'a: {{ required "x is needed" .Values.x }}'],
  ])("of a release is an error, but where it may bring values that are not known: %s", (_, template) => {
    const text = `${head}${values}# file: shop/templates/a.yaml\n${template}\n`;
    const severities = (spec: string): readonly string[] =>
      problems(text + release(spec), "shop/templates/a.yaml").map((one) =>
        one.replace(/^.*: (\w+): helm fails: .*$/s, "$1"),
      );
    expect(severities("  values: {}\n")).toEqual(["error"]);
    const isAsked = template.includes("required");
    expect(severities("  valuesFrom: [{kind: Secret, name: s}]\n")).toEqual(isAsked ? [] : ["information"]);
  });

  test("of a values file is told in it, where it is not YAML", () => {
    const template = "# file: shop/templates/a.yaml\na: {{ .Values.x }}\n";
    const broken = "# file: shop/values-prod.yaml\nx: 1\ny: [a\nz: 2\n";
    const [message, ...others] = problems(`${head}${values}${broken}${template}`, "shop/values-prod.yaml");
    expect(others).toEqual([]);
    expect(message).toMatch(
      /^: information: helm fails: failed to parse .*: yaml: line \d+: .* \(with values-prod\.yaml\)$/,
    );
    expect(problems(`${head}${values}x: [\n${template}`, "shop/values.yaml")).toEqual([
      expect.stringMatching(/^: error: helm fails: cannot load values\.yaml: /),
    ]);
  });

  test("a broken template keeps what was rendered before", () => {
    const good = `${head}${values}${helpers}${service}${set('{{ include "shop.name" . }}-hl')}`;
    const { workspace } = openCharts(good);
    const before = judgeFile(workspace.analysis, uriOf("shop/templates/set.yaml"));
    const text = workspace.analysis.files.get(uriOf("shop/templates/service.yaml"))?.text ?? "";
    const analysis = workspace.apply([{ uri: uriOf("shop/templates/service.yaml"), text: `${text}{{ if` }]);
    const [environment] = analysis.environmentsOf(uriOf("shop/templates/set.yaml"));
    expect(before).toHaveLength(1);
    expect(environment?.declarations.map(({ object }) => object.kind)).toEqual(["Service", "StatefulSet"]);
    expect(chartProblems(analysis, uriOf("shop/templates/service.yaml"))).toHaveLength(1);
  });
});
