/**
 * Validates clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy, as far as the rules hold in every cluster
 * (ValidateServiceClusterIPsRelatedFields, and pkg/registry/core/service/storage/alloc.go initIPFamilyFields). It does
 * not depend on the families and ranges of a cluster.
 */
import { addressErrors, addressFamily } from "./address.ts";
import { duplicate, type FieldError, invalid, notSupported } from "./field-error.ts";
import { at, isPresent, items, textOf, textsOf, type Value } from "./json.ts";

/** `spec.type` with its default. */
export function typeOf(root: Value): string {
  return textOf(at(root, "spec", "type")) || "ClusterIP";
}

/** The addresses as the API server completes them: `clusterIP` alone is `clusterIPs[0]` (NormalizeClusterIPs). */
export function clusterIPsOf(root: Value): readonly string[] {
  const listed = textsOf(at(root, "spec", "clusterIPs"));
  const single = textOf(at(root, "spec", "clusterIP"));
  return listed.length > 0 ? listed : single === "" ? [] : [single];
}

/** isHeadlessService: `None` and nothing else. */
export function isHeadless(root: Value): boolean {
  const ips = clusterIPsOf(root);
  return ips.length === 1 && ips[0] === "None";
}

/** The API server's errors while it allots addresses, before it validates the rest. */
export function* allocationErrors(root: Value): Iterable<FieldError> {
  if (typeOf(root) === "ExternalName") return;
  const early = [...relatedErrors(root)];
  yield* early;
  if (early.length > 0) return;
  const policy = at(root, "spec", "ipFamilyPolicy");
  const free = textOf(at(root, "spec", "clusterIP")) === "None" && !hasSelector(root);
  const effective = isPresent(policy) ? textOf(policy) : free ? "RequireDualStack" : "SingleStack";
  if (effective !== "SingleStack") return;
  const wanted = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  if (clusterIPsOf(root).length === 2) yield invalid(policy, effective, `${wanted} cluster IPs are specified`);
  if (items(at(root, "spec", "ipFamilies")).length === 2)
    yield invalid(policy, effective, `${wanted} IP families are specified`);
}

function hasSelector(root: Value): boolean {
  const selector = at(root, "spec", "selector").json;
  return typeof selector === "object" && selector !== null && Object.keys(selector).length > 0;
}

function* relatedErrors(root: Value): Iterable<FieldError> {
  const spec = at(root, "spec");
  const list = at(spec, "clusterIPs");
  const single = textOf(at(spec, "clusterIP"));
  const listed = textsOf(list);
  if (single !== "" && listed.length > 0 && listed[0] !== single)
    yield invalid(list, listed, "first value must match `clusterIP`");
  if (single === "" && listed.length > 0)
    yield invalid(list, listed, "must be empty when `clusterIP` is not specified");
  yield* familyErrors(spec);
  const errors = [...ipErrors(root)];
  yield* errors;
  if (errors.some(({ message }) => !message.endsWith("may only hold up to 2 values"))) return;
  const ips = clusterIPsOf(root);
  if (ips.length > 1 && !isDualStack(ips))
    yield invalid(list, ips, "may specify no more than one IP for each IP family");
  if (!isHeadless(root)) yield* mismatches(root, ips);
}

function* familyErrors(spec: Value): Iterable<FieldError> {
  const seen = new Set<string>();
  for (const family of items(at(spec, "ipFamilies"))) {
    const text = textOf(family);
    if (text !== "IPv4" && text !== "IPv6") yield notSupported(family, text, ["IPv4", "IPv6"]);
    if (seen.has(text)) yield duplicate(family, text);
    seen.add(text);
  }
  const policy = at(spec, "ipFamilyPolicy");
  const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
  if (isPresent(policy) && !policies.includes(textOf(policy))) yield notSupported(policy, textOf(policy), policies);
}

function* ipErrors(root: Value): Iterable<FieldError> {
  const ips = clusterIPsOf(root);
  const list = { ...at(root, "spec", "clusterIPs") };
  for (const [index, ip] of ips.entries()) {
    if (index === 0 && ip === "None") {
      if (ips.length > 1) yield invalid(list, ips, "'None' must be the first and only value");
      continue;
    }
    yield* addressErrors(placeOf(root, index), ip);
  }
  if (ips.length > 2) yield invalid(list, ips, "may only hold up to 2 values");
}

function* mismatches(root: Value, ips: readonly string[]): Iterable<FieldError> {
  const families = textsOf(at(root, "spec", "ipFamilies"));
  for (const [index, ip] of ips.entries()) {
    const family = families[index];
    const stated = family === "IPv4" || family === "IPv6";
    if (stated && addressFamily(ip) !== family)
      yield invalid(placeOf(root, index), ip, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``);
  }
}

/** `clusterIPs[index]`, written there or as `clusterIP`. */
function placeOf(root: Value, index: number): Value {
  const list = items(at(root, "spec", "clusterIPs"));
  const written = list[index] ?? at(root, "spec", "clusterIP");
  return { ...written, field: `spec.clusterIPs[${index}]` };
}

function isDualStack(ips: readonly string[]): boolean {
  const families = new Set(ips.map(addressFamily));
  return families.has("IPv4") && families.has("IPv6");
}
