import { expect, test } from "vitest";
import { open } from "../../../../../test/fixture/workspace.ts";
import { namePacks } from "../data/name-packs.ts";
import { isRuntimeLabel, makingResources, mayMakeService } from "./unseen.ts";

const resource = (apiVersion: string, kind: string, name: string): string =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;

test("names that only an operator makes are recognised without its custom resource", () => {
  const { analysis } = open("a: 1\n");
  for (const name of [
    "prometheus-operated",
    "logs-es-http",
    "events-kafka-bootstrap",
    "app-rw",
    "x-head-svc",
    "a-collector",
  ]) {
    expect([name, mayMakeService(analysis, name)?.who]).toEqual([name, expect.stringMatching(/^the operator '/)]);
  }
  for (const name of ["web", "web-primary", "operated", "rw", "web-headless"]) {
    expect([name, mayMakeService(analysis, name)]).toEqual([name, undefined]);
  }
});

test("a name that begins with a custom resource's may be made for it, at a hyphen only", () => {
  const { analysis } = open(resource("example.com/v1", "Database", "orders"));
  expect(mayMakeService(analysis, "orders")?.who).toBe("Database 'orders'");
  expect(mayMakeService(analysis, "orders-any-thing")?.who).toBe("Database 'orders'");
  expect(mayMakeService(analysis, "orders2")).toBeUndefined();
  expect(mayMakeService(analysis, "my-orders")).toBeUndefined();
});

test("a pattern may put something before the custom resource's name", () => {
  const { analysis } = open(resource("helm.toolkit.fluxcd.io/v2", "HelmRelease", "db"));
  expect(mayMakeService(analysis, "team-db")?.who).toBe("HelmRelease 'db'");
  expect(mayMakeService(open(resource("example.com/v1", "X", "db")).analysis, "team-db")).toBeUndefined();
});

test("kinds that only configure make nothing", () => {
  const { analysis } = open(
    resource("monitoring.coreos.com/v1", "ServiceMonitor", "web") +
      resource("cert-manager.io/v1", "Certificate", "api"),
  );
  expect(mayMakeService(analysis, "web-db")).toBeUndefined();
  expect(makingResources(analysis.customResources())).toEqual([]);
});

test("labels of controllers and operators", () => {
  const { analysis } = open("a: 1\n");
  for (const key of [
    "statefulset.kubernetes.io/pod-name",
    "job-name",
    "cnpg.io/cluster",
    "elasticsearch.k8s.elastic.co/node-master",
    "spilo-role",
    "role",
    "x.example/role",
    "rollouts-pod-template-hash",
    "app.kubernetes.io/managed-by",
  ]) {
    expect([key, isRuntimeLabel(analysis, key)]).toEqual([key, true]);
  }
  for (const key of ["app", "app.kubernetes.io/name", "tier", "parole", "component"]) {
    expect([key, isRuntimeLabel(analysis, key)]).toEqual([key, false]);
  }
});

test("packs are switched off and added by the settings", () => {
  const operators = {
    disabled: ["cnpg"],
    packs: [{ id: "ours", groups: ["our.example"], services: ["{name}-front-door"], podLabels: ["our.example/*"] }],
  };
  const { analysis } = open(`# settings: ${JSON.stringify({ operators })}\na: 1\n`);
  expect(mayMakeService(analysis, "app-rw")).toBeUndefined();
  expect(mayMakeService(analysis, "x-front-door")?.who).toBe("the operator 'ours'");
  expect(isRuntimeLabel(analysis, "our.example/leader")).toBe(true);
});

test("every pack has an id of its own and patterns that are not too wide", () => {
  expect(new Set(namePacks.map(({ id }) => id)).size).toBe(namePacks.length);
  const wide = namePacks.flatMap(({ services, podLabels }) =>
    [...services, ...podLabels].filter((pattern) => pattern.replace(/\{name\}|[*-]/g, "").length < 2),
  );
  expect(wide).toEqual([]);
});

test("catalogues, policies and dashboards make nothing, and other resources nothing in another namespace", () => {
  const named = (apiVersion: string, kind: string, namespace: string): string =>
    `${resource(apiVersion, kind, "shop")}  namespace: ${namespace}\n`;
  const made = (text: string): string | undefined => mayMakeService(open(text).analysis, "shop-web", "prod")?.who;
  expect(made(named("example.com/v1", "Shop", "prod"))).toBe("Shop 'shop'");
  expect(made(resource("example.com/v1", "Shop", "shop"))).toBe("Shop 'shop'");
  expect(made(named("example.com/v1", "Shop", "test"))).toBeUndefined();
  expect(made(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "flux-system"))).toBe("HelmRelease 'shop'");
  for (const [apiVersion, kind] of [
    ["backstage.io/v1alpha1", "Component"],
    ["example.com/v1", "AccessPolicy"],
    ["dashboards.example/v1", "Dashboard"],
    ["example.com/v1", "AlertRule"],
  ] as const) {
    expect(made(named(apiVersion, kind, "prod"))).toBeUndefined();
  }
});
