/**
 * Reports a Service whose selector matches no Pod that any manifest makes. Reports nothing where Pods may come from
 * elsewhere.
 */

import { append } from "../../base/collections.ts";
import { getOrAdd, memoize } from "../../base/memo.ts";
import { folderOf, pathOf } from "../../base/uri-path.ts";
import { namespaceOf } from "../../cluster/state/identity.ts";
import { isHeadless } from "../../cluster/state/service-families.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Labels, ServiceObject } from "../../kubernetes/manifests/object.ts";
import type { Path } from "../../kubernetes/manifests/path.ts";
import { labelsOfPods, podTemplatePath } from "../../kubernetes/manifests/pod-template.ts";
import type { Environment } from "../../workspace/analysis.ts";
import { nearestNames } from "./evidence/near-names.ts";
import { isOurs } from "./evidence/our-namespaces.ts";
import { makersSelectedBy, makersWith } from "./evidence/pod-template.ts";
import { isFinal, isJudged, near, sameNamespace } from "./evidence/reach.ts";
import { isRuntimeLabel, makingResources, mayMakeIn } from "./evidence/unseen.ts";
import { matchSelector } from "./fixes/match-selector.ts";
import { hasReleases } from "./host-names/workspace-names.ts";
import type { Finding, Rule, RuleContext } from "./run/rule.ts";
import { selectedElsewhere } from "./wrong-namespace.ts";

export const serviceSelectsNothing: Rule = {
  id: "service-selects-nothing",
  severity: "information",
  needs: "workspace",
  why: "A headless Service without Pods is NXDOMAIN; a regular one answers with a ClusterIP that leads nowhere.",
  bad: `
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
# ^^^^^^^^ 💡 warning: 'api' answers with a ClusterIP that leads nowhere: the selector of the Service matches no Pod; Deployment 'api' has tier 'backend', not 'frontend' (service-selects-nothing)
    app: api
    tier: frontend
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
      tier: backend
  template:
    metadata:
      labels:
        app: api
        tier: backend
    spec:
      containers:
        - name: api
          image: api
`,
  good: `
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: api
`,
  *check(context): Iterable<Finding> {
    const { analysis, environment, declaration } = context;
    const { object } = declaration;
    if (object.kind !== "Service" || object.type === "ExternalName" || !isJudged(declaration)) return;
    const { selector = {} } = object;
    if (Object.keys(selector).length === 0 || Object.keys(selector).some((key) => isRuntimeLabel(analysis, key)))
      return;
    // Pods of the control plane are in no manifest that is applied.
    if (!isOurs(analysis, namespaceOf(object, analysis.settings))) return;
    if (environment.open.length > 0 || makersSelectedBy(analysis, environment, object).length > 0) return;
    if (!isFinal(environment, declaration) || selectedElsewhere(context) !== undefined) return;
    const all =
      environment.kind === "plain"
        ? analysis.declarationsIn(folderOf(pathOf(declaration.uri)))
        : environment.declarations;
    const beside = makersBeside(environment, all, object);
    if (beside.makers.length === 0 || beside.anyTemplated || beside.governed.has(object.meta.name)) return;
    const mayMakePods = makingResources(analysis.customResources()).some(
      (other) => environment.distance(other) <= near && mayMakeIn(other, namespaceOf(object, analysis.settings)),
    );
    if (mayMakePods) return;
    // Workloads without any of the labels prove nothing about this Service: its Pods come from elsewhere.
    if (!Object.keys(selector).some((key) => beside.keys.has(key))) return;
    // All that one release makes has labels in common: they do not show which workload is meant.
    const telling = environment.kind === "chart" ? withoutCommon(selector, beside) : selector;
    const almost = isExplained(context, object) ? undefined : nearestMaker(environment, object, telling, beside);
    yield {
      at: { declaration, path: ["spec", "selector"], part: "key" },
      about: declaration,
      severity: almost === undefined ? "information" : "warning",
      message: `${effect(object)}: the selector of the Service matches no Pod${almost === undefined ? "" : `; ${describe(selector, almost)}`}`,
      related:
        almost === undefined
          ? []
          : [{ at: { declaration: almost, path: labelsPath(almost), part: "key" }, message: "the Pods' labels" }],
      fixes: () => (almost === undefined ? [] : matchSelector(analysis, declaration, almost)),
    };
  },
};

