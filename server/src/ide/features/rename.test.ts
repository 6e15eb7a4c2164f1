/** Renames from every kind of place, across files and environments, and refuses what cannot follow. */
import { expect, test } from "vitest";
import { renamed, renamePreview } from "../../../../test/fixture/features.ts";

const db = `# file: db.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  clusterIP: None
  selector: { app: db }
  ports:
    - { name: sql, port: 5432, targetPort: pg }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store, namespace: shop }
spec:
  serviceName: "db"
  replicas: 2
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - name: postgres
          image: postgres
          ports: [{ name: pg, containerPort: 5432 }]
          readinessProbe: { tcpSocket: { port: pg } }
`;

const app = (value: string): string => `# file: app.yaml
apiVersion: v1
kind: Pod
metadata: { name: app, namespace: shop }
spec:
  containers:
    - name: main
      image: debian
      env:
        - { name: A, value: 'x' }
        - { name: DATABASE_URL, value: ${value} }
`;

const others = `# file: others.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: site, namespace: shop }
spec: { defaultBackend: { service: { name: 'db', port: { name: sql } } } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: tls, namespace: shop }
spec: { dnsNames: ["*.db.shop.svc", db] }
`;

const urls = '"postgres://db:db@store-0.db.shop.svc:5432,store-1.db:5432/db"';
const service = [
  'app.yaml:10 - { name: DATABASE_URL, value: "postgres://db:db@store-0.data.shop.svc:5432,store-1.data:5432/db" }',
  "db.yaml:4 name: data",
  'db.yaml:16 serviceName: "data"',
  "others.yaml:4 spec: { defaultBackend: { service: { name: 'data', port: { name: sql } } } }",
  'others.yaml:9 spec: { dnsNames: ["*.data.shop.svc", data] }',
];

test.each([
  ["its declaration", db.replace("name: db", "name: d$0b") + app(urls) + others],
  ["serviceName", db.replace('"db"', '"d$0b"') + app(urls) + others],
  ["a string", db + app(urls.replace("-0.db", "-0.d$0b")) + others],
  ["a list's second peer", db + app(urls.replace("-1.db", "-1.$0db")) + others],
  ["a certificate", db + app(urls) + others.replace("*.db", "*.db$0")],
  ["a backend", db + app(urls) + others.replace("'db'", "'d$0b'")],
])("a Service is renamed everywhere from %s", (_, text) => {
  expect(renamed(text, "data")).toEqual(service);
});

test("a workload is renamed in its Pods' names, a namespace in all that states it", () => {
  expect(renamed(db.replace("name: store", "name: st$0ore") + app(urls), "pg")).toEqual([
    'app.yaml:10 - { name: DATABASE_URL, value: "postgres://db:db@pg-0.db.shop.svc:5432,pg-1.db:5432/db" }',
    "db.yaml:14 metadata: { name: pg, namespace: shop }",
  ]);
  expect(renamed(db + app(urls.replace("store-1", "sto$0re-1")), "pg")).toHaveLength(2);
  expect(renamed(db.replace("namespace: shop", "namespace: s$0hop") + app(urls), "market")).toEqual([
    "app.yaml:3 metadata: { name: app, namespace: market }",
    'app.yaml:10 - { name: DATABASE_URL, value: "postgres://db:db@store-0.db.market.svc:5432,store-1.db:5432/db" }',
    "db.yaml:5 namespace: market",
    "db.yaml:14 metadata: { name: store, namespace: market }",
  ]);
});

test("a range keeps what is expanded", () => {
  const text = db + app('"store-{0..1}.d$0b:5432"');
  expect(renamed(text, "data")[0]).toContain("store-{0..1}.data:5432");
  expect(renamed(text.replace("d$0b:", "db:").replace("name: store", "name: st$0ore"), "pg")[0]).toContain(
    "pg-{0..1}.db",
  );
});

test("ports and labels are renamed in what refers to them", () => {
  const text = db + app("_sql._tcp.db.shop.svc.cluster.local") + others;
  expect(renamed(text.replace("name: sql", "name: s$0ql"), "tcp")).toEqual([
    "app.yaml:10 - { name: DATABASE_URL, value: _tcp._tcp.db.shop.svc.cluster.local }",
    "db.yaml:10 - { name: tcp, port: 5432, targetPort: pg }",
    "others.yaml:4 spec: { defaultBackend: { service: { name: 'db', port: { name: tcp } } } }",
  ]);
  expect(renamed(text.replace("targetPort: pg", "targetPort: p$0g"), "sql")).toEqual([
    "db.yaml:10 - { name: sql, port: 5432, targetPort: sql }",
    "db.yaml:25 ports: [{ name: sql, containerPort: 5432 }]",
    "db.yaml:26 readinessProbe: { tcpSocket: { port: sql } }",
  ]);
  expect(renamed(text.replace("matchLabels: { app: db }", "matchLabels: { app: d$0b }"), "data")).toEqual([
    "db.yaml:8 selector: { app: data }",
    "db.yaml:18 selector: { matchLabels: { app: data } }",
    "db.yaml:20 metadata: { labels: { app: data } }",
  ]);
});

