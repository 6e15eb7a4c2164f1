/**
 * Finds the links between manifests: from a name to what has it, from a selector to the makers of its Pods, and back. What the
 * label under the cursor is the name of is decided in `symbol/`.
 */

import type { DocumentHighlight, Location, LocationLink } from "vscode-languageserver-types";
import { asUri, type Uri } from "../../base/source.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { podSpecOf } from "../../kubernetes/manifests/pod-template.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import type { Site } from "../../workspace/places/site.ts";
import { chartDefinitions, chartReferences } from "./charts/chart-navigation.ts";
import type { ClientSupport } from "./client.ts";
import { idOf, makersBehind, podsOf, serviceOf, servicesOver } from "./cluster-objects.ts";
import { declarationsOf, locationOf, offsetAt, rangeOf, rangeOfDeclaration, targetOf } from "./convert.ts";
import type { PositionParams } from "./hover.ts";
import {
  aroundService,
  labelOf,
  labelSite,
  type Occurrence,
  occurrencesIn,
  occurrencesOf,
  wholeSite,
} from "./symbol/occurrences.ts";
import { declarationOf, type Subject } from "./symbol/subject.ts";
import { type Meant, symbolAt } from "./symbol/symbol-at.ts";

export interface ReferenceParams extends PositionParams {
  readonly context: { readonly includeDeclaration: boolean };
}

/** Where what stands under the cursor is declared: one place in each environment; null for anything that names nothing. */
export function definition(
  analysis: Analysis,
  { textDocument, position }: PositionParams,
  client: ClientSupport,
): Location[] | LocationLink[] | null {
  const uri = asUri(textDocument.uri);
  // In a chart's template, the definitions of its words come before what it prints.
  const words = chartDefinitions(analysis, uri, offsetAt(analysis, uri, position) ?? 0);
  const target = targetOf(analysis, uri, position);
  if (target === undefined) return words.length === 0 ? null : [...words];
  const made = selectedAt(analysis, { textDocument, position });
  const symbol = made.length > 0 ? undefined : symbolAt(analysis, uri, position);
  const sites = symbol === undefined ? made : symbol.meant.flatMap(definitionOf);
  const locations = unique(analysis, sites);
  if (locations.length === 0 && words.length === 0) return null;
  if (words.length > 0) {
    // A name that is printed here leads to the template that is asked for, not to itself.
    const others = locations.filter(({ location }) => location.uri !== uri || !holds(location.range, position));
    return [...words, ...others.map(({ location }) => location)];
  }
  if (!client.definitionLinks) return locations.map(({ location }) => location);
  return locations.map(({ site, location }) => ({
    originSelectionRange: rangeOf(analysis, uri, symbol?.span ?? target.span),
    targetUri: location.uri,
    targetRange: rangeOfDeclaration(analysis, site.declaration) ?? location.range,
    targetSelectionRange: location.range,
  }));
}

function holds({ start, end }: Location["range"], { line, character }: PositionParams["position"]): boolean {
  const isBehind = line > start.line || (line === start.line && character >= start.character);
  return isBehind && (line < end.line || (line === end.line && character <= end.character));
}

/** What a Service leads to: the workload whose Pods have their names below it, else all that make its Pods. */
export function typeDefinition(analysis: Analysis, params: PositionParams): Location[] | null {
  return locationsFor(analysis, params, ({ environment, subjects: [subject] }) => {
    if (subject.kind === "workload") return [nameOf(subject.declaration)];
    const service = subject.kind === "service" || subject.kind === "service-port" ? subject.service : undefined;
    if (service === undefined) return [];
    const makers = makersBehind(environment, service);
    const governed = makers.filter(
      ({ object }) => object.kind === "StatefulSet" && object.serviceName === service.name,
    );
    return (governed.length > 0 ? governed.slice(0, 1) : makers).map(nameOf);
  });
}

