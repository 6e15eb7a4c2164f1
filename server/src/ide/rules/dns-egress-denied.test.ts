import { describe, test } from "vitest";
import { expectDiagnostics, expectFix } from "../../../../test/fixture/check.ts";

const policy = (egress: string, selector = "{}", name = "p"): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\nspec:\n  podSelector: ${selector}\n  policyTypes: [Egress]\n${egress}`;
const pod = (spec = "", value = "x"): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\n  labels:\n    app: api\nspec:\n${spec}  containers:\n    - name: api\n      image: api\n      env:\n        - name: A\n          value: ${value}\n`;
const marked = (severity: string, why: string, more = ""): string =>
  `# ^^^^^^ 💡 ${severity}: no name resolves in Pod 'api'${more}: NetworkPolicy 'p' lets them reach only what it lists, and ${why} (dns-egress-denied)\n`;
const nothing = "nothing lists DNS (port 53 over UDP and TCP to kube-dns)";
const dns = `    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
`;
const internet =
  "    - to:\n        - ipBlock:\n            cidr: 0.0.0.0/0\n            except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]\n";

describe("found", () => {
  test("only the Internet: information while nobody uses a name, a warning where somebody does", () => {
    expectDiagnostics(`${policy(`  egress:\n${marked("information", nothing)}${internet}`)}---\n${pod()}`);
    expectDiagnostics(
      `${policy(`  egress:\n${marked("warning", nothing, ", not even 'db.example.com'")}${internet}`)}---\n${pod("", "https://db.example.com/x")}`,
    );
  });

  test("no rule at all is isolation: information", () => {
    const text = policy("").replace(
      "policyTypes: [Egress]\n",
      `policyTypes: [Egress]
# ^^^^^^^^^^^ 💡 information: no name resolves in Pod 'api', not even 'redis': NetworkPolicy 'p' lets them reach only what it lists, and ${nothing} (dns-egress-denied)
`,
    );
    expectDiagnostics(`${text}---\n${pod("", "http://redis:80")}`);
  });

  test("port 53 without a protocol is TCP", () => {
    expectDiagnostics(
      `${policy(
        `  egress:\n${marked("information", "port 53 is listed over TCP only (the default protocol), while DNS asks over UDP first")}    - ports:\n        - port: 53\n`,
      )}---\n${pod()}`,
    );
  });

  test("of several policies that with rules tells it", () => {
    expectDiagnostics(
      `${policy("", "{}", "all")}---\n${policy(`  egress:\n${marked("information", nothing)}${internet}`)}---\n${pod()}`,
    );
  });
});

describe("silent", () => {
  test.each([
    ["a rule for DNS", `  egress:\n${dns}`],
    ["a rule for everything", "  egress:\n    - {}\n"],
    ["a rule for the port, anywhere", "  egress:\n    - ports:\n        - port: 53\n          protocol: UDP\n"],
    [
      "a range of ports",
      "  egress:\n    - ports:\n        - port: 1\n          endPort: 1000\n          protocol: UDP\n",
    ],
    ["private addresses", "  egress:\n    - to:\n        - ipBlock:\n            cidr: 10.0.0.0/8\n"],
    ["any namespace", "  egress:\n    - to:\n        - namespaceSelector: {}\n"],
    [
      "a namespace by labels that may be anybody's",
      "  egress:\n    - to:\n        - namespaceSelector:\n            matchLabels:\n              name: kube-system\n",
    ],
  ])("with %s", (_, egress) => {
    expectDiagnostics(`${policy(egress)}---\n${pod("", "http://redis:80")}`);
  });

  test("when another policy allows it", () => {
    expectDiagnostics(
      `${policy(`  egress:\n${internet}`)}---\n${policy(`  egress:\n${dns}`, "{}", "dns")}---\n${pod()}`,
    );
  });

  test("without Pods near, with Pods of the node's network, or beside policies of another kind", () => {
    const text = policy(`  egress:\n${internet}`);
    expectDiagnostics(text);
    expectDiagnostics(`${policy(`  egress:\n${internet}`, "{matchLabels: {app: other}}")}---\n${pod()}`);
    expectDiagnostics(`${text}---\n${pod("  hostNetwork: true\n")}`);
    expectDiagnostics(
      `${text}---\n${pod()}---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata:\n  name: c\n`,
    );
    expectDiagnostics(`${text.replace("policyTypes: [Egress]", "policyTypes: [Ingress]")}---\n${pod()}`);
  });
});

describe("the fix allows DNS", () => {
  test("before the first rule", () => {
    expectFix(
      `${policy(`  egr$0ess:\n${internet}`)}---\n${pod()}`,
      "Allow DNS",
      `${policy(`  egress:\n${dns}${internet}`)}---\n${pod()}`,
    );
  });

  test("instead of an empty list, or behind policyTypes", () => {
    for (const egress of ["  egress: []\n", ""]) {
      expectFix(
        `${policy(egress).replace("policyTypes", "policy$0Types")}---\n${pod()}`,
        "Allow DNS",
        `${policy(`  egress:\n${dns}`)}---\n${pod()}`,
      );
    }
  });
});
