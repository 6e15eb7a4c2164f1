/** Writes drawings in Graphviz's language DOT. Text of manifests is in quoted strings only. */
import { type Drawing, type DrawnEdge, type DrawnNode, summaryOf } from "./drawing.ts";

/**
 * One directed graph, a cluster for each group.
 * @see https://graphviz.org/doc/info/lang.html
 */
export function dotOf(drawings: readonly Drawing[]): string {
  const lines = [
    "digraph names {",
    "  rankdir=LR;",
    '  node [fontname="sans-serif", fontsize=11, shape=box];',
    '  edge [fontname="sans-serif", fontsize=9];',
  ];
  for (const [index, drawing] of drawings.entries()) {
    const prefix = drawings.length > 1 ? `e${index}` : "";
    const said = [`${drawing.label === "" ? "" : `${drawing.label}: `}${summaryOf(drawing)}`, ...drawing.notes];
    for (const line of said) lines.push(`  // ${line}`);
    for (const group of drawing.groups) {
      const isNamed = group.label !== "";
      const label = drawings.length > 1 ? `${drawing.label}: ${group.label}` : group.label;
      if (isNamed) lines.push(`  subgraph cluster_${prefix}${group.id} {`, `    label=${quoted(label)};`);
      for (const node of drawing.nodes) if (node.group === group.id) lines.push(`    ${nodeText(node, prefix)}`);
      if (isNamed) lines.push("  }");
    }
    for (const edge of drawing.edges) lines.push(`  ${edgeText(edge, prefix)}`);
  }
  return `${lines.join("\n")}\n}\n`;
}

function nodeText({ id, kind, head, label, description }: DrawnNode, prefix: string): string {
  const more = shapes[kind];
  return `${prefix}${id} [label="${escaped(label)}\\n${escaped(head)}", tooltip=${quoted(description)}${more}];`;
}

const shapes: Readonly<Record<DrawnNode["kind"], string>> = {
  workload: "",
  service: ', style="rounded"',
  object: ", shape=parallelogram",
  outside: ', shape=ellipse, style="dotted"',
  missing: ', shape=hexagon, style="dashed", color="#cf222e"',
  name: ", shape=ellipse",
  namespace: ", shape=tab",
};

function edgeText({ from, to, relation, state, label, description }: DrawnEdge, prefix: string): string {
  const style = relation === "behind" ? 'color="#808080", arrowhead=none' : styles[state];
  const said = label === "" ? "" : `, label=${quoted(label)}`;
  return `${prefix}${from} -> ${prefix}${to} [${style}${said}, tooltip=${quoted(description)}];`;
}

const styles: Readonly<Record<DrawnEdge["state"], string>> = {
  resolves: 'color="#1a7f37"',
  fails: 'color="#cf222e", style=dashed, arrowhead=tee',
  outside: 'color="#57606a", style=dotted, arrowhead=empty',
  blocked: 'color="#9a6700", style="dashed,bold", arrowhead=box, label="blocked"',
};

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** Graphviz reads escapes and entities of HTML in strings. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;");
}