/** Everything that makes a Service's Pods, and endpoints that are written by hand. */
export function implementation(analysis: Analysis, params: PositionParams): Location[] | null {
  return locationsFor(analysis, params, ({ environment, subjects: [subject] }) => {
    if (subject.kind === "workload") return [nameOf(subject.declaration)];
    const service = subject.kind === "service" || subject.kind === "service-port" ? subject.service : undefined;
    if (service === undefined) return [];
    const slices = environment.cluster.slicesByService.get(idOf(service)) ?? [];
    const written = slices.flatMap(({ origin, declaration }) => (origin === "derived" ? [] : (declaration ?? [])));
    return [...makersBehind(environment, service), ...written].map(nameOf);
  });
}

/** Every place that names what is under the cursor, or has to do with it. */
export function references(analysis: Analysis, params: ReferenceParams): Location[] | null {
  const { textDocument, position, context } = params;
  const uri = asUri(textDocument.uri);
  const readers = chartReferences(analysis, uri, offsetAt(analysis, uri, position) ?? 0);
  const symbol = symbolAt(analysis, uri, position);
  const sites = (symbol?.meant ?? []).flatMap((meant) => referencesTo(analysis, meant, context.includeDeclaration));
  const locations = [...readers, ...unique(analysis, sites).map(({ location }) => location)];
  return locations.length === 0 ? null : locations;
}

/** The same label in one document, whole: the declaration counts as a write access, the rest as read accesses. */
export function highlights(analysis: Analysis, { textDocument, position }: PositionParams): DocumentHighlight[] | null {
  const uri = asUri(textDocument.uri);
  const found = (symbolAt(analysis, uri, position)?.meant ?? []).flatMap(({ environment, subjects: [subject] }) =>
    inDocument(analysis, uri, environment, subject),
  );
  const of = (occurrences: readonly Occurrence[], kind: 2 | 3): DocumentHighlight[] =>
    unique(analysis, occurrences.map(labelSite))
      .filter(({ location }) => location.uri === uri)
      .map(({ location: { range } }) => ({ range, kind }));
  const all = [
    ...of(
      found.filter(({ use }) => use.place === "declaration"),
      3,
    ),
    ...of(
      found.filter(({ use }) => use.place !== "declaration"),
      2,
    ),
  ];
  return all.length === 0 ? null : all;
}

function inDocument(analysis: Analysis, uri: Uri, environment: Environment, subject: Subject): readonly Occurrence[] {
  const name = labelOf(subject).toLowerCase();
  // In a variable of a Service, its name has other characters.
  const names = new Set([name, name.replaceAll("-", "_")]);
  return declarationsOf(analysis, uri, environment).flatMap((declaration) => {
    const text = environment.kind === "plain" ? analysis.place(declaration)?.manifest.text.toLowerCase() : undefined;
    // Most documents of a large file do not hold the name.
    if (text !== undefined && ![...names].some((one) => text.includes(one))) return [];
    return environment
      .madeFrom(declaration)
      .flatMap((made) => occurrencesIn({ analysis, environment, declaration: made }, subject));
  });
}

function locationsFor(
  analysis: Analysis,
  { textDocument, position }: PositionParams,
  sitesOf: (meant: Meant) => readonly Site[],
): Location[] | null {
  const symbol = symbolAt(analysis, asUri(textDocument.uri), position);
  const locations = unique(analysis, (symbol?.meant ?? []).flatMap(sitesOf));
  return locations.length === 0 ? null : locations.map(({ location }) => location);
}

function nameOf(declaration: Declaration): Site {
  return { declaration, path: ["metadata", "name"] };
}

/** Behind a Service's selector: what makes the Pods. */
function selectedAt(analysis: Analysis, { textDocument, position }: PositionParams): readonly Site[] {
  const uri = asUri(textDocument.uri);
  const { declaration, path = [] } = targetOf(analysis, uri, position) ?? {};
  if (declaration?.object.kind !== "Service" || path[0] !== "spec" || path[1] !== "selector") return [];
  return analysis.environmentsOf(uri).flatMap((environment) =>
    environment.madeFrom(declaration).flatMap((made) => {
      const service = serviceOf(environment, made);
      return service === undefined ? [] : makersBehind(environment, service).map(nameOf);
    }),
  );
}

