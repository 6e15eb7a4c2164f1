/** Names that do not resolve: what is said of each, and what is offered. */
import { describe, expect, test } from "vitest";
import { expectDiagnostics, expectFix, fixTitles } from "../../../../test/fixture/check.ts";
import { openCharts, uriOf } from "../../../../test/fixture/workspace.ts";
import { app, config, database, finding, service, set } from "./host-names/hosts.fixture.ts";
import { judgeFile } from "./run/run.ts";

test("labels in the wrong order", () => {
  expectDiagnostics(
    database +
      config(
        finding(
          "db.db-0.shop.svc",
          "💡 warning: 'db.db-0.shop.svc' does not resolve: the labels are in the wrong order: a Pod's name is written pod.service.namespace; did you mean 'db-0.db.shop.svc'?",
        ),
      ),
  );
  expectDiagnostics(
    database +
      config(
        finding(
          "shop.db.svc",
          "💡 warning: 'shop.db.svc' does not resolve: the labels are in the wrong order: a Service's name is written service.namespace; did you mean 'db.shop.svc'?",
        ),
      ),
  );
});

test("a Service in another namespace", () => {
  expectDiagnostics(
    service("cache", "infra") +
      service("queue", "shop") +
      config(
        finding(
          "cache.shop.svc",
          "💡 warning: 'cache.shop.svc' does not resolve: no Service 'cache' in namespace 'shop'; it is in namespace 'infra'; did you mean 'cache.infra.svc'?",
        ),
      ),
  );
});

test("a Service that does not govern the set", () => {
  expectDiagnostics(
    database +
      service("db-read") +
      config(
        finding(
          "db-0.db-read",
          "💡 warning: 'db-0.db-read' does not resolve: headless Service 'db-read' has no name for Pod 'db-0', which has subdomain 'db': the subdomain (serviceName of a StatefulSet) must be the Service's name; did you mean 'db-0.db'?",
        ),
      ),
  );
});

test("alternatives in plain files do not keep a finding back", () => {
  expectDiagnostics(`# file: one/app.yaml
${service("kafka") + set("kafka", "kafka")}${config(
  finding(
    "kafka-0.broker:9092",
    "💡 warning: 'kafka-0.broker' does not resolve: no Service 'broker' in namespace 'shop'; did you mean 'kafka-0.kafka'?",
    14,
  ),
)}
# file: two/app.yaml
${service("broker") + set("kafka", "broker")}`);
});

test("a name that stands for several is told once", () => {
  expectDiagnostics(
    database +
      config(
        finding(
          "http://db-{0...2}.dbs/data",
          "warning: 'db-0.dbs' (and 2 more that it stands for) does not resolve: no Service 'dbs' in namespace 'shop'; did you mean 'db-0.db'?",
          0,
        ).replace("#     ", "#           ^^^^^^^^^^^^^^ "),
      ),
  );
});

test("backends: a near name, Services in the same file; a folder of examples says nothing", () => {
  const ingress = (name: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
spec:
  defaultBackend:
    service:
      name: ${name}
      port:
        number: 80
`;
  expectDiagnostics(
    `${service("front")}${ingress(`frnt
#           ^^^^ 💡 warning: no Service 'frnt' in namespace 'shop': this backend leads nowhere; did you mean 'front'? (host-unresolvable)`)}`,
  );
  expectDiagnostics(
    `# file: s.yaml
${service("front")}
# file: i.yaml
${ingress(`another
#           ^^^^^^^ information: no Service 'another' in namespace 'shop': this backend leads nowhere (host-unresolvable)`)}`,
  );
  expectDiagnostics(ingress("another"));
  expectDiagnostics(
    `# file: s1.yaml\n${service("front")}\n# file: s2.yaml\n${service("front")}\n# file: i.yaml\n${ingress("another")}`,
  );
});

