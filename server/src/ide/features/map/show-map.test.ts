/** Checks what the editor gets of a map: the drawing and the equal list, what is looked for, what is kept between two looks. */
import { expect, test } from "vitest";
import { open } from "../../../../../test/fixture/workspace.ts";
import { asUri } from "../../../base/source.ts";
import { finished } from "../../../base/steps.ts";
import { shownJson, shownText, shownXml } from "../../../hosts/cli/shown.ts";
import type { MapParams, MapResult, MapShape } from "../../../protocol/map.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import { nameMapOf } from "../../map/build.ts";
import { drawMaps } from "../../map/draw.ts";
import { mapText, showMap } from "./show-map.ts";

function service(name: string, namespace = "shop", more = ""): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }]${more} }
---
`;
}

function workload(name: string, env: Readonly<Record<string, string>>, namespace = "shop"): string {
  const list = Object.entries(env).map(([key, value]) => `{ name: ${key}, value: "${value}" }`);
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: main, env: [${list.join(", ")}] }] }
---
`;
}

const shop = `# file: shop/app.yaml
${service("db")}${service("db", "other")}${workload("db", {})}${workload("api", {
  A_URL: "http://db:80",
  B_URL: "http://nothing:80",
  C_URL: "https://example.com",
  D_URL: "http://db.other:80",
})}${workload("lonely", {})}`;

function show(analysis: Analysis, params: MapParams = {}): MapResult {
  return finished(showMap(analysis, params));
}

const list = ({ rows }: MapResult): readonly string[] => rows.map(({ from, to, words }) => `${from} → ${to}: ${words}`);

test("the list has every edge of the picture under the same id, those that fail first, with the places", () => {
  const { analysis } = open(shop);
  const map = show(analysis);
  expect(list(map)).toEqual([
    "Deployment shop/api → no such name nothing in namespace shop: does not resolve",
    "Deployment shop/api → host outside example.com: leaves the cluster",
    "Deployment shop/api → Service other/db: resolves",
    "Deployment shop/api → Service shop/db: resolves",
    "Service shop/db → Deployment shop/db: Pods behind the Service",
    "Deployment shop/lonely → : no name leads from it or to it",
  ]);
  expect(map.rows[0]?.uses).toEqual([
    expect.objectContaining({ name: "nothing", place: expect.objectContaining({ label: "app.yaml:27" }) }),
  ]);
  expect(map.rows[0]?.fromPlace?.label).toBe("app.yaml:22");
  expect(map.rows[0]?.toPlace).toBeNull();
  expect(map.rows[2]?.toPlace?.label).toBe("app.yaml:8");
  const drawn = new Set(map.picture.edges.map(({ id }) => id));
  expect(map.rows.filter(({ to }) => to !== "").map(({ id }) => drawn.has(id))).toEqual([true, true, true, true, true]);
  const nodes = new Set(map.picture.nodes.map(({ id }) => id));
  for (const { from, to } of map.picture.edges) expect([from, to].every((id) => nodes.has(id))).toBe(true);
  expect(nodes.has("Deployment shop/lonely")).toBe(true);
  expect(map.namespaces).toEqual(["other", "shop"]);
  expect(map.summary).toBe("7 nodes, 5 edges, resolves: 2, does not resolve: 1, leaves the cluster: 1");
  expect(map.picture.legend.map(({ words }) => words)).toEqual([
    "resolves",
    "does not resolve",
    "leaves the cluster",
    "blocked by NetworkPolicy",
    "Pods behind a Service",
  ]);
});

test("a namespace, a text and failures are looked for", () => {
  const { analysis } = open(shop);
  expect(list(show(analysis, { namespace: "other" }))).toEqual(["Deployment shop/api → Service other/db: resolves"]);
  expect(list(show(analysis, { text: " NOTHING " }))).toEqual([
    "Deployment shop/api → no such name nothing in namespace shop: does not resolve",
  ]);
  expect(list(show(analysis, { text: "lonely" }))).toEqual([
    "Deployment shop/lonely → : no name leads from it or to it",
  ]);
  expect(list(show(analysis, { onlyFailing: true }))).toHaveLength(1);
  expect(show(analysis, { text: "x".repeat(5000) })).toMatchObject({ rows: [], picture: { nodes: [] } });
  expect(show(analysis, { text: "x" }).namespaces).toEqual(["other", "shop"]);
});

test("the environment is the one that is named, else the document's, else the first", () => {
  const { analysis } = open(`${shop}# file: b/app.yaml\n${service("db")}`);
  const [first, second] = show(analysis).environments;
  expect([first?.label, second?.label]).toEqual(["b", "shop"]);
  expect(show(analysis).environment).toEqual(first);
  expect(show(analysis, { uri: "file:///workspace/shop/app.yaml" }).environment).toEqual(second);
  expect(show(analysis, { environment: second?.id ?? "" }).environment).toEqual(second);
  expect(show(analysis, { environment: "gone", uri: "file:///workspace/shop/app.yaml" }).environment).toEqual(second);
});

test("a workspace without manifests has an empty map", () => {
  const { analysis } = open("# file: a.txt\nx\n");
  expect(show(analysis)).toMatchObject({ environment: null, environments: [], rows: [] });
  expect(finished(mapText(analysis, { format: "svg" })).text).toBe("");
});

