/**
 * Lists the names that will exist as symbols: of one document below their objects, of the workspace by a text in them.
 */
import type { DocumentSymbol, SymbolInformation, WorkspaceSymbol } from "vscode-languageserver-types";
import type { Analysis, Environment } from "../analysis/analysis.ts";
import type { PodModel, ServiceModel } from "../cluster/cluster.ts";
import type { Declaration } from "../manifests/manifest.ts";
import { clusterDomain, type DnsServer } from "../naming/server.ts";
import { asUri } from "../text/source.ts";
import type { ClientSupport } from "./client.ts";
import { declarationsOf, locationOf, rangeOfDeclaration } from "./convert.ts";
import type { DocumentParams } from "./diagnostics.ts";
import { plural } from "./markdown.ts";
import { idOf, type Model, nameOfService, namesBelow, podsBehind, podsOf, serviceNamed, serviceOf } from "./model.ts";

/** LSP's SymbolKind. */
const kinds = { workload: 5, service: 11, pod: 19, name: 14 } as const;

/** Names below one object; of more, how many there are. */
const mostOfObject = 100;
/** Symbols of the workspace sent at once. */
const mostOfWorkspace = 256;

/** The objects of a document that make names, each with the names below it. */
export function documentSymbols(
  analysis: Analysis,
  { textDocument }: DocumentParams,
  client: ClientSupport,
): DocumentSymbol[] | SymbolInformation[] {
  const uri = asUri(textDocument.uri);
  const [environment] = analysis.environmentsOf(uri);
  if (environment === undefined) return [];
  const declarations = declarationsOf(analysis, uri, environment);
  const symbols = declarations.flatMap((declaration) => symbolOf(analysis, environment, declaration) ?? []);
  if (client.hierarchicalSymbols) return symbols;
  return symbols.flatMap((symbol) =>
    [symbol, ...(symbol.children ?? [])].map(
      (one): SymbolInformation => ({
        name: one.name,
        kind: one.kind,
        location: { uri, range: one.selectionRange },
        ...(one === symbol ? {} : { containerName: symbol.name }),
      }),
    ),
  );
}

/** Names of the workspace that hold the characters of the query in this order, those that begin with it in front. */
export function workspaceSymbols(analysis: Analysis, { query }: { readonly query: string }): WorkspaceSymbol[] {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  const first: Named[] = [];
  const others: Named[] = [];
  const seen = new Set<string>();
  for (const environment of analysis.environments()) {
    // Waiting for all charts would take too long.
    if (environment.chart?.isMade() === false) continue;
    for (const named of namesIn(environment.server, wanted, () => others.length >= mostOfWorkspace)) {
      const key = `${named.name} ${named.declaration.uri} ${named.of}`;
      if (seen.has(key)) continue;
      seen.add(key);
      (named.name.startsWith(wanted) ? first : others).push(named);
      if (first.length >= mostOfWorkspace) break;
    }
    if (first.length >= mostOfWorkspace) break;
  }
  return [...first, ...others].slice(0, mostOfWorkspace).flatMap(({ name, of, declaration }): WorkspaceSymbol[] => {
    const location = locationOf(analysis, { declaration, path: ["metadata", "name"] });
    return location === undefined ? [] : [{ name, kind: kinds.name, containerName: of, location }];
  });
}

function symbolOf(analysis: Analysis, environment: Environment, declaration: Declaration): DocumentSymbol | undefined {
  const { kind, meta } = declaration.object;
  const [made] = environment.madeFrom(declaration);
  const range = rangeOfDeclaration(analysis, declaration);
  const name = locationOf(analysis, { declaration, path: ["metadata", "name"] });
  if (made === undefined || range === undefined || name === undefined || meta.name === "") return undefined;
  const service = serviceOf(environment, made);
  const pods = podsOf(environment, made);
  if (service === undefined && pods.length === 0) return undefined;
  const children = [
    ...(service === undefined
      ? []
      : [{ name: nameOfService(environment, service), detail: detailOf(environment, service) }]),
    ...namesOfPods(environment, pods.slice(0, mostOfObject)),
    ...(pods.length > mostOfObject ? [{ name: `… ${pods.length - mostOfObject} more`, detail: "Pods" }] : []),
  ];
  return {
    name: `${kind} ${meta.name}`,
    detail: service?.namespace ?? pods[0]?.namespace ?? "",
    kind: kind === "Service" ? kinds.service : kind === "Pod" ? kinds.pod : kinds.workload,
    range,
    selectionRange: name.range,
    children: children.map((child) => ({ ...child, kind: kinds.name, range: name.range, selectionRange: name.range })),
  };
}

function detailOf(environment: Model, service: ServiceModel): string {
  if (service.type === "ExternalName") return `alias for ${service.externalName}`;
  if (service.headless) return plural(podsBehind(environment, service).length, "Pod");
  return service.clusterIPs.map(({ ip }) => ip).join(", ");
}

/** The names that hostname and subdomain give; a Pod without them is shown by its own name. */
function namesOfPods(
  environment: Model,
  pods: readonly PodModel[],
): readonly { readonly name: string; readonly detail: string }[] {
  return pods.flatMap((pod) => {
    const detail = pod.addresses.map(({ ip }) => ip).join(", ");
    const names = ownNames(environment, pod);
    return (names.length === 0 ? [pod.name] : names).map((name) => ({ name, detail }));
  });
}

function ownNames(environment: Model, pod: PodModel): readonly string[] {
  if (pod.hostname === "" || pod.subdomain === "") return [];
  const service = serviceNamed(environment, pod.namespace, pod.subdomain);
  return service === undefined ? [] : namesBelow(environment, pod, service);
}

/** A name of the workspace. */
interface Named {
  readonly name: string;
  /** `StatefulSet shop/web`. */
  readonly of: string;
  readonly declaration: Declaration;
}

/**
 * The names of a server that hold the characters of the query. What a Pod is called is asked only of Pods whose name may be
 * one: hostname and subdomain say how it begins.
 * @param enough true where only names that begin with the query are still wanted
 */
function* namesIn(server: DnsServer, wanted: string, enough: () => boolean): Iterable<Named> {
  const model: Model = { server, cluster: server.cluster };
  const domain = clusterDomain(server);
  const fits = (name: string): boolean => (enough() ? name.startsWith(wanted) : isSubsequence(wanted, name));
  for (const service of server.cluster.services.values()) {
    const { declaration, namespace, name } = service;
    if (declaration === undefined || !fits(`${name}.${namespace}.svc.${domain}`)) continue;
    yield { name: nameOfService(model, service), of: `Service ${namespace}/${name}`, declaration };
  }
  for (const pod of server.cluster.pods.values()) {
    const { controller, namespace, hostname, subdomain } = pod;
    if (hostname === "" || subdomain === "") continue;
    // Names that are made from an address begin with it.
    const isOwn = fits(`${hostname}.${subdomain}.${namespace}.svc.${domain}`);
    if (!isOwn && (enough() || !/^\d/.test(wanted))) continue;
    const declaration = controller?.declaration ?? pod.declaration;
    if (declaration === undefined) continue;
    const of = controller === undefined ? `Pod ${idOf(pod)}` : `${controller.kind} ${namespace}/${controller.name}`;
    for (const name of ownNames(model, pod)) if (fits(name)) yield { name, of, declaration };
  }
}

function isSubsequence(wanted: string, name: string): boolean {
  let at = 0;
  for (const character of wanted) {
    at = name.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
