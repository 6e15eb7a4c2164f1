import { expect, test } from "vitest";
import { hover } from "../../../../test/fixture/features.ts";
import { fullSupport } from "./client.ts";

const service = (more = "  clusterIP: None\n", app = "web"): string => `apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
${more}  selector:
    app: ${app}
  ports:
    - name: http
      port: 80
---
`;

const set = (serviceName = "web-headless", replicas = 3, more = ""): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: ${serviceName}
  replicas: ${replicas}
${more}  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx
`;

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: first
  labels:
    app: web
spec:
  hostname: boss
  subdomain: web-headless
  containers:
    - name: shell
      image: busybox
`;

const deployment = set().replace("StatefulSet", "Deployment").replace("  serviceName: web-headless\n", "");

/** The text with the cursor in the first occurrence of `what`. */
function at(text: string, what: string): string {
  if (!text.includes(what)) throw new Error(`'${what}' is not in the text`);
  return text.replace(what, () => `${what.slice(0, 1)}$0${what.slice(1)}`);
}

test("serviceName: every Pod's name below the governing Service", () => {
  expect(hover(at(service() + set(), "serviceName"))).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) governs this StatefulSet

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    \`web-headless\` alone answers with the 3 ready Pods. Pods in \`default\` can write \`web-0.web-headless\`. The names stay when Pods are replaced, the addresses don't. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: no such Service", () => {
  expect(hover(at(set(), "serviceName"))).toMatchInlineSnapshot(`
    "**web-headless**: there is no such Service in \`default\`

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | NXDOMAIN |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | NXDOMAIN |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | NXDOMAIN |

    None of these names exists until a headless Service of exactly this name selects the Pods; the order in which the two are created does not matter. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: a near name, and what a change means", () => {
  expect(hover(at(service() + set("web-headles"), "serviceName"))).toMatchInlineSnapshot(`
    "**web-headles**: there is no such Service in \`default\`. Did you mean \`web-headless\`?

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headles.default.svc.cluster.local\` | 10.244.173.174\\* | NXDOMAIN |
    | web-1 | \`web-1.web-headles.default.svc.cluster.local\` | 10.244.122.73\\* | NXDOMAIN |
    | web-2 | \`web-2.web-headles.default.svc.cluster.local\` | 10.244.113.141\\* | NXDOMAIN |

    None of these names exists until a headless Service of exactly this name selects the Pods; the order in which the two are created does not matter. Changing \`serviceName\` of a live StatefulSet means recreating it (immutable). *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headles) · [All records](podns.showRecords )"
  `);
});

