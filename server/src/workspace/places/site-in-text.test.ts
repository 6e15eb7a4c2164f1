import { expect, test } from "vitest";
import { uriOf, workspaceOf } from "../../../../test/fixture/workspace.ts";
import { references } from "../../ide/features/navigation.ts";

const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
`;

/** A generator takes a file as it is: its places are those of its text, whatever that would be as YAML. */
test.each([
  ["a script", "#!/bin/sh\ncat <<EOF\nhost web.default.svc\nEOF\n"],
  ["a script without a comment", "cat <<EOF\nhost web.default.svc\nEOF\n"],
  ["YAML", "a: 1\nhost: web.default.svc\nb: 2\n"],
  ["several documents", "a: 1\n---\nhost: web.default.svc\n---\nb: 2\n"],
  ["quotes", "x: 'it''s\n  so'\nurl: \"http://web.default.svc:80\"\n"],
  ["what is not YAML", "[section\n\tkey = {{ web.default.svc:80 }\n"],
  ["CR LF", "# a\r\nhost web.default.svc\r\n"],
])("the place of a host in a generator's file is exact: %s", (_, text) => {
  const workspace = workspaceOf(
    new Map([
      ["k/kustomization.yaml", "resources: [service.yaml]\nconfigMapGenerator:\n  - name: e\n    files: [run.sh]\n"],
      ["k/service.yaml", service],
      ["k/run.sh", text],
    ]),
  );
  const found = references(workspace.analysis, {
    textDocument: { uri: uriOf("k/service.yaml") },
    position: { line: 2, character: 18 },
    context: { includeDeclaration: false },
  });
  const places = (found ?? []).map(({ uri, range: { start, end } }) => ({
    uri,
    text: text.split(/\r?\n/)[start.line]?.slice(start.character, end.line === start.line ? end.character : undefined),
  }));
  expect(places).toEqual([{ uri: uriOf("k/run.sh"), text: "web.default.svc" }]);
});
