/** Validates a Service after the API server's defaults (pkg/apis/core/validation ValidateService). */
import type { JsonValue } from "../../base/json.ts";
import { addressErrors, cidrErrors, specialErrors } from "./address.ts";
import { dns1123Label, dns1123Subdomain, labelKey, portName, portNumber } from "./content.ts";
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from "./field-error.ts";
import { at, fieldOf, isPresent, items, numberOf, textOf, type Value } from "./json.ts";
import { labelErrors, metaErrors, textErrors } from "./meta.ts";
import { allocationErrors, isHeadless, typeOf } from "./service-addresses.ts";

const protocols: readonly string[] = ["SCTP", "TCP", "UDP"];
const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

/**
 * The errors of a Service to be created. Addresses are allotted before all else is looked at: when that fails, no other
 * error is reported (pkg/registry/core/service/storage, beginCreate).
 */
export function serviceErrors(root: Value): readonly FieldError[] {
  const early = [...allocationErrors(root)];
  return early.length > 0 ? early : [...metaErrors(root, dns1123Label), ...specErrors(root)];
}

/** ValidateService without metadata. */
export function* specErrors(root: Value): Iterable<FieldError> {
  const spec = at(root, "spec");
  const ports = at(spec, "ports");
  const type = typeOf(root);
  if (items(ports).length === 0 && !isHeadless(root) && type !== "ExternalName") yield required(ports);
  yield* typeErrors(root, type);
  const names = new Set<string>();
  const each = items(ports);
  for (const port of each) yield* portErrors(port, each.length > 1, names);
  yield* labelErrors(at(spec, "selector"));
  yield* affinityErrors(spec);
  for (const ip of items(at(spec, "externalIPs"))) {
    const errors = [...addressErrors(ip)];
    yield* errors.length > 0 ? errors : specialErrors(ip);
  }
  if (!types.includes(type)) yield notSupported(at(spec, "type"), type, types);
  yield* uniquePorts(ports, type);
  yield* loadBalancerErrors(spec, type);
  yield* trafficErrors(spec, type);
}

function* typeErrors(root: Value, type: string): Iterable<FieldError> {
  const spec = at(root, "spec");
  if ((type === "LoadBalancer" || type === "NodePort") && isHeadless(root)) {
    const place = {
      ...at(spec, isPresent(at(spec, "clusterIPs")) ? "clusterIPs" : "clusterIP"),
      field: "spec.clusterIPs[0]",
    };
    yield invalid(place, "None", `may not be set to 'None' for ${type} services`);
  }
  if (type !== "ExternalName") return;
  const stated = textOf(at(spec, "clusterIP")) !== "" ? "clusterIP" : "clusterIPs";
  if (textOf(at(spec, "clusterIP")) !== "" || items(at(spec, "clusterIPs")).length > 0)
    yield forbidden({ ...at(spec, stated), field: "spec.clusterIPs" }, "may not be set for ExternalName services");
  if (items(at(spec, "ipFamilies")).length > 0)
    yield forbidden(at(spec, "ipFamilies"), "may not be set for ExternalName services");
  if (isPresent(at(spec, "ipFamilyPolicy")))
    yield forbidden(at(spec, "ipFamilyPolicy"), "may not be set for ExternalName services");
  const name = at(spec, "externalName");
  // One dot at the end says that the name is complete.
  const cname = textOf(name).replace(/\.$/, "");
  if (cname === "") yield required(name);
  else yield* textErrors(name, dns1123Subdomain, cname);
}

function* portErrors(port: Value, named: boolean, names: Set<string>): Iterable<FieldError> {
  const name = at(port, "name");
  const text = textOf(name);
  if (text === "" && named) yield required(name);
  else if (text !== "") {
    yield* textErrors(name, dns1123Label);
    if (names.has(text)) yield duplicate(name, text);
    names.add(text);
  }
  const number = numberOf(at(port, "port")) ?? 0;
  for (const words of portNumber(number)) yield invalid(at(port, "port"), number, words);
  yield* protocolErrors(at(port, "protocol"));
  // 0 and "" are replaced by the port (SetDefaults_Service).
  const target = at(port, "targetPort");
  const json = target.json === "" || target.json === 0 ? undefined : target.json;
  yield* portOrNameErrors({ ...target, json: json ?? number });
  if (isPresent(at(port, "appProtocol"))) yield* textErrors(at(port, "appProtocol"), labelKey);
}

/** A protocol that is left out is TCP. */
export function* protocolErrors(protocol: Value): Iterable<FieldError> {
  const text = textOf(protocol);
  if (text !== "" && !protocols.includes(text)) yield notSupported(protocol, text, protocols);
}