test("changes the name where it stands", () => {
  const text = (host: string): string => database + config(`"postgres://u:p@${host}:5432/x"`);
  expectFix(text("db-0.$0dbs"), "Change to 'db-0.db'", text("db-0.db"));
  expect(fixTitles(database + config("db-{0..2}.$0dbs"))).toEqual([]);
});

const rp = `apiVersion: v1
kind: Service
metadata:
  name: rp
  namespace: ns
spec:
  clusterIP: None
  selector:
    app: rp
  ports:
    - port: 9644
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: rp
  namespace: ns
spec:
  serviceName: rp
  selector:
    matchLabels:
      app: rp
  template:
    metadata:
      labels:
        app: rp
    spec:
      containers:
        - name: rp
          image: rp
`;

const configured = (key: string, value: string, finding = ""): string => `${rp}---
apiVersion: v1
kind: ConfigMap
metadata:
  name: c
  namespace: ns
data:
  ${key}: ${value}
${finding === "" ? "" : `#  ${" ".repeat(key.length + finding.indexOf("^"))}${finding.trimStart()} (host-unresolvable)\n`}`;

test.each([
  [
    "http://rp.svc.cluster.local:9644/",
    "       ^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'rp.svc.cluster.local' does not resolve: it has no namespace: no namespace 'rp'; did you mean 'rp.ns.svc.cluster.local'?",
  ],
  [
    "http://rp.ns.cluster.local:9644/",
    "       ^^^^^^^^^^^^^^^^^^^ 💡 warning: 'rp.ns.cluster.local' does not resolve: below cluster.local only names that end in 'svc' or 'pod' exist; did you mean 'rp.ns.svc.cluster.local'?",
  ],
  [
    "rp-0.rp.svc.cluster.local",
    "^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'rp-0.rp.svc.cluster.local' does not resolve: it has no namespace: no namespace 'rp'; did you mean 'rp-0.rp.ns.svc.cluster.local'?",
  ],
  [
    "rp-0.rp.rp.ns.svc.cluster.local",
    "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'rp-0.rp.rp.ns.svc.cluster.local' does not resolve: it has more labels than a Pod under a Service has (pod.service.namespace.svc), and they are not port and protocol that begin with '_'; did you mean 'rp-0.rp.ns.svc.cluster.local'?",
  ],
  [
    "http://rp.ns.pod.cluster.local:9644/",
    "       ^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'rp.ns.pod.cluster.local' does not resolve: 'rp' is not an address of a Pod in namespace 'ns'; did you mean 'rp.ns.svc.cluster.local'?",
  ],
  [
    "rp-0.ns.pod.cluster.local",
    "^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning: 'rp-0.ns.pod.cluster.local' does not resolve: 'rp-0' is not an address of a Pod in namespace 'ns'; did you mean 'rp-0.rp.ns.svc.cluster.local'?",
  ],
  [
    "a.b.c.rp.ns.svc:80",
    "^^^^^^^^^^^^^^^ warning: 'a.b.c.rp.ns.svc' does not resolve: it has more labels than a Pod under a Service has (pod.service.namespace.svc), and they are not port and protocol that begin with '_'",
  ],
])("a name that can never exist: %s", (value, finding) => {
  expectDiagnostics(configured("A", value, ` ${finding}`));
});

test.each([
  ["A", "_http._tcp.other.prod.svc.cluster.local"],
  ["A", "10-244-0-1.ns.pod.cluster.local"],
  ["SUFFIX", "ns.svc.cluster.local"],
  ["DOMAIN", "rp.svc.cluster.local"],
  ["A", "node1.cluster.local"],
  ["A", "kube-dns.kube-system.svc.cluster.local:53"],
  ["A", "https://rp.ns.cluster.example:80"],
])("a name that may exist, or is the end of others: %s %s", (key, value) => {
  expectDiagnostics(configured(key, value));
});

const postgres = (namespace: string, name = "postgres"): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  clusterIP: 10.96.1.1
  ports:
    - port: 5432
