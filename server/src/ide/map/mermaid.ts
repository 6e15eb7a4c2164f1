/** Writes drawings as a flowchart of Mermaid. Text of manifests is in quoted labels only, with what Mermaid reads as entity codes. */
import { append } from "../../base/collections.ts";
import { type Drawing, type DrawnEdge, type DrawnNode, summaryOf } from "./drawing.ts";
import { edgeStates } from "./name-map.ts";

/**
 * One flowchart for all drawings, a subgraph each where there are several.
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaidOf(drawings: readonly Drawing[]): string {
  const several = drawings.length > 1;
  const lines = ["flowchart LR"];
  const styles = new Map<string, number[]>();
  let edge = 0;
  for (const [index, drawing] of drawings.entries()) {
    const prefix = several ? `e${index}` : "";
    lines.push(`  %% ${commentText(`${drawing.label === "" ? "" : `${drawing.label}: `}${summaryOf(drawing)}`)}`);
    for (const note of drawing.notes) lines.push(`  %% ${commentText(note)}`);
    if (several) lines.push(`  subgraph ${prefix}x["${labelText(drawing.label)}"]`);
    for (const group of drawing.groups) {
      const isNamed = group.label !== "";
      if (isNamed) lines.push(`  subgraph ${prefix}${group.id}["${labelText(group.label)}"]`);
      for (const node of drawing.nodes) if (node.group === group.id) lines.push(`    ${nodeText(node, prefix)}`);
      if (isNamed) lines.push("  end");
    }
    if (several) lines.push("  end");
    for (const drawn of drawing.edges) {
      lines.push(`  ${edgeText(drawn, prefix)}`);
      const style = drawn.relation === "behind" ? "behind" : drawn.state;
      append(styles, style, edge);
      edge += 1;
    }
  }
  for (const state of [...edgeStates, "behind"] as const) {
    const edges = styles.get(state);
    if (edges !== undefined) lines.push(`  linkStyle ${edges.join(",")} ${linkStyles[state]}`);
  }
  lines.push("  classDef missing stroke:#cf222e,stroke-dasharray:5 3", "  classDef outside stroke-dasharray:2 3");
  return `${lines.join("\n")}\n`;
}

/** Colours that are readable on white and on black. */
const linkStyles: Readonly<Record<DrawnEdge["state"] | "behind", string>> = {
  resolves: "stroke:#2da44e",
  fails: "stroke:#e5534b,stroke-dasharray:6 4",
  outside: "stroke:#8b949e,stroke-dasharray:2 4",
  blocked: "stroke:#d4a72c,stroke-dasharray:10 4 2 4",
  behind: "stroke-width:1px",
};

function nodeText({ id, kind, head, label }: DrawnNode, prefix: string): string {
  const [open, close] = shapes[kind];
  const text = `${labelText(label)}<br/>${labelText(head)}`;
  const style = kind === "missing" || kind === "outside" ? `:::${kind}` : "";
  return `${prefix}${id}${open}"${text}"${close}${style}`;
}

const shapes: Readonly<Record<DrawnNode["kind"], readonly [string, string]>> = {
  workload: ["[", "]"],
  service: ["([", "])"],
  object: ["[/", "/]"],
  outside: ["((", "))"],
  missing: ["{{", "}}"],
  name: ["(", ")"],
  namespace: ["[[", "]]"],
};

function edgeText({ from, to, relation, state, label }: DrawnEdge, prefix: string): string {
  const arrow = relation === "behind" ? "---" : arrows[state];
  const said = label === "" ? (state === "blocked" ? "blocked" : "") : label;
  return `${prefix}${from} ${arrow}${said === "" ? "" : `|"${labelText(said)}"|`} ${prefix}${to}`;
}

const arrows: Readonly<Record<DrawnEdge["state"], string>> = {
  resolves: "-->",
  fails: "--x",
  outside: "-.->",
  blocked: "==x",
};

/** Everything but what names are made of, as an entity code: `#34;`. */
function labelText(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._:/,…()+-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** A comment ends with its line; braces in it would be read as a directive. */
function commentText(text: string): string {
  return text.replace(/[{}%]/g, "_");
}