test("what is taken away is what `podns map` prints", () => {
  const { analysis } = open(shop);
  const [environment] = analysis.environments();
  if (environment === undefined) throw new Error("there is no environment");
  for (const format of ["svg", "mermaid", "dot"] as const) {
    const { form } = drawMaps([nameMapOf(analysis, environment)], format, () => undefined);
    const printed = "svg" in form ? shownXml(form.svg) : shownText(form.text);
    expect(finished(mapText(analysis, { format })).text.replace(/ at app\.yaml:\d+/g, "")).toBe(printed);
  }
  const json: unknown = JSON.parse(finished(mapText(analysis, { format: "json" })).text);
  expect(json).toEqual([expect.objectContaining({ environment: "workspace" })]);
  expect(json).toMatchObject([{ edges: { length: 5 }, nodes: { length: 7 } }]);
  expect(JSON.stringify(json)).toContain('"source":{"file":"shop/app.yaml","line":27,"column":');
  const failing = finished(mapText(analysis, { format: "mermaid", onlyFailing: true })).text;
  expect(failing).toContain("nothing");
  expect(failing).not.toContain("lonely");
  expect(shownJson({})).toBe("{}\n");
});

test("each edit that changes a name, an object or a policy shows in the map; a comment moves its places", () => {
  const { workspace } = open(shop);
  const uri = asUri("file:///workspace/shop/app.yaml");
  const edited = (from: string, to: string): MapResult => {
    const text = workspace.analysis.files.get(uri)?.text ?? "";
    expect(text).toContain(from);
    workspace.apply([{ uri, text: text.replace(from, to) }]);
    return show(workspace.analysis);
  };
  const before = show(workspace.analysis);
  const moved = edited("apiVersion", "# a comment\napiVersion");
  expect({ ...moved, rows: [], picture: null }).toEqual({ ...before, rows: [], picture: null });
  expect(moved.rows[0]?.uses[0]?.place?.label).toBe("app.yaml:28");
  expect(list(edited("http://nothing:80", "http://db:81"))).not.toContain("nothing");
  expect(list(edited("http://db:81", "http://absent:81"))[0]).toContain("no such name absent in");
});

test("a name in a ConfigMap and a NetworkPolicy that is edited count at once", () => {
  const more = (host: string, app: string) => `${shop}apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { URL: "http://${host}.shop.svc.cluster.local" }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: none, namespace: shop }
spec: { podSelector: { matchLabels: { app: ${app} } }, policyTypes: [Egress], egress: [] }
`;
  const { workspace } = open(more("db", "other"));
  const uri = asUri("file:///workspace/shop/app.yaml");
  const now = (text: string): readonly string[] => {
    workspace.apply([{ uri, text: text.replace("# file: shop/app.yaml\n", "") }]);
    return list(show(workspace.analysis));
  };
  expect(list(show(workspace.analysis))).toContain("ConfigMap shop/settings → Service shop/db: resolves");
  expect(now(more("gone", "other"))[0]).toMatch(/ConfigMap shop\/settings → no such name gone\.shop/);
  expect(now(more("gone", "api"))).toContain("Deployment shop/api → Service shop/db: blocked by NetworkPolicy");
});

test("a map that is too large is drawn with one node for each namespace, and its list has every edge up to a bound", () => {
  const many = Array.from({ length: 600 }, (_, index) => {
    const namespace = `n${index % 3}`;
    return (
      service(`s${index}`, namespace) +
      workload(`s${index}`, { URL: `http://s${(index + 1) % 600}.n${(index + 1) % 3}` }, namespace)
    );
  });
  const { analysis } = open(`# file: a.yaml\n${many.join("")}`);
  const map = show(analysis);
  expect(map.picture.nodes.map(({ id, namespace }) => [id, namespace])).toEqual([
    ["namespace n0", "n0"],
    ["namespace n1", "n1"],
    ["namespace n2", "n2"],
  ]);
  expect(map.notes).toEqual([
    expect.stringMatching(/^each namespace is one node: the map has 1200 nodes and 1200 edges/),
    "the list has 1000 rows: 200 more are not in it",
  ]);
  expect(map.rows).toHaveLength(1000);
  expect(show(analysis, { text: "s17" }).picture.nodes.length).toBeGreaterThan(20);
});

test("no text of a manifest is an element, and every character of it shows", () => {
  const attack = '</text><script>alert(1)</script>\u202e"';
  const { analysis } = open(
    `# file: a.json\n${JSON.stringify({
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "api" } },
      spec: {
        selector: { matchLabels: { app: "api" } },
        template: {
          metadata: { labels: { app: "api" } },
          spec: {
            containers: [
              {
                name: "main",
                image: "main",
                env: [
                  { name: "DB_HOST", value: `a.b${attack}` },
                  { name: "X_URL", value: "http://x.example.com" },
                ],
              },
            ],
          },
        },
      },
    })}`,
  );
  const map = show(analysis);
  const names = (shape: MapShape | string): readonly string[] =>
    typeof shape === "string" ? [] : [shape.name, ...(shape.children ?? []).flatMap(names)];
  const { nodes, edges, groups, labels } = map.picture;
  const all = [...[...nodes, ...edges].map(({ shape }) => shape), ...groups, ...labels].flatMap(names);
  expect(new Set(all)).toEqual(new Set(["g", "title", "rect", "text", "path"]));
  expect(JSON.stringify(map)).not.toContain("\u202e");
});
