import { expect, test } from "vitest";
import { expectDiagnostics, expectFix, fixTitles } from "../../../../test/fixture/check.ts";

const service = (targetPort: string, more = ""): string => `apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - port: 80
      targetPort: ${targetPort}
${more}`;
const deployment = (ports: string, name = "api"): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: api
${ports}`;
const port = (name: string, more = ""): string => `          ports:
            - containerPort: 8080 # main
              name: ${name}
${more}`;

test("a number is never wrong", () => {
  expectDiagnostics(`${service("8443")}---\n${deployment(port("http"))}`);
  expectDiagnostics(`${service('""')}---\n${deployment(port("http"))}`);
});

test("sidecar init containers count, ordinary ones do not", () => {
  const withInit = (restart: string): string =>
    `${deployment("")}      initContainers:
        - name: proxy
          image: proxy
${restart}          ports:
            - name: admin
              containerPort: 9000
`;
  expectDiagnostics(`${service("admin")}---\n${withInit("          restartPolicy: Always\n")}`);
  expectDiagnostics(
    `${service(
      `admin
#                 ^^^^^ warning: connections fail to port 80 of Service 'api', which is left out of its endpoints: no container of Deployment 'api' has a TCP port named 'admin' (target-port-unknown)`,
    )}---\n${withInit("")}`,
  );
});

test("the protocol is part of the name", () => {
  expectDiagnostics(
    `${service(
      `dns
#                 ^^^ warning: connections fail to port 80 of Service 'api', which is left out of its endpoints: no container of Deployment 'api' has a TCP port named 'dns'; it has a UDP port of that name (target-port-unknown)`,
    )}---\n${deployment(port("dns", "              protocol: UDP\n"))}`,
  );
  expectDiagnostics(
    `${service("dns", "      protocol: UDP\n")}---\n${deployment(port("dns", "              protocol: UDP\n"))}`,
  );
});

test("of several variants one that fits is enough; the same file decides before the folder", () => {
  expectDiagnostics(`# file: a.yaml
${service("http")}# file: b.yaml
${deployment(port("web"), "one")}# file: c.yaml
${deployment(port("http"), "two")}`);
  expect(
    fixTitles(`# file: a.yaml
${service("http$0")}---
${deployment(port("web"), "one")}# file: c.yaml
${deployment(port("http"), "two")}`),
  ).toEqual(["Change targetPort to 'web'"]);
});

test("silent where nothing is selected near, where the template is a placeholder, and for what meshes inject", () => {
  expectDiagnostics(service("http"));
  expectDiagnostics(`# file: a/b/c/s.yaml\n${service("http")}# file: x/y.yaml\n${deployment(port("web"))}`);
  expectDiagnostics(`${service("http")}---\n${deployment(port('"{{ .name }}"'))}`);
  expectDiagnostics(`${service("linkerd-admin")}---\n${deployment(port("web"))}`);
});

test("names the container's port instead", () => {
  expectFix(
    `${service("ht$0tp")}---\n${deployment("          ports:\n            - containerPort: 8080 # main\n")}`,
    "Name port 8080 of container 'api' 'http'",
    `${service("http")}---\n${deployment(port("http"))}`,
  );
});

test("a headless Service's port that nobody asks for by its name is information", () => {
  const headless = (finding: string): string =>
    service(`admin\n${finding}`)
      .replace("spec:\n", "spec:\n  clusterIP: None\n")
      .replace("- port: 80", "- name: admin\n      port: 80");
  const finding = (severity: string): string =>
    `#                 ^^^^^ ${severity}: no SRV record leads to port 80 of Service 'api', which is left out of its endpoints: no container of Deployment 'api' has a TCP port named 'admin' (target-port-unknown)\n`;
  expectDiagnostics(`${headless(finding("information"))}---\n${deployment("")}`);
  const monitor = `---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: api
spec:
  endpoints:
    - port: admin
`;
  expectDiagnostics(`${headless(finding("warning"))}---\n${deployment("")}${monitor}`);
});
