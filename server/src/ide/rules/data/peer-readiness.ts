/** Lists programs whose Pods become ready only together: by image, with the probes that ask for it and what they mean. */

/** One program. */
export interface PeerReadiness {
  /** For people. */
  readonly program: string;
  /** Last parts of the image's path, without tag. */
  readonly images: readonly string[];
  /** In a readinessProbe as JSON: what succeeds only with peers. */
  readonly probe: RegExp;
  /** In the same text: what makes the probe one of the Pod alone. */
  readonly alone?: RegExp;
  /** Follows "its readinessProbe succeeds only". */
  readonly meaning: string;
  /** False where it depends on configuration that is not read, or only holds at a restart. */
  readonly certain: boolean;
  /** True where the first Pod cannot become ready by itself, so that OrderedReady stops there. */
  readonly stopsFirst: boolean;
}

/**
 * From each program's documentation. Not listed: Cassandra, whose seed becomes ready alone and knows its own name from
 * /etc/hosts, and probes that answer for one process (`ruok` of ZooKeeper, `rabbitmq-diagnostics ping`, `redis-cli ping`).
 */
export const peerReadiness: readonly PeerReadiness[] = [
  {
    program: "etcd",
    images: ["etcd"],
    probe: /"\/health"|"\/health\?|"\/readyz|endpoint (?:health|status)|endpoint","(?:health|status)/,
    alone: /serializable=true|--consistency=s|exclude=/,
    meaning: "when the cluster has a leader, which takes a majority of the members",
    certain: true,
    stopsFirst: true,
  },
  {
    program: "Elasticsearch",
    images: ["elasticsearch", "elasticsearch-oss"],
    probe: /_cluster\/health/,
    alone: /local=true/,
    meaning: "when a master is elected, for which the nodes have to find each other",
    certain: true,
    stopsFirst: false,
  },
  {
    program: "OpenSearch",
    images: ["opensearch"],
    probe: /_cluster\/health/,
    alone: /local=true/,
    meaning: "when a cluster manager is elected, for which the nodes have to find each other",
    certain: true,
    stopsFirst: false,
  },
  {
    program: "CockroachDB",
    images: ["cockroach"],
    probe: /health\?ready=1/,
    meaning: "when the cluster is initialised and the node has joined it",
    certain: true,
    stopsFirst: false,
  },
  {
    program: "Consul",
    images: ["consul", "consul-enterprise"],
    probe: /status\/leader|operator raft list-peers|operator","raft/,
    meaning: "when the servers have a leader, which takes as many of them as are expected",
    certain: true,
    stopsFirst: true,
  },
  {
    program: "Redis Cluster",
    images: ["redis", "redis-cluster", "valkey", "valkey-cluster"],
    probe: /cluster_state|cluster info|cluster","info/,
    meaning: "when all slots of the cluster are served",
    certain: true,
    stopsFirst: true,
  },
  {
    program: "ZooKeeper",
    images: ["zookeeper", "cp-zookeeper"],
    probe: /zkServer\.sh status|zkServer\.sh","status|grep [A-Za-z ]{0,3}Mode|commands\/leader/,
    meaning: "when the ensemble has a leader, which takes a majority of the servers",
    certain: true,
    stopsFirst: true,
  },
  {
    program: "MongoDB",
    images: ["mongo", "mongodb", "percona-server-mongodb"],
    probe: /rs\.status|isWritablePrimary|ismaster|isMaster|\.secondary\b/,
    meaning: "when the member is in a replica set, whose members know each other by name",
    certain: true,
    stopsFirst: false,
  },
  {
    program: "NATS",
    images: ["nats", "nats-server"],
    probe: /"\/healthz"/,
    meaning: "when JetStream, where it is clustered, has a leader, which takes a majority of the servers",
    certain: false,
    stopsFirst: true,
  },
  {
    program: "RabbitMQ",
    images: ["rabbitmq"],
    probe:
      /check_running|check_port_connectivity|check_local_alarms|await_startup|rabbitmqctl status|node_health_check/,
    meaning: "when the node has booted, and a restarted node waits for its peers while it boots",
    certain: false,
    stopsFirst: true,
  },
  {
    program: "Kafka",
    images: ["kafka", "cp-kafka", "kafka-native"],
    probe: /"tcpSocket"|kafka-broker-api-versions|kafka-topics/,
    meaning: "when the broker has started, for which the controllers need a majority of their voters",
    certain: false,
    stopsFirst: true,
  },
  {
    program: "Vault",
    images: ["vault", "vault-enterprise", "openbao"],
    probe: /vault status|vault","status|sys\/health/,
    meaning: "when the server is unsealed and has joined the others",
    certain: false,
    stopsFirst: false,
  },
];

/** The row of a container, where its readinessProbe needs peers. @param probe as JSON */
export function readinessWithPeers(image: string, probe: string): PeerReadiness | undefined {
  const path = image.split("@")[0] ?? "";
  const name = path.slice(path.lastIndexOf("/") + 1).split(":")[0] ?? "";
  // bounded: a probe of a container; a longer one is a script that nobody wrote there
  if (probe.length > 4000) return undefined;
  return peerReadiness.find(
    ({ images, probe: asks, alone }) => images.includes(name) && asks.test(probe) && alone?.test(probe) !== true,
  );
}
