/** Names that are not reported, because somebody else may make them. */
import { describe, test } from "vitest";
import { expectDiagnostics } from "../../../../test/fixture/check.ts";
import { app, config, database, finding, service, set } from "./host-names/hosts.fixture.ts";

describe("silent", () => {
  test.each([
    ["a Service", "db.shop.svc"],
    ["a Pod", "db-2.db.shop.svc.cluster.local."],
    ["a short Pod name", "db-0.db"],
    ["another cluster domain", "cache.shop.svc.other.example.com"],
    ["a namespace that is not ours", "cache.elsewhere.svc"],
    ["a system namespace", "metrics-server.kube-system.svc"],
    ["the API server", "https://kubernetes.default.svc:443"],
    ["a bare name and a port", "cache:6379"],
    ["a domain", "db-0.example.com"],
    ["a file", "db-0.log"],
    ["a name with a hole", '"db-0.$(SERVICE).shop.svc"'],
    ["an operator's name", "events-kafka-bootstrap.shop.svc:9092"],
    ["two labels", "cache.shop"],
    ["more labels than a name has", "a.b.c.db.shop.svc"],
    ["capitals", "Cache.shop.svc"],
  ])("%s", (_, value) => {
    expectDiagnostics(database + config(value));
  });

  test("comments, annotations, images, examples", () => {
    expectDiagnostics(`${database}apiVersion: v1
kind: ConfigMap
metadata:
  name: config
  namespace: shop
  annotations:
    see: http://cache.shop.svc
data:
  _example: |
    url: http://cache.shop.svc
  app.properties: |
    # url=http://cache.shop.svc
    url=
`);
  });

  test("a custom resource of that name, a templated Service, a chart's template", () => {
    const other = "apiVersion: example.com/v1\nkind: Cache\nmetadata:\n  name: cache\n  namespace: shop\n---\n";
    expectDiagnostics(database + other + config("cache-master.shop.svc"));
    expectDiagnostics(database + service('"' + "$" + '{PREFIX}-cache"') + config("my-cache.shop.svc"));
    expectDiagnostics(`# file: chart/Chart.yaml
name: thing
# file: chart/templates/s.yaml
kind: Service
metadata:
  name: cache
# file: app/app.yaml
${database}${config("cache.shop.svc")}`);
  });

  test("a Secret of that name that something else installs", () => {
    const client = (name: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: client
  namespace: shop
spec:
  containers:
    - name: client
      image: client
      env:
        - name: PASSWORD
          valueFrom:
            secretKeyRef:
              name: ${name}
              key: password
---
`;
    expectDiagnostics(database + client("cache") + config("cache.shop.svc"));
    const secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: cache\n  namespace: shop\n---\n";
    const missing = finding(
      "cache.shop.svc",
      "warning: 'cache.shop.svc' does not resolve: no Service 'cache' in namespace 'shop'",
    );
    expectDiagnostics(database + secret + client("cache") + config(missing));
    expectDiagnostics(database + client("other") + config(missing));
  });

  test("a host that a ServiceEntry defines", () => {
    const entry = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: outside
  namespace: shop
spec:
  hosts:
    - cache.shop.svc
---
`;
    expectDiagnostics(database + entry + config("cache.shop.svc"));
  });

  test("an object without namespace may be applied anywhere", () => {
    expectDiagnostics(`${database + service("cache").replace("  namespace: shop\n", "")}${config("cache.shop.svc")}`);
  });

  test("a Service of another application, wherever it is", () => {
    expectDiagnostics(`# file: a/app.yaml
${database}${config("cache.other.svc")}
# file: z/y/x/cache.yaml
${service("cache", "other")}${service("more", "other")}`);
  });

  test("replicas that are not written, zero, or scaled", () => {
    expectDiagnostics(service("db") + set("db", "db").replace("  replicas: 3\n", "") + config("db-7.db"));
    expectDiagnostics(service("db") + set("db", "db", 0) + config("db-7.db"));
    const scaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: db\n---\n";
    expectDiagnostics(database + scaler + config("db-7.db"));
  });

  test("something in the folder that cannot be read", () => {
    expectDiagnostics(
      `# file: app.yaml\n${database}${config("cache.shop.svc")}\n# file: broken.yaml\napiVersion: v1\na: b: {\n`,
    );
  });
});

test("a Service that is only called alike is not offered for a Pod", () => {
  const missing = finding(
    "queue-0.queue",
    "warning: 'queue-0.queue' does not resolve: no Service 'queue' in namespace 'shop'",
  );
  const unknown = set("queue", "queue").replace(
    "serviceName: queue\n",
    `serviceName: queue
#              ^^^^^ 💡 warning: the Pods of StatefulSet 'queue' get no names of their own: no Service 'queue' in namespace 'shop'; did you mean 'old-queue-admin'? (service-name-unknown)
`,
  );
  // It is headless and selects the set's Pods: that is something else than its name.
  expectDiagnostics(service("old-queue-admin") + unknown + config(missing));
});

test("a name in a namespace into which charts are installed may be theirs", () => {
  const release = (target: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: metrics
  namespace: releases
spec:
  targetNamespace: ${target}
---
`;
  const told = (severity: string): string =>
    finding("cache.shop.svc", `${severity}: 'cache.shop.svc' does not resolve: no Service 'cache' in namespace 'shop'`);
  expectDiagnostics(database + release("shop") + config(told("information")));
  expectDiagnostics(database + release("other") + config(told("warning")));
});

test("the hostname of a Pod is not a name", () => {
  const pod = `apiVersion: v1
kind: Pod
metadata:
  name: worker
  namespace: app
  labels:
    app: worker
spec:
  hostname: crunch
  containers:
    - name: worker
      image: worker
---
`;
  expectDiagnostics(
    `${pod}${app("http://crunch:80")}#                 ^^^^^^ information: 'crunch' does not resolve: no Service 'crunch' in namespace 'app'; it is the hostname of Pod 'worker', which is not a DNS name without a subdomain (host-unresolvable)\n`,
  );
});