test("serviceName: a Service with a ClusterIP", () => {
  expect(hover(at(service("") + set(), "serviceName"))).toMatchInlineSnapshot(`
    "**web-headless**: Service with a ClusterIP in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) is named by this StatefulSet, but is not headless

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    \`web-headless\` alone answers with the ClusterIP 10.104.234.39\\*, never with a Pod. Kubernetes specifies names for single Pods under headless Services only: CoreDNS answers these all the same, kube-dns does not. \`serviceName\` and \`clusterIP\` are immutable: repairing it means recreating one of the two. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: the selector matches other Pods", () => {
  expect(hover(at(service(undefined, "wbe") + set(), "serviceName"))).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) is named by this StatefulSet, but does not select its Pods

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | NXDOMAIN |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | NXDOMAIN |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | NXDOMAIN |

    Its selector \`app: wbe\` matches none of the Pods (they have \`app: web\`), so none of these names exists. \`web-headless\` alone is NXDOMAIN: it selects no Pod. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: an alias", () => {
  expect(
    hover(at(service("  type: ExternalName\n  externalName: www.example.com\n") + set(), "serviceName")),
  ).toMatchInlineSnapshot(`
    "**web-headless**: Service of type ExternalName in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) is named by this StatefulSet, but is not headless

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | NXDOMAIN |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | NXDOMAIN |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | NXDOMAIN |

    \`web-headless\` is an alias for \`www.example.com\`. An alias has no names below it: the Pods get none. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: no replicas", () => {
  expect(hover(at(service() + set("web-headless", 0), "serviceName"))).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) governs this StatefulSet

    \`replicas\` is 0: there is no Pod, and no name for one. \`web-headless\` alone is NXDOMAIN: it selects no Pod.

    [Simulate nslookup](podns.simulate web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: of many Pods the first and the last", () => {
  expect(hover(at(service() + set("web-headless", 100), "serviceName"))).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) governs this StatefulSet

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |
    | web-3 | \`web-3.web-headless.default.svc.cluster.local\` | 10.244.179.227\\* | ready |
    | web-4 | \`web-4.web-headless.default.svc.cluster.local\` | 10.244.254.0\\* | ready |
    | … 93 more |  |  |  |
    | web-98 | \`web-98.web-headless.default.svc.cluster.local\` | 10.244.223.145\\* | ready |
    | web-99 | \`web-99.web-headless.default.svc.cluster.local\` | 10.244.195.39\\* | ready |

    \`web-headless\` alone answers with the 100 ready Pods. Pods in \`default\` can write \`web-0.web-headless\`. The names stay when Pods are replaced, the addresses don't. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: both families", () => {
  expect(
    hover(at(service("  clusterIP: None\n  ipFamilyPolicy: RequireDualStack\n") + set(), "serviceName")),
  ).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) governs this StatefulSet

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\*, fd00:10:244::1038:1466\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\*, fd00:10:244::96b:8087\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\*, fd00:10:244::1eec:749d\\* | ready |

    \`web-headless\` alone answers with the 3 ready Pods. Pods in \`default\` can write \`web-0.web-headless\`. The names stay when Pods are replaced, the addresses don't. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: one family of a cluster with two", () => {
  expect(
    hover(
      at(
        `# settings: {"ipFamilies": ["IPv4", "IPv6"]}\n# file: web.yaml\n${service()}${set("web-headless", 1)}`,
        "serviceName",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([web.yaml:4](web.yaml#L4,9)) governs this StatefulSet

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |

    \`web-headless\` alone answers with its one ready Pod. Pods in \`default\` can write \`web-0.web-headless\`. The names stay when Pods are replaced, the addresses don't. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: published before ready", () => {
  expect(
    hover(at(service("  clusterIP: None\n  publishNotReadyAddresses: true\n") + set(), "serviceName")),
  ).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) governs this StatefulSet

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    \`web-headless\` alone answers with the 3 ready Pods. It publishes Pods before they are ready. Pods in \`default\` can write \`web-0.web-headless\`. The names stay when Pods are replaced, the addresses don't. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: the set's name is too long for Pods", () => {
  expect(
    hover(at(service() + set().replace("name: web\n", `name: ${"long-".repeat(11)}name\n`), "serviceName")),
  ).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) governs this StatefulSet

    The name of StatefulSet 'long-long-long-long-long-long-long-long-long-long-long-name' has 59 characters: every Pod is refused, as its label controller-revision-hash would exceed 63. \`web-headless\` alone is NXDOMAIN: it selects no Pod.

    [Simulate nslookup](podns.simulate web-headless) · [All records](podns.showRecords )"
  `);
});

test("serviceName: empty", () => {
  expect(hover(at(set("''"), "serviceName"))).toMatchInlineSnapshot(`
    "No governing Service: the 3 Pods of StatefulSet **web** get no names of their own

    Each Pod knows its host name through its own \`/etc/hosts\` only. \`serviceName\` is immutable: setting it later means recreating the StatefulSet.

    [All records](podns.showRecords )"
  `);
});

test("serviceName: a file of several environments", () => {
  expect(
    hover(
      at(
        `# file: a/kustomization.yaml\nresources: [../base]\n# file: b/kustomization.yaml\nresources: [../base]
# file: base/kustomization.yaml\nresources: [web.yaml]\n# file: base/web.yaml\n${service()}${set()}`,
        "serviceName",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([web.yaml:4](base/web.yaml#L4,9)) governs this StatefulSet

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    \`web-headless\` alone answers with the 3 ready Pods. Pods in \`default\` can write \`web-0.web-headless\`. The names stay when Pods are replaced, the addresses don't. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless kustomize:file:///workspace/a) · [All records](podns.showRecords kustomize:file:///workspace/a)

    As in **a (kustomization)**; the file also belongs to b (kustomization)."
  `);
});

test("serviceName: Pods of a dump that are not ready", () => {
  expect(
    hover(
      at(
        `${service()}${set("web-headless", 2)}---
apiVersion: v1
kind: Pod
metadata:
  name: web-1
  labels:
    app: web
spec:
  hostname: web-1
  subdomain: web-headless
  containers:
    - name: nginx
      image: nginx
status:
  podIP: 10.1.2.3
  conditions:
    - type: Ready
      status: "False"
`,
        "serviceName",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)) governs this StatefulSet

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.1.2.3 | not ready: NXDOMAIN |

    \`web-headless\` alone answers with its one ready Pod. A Pod that is not ready has no name. Pods in \`default\` can write \`web-0.web-headless\`. The names stay when Pods are replaced, the addresses don't. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

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

test("a StatefulSet", () => {
  expect(hover(at(service() + set(), "StatefulSet"))).toMatchInlineSnapshot(`
    "**web**: StatefulSet in \`default\` with 3 Pods, governed by headless Service \`web-headless\` ([manifest.yaml:4](manifest.yaml#L4,9))

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    A Pod's name and host name are the set's name and an ordinal; they stay when the Pod is replaced, the address doesn't. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.web-headless) · [All records](podns.showRecords )"
  `);
});

test("replicas", () => {
  expect(hover(at(service() + set("web-headless", 3), "replicas"))).toMatchInlineSnapshot(`
    "StatefulSet **web** makes 3 Pods: \`web-0\` to \`web-2\`

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.default.svc.cluster.local\` | 10.244.173.174\\* | ready |
    | web-1 | \`web-1.web-headless.default.svc.cluster.local\` | 10.244.122.73\\* | ready |
    | web-2 | \`web-2.web-headless.default.svc.cluster.local\` | 10.244.113.141\\* | ready |

    \`web-headless\` alone answers with the 3 ready Pods. Scaling down takes the highest ordinals and their names away first. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("ordinals.start", () => {
  expect(hover(at(service() + set("web-headless", 3, "  ordinals:\n    start: 5\n"), "start"))).toMatchInlineSnapshot(`
    "The Pods of **web** are numbered from 5: \`web-5\` to \`web-7\`

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-5 | \`web-5.web-headless.default.svc.cluster.local\` | 10.244.27.60\\* | ready |
    | web-6 | \`web-6.web-headless.default.svc.cluster.local\` | 10.244.15.138\\* | ready |
    | web-7 | \`web-7.web-headless.default.svc.cluster.local\` | 10.244.60.154\\* | ready |

    Another start gives other Pods, with other names; clients that list them have to follow. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-5 web-headless) · [All records](podns.showRecords )"
  `);
});

test("podManagementPolicy: in order", () => {
  expect(
    hover(at(service() + set("web-headless", 3, "  podManagementPolicy: OrderedReady\n"), "podManagementPolicy")),
  ).toMatchInlineSnapshot(`
    "**OrderedReady**: a Pod of **web** is created when the one before it is ready

    While \`web-0\` is not ready, \`web-1\` does not exist and its name is NXDOMAIN, whatever \`publishNotReadyAddresses\` says: a Pod that waits for a later one before it is ready waits forever. \`podManagementPolicy\` is immutable: a live StatefulSet must be recreated to change it.

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("podManagementPolicy: at once", () => {
  expect(
    hover(at(service() + set("web-headless", 3, "  podManagementPolicy: Parallel\n"), "podManagementPolicy")),
  ).toMatchInlineSnapshot(`
    "**Parallel**: all Pods of **web** are created at once

    A name appears when its Pod is ready; peers that look for each other before need \`publishNotReadyAddresses: true\` on the governing Service. \`podManagementPolicy\` is immutable: a live StatefulSet must be recreated to change it.

    [Simulate nslookup](podns.simulate default/web-0 web-headless) · [All records](podns.showRecords )"
  `);
});

test("a Deployment", () => {
  expect(hover(at(service("") + deployment, "Deployment"))).toMatchInlineSnapshot(`
    "**web**: Deployment in \`default\` with 3 Pods

    | Service | name | address |
    | :--- | :--- | :--- |
    | web-headless ([manifest.yaml:4](manifest.yaml#L4,9)) | \`web-headless.default.svc.cluster.local\` | 10.104.234.39\\* |

    Their own names end in random characters: no client can know them. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-56f7cd86cd-9qclp web-headless) · [All records](podns.showRecords )"
  `);
});

test("hostname and subdomain of a Pod", () => {
  expect(hover(at(service() + pod, "subdomain"))).toMatchInlineSnapshot(`
    "\`boss.web-headless\`: a name below **web-headless**, headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9))

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | first | \`boss.web-headless.default.svc.cluster.local\` | 10.244.156.230\\* | ready |

    The name stays when the Pod is replaced, the address doesn't. \`subdomain\` is immutable: a live Pod must be recreated to change it. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/first boss.web-headless) · [All records](podns.showRecords )"
  `);
});

test("subdomain without Service", () => {
  expect(hover(at(pod, "subdomain"))).toMatchInlineSnapshot(`
    "**web-headless**: there is no such Service in \`default\`

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | first | \`boss.web-headless.default.svc.cluster.local\` | 10.244.156.230\\* | NXDOMAIN |

    Without it the name is known inside the Pod only, through its own \`/etc/hosts\`. \`subdomain\` is immutable: a live Pod must be recreated to change it. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/first boss.web-headless) · [All records](podns.showRecords )"
  `);
});

test("hostname without subdomain", () => {
  expect(hover(at(pod.replace("  subdomain: web-headless\n", ""), "hostname"))).toMatchInlineSnapshot(`
    "Host name **boss**: known inside the Pod only

    It becomes a DNS name with a \`subdomain\` that is the name of a Service which selects the Pod. \`hostname\` is immutable: a live Pod must be recreated to change it.

    [All records](podns.showRecords )"
  `);
});

test("subdomain without hostname", () => {
  expect(hover(at(service() + pod.replace("  hostname: boss\n", ""), "subdomain"))).toMatchInlineSnapshot(`
    "**web-headless**: headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9)), but the Pod has no \`hostname\`

    Only both together make a name: the Pod's own name does not count. \`subdomain\` is immutable: a live Pod must be recreated to change it.

    [Simulate nslookup](podns.simulate default/first web-headless) · [All records](podns.showRecords )"
  `);
});

test("one host name for all Pods of a Deployment", () => {
  expect(
    hover(
      at(
        service() +
          deployment.replace("    spec:\n", "    spec:\n      hostname: crew\n      subdomain: web-headless\n"),
        "hostname",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "\`crew.web-headless\`: a name below **web-headless**, headless Service in \`default\` ([manifest.yaml:4](manifest.yaml#L4,9))

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-56f7cd86cd-… | \`crew.web-headless.default.svc.cluster.local\` | 10.244.41.158\\* | ready |
    | web-56f7cd86cd-… | \`crew.web-headless.default.svc.cluster.local\` | 10.244.235.179\\* | ready |
    | web-56f7cd86cd-… | \`crew.web-headless.default.svc.cluster.local\` | 10.244.83.76\\* | ready |

    All 3 Pods share this one name: it answers with each of them. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-56f7cd86cd-9qclp crew.web-headless) · [All records](podns.showRecords )"
  `);
});

test("each index of an Indexed Job has a name of its own", () => {
  const job = `apiVersion: batch/v1
kind: Job
metadata:
  name: import
spec:
  completions: 2
  parallelism: 2
  completionMode: Indexed
  template:
    metadata:
      labels:
        app: web
    spec:
      subdomain: web-headless
      restartPolicy: Never
      containers:
        - name: shell
          image: busybox
`;
  const text = hover(at(service() + job, "subdomain"));
  expect(text).toContain("`import-1.web-headless.default.svc.cluster.local`");
  expect(text).toContain("Each index has its own name, which stays when its Pod is replaced.");
  expect(text).not.toContain("share this one name");
});

test("with ndots 1 names without a dot are searched for", () => {
  const text = pod.replace(
    "  containers:",
    '  dnsConfig:\n    options:\n      - name: ndots\n        value: "1"\n  containers:',
  );
  expect(hover(at(text, "dnsConfig"))).toContain(
    "A name without a dot is tried with each search domain first; a Service of `default` is found by its short name.",
  );
});

test("a StatefulSet overwrites the template's subdomain", () => {
  expect(
    hover(at(service() + set().replace("    spec:\n", "    spec:\n      subdomain: other\n"), "subdomain")),
  ).toMatchInlineSnapshot(`
    "\`subdomain\` has no effect in a StatefulSet

    Its controller gives every Pod its own name as host name, and \`web-headless\` (from \`serviceName\`) as subdomain.

    [All records](podns.showRecords )"
  `);
});

test("dnsPolicy", () => {
  expect(hover(at(pod.replace("spec:\n", "spec:\n  dnsPolicy: ClusterFirst\n"), "dnsPolicy"))).toMatchInlineSnapshot(`
    "\`/etc/resolv.conf\` of Pod **first**, as kubelet writes it

    \`\`\`text
    search default.svc.cluster.local svc.cluster.local cluster.local
    nameserver 10.96.0.10
    options ndots:5
    \`\`\`

    A name with fewer than 5 dots is tried with each search domain first; a Service of \`default\` is found by its short name. \`dnsPolicy\` is immutable: a live Pod must be recreated to change it.

    [Simulate nslookup](podns.simulate default/first kubernetes.default) · [All records](podns.showRecords )"
  `);
});

test("hostNetwork without the policy that goes with it", () => {
  expect(hover(at(pod.replace("spec:\n", "spec:\n  hostNetwork: true\n"), "hostNetwork"))).toMatchInlineSnapshot(`
    "\`/etc/resolv.conf\` of Pod **first**, as kubelet writes it

    \`\`\`text
    (the node's own)
    \`\`\`

    With \`hostNetwork\`, \`ClusterFirst\` falls back to the node's own resolv.conf: names of the cluster do not resolve. \`ClusterFirstWithHostNet\` is what is meant. No search list: names have to be written in full. \`hostNetwork\` is immutable: a live Pod must be recreated to change it.

    [Simulate nslookup](podns.simulate default/first kubernetes.default) · [All records](podns.showRecords )"
  `);
});

test("dnsConfig", () => {
  expect(
    hover(
      at(
        pod.replace("spec:\n", "spec:\n  dnsPolicy: None\n  dnsConfig:\n    nameservers: [192.0.2.53]\n"),
        "nameservers",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "\`/etc/resolv.conf\` of Pod **first**, as kubelet writes it

    \`\`\`text
    nameserver 192.0.2.53
    \`\`\`

    \`None\`: only what \`dnsConfig\` says; names of the cluster resolve only if its nameservers know them. No search list: names have to be written in full. \`dnsConfig\` is immutable: a live Pod must be recreated to change it.

    [Simulate nslookup](podns.simulate default/first kubernetes.default) · [All records](podns.showRecords )"
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

test("an object that the API server refuses", () => {
  expect(hover(at(set().replace("replicas: 3", "replicas: three"), "serviceName"))).toMatchInlineSnapshot(`
    "StatefulSet **web** is refused by the API server: none of its names exists

    \`spec.replicas\`: json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32.

    [All records](podns.showRecords )"
  `);
});

test("serviceName: a Service that an operator may make", () => {
  const custom = "---\napiVersion: example.com/v1\nkind: Queue\nmetadata:\n  name: orders\n";
  expect(hover(at(set("orders-peers") + custom, "serviceName"))).toMatchInlineSnapshot(`
    "**orders-peers**: no Service of this name is known in \`default\`

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.orders-peers.default.svc.cluster.local\` | 10.244.173.174\\* | NXDOMAIN |
    | web-1 | \`web-1.orders-peers.default.svc.cluster.local\` | 10.244.122.73\\* | NXDOMAIN |
    | web-2 | \`web-2.orders-peers.default.svc.cluster.local\` | 10.244.113.141\\* | NXDOMAIN |

    It may be made by Queue 'orders'. Without it none of these names exists. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate default/web-0 web-0.orders-peers) · [All records](podns.showRecords )"
  `);
});

test("serviceName: a Service of that name in another namespace", () => {
  const other = service().replace("name: web-headless", "name: web-headless\n  namespace: shop");
  expect(
    hover(at(`${other}${set().replace("name: web\n", "name: web\n  namespace: data\n")}`, "serviceName")),
  ).toMatchInlineSnapshot(`
    "**web-headless**: there is no such Service in \`data\`

    | Pod | name | address |  |
    | :--- | :--- | :--- | :--- |
    | web-0 | \`web-0.web-headless.data.svc.cluster.local\` | 10.244.33.235\\* | NXDOMAIN |
    | web-1 | \`web-1.web-headless.data.svc.cluster.local\` | 10.244.111.219\\* | NXDOMAIN |
    | web-2 | \`web-2.web-headless.data.svc.cluster.local\` | 10.244.33.148\\* | NXDOMAIN |

    The one in namespace \`shop\` ([manifest.yaml:4](manifest.yaml#L4,9)) is another Service. None of these names exists until a headless Service of exactly this name selects the Pods; the order in which the two are created does not matter. *\\* made up until the cluster assigns one*

    [Simulate nslookup](podns.simulate data/web-0 web-0.web-headless) · [All records](podns.showRecords )"
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

test("an item of a List, a JSON manifest, and line breaks of Windows say the same", () => {
  const plain = hover(at(service() + set(), "serviceName")).replaceAll(/manifest\.\w+:\d+|manifest\.\w+#[\w,]+/g, "");
  const item = (text: string): string => text.trimEnd().replaceAll("\n", "\n  ").replace(/^/, "- ");
  const list = `apiVersion: v1\nkind: List\nitems:\n${item(service().replace("---\n", ""))}\n${item(set())}\n`;
  const json = `# file: manifest.json\n${JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web-headless" },
        spec: { clusterIP: "None", selector: { app: "web" } },
      },
      {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: { name: "web" },
        spec: {
          serviceName: "web-headless",
          replicas: 3,
          selector: { matchLabels: { app: "web" } },
          template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "a", image: "a" }] } },
        },
      },
    ],
  })}`;
  const windows = (service() + set()).replaceAll("\n", "\r\n");
  for (const text of [list, json, windows]) {
    expect(hover(at(text, "serviceName")).replaceAll(/manifest\.\w+:\d+|manifest\.\w+#[\w,]+/g, "")).toBe(plain);
  }
});

test("an editor without commands and Markdown gets plain text", () => {
  expect(
    hover(at(service() + set(), "serviceName"), { ...fullSupport, commands: false, markdown: false }),
  ).toMatchInlineSnapshot(`
    "web-headless: headless Service in default (manifest.yaml:4) governs this StatefulSet

    Pod  name  address  
    web-0  web-0.web-headless.default.svc.cluster.local  10.244.173.174*  ready
    web-1  web-1.web-headless.default.svc.cluster.local  10.244.122.73*  ready
    web-2  web-2.web-headless.default.svc.cluster.local  10.244.113.141*  ready

    web-headless alone answers with the 3 ready Pods. Pods in default can write web-0.web-headless. The names stay when Pods are replaced, the addresses don't. * made up until the cluster assigns one"
  `);
});

test.each([
  ["a comment", `# com$0ment\n${set()}`],
  ["a template's holes", at(set("{{ .Values.name }}"), "serviceName")],
  ["other fields", at(set(), "image")],
  ["another API group", at(set().replace("apps/v1", "apps.kruise.io/v1"), "serviceName")],
  ["the blank behind an empty value", set().replace("web-headless", "$0")],
])("nothing about %s", (_, text) => {
  expect(hover(text)).toBe("");
});

test("a name cannot break out of its cell", () => {
  expect(hover(at(set('"a|b`c](x)"'), "serviceName"))).toMatchInlineSnapshot(`
    "StatefulSet **web** is refused by the API server: none of its names exists

    \`spec.serviceName\`: Invalid value: "a\\|b\\\`c\\](x)": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name', or '123-abc', regex used for validation is '\\[a-z0-9\\](\\[-a-z0-9\\]\\*\\[a-z0-9\\])?').

    [All records](podns.showRecords )"
  `);
});

const client = (value: string): string => `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: client
data:
  A: ${value}
`;

test("a host name in a string: what it resolves to, and from where", () => {
  expect(hover(at(service() + set() + client("http://web-1.web-headless:80/x"), "eb-1.web-headless:80"))).toContain(
    "**web-1.web-headless**\n\nresolves to Pod `web-1` at `",
  );
  expect(hover(at(service() + set() + client("web-7.web-headless"), "eb-7.web"))).toContain(
    "does not resolve: headless Service `web-headless` has no endpoint `web-7`.",
  );
  expect(hover(at(service() + set() + client("https://example.com"), "xample.com"))).toContain(
    "**example.com**\n\noutside the cluster: the DNS server would ask its upstream, PodNS does not.",
  );
});

const asker = (image: string, value: string, spec = ""): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: asker
spec:${spec}
  containers:
    - name: c
      image: ${image}
      env:
        - name: DB_HOST
          value: ${value}
`;

test("a host is looked up by the application; where the image's nslookup finds something else, that is said", () => {
  const inAlpine = hover(at(service() + set() + asker("alpine:3.20", "web-1.web-headless"), "eb-1.web"));
  expect(inAlpine).toContain("resolves to Pod `web-1` at `");
  expect(inAlpine).toContain(
    "That is the application (musl); for nslookup (BusyBox ≥ 1.36) in its image it does not resolve",
  );
  expect(hover(at(service() + set() + asker("debian", "web-1.web-headless"), "eb-1.web"))).not.toContain("nslookup (");
});

