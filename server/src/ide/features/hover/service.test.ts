/** Hovers of a Service, of its fields, and of what names it. */
import { expect, test } from "vitest";
import { hover } from "../../../../../test/fixture/features.ts";
import { at, pod, service, set } from "./hover.fixture.ts";

test("a headless Service", () => {
  expect(hover(at(service() + set(), "web-headless"))).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9))

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    \`web-headless\` alone answers with the 3 ready Pods. It follows the Pods: every one that becomes ready or goes away changes the answer. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("a Service with a ClusterIP", () => {
  expect(hover(at(service("") + set(), "web-headless"))).toMatchInlineSnapshot(`
    "**web-headless**: Service with a ClusterIP in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9))

    | name | type | answer |
    | :--- | :--- | :--- |
    | \`web-headless.default.svc.cluster.local\` | A | 10.104.234.39\\* |
    | \`_http._tcp.web-headless.default.svc.cluster.local\` | SRV | port 80 |

    Behind it: 3 Pods of StatefulSet \`web\` ([manifest.yaml:15](manifest.yaml#L15,9)). The address stays as long as the Service does. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("a Service without selector", () => {
  expect(hover(at(service().replace("  selector:\n    app: web\n", ""), "web-headless"))).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9))

    \`web-headless\` alone is NXDOMAIN: it selects no Pod. It has no selector: its endpoints are what EndpointSlices or Endpoints of its name say.

    [Simulate nslookup](podns.simulate web-headless.default) · [All records](podns.showRecords )"
  `);
});

test("clusterIP: None", () => {
  expect(hover(at(service() + set(), "clusterIP"))).toMatchInlineSnapshot(`
    "**None** makes Service **web-headless** headless: \`web-headless.default.svc.cluster.local\` answers with the addresses of its Pods, not with one of its own

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    \`web-headless\` alone answers with the 3 ready Pods. Only under a headless Service does Kubernetes specify names for single Pods. \`clusterIP\` is immutable: a live Service must be recreated to change it. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("a fixed clusterIP", () => {
  expect(hover(at(service("  clusterIP: 10.96.7.7\n") + set(), "clusterIP"))).toMatchInlineSnapshot(`
    "**web-headless** has the ClusterIP 10.96.7.7: \`web-headless.default.svc.cluster.local\` answers with it

    The address belongs to no Pod; connections to it are spread over the ready ones. \`clusterIP\` is immutable: a live Service must be recreated to change it.

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("a selector", () => {
  expect(hover(at(`${service() + set()}---\n${pod}`, "selector"))).toMatchInlineSnapshot(`
    "\`app: web\` selects Pod \`first\` ([manifest.yaml:35](manifest.yaml#L35,9)) and 3 Pods of StatefulSet \`web\` ([manifest.yaml:16](manifest.yaml#L16,9))

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | first | \`boss.web-headless.default.svc.cluster.local\` | 10.244.156.230\\* | ready |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    \`web-headless\` alone answers with the 4 ready Pods. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/first web-headless) · [All records](podns.showRecords )"
  `);
});

test("a selector that matches nothing", () => {
  expect(hover(at(service(), "selector"))).toMatchInlineSnapshot(`
    "\`app: web\` selects no Pod in \`default\`

    \`web-headless\` alone is NXDOMAIN: it selects no Pod. A selector counts in its own namespace only.

    [Simulate nslookup](podns.simulate web-headless.default) · [All records](podns.showRecords )"
  `);
});

test("a port's name", () => {
  expect(hover(at(service() + set(), "http"))).toMatchInlineSnapshot(`
    "Port **http** of **web-headless** makes the SRV name \`_http._tcp.web-headless.default.svc.cluster.local\`

    | port | at |
    | :--- | :--- |
    | 80 | \`web-0.web-headless.default.svc.cluster.local\` |
    | 80 | \`web-1.web-headless.default.svc.cluster.local\` |
    | 80 | \`web-2.web-headless.default.svc.cluster.local\` |

    Under a headless Service the port is the Pod's own (\`targetPort\`).

    [Simulate nslookup](podns.simulate default/web-0 _http._tcp.web-headless.default.svc.cluster.local SRV) · [All records](podns.showRecords )"
  `);
});

test("the port of a Service with a ClusterIP", () => {
  expect(hover(at(service("") + set(), "port: 80"))).toMatchInlineSnapshot(`
    "Port **http** of **web-headless** makes the SRV name \`_http._tcp.web-headless.default.svc.cluster.local\`

    | port | at |
    | :--- | :--- |
    | 80 | \`web-headless.default.svc.cluster.local\` |

    The port is the Service's own; where it leads (\`80\`) is not in DNS.

    [Simulate nslookup](podns.simulate default/web-0 _http._tcp.web-headless.default.svc.cluster.local SRV) · [All records](podns.showRecords )"
  `);
});

