/** Validates EndpointSlice (pkg/apis/discovery/validation) and Endpoints (pkg/apis/core/validation). */
import { addressErrors, addressFamily, specialErrors } from "./address.ts";
import { dns1123Label, dns1123Subdomain, labelKey, labelValue, portNumber } from "./content.ts";
import { duplicate, type FieldError, invalid, notSupported, required, tooMany } from "./field-error.ts";
import { at, fieldOf, isPresent, items, numberOf, textOf, type Value } from "./json.ts";
import { labelErrors, metaErrors, textErrors } from "./meta.ts";
import { protocolErrors } from "./service.ts";

const addressTypes = ["FQDN", "IPv4", "IPv6"];
const mostEndpoints = 1000;
const mostAddresses = 100;
const mostPorts = 20_000;

export function* endpointSliceErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  const type = at(root, "addressType");
  if (textOf(type) === "") yield required(type);
  else if (!addressTypes.includes(textOf(type))) yield notSupported(type, textOf(type), addressTypes);
  yield* slicePortErrors(at(root, "ports"));
  const endpoints = at(root, "endpoints");
  if (items(endpoints).length > mostEndpoints) {
    yield tooMany(endpoints, items(endpoints).length, mostEndpoints);
    return;
  }
  for (const endpoint of items(endpoints)) yield* endpointErrors(endpoint, textOf(type));
}

function* endpointErrors(endpoint: Value, type: string): Iterable<FieldError> {
  const addresses = at(endpoint, "addresses");
  const count = items(addresses).length;
  if (count === 0) yield required(addresses, "must contain at least 1 address");
  else if (count > mostAddresses) yield tooMany(addresses, count, mostAddresses);
  for (const address of items(addresses)) {
    if (type === "FQDN") yield* domainErrors(address);
    else if (type === "IPv4" || type === "IPv6") yield* sliceAddressErrors(addresses, address, type);
  }
  const node = at(endpoint, "nodeName");
  if (isPresent(node)) yield* textErrors(node, dns1123Subdomain);
  yield* labelErrors(at(endpoint, "deprecatedTopology"));
  const hostname = at(endpoint, "hostname");
  if (isPresent(hostname)) yield* textErrors(hostname, dns1123Label);
  for (const zone of items(at(endpoint, "hints", "forZones"))) yield* textErrors(at(zone, "name"), labelValue);
}

function* sliceAddressErrors(addresses: Value, address: Value, type: "IPv4" | "IPv6"): Iterable<FieldError> {
  const errors = [...addressErrors(address)];
  yield* errors;
  if (errors.length > 0) return;
  // The list is named, not the address in it.
  if (addressFamily(textOf(address)) !== type)
    yield invalid({ ...address, field: fieldOf(addresses) }, textOf(address), `must be an ${type} address`);
  yield* specialErrors(address);
}

/** IsFullyQualifiedDomainName. */
function* domainErrors(address: Value): Iterable<FieldError> {
  const text = textOf(address);
  if (text === "") {
    yield required(address);
    return;
  }
  const name = text.replace(/\.$/, "");
  const wrong = dns1123Subdomain(name);
  for (const words of wrong) yield invalid(address, name, words);
  if (wrong.length > 0) return;
  const labels = name.split(".");
  if (labels.length < 2)
    yield invalid(address, name, "should be a domain with at least two segments separated by dots");
  for (const label of labels) {
    const words = dns1123Label(label);
    if (words.length > 0) yield invalid(address, label, words.join(","));
  }
}

function* slicePortErrors(ports: Value): Iterable<FieldError> {
  if (items(ports).length > mostPorts) {
    yield tooMany(ports, items(ports).length, mostPorts);
    return;
  }
  const names = new Set<string>();
  for (const port of items(ports)) {
    const name = at(port, "name");
    const text = textOf(name);
    if (text !== "") yield* textErrors(name, dns1123Label);
    if (names.has(text)) yield duplicate(name, text);
    names.add(text);
    yield* protocolErrors(at(port, "protocol"));
    if (isPresent(at(port, "appProtocol"))) yield* textErrors(at(port, "appProtocol"), labelKey);
  }
}

export function* endpointsErrors(root: Value): Iterable<FieldError> {
  yield* metaErrors(root, dns1123Subdomain);
  for (const subset of items(at(root, "subsets"))) {
    const ready = items(at(subset, "addresses"));
    const notReady = items(at(subset, "notReadyAddresses"));
    if (ready.length + notReady.length === 0) yield required(subset, "must specify `addresses` or `notReadyAddresses`");
    for (const address of [...ready, ...notReady]) yield* subsetAddressErrors(address);
    const ports = items(at(subset, "ports"));
    for (const port of ports) yield* subsetPortErrors(port, ports.length > 1);
  }
}

function* subsetAddressErrors(address: Value): Iterable<FieldError> {
  yield* addressErrors(at(address, "ip"));
  if (textOf(at(address, "hostname")) !== "") yield* textErrors(at(address, "hostname"), dns1123Label);
  if (isPresent(at(address, "nodeName"))) yield* textErrors(at(address, "nodeName"), dns1123Subdomain);
  yield* specialErrors(at(address, "ip"));
}

function* subsetPortErrors(port: Value, named: boolean): Iterable<FieldError> {
  const name = at(port, "name");
  if (textOf(name) !== "") yield* textErrors(name, dns1123Label);
  else if (named) yield required(name);
  const number = numberOf(at(port, "port")) ?? 0;
  for (const words of portNumber(number)) yield invalid(at(port, "port"), number, words);
  yield* protocolErrors(at(port, "protocol"));
  if (isPresent(at(port, "appProtocol"))) yield* textErrors(at(port, "appProtocol"), labelKey);
}
