/** Reads Namespace, Node, ConfigMap and Ingress. */
import type { ConfigMapObject, IngressObject, NamespaceObject, NodeObject } from "../object.ts";
import type { Field } from "../read.ts";
import { optional, readMeta } from "./meta.ts";

export function readNamespace(root: Field): NamespaceObject {
  return { kind: "Namespace", meta: readMeta(root.get("metadata")) };
}

export function readNode(root: Field): NodeObject {
  const ready = root
    .get("status")
    .get("conditions")
    .items()
    .find((condition) => condition.get("type").value === "Ready");
  return {
    kind: "Node",
    meta: readMeta(root.get("metadata")),
    addresses: root
      .get("status")
      .get("addresses")
      .items()
      .map((item) => ({ type: item.get("type").string() ?? "", address: item.get("address").string() ?? "" })),
    taints: root
      .get("spec")
      .get("taints")
      .items()
      .map((item) => ({
        key: item.get("key").string() ?? "",
        ...optional("value", item.get("value").string()),
        effect: item.get("effect").string() ?? "",
      })),
    unschedulable: root.get("spec").get("unschedulable").boolean() ?? false,
    ...optional("ready", ready === undefined ? undefined : ready.get("status").value === "True"),
  };
}

export function readConfigMap(root: Field): ConfigMapObject {
  return { kind: "ConfigMap", meta: readMeta(root.get("metadata")), data: root.get("data").labels() ?? {} };
}

export function readIngress(root: Field): IngressObject {
  const spec = root.get("spec");
  const rules = spec
    .get("rules")
    .items()
    .flatMap((rule) => rule.get("http").get("paths").items());
  const backends = [spec.get("defaultBackend"), spec.get("backend"), ...rules.map((path) => path.get("backend"))];
  return {
    kind: "Ingress",
    meta: readMeta(root.get("metadata")),
    backends: backends.flatMap((backend) => {
      const service = backend.get("service");
      const name = service.get("name").string() ?? backend.get("serviceName").string();
      if (name === undefined) return [];
      const port =
        service.get("port").get("number").number() ??
        service.get("port").get("name").string() ??
        backend.get("servicePort").intOrString();
      return [{ service: name, ...optional("port", port) }];
    }),
  };
}