test("a port without name", () => {
  expect(
    hover(at((service() + set()).replace("- name: http\n      port", "- port"), "port: 80")),
  ).toMatchInlineSnapshot(`
    "Port 80/TCP of **web-headless** has no name, so there is no SRV name for it

    An SRV question for \`web-headless.default.svc.cluster.local\` lists it with all other ports.

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("externalName", () => {
  expect(
    hover(at(service("  type: ExternalName\n  externalName: www.example.com\n"), "externalName")),
  ).toMatchInlineSnapshot(`
    "\`web-headless.default.svc.cluster.local\` is an alias (CNAME) for \`www.example.com\`

    It has no address, no ports and no names below it. Programs go to the other host under this name: TLS certificates and HTTP hosts have to know it.

    [Simulate nslookup](podns.simulate web-headless.default) · [All records](podns.showRecords )"
  `);
});

test("a Service that is an alias for itself", () => {
  const text = service("  type: ExternalName\n  externalName: web-headless.default.svc.cluster.local\n");
  expect(hover(at(text, "externalName"))).toContain(
    "`web-headless.default.svc.cluster.local` is an alias (CNAME) for itself\n\nIt never resolves",
  );
});

test("an address as externalName", () => {
  expect(
    hover(at(service("  type: ExternalName\n  externalName: 192.0.2.7\n"), "externalName")),
  ).toMatchInlineSnapshot(`
    "\`web-headless.default.svc.cluster.local\` is NXDOMAIN, not an alias for \`192.0.2.7\`

    \`externalName\` has to be a host name: an address is not answered.

    [Simulate nslookup](podns.simulate web-headless.default) · [All records](podns.showRecords )"
  `);
});

test("publishNotReadyAddresses", () => {
  expect(
    hover(at(service("  clusterIP: None\n  publishNotReadyAddresses: true\n") + set(), "publishNotReadyAddresses")),
  ).toMatchInlineSnapshot(`
    "**web-headless** publishes its Pods as soon as they have addresses: names such as \`web-0.web-headless\` exist before the Pods are ready, and while they end

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    Peers find each other at their first start this way; clients get Pods that do not answer yet. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("ipFamilyPolicy", () => {
  expect(
    hover(at(service("  clusterIP: None\n  ipFamilyPolicy: RequireDualStack\n") + set(), "ipFamilyPolicy")),
  ).toMatchInlineSnapshot(`
    "\`web-headless.default.svc.cluster.local\` has A and AAAA records: IPv4 and IPv6, IPv4 first

    Its Pods' names below it have the same.

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("the backend of an Ingress", () => {
  expect(
    hover(`${service("") + set()}---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: site
spec:
  defaultBackend:
    service:
      name: web-$0headless
`),
  ).toMatchInlineSnapshot(`
    "Ingress **site** is refused by the API server: none of its names exists

    \`spec.defaultBackend\`: Required value: port name or number is required.

    [All records](podns.showRecords )"
  `);
});

test("a container's port that Services mean by name", () => {
  const port =
    "          image: nginx\n          ports:\n            - name: pages\n              containerPort: 8080\n";
  const target = service().replace("port: 80\n", "port: 80\n      targetPort: pages\n");
  expect(
    hover(`${target}${set().replace("          image: nginx\n", port).replace("- name: pages", "- name: pag$0es")}`),
  ).toMatchInlineSnapshot(`
    "Port **pages** is the target of 1 Service port

    | Service | its port | SRV name |
    | :--- | :--- | :--- |
    | web-headless ([manifest.yaml:4](manifest.yaml#L4,9)) | 80 | \`_http._tcp.web-headless.default.svc.cluster.local\` |

    A Pod without a port of this name and protocol is left out of that Service port.

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("the Service that a route or a webhook names, above all when it is not there", () => {
  const route = (name: string): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: r
spec:
  rules:
    - backendRefs:
        - name: ${name}
          port: 80
`;
  const webhook = (name: string): string => `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: w
webhooks:
  - name: x.example.com
    clientConfig:
      service:
        name: ${name}
        namespace: default
`;
  expect(hover(at(service() + route("web-headless"), "eb-headless\n          port"))).toContain(
    "headless Service in `default`",
  );
  expect(hover(at(service() + route("nowhere"), "owhere"))).toContain("there is no such Service in `default`");
  expect(hover(at(service() + webhook("nowhere"), "owhere"))).toContain("there is no such Service in `default`");
});