/** The one place that declares it; of a label and a port, of each object that makes such Pods. */
function definitionOf({ environment, subjects: [subject] }: Meant): readonly Site[] {
  switch (subject.kind) {
    case "service-port": {
      const { declaration, name, ports } = { ...subject.service, name: subject.name };
      const index = ports.findIndex((port) => port.name === name);
      return declaration === undefined ? [] : [{ declaration, path: ["spec", "ports", index, "name"] }];
    }
    case "container-port":
      return [...subject.makers].flatMap((maker) => containerPortSites(maker, subject.name).slice(0, 1));
    case "label":
      return environment
        .podMakersWith(subject.key, subject.value)
        .filter((maker) => podsOf(environment, maker)[0]?.namespace === subject.namespace)
        .map(nameOf);
    default: {
      const declaration = declarationOf(environment, subject);
      return declaration === undefined ? [] : [nameOf(declaration)];
    }
  }
}

function containerPortSites(maker: Declaration, name: string): readonly Site[] {
  const pod = podSpecOf(maker.object);
  if (pod === undefined) return [];
  const { spec, path } = pod;
  return (["containers", "initContainers"] as const).flatMap((field) =>
    spec[field].flatMap(({ ports }, container) =>
      ports.flatMap((port, index): readonly Site[] =>
        port.name === name ? [{ declaration: maker, path: [...path, field, container, "ports", index, "name"] }] : [],
      ),
    ),
  );
}

function referencesTo(
  analysis: Analysis,
  { environment, subjects: [subject] }: Meant,
  includeDeclaration: boolean,
): readonly Site[] {
  const found = occurrencesOf(analysis, environment, subject);
  const isDeclaration = ({ use }: Occurrence): boolean => use.place === "declaration";
  const named = found.filter((occurrence) => !isDeclaration(occurrence));
  const fields = named.filter(({ use }) => use.whole === undefined);
  const strings = named.filter(({ use }) => use.whole !== undefined);
  const sites = [
    ...(includeDeclaration ? found.filter(isDeclaration).map(wholeSite) : []),
    ...inOrder(fields).map(wholeSite),
    ...inOrder(strings).map(wholeSite),
  ];
  return [...sites, ...around(analysis, environment, subject, new Set(named.map(({ declaration }) => declaration)))];
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By file; of one file as they were found. */
function inOrder(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  return occurrences.toSorted((a, b) => byText(a.declaration.uri, b.declaration.uri));
}

/** What has to do with it without naming it; objects that name it are left out. */
function around(
  analysis: Analysis,
  environment: Environment,
  subject: Subject,
  naming: ReadonlySet<Declaration>,
): readonly Site[] {
  if (subject.kind === "workload") {
    const services = servicesOver(environment, podsOf(environment, subject.declaration));
    return services.flatMap(({ declaration }): readonly Site[] =>
      declaration === undefined ? [] : [{ declaration, path: ["spec", "selector"], part: "key" }],
    );
  }
  if (subject.kind !== "service") return [];
  return aroundService(analysis, environment, subject.service).filter(({ declaration }) => !naming.has(declaration));
}

/** Each place of the text once. */
function unique(
  analysis: Analysis,
  sites: readonly Site[],
): readonly { readonly site: Site; readonly location: Location }[] {
  const found = new Map<string, { readonly site: Site; readonly location: Location }>();
  for (const site of sites) {
    const location = locationOf(analysis, site);
    if (location === undefined) continue;
    const { start } = location.range;
    const key = `${location.uri} ${start.line}:${start.character}`;
    if (!found.has(key)) found.set(key, { site, location });
  }
  return [...found.values()];
}
