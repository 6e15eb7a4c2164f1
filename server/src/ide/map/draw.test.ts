import { describe, expect, test } from "vitest";
import { isVisible } from "../../base/visible.ts";
import { shownText, shownXml } from "../../hosts/cli/shown.ts";
import { drawMaps } from "./draw.ts";
import { drawnBounds } from "./drawn-bounds.ts";
import type { EdgeState, MapEdge, MapNode, NameMap } from "./name-map.ts";

function node(namespace: string, name: string, kind: MapNode["kind"] = "workload"): MapNode {
  const objectKind = kind === "workload" ? "Deployment" : kind === "service" ? "Service" : "";
  return { id: `${kind} ${namespace}/${name}`, kind, objectKind, namespace, name };
}

function edge(from: MapNode, to: MapNode, state: EdgeState = "resolves", name = to.name): MapEdge {
  return { from: from.id, to: to.id, relation: "name", state, uses: [{ name, why: "said" }] };
}

function mapOf(nodes: readonly MapNode[], edges: readonly MapEdge[], label = ""): NameMap {
  return { label, open: [], nodes, edges, leftOut: [] };
}

function text(maps: readonly NameMap[], format: "svg" | "mermaid" | "dot"): string {
  const { form } = drawMaps(maps, format, () => undefined);
  return "svg" in form ? shownXml(form.svg) : shownText(form.text);
}

/** True when every element of the document is closed, and nothing stands for an element but elements. */
function balanced(xml: string): boolean {
  const open: string[] = [];
  for (const [, close, name = "", self] of xml.matchAll(/<(\/?)([a-z]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/gi)) {
    if (close === "/") {
      if (open.pop() !== name) return false;
    } else if (self !== "/") open.push(name);
  }
  const rest = xml.replace(/^<\?xml[^>]*\?>/, "").replace(/<[^<>]*>/g, "");
  return open.length === 0 && !/[<>]/.test(rest);
}

const [api, db, gone, far] = [
  node("shop", "api"),
  node("data", "db", "service"),
  node("shop", "gone", "missing"),
  node("", "example.com", "outside"),
];
const small = mapOf([api, db, gone, far], [edge(api, db), edge(api, gone, "fails"), edge(api, far, "outside")], "k8s");

describe("SVG", () => {
  test("each node and edge has a name for screen readers, each namespace is a group, and there is a legend", () => {
    const svg = text([small], "svg");
    expect(balanced(svg)).toBe(true);
    expect(svg).toContain('role="graphics-document document"');
    expect(svg).toContain('aria-label="Deployment api in namespace shop"');
    expect(svg).toContain('aria-label="Deployment shop/api → Service data/db: resolves; db (said)"');
    expect(svg).toContain(">namespace data<");
    expect(svg).toContain(">outside the cluster<");
    expect(svg).toContain(">blocked by NetworkPolicy<");
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).toContain("--vscode-editor-foreground");
  });

  test("states differ in more than colour", () => {
    const looks = ["resolves", "fails", "outside", "blocked"].map((state) => {
      const svg = text([mapOf([api, db], [edge(api, db, state as EdgeState)])], "svg");
      const line = /<path class="edge-[^>]*d="M[^>]*marker-end[^>]*>/.exec(svg)?.[0] ?? "";
      return [/stroke-dasharray="[^"]*"/.exec(line)?.[0] ?? "", /marker-end="[^"]*"/.exec(line)?.[0]].join(" ");
    });
    expect(new Set(looks).size).toBe(4);
  });

  test("no node lies on another, and none outside of the picture", () => {
    const many = Array.from({ length: 40 }, (_, index) => node(`n${index % 4}`, `w${index}`));
    const edges = many.flatMap((from, index) => {
      const to = many[(index * 7 + 3) % 40];
      return to === undefined || to === from ? [] : [edge(from, to)];
    });
    const svg = text([mapOf(many, edges)], "svg");
    const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
    const boxes = [
      ...svg.matchAll(/<rect class="box"[^>]*? x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"/g),
    ].map(([, x, y, w, h]) => ({ x: Number(x), y: Number(y), w: Number(w), h: Number(h) }));
    expect(boxes).toHaveLength(40);
    for (const [index, a] of boxes.entries()) {
      expect(a.x >= 0 && a.y >= 0 && a.x + a.w <= width && a.y + a.h <= height).toBe(true);
      for (const b of boxes.slice(index + 1))
        expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true);
    }
  });
});

