/** Completes names inside strings and fields: what stands around them stays, and the shortest form that resolves is inserted. */
import { expect, test } from "vitest";
import { complete, completions } from "../../../../../test/fixture/features.ts";

const cluster = `# file: db.yaml
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec:
  clusterIP: None
  selector: { app: db }
  ports: [{ name: sql, port: 5432, targetPort: pg }, { name: metrics, port: 9187 }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store, namespace: shop }
spec:
  serviceName: db
  replicas: 3
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers: [{ name: c, image: postgres, ports: [{ name: pg, containerPort: 5432 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: mail, namespace: post }
spec: { ports: [{ port: 25 }] }
`;

const app = (value: string, key = "DATABASE_HOST"): string => `# file: app.yaml
apiVersion: v1
kind: Pod
metadata: { name: app, namespace: shop }
spec:
  containers:
    - name: main
      image: debian
      env:
        - name: ${key}
          value: ${value}
`;

function labels(text: string): readonly string[] {
  return completions(text).map((one) => one.replace(/:.*/s, ""));
}

test("Services come first in the shortest form that resolves, with the full name", () => {
  expect(labels(cluster + app("http://$0"))).toEqual([
    "db (db.shop.svc.cluster.local)",
    "mail.post (mail.post.svc.cluster.local)",
    "all 3 Pods of store (comma-separated, with ",
  ]);
  const [first = ""] = completions(cluster + app("http://d$0"));
  expect(first).toMatch(/^db \(db\.shop\.svc\.cluster\.local\): .*3 .*\n\nheadless Service; ports `sql 5432`/);
});

test.each([
  ["a URL's host", "postgres://me:pw@d$0:5432/x", "db", "postgres://me:pw@db:5432/x"],
  ["quotes", '"http://m$0"', "mail.post", '"http://mail.post"'],
  ["the rest of a name", "http://db.sh$0op/x", "db.shop", "http://db.shop/x"],
  ["a longer form", "db.shop.$0", "db.shop.svc", "db.shop.svc"],
  ["a Pod", "store-1$0", "store-1.db", "store-1.db"],
  ["a Pod after its dot", "store-1.$0", "store-1.db", "store-1.db"],
  ["an SRV name", "_sq$0", "_sql._tcp.db", "_sql._tcp.db"],
  ["a port", "http://db:$0/x", "9187", "http://db:9187/x"],
  ["a begun port", "db:9$0", "9187", "db:9187"],
  ["peers", "$0", "all 3 Pods", "store-0.db:5432,store-1.db:5432,store-2.db:5432"],
  ["further peers", "store-0.db:2379,$0", "the other 2 Pods", "store-0.db:2379,store-1.db:2379,store-2.db:2379"],
  ["peers as URLs", "http://$0", "all 3 Pods", "http://store-0.db:5432,http://store-1.db:5432,http://store-2.db:5432"],
])("%s is completed in its place", (_, value, label, after) => {
  expect(complete(cluster + app(value), label)).toContain(`          value: ${after}\n`);
});

test("a string that nothing calls a host is left alone until a name is begun", () => {
  expect(completions(cluster + app("$0", "LOG_LEVEL"))).toEqual([]);
  expect(labels(cluster + app("d$0", "LOG_LEVEL"))[0]).toBe("db (db.shop.svc.cluster.local)");
  expect(completions(cluster + app("x # d$0", "LOG_LEVEL"))).toEqual([]);
});

test.each([
  ["a targetPort", "targetPort: pg", "targetPort: p$0", ["pg (port of the Pods)"]],
  [
    "a selector's label",
    "selector: { app: db }\n  ports",
    "selector: { app: d$0 }\n  ports",
    ["db (label app of Pods)"],
  ],
  [
    "a namespace",
    "name: mail, namespace: post",
    "name: mail, namespace: p$0",
    ["default (namespace)", "shop (namespace)"],
  ],
])("%s is completed from what there is", (_, text, marked, found) => {
  expect(labels(cluster.replace(text, marked))).toEqual(expect.arrayContaining(found));
});

test("backends of routes and their ports are completed", () => {
  const route = (name: string): string => `# file: route.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r, namespace: shop }
spec:
  rules:
    - backendRefs:
        - name: ${name}
`;
  expect(labels(cluster + route("d$0"))).toEqual(["db (headless Service; ports `sql 5432` and `metrics 9187`)"]);
  const ingress = `# file: ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: i, namespace: shop }
spec: { defaultBackend: { service: { name: db, port: { name: s$0 } } } }
`;
  expect(labels(cluster + ingress)).toEqual(["sql (port 5432)", "metrics (port 9187)"]);
});

test("a short form that leads elsewhere is not inserted", () => {
  const shadow = `# file: shadow.yaml
apiVersion: v1
kind: Service
metadata: { name: post, namespace: shop }
spec: { ports: [{ port: 80 }] }
`;
  expect(labels(cluster + shadow + app("http://ma$0"))).toEqual(["mail.post.svc (mail.post.svc.cluster.local)"]);
});

test("a long document is read at each key where that is quick", () => {
  const long = (last: string): string =>
    `${app("http://d$0")}        - { name: A, value: &a "x" }\n${`        - { name: B, value: "${"x".repeat(100)}" }\n`.repeat(500)}        - { name: C, value: ${last} }\n`;
  expect(labels(cluster + long('"x"').replace("&a ", ""))[0]).toBe("db (db.shop.svc.cluster.local)");
  expect(labels(cluster + long("*a"))).toEqual([]);
});
