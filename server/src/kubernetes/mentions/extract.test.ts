import { expect, test } from "vitest";
import { asUri } from "../../base/source.ts";
import { parseManifest } from "../manifests/parse.ts";
import { readYaml } from "../manifests/read-yaml.ts";
import { scalarPartSpan } from "../manifests/scalar-text.ts";
import { mentionsIn } from "./extract.ts";

/** Every mention as `host[:port] @ what the scalar has there`. */
function hosts(yaml: string): readonly string[] {
  const result = readYaml(yaml);
  if (result.kind !== "value") throw new Error("the YAML of the test cannot be read");
  return mentionsIn(result.value, "default").map((mention) =>
    mention.kind === "host-part"
      ? `….${mention.labels.join(".")}`
      : mention.kind === "service"
        ? `Service ${mention.namespace ?? ""}/${mention.service}${mention.port === undefined ? "" : `:${mention.port}`} (${mention.from})`
        : `${mention.host}${mention.port === undefined ? "" : `:${mention.port}`} ${mention.form}`,
  );
}

const container = (fields: string): string => `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.2
${fields
  .trim()
  .split("\n")
  .map((line) => `          ${line}`)
  .join("\n")}
`;

const value = (text: string): readonly string[] => hosts(container(`env: [{name: A, value: ${JSON.stringify(text)}}]`));

test.each([
  ["redis-host: redis\nprofiles: prod\nserver: {x: y}\n", ["redis bare"]],
  ["  db-address: db # the database\n", ["db bare"]],
  ["server: starting up\nhost: a b\n", []],
  ['export DB_HOST="db"\nDB_NAME="shop"\nREDIS_HOST=redis\n', ["db bare", "redis bare"]],
  ["<db><host>db</host><name>shop</name></db>", ["db bare"]],
  ["run --peers=a,b,c --names=d,e", ["a bare", "b bare", "c bare"]],
])("a key in running text says that a word is a host: %s", (text, expected) => {
  expect(
    hosts(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x.conf: ${JSON.stringify(`a = 1\n${text}`)}}`),
  ).toEqual(expected);
});

test("of a Grafana dashboard what its panels fetch is asked for; ids, markup and links are not", () => {
  const dashboard = {
    annotations: { list: [{ $$hashKey: "object:1058", datasource: "-- Grafana --" }] },
    links: [{ type: "link", url: "https://github.com/a/b" }],
    panels: [
      {
        type: "text",
        content: '<img src="http://prometheus.io/logo.svg"> at <a href="http://www.grafana.org/">Grafana</a>',
      },
      { type: "ajax", url: "http://api:80/x", targets: [{ url: "http://status.shop.svc:8080/y" }] },
      { links: [{ title: "docs", url: "http://docs.shop" }] },
    ],
    schemaVersion: 16,
    title: "db.shop",
  };
  for (const made of [dashboard, { dashboard, inputs: [{ name: "DS", value: "prometheus.io:80" }], overwrite: true }]) {
    const text = JSON.stringify(JSON.stringify(made, null, 2));
    const config = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x.json: ${text}}`;
    expect(hosts(config)).toEqual(["api:80 url", "status.shop.svc:8080 url"]);
  }
  const broken = JSON.stringify(JSON.stringify(dashboard, null, 2).slice(0, -1));
  expect(hosts(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x.json: ${broken}}`)).toEqual([]);
  const other = JSON.stringify(JSON.stringify({ schemaVersion: 1, links: [{ url: "http://api:80" }] }, null, 2));
  expect(hosts(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x.json: ${other}}`)).toEqual([
    "api:80 url",
  ]);
});

test.each([
  ["MEMCACHED_SERVERS", "a,b", ["a bare", "b bare"]],
  ["HOST_LIST", "a b:80", ["a bare", "b:80 host-port"]],
  ["PGHOST", "a", ["a bare"]],
  ["MYSQLHOSTS", "a,b", ["a bare", "b bare"]],
  ["GHOST", "a,b", []],
  ["NAMES", "a,b", []],
  ["SERVERS", "a, /b", []],
  ["ALLOWED_HOSTS", "a,b", []],
])("a list under %s: %s", (name, text, expected) => {
  expect(hosts(container(`env: [{name: ${name}, value: ${JSON.stringify(text)}}]`))).toEqual(expected);
});

