/** Selects the fields that a recording of rendered repositories holds of an object. It does not compare them. */
import { sha256, utf8 } from "../../server/src/kubernetes/kustomize/bytes.ts";

type Json = Readonly<Record<string, unknown>>;

/** The recorded fields of an object, as far as it has them. */
export function factsOf(value: unknown): Json {
  const object = map(value);
  const metadata = map(object["metadata"]);
  const spec = map(object["spec"]);
  const template = podTemplate(object["kind"], spec);
  const containers = [...list(map(template["spec"])["initContainers"]), ...list(map(template["spec"])["containers"])];
  return {
    apiVersion: object["apiVersion"],
    kind: object["kind"],
    name: metadata["name"],
    namespace: metadata["namespace"] ?? null,
    labels: metadata["labels"],
    selector: spec["selector"],
    templateLabels: map(template["metadata"])["labels"],
    type: spec["type"],
    clusterIP: spec["clusterIP"],
    serviceName: spec["serviceName"],
    replicas: spec["replicas"],
    ports: spec["ports"],
    containerPorts: containers.flatMap((container) =>
      list(container["ports"]).map((port) => ({
        container: container["name"],
        ...pick(port, ["name", "containerPort", "protocol"]),
      })),
    ),
    env: Object.fromEntries(
      containers.flatMap((container) =>
        list(container["env"])
          .filter((entry) => entry["value"] !== undefined)
          .map((entry) => [`${container["name"]}/${entry["name"]}`, entry["value"]]),
      ),
    ),
    dataKeys: Object.fromEntries(
      Object.entries(map(object["data"])).map(([key, text]) => [key, sha256(utf8(String(text))).slice(0, 12)]),
    ),
    backends: backendsOf(spec),
  };
}

function podTemplate(kind: unknown, spec: Json): Json {
  if (kind === "Pod") return { spec };
  return map(kind === "CronJob" ? map(map(spec["jobTemplate"])["spec"])["template"] : spec["template"]);
}

function backendsOf(spec: Json): readonly unknown[] {
  const rules = list(spec["rules"]).flatMap((rule) =>
    list(map(rule["http"])["paths"]).map(({ backend }) => map(backend)),
  );
  return [map(spec["defaultBackend"] ?? spec["backend"]), ...rules].flatMap((backend) => {
    const name = map(backend["service"])["name"] ?? backend["serviceName"];
    return name === undefined ? [] : [name];
  });
}

function pick(value: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}

/** JSON objects have string keys: the boundary of the recording. */
function map(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(map) : [];
}
