/** Fixes in charts, and what an edit renders again. */
import { describe, expect, test } from "vitest";
import { openCharts, uriOf } from "../../../../../test/fixture/workspace.ts";
import { applyEdits } from "../../../base/edit.ts";
import { isUnread } from "../../../kubernetes/manifests/parse.ts";
import { judgeFile } from "../run/run.ts";
import { head, helpers, service, set } from "./run-chart.fixture.ts";

test("an edit renders what reads the file, and nothing else", () => {
  const other = head.replaceAll("shop", "other");
  const { workspace } = openCharts(`${head}# file: shop/values.yaml
service: {enabled: true}
# file: shop/values-prod.yaml
service: {enabled: false}
${helpers}${service}${other}# file: other/templates/a.yaml
apiVersion: v1
kind: Service
metadata: {name: other}
`);
  const look = (): number => {
    const before = workspace.counters.chartsRendered;
    for (const path of ["shop/values.yaml", "other/Chart.yaml"])
      for (const environment of workspace.analysis.chartsAt(uriOf(path))) void environment.declarations;
    return workspace.counters.chartsRendered - before;
  };
  expect([look(), look()]).toEqual([3, 0]);
  workspace.apply([{ uri: uriOf("shop/values-prod.yaml"), text: "service: {enabled: true}\n" }]);
  expect(look()).toBe(1);
  workspace.apply([{ uri: uriOf("shop/values.yaml"), text: "service: {enabled: true}\nmore: 1\n" }]);
  expect(look()).toBe(2);
  workspace.apply([{ uri: uriOf("elsewhere.yaml"), text: "a: 1\n" }]);
  expect(look()).toBe(0);
});

describe("fixes", () => {
  const ports = (targetPort: string, values: string): string => `${head}# file: shop/values.yaml
${values}# file: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  clusterIP: None
  selector: {app: web}
  ports:
    - {name: http, port: 80, targetPort: ${targetPort}}
${set("{{ .Release.Name }}").replace('{{ include "shop.name" . }}', "web")}`;

  const edits = (text: string): readonly string[] => {
    const { analysis } = openCharts(text);
    return judgeFile(analysis, uriOf("shop/templates/service.yaml")).flatMap(({ finding }) =>
      (finding.fixes?.() ?? []).flatMap(({ title, edits: all }) =>
        all.map(({ uri, span, text: next }) => {
          const source = analysis.files.get(uri)?.text ?? "";
          return `${title}: ${uri.split("/").at(-1)} '${source.slice(span.start, span.end)}' to '${next}'`;
        }),
      ),
    );
  };

  test("edit literal text of a template", () => {
    expect(edits(ports("htpp", "a: 1\n"))).toContain("Change targetPort to 'http': service.yaml 'htpp' to 'http'");
  });

  test("edit the key of a values file", () => {
    expect(edits(ports("{{ .Values.port }}", 'port: "htpp"\n'))).toContain(
      "Change targetPort to 'http': values.yaml '\"htpp\"' to '\"http\"'",
    );
  });

  test.each([
    ["an object", "valuesObject: {port: htpp}", "valuesObject: {port: http}"],
    [
      "a text",
      "values: |\n        other: 1\n        port: 'htpp'",
      "values: |\n        other: 1\n        port: 'http'",
    ],
    ["a parameter", "parameters: [{name: port, value: htpp}]", "parameters: [{name: port, value: http}]"],
  ])("edit the value that an Application gives: %s", (_, helm, expected) => {
    const application = (given: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: eu}
spec:
  destination: {namespace: stage}
  source:
    path: shop
    helm:
      ${given}
`;
    const { analysis } = openCharts(
      `${ports("{{ .Values.port }}", "port: http\n")}# file: argo/eu.yaml\n${application(helm)}`,
    );
    const found = judgeFile(analysis, uriOf("shop/templates/service.yaml"));
    const fixes = found.flatMap(({ finding }) => finding.fixes?.() ?? []);
    const edit = fixes.find(({ title }) => title === "Change targetPort to 'http'")?.edits ?? [];
    expect(edit.map(({ uri }) => uri)).toEqual([uriOf("argo/eu.yaml")]);
    expect(applyEdits(application(helm), edit)).toBe(application(expected));
  });

  test("edit no expression", () => {
    expect(edits(ports("{{ .Values.port }}pp", "port: ht\n"))).toEqual([]);
  });
});

test("templates of a chart that is rendered are read as manifests only where that is quick: for the names that they say", () => {
  const { workspace } =
    openCharts(`${head}${helpers}${set('{{ include "shop.name" . }}')}${service}# file: shop/values.yaml
service:
  enabled: true
# file: other/Chart.yaml
apiVersion: v2
name: other
version: 1.0.0
# file: other/templates/broken.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ fail "never" }}
`);
  const { analysis } = workspace;
  for (const uri of analysis.files.keys()) judgeFile(analysis, uri);
  const read = [...analysis.files.values()].filter(
    ({ role, manifests }) => role === "helm-template" && manifests.some(({ manifest }) => !isUnread(manifest)),
  );
  // `set.yaml` has an anchor.
  expect(read.map(({ uri }) => uri).sort()).toEqual(
    ["other/templates/broken.yaml", "shop/templates/service.yaml"].map(uriOf),
  );
});
