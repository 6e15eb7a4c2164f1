/**
 * Lists what common operators make for their custom resources: Services, and labels on Pods. Data only, from the
 * operators' documentation; `unseen.ts` reads it.
 */
import type { NamePack } from "../../../workspace/settings/name-pack.ts";

function pack(
  id: string,
  groups: readonly string[],
  made: Partial<Pick<NamePack, "services" | "vague" | "podLabels">>,
): NamePack {
  return { id, groups, services: [], podLabels: [], ...made };
}

/** Keys that Kubernetes' own controllers put on Pods (k8s-semantics section 1.2), and cloud providers' admission. */
const kubernetes = pack("kubernetes", [], {
  podLabels: [
    "statefulset.kubernetes.io/*",
    "apps.kubernetes.io/*",
    "batch.kubernetes.io/*",
    "topology.kubernetes.io/*",
    "job-name",
    "controller-uid",
    "controller-revision-hash",
    "pod-template-hash",
    "pod-template-generation",
    "app.kubernetes.io/managed-by",
  ],
});

/** Programs that elect a leader label its Pod: `spilo-role`, `redis-role`, `role`, `example.com/role`. */
const leaders = pack("leader-election", [], { podLabels: ["role", "*-role", "*/role"] });

const databases: readonly NamePack[] = [
  pack("cnpg", ["postgresql.cnpg.io"], {
    services: ["{name}-rw", "{name}-ro"],
    vague: ["{name}-r", "{name}"],
    podLabels: ["cnpg.io/*"],
  }),
  pack("zalando-postgres", ["acid.zalan.do"], {
    services: ["{name}-pooler", "{name}-pooler-repl"],
    vague: ["{name}", "{name}-repl", "{name}-config"],
    podLabels: ["spilo-role", "cluster-name"],
  }),
  pack("crunchy-postgres", ["postgres-operator.crunchydata.com", "pgv2.percona.com"], {
    services: ["{name}-pgbouncer", "{name}-pgadmin", "{name}-ha-config"],
    vague: ["{name}-primary", "{name}-replicas", "{name}-ha", "{name}-pods"],
    podLabels: ["postgres-operator.crunchydata.com/*"],
  }),
  pack("stackgres", ["stackgres.io"], {
    vague: ["{name}", "{name}-primary", "{name}-replicas", "{name}-rest"],
    podLabels: ["stackgres.io/*"],
  }),
  pack("mysql-operator", ["mysql.oracle.com", "mysql.presslabs.org"], {
    services: ["{name}-instances", "{name}-mysql-master", "{name}-mysql-replicas", "{name}-mysql-nodes"],
    vague: ["{name}", "{name}-mysql", "mysql"],
    podLabels: ["mysql.oracle.com/*", "mysql.presslabs.org/*"],
  }),
  pack("mariadb-operator", ["k8s.mariadb.com", "mariadb.mmontes.io"], {
    vague: ["{name}", "{name}-primary", "{name}-secondary", "{name}-internal"],
    podLabels: ["k8s.mariadb.com/*"],
  }),
  pack("percona-xtradb", ["pxc.percona.com"], {
    services: ["{name}-pxc", "{name}-pxc-unready", "{name}-haproxy-replicas", "{name}-proxysql-unready"],
    vague: ["{name}-haproxy", "{name}-proxysql"],
    podLabels: ["percona.com/*"],
  }),
  pack("mongodb", ["mongodbcommunity.mongodb.com", "mongodb.com", "psmdb.percona.com"], {
    services: ["{name}-mongos", "{name}-svc-external"],
    vague: ["{name}-svc", "{name}-sh", "{name}-cs", "{name}-cfg", "{name}-rs*"],
    podLabels: ["percona.com/*"],
  }),
  pack("redis", ["databases.spotahome.com", "redis.redis.opstreelabs.in", "app.redislabs.com", "dragonflydb.io"], {
    services: [
      "rfs-{name}",
      "rfr-{name}",
      "rfrm-{name}",
      "rfrs-{name}",
      "{name}-leader-headless",
      "{name}-follower-headless",
    ],
    vague: ["{name}", "{name}-leader", "{name}-follower", "{name}-sentinel", "{name}-headless", "{name}-additional"],
    podLabels: ["redisfailovers*", "redis.opstreelabs.in/*"],
  }),
  pack("k8ssandra", ["cassandra.datastax.com", "k8ssandra.io", "*.k8ssandra.io"], {
    services: [
      "{name}-all-pods-service",
      "{name}-additional-seed-service",
      "{name}-seed-service",
      "{name}-node-port-service",
      "{name}-stargate-service",
      "{name}-reaper-service",
    ],
    vague: ["{name}-*-service", "*-{name}-service"],
    podLabels: ["cassandra.datastax.com/*", "k8ssandra.io/*"],
  }),
  pack("scylla", ["scylla.scylladb.com"], {
    vague: ["{name}-client", "{name}-*"],
    podLabels: ["scylla/*", "scylla-operator.scylladb.com/*"],
  }),
  pack("tidb", ["pingcap.com"], {
    services: [
      "{name}-pd-peer",
      "{name}-tidb-peer",
      "{name}-tikv-peer",
      "{name}-tiflash-peer",
      "{name}-ticdc-peer",
      "{name}-monitor-reloader",
    ],
    vague: ["{name}-pd", "{name}-tidb", "{name}-tiproxy", "{name}-discovery", "{name}-grafana", "{name}-prometheus"],
    podLabels: ["tidb.pingcap.com/*", "pingcap.com/*"],
  }),
  pack("cockroachdb", ["crdb.cockroachlabs.com"], {
    services: ["cockroachdb-public"],
    vague: ["{name}", "{name}-public"],
    podLabels: ["crdb.cockroachlabs.com/*"],
  }),
  pack("arangodb", ["database.arangodb.com"], {
    vague: ["{name}", "{name}-int", "{name}-ea", "{name}-exporter"],
    podLabels: ["arango_deployment", "deployment.arangodb.com/*"],
  }),
  pack("vitess", ["planetscale.com"], {
    services: ["{name}-vtgate-*", "{name}-vtctld-*", "{name}-vtadmin-*", "{name}-vttablet-*"],
    podLabels: ["planetscale.com/*"],
  }),
  pack("yugabytedb", ["yugabyte.com", "operator.yugabyte.io"], {
    services: ["yb-masters", "yb-tservers", "yb-master-*", "yb-tserver-*"],
    podLabels: [],
  }),
  pack("clickhouse", ["clickhouse.altinity.com", "clickhouse-keeper.altinity.com"], {
    services: ["chi-{name}-*", "chk-{name}-*", "clickhouse-{name}"],
    vague: ["cluster-{name}-*", "keeper-{name}"],
    podLabels: ["clickhouse.altinity.com/*", "clickhouse-keeper.altinity.com/*"],
  }),
  pack("couchbase", ["couchbase.com"], {
    vague: ["{name}", "{name}-srv", "{name}-ui"],
    podLabels: ["couchbase_*", "couchbase.com/*"],
  }),
  pack("kubeblocks", ["apps.kubeblocks.io", "workloads.kubeblocks.io"], {
    vague: ["{name}-*"],
    podLabels: ["apps.kubeblocks.io/*", "kubeblocks.io/*", "workloads.kubeblocks.io/*"],
  }),
  pack("kubedb", ["kubedb.com"], {
    vague: ["{name}", "{name}-pods", "{name}-standby", "{name}-replicas"],
    podLabels: ["kubedb.com/*"],
  }),
  pack("etcd", ["etcd.database.coreos.com", "druid.gardener.cloud", "etcd.aenix.io"], {
    vague: ["{name}", "{name}-client", "{name}-peer", "{name}-headless"],
    podLabels: ["etcd_cluster"],
  }),
];

