/** Follows names by the label under the cursor, in every kind of place and of environment. */
import { expect, test } from "vitest";
import {
  calls,
  definition,
  highlights,
  implementation,
  links,
  references,
  selections,
  typeDefinition,
} from "../../../../../test/fixture/features.ts";

const db = `# file: db.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  clusterIP: None
  selector:
    app: db
  ports:
    - name: sql
      port: 5432
      targetPort: pg
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: store
  namespace: shop
spec:
  serviceName: db
  replicas: 2
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: postgres
          image: postgres
          ports:
            - name: pg
              containerPort: 5432
          readinessProbe:
            tcpSocket:
              port: pg
# file: namespace.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: shop
`;

const app = (value: string, more = ""): string => `# file: app.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
  namespace: shop
spec:
  selector:
    matchLabels:
      app: app
  template:
    metadata:
      labels:
        app: app
    spec:
      containers:
        - name: main
          image: debian
          env:
            - name: DATABASE_URL
              value: ${value}
${more}`;

test.each([
  ["a Pod", "postgres://me:secret@sto$0re-0.db.shop.svc.cluster.local:5432/x", ["db.yaml:18 store"]],
  ["a Service", "postgres://me:secret@store-0.d$0b.shop.svc.cluster.local:5432/x", ["db.yaml:4 db"]],
  ["a namespace", "postgres://me:secret@store-0.db.sh$0op.svc.cluster.local:5432/x", ["namespace.yaml:4 shop"]],
  ["the rest of the name", "postgres://me:secret@store-0.db.shop.svc.clu$0ster.local:5432/x", ["db.yaml:4 db"]],
  ["a Pod that is not there", "store-7$0.db:5432", ["db.yaml:4 db"]],
  ["a short name", "http://d$0b:80", ["db.yaml:4 db"]],
  ["a short name with its namespace", "http://db.s$0hop:80", ["namespace.yaml:4 shop"]],
  ["a port's record", "_sq$0l._tcp.db.shop.svc.cluster.local", ["db.yaml:11 sql"]],
  ["a range's beginning", "st$0ore-{0..1}.db:5432", ["db.yaml:18 store"]],
  ["a range's end", "store-{0..1}.d$0b:5432", ["db.yaml:4 db"]],
  ["the second of a list", "store-0.db:5432,store-1.d$0b:5432", ["db.yaml:4 db"]],
  ["user info", "postgres://m$0e:secret@db/x", []],
  ["another cluster's domain", "db.sh$0op.svc.other.example", []],
])("of a host, %s leads to its own place", (_, value, places) => {
  expect(definition(db + app(value))).toEqual(places);
});

test.each([
  ["serviceName", "serviceName: db", "serviceName: d$0b", ["db.yaml:4 db"]],
  ["a targetPort", "targetPort: pg", "targetPort: p$0g", ["db.yaml:35 pg"]],
  ["a probe's port", "              port: pg", "              port: p$0g", ["db.yaml:35 pg"]],
  ["a selector's label", "    app: db\n  ports", "    app: d$0b\n  ports", ["db.yaml:18 store"]],
  ["a workload's own selector", "matchLabels:\n      app: db", "matchLabels:\n      app: d$0b", ["db.yaml:18 store"]],
  [
    "a namespace",
    "namespace: shop\nspec:\n  clusterIP",
    "namespace: sh$0op\nspec:\n  clusterIP",
    ["namespace.yaml:4 shop"],
  ],
])("%s leads to what it names", (_, text, marked, places) => {
  expect(definition(db.replace(text, marked))).toEqual(places);
});

test("a Service leads to its workload, and to everything that makes its Pods", () => {
  const text = db.replace("name: db", "name: d$0b") + app("x").replaceAll("app: app", "app: db");
  expect(typeDefinition(text)).toEqual(["db.yaml:18 store"]);
  expect(implementation(text)).toEqual(["app.yaml:4 app", "db.yaml:18 store"]);
  expect(typeDefinition(db + app("http://store-1.d$0b:80"))).toEqual(["db.yaml:18 store"]);
});

