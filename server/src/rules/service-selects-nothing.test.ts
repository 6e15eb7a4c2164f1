import { test } from "vitest";
import { expectDiagnostics } from "../../../test/fixture/check.ts";

const service = (selector: string): string => `apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
${selector}  ports:
    - port: 80
`;
const deployment = (labels: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
${labels.replaceAll("        ", "      ")}  template:
    metadata:
      labels:
${labels}    spec:
      containers:
        - name: api
          image: api
`;

test("a workload anywhere in view excuses", () => {
  expectDiagnostics(
    `# file: services/api.yaml\n${service("    app: api\n")}# file: x/y/z.yaml\n${deployment("        app: api\n")}`,
  );
});

test("silent without workloads in the folder, with a custom resource near, with a broken neighbour", () => {
  expectDiagnostics(service("    app: api\n"));
  expectDiagnostics(`# file: a.yaml
${service("    app: api\n")}---
${deployment("        app: other\n        tier: front\n")}---
apiVersion: example.com/v1
kind: Api
metadata:
  name: api
`);
  expectDiagnostics(`# file: a.yaml
${service("    app: api\n    tier: back\n")}---
${deployment("        app: api\n        tier: front\n")}# file: broken.yaml
a: [1
b: {
`);
});
