/**
 * Recognizes values that are only parts of an object, written to be merged into another one (patches for kustomize,
 * Helm and operators). What they leave out is not a mistake.
 */
import { valueAt } from "../../base/json.ts";
import { podTemplatePath } from "./pod-template.ts";
import type { JsonValue } from "./read-yaml.ts";

type Json = JsonValue | undefined;

/** True for a value that lacks what every object of its kind needs. */
export function isPartial(kind: string, value: JsonValue): boolean {
  if (hasDirective(value)) return true;
  const spec = get(value, "spec");
  switch (kind) {
    case "StatefulSet":
    case "Deployment":
    case "ReplicaSet":
    case "DaemonSet":
    case "ReplicationController":
      return get(spec, "selector") === undefined && !isTemplate(templateIn(kind, value));
    case "Job":
    case "CronJob":
      return !hasContainers(templateIn(kind, value));
    case "Pod":
      return !haveImages(get(spec, "containers"));
    case "Service":
      return isPartialService(spec);
    case "Ingress":
    case "NetworkPolicy":
      return spec === undefined || (Array.isArray(spec) ? false : Object.keys(spec ?? {}).length === 0);
    default:
      return false;
  }
}

/** Directives of strategic merge patches: `$patch: delete` and the like. */
function hasDirective(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([key, item]) => /^\$(patch|retainKeys|setElementOrder|deleteFromPrimitiveList)/.test(key) || hasDirective(item),
  );
}

/** A template that could stand alone: labels, and containers with images. */
function isTemplate(template: Json): boolean {
  return get(get(template, "metadata"), "labels") !== undefined && hasContainers(template);
}

function templateIn(kind: string, value: Json): Json {
  return podTemplatePath(kind)?.reduce<Json>((at, key) => get(at, String(key)), value);
}

function hasContainers(template: Json): boolean {
  return haveImages(get(get(template, "spec"), "containers"));
}

function haveImages(containers: Json): boolean {
  return Array.isArray(containers) && containers.some((container: JsonValue) => get(container, "image") !== undefined);
}

/** Neither Pods nor a name to point to, and no port of its own. */
function isPartialService(spec: Json): boolean {
  if (["selector", "clusterIP", "clusterIPs", "externalName"].some((key) => get(spec, key) !== undefined)) return false;
  if (get(spec, "type") === "ExternalName") return false;
  const ports = get(spec, "ports");
  return !Array.isArray(ports) || ports.some((port: JsonValue) => get(port, "port") === undefined);
}

function get(value: Json, key: string): Json {
  return valueAt(value, [key]) ?? undefined;
}