test("endpoints that are written by hand implement a Service", () => {
  const text = `# file: a.yaml
apiVersion: v1
kind: Service
metadata: { name: ol$0d }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: old-1, labels: { kubernetes.io/service-name: old } }
addressType: IPv4
endpoints: [{ addresses: ["10.0.0.1"] }]
ports: [{ port: 80 }]
`;
  expect(implementation(text)).toEqual(["a.yaml:8 old-1"]);
  expect(references(text)).toEqual(["a.yaml:8 old"]);
});

const around = `# file: around.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: shop }
spec: { rules: [{ backendRefs: [{ name: db, port: 5432 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress: [{ ports: [{ port: pg }] }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: monitor, namespace: monitoring }
spec:
  namespaceSelector: { matchNames: [shop] }
  selector: { matchLabels: { team: data } }
  endpoints: [{ port: sql }]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: tls, namespace: shop }
spec:
  dnsNames: ["*.db.shop.svc", db.shop.svc.cluster.local]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: scale, namespace: shop }
spec: { scaleTargetRef: { kind: StatefulSet, name: store } }
`;
const labelled = db.replace("  name: db\n", "  name: db\n  labels: { team: data }\n");

test("everything that has to do with a Service refers to it", () => {
  const text = labelled.replace("name: db", "name: d$0b") + app("http://store-0.db:80") + around;
  expect(references(text)).toEqual([
    "around.yaml:4 db",
    "db.yaml:22 db",
    "app.yaml:20 store-0.db",
    "around.yaml:25 *.db.shop.svc",
    "around.yaml:25 db.shop.svc.cluster.local",
    "around.yaml:10 podSelector",
    "around.yaml:18 selector",
  ]);
});

test("a Deployment behind a Service refers to it by the label that is selected", () => {
  const text = db.replace("name: db", "name: d$0b").replace("kind: StatefulSet", "kind: Deployment");
  expect(references(text.replace("  serviceName: db\n", ""))).toEqual(["db.yaml:28 db"]);
});

test("a workload is referred to by its Pods' names and by what scales it", () => {
  const text = labelled.replace("name: store", "name: st$0ore") + app("http://store-0.db:80") + around;
  expect(references(text)).toEqual(["around.yaml:30 store", "app.yaml:20 store-0.db", "db.yaml:9 selector"]);
});

test("ports are referred to by name", () => {
  const text = labelled + around + app("_sql._tcp.db.shop.svc.cluster.local");
  expect(references(text.replace("name: sql", "name: sq$0l"))).toEqual([
    "around.yaml:19 sql",
    "app.yaml:20 _sql._tcp.db.shop.svc.cluster.local",
  ]);
  expect(references(text.replace("name: pg", "name: p$0g"))).toEqual([
    "around.yaml:11 pg",
    "db.yaml:40 pg",
    "db.yaml:14 pg",
  ]);
});

test("a namespace is referred to by all that states it", () => {
  const text = db.replace(
    "# file: namespace.yaml\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop",
    "# file: namespace.yaml\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: sh$0op",
  );
  expect(references(text + app("http://db.shop:80"))).toEqual([
    "app.yaml:5 shop",
    "db.yaml:5 shop",
    "db.yaml:19 shop",
    "app.yaml:20 db.shop",
  ]);
});

test("the label is marked whole, and nothing that only looks like it", () => {
  expect(
    highlights(app("http://store-0.d$0b:80,http://db.shop:80/db") + db.replace("# file: db.yaml\n", "---\n")),
  ).toEqual(["write app.yaml:25 db", "read app.yaml:20 db", "read app.yaml:20 db", "read app.yaml:42 db"]);
});

