import { expect, test } from "vitest";
import { atCursor } from "../../../../test/fixture/features.ts";
import { open } from "../../../../test/fixture/workspace.ts";
import type { ExplorerNode } from "../../protocol/explorer.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { explorer, explorerPlace } from "./explorer.ts";

const lesson = `
# file: web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web-headless
spec:
  clusterIP: None
  selector:
    app: web
  ports:
    - name: http
      port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
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
  replicas: 2
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
          $0readinessProbe:
            tcpSocket:
              port: 80
# file: client.yaml
apiVersion: v1
kind: Pod
metadata:
  name: client
  namespace: other
spec:
  containers:
    - name: main
      image: busybox
      args: ["web-1.web-headless.default.svc"]
---
apiVersion: v1
kind: Service
metadata:
  name: outside
  namespace: other
spec:
  type: ExternalName
  externalName: example.com
---
apiVersion: v1
kind: Service
metadata:
  name: empty
  namespace: other
spec:
  selector:
    app: nothing
  ports:
    - port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: refused
  namespace: other
spec:
  selector:
    app: nothing
`;

/** The tree as a person reads it, down to a depth. */
function tree(analysis: Analysis, depth: number, text?: string): readonly string[] {
  const below = (node: string | undefined, indent: string, left: number): readonly string[] =>
    explorer(analysis, {
      ...(node === undefined ? {} : { node }),
      ...(text === undefined ? {} : { text }),
    }).nodes.flatMap((one) => [
      `${indent}${one.kind} ${one.label}${one.description === "" ? "" : ` (${one.description})`}${one.isServing ? "" : " !"}`,
      ...(one.hasChildren && left > 1 ? below(one.id, `${indent}  `, left - 1) : []),
    ]);
  return below(undefined, "", depth);
}

/** The node that these labels lead to. */
function at(analysis: Analysis, ...labels: readonly string[]): ExplorerNode {
  let found: ExplorerNode | undefined;
  for (const label of labels) {
    const { nodes } = explorer(analysis, found === undefined ? {} : { node: found.id });
    found = nodes.find((node) => node.label === label);
    if (found === undefined) throw new Error(`no '${label}' among ${nodes.map((node) => node.label).join(", ")}`);
  }
  if (found === undefined) throw new Error("no label was given");
  return found;
}

test("the lesson's tree, from its environment to its Pods and users", () => {
  const { analysis } = open(lesson);
  const lines = tree(analysis, 5).map((line) => line.replace(/10\.[\d.]+/g, "IP"));
  expect(lines).toEqual([
    "environment workspace (5 Services)",
    "  namespace default (2 Services)",
    "    cluster-ip web (IP · 2 Pods)",
    "      name web.default.svc.cluster.local",
    "      pod web-0 (IP*)",
    "      pod web-1 (IP*)",
    "      users Used by",
    "    headless web-headless (headless · 2 Pods)",
    "      name web-headless.default.svc.cluster.local (one address for each ready Pod, 2 now)",
    "      name _http._tcp.web-headless.default.svc.cluster.local (SRV)",
    "      pod web-0 (IP*)",
    "      pod web-1 (IP*)",
    "      users Used by",
    "        user StatefulSet web (web.yaml:28)",
    "        user Pod client (client.yaml:10)",
    "  namespace other (3 Services)",
    "    cluster-ip empty (IP · no Pods) !",
    "      name empty.other.svc.cluster.local",
    "      users Used by",
    "    external-name outside (alias of example.com)",
    "      name outside.other.svc.cluster.local",
    "      users Used by",
    "    cluster-ip refused (not applied) !",
  ]);
  const refused = at(analysis, "workspace", "other", "refused");
  expect(refused).toMatchObject({ severity: "error", tooltip: expect.stringContaining("ports") });
});

test("a Pod below a headless Service carries its own name and asks from itself; below a regular one the Service's", () => {
  const { analysis } = open(lesson);
  const stable = at(analysis, "workspace", "default", "web-headless", "web-1");
  expect(stable.fqdn).toBe("web-1.web-headless.default.svc.cluster.local");
  expect(stable.question).toMatchObject({ from: "default/web-1", name: stable.fqdn });
  const hidden = at(analysis, "workspace", "default", "web", "web-1");
  expect(hidden.fqdn).toBeUndefined();
  expect(hidden.question).toMatchObject({ from: "default/web-1", name: "web.default.svc.cluster.local" });
});

test("a node leads to where its object is written", () => {
  const { analysis } = open(lesson);
  const line = (node: ExplorerNode): number | undefined => node.place?.range.start.line;
  expect(line(at(analysis, "workspace", "default", "web-headless"))).toBe(3);
  expect(line(at(analysis, "workspace", "default", "web-headless", "web-0"))).toBe(25);
});