test.each([
  ["postgres://user:pa@ss@db.shop:5432/app?x=y", ["db.shop:5432 url"]],
  ["http://admin:admin@grafana/api", ["grafana url"]],
  ["jdbc:mysql://db-0.db:3306,db-1.db:3306/app", ["db-0.db:3306 url", "db-1.db:3306 host-port"]],
  ["user:pass@tcp(mysql:3306)/app", ["mysql:3306 host-port"]],
  ["kafka-0.kafka:9092,kafka-1.kafka:9092", ["kafka-0.kafka:9092 host-port", "kafka-1.kafka:9092 host-port"]],
  ["a.b.svc; c.d.svc.cluster.local.", ["a.b.svc dotted", "c.d.svc.cluster.local dotted"]],
  ["server.1=zoo-0.zoo:2888:3888:participant", ["zoo-0.zoo:2888 host-port"]],
  ["etcd-0=http://etcd-0.etcd:2380,etcd-1=http://etcd-1.etcd:2380", ["etcd-0.etcd:2380 url", "etcd-1.etcd:2380 url"]],
  ["dnssrv+_grpc._tcp.store.shop.svc.cluster.local", ["_grpc._tcp.store.shop.svc.cluster.local dotted"]],
  ["--store=dnssrv+_grpc._tcp.store.shop.svc", ["_grpc._tcp.store.shop.svc dotted"]],
  ["-addresses=dns+cache.shop.svc:11211", ["cache.shop.svc:11211 host-port"]],
  ["dns:///web.shop.svc:50051", ["web.shop.svc:50051 url"]],
  ["rabbit@rabbit-0.rabbit", ["rabbit-0.rabbit dotted"]],
  ["rabbitmq", ["rabbitmq bare"]],
  ["--listen=:8080", []],
  ["10.0.0.1:80,127.0.0.1:8080", []],
  ["/var/lib/web-0.web/data", []],
  ["docker://sha256", []],
  ["db.$" + "{NS}.svc.cluster.local", []],
  ["service.$(cat /var/run/namespace).svc.cluster.local", []],
  ["{{ .Values.host }}.shop.svc", []],
  ["http://db.((ns)).svc.cluster.local:80", []],
  ["http://db.[NS].svc.cluster.local:80", []],
  ["http://db.<your-namespace>.svc:80", []],
  ["http://db.#NS#.svc:80", []],
  ["http://db.{% ns %}:80", []],
  ["http://db<env>:80", []],
  ["http://db[env]:80", []],
  ["<a>http://db</a>", ["db url"]],
  ["http://db. [see]", ["db url"]],
  ["Some words, and 12:30:45", []],
  [
    "http://web-{0...2}.web.shop.svc/data",
    ["web-0.web.shop.svc url", "web-1.web.shop.svc url", "web-2.web.shop.svc url"],
  ],
  ["web-{0,2}.web:80", ["web-0.web:80 host-port", "web-2.web:80 host-port"]],
])("value %s", (text, expected) => {
  expect(value(text)).toEqual(expected);
});

test("expands $(VAR) from literals and the downward API, per Pod", () => {
  expect(
    hosts(
      container(`
env:
  - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
  - {name: NS, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
  - {name: SVC, value: web-headless}
  - {name: SECRET, valueFrom: {secretKeyRef: {name: s, key: k}}}
  - {name: NODE, value: rabbit@$(POD).$(SVC).$(NS).svc.cluster.local}
  - {name: OTHER, value: $(SECRET).shop.svc}
  - {name: LATER, value: $(UNDEFINED).shop.svc}
args: ["--peer=$(POD).$(SVC):80", "$$(POD).x.svc"]`),
    ),
  ).toEqual([
    "web-headless bare",
    "web-0.web-headless.shop.svc.cluster.local dotted",
    "web-1.web-headless.shop.svc.cluster.local dotted",
    "web-2.web-headless.shop.svc.cluster.local dotted",
    "web-0.web-headless:80 host-port",
    "web-1.web-headless:80 host-port",
    "web-2.web-headless:80 host-port",
  ]);
});

