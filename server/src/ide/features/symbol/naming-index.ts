/**
 * Finds the objects that may name a Service, without reading the others: a table over all files that follows their changes,
 * made when it is first asked for. Who is really meant is asked of the DNS server afterwards.
 */

import { append } from "../../../base/collections.ts";
import { type CountedGroups, type Counting, countedGroups } from "../../../base/counted-groups.ts";
import { stringAt, valueAt } from "../../../base/json.ts";
import { memoize } from "../../../base/memo.ts";
import type { Declaration, Manifest } from "../../../kubernetes/manifests/manifest.ts";
import { podSpecOf } from "../../../kubernetes/manifests/pod-template.ts";
import type { JsonValue } from "../../../kubernetes/manifests/read-yaml.ts";
import { readRecentYaml } from "../../../kubernetes/manifests/recent-yaml.ts";
import { mentionsIn } from "../../../kubernetes/mentions/extract.ts";
import type { AnalysedFile, Analysis, Environment } from "../../../workspace/analysis.ts";
import { isWithoutMentions, servicesNamedBy } from "../../../workspace/asking/mentions.ts";
import type { Fold } from "../../../workspace/index/index-base.ts";
import { keptServicesNamed } from "../../rules/host-names/said-names.ts";
import { fieldUses } from "./use.ts";

/**
 * `service NAME` (may name it), `variable PREFIX` (reads its variables), `policy NAMESPACE` (is about Pods of it), `monitor`, `target KIND NAME` (scales it), `namespace NAME`
 * (names it in a field that is not its own namespace). In no particular order.
 */
export type Naming = (group: string) => readonly Declaration[];

/** What of an environment may name something, by group. */
export function namingIn(analysis: Analysis, environment: Environment): Naming {
  const { defaultNamespace } = analysis.settings;
  if (environment.kind !== "plain") {
    const table = ofList(environment.declarations)(defaultNamespace);
    return (group) => table.get(group) ?? [];
  }
  const table = analysis.derive(ofFiles(defaultNamespace));
  return (group) => [...table.items(group)].filter((declaration) => Number.isFinite(environment.distance(declaration)));
}

/** Makes the table over all files in steps, so that others have their turn: the first time it takes a while. */
export function preparedNaming(analysis: Analysis): Generator<undefined, void> {
  return analysis.deriveInSteps(ofFiles(analysis.settings.defaultNamespace));
}

const folds = new Map<string, Fold<CountedGroups<Declaration>>>();

function ofFiles(defaultNamespace: string): Fold<CountedGroups<Declaration>> {
  const known = folds.get(defaultNamespace);
  if (known !== undefined) return known;
  const named = memoize((file: AnalysedFile): readonly Counting<Declaration>[] =>
    file.role !== "manifests" ? [] : file.manifests.flatMap(({ manifest }) => inDocument(manifest)(defaultNamespace)),
  );
  const fold: Fold<CountedGroups<Declaration>> = {
    empty: countedGroups(),
    next: (state, files) =>
      state.with(
        files.flatMap(({ before, after }) => [
          ...(before === undefined ? [] : named(before).map((one): Counting<Declaration> => ({ ...one, by: -1 }))),
          ...(after === undefined ? [] : named(after)),
        ]),
      ),
  };
  folds.set(defaultNamespace, fold);
  return fold;
}

/** Documents stay while the rest of their file changes. */
const inDocument = memoize((manifest: Manifest) => {
  const made = new Map<string, readonly Counting<Declaration>[]>();
  return (defaultNamespace: string): readonly Counting<Declaration>[] => {
    const known = made.get(defaultNamespace);
    if (known !== undefined) return known;
    const document = readOnce(manifest);
    const found = manifest.declarations.flatMap((declaration, index) => {
      const value = (): JsonValue | undefined => valueAt(document(), manifest.bases[index] ?? []);
      const kept = keptServicesNamed(manifest, declaration, defaultNamespace);
      const root = kept !== undefined || isWithoutMentions(manifest) ? undefined : value();
      const strings = kept ?? (root === undefined ? [] : servicesNamedBy(mentionsIn(root, defaultNamespace)));
      return groupsOf(declaration, strings, value, manifest.text).map(
        (group): Counting<Declaration> => ({
          group,
          item: declaration,
          by: 1,
        }),
      );
    });
    made.set(defaultNamespace, found);
    return found;
  };
});