test("a host of a Pod with its node's resolv.conf is not a name of the cluster", () => {
  expect(
    hover(at(service() + set() + asker("debian", "web-1.web-headless", "\n  hostNetwork: true"), "eb-1.web")),
  ).toContain("does not resolve: the Pod has its node's resolv.conf and asks the node's DNS server");
});

test.each([
  [
    "nothing",
    "  selector: { app: nosuch }\n",
    "",
    ", made up until the cluster assigns one; no Pod is behind it in these manifests.",
    "No Pod is behind it in these manifests.",
  ],
  [
    "Pods",
    "  selector: { app: web }\n",
    "",
    ": one stable address for all its Pods",
    "Behind it: 3 Pods of StatefulSet `web`",
  ],
  [
    "endpoints that a manifest gives",
    "",
    "---\napiVersion: v1\nkind: Endpoints\nmetadata: { name: front }\nsubsets: [{ addresses: [{ ip: 192.0.2.4 }, { ip: 192.0.2.5 }] }]\n",
    ": one stable address for all its endpoints",
    "Behind it: 2 endpoints that no Pod here has.",
  ],
  ["not stated", "", "", ": one stable address for all its endpoints", "It has no selector: its endpoints are what"],
])(
  "the hovers of a host and of its Service say the same of what is behind it: %s",
  (_, selector, more, host, service) => {
    const front = `apiVersion: v1\nkind: Service\nmetadata:\n  name: front\nspec:\n  ports: [{ port: 80 }]\n${selector}---\n`;
    const text = front + set() + more + asker("debian", "http://front:80");
    expect(hover(at(text, "front:80"))).toContain(`resolves to the ClusterIP of Service \`front\`${host}`);
    expect(hover(at(text, "front\nspec"))).toContain(service);
  },
);

