import { Session } from "node:inspector/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { documentDiagnostics } from "../server/src/ide/features/diagnostics.ts";
import { findingsOf } from "../server/src/ide/features/findings.ts";
import { uriOf, workspaceOf } from "./fixture/workspace.ts";

/**
 * An edit costs the same in a small workspace and in one that is six times as large. What is counted is how often each
 * function and each branch of the engine runs (V8's precise coverage), so a busy machine changes nothing.
 */
const session = new Session();

beforeAll(async () => {
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
});

afterAll(async () => {
  await session.post("Profiler.stopPreciseCoverage");
  session.disconnect();
});

const perNamespace = 10;
const nameOf = (index: number): string => `shop-${index}`;
const namespaceOf = (index: number): string => `team-${Math.floor(index / perNamespace)}`;

function filesOf(index: number, services: number): readonly (readonly [string, string])[] {
  const [name, namespace] = [nameOf(index), namespaceOf(index)];
  const other = (index + 13) % services;
  const meta = (of: string): string => `metadata:\n  name: ${of}\n  namespace: ${namespace}\n`;
  const pods = (app: string, more: string): string => `  selector:
    matchLabels:
      app: ${app}
  template:
    metadata:
      labels:
        app: ${app}
    spec:
      containers:
        - name: main
          image: registry.example.com/${app}:1
${more}`;
  const folder = `${namespace}/${name}`;
  return [
    [
      `${folder}/set.yaml`,
      `apiVersion: apps/v1\nkind: StatefulSet\n${meta(`${name}-db`)}spec:\n  serviceName: ${name}-db\n  replicas: 3\n${pods(`${name}-db`, "          ports:\n            - name: sql\n              containerPort: 5432\n")}`,
    ],
    [
      `${folder}/headless.yaml`,
      `apiVersion: v1\nkind: Service\n${meta(`${name}-db`)}spec:\n  clusterIP: None\n  selector:\n    app: ${name}-db\n  ports:\n    - name: sql\n      port: 5432\n      targetPort: sql\n`,
    ],
    [
      `${folder}/service.yaml`,
      `apiVersion: v1\nkind: Service\n${meta(name)}spec:\n  selector:\n    app: ${name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n`,
    ],
    [
      `${folder}/deployment.yaml`,
      `apiVersion: apps/v1\nkind: Deployment\n${meta(name)}spec:\n  replicas: 2\n${pods(name, `          ports:\n            - name: http\n              containerPort: 8080\n          env:\n            - name: STORE_URL\n              value: http://${name}-db-0.${name}-db:5432\n            - name: OTHER_URL\n              value: http://${nameOf(other)}.${namespaceOf(other)}.svc.cluster.local\n`)}`,
    ],
    [
      `${folder}/config.yaml`,
      `apiVersion: v1\nkind: ConfigMap\n${meta(`${name}-config`)}data:\n  peers: ${name}-db-0.${name}-db,${name}-db-1.${name}-db\n  other: http://${nameOf(other)}.${namespaceOf(other)}\n`,
    ],
    [
      `${folder}/policy.yaml`,
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${meta(name)}spec:\n  podSelector:\n    matchLabels:\n      app: ${name}\n  policyTypes: [Egress]\n  egress:\n    - ports:\n        - port: 53\n          protocol: UDP\n        - port: 53\n          protocol: TCP\n`,
    ],
    [
      `${folder}/ingress.yaml`,
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${meta(name)}spec:\n  defaultBackend:\n    service:\n      name: ${name}\n      port:\n        name: http\n`,
    ],
    [
      `${folder}/scaler.yaml`,
      `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n${meta(name)}spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ${name}\n  minReplicas: 2\n  maxReplicas: 4\n`,
    ],
    [
      `${folder}/certificate.yaml`,
      `apiVersion: cert-manager.io/v1\nkind: Certificate\n${meta(name)}spec:\n  secretName: ${name}-tls\n  issuerRef:\n    name: ca\n  dnsNames:\n    - ${name}.${namespace}.svc\n    - "*.${name}-db.${namespace}.svc.cluster.local"\n`,
    ],
  ];
}

