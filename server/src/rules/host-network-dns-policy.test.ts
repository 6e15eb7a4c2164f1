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