test("Mermaid and DOT: a subgraph for each namespace, an arrow for each state", () => {
  expect(text([small], "mermaid")).toBe(`flowchart LR
  %% k8s: 4 nodes, 3 edges, resolves: 1, does not resolve: 1, leaves the cluster: 1
  subgraph g0["namespace data"]
    n1(["db<br/>Service"])
  end
  subgraph g1["namespace shop"]
    n0["api<br/>Deployment"]
    n2{{"gone<br/>no such name"}}:::missing
  end
  subgraph g2["outside the cluster"]
    n3(("example.com<br/>host outside")):::outside
  end
  n0 --> n1
  n0 --x n2
  n0 -.-> n3
  linkStyle 0 stroke:#2da44e
  linkStyle 1 stroke:#e5534b,stroke-dasharray:6 4
  linkStyle 2 stroke:#8b949e,stroke-dasharray:2 4
  classDef missing stroke:#cf222e,stroke-dasharray:5 3
  classDef outside stroke-dasharray:2 3
`);
  const dot = text([small], "dot");
  expect(dot).toContain('  subgraph cluster_g0 {\n    label="namespace data";\n');
  expect(dot).toContain(
    '  n0 -> n1 [color="#1a7f37", tooltip="Deployment shop/api → Service data/db: resolves; db (said)"];',
  );
});

test("several environments are one text, each with nodes of its own", () => {
  const two = text([small, { ...small, label: "prod" }], "mermaid");
  expect(two).toContain('  subgraph e0x["k8s"]');
  expect(two).toContain('  subgraph e1x["prod"]');
  expect(two).toContain("  e1n0 --> e1n1");
  expect(balanced(text([small, { ...small, label: "prod" }], "svg"))).toBe(true);
});

/** What a text may try against each syntax. */
const attacks = [
  '"]; x --> y; click x "javascript:alert(1)" %%{init: {}}%%',
  '"]\nend\nclick n0 call alert()\n',
  "</text><script>alert(1)</script><![CDATA[ ]]> & &lt; <!-- --",
  '" onload="alert(1)',
  '", URL="javascript:alert(1)"]; } subgraph x { "\\',
  "\\",
  "\\N\\G\\n",
  "#quot;] #lt;b#gt; `md` **b**",
  "\u001b]0;owned\u0007\u202e\u2066\u0085\u2028\ud800\u0000\ufffe",
  "\n::error::owned\n##[error]x",
  '*/ // \n # 1 "x"',
  "__proto__",
  "a".repeat(5000),
];

describe("text of manifests stays text", () => {
  for (const attack of attacks) {
    const from = node(attack, attack);
    const to = node(attack, `${attack}.`, "service");
    const out = node("", attack, "outside");
    const hostile: NameMap = {
      ...{ label: attack, open: [attack], leftOut: [attack] },
      nodes: [{ ...from, objectKind: attack }, to, out, node("x", attack, "missing")],
      edges: [edge(from, to, "fails", attack), edge(from, out, "outside", attack)],
    };
    const plain: NameMap = {
      ...{ label: "a", open: ["a"], leftOut: ["a"] },
      nodes: [node("a", "a"), node("a", "b", "service"), node("", "a", "outside"), node("x", "a", "missing")],
      edges: [
        edge(node("a", "a"), node("a", "b", "service"), "fails", "a"),
        edge(node("a", "a"), node("", "a", "outside"), "outside", "a"),
      ],
    };
    const shown = JSON.stringify(attack.slice(0, 40));

    test(`in SVG: ${shown}`, () => {
      const svg = text([hostile], "svg");
      expect(balanced(svg)).toBe(true);
      expect(isVisible(svg.replaceAll("\n", ""))).toBe(true);
      // No element, and no attribute, is there that is not there without the attack.
      expect(tags(svg)).toEqual(tags(text([plain], "svg")));
    });

    test(`in Mermaid: ${shown}`, () => {
      const mermaid = text([hostile], "mermaid");
      expect(isVisible(mermaid.replaceAll("\n", ""))).toBe(true);
      expect(skeleton(mermaid, /"[^"]*"/g)).toEqual(skeleton(text([plain], "mermaid"), /"[^"]*"/g));
      const labels = mermaid.replace(/^ *%%.*$/gm, "").match(/"[^"]*"/g) ?? [];
      for (const label of labels) expect(label).toMatch(/^"[\p{L}\p{N} ._:/,…()+#;<>-]*"$/u);
      for (const label of labels) expect(label.replace("<br/>", "")).not.toMatch(/[<>]/);
    });

    test(`in DOT: ${shown}`, () => {
      const dot = text([hostile], "dot");
      expect(isVisible(dot.replaceAll("\n", ""))).toBe(true);
      const strings = /"(?:[^"\\]|\\.)*"/g;
      expect(skeleton(dot, strings)).toEqual(skeleton(text([plain], "dot"), strings));
    });
  }
});