test("reads what a shell runs, with loops over numbers", () => {
  const script = (text: string): readonly string[] =>
    hosts(container(`command: ["sh", "-c", ${JSON.stringify(text)}]`));
  expect(script("# see http://comment.shop.svc\nuntil nslookup db.shop.svc.cluster.local; do sleep 1; done")).toEqual([
    "db.shop.svc.cluster.local dotted",
  ]);
  // The output of a command is not a command.
  expect(
    script('echo "  Can\'t ping redis master ($MASTER) with all of these words, nor ping redis"\nping db'),
  ).toEqual(["db bare"]);
  expect(script('echo "$(getent hosts a b) $(nslookup db) Can\'t ping redis"')).toEqual(["a bare", "db bare"]);
  expect(script("printf 'ping redis'; ping db; echo ruok | nc zk 2181")).toEqual(["db bare", "zk bare"]);
  expect(script("for i in $(seq 0 1); do ping web-$i.web.shop.svc; done")).toEqual([
    "web-0.web.shop.svc dotted",
    "web-1.web.shop.svc dotted",
  ]);
  expect(script("for i in {0..1}; do curl http://web-$" + "{i}.web; done")).toEqual(["web-0.web url", "web-1.web url"]);
  expect(script('echo "# see" "## all" && curl http://a:80 # http://b:80')).toEqual(["a:80 url"]);
  expect(script("i=7; for i in $(seq 0 1); do curl http://web-$i.web; done")).toEqual([]);
  expect(script("for i in $(seq 0 $N); do curl http://web-$i.web; done")).toEqual([]);
  expect(script("X=$(nslookup web-0.web.shop.svc.cluster.local); echo $(ping\n db.shop.svc)")).toEqual([
    "web-0.web.shop.svc.cluster.local dotted",
    "db.shop.svc dotted",
  ]);
  expect(script("curl http://$(cat name).shop.svc:80 a.$(cat name)")).toEqual([]);
  expect(script("X=$(curl http://web-0.web/x) && echo web-$(( $N - 1 )).web.shop.svc")).toEqual(["web-0.web url"]);
});

const config = (key: string, text: string): readonly string[] =>
  hosts(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: ${JSON.stringify({ [key]: text })}`);

test("reads configuration by its format and leaves comments out", () => {
  const yaml = '# http://a.shop.svc\nservers:\n  - host: b.shop.svc # c.shop.svc\n    url: "http://d:80"\n';
  expect(config("app.yaml", yaml)).toEqual(["b.shop.svc dotted", "d:80 url"]);
  expect(config("app.json", '{"url": "http:\\/\\/a.shop.svc:80"}')).toEqual(["a.shop.svc:80 url"]);
  expect(config("app.properties", "# x=http://a:80\n! b:80\nzookeeper.connect=zoo-0.zoo:2181/\n")).toEqual([
    "zoo-0.zoo:2181 host-port",
  ]);
  expect(config("app.toml", 'servers=["kafka-0.kafka:9092", "kafka-1.kafka:9092"]\n; c:80\n')).toEqual([
    "kafka-0.kafka:9092 host-port",
    "kafka-1.kafka:9092 host-port",
  ]);
  expect(config("run.sh", "#!/bin/sh\n# http://a:80\ncurl http://b:80 # c:80\n")).toEqual(["b:80 url"]);
  expect(config("app.xml", "<a><!-- http://a:80 --><b>http://c:80</b></a>\n")).toEqual(["c:80 url"]);
  expect(config("_example", "x: http://a:80\n")).toEqual([]);
  expect(config("DB_HOST", "db.shop.svc")).toEqual(["db.shop.svc dotted"]);
});

test.each([
  ["plain", "a(x.shop.svc,\n    y.shop.svc.cluster.local);"],
  ["folded plain with a substitution", "echo $(nslookup x.shop.svc\n    y.shop.svc.cluster.local);"],
  ["double-quoted", '"a(x.shop.svc,\n    y.shop.svc.cluster.local);"'],
  ["literal", "|\n    a(x.shop.svc,\n      y.shop.svc.cluster.local);"],
  ["folded", ">\n    a(x.shop.svc,\n    y.shop.svc.cluster.local);"],
])("text and places in scalars of several lines: %s", (_, scalar) => {
  for (const text of [scalar, scalar.replaceAll("\n", "\r\n")]) {
    const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  A: ${text}\n`;
    const manifest = parseManifest(asUri("file:///a.yaml"), yaml);
    const result = readYaml(yaml);
    if (result.kind !== "value") throw new Error("the YAML of the test cannot be read");
    const written = mentionsIn(result.value, "default").map((mention) => {
      const span = mention.kind === "host" ? scalarPartSpan(manifest, mention.path, mention.within) : undefined;
      return span && yaml.slice(span.start, span.end);
    });
    expect(written).toEqual(["x.shop.svc", "y.shop.svc.cluster.local"]);
  }
});