function readOnce({ text }: Manifest): () => JsonValue | undefined {
  let read: { readonly value: JsonValue | undefined } | undefined;
  return () => {
    if (read === undefined) {
      const result = readRecentYaml(text);
      read = { value: result.kind === "value" ? result.value : undefined };
    }
    return read.value;
  };
}

const ofList = memoize((declarations: readonly Declaration[]) => {
  const made = new Map<string, ReadonlyMap<string, readonly Declaration[]>>();
  return (defaultNamespace: string): ReadonlyMap<string, readonly Declaration[]> => {
    const known = made.get(defaultNamespace);
    if (known !== undefined) return known;
    const table = new Map<string, Declaration[]>();
    for (const declaration of declarations) {
      for (const group of ofRendered(declaration)(defaultNamespace)) {
        append(table, group, declaration);
      }
    }
    made.set(defaultNamespace, table);
    return table;
  };
});

/** Objects that a build makes again as they were are the same. */
const ofRendered = memoize((declaration: Declaration) => {
  const made = new Map<string, readonly string[]>();
  return (defaultNamespace: string): readonly string[] => {
    const known = made.get(defaultNamespace);
    if (known !== undefined) return known;
    const value = declaration.rendered?.value;
    const strings = value === undefined ? [] : servicesNamedBy(mentionsIn(value, defaultNamespace));
    const groups = groupsOf(declaration, strings, () => value);
    made.set(defaultNamespace, groups);
    return groups;
  };
});

/** What a workload's text holds where it names namespaces, or reads the variables of Services. */
const hasMore = /namespaces\b|namespaceSelector|_SERVICE_/;

/** @param text the document, where it says sooner than the object what is not in it */
function groupsOf(
  { object }: Declaration,
  strings: readonly string[],
  value: () => JsonValue | undefined,
  text?: string,
): readonly string[] {
  const groups = new Set(strings.map((name) => `service ${name}`));
  if (object.kind === "StatefulSet" && object.serviceName !== undefined) groups.add(`service ${object.serviceName}`);
  else if (object.kind === "Endpoints") groups.add(`service ${object.meta.name}`);
  else {
    const subdomain = podSpecOf(object)?.spec.subdomain;
    if (subdomain !== undefined) groups.add(`service ${subdomain}`);
  }
  if (object.kind === "Service" && object.externalName !== undefined) {
    const labels = object.externalName.toLowerCase().split(".");
    const svc = labels.indexOf("svc", 2);
    if (svc >= 2) groups.add(`service ${labels[svc - 2]}`);
  }
  const slice = object.meta.labels["kubernetes.io/service-name"];
  if (slice !== undefined) groups.add(`service ${slice}`);
  if (object.kind === "Other" ? namingNamespaces.has(object.otherKind) : text === undefined || hasMore.test(text)) {
    const root = value();
    for (const { claim, path } of root === undefined ? [] : fieldUses(root)) {
      if (claim.kind === "namespace" && path[0] !== "metadata") groups.add(`namespace ${claim.name}`);
      if (claim.kind === "service-variable") groups.add(`variable ${claim.name}`);
    }
  }
  if (object.kind !== "Other") return [...groups];
  switch (object.otherKind) {
    case "NetworkPolicy":
    case "PodDisruptionBudget":
      groups.add(`policy ${object.meta.namespace ?? ""}`);
      break;
    case "ServiceMonitor":
    case "PodMonitor":
      groups.add("monitor");
      break;
    case "ReferenceGrant":
      for (const to of listAt(value(), ["spec", "to"])) groups.add(`service ${stringAt(to, ["name"]) ?? ""}`);
      break;
    case "HorizontalPodAutoscaler":
    case "ScaledObject":
    case "VerticalPodAutoscaler": {
      const key = object.otherKind === "VerticalPodAutoscaler" ? "targetRef" : "scaleTargetRef";
      const kind = stringAt(value(), ["spec", key, "kind"]) ?? "Deployment";
      groups.add(`target ${kind} ${stringAt(value(), ["spec", key, "name"]) ?? ""}`);
      break;
    }
  }
  return [...groups];
}

/** Kinds with fields that name namespaces. */
const namingNamespaces: ReadonlySet<string> = new Set([
  "AppProject",
  "Application",
  "ApplicationSet",
  "Certificate",
  "ClusterRoleBinding",
  "HelmRelease",
  "Kustomization",
  "NetworkPolicy",
  "PodMonitor",
  "ReferenceGrant",
  "RoleBinding",
  "ServiceMonitor",
]);

function listAt(value: JsonValue | undefined, path: readonly string[]): readonly JsonValue[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list : [];
}
