import { test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../test/fixture/check.ts";

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
#              ^^^^ 💡 warning: with hostNetwork and dnsPolicy ClusterFirst the Pods ask the node's DNS servers, which do not know 'redis'; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
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
    `${set(3)}#                  ^^^^ 💡 warning: with hostNetwork and dnsPolicy ClusterFirst the Pods ask the node's DNS servers, which do not know 'zk-0.zk'; set dnsPolicy: ClusterFirstWithHostNet (host-network-dns-policy)
${servers("server.1=zk-0.zk:2888:3888")}`,
  );
  expectDiagnostics(set(1) + servers("zk-0.zk.default.svc.cluster.local"));
});
