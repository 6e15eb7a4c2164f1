/**
 * Validates a change to an object that exists (`kubectl apply`) as an API server does: first what may not change, then
 * the rules of new objects. It does not consider what else may have changed meanwhile.
 */
import { isMap, type JsonValue } from "../../base/json.ts";
import { type FieldError, forbidden, invalid } from "./field-error.ts";
import { immutableAt } from "./immutable.ts";
import { at, fieldOf, items, mapOf, numberOf, rootOf, sameMeaning, textOf, textsOf, type Value } from "./json.ts";
import { printedSelector } from "./meta.ts";
import { allocationErrors, clusterIPsOf, isHeadless, typeOf } from "./service-addresses.ts";
import { validate } from "./validate.ts";

/** `after` replaces `before`, which exists: empty where the API server takes it. */
export function validateUpdate(
  apiVersion: string,
  kind: string,
  before: JsonValue,
  after: JsonValue,
): readonly FieldError[] {
  const old = rootOf(before);
  const made = kind === "Service" ? rootOf(completed(old, rootOf(after))) : rootOf(after);
  const errors = validate(apiVersion, kind, made.json ?? null);
  if (errors.some(({ reason }) => reason === "FieldValueTypeInvalid" || reason === "NotFound")) return errors;
  switch (kind) {
    case "StatefulSet":
      // A serviceName that exists already is not looked at again.
      return [
        ...errors.filter(({ field }) => field !== "spec.serviceName" && field !== "metadata.name"),
        ...statefulSetChanges(old, made),
      ];
    case "Deployment":
    case "ReplicaSet":
    case "DaemonSet":
      return [...errors, ...fixed(old, made, ["selector"])];
    case "Job":
      return [...errors.filter(({ field }) => field !== "metadata.name"), ...jobChanges(old, made)];
    case "Service":
      return serviceChanges(old, made, errors);
    case "EndpointSlice":
      return [...errors, ...immutable(at(old, "addressType"), at(made, "addressType"))];
    case "Pod":
      return [...errors, ...podChanges(old, made)];
    default:
      return errors;
  }
}

function* immutable(before: Value, after: Value): Iterable<FieldError> {
  if (sameMeaning(before.json, after.json)) return;
  const selector = fieldOf(after).endsWith("selector") && mapOf(after) !== undefined;
  yield invalid(after, selector ? printedSelector(after) : after.json, "field is immutable");
}

function* fixed(before: Value, after: Value, keys: readonly string[]): Iterable<FieldError> {
  for (const key of keys) yield* immutable(at(before, "spec", key), at(after, "spec", key));
}

const changeable: readonly string[] = immutableAt("StatefulSet", ["spec", "selector"])?.except ?? [];

/** ValidateStatefulSetUpdate. */
function* statefulSetChanges(before: Value, after: Value): Iterable<FieldError> {
  const fixedPart = (root: Value): JsonValue => {
    const spec = { podManagementPolicy: "OrderedReady", serviceName: "", ...mapOf(at(root, "spec")) };
    return Object.fromEntries(Object.entries(spec).filter(([key]) => !changeable.includes(key)));
  };
  if (sameMeaning(fixedPart(before), fixedPart(after))) return;
  const names = changeable.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
  yield forbidden(at(after, "spec"), `updates to statefulset spec for fields other than ${list} are forbidden`);
}

/** ValidateJobSpecUpdate: an Indexed Job may change its completions together with its parallelism. */
function* jobChanges(before: Value, after: Value): Iterable<FieldError> {
  const completions = at(after, "spec", "completions");
  const indexed = textOf(at(after, "spec", "completionMode")) === "Indexed";
  if (!indexed) yield* fixed(before, after, ["completions"]);
  else if (!sameMeaning(at(before, "spec", "completions").json, completions.json)) {
    if (numberOf(completions) !== numberOf(at(after, "spec", "parallelism")))
      yield invalid(completions, completions.json, "can only be modified in tandem with spec.parallelism");
  }
  yield* fixed(before, after, ["selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex"]);
}

/** ValidatePodUpdate: images, deadlines and further tolerations may change. */
function* podChanges(before: Value, after: Value): Iterable<FieldError> {
  const fixedPart = (root: Value): JsonValue => {
    const spec = { dnsPolicy: "ClusterFirst", restartPolicy: "Always", ...mapOf(at(root, "spec")) };
    const {
      activeDeadlineSeconds: _,
      tolerations: __,
      schedulingGates: ___,
      ...rest
    }: Record<string, JsonValue> = spec;
    const withoutImages = (key: string): JsonValue =>
      items(at(root, "spec", key)).map(({ json }) => (isMap(json) ? { ...json, image: "" } : null));
    return { ...rest, containers: withoutImages("containers"), initContainers: withoutImages("initContainers") };
  };
  if (sameMeaning(fixedPart(before), fixedPart(after))) return;
  yield forbidden(
    at(after, "spec"),
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
  );
}

/** Stands for an address that the API server drew when the Service was created. */
const drawn: Readonly<Record<string, string>> = { IPv4: "0.0.0.0", IPv6: "::" };

/** What the Service keeps although the manifest does not say it (patchAllocatedValues, NormalizeClusterIPs). */
function completed(before: Value, after: Value): JsonValue {
  const spec = mapOf(at(after, "spec"));
  if (spec === undefined || typeOf(before) === "ExternalName" || typeOf(after) === "ExternalName")
    return after.json ?? null;
  const ips = clusterIPsOf(before);
  if (clusterIPsOf(after).length > 0 || ips.length === 0) return after.json ?? null;
  return { ...mapOf(after), spec: { ...spec, clusterIP: ips[0] ?? "", clusterIPs: ips } };
}

function serviceChanges(before: Value, after: Value, errors: readonly FieldError[]): readonly FieldError[] {
  // Addresses are allotted first; when that fails, no other error is reported.
  if ([...allocationErrors(after)].length > 0) return errors;
  const known = clusterIPsOf(before);
  const old = known.length > 0 ? known : [drawn[firstFamily(before)] ?? ""];
  return [...addressChanges(before, after, old), ...familyChanges(before, after), ...errors];
}

function firstFamily(root: Value): string {
  return textsOf(at(root, "spec", "ipFamilies"))[0] ?? "IPv4";
}

/** validateUpgradeDowngradeClusterIPs. */
function* addressChanges(before: Value, after: Value, old: readonly string[]): Iterable<FieldError> {
  if (typeOf(before) === "ExternalName" || typeOf(after) === "ExternalName") return;
  if (isHeadless(before) && isHeadless(after)) return;
  const now = clusterIPsOf(after);
  // What the manifest leaves out stays as it is.
  if (now.length === 0 || now[0] === old[0]) return;
  const list = items(at(after, "spec", "clusterIPs"));
  const written = list[0] ?? at(after, "spec", "clusterIP");
  yield invalid({ ...written, field: "spec.clusterIPs[0]" }, now, "may not change once set");
}

/** validateUpgradeDowngradeIPFamilies: the first family stays, but for headless Services. */
function* familyChanges(before: Value, after: Value): Iterable<FieldError> {
  if (typeOf(before) === "ExternalName" || typeOf(after) === "ExternalName") return;
  if (isHeadless(before) || isHeadless(after)) return;
  const now = textsOf(at(after, "spec", "ipFamilies"));
  const old = textsOf(at(before, "spec", "ipFamilies"));
  if (now.length === 0 || old.length === 0 || now[0] === old[0]) return;
  yield invalid({ ...at(after, "spec", "ipFamilies"), field: "spec.ipFamilies[0]" }, now, "may not change once set");
}