---
`;

test.each([
  [
    "in another namespace",
    postgres("data"),
    "postgres://u:p@postgres:5432/x",
    "               ^^^^^^^^ 💡 information: 'postgres' does not resolve: no Service 'postgres' in namespace 'app'; it is in namespace 'data'; did you mean 'postgres.data'?",
  ],
  [
    "in another namespace, under a host's key",
    postgres("data"),
    "postgres",
    "^^^^^^^^ 💡 information: 'postgres' does not resolve: no Service 'postgres' in namespace 'app'; it is in namespace 'data'; did you mean 'postgres.data'?",
  ],
  [
    "of nearly that name with the port",
    postgres("app", "postgress"),
    "http://postgres:5432",
    "       ^^^^^^^^ 💡 information: 'postgres' does not resolve: no Service 'postgres' in namespace 'app', and Service 'postgress' has port 5432; did you mean 'postgress'?",
  ],
  [
    "that ends alike and is the only one with the port",
    postgres("app", "shop-database"),
    "store-main-database:5432",
    "^^^^^^^^^^^^^^^^^^^ 💡 information: 'store-main-database' does not resolve: no Service 'store-main-database' in namespace 'app', and Service 'shop-database' has port 5432; did you mean 'shop-database'?",
  ],
])("a short name; the Service is %s", (_, service, value, finding) => {
  expectDiagnostics(`${service}${app(value)}#          ${finding} (host-unresolvable)\n`);
});

test.each([
  ["the port is another", postgres("data"), "http://postgres:80"],
  ["no port and only a near name", postgres("app", "postgress"), "http://postgres/x"],
  ["the word that counts is another", postgres("app", "shop-main-ingester"), "http://shop-main-compactor:5432"],
  ["nothing near", postgres("app", "redis"), "http://postgres:5432"],
  ["the namespace may be the same", postgres("data").replace("  namespace: data\n", ""), "http://postgres:5432"],
  ["it is there", postgres("app") + postgres("data"), "http://postgres:5432"],
  [
    "its workload is there",
    `${postgres("app", "postgres-db")}${rp.replaceAll("rp", "postgres").replaceAll("ns", "app")}---\n`,
    "http://postgres:5432",
  ],
])("a short name is left alone where %s", (_, service, value) => {
  expectDiagnostics(service + app(value));
});

const alone = (dns: string, finding = ""): string => `${postgres("app")}apiVersion: v1
kind: Pod
metadata:
  name: p
  namespace: app
spec:
${dns}  containers:
    - name: c
      image: debian
      env:
        - name: DB
          value: http://postgres:5432
${finding}`;

test("a short name in a Pod that searches no namespace", () => {
  const none = "  dnsPolicy: None\n  dnsConfig:\n    nameservers:\n      - 10.96.0.10\n";
  expectDiagnostics(
    alone(
      none,
      "#                       ^^^^^^^^ 💡 information: 'postgres' does not resolve: the Pod's dnsConfig does not search 'app.svc.cluster.local'; did you mean 'postgres.app.svc.cluster.local'? (host-unresolvable)\n",
    ),
  );
  expectDiagnostics(alone(`${none}    searches:\n      - app.svc.cluster.local\n`));
  expectDiagnostics(alone(""));
});

test("a list of members whose set and Service are both unknown means the set beside it", () => {
  const list = (value: string, finding = ""): string =>
    `${rp}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace: ns\ndata:\n  PEERS: ${value}\n${finding}`;
  const text = rp.replace("serviceName: rp", "serviceName: rp\n  replicas: 2");
  const peers = list(
    "kafka-0.broker:9092,kafka-1.broker:9092",
    "#        ^^^^^^^^^^^^^^ information: 'kafka-0.broker' (and 1 more of the list) does not resolve: there is no StatefulSet 'kafka' and no Service 'broker'; did you mean 'rp-0.rp'? (host-unresolvable)\n",
  ).replace(rp, text);
  expectDiagnostics(peers);
  expectDiagnostics(list("kafka-0.broker:9092").replace(rp, text));
  expectDiagnostics(list("web-1.example:80,web-4.example:80").replace(rp, text));
});

