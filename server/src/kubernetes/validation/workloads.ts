/** Validates StatefulSet, Deployment, ReplicaSet, DaemonSet (pkg/apis/apps/validation) and ReplicationController. */
import { dns1123Label, dns1123Subdomain } from "./content.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "./field-error.ts";
import { at, isPresent, mapOf, numberOf, pairsOf, textOf, type Value } from "./json.ts";
import {
  metaErrors,
  nonNegative,
  printedSelector,
  selectionOf,
  selectorErrors,
  sortedLabels,
  textErrors,
} from "./meta.ts";
import { type PodContext, templateErrors } from "./pod-spec.ts";

export function* statefulSetErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Label);
  const serviceName = at(root, "spec", "serviceName");
  // Since Kubernetes 1.33, and only when the set is created.
  if (textOf(serviceName) !== "") yield* textErrors(serviceName, dns1123Label);
  yield* statefulSetSpecErrors(root);
}

/** All of a StatefulSet's spec that is looked at in an update too. */
export function* statefulSetSpecErrors(root: Value): Iterable<FieldError> {
  const spec = at(root, "spec");
  const management = at(spec, "podManagementPolicy");
  const text = textOf(management);
  if (text !== "" && text !== "OrderedReady" && text !== "Parallel")
    yield invalid(management, text, "must be 'OrderedReady' or 'Parallel'");
  yield* statefulStrategyErrors(at(spec, "updateStrategy"));
  const retention = at(spec, "persistentVolumeClaimRetentionPolicy");
  for (const key of ["whenDeleted", "whenScaled"]) {
    const policy = at(retention, key);
    if (textOf(policy) !== "" && textOf(policy) !== "Retain" && textOf(policy) !== "Delete")
      yield notSupported(policy, textOf(policy), ["Retain", "Delete"]);
  }
  yield* nonNegative(at(spec, "replicas"));
  yield* nonNegative(at(spec, "minReadySeconds"));
  yield* nonNegative(at(spec, "ordinals", "start"));
  yield* nonNegative(at(spec, "revisionHistoryLimit"));
  yield* ownedTemplateErrors(spec, { kind: "StatefulSet", unusable: "", context: { statefulSet: true } });
}

function* statefulStrategyErrors(strategy: Value): Iterable<FieldError> {
  const type = textOf(at(strategy, "type"));
  const rolling = at(strategy, "rollingUpdate");
  if (type === "OnDelete" && isPresent(rolling)) {
    const partition = numberOf(at(rolling, "partition")) ?? 0;
    yield invalid(
      rolling,
      { Partition: partition, MaxUnavailable: at(rolling, "maxUnavailable").json ?? null },
      "only allowed for updateStrategy 'RollingUpdate'",
    );
  } else if (type !== "" && type !== "OnDelete" && type !== "RollingUpdate")
    yield invalid(strategy, { Type: type, RollingUpdate: null }, "must be 'RollingUpdate' or 'OnDelete'");
  if (type === "OnDelete") return;
  yield* nonNegative(at(rolling, "partition"));
  const unavailable = at(rolling, "maxUnavailable");
  if (!isPresent(unavailable)) return;
  yield* intOrPercentErrors(unavailable);
  if (amountOf(unavailable) === 0) yield invalid(unavailable, unavailable.json, "cannot be 0");
}

interface Owner {
  readonly kind: "StatefulSet" | "Deployment" | "ReplicaSet";
  /** The error of a selector that cannot be used. */
  readonly unusable: string;
  readonly context?: PodContext;
}

/** A selector that is required, not empty, and matches the template, whose Pods are restarted always. */
function* ownedTemplateErrors(spec: Value, owner: Owner): Iterable<FieldError> {
  const selector = at(spec, "selector");
  // A ReplicaSet's empty selector is called a Deployment's.
  const emptyOf = owner.kind === "StatefulSet" ? "statefulset" : "deployment";
  if (!isPresent(selector)) yield required(selector);
  else {
    yield* selectorErrors(selector);
    if (selectionOf(selector) === "all")
      yield invalid(selector, printedSelector(selector), `empty selector is invalid for ${emptyOf}`);
  }
  const template = at(spec, "template");
  const selection = selectionOf(selector);
  if (selection === undefined) yield invalid(selector, printedSelector(selector), owner.unusable);
  else {
    if (selection === "none" || (selection !== "all" && !selection(at(template, "metadata", "labels"))))
      yield mismatch(template);
    yield* templateErrors(template, owner.context);
  }
  const called = owner.kind === "StatefulSet" ? "StatefulSet" : "ReplicaSet";
  yield* alwaysRestarted(template, called);
}

function mismatch(template: Value): FieldError {
  const labels = at(template, "metadata", "labels");
  return invalid(labels, sortedLabels(labels), "`selector` does not match template `labels`");
}