const messaging: readonly NamePack[] = [
  pack("strimzi", ["kafka.strimzi.io", "core.strimzi.io"], {
    services: [
      "{name}-kafka-bootstrap",
      "{name}-kafka-brokers",
      "{name}-kafka-*-bootstrap",
      "{name}-zookeeper-client",
      "{name}-zookeeper-nodes",
      "{name}-connect-api",
      "{name}-mirrormaker2-api",
      "{name}-bridge-service",
    ],
    vague: ["{name}-kafka-*", "{name}-connect", "{name}-mirrormaker2"],
    podLabels: ["strimzi.io/*"],
  }),
  pack("koperator", ["kafka.banzaicloud.io"], {
    services: ["{name}-all-broker"],
    vague: ["{name}-headless", "{name}-*"],
    podLabels: ["kafka_cr", "brokerId"],
  }),
  pack("confluent", ["platform.confluent.io"], {
    vague: ["{name}", "{name}-bootstrap*", "{name}-*-internal"],
    podLabels: ["platform.confluent.io/*", "confluent-platform"],
  }),
  pack("redpanda", ["cluster.redpanda.com", "redpanda.vectorized.io"], {
    vague: ["{name}", "{name}-cluster", "{name}-external"],
    podLabels: ["cluster.redpanda.com/*"],
  }),
  pack("rabbitmq", ["rabbitmq.com"], { vague: ["{name}", "{name}-nodes"], podLabels: ["rabbitmq.com/*"] }),
  pack("activemq-artemis", ["broker.amq.io", "arkmq.org"], {
    services: ["{name}-hdls-svc", "{name}-ping-svc", "{name}-wconsj-*-svc"],
    podLabels: ["ActiveMQArtemis"],
  }),
  pack("nats", ["nats.io", "jetstream.nats.io"], { vague: ["{name}", "{name}-mgmt"], podLabels: ["nats_cluster"] }),
  pack("zookeeper", ["zookeeper.pravega.io", "zookeeper.stackable.tech"], {
    vague: ["{name}-client", "{name}-headless", "{name}-admin-server"],
    podLabels: [],
  }),
  pack("argo-events", ["argoproj.io"], {
    services: ["{name}-eventsource-svc", "eventbus-{name}-stan-svc", "eventbus-{name}-js-svc"],
    vague: ["{name}-*"],
    podLabels: [
      "eventsource-name",
      "eventbus-name",
      "sensor-name",
      "workflows.argoproj.io/*",
      "rollouts-pod-template-hash",
    ],
  }),
];

