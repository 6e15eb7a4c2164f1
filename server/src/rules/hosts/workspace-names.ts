/**
 * Knows what the whole workspace says about names, whatever is applied together: namespaces that are its own, Services
 * of rendered objects, names in charts that are not rendered. It only excuses; refuses to accuse.
 */
import type { Analysis } from "../../analysis/analysis.ts";
import { memoize } from "../../analysis/memo.ts";
import { mentionsOf } from "../../analysis/mentions.ts";
import { objectValue, stringAt } from "../../analysis/object-value.ts";
import type { Declaration } from "../../manifests/manifest.ts";
import type { JsonValue } from "../../manifests/read-yaml.ts";
import { isTemplated } from "../../manifests/role.ts";
import { asList, valueAt } from "../../mentions/containers.ts";
import { aroundParts, type Marks, partsBetween } from "../../text/between.ts";
import { nameOf, pathOf } from "../../text/uri-path.ts";
import { fitsParts } from "../../text/wildcard.ts";
import { isOurs } from "../our-namespaces.ts";
import { mayMakeService } from "../unseen.ts";
import { fullParts } from "./parts.ts";

/** Every declaration: as files hold them, and as kustomizations and charts made them. */
const everything = memoize((analysis: Analysis): readonly Declaration[] => {
  const all = new Set<Declaration>();
  for (const file of analysis.files.values()) {
    for (const { manifest } of file.manifests) for (const declaration of manifest.declarations) all.add(declaration);
  }
  for (const environment of analysis.environments()) {
    if (environment.kind !== "plain") for (const declaration of environment.declarations) all.add(declaration);
  }
  return [...all];
});

const servicesByName = memoize((analysis: Analysis): ReadonlyMap<string, readonly Declaration[]> => {
  const byName = new Map<string, Declaration[]>();
  for (const declaration of everything(analysis)) {
    if (declaration.object.kind !== "Service") continue;
    const known = byName.get(declaration.object.meta.name);
    if (known === undefined) byName.set(declaration.object.meta.name, [declaration]);
    else known.push(declaration);
  }
  return byName;
});

/** Services of a name anywhere, those of rendered objects included. */
export function servicesAnywhere(analysis: Analysis, name: string): readonly Declaration[] {
  return servicesByName(analysis).get(name) ?? [];
}

const writtenNamespaces = memoize((analysis: Analysis): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { object } of everything(analysis)) {
    if (object.kind === "Namespace") names.add(object.meta.name);
    else if (object.kind === "Service" && object.meta.namespace !== undefined) names.add(object.meta.namespace);
  }
  return names;
});

/** Namespaces in which a name that some string spells has its Service: objects that state none are applied there. */
const usedNamespaces = memoize((analysis: Analysis): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const declaration of everything(analysis)) {
    for (const mention of mentionsOf(analysis, declaration)) {
      const parts = mention.kind === "host" ? fullParts(mention) : undefined;
      if (parts?.namespace === undefined || names.has(parts.namespace)) continue;
      const exists = servicesAnywhere(analysis, parts.service).some(
        ({ object }) => (object.meta.namespace ?? parts.namespace) === parts.namespace,
      );
      if (exists) names.add(parts.namespace);
    }
  }
  return names;
});

/**
 * True when the workspace's own objects live in the namespace, so that its absence of a Service means something: some
 * Service or Namespace states it, or another name in it resolves. The default namespace is no exception.
 */
export function isOurNamespace(analysis: Analysis, namespace: string): boolean {
  if (analysis.settings.namespaces.length > 0) return isOurs(analysis, namespace);
  return !/^(kube-|gke-|openshift)/.test(namespace) && isNamespace(analysis, namespace);
}

/** True for any namespace that somebody names: its label is no Service's by accident. */
export function isNamespace(analysis: Analysis, name: string): boolean {
  return writtenNamespaces(analysis).has(name) || usedNamespaces(analysis).has(name);
}

/** The names of Services that a template fills in, as what stands around the holes. */
const templatedServices = memoize((analysis: Analysis): readonly (readonly string[])[] =>
  everything(analysis).flatMap(({ object }) =>
    object.kind === "Service" && isTemplated(object.meta.name) ? [aroundHoles(object.meta.name)] : [],
  ),
);

const holes: readonly Marks[] = [
  { open: "${", close: "}" },
  { open: "$(", close: ")" },
  { open: "{{", close: "}}" },
  { open: "<%", close: "%>" },
  { open: "[[", close: "]]" },
];

