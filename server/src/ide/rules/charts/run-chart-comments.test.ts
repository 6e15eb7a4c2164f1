/** Comments that ignore findings of a chart, in templates and at values. */
import { describe, expect, test } from "vitest";
import { expectChartDiagnostics } from "../../../../../test/fixture/check.ts";
import { openCharts } from "../../../../../test/fixture/workspace.ts";
import { judgeFile } from "../run/run.ts";
import { head, helpers, service, set } from "./run-chart.fixture.ts";

describe("comments that ignore findings of a template", () => {
  const values = "# file: shop/values.yaml\nservice:\n  enabled: true\n";
  const none = '{{ include "shop.name" . }}-hl # podns-ignore service-name-unknown: elsewhere';
  const ignoresPort = '{{ include "shop.name" . }} # podns-ignore service-port-unknown: none';
  const unused =
    "#                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: there is no finding of 'service-port-unknown' to ignore here; remove the comment (unused-suppression)\n";

  test("are used, or are told where no set of values uses them", () => {
    expectChartDiagnostics(`${head}${values}${helpers}${service}${set(none)}`);
    expectChartDiagnostics(`${head}${values}${helpers}${service}${set(ignoresPort, unused)}`);
  });

  test("are used where other values, or another release, use them", () => {
    const ignores = '{{ include "shop.name" . }} # podns-ignore service-name-unknown: of the platform';
    const off = "# file: shop/values-off.yaml\nservice: {enabled: false}\n";
    expectChartDiagnostics(`${head}${values}${off}${helpers}${service}${set(ignores)}`);
    expectChartDiagnostics(
      `${head}${values}${helpers}${service}${set("prod-web # podns-ignore service-name-unknown: prod")}`,
    );
  });

  test("are not judged where something is open, where helm fails, or where nothing is printed", () => {
    const open = head.replace(
      "version: 1.0.0",
      "version: 1.0.0\ndependencies: [{name: db, version: 1.x, repository: r}]",
    );
    expectChartDiagnostics(`${open}${values}${helpers}${service}${set(ignoresPort)}`);
    const needs = `# file: shop/templates/a.yaml\na: {{ required "x" .Values.x }}\n`;
    expectChartDiagnostics(`${head}${values}${helpers}${service}${set(ignoresPort)}${needs}`);
    expectChartDiagnostics(`${head}${values}# file: shop/templates/a.yaml
{{- if .Values.never }}
apiVersion: v1
kind: Service
metadata:
  name: a # podns-ignore service-port-unknown
{{- end }}
`);
  });
});

describe("comments that ignore findings at the values", () => {
  const port = (value: string): string => `# file: shop/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: config
data:
  host: ${value}
`;
  const templates = `${helpers}${service}${port("{{ .Values.host }}")}`;
  const ids = (text: string): readonly string[] => {
    const { analysis } = openCharts(text);
    return [...analysis.files.keys()].flatMap((uri) =>
      judgeFile(analysis, uri).map(
        ({ rule, finding }) =>
          `${uri.split("/").at(-1)} ${rule.id}${finding.at.comment === undefined ? "" : " comment"}`,
      ),
    );
  };
  const chart = (host: string, more = ""): string =>
    `${head}# file: shop/values.yaml\nservice: {enabled: true}\n${host}${more}${templates}`;
  const wrong = "http://ledger.{{ .Release.Namespace }}.svc:9090";
  const bad = chart("", "").replace("{{ .Values.host }}", "{{ tpl .Values.host . }}");

  test("are used by what the key makes, in front of it and behind it", () => {
    const own = (host: string): string =>
      bad.replace("service: {enabled: true}\n", `service: {enabled: true}\n${host}`);
    expect(ids(own(`host: "${wrong}"\n`))).toEqual(["config.yaml host-unresolvable"]);
    expect(ids(own(`# podns-ignore host-unresolvable: of the platform\nhost: "${wrong}"\n`))).toEqual([]);
    expect(ids(own(`host: "${wrong}" # podns-ignore host-unresolvable: of the platform\n`))).toEqual([]);
    expect(ids(own(`# podns-ignore-file host-unresolvable: of the platform\nhost: "${wrong}"\n`))).toEqual([]);
    expect(ids(own(`# podns-ignore service-port-unknown\nhost: "${wrong}"\n`))).toEqual([
      "values.yaml unused-suppression comment",
      "config.yaml host-unresolvable",
    ]);
  });

  test("are told where they ignore nothing, and say nothing of keys that nothing prints", () => {
    expectChartDiagnostics(
      chart(
        `# podns-ignore host-unresolvable: gone\n# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: there is no finding of 'host-unresolvable' to ignore here; remove the comment (unused-suppression)\nhost: localhost\n`,
      ),
    );
    expect(ids(chart("host: localhost\nother: x # podns-ignore host-unresolvable: later\n"))).toEqual([]);
    expect(
      ids(chart("host: localhost # podns-ignore host-unresolvable: of prod\n# file: shop/values-prod.yaml\nhost: x\n")),
    ).toEqual(["values.yaml unused-suppression comment"]);
  });

  const release = (values: string): string => `# file: clusters/eu.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: apps}
spec:
  chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: repo}}}
${values}`;

  test("count in an object that gives the values, too", () => {
    const given = (values: string): readonly string[] => ids(`${chart("host: localhost\n")}${release(values)}`);
    expect(given("  values:\n    host: http://ledger.apps.svc:99\n")).toContain("config.yaml host-unresolvable");
    const ignored = "    # podns-ignore host-unresolvable\n    host: http://ledger.apps.svc:99\n";
    expect(given(`  values:\n${ignored}`).filter((id) => !id.startsWith("x"))).toEqual([]);
    expect(given(`  values:\n    # podns-ignore service-port-unknown\n    host: localhost\n`)).toEqual([
      "eu.yaml unused-suppression comment",
    ]);
    // What is not known of the chart's objects is not known of the comment.
    expect(
      given(
        `  valuesFrom: [{kind: Secret, name: s}]\n  values:\n    # podns-ignore service-port-unknown\n    host: localhost\n`,
      ),
    ).toEqual([]);
    expect(given(`  values:\n    # podns-ignore service-port-unknown\n    other: localhost\n`)).toEqual([]);
    // In front of what is not a value, the comment is one of the object.
    expect(given("  # podns-ignore service-port-unknown\n  values:\n    host: localhost\n")).toEqual([
      "eu.yaml unused-suppression comment",
    ]);
  });
});
