/** Hovers of a StatefulSet and of its serviceName. */
import { expect, test } from "vitest";
import { hover } from "../../../../../test/fixture/features.ts";
import { at, service, set } from "./hover.fixture.ts";

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

test("a StatefulSet overwrites the template's subdomain", () => {
  expect(
    hover(at(service() + set().replace("    spec:\n", "    spec:\n      subdomain: other\n"), "subdomain")),
  ).toMatchInlineSnapshot(`
    "\`subdomain\` has no effect in a StatefulSet

    Its controller gives every Pod its own name as host name, and \`web-headless\` (from \`serviceName\`) as subdomain.

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