/** ValidatePortNumOrName. */
export function* portOrNameErrors(place: Value): Iterable<FieldError> {
  const { json } = place;
  if (typeof json === "string") yield* textErrors(place, portName);
  else for (const words of portNumber(numberOf(place) ?? 0)) yield invalid(place, numberOf(place) ?? 0, words);
}

function* affinityErrors(spec: Value): Iterable<FieldError> {
  const affinity = at(spec, "sessionAffinity");
  const text = textOf(affinity);
  if (text !== "" && text !== "ClientIP" && text !== "None") yield notSupported(affinity, text, ["ClientIP", "None"]);
  const timeout = at(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds");
  const seconds = numberOf(timeout);
  if (text === "ClientIP" && seconds !== undefined && (seconds <= 0 || seconds > 86400))
    yield invalid(timeout, seconds, "must be greater than 0 and less than 86400");
}

/** NodePorts, and each (protocol, port) once. */
function* uniquePorts(ports: Value, type: string): Iterable<FieldError> {
  if (type === "ClusterIP") {
    for (const port of items(ports))
      if ((numberOf(at(port, "nodePort")) ?? 0) !== 0)
        yield forbidden(at(port, "nodePort"), "may not be used when `type` is 'ClusterIP'");
  }
  const nodePorts = new Set<string>();
  const pairs = new Set<string>();
  const again: FieldError[] = [];
  for (const port of items(ports)) {
    const protocol = textOf(at(port, "protocol")) || "TCP";
    const nodePort = numberOf(at(port, "nodePort")) ?? 0;
    if (nodePort !== 0 && nodePorts.has(`${protocol} ${nodePort}`)) yield duplicate(at(port, "nodePort"), nodePort);
    nodePorts.add(`${protocol} ${nodePort}`);
    const number = numberOf(at(port, "port")) ?? 0;
    if (pairs.has(`${protocol} ${number}`)) again.push(duplicate(port, internalPort(protocol, number)));
    pairs.add(`${protocol} ${number}`);
  }
  yield* again;
}

/** The API server's internal type has no JSON names. */
function internalPort(protocol: string, number: number): JsonValue {
  return { Name: "", Protocol: protocol, AppProtocol: null, Port: number, TargetPort: 0, NodePort: 0 };
}

function* loadBalancerErrors(spec: Value, type: string): Iterable<FieldError> {
  const ranges = items(at(spec, "loadBalancerSourceRanges"));
  if (ranges.length > 0) {
    // The API server writes this field with a capital letter.
    const place = { ...at(spec, "loadBalancerSourceRanges"), field: "spec.LoadBalancerSourceRanges" };
    if (type !== "LoadBalancer") yield forbidden(place, "may only be used when `type` is 'LoadBalancer'");
    for (const [index, range] of ranges.entries())
      yield* cidrErrors({ ...range, field: `${fieldOf(place)}[${index}]` }, textOf(range).trim());
  }
  if (isPresent(at(spec, "allocateLoadBalancerNodePorts")) && type !== "LoadBalancer")
    yield forbidden(at(spec, "allocateLoadBalancerNodePorts"), "may only be used when `type` is 'LoadBalancer'");
  const loadBalancerClass = at(spec, "loadBalancerClass");
  if (!isPresent(loadBalancerClass)) return;
  if (type !== "LoadBalancer") yield forbidden(loadBalancerClass, "may only be used when `type` is 'LoadBalancer'");
  else yield* textErrors(loadBalancerClass, labelKey);
}

const trafficPolicies = ["Cluster", "Local"];

function* trafficErrors(spec: Value, type: string): Iterable<FieldError> {
  const external = at(spec, "externalTrafficPolicy");
  const reachable =
    type === "LoadBalancer" ||
    type === "NodePort" ||
    (type === "ClusterIP" && items(at(spec, "externalIPs")).length > 0);
  const policy = textOf(external);
  if (!reachable && policy !== "")
    yield invalid(external, policy, "may only be set for externally-accessible services");
  if (reachable && policy !== "" && !trafficPolicies.includes(policy))
    yield notSupported(external, policy, trafficPolicies);
  const check = at(spec, "healthCheckNodePort");
  const number = numberOf(check) ?? 0;
  if (number !== 0 && !(type === "LoadBalancer" && policy === "Local"))
    yield invalid(
      check,
      number,
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    );
  const internal = at(spec, "internalTrafficPolicy");
  if (isPresent(internal) && !trafficPolicies.includes(textOf(internal)))
    yield notSupported(internal, textOf(internal), trafficPolicies);
  const distribution = at(spec, "trafficDistribution");
  const distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];
  if (isPresent(distribution) && !distributions.includes(textOf(distribution)))
    yield notSupported(distribution, textOf(distribution), distributions);
}
