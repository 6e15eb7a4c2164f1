/** Names in fields that are seldom used: variables of Services, affinity, certificates, what controllers install into. */
import { expect, test } from "vitest";
import { definition, highlights, references, renamed } from "../../../../../test/fixture/features.ts";

const shop = `# file: shop.yaml
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Service
metadata:
  name: my-db
  namespace: shop
spec:
  selector: { app: db }
  ports: [{ name: sql, port: 5432 }]
`;

const renamedService = shop.replace("name: my-db", "name: my-$0db");
const renamedNamespace = shop.replace("name: shop", "name: s$0hop");

const pod = (spec: string, namespace = "shop"): string => `# file: pod.yaml
apiVersion: v1
kind: Pod
metadata: { name: app, namespace: ${namespace} }
spec:
  ${spec}
`;

const container = (more: string): string => `containers: [{ name: main, image: debian, ${more} }]`;

test("the variables of a Service follow its name, in every form that expands them", () => {
  const forms = (name: string): string =>
    `"http://$(${name}_SERVICE_HOST):\${${name}_SERVICE_PORT}/$${name}_SERVICE_PORT_SQL"`;
  const asking = pod(container(`env: [{ name: A, value: ${forms("MY_DB")} }]`));
  expect(renamed(renamedService + asking, "data")).toEqual([
    `pod.yaml:5 ${container(`env: [{ name: A, value: ${forms("DATA")} }]`)}`,
    "shop.yaml:8 name: data",
  ]);
  const at = pod(container('args: ["--host=$(MY_$0DB_SERVICE_HOST)"]'));
  expect(definition(shop + at)).toEqual(["shop.yaml:8 my-db"]);
  expect(references(shop + at)).toEqual(["pod.yaml:5 MY_DB_SERVICE_HOST"]);
  expect(highlights(shop + at)).toEqual(["read pod.yaml:5 MY_DB"]);
});

test.each([
  [
    "the container sets the variable itself",
    container('env: [{ name: MY_DB_SERVICE_HOST, value: x }], args: ["$(MY_$0DB_SERVICE_HOST)"]'),
  ],
  [
    "the Pod wants no variables of Services",
    `enableServiceLinks: false\n  ${container('args: ["$(MY_$0DB_SERVICE_HOST)"]')}`,
  ],
  ["it ends otherwise", container('args: ["$(MY_$0DB_SERVICE_NAME)"]')],
])("no Service's variable: %s", (_, spec) => {
  expect(definition(shop + pod(spec))).toEqual([]);
});

test("only Services of the Pod's namespace with a ClusterIP have variables", () => {
  const at = container('args: ["$(MY_$0DB_SERVICE_HOST)"]');
  expect(definition(shop + pod(at, "ops"))).toEqual([]);
  expect(definition(shop.replace("spec:\n", "spec:\n  clusterIP: None\n") + pod(at))).toEqual([]);
});

test("the namespaces of affinity terms are names of namespaces", () => {
  const affinity = (anti: string): string =>
    pod(`affinity: { podAntiAffinity: { ${anti} } }\n  ${container("command: [sleep]")}`, "ops");
  const term = "topologyKey: a, namespaces: [ops, shop], labelSelector: { matchLabels: { app: db } }";
  const selecting = "topologyKey: a, namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } }";
  const both = affinity(
    `requiredDuringSchedulingIgnoredDuringExecution: [{ ${term} }], preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { ${selecting} } }]`,
  );
  expect(references(renamedNamespace + both)).toContain("pod.yaml:5 shop");
  expect(renamed(renamedNamespace + both, "market")[0]).toBe(
    `pod.yaml:5 ${both.split("\n")[5]?.trim().replaceAll("shop", "market")}`,
  );
});

test("all names of a certificate are names: the common one, DNS names, URIs, the namespace of a SPIFFE identity", () => {
  const certificate = `# file: tls.yaml
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: tls, namespace: shop }
spec:
  commonName: my-db.shop.svc
  uris: ["spiffe://cluster.local/ns/shop/sa/app", "https://my-db.shop.svc:5432"]
`;
  expect(renamed(renamedService + certificate, "data").slice(1)).toEqual([
    "tls.yaml:5 commonName: data.shop.svc",
    'tls.yaml:6 uris: ["spiffe://cluster.local/ns/shop/sa/app", "https://data.shop.svc:5432"]',
  ]);
  expect(renamed(renamedNamespace + certificate, "market").slice(2)).toEqual([
    "tls.yaml:3 metadata: { name: tls, namespace: market }",
    "tls.yaml:5 commonName: my-db.market.svc",
    'tls.yaml:6 uris: ["spiffe://cluster.local/ns/market/sa/app", "https://my-db.market.svc:5432"]',
  ]);
  const title = certificate.replace("my-db.shop.svc\n", "my-$0db of the shop\n");
  expect(definition(shop + title)).toEqual([]);
});

test.each([
  ["Application", "argoproj.io/v1alpha1", "destination: { namespace: shop }"],
  ["ApplicationSet", "argoproj.io/v1alpha1", "template: { spec: { destination: { namespace: shop } } }"],
  ["HelmRelease", "helm.toolkit.fluxcd.io/v2", "targetNamespace: shop"],
  ["Kustomization", "kustomize.toolkit.fluxcd.io/v1", "targetNamespace: shop"],
])("what a %s installs into is a name, and is not renamed behind its back", (kind, version, spec) => {
  const object = `# file: gitops.yaml\napiVersion: ${version}\nkind: ${kind}\nmetadata: { name: x, namespace: ops }\nspec: { ${spec} }\n`;
  expect(definition(shop + object.replace(": shop", ": s$0hop"))).toEqual(["shop.yaml:3 shop"]);
  expect(references(renamedNamespace + object)).toContain("gitops.yaml:4 shop");
  expect(renamed(renamedNamespace + object, "market")).toEqual([
    `'shop' cannot be renamed to 'market': the ${kind} installs into it: what it applies does not follow (gitops.yaml:4)`,
  ]);
});

test("a project of Argo CD allows namespaces by name", () => {
  const project =
    "# file: gitops.yaml\napiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: x, namespace: ops }\nspec: { destinations: [{ namespace: shop, server: x }] }\n";
  expect(renamed(renamedNamespace + project, "market")[0]).toBe(
    "gitops.yaml:4 spec: { destinations: [{ namespace: market, server: x }] }",
  );
});

test("what an anchor gives to several places is renamed once", () => {
  const set =
    shop +
    `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: db, namespace: shop }
spec:
  selector: { matchLabels: &labels { app: d$0b } }
  template:
    metadata: { labels: { <<: *labels, tier: x } }
    spec: { containers: [{ name: main, image: debian }] }
`;
  const expected = [
    "shop.yaml:11 selector: { app: data }",
    "shop.yaml:18 selector: { matchLabels: &labels { app: data } }",
  ];
  expect(renamed(set, "data")).toEqual(expected);
  expect(renamed(set.replace("<<: *labels, tier: x }", "app: db }"), "data")).toHaveLength(3);
});
