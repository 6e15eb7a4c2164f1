import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const service = (namespace: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: api\n${namespace === "" ? "" : `  namespace: ${namespace}\n`}spec:\n  selector:\n    app: api\n  ports:\n    - port: 80\n`;
const deployment = (namespace: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n${namespace === "" ? "" : `  namespace: ${namespace}\n`}spec:\n  selector:\n    matchLabels:\n      app: api\n  template:\n    metadata:\n      labels:\n        app: api\n    spec:\n      containers:\n        - name: api\n          image: api\n`;

test("a Service and the workload that it selects, with its fix", () => {
  const marked = service("web").replace(
    "namespace: web\n",
    `namespace: web
#            ^^^ 💡 warning: Service 'api' has no endpoints: it selects Pods of its own namespace 'web' only, and Deployment 'api', which its selector matches, is in namespace 'shop' (wrong-namespace)
`,
  );
  expectDiagnostics(`${marked}---\n${deployment("shop")}`);
  expectFix(
    `${service("web$0")}---\n${deployment("shop")}`,
    "Move Service 'api' to namespace 'shop'",
    `${service("shop")}---\n${deployment("shop")}`,
  );
});

test("a namespace that is not written matches any; far workloads and Pods in the Service's own namespace are fine", () => {
  expectDiagnostics(`${service("")}---\n${deployment("shop")}`);
  expectDiagnostics(`${service("web")}---\n${deployment("")}`);
  expectDiagnostics(`# file: s.yaml\n${service("web")}# file: d.yaml\n${deployment("shop")}`);
  expectDiagnostics(`# file: a/s.yaml\n${service("web")}# file: b/d.yaml\n${deployment("shop")}`);
  expectDiagnostics(`${service("web")}---\n${deployment("shop")}---\n${deployment("web")}`);
});