test("the most severe finding of a Service is told with it", () => {
  const { analysis } = open(`
# file: web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: htpp
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: web
          ports:
            - name: http
              containerPort: 8080
`);
  const service = at(analysis, "workspace", "default", "web");
  expect(service.severity).toBe("warning");
  expect(service.tooltip).toContain("htpp");
});

test("a filter keeps the Services whose full name holds it, and says so when there is none", () => {
  const { analysis } = open(lesson);
  expect(tree(analysis, 3, "HEADLESS")).toEqual([
    "environment workspace (1 Service)",
    "  namespace default (1 Service)",
    "    headless web-headless (headless · 2 Pods)",
  ]);
  expect(explorer(analysis, { text: "nothing" })).toEqual({
    nodes: [],
    reason: "No Service has 'nothing' in its full name.",
  });
});

test("an empty tree says why", () => {
  expect(explorer(open("# file: notes.txt\nnothing\n").analysis, {}).reason).toBe(
    "No file of this workspace holds a Kubernetes object.",
  );
  const excluding = '# settings: { "exclude": ["**/k8s/**"] }\n# file: notes.txt\nnothing\n';
  expect(explorer(open(excluding).analysis, {}).reason).toContain("`podns.exclude` names are left out: **/k8s/**.");
  const pod = "# file: pod.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers: []\n";
  expect(explorer(open(pod).analysis, {}).reason).toBe(
    "The manifests of this workspace declare no Service, so nothing has a DNS name.",
  );
});

test("below what is gone, and below ids of nobody, there is nothing", () => {
  const { analysis } = open(lesson);
  for (const node of ["", "x", "[]", '["service","plain::","default/gone"]', '{"a":1}', '["service"]'])
    expect(explorer(analysis, { node })).toEqual({ nodes: [] });
});

test("the way from a place in a workload to the Service that names its Pods", () => {
  const {
    analysis,
    uri,
    params: { position },
  } = atCursor(lesson);
  const { path } = explorerPlace(analysis, { uri, position });
  const nodes = ["workspace", "default", "web-headless"].map(
    (_, index, all) => at(analysis, ...all.slice(0, index + 1)).id,
  );
  expect(path).toEqual(nodes);
  const onService = atCursor(lesson.replace("$0", "").replace("web-headless", "web-$0headless")).params.position;
  expect(explorerPlace(analysis, { uri, position: onService }).path.at(-1)).toBe(
    at(analysis, "workspace", "default", "web-headless").id,
  );
  expect(explorerPlace(analysis, { uri: "file:///workspace/none.yaml", position: { line: 0, character: 0 } })).toEqual({
    path: [],
  });
});

test("of very many Pods only the first are sent, with how many there are more", () => {
  const many = lesson.replace("replicas: 2", "replicas: 700");
  const { analysis } = open(many);
  const { nodes } = explorer(analysis, { node: at(analysis, "workspace", "default", "web-headless").id });
  expect(nodes).toHaveLength(501);
  expect(nodes.at(-1)?.label).toBe("… 203 more");
});

/** Two overlays of a Service whose targetPort no Pod has; something else that they name is not here. */
const overlays = `
# file: base/kustomization.yaml
resources: [service.yaml]
# file: base/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: nothing
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: web
          ports:
            - name: http
              containerPort: 80
# file: overlays/dev/kustomization.yaml
resources: [../../base, https://example.com/more.yaml]
namespace: dev
# file: overlays/prod/kustomization.yaml
resources: [../../base]
namespace: prod
`;

test("kustomizations are built when they are opened, and say that there may be more", () => {
  const { analysis, workspace } = open(overlays);
  const before = workspace.counters.kustomizationsRendered;
  const [dev, prod] = ["overlays/dev (kustomization)", "overlays/prod (kustomization)"];
  expect(tree(analysis, 1)).toEqual([`environment ${dev}`, `environment ${prod}`]);
  expect(workspace.counters.kustomizationsRendered).toBe(before);
  const { nodes } = explorer(analysis, { node: at(analysis, dev ?? "").id });
  expect(nodes.map(({ label }) => label)).toEqual(["dev", "There may be more"]);
  expect(nodes[1]?.description).toContain("more.yaml");
});

test("what is wrong with a Service is told in what a kustomization makes of it, too", () => {
  const { analysis } = open(overlays.replace(", https://example.com/more.yaml", ""));
  const service = at(analysis, "overlays/prod (kustomization)", "prod", "web");
  expect(service).toMatchObject({ severity: "warning", tooltip: expect.stringContaining("nothing") });
});
