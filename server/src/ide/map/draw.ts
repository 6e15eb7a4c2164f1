/** Draws maps in one of the forms that people and other programs look at. It is a chunk of its own: it brings the layout along. */
import type { XmlElement } from "../../base/xml.ts";
import { dotOf } from "./dot.ts";
import { type Drawing, drawingOf } from "./drawing.ts";
import { drawnBounds } from "./drawn-bounds.ts";
import { mermaidOf } from "./mermaid.ts";
import type { MapUse, NameMap } from "./name-map.ts";
import { svgOf } from "./svg.ts";

export interface Drawn {
  /** An element of XML, or text of lines; in text nothing of a manifest is left as it was, but what is visible. */
  readonly form: { readonly svg: XmlElement } | { readonly text: string };
  /** The maps behind these are not drawn. */
  readonly count: number;
}

/** A picture that has so many drawings, nodes or edges takes no further drawing. */
const mostTogether = { drawings: 100, nodes: 1000, edges: 2000 };

/**
 * The maps in one picture, as many as it takes.
 * @param maps each is made when it is drawn
 * @param placeOf where a use is written: `app.yaml:12`; undefined where nobody knows
 */
export function drawMaps(
  maps: Iterable<NameMap>,
  format: "svg" | "mermaid" | "dot",
  placeOf: (use: MapUse) => string | undefined,
): Drawn {
  const drawings: Drawing[] = [];
  let nodes = 0;
  let edges = 0;
  for (const map of maps) {
    const drawing = drawingOf(map, drawnBounds, placeOf);
    drawings.push(drawing);
    nodes += drawing.nodes.length;
    edges += drawing.edges.length;
    if (drawings.length >= mostTogether.drawings || nodes >= mostTogether.nodes || edges >= mostTogether.edges) break;
  }
  const count = drawings.length;
  switch (format) {
    case "svg":
      return { form: { svg: svgOf(drawings) }, count };
    case "mermaid":
      return { form: { text: mermaidOf(drawings) }, count };
    case "dot":
      return { form: { text: dotOf(drawings) }, count };
  }
}