describe("what kubelet calls itself", () => {
  const web = `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector:
    app: web
  ports:
    - port: 80
---
`;
  const pod = (handler: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels:
    app: web
spec:
  containers:
    - name: web
      image: web
      ports:
        - containerPort: 80
${handler}`;
  const why = "kubelet asks for it on the node, whose DNS server knows no name of the cluster";

  test.each([
    ["livenessProbe", "httpGet"],
    ["readinessProbe", "tcpSocket"],
    ["startupProbe", "httpGet"],
  ])("a complete name in a %s fails whether the Service is there or not (%s)", (probe, handler) => {
    for (const name of ["web.shop.svc", "nosuch.shop.svc.cluster.local"])
      expectDiagnostics(
        `${web}${pod(`      ${probe}:
        ${handler}:
          port: 80
          host: ${name}
#               ${"^".repeat(name.length)} warning: '${name}' does not resolve: ${why}; without 'host' it calls the Pod itself (host-unresolvable)
`)}`,
      );
  });

  test("a hook's short name is told where a Service near is called so", () => {
    expectDiagnostics(
      `${web}${pod(`      lifecycle:
        postStart:
          httpGet:
            port: 80
            host: web
#                 ^^^ information: 'web' does not resolve: ${why}; without 'host' it calls the Pod itself (host-unresolvable)
`)}`,
    );
  });

  test.each(["127.0.0.1", "localhost", "node.example.com", "gateway", "db-0.db"])(
    "'%s' may be anything there",
    (host) => {
      expectDiagnostics(
        `${web}${pod(`      livenessProbe:
        httpGet:
          port: 80
          host: ${host}
`)}`,
      );
    },
  );

  test("an exec probe runs in the Pod", () => {
    expectDiagnostics(
      `${web}${pod(`      livenessProbe:
        exec:
          command: ["curl", "http://web.shop.svc:80/"]
`)}`,
    );
    expectDiagnostics(
      `${web}${pod(`      livenessProbe:
        exec:
          command: ["curl", "http://wbe.shop.svc:80/"]
#                                   ^^^^^^^^^^^^ warning: 'wbe.shop.svc' does not resolve: no Service 'wbe' in namespace 'shop' (host-unresolvable)
`)}`,
    );
  });
});

describe("names that a release of a chart of the workspace may have", () => {
  /** @param name of the chart's Service @param helpers behind it */
  const beside = (name: string, helpers = ""): string => `# file: shop/Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
# file: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  ports: [{port: 80}]
${helpers}# file: apps/app.yaml
apiVersion: v1
kind: Service
metadata:
  name: app
  namespace: prod
spec:
  ports: [{port: 80}]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  namespace: prod
data:
  url: http://blue-web.prod.svc:80/
`;
  const printed =
    '# file: shop/templates/_names.tpl\n{{ define "name" }}{{ printf "%s-web" .Release.Name }}{{ end }}\n';
  const messages = (text: string): readonly string[] => {
    const { analysis } = openCharts(text);
    return judgeFile(analysis, uriOf("apps/app.yaml")).map(({ finding }) => finding.message);
  };

  test.each([
    ["behind the release's name", beside("{{ .Release.Name }}-web")],
    ["in a format", beside('{{ include "name" . }}', printed)],
    [
      "of a release that the settings name",
      `# file: .podns.yaml\ncharts: [{path: shop, release: blue, namespace: prod}]\n${beside("{{ .Release.Name }}")}`,
    ],
  ])("are not told of: %s", (_, text) => {
    expect(messages(text)).toEqual([]);
  });

  test("are told of where no chart writes them so", () => {
    expect(messages(beside("{{ .Release.Name }}-db"))).toEqual([
      "'blue-web.prod.svc' does not resolve: no Service 'blue-web' in namespace 'prod'",
    ]);
  });
});