test("a host that kubelet calls is looked up on the node; the panel, which asks in Pods, is not offered", () => {
  const probe = (host: string): string =>
    `${asker("debian", "web")}\n      livenessProbe: { httpGet: { port: 80, host: ${host} } }\n`;
  const text = hover(at(service() + set() + probe("web-1.web-headless"), "eb-1.web"));
  expect(text).toContain(
    "does not resolve: kubelet asks for it on the node, whose DNS server knows no name of the cluster",
  );
  expect(text).not.toContain("Simulate");
  expect(hover(at(service() + set() + probe("lb.example.com"), "lb.ex"))).toContain("no name of this cluster: kubelet");
});

test.each(["nowhere", "nowhere.backend", "http://nowhere/x", "nowhere:80"])(
  "a host that fails has a hover: %s",
  (value) => {
    expect(hover(at(service() + set() + asker("debian", value), "owhere"))).toContain("does not resolve: no ");
  },
);

test.each([
  // With the search list these would be names of the zone that are wrong in other ways.
  ["web.default.cluster.local", "below cluster.local only names that end in 'svc' or 'pod' exist."],
  ["web.default.svc.cluster.local", "no Service `web` in namespace `default`."],
  ["web.defalt.svc", "no namespace `defalt`."],
  ["web-0.web.defalt.svc", "no namespace `defalt`."],
  ["a.web.default.svc.cluster.invalid", "not a name of this cluster: the DNS server asks its upstream."],
])("a name with a domain fails for what it is as it stands: %s", (name, why) => {
  for (const image of ["debian", "alpine:3.20"])
    expect(hover(at(service() + set() + asker(image, `http://${name}:80/`), name.slice(1)))).toContain(
      `does not resolve: ${why}`,
    );
});

