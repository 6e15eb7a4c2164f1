import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const agent = (spec: string, value: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: agent
  labels:
    app: agent
spec:
${spec}  containers:
    - name: agent
      image: agent
      env:
        - name: TARGET
          value: ${value}
`;
const service = (name: string, app: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app: ${app}\n  ports:\n    - port: 6379\n`;

test("adds the policy, or changes it", () => {
  const url = "http://api.shop.svc.cluster.local:80/x";
  expectFix(
    agent("  hostNetwork: tr$0ue # for speed\n", url),
    "Set dnsPolicy: ClusterFirstWithHostNet",
    agent("  hostNetwork: true # for speed\n  dnsPolicy: ClusterFirstWithHostNet\n", url),
  );
  expectFix(
    agent("  dnsPolicy: Defau$0lt\n", url),
    "Set dnsPolicy: ClusterFirst",
    agent("  dnsPolicy: ClusterFirst\n", url),
  );
});

test("a Service near is a name of the cluster, too", () => {
  expectDiagnostics(
    `${agent(
      `  hostNetwork: true
#              ^^^^ 💡 warning: 'redis' does not resolve: with hostNetwork and dnsPolicy ClusterFirst the Pods ask the node's DNS servers, which do not know names of the cluster; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
`,
      "redis://redis:6379",
    )}${service("redis", "redis").replace("selector:\n    app: redis\n  ", "")}`,
  );
});

test.each([
  ["no name of the cluster", "  hostNetwork: true\n", "https://api.example.com"],
  ["another cluster's domain", "  hostNetwork: true\n", "http://api.shop.svc.other.example"],
  ["the right policy", "  hostNetwork: true\n  dnsPolicy: ClusterFirstWithHostNet\n", "http://api.shop.svc"],
  ["servers of its own", "  hostNetwork: true\n  dnsConfig:\n    nameservers: [10.96.0.10]\n", "http://api.shop.svc"],
  ["the API server, which Pods find by address", "  hostNetwork: true\n", "https://kubernetes.default.svc"],
  ["the network of its own", "", "http://api.shop.svc"],
])("silent with %s", (_, spec, value) => {
  expectDiagnostics(agent(spec, value));
});

test("the Pod's own Service is who it is, not whom it asks", () => {
  expectDiagnostics(agent("  hostNetwork: true\n", "agent.default.svc") + service("agent", "agent"));
});

test.each([
  ["a key says that it is a host", "env: [{ name: ETCD_HOST, value: etcd }]", "etcd"],
  ["a program asks for it", "args: [ping, etcd]", "etcd"],
  ["a script asks for it", 'command: [sh, -c, "until nc -z etcd 2379; do sleep 1; done"]', "etcd"],
])("a bare word is told where it stands: %s", (_, fields, name) => {
  const text = (spec: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: agent
  labels:
    app: agent
spec:
${spec}  containers:
    - name: agent
      image: agent
      ${fields}
`;
  const at = text("  hostNetwork: true\n").split("\n")[11]?.lastIndexOf(name) ?? -1;
  const marks = `#${" ".repeat(at - 1)}${"^".repeat(name.length)} information: 'etcd' does not resolve: the Pod has its node's resolv.conf and asks the node's DNS server, which knows no name of the cluster (host-network-dns-policy)\n`;
  const etcd = service("etcd", "etcd").replace("selector:\n    app: etcd\n  ", "");
  expectDiagnostics(text("  hostNetwork: true\n") + marks + etcd);
  expectDiagnostics(text("") + etcd);
});

const zk = `apiVersion: v1
kind: Service
metadata:
  name: zk
spec:
  clusterIP: None
  selector:
    app: zk
---
`;
const set = (replicas: number): string => `${zk}apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: zk
spec:
  serviceName: zk
  replicas: ${replicas}
  selector:
    matchLabels:
      app: zk
  template:
    metadata:
      labels:
        app: zk
    spec:
      hostNetwork: true
`;
const servers = (text: string): string => `      containers:
        - name: zk
          image: zk
          env:
            - name: SERVERS
              value: ${text}
`;

test("another Pod of the same set is looked up, the only one is the Pod itself", () => {
  expectDiagnostics(
    `${set(3)}#                  ^^^^ 💡 warning: 'zk-0.zk' does not resolve: with hostNetwork and dnsPolicy ClusterFirst the Pods ask the node's DNS servers, which do not know names of the cluster; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
${servers("server.1=zk-0.zk:2888:3888")}`,
  );
  expectDiagnostics(set(1) + servers("zk-0.zk.default.svc.cluster.local"));
});

const redis = service("redis", "redis").replace("selector:\n    app: redis\n  ", "");
const configured = (spec: string, more: string): string => `${agent(spec, "none")}${more}`;
const config = (name: string, key: string, value: string): string =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  ${key}: ${value}\n`;
const told =
  "'redis.default.svc' does not resolve: with hostNetwork and dnsPolicy ClusterFirst the Pods ask the node's DNS servers, which do not know names of the cluster";

test.each([
  ["envFrom", "      envFrom:\n        - configMapRef:\n            name: hosts\n"],
  ["env", "        - name: URL\n          valueFrom: {configMapKeyRef: {name: hosts, key: REDIS_URL}}\n"],
])("names of a ConfigMap are those of the Pods that read it: %s", (_, reads) => {
  const spec = `  hostNetwork: true
#              ^^^^ 💡 warning: ${told}; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
`;
  expectDiagnostics(
    configured(spec, `${reads}${redis}${config("hosts", "REDIS_URL", "redis://redis.default.svc:6379")}`),
  );
});

test("names of a Secret, too", () => {
  const secret = config("hosts", "REDIS_URL", "redis://redis.default.svc:6379")
    .replace("kind: ConfigMap", "kind: Secret")
    .replace("\ndata:", "\nstringData:");
  const spec = `  hostNetwork: true
#              ^^^^ 💡 warning: ${told}; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
`;
  expectDiagnostics(
    configured(spec, `      envFrom:\n        - secretRef:\n            name: hosts\n${redis}${secret}`),
  );
});

test("a ConfigMap that other Pods read, or whose volume no container mounts", () => {
  const spec = "  hostNetwork: true\n  volumes: [{name: files, configMap: {name: hosts}}]\n";
  expectDiagnostics(configured(spec, `${redis}${config("hosts", "REDIS_URL", "redis://redis.default.svc:6379")}`));
});

test("mounted files of a ConfigMap, by name or projected", () => {
  const volumes = (source: string): string => `  hostNetwork: true
#              ^^^^ 💡 warning: ${told}; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
  volumes:
    - name: files
      ${source}
`;
  for (const source of ["configMap: {name: hosts}", "projected: {sources: [{configMap: {name: hosts}}]}"]) {
    const mount = "      volumeMounts:\n        - name: files\n          mountPath: /etc/app\n";
    expectDiagnostics(
      configured(
        volumes(source),
        `${mount}${redis}${config("hosts", "app.ini", "url=redis://redis.default.svc:6379")}`,
      ),
    );
  }
});

test("a ConfigMap that Pods of both kinds read: the Pods that cannot find the name are told", () => {
  const other = agent("", "none").replaceAll("agent", "other");
  const reads = "      envFrom:\n        - configMapRef:\n            name: hosts\n";
  expectDiagnostics(
    configured(
      `  hostNetwork: true
#              ^^^^ 💡 warning: ${told}; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
`,
      `${reads}---\n${other}${reads}${redis}${config("hosts", "REDIS_URL", "redis://redis.default.svc:6379")}`,
    ),
  );
});

test("a bare word in a ConfigMap that only such Pods read", () => {
  const reads = "      envFrom:\n        - configMapRef:\n            name: hosts\n";
  expectDiagnostics(
    configured(
      "  hostNetwork: true\n",
      `${reads}${redis}${config("hosts", "REDIS_HOST", "redis")}#             ^^^^^ information: 'redis' does not resolve: the Pod has its node's resolv.conf and asks the node's DNS server, which knows no name of the cluster (host-network-dns-policy)\n`,
    ),
  );
});

