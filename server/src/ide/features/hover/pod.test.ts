/** Hovers of a Pod's own names and of its resolv.conf. */
import { expect, test } from "vitest";
import { hover } from "../../../../../test/fixture/features.ts";
import { at, pod, service, set } from "./hover.fixture.ts";

const deployment = set().replace("StatefulSet", "Deployment").replace("  serviceName: web-headless\n", "");

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