/** The service whose files are edited. */
const edited = 15;
const folder = `${namespaceOf(edited)}/${nameOf(edited)}`;

interface Edit {
  readonly file: string;
  /** null: the file is deleted. */
  readonly change: ((text: string) => string) | null;
}

const change = (file: string, from: string | RegExp, to: string): Edit => ({
  file: `${folder}/${file}.yaml`,
  change: (text) => text.replace(from, to),
});

const edits: Readonly<Record<string, Edit>> = {
  "a comment": change("set", "kind: StatefulSet", "kind: StatefulSet # c"),
  replicas: change("set", "replicas: 3", "replicas: 7"),
  serviceName: change("set", /serviceName: \S+/, "serviceName: nothing"),
  "the name of a set": change("set", /name: \S+-db/, "name: renamed"),
  "a Pod's label": change("set", /(template:\n {4}metadata:\n {6}labels:\n {8}app: \S+)/, "$1x"),
  "a selector": change("headless", /app: \S+/, "app: nothing"),
  "clusterIP: None": change("headless", "clusterIP: None", "type: ClusterIP"),
  "the name of a Service": change("service", /name: shop-\d+/, "name: renamed"),
  "a targetPort": change("service", "targetPort: http", "targetPort: nothing"),
  "a namespace": change("service", /namespace: \S+/, "namespace: team-0"),
  "a host in a Deployment": change("deployment", "-db-0.", "-db-9."),
  "a host of another namespace": change("deployment", ".svc.cluster.local", ".svc.cluster.locl"),
  "a host of no Service": change("deployment", /http:\/\/shop-\d+\.team/, "http://nothing.team"),
  "a bare host of no Service": change("deployment", /http:\/\/shop-\d+\.team\S+/, "http://nothing"),
  "a host in a ConfigMap": change("config", "-db-1.", "-db-8."),
  "a targetPort of a headless Service": change("headless", "targetPort: sql", "targetPort: nothing"),
  "a port's name": change("headless", "name: sql", "name: mysql"),
  "a port of a Pod": change("set", "name: sql", "name: mysql"),
  "the ports of a policy": change("policy", /port: 53/g, "port: 443"),
  "the Pods of a policy": change("policy", "matchLabels:\n      app: ", "matchLabels:\n      app: no-"),
  "a backend": change("ingress", /name: shop-\d+\n {6}port/, "name: nothing\n      port"),
  "a backend's port": change("ingress", "name: http", "name: https"),
  "the limits of an autoscaler": change("scaler", "minReplicas: 2", "minReplicas: 1"),
  "a name of a certificate": change("certificate", "-db.", "-dbx."),
  hostNetwork: change(
    "deployment",
    "    spec:\n      containers",
    "    spec:\n      hostNetwork: true\n      containers",
  ),
  ndots: change(
    "deployment",
    "    spec:\n      containers",
    '    spec:\n      dnsConfig:\n        options:\n          - name: ndots\n            value: "1"\n      containers',
  ),
  "a broken document": change("set", "spec:\n", "spec: [\n"),
  "a comment that ignores a rule": change(
    "set",
    "  serviceName:",
    "  # podns-ignore service-name-unknown\n  serviceName:",
  ),
  "a file that is gone": { file: `${folder}/headless.yaml`, change: null },
};

interface Work {
  readonly total: number;
  /** Per function. */
  readonly by: ReadonlyMap<string, number>;
}

/** What ran since this was asked the last time. */
async function work(): Promise<Work> {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const by = new Map<string, number>();
  for (const { url, functions } of result) {
    if (!url.includes("/server/src/")) continue;
    for (const { functionName, ranges } of functions) {
      const count = ranges.reduce((sum, range) => sum + range.count, 0);
      const key = `${url.slice(url.indexOf("/server/src/") + 12)} ${functionName}`;
      by.set(key, (by.get(key) ?? 0) + count);
    }
  }
  return { total: [...by.values()].reduce((sum, count) => sum + count, 0), by };
}

