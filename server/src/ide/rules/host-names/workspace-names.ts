/**
 * Answers what the whole workspace says about names, whatever is applied together: namespaces that are its own, Services of
 * rendered objects, names in charts that are not rendered. It only suppresses findings.
 */

import { aroundParts, type Marks, partsBetween } from "../../../base/between.ts";
import { memoize } from "../../../base/memo.ts";
import { isWithin, pathOf } from "../../../base/uri-path.ts";
import { fitsParts } from "../../../base/wildcard.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../../../workspace/analysis.ts";
import { mayBeAmong } from "../../../workspace/gitops/installers.ts";
import { isOurs } from "../evidence/our-namespaces.ts";
import { mayMakeService } from "../evidence/unseen.ts";
import { chartNamesIn, type SaidNames, saidByAllRendered, saidByFiles, saidByRendered } from "./said-names.ts";

/** What files say, and what kustomizations and charts make of them. */
const allSaid = memoize((analysis: Analysis): readonly SaidNames[] => {
  const { defaultNamespace } = analysis.settings;
  if (analysis.judged !== undefined) {
    const own = saidByRendered(analysis.judged.declarations, defaultNamespace);
    return [withoutChart(analysis.derive(saidByFiles(defaultNamespace)), ownWords(analysis, analysis.judged)), own];
  }
  return [analysis.derive(saidByFiles(defaultNamespace)), analysis.deriveRendered(saidByAllRendered(defaultNamespace))];
});

/** What templates of a chart spell is known exactly where it is rendered, and so is what its dependencies make. */
function withoutChart({ words, services }: SaidNames, own: ReadonlySet<string>): SaidNames {
  const isLiteral = (group: string): boolean => /^chart (?:literal|release) /.test(group);
  return {
    services,
    words: {
      ...words,
      has: (group) => !isLiteral(group) && words.has(group),
      items: (group) => {
        const items = isLiteral(group) ? [] : [...words.items(group)];
        return group === "charts" ? items.filter((name) => !own.has(name)) : items;
      },
    },
  };
}

/** The names of a chart and of those that it carries. */
function ownWords(analysis: Analysis, { chart }: Environment): ReadonlySet<string> {
  const files = [...analysis.files.values()].filter(({ uri }) => isWithin(pathOf(uri), chart?.folder ?? ""));
  return new Set(files.flatMap(chartNamesIn));
}

/** Takes in what changed since the last time: a piece of the work that the next finding would wait for. */
export function followNames(analysis: Analysis): void {
  analysis.derive(saidByFiles(analysis.settings.defaultNamespace));
}

function isSaid(analysis: Analysis, group: string): boolean {
  return allSaid(analysis).some((said) => said.words.has(group));
}

/** Services of a name anywhere, those of rendered objects included. */
export function servicesAnywhere(analysis: Analysis, name: string): readonly Declaration[] {
  const known = services(analysis).get(name);
  if (known !== undefined) return known;
  const made = [...new Set(allSaid(analysis).flatMap((said) => [...said.services.items(name)]))];
  services(analysis).set(name, made);
  return made;
}

/** Services by name: a workspace may say one name in thousands of namespaces. */
const services = memoize((_: Analysis) => new Map<string, readonly Declaration[]>());

const namespacesOf = memoize(
  (declarations: readonly Declaration[]): ReadonlySet<string | undefined> =>
    new Set(declarations.map(({ object }) => object.meta.namespace)),
);

/** Answers by namespace: a workspace may name a hundred thousand hosts in one. */
const used = memoize((_: Analysis) => new Map<string, boolean>());

/** True for a namespace in which a name that some string spells has its Service: objects that state none land there. */
function isUsed(analysis: Analysis, namespace: string): boolean {
  const known = used(analysis).get(namespace);
  if (known !== undefined) return known;
  const found = allSaid(analysis).some((said) =>
    [...said.words.items(`used ${namespace}`)].some((service) => {
      const namespaces = namespacesOf(servicesAnywhere(analysis, service));
      return namespaces.has(undefined) || namespaces.has(namespace);
    }),
  );
  used(analysis).set(namespace, found);
  return found;
}

/**
 * True when the workspace's own objects live in the namespace, so that its absence of a Service means something: some
 * Service or Namespace states it, or another name in it resolves. The default namespace is not an exception.
 */
export function isOurNamespace(analysis: Analysis, namespace: string): boolean {
  if (analysis.settings.namespaces.length > 0) return isOurs(analysis, namespace);
  return !/^(kube-|gke-|openshift)/.test(namespace) && isNamespace(analysis, namespace);
}

/** True for any namespace that somebody names: its label is not a Service's by accident. */
export function isNamespace(analysis: Analysis, name: string): boolean {
  return isSaid(analysis, `namespace ${name}`) || isUsed(analysis, name);
}

/**
 * True for a Secret that containers read and that no manifest makes. What installs one (a chart as a rule) calls the Service
 * of the same release like it.
 */
function isUnmadeSecret(analysis: Analysis, name: string): boolean {
  return isSaid(analysis, `secret read ${name}`) && !isSaid(analysis, `secret made ${name}`);
}

/** True for a host that a ServiceEntry of the workspace defines, as it is written there. */
export function isMeshHost(analysis: Analysis, host: string): boolean {
  return isSaid(analysis, `mesh host ${host}`);
}

/** True where an object of the workspace has a chart (or another repository) installed; of a chart, another one than itself. */
export function hasReleases(analysis: Analysis, namespace: string): boolean {
  const own = analysis.judged?.chart?.installers;
  return allSaid(analysis).some(({ words }) =>
    [...words.items(`release in ${namespace}`)].some((installer) => !mayBeAmong(own, installer)),
  );
}

/** Who may make a Service of this name although no manifest in the workspace shows it; undefined when nobody known does. */
export function mayExistUnseen(analysis: Analysis, service: string, namespace: string | undefined): boolean {
  if (/^(kubernetes|openshift)$/.test(service) && (namespace ?? "default") === "default") return true;
  if (mayMakeService(analysis, service, namespace) !== undefined) return true;
  const said = allSaid(analysis);
  const isTemplatedSo = (name: string): boolean => fitsParts(service, aroundHoles(name), 0);
  if (said.some(({ words }) => [...words.items("templated")].some(isTemplatedSo))) return true;
  if (isUnmadeSecret(analysis, service) || isSaid(analysis, `chart literal ${service}`)) return true;
  for (let at = service.indexOf("-", 1); at > 0; at = service.indexOf("-", at + 1))
    if (isSaid(analysis, `chart release ${service.slice(at)}`)) return true;
  if (analysis.judged === undefined && analysis.settings.charts.some(({ release }) => isOf(release, service)))
    return true;
  return said.some(({ words }) =>
    [...words.items("charts")].some(
      (name) => service === name || service.startsWith(`${name}-`) || service.endsWith(`-${name}`),
    ),
  );
}

/** A release's objects are called like it, or begin with its name. */
function isOf(release: string | undefined, name: string): boolean {
  return release !== undefined && (name === release || name.startsWith(`${release}-`));
}

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
