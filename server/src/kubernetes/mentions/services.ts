/**
 * Reads the fields that name a Service by the API's structure: backends of Ingresses and routes, webhooks, APIServices.
 */

import { asList, asMap, valueAt } from "../../base/json.ts";
import type { Path } from "../manifests/path.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";
import type { ServiceMention } from "./mention.ts";

/** The Services that an object names; `kind` as written, `group` of its apiVersion. */
export function servicesIn(object: JsonValue, kind: string, group: string): readonly ServiceMention[] {
  if (kind === "Ingress") return ingressBackends(object);
  if (/Route$/.test(kind) && group === "gateway.networking.k8s.io") return routeBackends(object);
  if (/^(Mutating|Validating)WebhookConfiguration$/.test(kind)) {
    return asList(valueAt(object, ["webhooks"])).flatMap((_, index) =>
      reference(object, ["webhooks", index, "clientConfig", "service"], "webhook"),
    );
  }
  if (kind === "APIService") return reference(object, ["spec", "service"], "APIService");
  return [];
}

function ingressBackends(object: JsonValue): readonly ServiceMention[] {
  const paths: Path[] = [
    ["spec", "defaultBackend"],
    ["spec", "backend"],
  ];
  asList(valueAt(object, ["spec", "rules"])).forEach((rule, at) => {
    asList(valueAt(rule, ["http", "paths"])).forEach((_, index) => {
      paths.push(["spec", "rules", at, "http", "paths", index, "backend"]);
    });
  });
  return paths.flatMap((path): readonly ServiceMention[] => {
    const backend = asMap(valueAt(object, path));
    const old = backend?.["serviceName"];
    if (isAction(backend)) return [];
    if (typeof old === "string") {
      return [
        {
          kind: "service",
          path: [...path, "serviceName"],
          service: old,
          ...portOf(backend?.["servicePort"]),
          from: "Ingress",
        },
      ];
    }
    const name = valueAt(object, [...path, "service", "name"]);
    if (typeof name !== "string") return [];
    const port = asMap(valueAt(object, [...path, "service", "port"]));
    const wanted = portOf(port?.["number"] ?? port?.["name"]);
    return [{ kind: "service", path: [...path, "service", "name"], service: name, ...wanted, from: "Ingress" }];
  });
}

/**
 * True for a backend that names no Service: the AWS Load Balancer Controller reads an annotation of that name
 * (`alb.ingress.kubernetes.io/actions.NAME`) where the port is called `use-annotation` (pkg/ingress/enhanced_backend_builder.go).
 */
function isAction(backend: JsonValue | undefined): boolean {
  const port = valueAt(backend, ["service", "port", "name"]) ?? valueAt(backend, ["servicePort"]);
  return port === "use-annotation";
}

function routeBackends(object: JsonValue): readonly ServiceMention[] {
  return asList(valueAt(object, ["spec", "rules"])).flatMap((rule, at) => {
    const base: Path = ["spec", "rules", at];
    const refs: Path[] = asList(valueAt(rule, ["backendRefs"])).map((_, index) => [...base, "backendRefs", index]);
    asList(valueAt(rule, ["filters"])).forEach((_, index) => {
      refs.push([...base, "filters", index, "requestMirror", "backendRef"]);
    });
    return refs.flatMap((path) => {
      const kind = valueAt(object, [...path, "kind"]) ?? "Service";
      const group = valueAt(object, [...path, "group"]) ?? "";
      return kind === "Service" && group === "" ? reference(object, path, "Route") : [];
    });
  });
}

function reference(object: JsonValue, path: Path, from: ServiceMention["from"]): readonly ServiceMention[] {
  const ref = asMap(valueAt(object, path));
  const service = ref?.["name"];
  const namespace = ref?.["namespace"];
  if (typeof service !== "string") return [];
  return [
    {
      kind: "service",
      path: [...path, "name"],
      service,
      ...(typeof namespace === "string" ? { namespace } : {}),
      ...portOf(ref?.["port"]),
      from,
    },
  ];
}

function portOf(value: JsonValue | undefined): { readonly port?: number | string } {
  return typeof value === "number" || typeof value === "string" ? { port: value } : {};
}
