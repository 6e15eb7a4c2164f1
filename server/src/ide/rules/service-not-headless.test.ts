import { expect, test } from "vitest";
import { expectDiagnostics, expectFix, fixTitles } from "../../../../test/fixture/check.ts";
import { open } from "../../../../test/fixture/workspace.ts";
import { judgeFile } from "./run/run.ts";

const set = (serviceName: string, replicas = 1): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx
          ports:
            - name: http
              containerPort: 8080
`;
const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata:
  name: web
spec: # regular
${spec}  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
---
`;

test("makes the Service headless and leaves comments alone", () => {
  expectFix(
    service("") + set("web$0", 2),
    "Make Service 'web' headless",
    service("  clusterIP: None\n") + set("web", 2),
  );
  expectFix(
    service("  clusterIP: ''\n") + set("web$0", 2),
    "Make Service 'web' headless",
    service("  clusterIP: 'None'\n") + set("web", 2),
  );
});

test("adds a headless Service beside the regular one", () => {
  expectFix(
    service("") + set("web$0", 2),
    "Add headless Service 'web-headless' beside 'web'",
    `${service("")}apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
---
${set("web-headless", 2)}`,
  );
});

test("a NodePort Service cannot become headless", () => {
  expect(fixTitles(service("  type: NodePort\n") + set("web$0", 2))).toEqual([
    "Add headless Service 'web-headless' beside 'web' and use it (serviceName is immutable: a live StatefulSet must be recreated)",
  ]);
});

test("one replica whose names nobody writes is information, a written name makes it a warning", () => {
  const message =
    "'web' answers with one ClusterIP instead of the Pod: Service 'web' is not headless, and Kubernetes specifies per-Pod names such as 'web-0.web' only for headless Services (CoreDNS answers them, kube-dns does not) (service-not-headless)";
  const marked = (severity: string): string =>
    set("web").replace("serviceName: web\n", `serviceName: web\n#              ^^^ 💡 ${severity}: ${message}\n`);
  expectDiagnostics(service("") + marked("information"));
  expectDiagnostics(`# file: web.yaml
${service("")}${marked("warning")}# file: client.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: client
data:
  peers: web-0.web:80
#        ^^^^^^^^^ 💡 information: 'web-0.web' is a per-Pod name under Service 'web', which is not headless: CoreDNS answers it, Kubernetes specifies such names only for headless Services, and kube-dns does not answer it (service-not-headless)
`);
});

test("names that a set composes from its environment are told where they stand", () => {
  const regular = service("");
  const composed = set("web").replace(
    "          ports:\n",
    `          env:
            - name: POD
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: NODE
              value: node@$(POD).web.default.svc.cluster.local
#                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 information: 'web-0.web.default.svc.cluster.local' is a per-Pod name under Service 'web', which is not headless: CoreDNS answers it, Kubernetes specifies such names only for headless Services, and kube-dns does not answer it (service-not-headless)
          ports:
`,
  );
  expectDiagnostics(
    regular +
      composed.replace(
        "serviceName: web\n",
        `serviceName: web
#              ^^^ 💡 warning: 'web' answers with one ClusterIP instead of the Pod: Service 'web' is not headless, and Kubernetes specifies per-Pod names such as 'web-0.web' only for headless Services (CoreDNS answers them, kube-dns does not) (service-not-headless)
`,
      ),
  );
});

test("nobody is said to answer names that the selector does not lead to", () => {
  const { analysis } = open(`apiVersion: v1
kind: Service
metadata:
  name: kafka
spec:
  selector:
    app: broker
  ports:
    - port: 9092
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: kafka
spec:
  serviceName: kafka
  replicas: 2
  selector:
    matchLabels:
      app: kafka
  template:
    metadata:
      labels:
        app: kafka
    spec:
      containers:
        - name: c
          image: c
          env:
            - name: PEERS
              value: kafka-0.kafka:9092,kafka-1.kafka:9092
`);
  const messages = [...analysis.files.keys()].flatMap((uri) =>
    judgeFile(analysis, uri).map(({ finding }) => finding.message),
  );
  expect(messages.filter((message) => message.includes("CoreDNS answers"))).toEqual([]);
  expect(messages).toContain("'kafka-0.kafka' does not resolve: Service 'kafka' does not select Pod 'kafka-0'");
});