/** What makes Pods beside the Services of a namespace. */
interface Beside {
  readonly makers: readonly Declaration[];
  readonly anyTemplated: boolean;
  /** The labels' keys. */
  readonly keys: ReadonlySet<string>;
  readonly byLabel: ReadonlyMap<string, readonly Declaration[]>;
  /** By the name, without what says which kind it is. */
  readonly byName: ReadonlyMap<string, readonly Declaration[]>;
  /** Names of StatefulSets' governing Services: selector-mismatch reports those. */
  readonly governed: ReadonlySet<string>;
}

function makersBeside(environment: Environment, all: readonly Declaration[], service: ServiceObject): Beside {
  const known = besideIn(environment)(all);
  const namespace = service.meta.namespace ?? "";
  const before = known.get(namespace);
  if (before !== undefined) return before;
  const made = describeMakers(
    podMakers(all).filter(
      (other) => sameNamespace(service, other.object) && Number.isFinite(environment.distance(other)),
    ),
  );
  known.set(namespace, made);
  return made;
}

/** By namespace as it is written; "" for Services that state no namespace. */
const besideIn = memoize((_: Environment) => memoize((_all: readonly Declaration[]) => new Map<string, Beside>()));

const podMakers = memoize((all: readonly Declaration[]): readonly Declaration[] =>
  all.filter(({ object }) => labelsOfPods(object) !== undefined),
);

function describeMakers(makers: readonly Declaration[]): Beside {
  const keys = new Set<string>();
  const byLabel = new Map<string, Declaration[]>();
  const byName = new Map<string, Declaration[]>();
  const governed = new Set<string>();
  for (const maker of makers) {
    const { object } = maker;
    getOrAdd(byName, withoutKind(object.meta.name), () => []).push(maker);
    if (object.kind === "StatefulSet" && object.serviceName !== undefined) governed.add(object.serviceName);
    for (const [key, value] of Object.entries(labelsOfPods(object) ?? {})) {
      keys.add(key);
      append(byLabel, `${key}=${value}`, maker);
    }
  }
  return { makers, anyTemplated: makers.some(({ templated }) => templated), keys, byLabel, byName, governed };
}

/** Labels of all that one release makes. */
const ofRelease: ReadonlySet<string> = new Set(
  ["instance", "managed-by", "part-of"].map((name) => `app.kubernetes.io/${name}`).concat("release", "heritage"),
);

/** The selector without the labels that everything has. */
function withoutCommon(selector: Labels, { makers, byLabel }: Beside): Labels {
  const own = Object.entries(selector).filter(
    ([key, value]) => !ofRelease.has(key) && byLabel.get(`${key}=${value}`)?.length !== makers.length,
  );
  return Object.fromEntries(own);
}

/** Workloads that are compared with a selector at most: further ones that share a label hardly differ for a reader. */
const mostCompared = 200;

/** Those that share a label with the selector; a single one, or one of the Service's name, even without a shared label. */
function candidatesFor(service: ServiceObject, selector: Labels, beside: Beside): readonly Declaration[] {
  const { makers, byLabel, byName } = beside;
  if (makers.length === 1) return makers;
  const namesakes = byName.get(withoutKind(service.meta.name)) ?? [];
  const lists = Object.entries(selector).map(([key, value]) => byLabel.get(`${key}=${value}`) ?? []);
  // What has the rarer label comes first.
  const sorted = lists.filter((list) => list.length > 0).sort((a, b) => a.length - b.length);
  return [...new Set([...sorted, namesakes].flatMap((list) => list.slice(0, mostCompared)))].slice(0, mostCompared);
}

/** Its Pods come from elsewhere: a release in its namespace, or another folder that is not applied together. */
function isExplained({ analysis }: RuleContext, service: ServiceObject): boolean {
  const selector = Object.entries(service.selector ?? {});
  if (selector.length === 0 || hasReleases(analysis, namespaceOf(service, analysis.settings))) return true;
  return makersWith(analysis, selector).some(({ object }) => sameNamespace(service, object));
}

