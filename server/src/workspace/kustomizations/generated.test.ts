/** What generators of a kustomization make is judged where it is written. */
import { expect, test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";
import { open, uriOf } from "../../../../test/fixture/workspace.ts";

import { diagnosticsOf } from "../../ide/features/diagnostics.ts";
import { judgeFile } from "../../ide/rules/run/run.ts";
import { siteSpan } from "../places/site.ts";

const web = `# file: base/web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
`;
const wrong = "http://webb.shop.svc.cluster.local";
const message =
  "'webb.shop.svc.cluster.local' does not resolve: no Service 'webb' in namespace 'shop'; did you mean 'web.shop.svc.cluster.local'?";

test("literals", () => {
  expectDiagnostics(`${web}# file: base/kustomization.yaml
namespace: shop
resources: [web.yaml]
configMapGenerator:
  - name: conf
    literals:
      - OK=http://web.shop.svc.cluster.local
      - URL=${wrong}
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: ${message} (host-unresolvable)
secretGenerator:
  - name: secret
    literals: [OK=web.shop.svc]
`);
});

test("files, whatever they are called; of a base it is information, as other overlays may have the Service", () => {
  const text = `${web}# file: base/kustomization.yaml
resources: [web.yaml]
configMapGenerator:
  - name: conf
    files: [app.properties]
# file: base/app.properties
url=${wrong}
# file: overlay/kustomization.yaml
namespace: shop
resources: [../base]
`;
  const { analysis } = open(text);
  const found = judgeFile(analysis, uriOf("overlay/kustomization.yaml")).map(({ finding, severity }) => [
    siteSpan(analysis, finding.at)?.uri,
    severity,
    finding.message,
  ]);
  expect(found).toEqual([[uriOf("base/app.properties"), "information", message]]);
  expect(judgeFile(analysis, uriOf("base/kustomization.yaml"))).toEqual([]);
});

test("literals of a base are told in the editor at the base's own file, with several overlays once", () => {
  const overlay = (name: string): string =>
    `# file: ${name}/kustomization.yaml\nnamespace: shop\nresources: [../base]\n`;
  const text = `${web}# file: base/kustomization.yaml
resources: [web.yaml]
configMapGenerator:
  - name: conf
    literals: [URL=${wrong}]
`;
  for (const overlays of ["one", "one two"]) {
    const { analysis } = open(text + overlays.split(" ").map(overlay).join(""));
    const told = diagnosticsOf(analysis, uriOf("base/kustomization.yaml"));
    expect(told.map(({ range, message: words }) => [range.start.line, words])).toEqual([[3, message]]);
    for (const name of overlays.split(" "))
      expect(diagnosticsOf(analysis, uriOf(`${name}/kustomization.yaml`))).toEqual([]);
  }
});