test("a bare word that nothing calls a host is a word", () => {
  expect(hover(at(service() + set() + asker("debian", "nowhere").replace("DB_HOST", "DB_USER"), "owhere"))).toBe("");
});

test("a CronJob makes no Pods before its time", () => {
  const text = hover(
    `${service()}apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: ba$0ckup\nspec:\n  schedule: "@daily"\n  jobTemplate:\n    spec:\n      template:\n        metadata:\n          labels:\n            app: web\n        spec:\n          restartPolicy: Never\n          containers:\n            - name: c\n              image: c\n`,
  );
  expect(text).toContain("There are no Pods before its time: until then no name leads to one (NXDOMAIN).");
});

const cron = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: backup
spec:
  schedule: "@daily"
  jobTemplate:
    spec:
      template:
        metadata:
          labels:
            app: web
        spec:
          hostname: boss
          subdomain: web-headless
          restartPolicy: Never
          containers:
            - name: c
              image: debian
              args: ["--peer=http://boss.web-headless:80/", "--all=http://web-headless.default.svc:80/"]
`;

test.each([
  [
    "boss.web-headless",
    "does not resolve: headless Service `web-headless` has no endpoint `boss` before the time of CronJob `backup`.",
  ],
  [
    "web-headless.default",
    "does not resolve: headless Service `web-headless` has no Pod before the time of CronJob `backup`, so its name does not exist.",
  ],
  ["boss\n", "There are no Pods before the time of CronJob `backup`, and no name."],
  ["backup\n", "Their own names end in random characters: no client can know them."],
  ["selector:", "`app: web` selects only the Pods of CronJob `backup`, of which there are none before its time"],
  ["web-headless\n", "`web-headless` alone is NXDOMAIN: it selects no Pod before the time of CronJob `backup`."],
])("what waits for a CronJob says so: %j", (what, words) => {
  const text = hover(at(service() + cron, what));
  expect(text).toContain(words);
  expect(text).not.toMatch(/does not match|matches no Pod|No Service selects/);
});

test("a ClusterIP that only Pods of a CronJob will be behind", () => {
  const text = `${service("")}${cron.replace("          subdomain: web-headless\n", "")}`;
  const words = "no Pod is behind it before the time of CronJob `backup`";
  expect(hover(at(text, "web-headless.default"))).toContain(words);
  expect(hover(at(text, "web-headless\n"))).toContain(words.replace("no", "No"));
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

test("a host of a Pod whose dnsConfig names a server of the Internet is not a name of the cluster", () => {
  const spec = (server: string): string =>
    `\n  dnsPolicy: None\n  dnsConfig:\n    nameservers: [${server}]\n    searches: [default.svc.cluster.local]`;
  const shown = (server: string): string =>
    hover(at(service() + set() + asker("debian", "web-1.web-headless", spec(server)), "eb-1.web"));
  expect(shown("8.8.8.8")).toContain("the Pod asks `8.8.8.8`, which knows no name of the cluster");
  expect(shown("10.0.0.10")).toContain("resolves to Pod `web-1`");
});

const reader = (name: string, spec: string): string => `---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
${spec}      containers:
        - name: ${name}
          image: debian
          envFrom:
            - configMapRef:
                name: hosts
