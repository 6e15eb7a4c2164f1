/** Hovers of the host names that stand in strings. */
import { expect, test } from "vitest";
import { hover } from "../../../../../test/fixture/features.ts";
import { at, service, set } from "./hover.fixture.ts";

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