/** `${x}-db` may become any name that ends in `-db`. */
function aroundHoles(name: string): readonly string[] {
  return aroundParts(name, partsBetween(name, holes)).flatMap((part) => part.split(/\$\w+/));
}

interface Charts {
  /** Names of charts and what their values call releases. */
  readonly names: readonly string[];
  /** Words behind `name:` in templates. */
  readonly literals: ReadonlySet<string>;
}

const charts = memoize((analysis: Analysis): Charts => {
  const names = new Set<string>();
  const literals = new Set<string>();
  for (const file of analysis.files.values()) {
    if (file.role === "helm-template") {
      for (const match of file.text.matchAll(/^\s*-?\s*name:\s*["']?([a-z0-9][-a-z0-9]*)["']?\s*$/gm)) {
        if (match[1] !== undefined) literals.add(match[1]);
      }
    } else if (file.role === "helm-chart") {
      const isChart = nameOf(pathOf(file.uri)) === "Chart.yaml";
      const pattern = isChart
        ? /^\s*-?\s*(?:name|alias):\s*["']?([\w-]+)/gm
        : /\b(?:fullname|name)Override:\s*["']?([\w-]+)/g;
      for (const match of file.text.matchAll(pattern)) if (match[1] !== undefined) names.add(match[1]);
    }
  }
  return { names: [...names], literals };
});

/**
 * Secrets that containers read and that no manifest makes. What installs one (a chart as a rule) calls the Service of the
 * same release like it.
 */
const unmadeSecrets = memoize((analysis: Analysis): ReadonlySet<string> => {
  const all = everything(analysis);
  const read = new Set<string>();
  for (const declaration of all) {
    if (declaration.object.kind === "Other") continue;
    for (const name of secretsIn(objectValue(analysis, declaration))) read.add(name);
  }
  for (const { object } of all) {
    if (object.kind !== "Other" || !object.otherKind.endsWith("Secret")) continue;
    // A kustomization puts a hash behind the name.
    for (const name of read) if (`${object.meta.name}-`.startsWith(`${name}-`)) read.delete(name);
  }
  return read;
});

/** The names in `secretKeyRef` and `secretRef`, wherever they stand. */
function secretsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const name = /^secret(Key)?Ref$/.test(key) ? stringAt(part, ["name"]) : undefined;
    return name === undefined ? secretsIn(part) : [name];
  });
}

/** Hosts that a mesh is told of: its proxies resolve them, whatever the cluster has. */
const meshHosts = memoize((analysis: Analysis): ReadonlySet<string> => {
  const entries = everything(analysis).filter(
    ({ object }) => object.kind === "Other" && object.otherKind === "ServiceEntry",
  );
  const hosts = entries.flatMap((entry) => asList(valueAt(objectValue(analysis, entry), ["spec", "hosts"])));
  return new Set(hosts.filter((host) => typeof host === "string"));
});

/** True for a host that a ServiceEntry of the workspace defines, as it is written there. */
export function isMeshHost(analysis: Analysis, host: string): boolean {
  return meshHosts(analysis).has(host);
}

/** Where the objects of charts land that something in the cluster installs; what they are called is the chart's choice. */
const releaseNamespaces = memoize((analysis: Analysis): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const declaration of everything(analysis)) {
    const { object } = declaration;
    if (object.kind !== "Other" || !/^(HelmRelease|HelmChart|Application)$/.test(object.otherKind)) continue;
    const value = objectValue(analysis, declaration);
    const target =
      stringAt(value, ["spec", "targetNamespace"]) ?? stringAt(value, ["spec", "destination", "namespace"]);
    const namespace = target ?? object.meta.namespace;
    if (namespace !== undefined) names.add(namespace);
  }
  return names;
});

/** True where an object of the workspace has a chart (or another repository) installed. */
export function hasReleases(analysis: Analysis, namespace: string): boolean {
  return releaseNamespaces(analysis).has(namespace);
}

/** Who may make a Service of this name although no manifest in the workspace shows it; undefined when nobody known does. */
export function mayExistUnseen(analysis: Analysis, service: string, namespace: string | undefined): boolean {
  if (/^(kubernetes|openshift)$/.test(service) && (namespace ?? "default") === "default") return true;
  if (mayMakeService(analysis, service) !== undefined) return true;
  if (templatedServices(analysis).some((parts) => fitsParts(service, parts, 0))) return true;
  if (unmadeSecrets(analysis).has(service)) return true;
  const { names, literals } = charts(analysis);
  return (
    literals.has(service) ||
    names.some((name) => service === name || service.startsWith(`${name}-`) || service.endsWith(`-${name}`))
  );
}
