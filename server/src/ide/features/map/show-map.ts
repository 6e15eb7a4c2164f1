/**
 * Shows the map of names of an environment: the drawing, placed, with the places that its parts lead to, and an equal list. It
 * works in steps, and is loaded when somebody looks at a map.
 */

import { memoize } from "../../../base/memo.ts";
import { asUri } from "../../../base/source.ts";
import type { Steps } from "../../../base/steps.ts";
import { isWithin, nameOf, pathOf, relativeTo } from "../../../base/uri-path.ts";
import { visibleJson } from "../../../base/visible.ts";
import { xmlDocument } from "../../../base/xml.ts";
import type {
  MapListRow,
  MapParams,
  MapPicture,
  MapResult,
  MapTextParams,
  MapTextResult,
} from "../../../protocol/map.ts";
import type { WireLink } from "../../../protocol/simulate.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { withoutChoice } from "../../../workspace/environments/for-choice.ts";
import type { Settings } from "../../../workspace/settings/settings.ts";
import { nameMapSteps } from "../../map/build.ts";
import { drawMaps } from "../../map/draw.ts";
import {
  type Drawing,
  describeNode,
  drawingOf,
  edgeKey,
  edgeWords,
  longestDescription,
  shortName,
  shown,
  summaryOf,
} from "../../map/drawing.ts";
import { drawnBounds } from "../../map/drawn-bounds.ts";
import { filteredMap } from "../../map/filter.ts";
import { layoutSteps } from "../../map/layout.ts";
import type { MapEdge, MapNode, MapUse, NameMap } from "../../map/name-map.ts";
import { mapRow } from "../../map/rows.ts";
import { siteOfUse } from "../../map/site-of-use.ts";
import { legendLines, markers, pictureOf, sizeOf } from "../../map/svg.ts";
import { linkTo, locationOf, rangeOfDeclaration } from "../convert.ts";
import { environmentsHolding } from "../environments.ts";

/** Rows of the list, names of a row, and namespaces to choose from, that are sent. */
const mostRows = 1_000;
const mostUses = 12;
const mostNamespaces = 1_000;

/** The map as a person sees it. */
export function* showMap(analysis: Analysis, params: MapParams): Steps<MapResult> {
  const environment = environmentOf(analysis, params);
  const environments = withoutChoice(analysis)
    .environments()
    .map(({ id, label }) => ({ id, label }));
  if (environment === undefined) return { ...nothing, environments };
  const whole = yield* mapOf(analysis, environment);
  const map = filteredMap(whole, params);
  const drawing = drawingOf(map, drawnBounds, (use) => placeOf(analysis, use)?.label);
  const rows = yield* rowsOf(analysis, map);
  const left = map.edges.length + loneNodes(map).length - rows.length;
  const picture = yield* placed(analysis, map, drawing);
  return {
    environment: { id: environment.id, label: environment.label },
    environments,
    namespaces: namespacesOf(whole),
    summary: summaryOf(drawing),
    notes: [...drawing.notes, ...(left > 0 ? [`the list has ${mostRows} rows: ${left} more are not in it`] : [])],
    picture,
    rows,
  };
}

/** The map in one of the forms that `podns map` prints. */
export function* mapText(analysis: Analysis, { format, ...params }: MapTextParams): Steps<MapTextResult> {
  const environment = environmentOf(analysis, params);
  if (environment === undefined) return { text: "" };
  const map = filteredMap(yield* mapOf(analysis, environment), params);
  if (format === "json") return { text: visibleJson([jsonOf(analysis, map)]) };
  const { form } = drawMaps([map], format, (use) => placeOf(analysis, use)?.label);
  return { text: "svg" in form ? xmlDocument(form.svg) : form.text };
}

const nothing: Omit<MapResult, "environments"> = {
  ...{ environment: null, namespaces: [], summary: "", notes: [], rows: [] },
  picture: { width: 0, height: 0, markers: [], legend: [], groups: [], nodes: [], edges: [], labels: [] },
};

/** The same environment as the status item names for the document. */
function environmentOf(analysis: Analysis, { environment, uri }: MapParams): Environment | undefined {
  const own = uri === undefined ? [] : environmentsHolding(analysis, asUri(uri));
  const all = [...own, ...analysis.environments()];
  return all.find(({ id }) => id === environment) ?? all[0];
}

/** Whoever looks for something else in the same state, or edits a comment, gets the map that is there. */
function* mapOf(analysis: Analysis, environment: Environment): Steps<NameMap> {
  const known = mapsBy(analysis.factsOf(environment));
  const before = known.get(environment.id);
  const { settings } = analysis;
  if (before !== undefined && before.of === environment.version && before.settings === settings) return before.map;
  const map = yield* nameMapSteps(analysis, environment);
  known.set(environment.id, { of: environment.version, settings, map });
  return map;
}

interface Kept {
  readonly of: object;
  readonly settings: Settings;
  readonly map: NameMap;
}

const mapsBy = memoize((_facts: object) => new Map<string, Kept>());