function* alwaysRestarted(template: Value, kind: string): Iterable<FieldError> {
  const restart = at(template, "spec", "restartPolicy");
  if (textOf(restart) !== "" && textOf(restart) !== "Always") yield notSupported(restart, textOf(restart), ["Always"]);
  const deadline = at(template, "spec", "activeDeadlineSeconds");
  if (isPresent(deadline)) yield forbidden(deadline, `activeDeadlineSeconds in ${kind} is not Supported`);
}

export function* deploymentErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const spec = at(root, "spec");
  yield* nonNegative(at(spec, "replicas"));
  yield* ownedTemplateErrors(spec, { kind: "Deployment", unusable: "invalid label selector" });
  yield* deploymentStrategyErrors(at(spec, "strategy"));
  yield* nonNegative(at(spec, "minReadySeconds"));
  yield* nonNegative(at(spec, "revisionHistoryLimit"));
  const deadline = at(spec, "progressDeadlineSeconds");
  yield* nonNegative(deadline);
  const seconds = numberOf(deadline) ?? 600;
  if (seconds <= (numberOf(at(spec, "minReadySeconds")) ?? 0))
    yield invalid(deadline, seconds, "must be greater than minReadySeconds");
}

function* deploymentStrategyErrors(strategy: Value): Iterable<FieldError> {
  const type = textOf(at(strategy, "type")) || "RollingUpdate";
  const rolling = at(strategy, "rollingUpdate");
  if (type === "Recreate") {
    if (isPresent(rolling)) yield forbidden(rolling, "may not be specified when strategy `type` is 'Recreate'");
    return;
  }
  if (type !== "RollingUpdate") {
    yield notSupported(strategy, { Type: type, RollingUpdate: null }, ["Recreate", "RollingUpdate"]);
    return;
  }
  const unavailable = at(rolling, "maxUnavailable");
  const surge = at(rolling, "maxSurge");
  yield* intOrPercentErrors(unavailable);
  yield* intOrPercentErrors(surge);
  if (isPresent(unavailable) && amountOf(unavailable) === 0 && isPresent(surge) && amountOf(surge) === 0)
    yield invalid(unavailable, unavailable.json, "may not be 0 when `maxSurge` is 0");
}

/** ValidatePositiveIntOrPercent and IsNotMoreThan100Percent. */
function* intOrPercentErrors(place: Value): Iterable<FieldError> {
  if (typeof place.json === "string") {
    if (!/^[0-9]+%$/.test(place.json)) {
      const words =
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
      yield invalid(place, place.json, words);
    } else if (place.key === "maxUnavailable" && Number.parseInt(place.json, 10) > 100)
      yield invalid(place, place.json, "must not be greater than 100%");
  } else yield* nonNegative(place);
}

function amountOf(place: Value): number {
  return typeof place.json === "string" ? Number.parseInt(place.json, 10) || 0 : (numberOf(place) ?? 0);
}

export function* replicaSetErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const spec = at(root, "spec");
  yield* nonNegative(at(spec, "replicas"));
  yield* nonNegative(at(spec, "minReadySeconds"));
  yield* ownedTemplateErrors(spec, { kind: "ReplicaSet", unusable: "invalid label selector" });
}

export function* daemonSetErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const spec = at(root, "spec");
  const selector = at(spec, "selector");
  const template = at(spec, "template");
  yield* selectorErrors(selector);
  const selection = selectionOf(selector);
  if (selection === "none" || (typeof selection === "function" && !selection(at(template, "metadata", "labels"))))
    yield mismatch(template);
  if (isPresent(selector) && selection === "all")
    yield invalid(selector, printedSelector(selector), "empty selector is invalid for daemonset");
  yield* templateErrors(template);
  yield* alwaysRestarted(template, "DaemonSet");
  yield* nonNegative(at(spec, "minReadySeconds"));
  yield* nonNegative(at(spec, "revisionHistoryLimit"));
  const strategy = at(spec, "updateStrategy");
  const type = textOf(at(strategy, "type"));
  if (type !== "" && type !== "RollingUpdate" && type !== "OnDelete")
    yield notSupported(strategy, { Type: type, RollingUpdate: null }, ["RollingUpdate", "OnDelete"]);
}

export function* replicationControllerErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const spec = at(root, "spec");
  yield* nonNegative(at(spec, "minReadySeconds"));
  yield* nonNegative(at(spec, "replicas"));
  const template = at(spec, "template");
  const labels = at(template, "metadata", "labels");
  // A selector that is left out is made from the template's labels (SetDefaults_ReplicationController).
  const selector = pairsOf(at(spec, "selector")).length > 0 ? pairsOf(at(spec, "selector")) : pairsOf(labels);
  if (selector.length === 0) yield required(at(spec, "selector"));
  if (mapOf(template) === undefined) {
    yield required(template);
    return;
  }
  const map = new Map(pairsOf(labels));
  if (!selector.every(([key, value]) => map.get(key) === value)) yield mismatch(template);
  yield* templateErrors(template);
  yield* alwaysRestarted(template, "ReplicationController");
}
