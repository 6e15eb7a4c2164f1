/** Reads EndpointSlice and Endpoints. */
import type { EndpointAddress, EndpointPort, EndpointSliceObject, EndpointsObject, SliceEndpoint } from "../object.ts";
import type { Field } from "../read.ts";
import { optional, readMeta, readReference } from "./meta.ts";
import { readProtocol } from "./pod-spec.ts";

export function readEndpointSlice(root: Field): EndpointSliceObject {
  return {
    kind: "EndpointSlice",
    meta: readMeta(root.get("metadata")),
    ...optional("addressType", root.get("addressType").string()),
    endpoints: root.get("endpoints").items().map(readEndpoint),
    ports: root.get("ports").items().map(readPort),
  };
}

function readEndpoint(field: Field): SliceEndpoint {
  const conditions = field.get("conditions");
  return {
    addresses: field.get("addresses").strings(),
    ...optional("hostname", field.get("hostname").string()),
    ...optional("nodeName", field.get("nodeName").string()),
    ...optional("zone", field.get("zone").string()),
    ...optional("ready", conditions.get("ready").boolean()),
    ...optional("serving", conditions.get("serving").boolean()),
    ...optional("terminating", conditions.get("terminating").boolean()),
    ...optional("targetRef", readReference(field.get("targetRef"))),
  };
}

function readPort(field: Field): EndpointPort {
  return {
    ...optional("name", field.get("name").string()),
    ...optional("port", field.get("port").number()),
    ...optional("protocol", readProtocol(field.get("protocol"))),
  };
}

export function readEndpoints(root: Field): EndpointsObject {
  return {
    kind: "Endpoints",
    meta: readMeta(root.get("metadata")),
    subsets: root
      .get("subsets")
      .items()
      .map((subset) => ({
        addresses: subset.get("addresses").items().map(readAddress),
        notReadyAddresses: subset.get("notReadyAddresses").items().map(readAddress),
        ports: subset.get("ports").items().map(readPort),
      })),
  };
}

function readAddress(field: Field): EndpointAddress {
  return {
    ip: field.get("ip").string() ?? "",
    ...optional("hostname", field.get("hostname").string()),
    ...optional("nodeName", field.get("nodeName").string()),
    ...optional("targetRef", readReference(field.get("targetRef"))),
  };
}
