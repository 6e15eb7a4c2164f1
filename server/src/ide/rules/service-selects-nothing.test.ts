import { test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";

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

test("a workload anywhere in view keeps the finding back", () => {
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

const nothing = (more = ""): string =>
  `# ^^^^^^^^ ${more === "" ? "information" : "💡 warning"}: 'api' answers with a ClusterIP that leads nowhere: the selector of the Service matches no Pod${more} (service-selects-nothing)\n`;
const api = (labels: string, finding: string): string =>
  service(labels).replace("  selector:\n", `  selector:\n${finding}`);

test("a workload is named where nothing else explains what is missing", () => {
  expectDiagnostics(
    `${api("    app: apy\n", nothing("; Deployment 'api' has app 'api', not 'apy'"))}---\n${deployment("        app: api\n")}`,
  );
  // Another application, whose Service has its Pods.
  const other = deployment("        app: other\n").replaceAll("name: api", "name: other");
  expectDiagnostics(`${api("    app: api\n", nothing())}---\n${other}`);
  const canary = "    app: api\n    track: canary\n";
  const stable = deployment("        app: api\n        track: stable\n");
  const own = service("    track: stable\n").replace("name: api", "name: own");
  expectDiagnostics(`${api(canary, nothing("; Deployment 'api' has track 'stable', not 'canary'"))}---\n${stable}`);
  expectDiagnostics(`${api(canary, nothing())}---\n${stable}---\n${own}`);
  // Among others, the one that is called like the Service.
  expectDiagnostics(
    `${api("    app: frontend\n", nothing("; Deployment 'api' has app 'api', not 'frontend'"))}---\n${deployment("        app: api\n")}---\n${other}`,
  );
  expectDiagnostics(
    `${api("    app: frontend\n", nothing())}---\n${deployment("        app: api\n").replaceAll("name: api", "name: back")}---\n${other}`,
  );
  // A release in the namespace.
  const release =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: x\n  namespace: default\n";
  expectDiagnostics(
    `# file: a/b/c/api.yaml\n${api(canary, nothing())}---\n${stable}# file: x/y/z/release.yaml\n${release}`,
  );
});