test("reads the fields that name Services", () => {
  expect(
    hosts(`
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec:
  defaultBackend: {service: {name: a, port: {number: 80}}}
  rules:
    - host: web.example.com
      http: {paths: [{backend: {service: {name: b, port: {name: http}}}}, {backend: {serviceName: c, servicePort: 80}}]}
`),
  ).toEqual([
    "Service /a:80 (Ingress)",
    "Service /b:http (Ingress)",
    "Service /c:80 (Ingress)",
    "web.example.com dotted",
  ]);
  expect(
    hosts(`
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec:
  rules: [{backendRefs: [{name: a, port: 80}, {name: b, kind: Bucket, group: x}, {name: c, namespace: other}]}]
`),
  ).toEqual(["Service /a:80 (Route)", "Service other/c (Route)"]);
  expect(
    hosts(`
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: w}
webhooks: [{name: x.example.com, clientConfig: {service: {name: a, namespace: other, path: /x}}}]
`),
  ).toEqual(["Service other/a (webhook)"]);
  expect(
    hosts(
      "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: x}\nspec: {service: {name: a, namespace: other}}",
    ),
  ).toEqual(["Service other/a (APIService)"]);
  expect(
    hosts(
      'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: x}\nspec: {dnsNames: ["*.web.shop.svc", web]}',
    ),
  ).toEqual(["*.web.shop.svc dotted", "web bare"]);
});

test("reads custom resources, not their metadata", () => {
  expect(
    hosts(`
apiVersion: example.com/v1
kind: Thing
metadata: {name: x, annotations: {a: "http://a:80"}}
spec: {url: "http://b.shop.svc:80", description: "see http://c:80", list: ["d.shop.svc"]}
`),
  ).toEqual(["b.shop.svc:80 url", "d.shop.svc dotted"]);
});

test("hosts of probes and hooks are kubelet's, also in a custom resource; what they run is the Pod's", () => {
  const kinds = (yaml: string): readonly string[] => {
    const result = readYaml(yaml);
    if (result.kind !== "value") throw new Error("the YAML of the test cannot be read");
    return mentionsIn(result.value, "default").flatMap((mention) =>
      mention.kind === "host" ? [`${mention.host} ${mention.context.kind}`] : [],
    );
  };
  const probes = `livenessProbe: {httpGet: {port: 80, host: a.shop.svc, httpHeaders: [{name: Host, value: b.shop.svc}]}}
readinessProbe: {tcpSocket: {port: 80, host: c}}
startupProbe: {exec: {command: [curl, http://d.shop.svc]}}
lifecycle: {preStop: {httpGet: {port: 80, host: e.shop}}}`;
  const found = ["d.shop.svc argument", "a.shop.svc kubelet", "c kubelet", "e.shop kubelet"];
  expect(kinds(container(probes))).toEqual(found);
  const custom = `apiVersion: example.com/v1
kind: App
metadata: {name: a}
spec: {livenessProbe: {httpGet: {port: 80, host: a.shop.svc}}, host: b.shop.svc}
`;
  expect(kinds(custom)).toEqual(["a.shop.svc kubelet", "b.shop.svc field"]);
});
