/** Reads Service and ServiceImport. */
import type { ServiceImportObject, ServiceObject, ServicePort } from "../object.ts";
import type { Field } from "../read.ts";
import { optional, readMeta } from "./meta.ts";
import { readProtocol } from "./pod-spec.ts";

export function readService(root: Field): ServiceObject {
  const spec = root.get("spec");
  const clusterIPs = spec.get("clusterIPs");
  const families = spec.get("ipFamilies");
  return {
    kind: "Service",
    meta: readMeta(root.get("metadata")),
    ...optional("type", spec.get("type").string()),
    ...optional("clusterIP", spec.get("clusterIP").string()),
    ...optional("clusterIPs", clusterIPs.value === undefined ? undefined : clusterIPs.strings()),
    ...optional("ipFamilies", families.value === undefined ? undefined : families.strings()),
    ...optional("ipFamilyPolicy", spec.get("ipFamilyPolicy").string()),
    ...optional("selector", spec.get("selector").labels()),
    ports: spec.get("ports").items().map(readPort),
    ...optional("externalName", spec.get("externalName").string()),
    publishNotReadyAddresses: spec.get("publishNotReadyAddresses").boolean() ?? false,
  };
}

function readPort(field: Field): ServicePort {
  return {
    ...optional("name", field.get("name").string()),
    ...optional("protocol", readProtocol(field.get("protocol"))),
    port: field.get("port").number() ?? 0,
    ...optional("targetPort", field.get("targetPort").intOrString()),
    ...optional("nodePort", field.get("nodePort").number()),
  };
}

export function readServiceImport(root: Field): ServiceImportObject {
  const spec = root.get("spec");
  return {
    kind: "ServiceImport",
    meta: readMeta(root.get("metadata")),
    ...optional("type", spec.get("type").string()),
    ips: spec.get("ips").strings(),
    ports: spec.get("ports").items().map(readPort),
  };
}