test.each([
  [
    "what is not a name",
    db.replace("name: db", "name: d$0b"),
    "D_B",
    "a Service's name is a DNS label that begins with a letter (lower case, digits, '-', at most 63 characters)",
  ],
  [
    "what is taken",
    `${db.replace("name: db", "name: d$0b")}---\napiVersion: v1\nkind: Service\nmetadata: { name: data, namespace: shop }\nspec: {}\n`,
    "data",
    "there is Service 'data' already (db.yaml:30)",
  ],
  [
    "what is meant already",
    db.replace("name: db", "name: d$0b") + app("http://data.shop:80"),
    "data",
    "'data' is named already, and would mean something else (app.yaml:10)",
  ],
  [
    "what YAML reads otherwise",
    db.replace("name: db", "name: d$0b"),
    "no",
    "YAML reads 'no' as something else than a string at db.yaml:4",
  ],
])("%s is refused with its place", (_, text, name, reason) => {
  expect(renamed(text, name)).toEqual([`'db' cannot be renamed to '${name}': ${reason}`]);
});

test.each(["0b1", "0x1f", "0o7", "1_000", "1e3", "on"])(
  "'%s' is refused where nothing quotes it: YAML has it for a number or a truth value",
  (name) => {
    const pod = (label: string): string => `# file: pod.yaml
apiVersion: v1
kind: Pod
metadata: { name: app, labels: { app: ${label} } }
spec: { containers: [{ name: c, image: debian }] }
`;
    expect(renamed(pod("w$0eb"), name)).toEqual([
      `'web' cannot be renamed to '${name}': YAML reads '${name}' as something else than a string at pod.yaml:3`,
    ]);
    expect(renamed(pod('"w$0eb"'), name)).toEqual([`pod.yaml:3 metadata: { name: app, labels: { app: "${name}" } }`]);
  },
);

test("a name that is put together of variables is refused", () => {
  const text =
    db.replace("name: db", "name: d$0b") +
    app('"http://$(NAME).shop:80"').replace("name: A, value: 'x'", "name: NAME, value: db");
  expect(renamed(text, "data")).toEqual([
    "'db' cannot be renamed to 'data': 'db.shop' is put together of several texts (app.yaml:10)",
  ]);
});

test("aliases follow, and a namespace in a search list is refused", () => {
  const alias = `# file: alias.yaml
apiVersion: v1
kind: Service
metadata: { name: old, namespace: shop }
spec: { type: ExternalName, externalName: db.shop.svc.cluster.local }
`;
  expect(renamed(db.replace("name: db", "name: d$0b") + alias, "data")).toContain(
    "alias.yaml:4 spec: { type: ExternalName, externalName: data.shop.svc.cluster.local }",
  );
  const searching = app("x").replace("spec:\n", "spec:\n  dnsConfig: { searches: [shop.svc.cluster.local] }\n");
  expect(renamed(db.replace("namespace: shop", "namespace: s$0hop") + searching, "market")).toEqual([
    "'shop' cannot be renamed to 'market': a search list of Pods holds 'shop' (app.yaml:5)",
  ]);
});

test("a preview says what a live cluster would not accept", () => {
  expect(renamePreview(db.replace("name: db", "name: d$0b") + app(urls), "data")).toEqual([
    "On a live cluster: a Service of another name is another object: the live one stays until it is deleted; spec.serviceName is immutable: a live StatefulSet must be recreated",
    "Declaration: 1 place",
    "Fields that name it: 1 place",
    "Strings: 2 places",
  ]);
});

const kustomized = (base: string, value = "my-db:80"): string => `# file: base/kustomization.yaml
resources: [db.yaml]
# file: base/db.yaml
apiVersion: v1
kind: Service
metadata: { name: ${base} }
spec: { clusterIP: None, selector: { app: db } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: c, image: debian }] }
# file: over/kustomization.yaml
resources: [../base, asker.yaml]
namePrefix: my-
replicas:
  - { name: store, count: 2 }
patches:
  - path: patch.yaml
  - target: { kind: Service, name: db }
    patch: |
      - { op: add, path: /spec/publishNotReadyAddresses, value: true }
  - patch: |
      apiVersion: v1
      kind: Service
      metadata:
        name: db
        annotations: { a: b }
replacements:
  - source: { kind: Service, name: db, fieldPath: metadata.name }
    targets:
      - select: { kind: ConfigMap, name: c }
        fieldPaths: [data.x]
# file: over/patch.yaml
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { ports: [{ name: sql, port: 5432 }] }
# file: over/asker.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: c }
data: { DB_HOST: ${value}, x: y }
`;

const followed = [
  "base/db.yaml:3 metadata: { name: data }",
  "base/db.yaml:10 serviceName: data",
  "over/asker.yaml:4 data: { DB_HOST: my-data:80, x: y }",
  "over/kustomization.yaml:7 - target: { kind: Service, name: data }",
  "over/kustomization.yaml:14 name: data",
  "over/kustomization.yaml:17 - source: { kind: Service, name: data, fieldPath: metadata.name }",
  "over/patch.yaml:3 metadata: { name: data }",
];

