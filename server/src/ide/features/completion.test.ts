import { expect, test } from "vitest";
import { complete, completions } from "../../../../test/fixture/features.ts";

const service = (name: string, app: string, more = "  clusterIP: None\n"): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
${more}  selector:
    app: ${app}
  ports:
    - port: 80
---
`;

const services = `# file: services.yaml
${service("api", "api", "")}${service("db", "db")}${service("web", "web", "")}${service("web-headless", "web")}`;

const set = (line: string): string => `# file: set.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
${line}
  selector:
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
          ports:
            - containerPort: 80
`;

/** The line of the set that the cursor was in. */
function line(text: string, label: string): string | undefined {
  const [before = ""] = text.split("$0");
  return complete(services + text, label).split("\n")[before.split("\n").length - 2];
}

test("headless Services over these Pods first, then headless ones, then others, and at last the one to create", () => {
  expect(completions(services + set("  serviceName: $0"))).toMatchInlineSnapshot(`
    [
      "web-headless (headless Service, selects these Pods): A Pod gets a name such as \`web-0.web-headless.default.svc.cluster.local\`; \`web-headless\` alone answers with all ready Pods.",
      "db (headless Service, selects other Pods): Its selector does not match the Pods: \`web-0.db.default.svc.cluster.local\` would be NXDOMAIN.",
      "api (Service with a ClusterIP, selects other Pods): Its selector does not match the Pods: \`web-0.api.default.svc.cluster.local\` would be NXDOMAIN.",
      "web (Service with a ClusterIP, selects these Pods): \`web-0.web.default.svc.cluster.local\` would be answered by CoreDNS, but not by kube-dns: Kubernetes specifies names for single Pods under headless Services only.",
      "Create headless Service 'web-peers' (before this object, with its selector and ports)",
    ]
  `);
});

test("the Service to create is called like what is typed, or after the object, but never like one that exists", () => {
  expect(completions(services + set("  serviceName: cache$0")).at(-1)).toContain("Create headless Service 'cache'");
  expect(completions(services + set("  serviceName: web$0")).at(-1)).toContain("Create headless Service 'web-peers'");
  expect(completions(set("  serviceName: $0")).at(-1)).toContain("Create headless Service 'web-headless'");
});

test.each([
  ["an empty value", "  serviceName: $0", "  serviceName: web-headless"],
  ["nothing behind the colon", "  serviceName:$0", "  serviceName: web-headless"],
  ["the cursor at the colon", "  serviceName:$0 ", "  serviceName: web-headless "],
  ["several blanks", "  serviceName:   $0", "  serviceName:   web-headless"],
  ["a part of a name", "  serviceName: we$0", "  serviceName: web-headless"],
  ["the beginning of a name", "  serviceName: $0web-peers", "  serviceName: web-headless"],
  ["the middle of a name", "  serviceName: web$0-peers # governs", "  serviceName: web-headless # governs"],
  ["a comment behind it", "  serviceName: $0# governs", "  serviceName: web-headless # governs"],
  ["quotes", '  serviceName: "we$0b"', '  serviceName: "web-headless"'],
  ["empty quotes", "  serviceName: '$0'", "  serviceName: 'web-headless'"],
  ["a quote that is not closed", '  serviceName: "we$0', '  serviceName: "web-headless"'],
])("a name is put in place of %s", (_, before, after) => {
  expect(line(set(before), "web-headless")).toBe(after);
});

test("JSON", () => {
  const json = (name: string): string =>
    `# file: pod.json\n{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": {"app": "web"}}, "spec": {"hostname": "a", "subdomain": ${name}, "containers": []}}\n`;
  expect(complete(services + json('"w$0"'), "web-headless")).toBe(
    json('"web-headless"').replace("# file: pod.json\n", ""),
  );
});

test("the document may be broken elsewhere, and may be the only one", () => {
  const broken = set("  serviceName: $0").replace("metadata:\n  name: web", "metadata:\n\tname: web");
  expect(completions(services + broken).map((item) => item.split(" ")[0])).toEqual([
    "db",
    "web-headless",
    "api",
    "web",
  ]);
});

test("before the template is written, the selector says which Pods are meant", () => {
  const [head = ""] = set("  serviceName: $0").split("  template:");
  expect(completions(services + head)[0]).toContain("web-headless (headless Service, selects these Pods)");
});

test("creating a Service writes it before the object", () => {
  expect(complete(set("  serviceName: $0"), "Create")).toMatchInlineSnapshot(`
    "apiVersion: v1
    kind: Service
    metadata:
      name: web-headless
    spec:
      clusterIP: None
      selector:
        app: web
      ports:
        - port: 80
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata:
      name: web
    spec:
      serviceName: web-headless
      selector:
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
              ports:
                - containerPort: 80
    "
  `);
});

test("a Pod's subdomain, and the template's of a Deployment", () => {
  const pod = `# file: pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: first
  labels:
    app: web
spec:
  hostname: boss
  subdomain: $0
  containers:
    - name: shell
      image: busybox
`;
  expect(completions(services + pod)[0]).toContain("`boss.web-headless.default.svc.cluster.local`");
  const deployment = set("  replicas: 2")
    .replace("StatefulSet", "Deployment")
    .replace("    spec:\n", "    spec:\n      subdomain: $0\n");
  expect(completions(services + deployment)[0]).toContain("`<hostname>.web-headless.default.svc.cluster.local`");
});

test("the backend of an Ingress: Services with an address first, none to create", () => {
  const ingress = `# file: ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: site
spec:
  rules:
    - http:
        paths:
          - path: /
            backend:
              service:
                name: $0
`;
  expect(completions(services + ingress)).toMatchInlineSnapshot(`
    [
      "api (Service with a ClusterIP): Ports: \`80\`.",
      "web (Service with a ClusterIP): Ports: \`80\`.",
      "db (headless Service): Ports: \`80\`.",
      "web-headless (headless Service): Ports: \`80\`.",
    ]
  `);
});

test("only Services of the object's namespace", () => {
  const shop = service("shop-peers", "web").replace("name: shop-peers", "name: shop-peers\n  namespace: shop");
  const other = set("  serviceName: $0").replace("name: web\n", "name: web\n  namespace: shop\n");
  expect(completions(`${services}${shop}${other}`).map((item) => item.split(" ")[0])).toEqual(["shop-peers", "Create"]);
});

test.each([
  ["the key", set("  serviceNa$0me: web")],
  ["another name", set("  serviceName: web").replace("name: web\n", "name: w$0eb\n")],
  ["a comment", set("  serviceName: web # her$0e")],
  [
    "a template's subdomain in a StatefulSet",
    set("  replicas: 1").replace("    spec:\n", "    spec:\n      subdomain: $0\n"),
  ],
  ["serviceName of another kind", set("  serviceName: $0").replace("apps/v1", "apps.kruise.io/v1")],
])("nothing for %s", (_, text) => {
  expect(completions(services + text)).toEqual([]);
});

test("of very many Services those with the text in them", () => {
  const many = Array.from({ length: 300 }, (_, index) => service(`peer-${index}`, "other")).join("");
  const found = completions(`# file: services.yaml\n${many}${set("  serviceName: 299$0")}`);
  expect(found.map((item) => item.split(" ")[0])).toEqual(["peer-299", "Create"]);
});
