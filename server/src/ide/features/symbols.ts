/**
 * Lists the names that will exist as symbols: of one document below their objects, of the workspace by a text in them.
 */
import type { DocumentSymbol, SymbolInformation, WorkspaceSymbol } from "vscode-languageserver-types";
import { memoize } from "../../base/memo.ts";
import { asUri } from "../../base/source.ts";
import type { PodModel, ServiceModel } from "../../cluster/state/cluster.ts";
import { answer, clusterDomain, type DnsServer } from "../../dns/server/server.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import type { ClientSupport } from "./client.ts";
import {
  type AskedCluster,
  idOf,
  nameOfService,
  namesBelow,
  podsBehind,
  podsOf,
  serviceNamed,
  serviceOf,
} from "./cluster-objects.ts";
import { declarationsOf, locationOf, rangeOfDeclaration } from "./convert.ts";
import type { DocumentParams } from "./diagnostics.ts";
import { plural } from "./markdown.ts";

/** LSP's SymbolKind. */
const kinds = { workload: 5, service: 11, pod: 19, name: 14 } as const;

/** Objects of a document: more make a list that nobody reads, and that takes seconds to send. */
const mostOfDocument = 5000;
/** Names below one object; of more, how many there are. */
const mostOfObject = 100;
/** Symbols of the workspace sent at once: an editor asks again at each key. */
const mostOfWorkspace = 100;

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
  const symbols: DocumentSymbol[] = [];
  for (const declaration of declarations) {
    const symbol = symbolOf(analysis, environment, declaration);
    if (symbol !== undefined) symbols.push(symbol);
    if (symbols.length >= mostOfDocument) break;
  }
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
  for (const { server } of made(analysis)) {
    for (const named of namesIn(server, wanted, () => others.length >= mostOfWorkspace)) {
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

/** Lists the names of the workspace, namespace by namespace: the first time it takes a while. */
export function* workspaceSymbolsAhead(analysis: Analysis): Generator<undefined, void> {
  for (const { server } of made(analysis)) {
    for (const namespace of server.cluster.namespaceNames()) {
      namesOfDraft(server.cluster.draftIn(namespace))(server, namespace);
      yield;
    }
  }
}

/** Waiting for all charts would take too long. */
function made(analysis: Analysis): readonly Environment[] {
  return analysis.environments().filter(({ chart }) => chart?.isMade() !== false);
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

function detailOf(environment: AskedCluster, service: ServiceModel): string {
  if (service.type === "ExternalName") return `alias for ${service.externalName}`;
  if (service.headless) return plural(podsBehind(environment, service).length, "Pod");
  return service.clusterIPs.map(({ ip }) => ip).join(", ");
}

/** The names that hostname and subdomain give; a Pod without them is shown by its own name. */
function namesOfPods(
  environment: AskedCluster,
  pods: readonly PodModel[],
): readonly { readonly name: string; readonly detail: string }[] {
  return pods.flatMap((pod) => {
    const detail = pod.addresses.map(({ ip }) => ip).join(", ");
    const names = ownNames(environment, pod);
    return (names.length === 0 ? [pod.name] : names).map((name) => ({ name, detail }));
  });
}

function ownNames(environment: AskedCluster, pod: PodModel): readonly string[] {
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

/** How a name begins, without the domain. */
interface Begun {
  readonly text: string;
  /** The object's own. */
  readonly name: string;
  readonly characters: number;
}

interface DraftNames {
  readonly services: readonly Begun[];
  readonly pods: readonly Begun[];
}

function begun(text: string, name: string): Begun {
  return { text, name, characters: charactersOf(text) };
}

/** Texts are put together once: most namespaces are the same before and after an edit. */
const namesOfDraft = memoize((_: object) => {
  let known: DraftNames | undefined;
  return ({ cluster }: DnsServer, namespace: string): DraftNames => {
    known ??= {
      services: cluster
        .servicesIn(namespace)
        .flatMap(({ name, declaration }) =>
          declaration === undefined ? [] : [begun(`${name}.${namespace}.svc.`, name)],
        ),
      pods: cluster
        .podsIn(namespace)
        .flatMap(({ name, hostname, subdomain }) =>
          hostname === "" || subdomain === "" ? [] : [begun(`${hostname}.${subdomain}.${namespace}.svc.`, name)],
        ),
    };
    return known;
  };
});

/**
 * The names of a server that hold the characters of the query, namespace by namespace. What a Pod is called is asked only of Pods whose
 * name may be one: hostname and subdomain say how it begins.
 * @param enough true where only names that begin with the query are still wanted
 */
function* namesIn(server: DnsServer, wanted: string, enough: () => boolean): Iterable<Named> {
  const { cluster } = server;
  const model: AskedCluster = { server, cluster };
  const domain = clusterDomain(server);
  const isOfAddress = /^\d/.test(wanted);
  const lacking = charactersOf(wanted) & ~charactersOf(domain);
  const begins = (text: string): boolean =>
    wanted.length <= text.length ? text.startsWith(wanted) : `${text}${domain}`.startsWith(wanted);
  const fits = ({ text, characters }: Begun): boolean =>
    (lacking & ~characters) === 0 && (enough() ? begins(text) : isSubsequence(wanted, text, domain));
  for (const namespace of cluster.namespaceNames()) {
    const { services, pods } = namesOfDraft(cluster.draftIn(namespace))(server, namespace);
    for (const one of services) {
      const service = fits(one) ? cluster.services.get(`${namespace}/${one.name}`) : undefined;
      if (service?.declaration !== undefined)
        yield {
          name: nameOfService(model, service),
          of: `Service ${idOf(service)}`,
          declaration: service.declaration,
        };
    }
    for (const one of pods) {
      // Names that are made from an address begin with it.
      if (!fits(one) && (enough() || !isOfAddress)) continue;
      const pod = cluster.pods.get(`${namespace}/${one.name}`);
      const declaration = pod?.controller?.declaration ?? pod?.declaration;
      if (pod === undefined || declaration === undefined) continue;
      const { controller } = pod;
      const of = controller === undefined ? `Pod ${idOf(pod)}` : `${controller.kind} ${namespace}/${controller.name}`;
      const own = `${one.text}${domain}`;
      // Asking for one name looks at one Service; listing all of a Pod's looks at those of its namespace.
      const names = !isOfAddress && leadsTo(server, own, pod) ? [own] : ownNames(model, pod);
      for (const name of names)
        if (enough() ? name.startsWith(wanted) : isSubsequence(wanted, name, "")) yield { name, of, declaration };
    }
  }
}

function leadsTo(server: DnsServer, name: string, pod: PodModel): boolean {
  const response = answer(server, { name: `${name}.`, type: "A" }, () => "unreachable");
  return response.kind === "reply" && response.answer.some(({ origin }) => origin?.pod === pod);
}

/** Which letters and digits a text has, as bits; a few letters share one. What lacks one of them is left out without a closer look. */
function charactersOf(text: string): number {
  let found = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 97 && code <= 122) found |= 1 << ((code - 97) % 22);
    else if (code >= 48 && code <= 57) found |= 1 << (22 + code - 48);
  }
  return found;
}

/** True when the characters stand in this order in the text and the domain behind it. */
function isSubsequence(wanted: string, text: string, domain: string): boolean {
  const rest = matchedIn(wanted, 0, text);
  return rest === wanted.length || matchedIn(wanted, rest, domain) === wanted.length;
}

/** How many of the characters are found, those from `from` on in this text. A plain loop: it runs for each name of the workspace. */
function matchedIn(wanted: string, from: number, text: string): number {
  let at = from;
  for (let index = 0; index < text.length && at < wanted.length; index++)
    if (text.charCodeAt(index) === wanted.charCodeAt(at)) at += 1;
  return at;
}
