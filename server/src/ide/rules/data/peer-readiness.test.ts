/** Programs whose Pods become ready only together: found where peers are named, silent where one Pod is enough. */
import { expect, test } from "vitest";
import { open, uriOf } from "../../../../../test/fixture/workspace.ts";
import { judgeFile } from "../run/run.ts";

interface Given {
  readonly image: string;
  readonly probe: string;
  readonly peers?: string;
  readonly service?: string;
  readonly set?: string;
  readonly config?: string;
}

function found({
  image,
  probe,
  peers = "db-0.db:1,db-1.db:1,db-2.db:1",
  service = "",
  set = "",
  config = "",
}: Given): readonly string[] {
  const text = `# file: a.yaml
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
${service}  selector:
    app: db
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
${set}  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: c
          image: ${image}
          env:
            - name: PEERS
              value: "${peers}"
          readinessProbe: ${probe}
${config}`;
  const { analysis } = open(text);
  return judgeFile(analysis, uriOf("a.yaml")).map(({ rule, severity }) => `${severity} ${rule.id}`);
}

const publishes = "  publishNotReadyAddresses: true\n";
const parallel = "  podManagementPolicy: Parallel\n";
const http = (path: string): string => `{ httpGet: { path: '${path}', port: 1 } }`;
const exec = (command: string): string => `{ exec: { command: [sh, -c, '${command}'] } }`;

test.each([
  ["quay.io/coreos/etcd:v3.5", http("/health"), true],
  ["bitnami/etcd@sha256:0", exec("etcdctl endpoint health"), true],
  ["docker.elastic.co/elasticsearch/elasticsearch:8.1", http("/_cluster/health"), false],
  ["opensearchproject/opensearch", exec("curl -f localhost:9200/_cluster/health"), false],
  ["cockroachdb/cockroach:v23", http("/health?ready=1"), false],
  ["hashicorp/consul:1.18", http("/v1/status/leader"), true],
  ["redis:7", exec("redis-cli cluster info | grep cluster_state:ok"), true],
  ["zookeeper:3.9", exec("zkServer.sh status"), true],
  ["mongo:7", exec("mongosh --eval rs.status().ok"), false],
])("%s with %s waits for its peers", (image, probe, stopsFirst) => {
  const ordered = stopsFirst ? ["warning ordered-ready-deadlock"] : [];
  expect(found({ image, probe })).toEqual(["warning peers-need-not-ready", ...ordered]);
  expect(found({ image, probe, set: parallel })).toEqual(["warning peers-need-not-ready"]);
  expect(found({ image, probe, service: publishes })).toEqual(ordered);
  expect(found({ image, probe, service: publishes, set: parallel })).toEqual([]);
});

test.each([
  ["nats:2.10", http("/healthz")],
  ["rabbitmq:3", exec("rabbitmq-diagnostics check_running")],
  ["apache/kafka", "{ tcpSocket: { port: 9092 } }"],
  ["hashicorp/vault", exec("vault status")],
])("%s with %s may wait for its peers", (image, probe) => {
  expect(found({ image, probe })).toEqual(["information peers-need-not-ready"]);
});

test.each([
  ["quay.io/coreos/etcd:v3.5", http("/health?serializable=true")],
  ["docker.elastic.co/elasticsearch/elasticsearch", http("/_cluster/health?local=true")],
  ["cockroachdb/cockroach", http("/health")],
  ["zookeeper", exec("echo ruok | nc localhost 2181")],
  ["redis", exec("redis-cli ping")],
  ["cassandra:4", exec("nodetool status")],
  ["example.com/etcd-backup", http("/health")],
])("%s with %s becomes ready alone", (image, probe) => {
  // That the Pods are given names is told all the same.
  expect(found({ image, probe })).toEqual(["information peers-need-not-ready"]);
  expect(found({ image, probe, service: publishes })).toEqual([]);
});

test("nothing is said where no peers are named, or one Pod is all", () => {
  const etcd = { image: "etcd", probe: http("/health") };
  expect(found({ ...etcd, peers: "x" })).toEqual([]);
  expect(found({ ...etcd, peers: "db-0.db:1" })).toEqual([]);
});

test("names in a ConfigMap that the Pods read count, those of another do not", () => {
  const config = (name: string, read: string): string =>
    `          envFrom:\n            - configMapRef:\n                name: ${read}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  cluster: "http://db-0.db:2380,http://db-1.db:2380"\n`;
  const etcd = { image: "etcd", probe: http("/health"), peers: "x", set: parallel };
  expect(found({ ...etcd, config: config("peers", "peers") })).toEqual(["warning peers-need-not-ready"]);
  expect(found({ ...etcd, config: config("peers", "others") })).toEqual([]);
});
