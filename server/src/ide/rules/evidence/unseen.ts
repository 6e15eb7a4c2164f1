/**
 * Tells whether something that no manifest shows may make a Service of some name, Pods, or a label on Pods:
 * controllers, operators, and what these make for the custom resources of the workspace. Unknown does not mean absent:
 * a name that may exist is never reported.
 */

import { append } from "../../../base/collections.ts";
import { memoize } from "../../../base/memo.ts";
import { fitsParts } from "../../../base/wildcard.ts";
import type { Declaration } from "../../../kubernetes/manifests/manifest.ts";
import { groupOf } from "../../../kubernetes/manifests/objects.ts";
import type { Analysis } from "../../../workspace/analysis.ts";
import type { NamePack } from "../../../workspace/settings/name-pack.ts";
import type { Settings } from "../../../workspace/settings/settings.ts";
import { makeNothing, namePacks } from "../data/name-packs.ts";

/** Who may make it. */
export interface Maker {
  /** For people: `the operator 'strimzi'`, `Kafka 'events'`. */
  readonly who: string;
  /** The custom resource, where one is in the workspace. */
  readonly declaration?: Declaration;
}

/** No object has a longer name. */
const longestName = 253;

/**
 * Who may make a Service of this name (one label) unseen: a custom resource of its namespace that the name begins with
 * or whose operator names its Services so, or an operator with names of its own. Undefined when no known operator or
 * resource does.
 * @param namespace the Service's; undefined: any
 */
export function mayMakeService(analysis: Analysis, name: string, namespace?: string): Maker | undefined {
  if (name.length > longestName) return undefined;
  const { byName, special } = makersOf(analysis.settings.operators)(analysis.customResources());
  const isThere = ({ declaration }: Maker): boolean =>
    declaration === undefined || namespace === undefined || mayMakeIn(declaration, namespace);
  for (let end = name.length; end > 0; end = name.lastIndexOf("-", end - 1)) {
    const maker = byName.get(name.slice(0, end))?.find(isThere);
    if (maker !== undefined) return maker;
  }
  const beside = special.find(({ matches, maker }) => isThere(maker) && matches(name));
  if (beside !== undefined) return beside.maker;
  return packMaking(analysis.settings.operators, name);
}

/** An operator that makes Services of this name, whatever is in the workspace. */
function packMaking(operators: Operators, name: string): Maker | undefined {
  const known = madeByPacks(operators);
  const before = known.get(name);
  if (before !== undefined) return before.maker;
  const pack = packsOf(operators).find(({ services }) => services.some((matches) => matches(name)));
  const maker = pack && { who: `the operator '${pack.id}'` };
  if (known.size >= mostNames) known.clear();
  known.set(name, { maker });
  return maker;
}

/** Every edit asks for the names of its file again: what is known of so many is kept. */
const mostNames = 30_000;

const madeByPacks = memoize((_: Operators) => new Map<string, { readonly maker: Maker | undefined }>());

/** Operators work in the namespace of their custom resource; what delivers other objects says itself where they go. */
export function mayMakeIn({ object }: Declaration, namespace: string): boolean {
  if (object.kind === "Other" && delivering.test(object.otherKind)) return true;
  return object.meta.namespace === undefined || object.meta.namespace === namespace;
}

/** Kinds whose objects have manifests and charts applied, in any namespace. */
const delivering =
  /^(?:Helm(?:Release|Chart|App)|Application|Kustomization|PackageInstall|Bundle|Subscription)|^App$|(?:Claim|Operator|Template)$|Propagation/;

/** True when a label of this key may be put on Pods by something that no manifest shows. */
export function isRuntimeLabel(analysis: Analysis, key: string): boolean {
  const known = runtimeLabels(analysis.settings.operators);
  const before = known.get(key);
  if (before !== undefined) return before;
  const is = packsOf(analysis.settings.operators).some(({ podLabels }) => podLabels.some((matches) => matches(key)));
  if (known.size >= mostLabels) known.clear();
  known.set(key, is);
  return is;
}

/** Most manifests have few keys of labels: what is known of so many is kept. */
const mostLabels = 1000;

const runtimeLabels = memoize((_: Operators) => new Map<string, boolean>());

/** The custom resources that may make Pods or Services: all except those that are known to make neither. */
export const makingResources: (resources: readonly Declaration[]) => readonly Declaration[] = memoize((resources) =>
  resources.filter(({ object }) => {
    if (object.kind !== "Other" || object.meta.name === "") return false;
    const group = groupOf(object.apiVersion);
    if (makeNothing.has(group) || makeNothing.has(`${group}/${object.otherKind}`)) return false;
    return !configuring.test(object.otherKind);
  }),
);

/**
 * Kinds whose name says that something is allowed, shown, watched or listed: nothing is run for them, whichever
 * operator they belong to.
 */
const configuring =
  /(?:Polic(?:y|ies|yReport|yException|yBinding)|Dashboard|Data[sS]ource|Rule|Rules|RuleGroup|Alert|Monitor|Probe|Certificate|Issuer|Quota|RoleBinding|Role|Constraint|Catalog|CatalogEntry|Secret|Permission|Restriction)$/;

type NameTest = (name: string) => boolean;

type Operators = Settings["operators"];

interface CompiledPack {
  readonly id: string;
  readonly services: readonly NameTest[];
  readonly podLabels: readonly NameTest[];
}

const chosen = memoize((operators: Operators): readonly NamePack[] => [
  ...namePacks.filter(({ id }) => !operators.disabled.includes(id)),
  ...operators.packs,
]);

const packsOf = memoize((operators: Operators): readonly CompiledPack[] =>
  chosen(operators).map(({ id, services, podLabels }) => ({
    id,
    services: services.map((pattern) => compile(pattern, "*")),
    podLabels: podLabels.map((pattern) => compile(pattern, "*")),
  })),
);

interface Makers {
  readonly byName: ReadonlyMap<string, readonly Maker[]>;
  /** Names that do not begin with that of their custom resource. */
  readonly special: readonly { readonly matches: NameTest; readonly maker: Maker }[];
}

const makersOf = memoize((operators: Operators) =>
  memoize((resources: readonly Declaration[]): Makers => {
    const byName = new Map<string, Maker[]>();
    const special: { matches: NameTest; maker: Maker }[] = [];
    for (const declaration of makingResources(resources)) {
      const { object } = declaration;
      if (object.kind !== "Other") continue;
      const maker = { who: `${object.otherKind} '${object.meta.name}'`, declaration };
      append(byName, object.meta.name, maker);
      for (const pattern of patternsFor(chosen(operators), groupOf(object.apiVersion))) {
        if (!/^\{name\}(-|$)/.test(pattern)) special.push({ matches: compile(pattern, object.meta.name), maker });
      }
    }
    return { byName, special };
  }),
);

function patternsFor(packs: readonly NamePack[], group: string): readonly string[] {
  return packs
    .filter(({ groups }) => groups.some((own) => (own.startsWith("*.") ? group.endsWith(own.slice(1)) : own === group)))
    .flatMap(({ services, vague = [] }) => [...services, ...vague]);
}

/** `{name}` becomes the name; `*` is one character or more. */
function compile(pattern: string, name: string): NameTest {
  const parts = pattern.replaceAll("{name}", name).split("*");
  return (text) => fitsParts(text, parts, 1);
}