const search: readonly NamePack[] = [
  pack("eck", ["*.k8s.elastic.co"], {
    services: [
      "{name}-es",
      "{name}-es-http",
      "{name}-es-transport",
      "{name}-es-internal-http",
      "{name}-kb-http",
      "{name}-apm-http",
      "{name}-agent-http",
      "{name}-ent-http",
      "{name}-ems-http",
      "{name}-ls-api",
    ],
    vague: ["{name}-es-*"],
    podLabels: ["common.k8s.elastic.co/*", "*.k8s.elastic.co/*"],
  }),
  pack("opensearch", ["opensearch.opster.io", "opensearch.org"], {
    services: ["{name}-opensearch-dashboards"],
    vague: ["{name}", "{name}-dashboards", "{name}-discovery"],
    podLabels: ["opster.io/*", "opensearch.role"],
  }),
  pack("solr", ["solr.apache.org"], {
    services: ["{name}-solrcloud-common", "{name}-solrcloud-headless", "{name}-solrcloud-*", "{name}-solr-metrics"],
    podLabels: ["solr-cloud", "technology"],
  }),
];

const observability: readonly NamePack[] = [
  pack("prometheus-operator", ["monitoring.coreos.com"], {
    services: ["*-operated"],
    podLabels: ["operator.prometheus.io/*", "prometheus", "alertmanager", "thanos-ruler"],
  }),
  pack("opentelemetry", ["opentelemetry.io"], {
    services: [
      "{name}-collector",
      "{name}-collector-headless",
      "{name}-collector-monitoring",
      "{name}-targetallocator",
      "{name}-opamp-bridge",
    ],
    podLabels: [],
  }),
  pack("jaeger", ["jaegertracing.io"], {
    services: ["{name}-collector", "{name}-collector-headless"],
    vague: ["{name}-agent", "{name}-query"],
    podLabels: [],
  }),
  pack("victoria-metrics", ["operator.victoriametrics.com"], {
    services: [
      "vmagent-{name}",
      "vmsingle-{name}",
      "vmselect-{name}",
      "vminsert-{name}",
      "vmstorage-{name}",
      "vmalert-{name}",
      "vmalertmanager-{name}",
      "vmauth-{name}",
      "vlsingle-{name}",
    ],
    podLabels: [],
  }),
  pack("grafana", ["grafana.integreatly.org", "integreatly.org", "loki.grafana.com", "tempo.grafana.com"], {
    services: [
      "{name}-gateway-http",
      "{name}-distributor-http",
      "{name}-distributor-grpc",
      "{name}-query-frontend-http",
    ],
    vague: ["{name}-service", "tempo-{name}*", "{name}-*"],
    podLabels: [],
  }),
];