/** Services by each of their selector's labels. */
const servicesBySelector = memoize(
  (declarations: readonly Declaration[]): ReadonlyMap<string, readonly Declaration[]> => {
    const found = new Map<string, Declaration[]>();
    for (const declaration of declarations) {
      if (declaration.object.kind !== "Service") continue;
      for (const [key, value] of Object.entries(declaration.object.selector ?? {})) {
        append(found, `${key}=${value}`, declaration);
      }
    }
    return found;
  },
);

/** True where a Service selects the workload's Pods: then no other Service lacks them. */
function hasService(environment: Environment, maker: Declaration): boolean {
  return selectedIn(environment)(maker);
}

const selectedIn = memoize((environment: Environment) =>
  memoize((maker: Declaration): boolean => {
    const labels = labelsOfPods(maker.object) ?? {};
    const byLabel = servicesBySelector(environment.nearby);
    return Object.entries(labels).some(([key, value]) =>
      (byLabel.get(`${key}=${value}`) ?? []).slice(0, mostCompared).some(({ object }) => {
        if (object.kind !== "Service" || !sameNamespace(object, maker.object)) return false;
        return Object.entries(object.selector ?? {}).every(([own, wanted]) => labels[own] === wanted);
      }),
    );
  }),
);

/**
 * Without a common label only names show that the workload is meant: its own, or a label's value that is nearly the
 * same.
 */
function isAlike(service: ServiceObject, { object }: Pick<Declaration, "object">): boolean {
  if (isNamesake(service, { object })) return true;
  const labels = labelsOfPods(object) ?? {};
  return Object.entries(service.selector ?? {}).some(([key, value]) => {
    const actual = labels[key];
    return actual !== undefined && nearestNames(value, [actual]).length > 0;
  });
}

function isNamesake(service: ServiceObject, { object }: Pick<Declaration, "object">): boolean {
  return withoutKind(object.meta.name) === withoutKind(service.meta.name);
}

/** `api` of `api-svc` and `api-deployment`. */
function withoutKind(name: string): string {
  return name.replace(/-(?:svc|service|deploy|deployment|sts|statefulset|ds|daemonset|pod)$/, "");
}

/**
 * The workload that shares most selector labels and has another value for at least one; undefined when there is no such
 * workload.
 */
function nearestMaker(
  environment: Environment,
  service: ServiceObject,
  selector: Labels,
  beside: Beside,
): Declaration | undefined {
  const makers = candidatesFor(service, selector, beside);
  let best: { readonly maker: Declaration; readonly score: number } | undefined;
  for (const maker of makers) {
    const labels = labelsOfPods(maker.object) ?? {};
    const keys = Object.keys(selector).filter((key) => key in labels);
    const same = keys.filter((key) => labels[key] === selector[key]).length;
    // With one shared label only the value can decide: another value means another application.
    if (keys.length === 0 || same === keys.length || (same === 0 && Object.keys(selector).length > 1)) continue;
    if (same === 0 && !(beside.makers.length > 1 ? isNamesake(service, maker) : isAlike(service, maker))) continue;
    if (hasService(environment, maker)) continue;
    if (best === undefined || same > best.score) best = { maker, score: same };
  }
  return best?.maker;
}

function describe(selector: Labels, maker: Declaration): string {
  const labels = labelsOfPods(maker.object) ?? {};
  const wrong = Object.entries(selector)
    .filter(([key, value]) => labels[key] !== value)
    .map(([key, value]) => (labels[key] === undefined ? `no ${key}` : `${key} '${labels[key]}', not '${value}'`));
  return `${maker.object.kind} '${maker.object.meta.name}' has ${wrong.join(", ")}`;
}

function effect(service: ServiceObject): string {
  const { name } = service.meta;
  return isHeadless(service) ? `'${name}' is NXDOMAIN` : `'${name}' answers with a ClusterIP that leads nowhere`;
}

function labelsPath({ object }: Declaration): Path {
  return [...(podTemplatePath(object.kind) ?? []), "metadata", "labels"];
}
