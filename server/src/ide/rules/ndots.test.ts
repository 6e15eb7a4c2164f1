import { test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";

const workload = (kind: string, url: string, dns = ""): string => `
apiVersion: apps/v1
kind: ${kind}
metadata:
  name: app
spec:
  selector:
    matchLabels:
      app: app
  template:
    metadata:
      labels:
        app: app
    spec:
${dns}      containers:
        - name: app
          image: app
          env:
            - name: API
              value: ${url}
`;

test("an outside name that a long-running workload is configured with is a hint, once per container", () => {
  expectDiagnostics(
    workload(
      "Deployment",
      `https://api.example.com/v1
#                            ^^^^^^^^^^^^^^^ hint: 'api.example.com' has 2 dots, fewer than ndots 5: each lookup asks 3 names of the search list first; a final dot, or a lower ndots in dnsConfig, spares them (ndots)`,
    ),
  );
});

test.each([
  ["a final dot", workload("Deployment", "https://api.example.com./v1")],
  [
    "a low ndots",
    workload(
      "Deployment",
      "https://api.example.com/v1",
      "      dnsConfig:\n        options:\n          - name: ndots\n            value: '2'\n",
    ),
  ],
  ["the node's resolv.conf", workload("Deployment", "https://api.example.com/v1", "      dnsPolicy: Default\n")],
  ["a name that may be of the cluster", workload("Deployment", "https://api.shop/v1")],
])("%s is fine", (_, text) => {
  expectDiagnostics(text);
});

test("a name in a ConfigMap is asked as the Pods do that read it", () => {
  const text = (image: string, finding: string): string => `
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  ports:
    - port: 80
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: conf
  namespace: shop
data:
  URL: http://db.shop:80
${finding}---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: job
  namespace: shop
spec:
  schedule: "@daily"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          dnsConfig:
            options:
              - name: ndots
                value: "1"
          containers:
            - name: job
              image: ${image}
              envFrom:
                - configMapRef:
                    name: conf
`;
  expectDiagnostics(
    text(
      "alpine",
      "#             ^^^^^^^ 💡 warning: 'db.shop' does not resolve: with ndots 1 it is asked as it stands first, outside the cluster, and musl (Alpine) does not go on to the search list; write 'db.shop.svc.cluster.local' (ndots)\n",
    ),
  );
  expectDiagnostics(text("debian", ""));
});

test("with an image of an unknown libc, a name that only musl does not find is told as that", () => {
  expectDiagnostics(`# file: a.yaml
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: db }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: web }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      dnsConfig:
        options: [{ name: ndots, value: "1" }]
      containers:
        - name: api
          image: registry.example.com/api:1
          env:
            - name: DB
              value: http://db.shop:80
#                           ^^^^^^^ 💡 information: 'db.shop' does not resolve with musl (Alpine): with ndots 1 it is asked as it stands first, outside the cluster, and musl does not go on to the search list, as glibc does; write 'db.shop.svc.cluster.local' (ndots)
`);
});
