/** Validates Ingress and NetworkPolicy (pkg/apis/networking/validation). */
import { cidrErrors, isAddress } from "./address.ts";
import { dns1123Label, dns1123Subdomain, portName, portNumber, wildcardSubdomain } from "./content.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "./field-error.ts";
import { at, isPresent, items, numberOf, textOf, textsOf, type Value } from "./json.ts";
import { metaErrors, selectorErrors, textErrors } from "./meta.ts";

export function* ingressErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const spec = at(root, "spec");
  const rules = items(at(spec, "rules"));
  const backend = at(spec, "defaultBackend");
  if (rules.length === 0 && !isPresent(backend))
    yield invalid(
      spec,
      isPresent(at(spec, "rules")) ? [] : null,
      "either `defaultBackend` or `rules` must be specified",
    );
  if (isPresent(backend)) yield* backendErrors(backend);
  for (const rule of rules) yield* ruleErrors(rule);
  for (const tls of items(at(spec, "tls"))) {
    for (const host of items(at(tls, "hosts")))
      yield* textErrors(host, textOf(host).includes("*") ? wildcardSubdomain : dns1123Subdomain);
    if (textOf(at(tls, "secretName")) !== "") yield* textErrors(at(tls, "secretName"), dns1123Subdomain);
  }
  const className = at(spec, "ingressClassName");
  if (isPresent(className)) yield* textErrors(className, dns1123Subdomain);
  const annotation = at(root, "metadata", "annotations", "kubernetes.io/ingress.class");
  if (isPresent(annotation) && isPresent(className) && textOf(annotation) !== textOf(className))
    yield invalid(
      { ...annotation, field: "annotations.kubernetes.io/ingress.class" },
      textOf(annotation),
      "must match `ingressClassName` when both are specified",
    );
}

function* ruleErrors(rule: Value): Iterable<FieldError> {
  const host = at(rule, "host");
  const text = textOf(host);
  if (isAddress(text)) yield invalid(host, text, "must be a DNS name, not an IP address");
  if (text !== "") yield* textErrors(host, text.includes("*") ? wildcardSubdomain : dns1123Subdomain);
  const http = at(rule, "http");
  if (!isPresent(http)) return;
  const paths = at(http, "paths");
  if (items(paths).length === 0) yield required(paths);
  for (const path of items(paths)) yield* pathErrors(path);
}

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

function* pathErrors(entry: Value): Iterable<FieldError> {
  const type = at(entry, "pathType");
  if (!isPresent(type)) {
    yield required(type, "pathType must be specified");
    return;
  }
  const path = at(entry, "path");
  const text = textOf(path);
  const kind = textOf(type);
  if (!pathTypes.includes(kind)) yield notSupported(type, kind, pathTypes);
  else if (!text.startsWith("/") && (kind !== "ImplementationSpecific" || text !== ""))
    yield invalid(path, text, "must be an absolute path");
  if (kind === "Exact" || kind === "Prefix") {
    for (const part of ["//", "/./", "/../", "%2f", "%2F"])
      if (text.includes(part)) yield invalid(path, text, `must not contain '${part}'`);
    for (const end of ["/..", "/."]) if (text.endsWith(end)) yield invalid(path, text, `cannot end with '${end}'`);
  }
  yield* backendErrors(at(entry, "backend"));
}

function* backendErrors(backend: Value): Iterable<FieldError> {
  const service = at(backend, "service");
  const resource = isPresent(at(backend, "resource"));
  if (!isPresent(service)) {
    if (!resource) yield invalid(backend, "", "resource or service backend is required");
    return;
  }
  if (resource) {
    yield invalid(backend, "", "cannot set both resource and service backends");
    return;
  }
  const name = at(service, "name");
  if (textOf(name) === "") yield required(name);
  else yield* textErrors(name, dns1123Label);
  const portField = at(service, "port", "name");
  const numberField = at(service, "port", "number");
  const number = numberOf(numberField) ?? 0;
  if (textOf(portField) !== "" && number !== 0) yield invalid(backend, "", "cannot set both port name & port number");
  else if (textOf(portField) !== "") yield* textErrors(portField, portName);
  else if (number !== 0) for (const words of portNumber(number)) yield invalid(numberField, number, words);
  else yield required(backend, "port name or number is required");
}

export function* networkPolicyErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const spec = at(root, "spec");
  yield* selectorErrors(at(spec, "podSelector"));
  for (const [rules, peers] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    for (const rule of items(at(spec, rules))) {
      for (const port of items(at(rule, "ports"))) yield* policyPortErrors(port);
      for (const peer of items(at(rule, peers))) yield* peerErrors(peer);
    }
  }
  const types = at(spec, "policyTypes");
  if (items(types).length > 2) yield invalid(types, textsOf(types), "may not specify more than two policyTypes");
  else
    for (const type of items(types))
      if (textOf(type) !== "Ingress" && textOf(type) !== "Egress")
        yield notSupported(type, textOf(type), ["Ingress", "Egress"]);
}

function* policyPortErrors(port: Value): Iterable<FieldError> {
  const protocol = at(port, "protocol");
  const supported = ["TCP", "UDP", "SCTP"];
  if (isPresent(protocol) && !supported.includes(textOf(protocol)))
    yield notSupported(protocol, textOf(protocol), supported);
  const number = at(port, "port");
  const end = at(port, "endPort");
  const last = numberOf(end) ?? 0;
  if (!isPresent(number)) {
    if (isPresent(end)) yield invalid(end, last, "may not be specified when `port` is not specified");
  } else if (typeof number.json === "string") {
    if (isPresent(end)) yield invalid(end, last, "may not be specified when `port` is non-numeric");
    yield* textErrors(number, portName);
  } else {
    const first = numberOf(number) ?? 0;
    for (const words of portNumber(first)) yield invalid(number, first, words);
    if (isPresent(end) && last < first) yield invalid(end, first, "must be greater than or equal to `port`");
    if (isPresent(end)) for (const words of portNumber(last)) yield invalid(end, last, words);
  }
}

function* peerErrors(peer: Value): Iterable<FieldError> {
  const block = at(peer, "ipBlock");
  const selectors = ["podSelector", "namespaceSelector"].map((key) => at(peer, key)).filter(isPresent);
  for (const selector of selectors) yield* selectorErrors(selector);
  if (isPresent(block)) {
    const cidr = at(block, "cidr");
    if (textOf(cidr) === "") yield required(cidr);
    else yield* cidrErrors(cidr);
    for (const except of items(at(block, "except"))) yield* cidrErrors(except);
  }
  if (selectors.length === 0 && !isPresent(block)) yield required(peer, "must specify a peer");
  else if (selectors.length > 0 && isPresent(block))
    yield forbidden(peer, "may not specify both ipBlock and another peer");
}
