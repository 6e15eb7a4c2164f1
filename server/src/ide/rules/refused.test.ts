/** Checks where the API server's refusals are told, where nothing is said, and what is offered. */
import { expect, test } from "vitest";
import { expectDiagnostics, expectFix, fixTitles } from "../../../../test/fixture/check.ts";

const refusedAs = (reason: string): string =>
  `; the object is refused (${reason}), so none of its names exists (refused)`;

const pod = (spec: string, labels = "app: web"): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    ${labels}
spec:
${spec}  containers:
    - name: web
      image: web
`;

test("a label that is a boolean is quoted as it is written", () => {
  expectDiagnostics(
    pod("", "canary: yes").replace(
      "canary: yes\n",
      `canary: yes
#           ^^^ 💡 error: metadata.labels.canary: json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string${refusedAs("FieldValueTypeInvalid")}
`,
    ),
  );
  expectFix(pod("", "canary: yes$0"), "Quote yes", pod("", 'canary: "yes"'));
});

test("a name is written in lower case, a port gets a name, a number loses its quotes", () => {
  const service = (name: string, ports: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  clusterIP: None
  selector:
    app: web
  ports:
${ports}`;
  const one = "    - port: 80\n";
  expectFix(service("Web_App$0", one), "Write 'web-app'", service("web-app", one));
  expectFix(
    service("web", "    - port: 80$0\n    - port: 81\n      name: b\n"),
    "Name the port",
    service("web", "    - name: port-80\n      port: 80\n    - port: 81\n      name: b\n"),
  );
  expectFix(service("web", '    - port: "80"$0\n'), "Write 80", service("web", one));
  expect(fixTitles(service("a.b$0", one))).toEqual([]);
});

test("a field that is left out is told at the nearest that is written", () => {
  expectDiagnostics(
    pod("  dnsPolicy: None\n").replace(
      "spec:\n",
      `spec:
#^^^ error: spec.dnsConfig: Required value: must provide \`dnsConfig\` when \`dnsPolicy\` is None${refusedAs("FieldValueRequired")}
`,
    ),
  );
});

test("says nothing of templates, patches, and files that a kustomization takes as patches", () => {
  expectDiagnostics(pod('  hostname: "{{ .Name }}"\n'));
  expectDiagnostics(pod("  hostname: Web\n").replace("image: web", "image: #@ data.values.image"));
  expectDiagnostics(pod("  hostname: Web\n").replace("      image: web\n", ""));
  expectDiagnostics(`# file: kustomization.yaml
patches:
- path: pod.yaml
# file: pod.yaml
${pod("  hostname: Web\n")}`);
  expectDiagnostics(pod("  hostname: Web\n").replace("apiVersion: v1", "apiVersion: example.com/v1"));
});

test("the cluster's families count where the settings say them", () => {
  const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  clusterIP: None
  ipFamilies: [IPv6]
#              ^^^^ error: spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster${refusedAs("FieldValueInvalid")}
  selector:
    app: web
`;
  expectDiagnostics(`# settings: {"ipFamilies": ["IPv4"]}\n${service}`);
  expectDiagnostics(service.replace(/^#.*\n/m, ""));
});

test("what only older versions refuse is information", () => {
  expectDiagnostics(`apiVersion: v1
kind: Service
metadata:
  name: 1web
#       ^^^^ information: a Service's name may begin with a digit from Kubernetes 1.36 on; an older API server refuses '1web' (refused)
spec:
  clusterIP: None
  selector:
    app: web
`);
});

test("kinds that are not read otherwise are judged too", () => {
  expectDiagnostics(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: dns
spec:
  podSelector: {}
  egress:
  - ports:
    - protocol: DNS
#               ^^^ error: spec.egress[0].ports[0].protocol: Unsupported value: "DNS": supported values: "TCP", "UDP", "SCTP"; the object is refused (FieldValueNotSupported) (refused)
      port: 53
`);
});

test.each(["<name>", "web-<number>", "YOUR_NAME", "web.__NAME__", "@name@", "%NAME%"])(
  "a placeholder that somebody fills in is not a value: %s",
  (name) => {
    expectDiagnostics(`apiVersion: v1
kind: Service
metadata:
  name: "${name}"
spec:
  clusterIP: None
  selector:
    app: web
`);
  },
);