test("a CronJob's Pods, too", () => {
  const job = agent("", "redis://redis.default.svc:6379")
    .replace("apiVersion: v1\nkind: Pod", "apiVersion: batch/v1\nkind: CronJob")
    .replace("  labels:\n    app: agent\n", "")
    .replace(
      "spec:\n",
      "spec:\n  schedule: '@daily'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          hostNetwork: true\n",
    );
  const [head = "", containers = ""] = job.split("  containers:\n");
  const indented = `containers:\n${containers}`.replace(/^/gm, "          ").trimEnd();
  expectDiagnostics(
    `${head}${indented}\n${redis}`.replace(
      "hostNetwork: true\n",
      `hostNetwork: true\n#                      ^^^^ 💡 warning: ${told}; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)\n`,
    ),
  );
});

test.each([
  ["dnsPolicy: None", "None", "8.8.8.8", "8.8.8.8, a DNS server"],
  ["dnsPolicy: None", "None", "1.1.1.1, 2606:4700:4700::1111", "1.1.1.1 first, a DNS server"],
  ["dnsPolicy: Default", "Default", "8.8.8.8", "8.8.8.8, a DNS server"],
])("servers of the Internet: %s, %s, %s", (line, policy, servers, who) => {
  expectDiagnostics(
    `${agent(
      `  ${line}
#            ${"^".repeat(policy.length)} 💡 warning: 'redis.default.svc' does not resolve: with dnsPolicy ${policy} the Pods ask ${who} outside the cluster, which does not know names of the cluster; set dnsPolicy: ClusterFirst (host-network-dns-policy)
  dnsConfig: {nameservers: [${servers}]}
`,
      "redis.default.svc",
    )}${redis}`,
  );
});

test.each([
  ["a server that may be the cluster's", "10.0.0.2"],
  ["the node's cache", "169.254.20.10"],
])("silent with %s", (_, server) => {
  expectDiagnostics(
    `${agent(`  dnsPolicy: None\n  dnsConfig: {nameservers: [${server}]}\n`, "redis.default.svc")}${redis}`,
  );
});

test("silent about a name that the Pod's own hosts file knows", () => {
  expectDiagnostics(
    `${agent("  hostNetwork: true\n  hostAliases: [{ip: 10.1.2.3, hostnames: [redis.default.svc]}]\n", "redis.default.svc")}${redis}`,
  );
});