`;

const hosts = `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: hosts
data:
  TARGET_URL: http://web-headless.default.svc:80
`;

test("a name in a ConfigMap: asked in the Pods that read it", () => {
  const text = service() + set() + hosts;
  expect(hover(at(text, "web-headless.default.svc:80"))).toContain("resolves to the 3 Pods");
  const onNode = text + reader("agent", "      hostNetwork: true\n");
  expect(hover(at(onNode, "web-headless.default.svc:80"))).toContain("asks the node's DNS server");
  expect(hover(at(onNode, "web-headless.default.svc:80"))).toContain("podns.simulate default/agent-");
  const both = onNode + reader("other", "");
  expect(hover(at(both, "web-headless.default.svc:80"))).toContain("resolves to the 3 Pods");
  expect(hover(at(both, "web-headless.default.svc:80"))).toContain(
    "That is in the Pods of DaemonSet `other`; in those of DaemonSet `agent` it",
  );
});

const overlay = (patch: string): string => `# file: base/web.yaml
${service()}${set()}# file: kustomization.yaml
namespace: shop
resources: [base/web.yaml]
patches:
${patch}`;
const patched = (value: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: nginx
          env:
            - name: PEER
              value: ${value}
`;
const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

test("a host in a patch is asked in the object that the kustomization makes", () => {
  const inline = (value: string): string => overlay(`  - patch: |\n${indented(patched(value), "      ")}`);
  expect(hover(at(inline("web-9.web-headless.shop.svc"), "web-9.web"))).toContain("has no endpoint `web-9`");
  expect(hover(at(inline("web-0.web-headless.shop.svc"), "web-0.web"))).toContain("resolves to Pod");
  const file = (value: string): string => `${overlay("  - path: patch.yaml\n")}# file: patch.yaml\n${patched(value)}`;
  expect(hover(at(file("web-0.web-headless.shop.svc"), "web-0.web"))).toContain("resolves to Pod");
  expect(
    hover(at(file("web-0.web-headless.shop.svc"), "kind: StatefulSet\nmetadata:\n  name: web\nspec:\n  template:")),
  ).toBe("");
});