/** The work of each edit together with the findings of its file, and of taking it back. */
async function measured(services: number): Promise<ReadonlyMap<string, Work>> {
  const texts = new Map(Array.from({ length: services }, (_, index) => filesOf(index, services)).flat());
  const workspace = workspaceOf(texts);
  const apply = (file: string, text: string | null): void => {
    workspace.apply([{ uri: uriOf(file), text }]);
    findingsOf(workspace.analysis, uriOf(file));
  };
  const found = new Map<string, Work>();
  for (const [title, { file, change: changed }] of Object.entries(edits)) {
    const text = texts.get(file) ?? "";
    const other = changed === null ? null : changed(text);
    expect(other, title).not.toBe(text);
    // The first time puts together what later edits only update.
    for (const step of [other, text]) apply(file, step);
    await work();
    for (const step of [other, text]) apply(file, step);
    found.set(title, await work());
  }
  return found;
}

test("the work of an edit does not grow with the workspace", async () => {
  const [small, large] = [await measured(20), await measured(120)];
  const grown = [...large].flatMap(([title, there]) => {
    const here = small.get(title);
    if (here === undefined || there.total <= here.total * 1.2) return [];
    const most = [...there.by]
      .map(([key, count]) => [key, count - (here.by.get(key) ?? 0)] as const)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 12);
    return [`${title}: ${here.total} → ${there.total}; ${most.map(([key, count]) => `${key} +${count}`).join(", ")}`];
  });
  expect(grown).toEqual([]);
}, 120_000);

/** A base of two objects with many overlays; the label of one overlay is edited. */
async function measuredOverlay(overlays: number): Promise<Work> {
  const files = new Map([
    ["base/kustomization.yaml", "resources: [set.yaml, deployment.yaml]\n"],
    ["base/set.yaml", `${setText}---\n${serviceText}`],
    ["base/deployment.yaml", deploymentText],
  ]);
  const fileOf = (index: number): string => `overlays/o${index}/kustomization.yaml`;
  const textOf = (index: number): string =>
    `resources: [../../base]\nnamespace: team-${index}\nlabels:\n  - includeSelectors: true\n    pairs: { stage: s${index} }\n`;
  for (let index = 0; index < overlays; index++) files.set(fileOf(index), textOf(index));
  const workspace = workspaceOf(files);
  const ask = (text: string): void => {
    workspace.apply([{ uri: uriOf(fileOf(3)), text }]);
    documentDiagnostics(workspace.analysis, { textDocument: { uri: uriOf(fileOf(3)) } });
  };
  for (const label of ["a", "b"]) ask(textOf(3).replace("s3", label));
  await work();
  for (const label of ["a", "b"]) ask(textOf(3).replace("s3", label));
  return work();
}

const setText = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  replicas: 3
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - { name: main, image: db, env: [{ name: PEER, value: db-0.db }] }
`;
const serviceText = `apiVersion: v1
kind: Service
metadata: { name: db }
spec:
  clusterIP: None
  selector: { app: db }
  ports: [{ port: 5432 }]
`;
const deploymentText = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: main, image: web, env: [{ name: STORE, value: db-1.db }] }
`;

test("an edit of one overlay judges no other one", async () => {
  const [few, many] = [await measuredOverlay(20), await measuredOverlay(120)];
  const judged = ({ by }: Work): number => by.get("ide/rules/run/elsewhere.ts checkObject") ?? 0;
  expect(judged(few)).toBeGreaterThan(0);
  expect(judged(many)).toBe(judged(few));
  // What is left per overlay is a look at whether its build is still true.
  expect(many.total).toBeLessThan(few.total * 2);
});