function namespacesOf({ nodes }: NameMap): readonly string[] {
  const names = new Set(nodes.flatMap(({ namespace }) => (namespace === "" ? [] : [namespace])));
  return [...names].sort().slice(0, mostNamespaces);
}

function* placed(analysis: Analysis, map: NameMap, drawing: Drawing): Steps<MapPicture> {
  const byId = new Map(map.nodes.map((node) => [node.id, node]));
  const all = yield* layoutSteps(drawing, sizeOf);
  const { groups, nodes, edges, labels } = pictureOf(drawing, all);
  const keys = new Map(drawing.nodes.map(({ id, key }) => [id, key]));
  return {
    ...{ width: Math.ceil(all.width), height: Math.ceil(all.height) },
    ...{ markers: markers(), legend: legendLines(), groups, labels },
    nodes: nodes.map(({ node, box, shape }) => ({
      ...{ id: node.key, text: node.description },
      ...{ x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2), shape },
      place: placeOfNode(analysis, byId.get(node.key)),
      ...(node.kind === "namespace" ? { namespace: node.key.slice("namespace ".length) } : {}),
    })),
    edges: edges.map(({ edge, middle, shape }) => ({
      ...{ id: edge.key, from: keys.get(edge.from) ?? "", to: keys.get(edge.to) ?? "", text: edge.description },
      ...{ x: Math.round(middle.x), y: Math.round(middle.y), shape },
    })),
  };
}

/** What needs a person comes first. */
const order: Readonly<Record<MapListRow["state"], number>> = {
  fails: 0,
  blocked: 1,
  outside: 2,
  resolves: 3,
  behind: 4,
};

function* rowsOf(analysis: Analysis, map: NameMap): Steps<readonly MapListRow[]> {
  const byId = new Map(map.nodes.map((node) => [node.id, node]));
  const sorted = [...map.edges].sort((a, b) => order[stateOf(a)] - order[stateOf(b)]);
  const rows: MapListRow[] = [];
  for (const edge of sorted.slice(0, mostRows)) {
    rows.push(edgeRow(analysis, edge, byId));
    yield;
  }
  for (const node of loneNodes(map).slice(0, mostRows - rows.length)) {
    const ends = { from: shown(shortName(node), longestDescription), to: "" };
    const places = { fromPlace: placeOfNode(analysis, node), toPlace: null };
    const words = "no name leads from it or to it";
    rows.push({ id: node.id, ...ends, ...places, state: "behind", words, uses: [], moreUses: 0 });
    yield;
  }
  return rows;
}

function loneNodes({ nodes, edges }: NameMap): readonly MapNode[] {
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return nodes.filter(({ id }) => !used.has(id));
}

function stateOf({ relation, state }: MapEdge): MapListRow["state"] {
  return relation === "behind" ? "behind" : state;
}

function edgeRow(analysis: Analysis, edge: MapEdge, nodes: ReadonlyMap<string, MapNode>): MapListRow {
  const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
  const uses = edge.uses.slice(0, mostUses);
  return {
    id: edgeKey(edge),
    ...{ from: shown(shortName(from), longestDescription), fromPlace: placeOfNode(analysis, from) },
    ...{ to: endWords(to), toPlace: placeOfNode(analysis, to) },
    ...{ state: stateOf(edge), words: edgeWords(edge) },
    uses: uses.map((use) => ({
      name: shown(use.name, longestDescription),
      why: shown(use.why, longestDescription),
      place: placeOf(analysis, use) ?? null,
    })),
    moreUses: edge.uses.length - uses.length,
  };
}

/** What the end of an edge is called; a host that is not an object is called a host. */
function endWords(node: MapNode | undefined): string {
  if (node === undefined) return "";
  return node.objectKind === "" ? describeNode(node) : shown(shortName(node), longestDescription);
}

function placeOfNode(analysis: Analysis, node: MapNode | undefined): WireLink | null {
  return (node?.declaration && linkTo(analysis, node.declaration)) ?? null;
}

function placeOf(analysis: Analysis, use: MapUse): WireLink | undefined {
  const site = siteOfUse(use);
  const location = site && locationOf(analysis, site);
  if (location === undefined) return undefined;
  return { ...location, label: `${nameOf(pathOf(asUri(location.uri)))}:${location.range.start.line + 1}` };
}

/** Files as paths below the workspace folder. */
function jsonOf(analysis: Analysis, map: NameMap): unknown {
  const placeIn = (place: WireLink | null | undefined): { file: string; line: number; column: number } | null => {
    if (place === null || place === undefined) return null;
    const { line, character } = place.range.start;
    const path = pathOf(asUri(place.uri));
    const folder = analysis.folders.find((root) => isWithin(path, root)) ?? "";
    return { file: relativeTo(path, folder), line: line + 1, column: character + 1 };
  };
  return mapRow(map, {
    ofObject: (declaration) => {
      const range = declaration && rangeOfDeclaration(analysis, declaration);
      const place = placeIn(declaration && range && { uri: declaration.uri, range, label: "" });
      return place && { file: place.file, line: place.line };
    },
    ofUse: (use) => placeIn(placeOf(analysis, use)),
  });
}
