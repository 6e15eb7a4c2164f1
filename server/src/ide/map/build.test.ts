import { describe, expect, test } from "vitest";
import { open } from "../../../../test/fixture/workspace.ts";
import { finished } from "../../base/steps.ts";
import { findingsOf } from "../features/findings.ts";
import { nameMapOf, nameMapSteps } from "./build.ts";
import type { NameMap } from "./name-map.ts";

function mapOf(text: string): NameMap {
  const { analysis } = open(text);
  const [environment] = analysis.environments();
  if (environment === undefined) throw new Error("there is no environment");
  return nameMapOf(analysis, environment);
}

/** `from -relation state-> to: names` */
function lines({ edges }: NameMap): readonly string[] {
  return edges.map(({ from, to, relation, state, uses }) => {
    const names = uses.map(({ name }) => name).join(", ");
    return `${from} -${relation} ${state}-> ${to}: ${names}`;
  });
}

function service(name: string, more = "  selector: { app: db }\n  ports: [{ port: 80 }]\n"): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec:\n${more}---\n`;
}

function workload(name: string, env: Readonly<Record<string, string>>, more = "", kind = "Deployment"): string {
  const list = Object.entries(env).map(([key, value]) => `            - { name: ${key}, value: "${value}" }\n`);
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
${kind === "StatefulSet" ? `  serviceName: ${name}\n` : ""}  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: main
          image: main
          env:
${list.length === 0 ? "            - { name: A, value: b }\n" : list.join("")}${more}---
`;
}

const file = "# file: app.yaml\n";

describe("edges", () => {
  test("do not follow from a word that is a Service's name as well", () => {
    const map = mapOf(`${file}${service("db")}${workload("api", { USER: "db" }, "      serviceAccountName: db\n")}`);
    expect(lines(map)).toEqual([]);
  });

  test("lead to no switch, whatever its key says", () => {
    const map = mapOf(`${file}${workload("api", { KUBELET_ENDPOINTS: "true", CACHE_HOST: "off", DB_HOST: "db" })}`);
    expect(lines(map)).toEqual(["Deployment shop/api -name fails-> missing shop/db: db"]);
  });

  test("resolve, fail and leave the cluster; Services lead to what is behind them", () => {
    const map = mapOf(
      `${file}${service("db")}${workload("db", {})}${workload("api", {
        A_URL: "http://db:80",
        B_URL: "http://nothing:80",
        C_URL: "https://example.com/x",
      })}`,
    );
    expect(lines(map)).toEqual([
      "Deployment shop/api -name resolves-> Service shop/db: db",
      "Deployment shop/api -name fails-> missing shop/nothing: nothing",
      "Deployment shop/api -name outside-> outside example.com: example.com",
      "Service shop/db -behind resolves-> Deployment shop/db: db",
    ]);
    expect(map.edges[1]?.uses[0]?.why).toMatch(/^does not resolve: /);
    expect(map.nodes.map(({ id }) => id)).toEqual([
      "Deployment shop/api",
      "Deployment shop/db",
      "Service shop/db",
      "missing shop/nothing",
      "outside example.com",
    ]);
  });

  test("the name of a Pod that is not there leads to the Service that it would be under", () => {
    const headless = service("db", "  clusterIP: None\n  selector: { app: db }\n");
    const map = mapOf(
      `${file}${headless}${workload("db", {}, "", "StatefulSet")}${workload("api", {
        A_URL: "http://db-0.db.shop.svc.cluster.local:80",
        B_URL: "http://db-7.db:80",
      })}`,
    );
    expect(lines(map)).toEqual([
      "Deployment shop/api -name fails-> Service shop/db: db-7.db",
      "Deployment shop/api -name resolves-> Service shop/db: db-0.db.shop.svc.cluster.local",
      "Service shop/db -behind resolves-> StatefulSet shop/db: db",
    ]);
  });

  test("what a ConfigMap holds is asked by each workload that reads it", () => {
    const reads = "          envFrom: [{ configMapRef: { name: settings } }]\n";
    const settings =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata:\n  DB_URL: http://db:80\n---\n";
    const other =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: unread, namespace: shop }\ndata:\n  A: http://db.shop.svc.cluster.local:80\n  B: http://example.com\n---\n";
    const map = mapOf(
      `${file}${service("db")}${settings}${other}${workload("a", {}, reads)}${workload("b", {}, reads)}${workload("c", {})}`,
    );
    expect(lines(map)).toEqual([
      "ConfigMap shop/unread -name resolves-> Service shop/db: db.shop.svc.cluster.local",
      "Deployment shop/a -name resolves-> Service shop/db: db",
      "Deployment shop/b -name resolves-> Service shop/db: db",
    ]);
  });

  test("an Ingress leads to its Service, and its own hosts to nothing", () => {
    const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: db, port: { number: 80 } } } }
          - { path: /x, pathType: Prefix, backend: { service: { name: gone, port: { number: 80 } } } }
