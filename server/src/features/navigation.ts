/**
 * Finds the links between manifests: from a name to its Service, from a selector to the makers of its Pods, and back.
 */
import type { DocumentHighlight, Location, LocationLink } from "vscode-languageserver-types";
import type { Analysis, Environment } from "../analysis/analysis.ts";
import { podSpecOf } from "../analysis/lookup.ts";
import type { Site } from "../analysis/site.ts";
import type { Target } from "../analysis/target.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { Path } from "../manifests/path.ts";
import { asUri, type Uri } from "../text/source.ts";
import { chartDefinitions, chartReferences } from "./charts/chart-navigation.ts";
import type { ClientSupport } from "./client.ts";
import { locationOf, offsetAt, rangeOf, rangeOfDeclaration, targetOf } from "./convert.ts";
import type { PositionParams } from "./hover.ts";
import { hostAt, hostDefinitions, hostsNaming } from "./mentions.ts";
import { namespaceOf, podsBehind, podsOf, serviceNamed, serviceOf, servicesOver } from "./model.ts";
import { serviceNameAt, sitesNaming } from "./service-names.ts";

export interface ReferenceParams extends PositionParams {
  readonly context: { readonly includeDeclaration: boolean };
}

/** Where what stands under the cursor is declared; null for anything that names nothing. */
export function definition(
  analysis: Analysis,
  { textDocument, position }: PositionParams,
  client: ClientSupport,
): Location[] | LocationLink[] | null {
  const uri = asUri(textDocument.uri);
  const offset = offsetAt(analysis, uri, position) ?? 0;
  // In a chart's template, the definitions of its words come before what it prints.
  const words = chartDefinitions(analysis, uri, offset);
  const target = targetOf(analysis, uri, position);
  if (target === undefined) return words.length === 0 ? null : [...words];
  const host = hostAt(analysis, uri, position);
  const sites =
    host === undefined
      ? places(analysis, uri, target).flatMap((place) => definitionsAt(place).map(nameOf))
      : hostDefinitions(analysis, uri, host).map(nameOf);
  const locations = unique(analysis, sites);
  if (locations.length === 0 && words.length === 0) return null;
  if (!client.definitionLinks || words.length > 0) return [...words, ...locations.map(({ location }) => location)];
  return locations.map(({ site, location }) => ({
    originSelectionRange: rangeOf(analysis, uri, host?.span ?? target.span),
    targetUri: location.uri,
    targetRange: rangeOfDeclaration(analysis, site.declaration) ?? location.range,
    targetSelectionRange: location.range,
  }));
}

/** Every field that names the Service under the cursor, or the Services over the workload there. */
export function references(analysis: Analysis, params: ReferenceParams): Location[] | null {
  const { textDocument, position, context } = params;
  const uri = asUri(textDocument.uri);
  const readers = chartReferences(analysis, uri, offsetAt(analysis, uri, position) ?? 0);
  const target = targetOf(analysis, uri, position);
  if (target === undefined) return readers.length === 0 ? null : [...readers];
  const sites = places(analysis, uri, target).flatMap((place) => [
    ...(context.includeDeclaration ? subjectsAt(place).map(nameOf) : []),
    ...referencesAt(place),
  ]);
  const locations = [...readers, ...unique(analysis, sites).map(({ location }) => location)];
  return locations.length === 0 ? null : locations;
}

/** The same in one document: the declaration counts as a write access, the rest as read accesses. */
export function highlights(analysis: Analysis, { textDocument, position }: PositionParams): DocumentHighlight[] | null {
  const uri = asUri(textDocument.uri);
  const target = targetOf(analysis, uri, position);
  // On a key, the editor's own highlight is better.
  if (target === undefined || target.part === "key") return null;
  const of = (sites: readonly Site[], kind: 2 | 3): DocumentHighlight[] =>
    unique(analysis, sites)
      .filter(({ location }) => location.uri === uri)
      .map(({ location: { range } }) => ({ range, kind }));
  const found = places(analysis, uri, target).map((place) => ({
    written: subjectsAt(place).map(nameOf),
    read: referencesAt(place),
  }));
  const all = [
    ...of(
      found.flatMap(({ written }) => written),
      3,
    ),
    ...of(
      found.flatMap(({ read }) => read),
      2,
    ),
  ];
  return all.length === 0 ? null : all;
}

/** A field in one of the environments of its file. */
interface PlaceIn {
  readonly analysis: Analysis;
  readonly environment: Environment;
  readonly declaration: Declaration;
  readonly path: Path;
}

function places(analysis: Analysis, uri: Uri, { declaration, path }: Target): readonly PlaceIn[] {
  if (declaration === undefined) return [];
  return analysis
    .environmentsOf(uri)
    .flatMap((environment) =>
      environment.madeFrom(declaration).map((made) => ({ analysis, environment, declaration: made, path })),
    );
}

function nameOf(declaration: Declaration): Site {
  return { declaration, path: ["metadata", "name"] };
}

function isName(path: Path): boolean {
  return path.length === 2 && path[0] === "metadata" && path[1] === "name";
}

/** What the field names; behind a selector, what makes the Pods. */
function definitionsAt(place: PlaceIn): readonly Declaration[] {
  const { environment, declaration, path } = place;
  const service = serviceOf(environment, declaration);
  if (service === undefined || path[0] !== "spec" || path[1] !== "selector") return subjectsAt(place);
  return podsBehind(environment, service).flatMap((pod) => pod.controller?.declaration ?? pod.declaration ?? []);
}

/** The Service that is named or declared here, or the workload (or Pod) whose name this is. */
function subjectsAt({ analysis, environment, declaration, path }: PlaceIn): readonly Declaration[] {
  if (isName(path) && (declaration.object.kind === "Service" || podSpecOf(declaration.object) !== undefined)) {
    return [declaration];
  }
  const name = serviceNameAt(analysis, declaration, path);
  if (name === undefined) return [];
  const namespace = namespaceOf(environment, declaration, analysis.settings.defaultNamespace);
  const found = serviceNamed(environment, namespace, name)?.declaration;
  return found === undefined ? [] : [found];
}

function referencesAt(place: PlaceIn): readonly Site[] {
  const { analysis, environment } = place;
  return subjectsAt(place).flatMap((subject): readonly Site[] => {
    if (subject.object.kind !== "Service") {
      const services = servicesOver(environment, podsOf(environment, subject));
      return services.flatMap(({ declaration }): readonly Site[] =>
        declaration === undefined ? [] : [{ declaration, path: ["spec", "selector"], part: "key" }],
      );
    }
    const namespace = namespaceOf(environment, subject, analysis.settings.defaultNamespace);
    return [
      ...sitesNaming(analysis, environment, { namespace, name: subject.object.meta.name }),
      ...hostsNaming(analysis, environment, subject),
    ];
  });
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