test("a selection grows by label", () => {
  expect(selections(db + app("postgres://me@store-0.d$0b.shop.svc:5432/x"))).toEqual([
    "db",
    "db.shop.svc",
    "store-0.db.shop.svc",
    "postgres://me@store-0.db.shop.svc:5432/x",
    "value: postgres://me@store-0.db.shop.svc:5432/x",
    "name: DATABASE_URL … value: postgres://me@store-0.db.shop.svc:5432/x",
    "- name: DATABASE_URL … value: postgres://me@store-0.db.shop.svc:5432/x",
    "env: … value: postgres://me@store-0.db.shop.svc:5432/x",
    "name: main … value: postgres://me@store-0.db.shop.svc:5432/x",
    "- name: main … value: postgres://me@store-0.db.shop.svc:5432/x",
    "containers: … value: postgres://me@store-0.db.shop.svc:5432/x",
    "spec: … value: postgres://me@store-0.db.shop.svc:5432/x",
    "metadata: … value: postgres://me@store-0.db.shop.svc:5432/x",
    "template: … value: postgres://me@store-0.db.shop.svc:5432/x",
    "selector: … value: postgres://me@store-0.db.shop.svc:5432/x",
    "spec: … value: postgres://me@store-0.db.shop.svc:5432/x",
    "apiVersion: apps/v1 … value: postgres://me@store-0.db.shop.svc:5432/x",
    "apiVersion: apps/v1 … value: postgres://me@store-0.db.shop.svc:5432/x",
  ]);
});

test("who talks to whom is known by the names that are mentioned", () => {
  const reading = `          envFrom:
            - configMapRef: { name: config }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: config, namespace: shop }
data:
  DB: store-1.db:5432
`;
  expect(calls(db.replace("name: db", "name: d$0b") + app("http://store-0.db:80", reading))).toEqual([
    "store (StatefulSet in shop)",
    "in app (Deployment in shop): app.yaml:20 store-0.db, app.yaml:28 store-1.db",
  ]);
  expect(calls(db + app("http://store-0.db:80", reading).replace("name: app", "name: a$0pp"))).toEqual([
    "app (Deployment in shop)",
    "out store (StatefulSet in shop): app.yaml:20 store-0.db, app.yaml:28 store-1.db",
  ]);
});

test("a kustomization's files and folders are linked", () => {
  const text = `# file: over/kustomization.yaml
resources:
  - ../base
  - "web.yaml"$0
  - https://example.org/x.yaml
  - gone.yaml
patches:
  - path: patch.yaml
namespace: base
configMapGenerator:
  - name: c
    files:
      - key=over.conf.yaml
# file: over/web.yaml
kind: Service
# file: over/patch.yaml
kind: Service
# file: over/over.conf.yaml
a: b
# file: base/kustomization.yaml
resources: []
`;
  expect(links(text)).toEqual([
    "over/kustomization.yaml:2 ../base -> base/kustomization.yaml",
    "over/kustomization.yaml:3 web.yaml -> over/web.yaml",
    "over/kustomization.yaml:7 patch.yaml -> over/patch.yaml",
    "over/kustomization.yaml:12 key=over.conf.yaml -> over/over.conf.yaml",
  ]);
});

const kustomized = (value: string): string => `# file: base/kustomization.yaml
resources: [db.yaml]
# file: base/db.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector: { app: db }
---
apiVersion: v1
kind: Pod
metadata: { name: asker }
spec:
  containers: [{ name: c, image: debian, env: [{ name: DB_HOST, value: ${value} }] }]
# file: over/kustomization.yaml
resources: [../base]
namePrefix: my-
namespace: shop
`;

test("in a kustomization the rendered name counts", () => {
  expect(definition(kustomized("my-d$0b"))).toEqual(["base/db.yaml:4 db"]);
  expect(definition(kustomized("my-db.sh$0op"))).toEqual([]);
  expect(references(kustomized("my-db").replace("name: db", "name: d$0b"))).toEqual(["base/db.yaml:13 my-db"]);
});

const chart = (value: string): string => `# engine
# file: chart/Chart.yaml
apiVersion: v2
name: demo
version: 1.0.0
# file: chart/values.yaml
host: db
# file: chart/templates/all.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
---
apiVersion: v1
kind: Pod
metadata:
  name: asker
spec:
  containers:
    - name: c
      image: debian
      env:
        - name: DB_HOST
          value: ${value}
`;

test("in a chart's template the printed name counts", () => {
  expect(definition(chart("http://d$0b:80"))).toEqual(["chart/templates/all.yaml:4 db"]);
  expect(references(chart("http://db:80").replace("name: db", "name: d$0b"))).toEqual([
    "chart/templates/all.yaml:18 db",
  ]);
});