---
`;
    expect(lines(mapOf(`${file}${service("db")}${ingress}`))).toEqual([
      "Ingress shop/web -field resolves-> Service shop/db: db",
      "Ingress shop/web -field fails-> missing shop/gone: gone",
    ]);
  });

  test("an ExternalName leads outside, or to the Service that it is an alias of", () => {
    const alias = (name: string, target: string) => service(name, `  type: ExternalName\n  externalName: ${target}\n`);
    const text = `${alias("out", "db.example.com")}${alias("in", "db.shop.svc.cluster.local")}${alias("dangling", "x.shop.svc.cluster.local")}`;
    const map = mapOf(
      `${file}${service("db")}${text}${workload("api", { A_URL: "http://out:80", B_URL: "http://in:80" })}`,
    );
    expect(lines(map)).toEqual([
      "Deployment shop/api -name resolves-> Service shop/in: in",
      "Deployment shop/api -name outside-> Service shop/out: out",
      "Service shop/dangling -external-name fails-> missing shop/x.shop.svc.cluster.local: x.shop.svc.cluster.local",
      "Service shop/in -external-name resolves-> Service shop/db: db.shop.svc.cluster.local",
      "Service shop/out -external-name outside-> outside db.example.com: db.example.com",
    ]);
  });

  test("words like any other, addresses and localhost are no names", () => {
    const map = mapOf(
      `${file}${workload("api", { A: "postgres", B_URL: "http://10.0.0.1:80", C_URL: "http://localhost:80", D: "app.conf" })}`,
    );
    expect(lines(map)).toEqual([]);
  });
});

describe("blocked", () => {
  const policy = (name: string, app: string, egress: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec:
  podSelector: { matchLabels: { app: ${app} } }
  policyTypes: [Egress]
  egress:
${egress}---
`;
  const toDb = "    - to: [{ podSelector: { matchLabels: { app: db } } }]\n";
  const apps = `${service("db")}${workload("api", { A_URL: "http://db:80", B_URL: "http://nothing:80" })}${workload("web", { A_URL: "http://db:80" })}`;

  test("each workload that the rule dns-egress-denied names, and no other", () => {
    const text = `${file}${apps}${policy("api", "api", toDb)}${policy("web", "web", `${toDb}    - ports: [{ port: 53, protocol: UDP }]\n`)}`;
    const { analysis } = open(text);
    const named = [...analysis.files.keys()]
      .flatMap((uri) => findingsOf(analysis, uri))
      .filter(({ rule }) => rule.id === "dns-egress-denied")
      .flatMap(({ finding: { message } }) => /Deployment '(.*?)'/.exec(message)?.[1] ?? []);
    expect(named).toEqual(["api"]);
    const map = mapOf(text);
    expect(lines(map).filter((line) => line.includes("-name"))).toEqual([
      "Deployment shop/api -name blocked-> Service shop/db: db",
      "Deployment shop/api -name blocked-> missing shop/nothing: nothing",
      "Deployment shop/web -name resolves-> Service shop/db: db",
    ]);
    expect(map.edges[0]?.uses[0]?.why).toMatch(/^no NetworkPolicy lets its DNS questions out; else: resolves/);
  });

  test("not where another kind of policy may allow it", () => {
    const cilium =
      "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: dns, namespace: shop }\nspec: {}\n---\n";
    const map = mapOf(`${file}${apps}${policy("api", "api", toDb)}${cilium}`);
    expect(map.edges.filter(({ state }) => state === "blocked")).toEqual([]);
  });
});

test("many objects cost about what their names do", () => {
  const many = Array.from(
    { length: 500 },
    (_, index) =>
      `${service(`s${index}`, `  selector: { app: w${index} }\n  ports: [{ port: 80 }]\n`)}${workload(`w${index}`, { A_URL: `http://s${(index * 7) % 500}:80` })}`,
  );
  const map = mapOf(`${file}${many.join("")}`);
  expect(map.nodes).toHaveLength(1000);
  expect(map.edges).toHaveLength(1000);
  expect(map.leftOut).toEqual([]);
});

test("of too many nodes those that nothing leads to are left out, each counted once", () => {
  const lone = Array.from({ length: 400 }, (_, index) => workload(`w${index}`, {}));
  const hosts = Array.from({ length: 300 }, (_, index) => [`A${index}`, `http://h${index}.example.com`]);
  const asks = Object.fromEntries(hosts) as Readonly<Record<string, string>>;
  const { analysis } = open(
    `${file}${lone.join("")}${service("db")}${workload("z", { ...asks, DB_HOST: "db" })}${workload("y", asks)}`,
  );
  const [environment] = analysis.environments();
  if (environment === undefined) throw new Error("there is no environment");
  const map = finished(nameMapSteps(analysis, environment, { nodes: 203 }));
  expect(map.nodes).toHaveLength(203);
  expect(map.edges.length).toBeGreaterThan(200);
  expect(map.leftOut).toEqual([
    `${nameMapOf(analysis, environment).nodes.length - 203} objects and names are left out: there are more than 203`,
  ]);
});