/** Names of elements and attributes in their order. */
function tags(svg: string): readonly string[] {
  return [...svg.matchAll(/<(\/?[a-z]+)([^<>]*)>/gi)].map(
    ([, name, attributes = ""]) =>
      `${name} ${[...attributes.matchAll(/([\w:-]+)="[^"]*"/g)].map(([, key]) => key).join(" ")}`,
  );
}

/** The lines of a text without its strings; comments are lines as well. */
function skeleton(written: string, strings: RegExp): readonly string[] {
  return written.split("\n").map((line) => (/^\s*(%%|\/\/)/.test(line) ? "comment" : line.replace(strings, '""')));
}

describe("bounds", () => {
  const count = drawnBounds.nodes * 4;
  const many = Array.from({ length: count }, (_, index) => node(`n${index % 40}`, `w${index}`));
  const edges = many.flatMap((from, index) => {
    const to = many[(index * 31 + 17) % count];
    return to === undefined || to === from ? [] : [edge(from, to)];
  });

  test("nodes without an edge are left out first, which is said", () => {
    const svg = text(
      [
        mapOf(
          many,
          [edge(api, db)].map(() => edge(many[0] ?? api, many[1] ?? db)),
        ),
      ],
      "svg",
    );
    expect(svg).toContain(`Note: ${count - 2} objects without any name or Service are not drawn`);
    expect(svg.match(/class="node /g)).toHaveLength(2);
  });

  test("then each namespace is one node, which is said", () => {
    const mermaid = text([mapOf(many, edges)], "mermaid");
    expect(mermaid).toContain("%% each namespace is one node: the map has 1000 nodes and ");
    expect(mermaid.match(/\[\["n\d+<br\/>25 workloads/g)).toHaveLength(40);
  });

  test("then those with the most edges are drawn", () => {
    const apart = many.map(({ name }) => node(name, name));
    const svg = text(
      [
        mapOf(
          apart,
          apart.map((from, index) => edge(from, apart[(index + 1) % count] ?? from)),
        ),
      ],
      "svg",
    );
    expect(svg.match(/class="node /g)).toHaveLength(drawnBounds.nodes);
    expect(svg).toContain(
      `Note: ${count - drawnBounds.nodes} namespaces with the fewest names to others are not drawn`,
    );
  });

  test("a chain, a circle, a star and edges at random of the most nodes are laid out", () => {
    const most = many.slice(0, drawnBounds.nodes).map(({ name }) => node("one", name));
    const to = (index: number): MapNode => most[index % most.length] ?? api;
    const forms = {
      chain: most.slice(1).map((from, index) => edge(from, to(index))),
      circle: most.map((from, index) => edge(from, to(index + 1))),
      star: most.slice(1).map((from) => edge(from, to(0))),
      random: Array.from({ length: drawnBounds.edges }, (_, index) => edge(to(index * 7919), to(index * 104_729 + 13))),
    };
    for (const list of Object.values(forms)) {
      const svg = text([mapOf(most, list)], "svg");
      expect(svg.match(/class="node /g)).toHaveLength(most.length);
      expect(svg).not.toContain("NaN");
    }
  });

  test("environments behind the most that one picture takes are not drawn", () => {
    const made: string[] = [];
    function* maps(): Iterable<NameMap> {
      for (let index = 0; index < 50; index += 1) {
        made.push(String(index));
        yield mapOf(many.slice(0, 240), []);
      }
    }
    expect(drawMaps(maps(), "dot", () => undefined).count).toBe(5);
    expect(made).toHaveLength(5);
  });
});
