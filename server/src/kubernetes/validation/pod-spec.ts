/**
 * Validates the parts of a PodSpec that decide whether Pods exist at all (pkg/apis/core/validation ValidatePodSpec).
 */
import { containersErrors } from "./containers.ts";
import { dns1123Subdomain, labelKey, labelValue } from "./content.ts";
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from "./field-error.ts";
import { at, fieldOf, isPresent, isTrue, items, numberOf, textOf, type Value } from "./json.ts";
import { annotationErrors, labelErrors, metaErrors, selectorErrors, textErrors } from "./meta.ts";
import { dnsErrors, hostAliasErrors, hostnameErrors, overrideErrors } from "./pod-dns.ts";

/** Where a PodSpec stands. */
export interface PodContext {
  /** A StatefulSet's template: hostname and subdomain are overwritten. */
  readonly statefulSet?: boolean;
}

/** A Pod to be created. */
export function* podErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  yield* podSpecErrors(at(root, "spec"), {});
}

/** ValidatePodTemplateSpec: labels are named without `metadata`, as the API server does. */
export function* templateErrors(template: Value, context: PodContext = {}): Iterable<FieldError> {
  const meta = at(template, "metadata");
  yield* labelErrors({ ...at(meta, "labels"), field: `${fieldOf(template)}.labels` });
  yield* annotationErrors({ ...at(meta, "annotations"), field: `${fieldOf(template)}.annotations` });
  const spec = at(template, "spec");
  yield* podSpecErrors(spec, context);
  if (items(at(spec, "ephemeralContainers")).length > 0)
    yield forbidden(at(spec, "ephemeralContainers"), "ephemeral containers not allowed in pod template");
}

function* podSpecErrors(spec: Value, context: PodContext): Iterable<FieldError> {
  yield* containersErrors(spec);
  yield* hostNetworkErrors(spec);
  const restart = at(spec, "restartPolicy");
  const restarts = ["Always", "OnFailure", "Never"];
  if (textOf(restart) !== "" && !restarts.includes(textOf(restart)))
    yield notSupported(restart, textOf(restart), restarts);
  yield* dnsErrors(spec);
  yield* labelErrors(at(spec, "nodeSelector"));
  yield* affinityErrors(at(spec, "affinity"));
  for (const gate of items(at(spec, "readinessGates"))) yield* textErrors(at(gate, "conditionType"), labelKey);
  yield* schedulingErrors(spec);
  for (const key of ["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"])
    if (textOf(at(spec, key)) !== "") yield* textErrors(at(spec, key), dns1123Subdomain);
  const deadline = numberOf(at(spec, "activeDeadlineSeconds"));
  if (deadline !== undefined && (deadline < 1 || deadline > 2147483647))
    yield invalid(at(spec, "activeDeadlineSeconds"), deadline, "must be between 1 and 2147483647, inclusive");
  if (context.statefulSet !== true) yield* hostnameErrors(spec);
  yield* overrideErrors(spec);
  for (const toleration of items(at(spec, "tolerations"))) yield* tolerationErrors(toleration);
  yield* hostAliasErrors(spec);
}

/** With hostNetwork a hostPort is the containerPort, or left out. */
function* hostNetworkErrors(spec: Value): Iterable<FieldError> {
  if (!isTrue(at(spec, "hostNetwork"))) return;
  for (const container of items(at(spec, "containers"))) {
    for (const port of items(at(container, "ports"))) {
      const host = numberOf(at(port, "hostPort")) ?? 0;
      if (host !== 0 && host !== (numberOf(at(port, "containerPort")) ?? 0))
        yield invalid(at(port, "hostPort"), host, "must match `containerPort` when `hostNetwork` is true");
    }
  }
}

function* affinityErrors(affinity: Value): Iterable<FieldError> {
  const hard = "requiredDuringSchedulingIgnoredDuringExecution";
  const soft = "preferredDuringSchedulingIgnoredDuringExecution";
  const node = at(affinity, "nodeAffinity", hard);
  const nodeTerms = at(node, "nodeSelectorTerms");
  if (isPresent(node) && items(nodeTerms).length === 0)
    yield required(nodeTerms, "must have at least one node selector term");
  for (const key of ["podAffinity", "podAntiAffinity"]) {
    for (const term of items(at(affinity, key, hard))) yield* podTermErrors(term);
    for (const weighted of items(at(affinity, key, soft))) {
      const weight = numberOf(at(weighted, "weight")) ?? 0;
      if (weight <= 0 || weight > 100) yield invalid(at(weighted, "weight"), weight, "must be in the range 1-100");
      yield* podTermErrors(at(weighted, "podAffinityTerm"));
    }
  }
}

function* podTermErrors(term: Value): Iterable<FieldError> {
  yield* selectorErrors(at(term, "labelSelector"));
  yield* selectorErrors(at(term, "namespaceSelector"));
  const key = at(term, "topologyKey");
  if (textOf(key) === "") yield required(key, "can not be empty");
  yield* textErrors(key, labelKey);
}

function* schedulingErrors(spec: Value): Iterable<FieldError> {
  const seen = new Set<string>();
  for (const gate of items(at(spec, "schedulingGates"))) {
    const name = textOf(at(gate, "name"));
    yield* textErrors(gate, labelKey, name);
    if (seen.has(name)) yield duplicate(gate, name);
    seen.add(name);
  }
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

function* tolerationErrors(toleration: Value): Iterable<FieldError> {
  const key = at(toleration, "key");
  const operator = at(toleration, "operator");
  const value = textOf(at(toleration, "value"));
  const effect = at(toleration, "effect");
  if (textOf(key) !== "") yield* textErrors(key, labelKey);
  if (textOf(key) === "" && textOf(operator) !== "Exists")
    yield invalid(
      operator,
      textOf(operator),
      'operator must be Exists when `key` is empty, which means "match all values and all keys"',
    );
  if (isPresent(at(toleration, "tolerationSeconds")) && textOf(effect) !== "NoExecute")
    yield invalid(effect, textOf(effect), "effect must be 'NoExecute' when `tolerationSeconds` is set");
  switch (textOf(operator)) {
    case "":
    case "Equal":
      if (labelValue(value).length > 0) yield invalid(operator, value, labelValue(value).join(";"));
      break;
    case "Exists":
      if (value !== "") yield invalid(operator, value, "value must be empty when `operator` is 'Exists'");
      break;
    case "Lt":
    case "Gt":
      break;
    default:
      yield notSupported(operator, textOf(operator), ["Equal", "Exists"]);
  }
  if (textOf(effect) !== "" && !effects.includes(textOf(effect))) yield notSupported(effect, textOf(effect), effects);
}