const compute: readonly NamePack[] = [
  pack("kuberay", ["ray.io"], {
    services: ["{name}-head-svc", "{name}-serve-svc"],
    vague: ["{name}-headless", "{name}-*"],
    podLabels: ["ray.io/*"],
  }),
  pack("spark", ["sparkoperator.k8s.io", "spark.apache.org"], {
    services: ["{name}-driver-svc", "{name}-ui-svc"],
    podLabels: ["spark-role", "spark-app-selector", "spark-exec-id", "spark-app-name", "sparkoperator.k8s.io/*"],
  }),
  pack("flink", ["flink.apache.org", "flinkoperator.k8s.io"], {
    services: ["{name}-jobmanager"],
    vague: ["{name}", "{name}-rest"],
    podLabels: [],
  }),
  pack("kubeflow", ["kubeflow.org", "*.kubeflow.org"], {
    vague: ["{name}", "{name}-*"],
    podLabels: ["training.kubeflow.org/*"],
  }),
  pack("kserve", ["serving.kserve.io", "machinelearning.seldon.io"], {
    services: ["{name}-predictor", "{name}-predictor-default", "{name}-transformer", "{name}-explainer"],
    vague: ["{name}", "{name}-*"],
    podLabels: ["serving.kserve.io/*", "seldon-*"],
  }),
  pack("kaito", ["kaito.sh"], { vague: ["{name}", "{name}-headless"], podLabels: ["kaito.sh/*"] }),
  pack("leader-worker-set", ["leaderworkerset.x-k8s.io", "jobset.x-k8s.io"], {
    vague: ["{name}", "{name}-*"],
    podLabels: ["leaderworkerset.sigs.k8s.io/*", "jobset.sigs.k8s.io/*"],
  }),
  pack("kruise", ["apps.kruise.io"], { podLabels: ["apps.kruise.io/*"] }),
  pack("agones", ["agones.dev", "*.agones.dev"], { podLabels: ["agones.dev/*"] }),
  pack(
    "knative",
    [
      "serving.knative.dev",
      "eventing.knative.dev",
      "messaging.knative.dev",
      "flows.knative.dev",
      "sources.knative.dev",
    ],
    {
      services: ["{name}-kn-channel", "broker-ingress"],
      vague: ["{name}", "{name}-private", "{name}-*"],
      podLabels: ["serving.knative.dev/*", "eventing.knative.dev/*"],
    },
  ),
  pack("tekton", ["tekton.dev", "triggers.tekton.dev"], {
    services: ["el-{name}"],
    podLabels: ["tekton.dev/*", "triggers.tekton.dev/*", "eventlistener"],
  }),
  pack("camel-k", ["camel.apache.org"], { vague: ["{name}"], podLabels: ["camel.apache.org/*"] }),
  pack("dapr", ["dapr.io"], { services: ["{name}-dapr", "dapr-*"], podLabels: ["dapr.io/*"] }),
];

const storageAndAccess: readonly NamePack[] = [
  pack("minio", ["minio.min.io"], {
    services: ["{name}-hl"],
    vague: ["minio", "{name}-console"],
    podLabels: ["v1.min.io/*"],
  }),
  pack("rook-ceph", ["ceph.rook.io", "objectbucket.io"], {
    services: ["rook-ceph-*"],
    podLabels: ["rook_*", "ceph_daemon_*", "ceph.rook.io/*", "rgw", "mon", "osd", "mgr", "mds"],
  }),
  pack("istio", ["install.istio.io", "sailoperator.io", "networking.istio.io"], {
    services: [
      "istio-ingressgateway",
      "istio-egressgateway",
      "istio-eastwestgateway",
      // Knative's gateways are Istio's Pods.
      "knative-local-gateway",
      "cluster-local-gateway",
      "istiod",
      "istiod-*",
      "{name}-istio",
      "{name}-istio-waypoint",
    ],
    podLabels: ["istio", "istio.io/*", "service.istio.io/*", "topology.istio.io/*"],
  }),
  pack("gateway-api", ["gateway.networking.k8s.io", "gateway.envoyproxy.io", "projectcontour.io"], {
    services: ["cilium-gateway-{name}", "envoy-{name}*"],
    podLabels: ["gateway.networking.k8s.io/*", "gateway.envoyproxy.io/*"],
  }),
  pack("keycloak", ["k8s.keycloak.org", "keycloak.org"], {
    services: ["keycloak-discovery"],
    vague: ["{name}-service", "{name}-discovery", "keycloak"],
    podLabels: [],
  }),
  pack("vault", ["vault.banzaicloud.com"], {
    services: ["vault-configurer"],
    vague: ["{name}", "{name}-*"],
    podLabels: ["vault_cr", "vault-active", "vault-initialized", "vault-sealed"],
  }),
  pack("infinispan", ["infinispan.org", "hazelcast.com"], {
    vague: ["{name}", "{name}-ping", "{name}-admin", "{name}-external"],
    podLabels: ["infinispan_cr"],
  }),
  pack("apicurio", ["registry.apicur.io"], {
    services: ["{name}-app-service", "{name}-ui-service"],
    vague: ["{name}-service"],
    podLabels: [],
  }),
];