test("a host in what Flux lays over a folder", () => {
  const text = `# file: app/web.yaml
${service()}${set()}# file: flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  sourceRef: {kind: GitRepository, name: flux-system}
  path: ./app
  targetNamespace: shop
  patches:
    - patch: |
${indented(patched("web-0.web-headless.shop.svc"), "        ")}`;
  expect(hover(at(text, "web-0.web"))).toContain("resolves to Pod `web-0`");
});

test("short names in a HelmRelease are those of the namespace that it is installed into", () => {
  const text = `# file: all.yaml
${service().replace("  name: web-headless", "  name: web-headless\n  namespace: shop")}${set().replace("  name: web\n", "  name: web\n  namespace: shop\n")}---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: app, namespace: flux-system}
spec:
  targetNamespace: shop
  values:
    database:
      url: http://web-headless:80/x
`;
  expect(hover(at(text, "web-headless:80"))).toContain("resolves to the 3 Pods");
  expect(hover(at(text.replace("targetNamespace: shop", "targetNamespace: other"), "web-headless:80"))).toContain(
    "does not resolve",
  );
});

test("a host that only some overlays know: the hover says so for the others", () => {
  const text = `# file: base/kustomization.yaml
resources: [web.yaml]
# file: base/web.yaml
${service()}${set("web-headless", 1, "")}---
apiVersion: v1
kind: Pod
metadata:
  name: asker
spec:
  containers:
    - name: c
      image: debian
      env:
        - name: PEER
          value: web-1.web-headless:80
# file: overlays/dev/kustomization.yaml
resources: [../../base]
# file: overlays/prod/kustomization.yaml
resources: [../../base]
replicas: [{name: web, count: 2}]
`;
  expect(hover(at(text, "web-1.web-headless:80"))).toContain(
    "**overlays/dev (kustomization)**: NXDOMAIN · **overlays/prod (kustomization)**: resolves",
  );
  expect(hover(at(text.replace("count: 2", "count: 1"), "web-1.web-headless:80"))).not.toContain("resolves");
});