test("a kustomization's references follow, and so does what is put around the name", () => {
  expect(renamed(kustomized("d$0b"), "data")).toEqual(followed);
  expect(renamed(kustomized("db", "my-d$0b:80"), "my-data")).toEqual(followed);
  expect(
    renamed(kustomized("db").replace("kind: Service, name: db, field", "kind: Service, name: d$0b, field"), "data"),
  ).toEqual(followed);
  expect(renamed(kustomized("db", "my-d$0b:80"), "data")).toEqual([
    "'my-db' cannot be renamed to 'data': in 'over (kustomization)' it is called 'my-db', which does not follow 'data'",
  ]);
  expect(renamed(kustomized("db").replace("name: store }\nspec", "name: st$0ore }\nspec"), "pg")).toEqual([
    "base/db.yaml:8 metadata: { name: pg }",
    "over/kustomization.yaml:4 - { name: pg, count: 2 }",
  ]);
});

test("a name that its prefix or suffix holds as well is refused: where it begins is not known", () => {
  for (const given of ["namePrefix: db-", "nameSuffix: -db"]) {
    const text = `# file: base/db.yaml
apiVersion: v1
kind: Service
metadata: { name: d$0b }
spec: { clusterIP: None }
# file: base/kustomization.yaml
resources: [db.yaml]
${given}
`;
    expect(renamed(text, "data")).toEqual([
      "'db' cannot be renamed to 'data': in 'base (kustomization)' it is called 'db-db', which does not follow 'data'",
    ]);
  }
});

test("a text that an alias takes elsewhere is refused: something else would change with it", () => {
  const anchored = db
    .replace("name: db", "name: &name d$0b")
    .replace("selector: { app: db }", "selector: { app: *name }");
  expect(renamed(anchored, "data")).toEqual([
    "'db' cannot be renamed to 'data': '*name' takes the text at db.yaml:4 for something else, too",
  ]);
  expect(renamed(anchored.replace("*name", "db"), "data")).toContain("db.yaml:4 name: &name data");
  const values = chart('service: &name "d$0b"\nuser: *name', "{{ .Values.service }}");
  expect(renamed(values, "data")).toEqual([
    "'db' cannot be renamed to 'data': '*name' takes the text at values.yaml:1 for something else, too",
  ]);
});

test("a Pod in the place of a StatefulSet's is refused: the set would make its own", () => {
  const pod = (name: string): string => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec: { containers: [{ name: c, image: debian }] }
`;
  expect(renamed(db + pod("store-$01"), "alone")).toEqual([
    "'store-1' cannot be renamed to 'alone': another workload of namespace 'shop' has Pods that are called 'store-1'",
  ]);
  const adopted = pod("store-1").replace("namespace: shop", "namespace: shop, labels: { app: db }");
  expect(renamed(db.replace("name: store", "name: st$0ore") + adopted, "pg")).toEqual([
    "'store' cannot be renamed to 'pg': another workload of namespace 'shop' has Pods that are called 'store'",
  ]);
  expect(renamed(db + pod("store-$02"), "alone")).toEqual(["db.yaml:30 metadata: { name: alone, namespace: shop }"]);
});

test("a namespace is renamed in every form of a policy's selector", () => {
  const policy = `# file: policy.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: in, namespace: ops }
spec:
  podSelector: {}
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } }
        - namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [ops, shop] }] }
        - namespaceSelector: { matchExpressions: [{ key: team, operator: In, values: [shop] }] }
`;
  expect(renamed(db.replace("namespace: shop", "namespace: s$0hop") + policy, "market").slice(-2)).toEqual([
    "policy.yaml:8 - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: market } }",
    "policy.yaml:9 - namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [ops, market] }] }",
  ]);
});

const chart = (values: string, name: string, more = ""): string => `# engine
# file: chart/Chart.yaml
apiVersion: v2
name: demo
version: 1.0.0
# file: chart/values.yaml
${values}
# file: chart/templates/all.yaml
apiVersion: v1
kind: Service
metadata:
  name: ${name}
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
          value: "http://${name}:80"
${more}`;

test("in a chart, texts of templates and keys of values follow", () => {
  expect(renamed(chart("a: b", "db").replace("name: db", "name: d$0b"), "data")).toEqual([
    "chart/templates/all.yaml:4 name: data",
    'chart/templates/all.yaml:18 value: "http://data:80"',
  ]);
  const values = chart("service: db", "{{ .Values.service }}");
  expect(renamed(values.replace("service: db", "service: d$0b"), "data")).toEqual([
    "chart/values.yaml:1 service: data",
  ]);
  const mixed = `${values.replace("service: db", "service: d$0b")}        - name: USER\n          value: {{ .Values.service }}\n`;
  expect(renamed(mixed, "data")).toEqual([expect.stringContaining("is read for something else, too (all.yaml:20)")]);
  expect(renamed(chart("a: b", "{{ .Release.Name }}-db").replace("}}-db\nspec", "}}-d$0b\nspec"), "data")).toEqual([
    "A template makes the name '{{ .Release.Name }}-db'",
  ]);
});