/** Releases: the objects of a chart may be named after them. */
const releases: readonly NamePack[] = [
  pack("helm-releases", ["helm.toolkit.fluxcd.io", "helm.cattle.io", "helm.fluxcd.io", "k0s.k0sproject.io"], {
    vague: ["{name}", "{name}-*", "*-{name}", "*-{name}-*"],
    podLabels: [],
  }),
];

/** Names that popular charts give for a release of any name; such a Service is not written by hand. */
const charts = pack("helm-charts", [], {
  services: [
    "*-kube-prometheus-*",
    "*-kube-promethe-*",
    "kube-prometheus-stack-*",
    "*-prometheus-node-exporter",
    "*-kube-state-metrics",
    "*-prometheus-server",
    "*-redis-master",
    "*-redis-replicas",
    "*-postgresql-hl",
    "*-postgresql-primary",
    "*-mongodb-headless",
    "*-rabbitmq-headless",
    "*-kafka-headless",
    "*-zookeeper-headless",
    "*-ingress-nginx-controller",
  ],
  podLabels: [],
});

/** All packs; `kubernetes` is about the cluster itself. */
export const namePacks: readonly NamePack[] = [
  kubernetes,
  leaders,
  ...databases,
  ...messaging,
  ...search,
  ...observability,
  ...compute,
  ...storageAndAccess,
  ...releases,
  charts,
];

/**
 * Custom resources that make neither Services nor Pods: `group/Kind`, or a whole group. They configure what others made,
 * often under the name of the application that they belong to.
 */
export const makeNothing: ReadonlySet<string> = new Set([
  "acme.cert-manager.io",
  "argoproj.io/AnalysisTemplate",
  "argoproj.io/AppProject",
  "authentication.istio.io",
  "authorization.openshift.io",
  "aquasecurity.github.io",
  "backstage.io",
  "bitnami.com/SealedSecret",
  "cert-manager.io",
  "certmanager.k8s.io",
  "cilium.io/CiliumNetworkPolicy",
  "cilium.io/CiliumClusterwideNetworkPolicy",
  "cloud.google.com/BackendConfig",
  "config.gatekeeper.sh",
  "constraints.gatekeeper.sh",
  "crd.projectcalico.org",
  "external-secrets.io",
  "grafana.integreatly.org/GrafanaDashboard",
  "grafana.integreatly.org/GrafanaDatasource",
  "image.toolkit.fluxcd.io",
  "kafka.strimzi.io/KafkaTopic",
  "kafka.strimzi.io/KafkaUser",
  "karpenter.k8s.aws",
  "karpenter.sh",
  "keda.sh/ScaledObject",
  "keda.sh/TriggerAuthentication",
  "kyverno.io",
  "linkerd.io/ServiceProfile",
  "metallb.io",
  "monitoring.coreos.com/AlertmanagerConfig",
  "monitoring.coreos.com/PodMonitor",
  "monitoring.coreos.com/Probe",
  "monitoring.coreos.com/PrometheusRule",
  "monitoring.coreos.com/ScrapeConfig",
  "monitoring.coreos.com/ServiceMonitor",
  "monitoring.googleapis.com",
  "networking.gke.io/FrontendConfig",
  "networking.gke.io/ManagedCertificate",
  "networking.istio.io/DestinationRule",
  "networking.istio.io/EnvoyFilter",
  "networking.istio.io/Gateway",
  "networking.istio.io/Sidecar",
  "networking.istio.io/VirtualService",
  "notification.toolkit.fluxcd.io",
  "policy.linkerd.io",
  "projectcalico.org",
  "route.openshift.io/Route",
  "security.istio.io",
  "security.openshift.io",
  "source.toolkit.fluxcd.io",
  "telemetry.istio.io",
  "templates.gatekeeper.sh",
  "traefik.containo.us",
  "traefik.io",
  "velero.io",
]);
