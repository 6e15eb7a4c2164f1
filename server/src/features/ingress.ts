/** Finds where an Ingress names Services: its backends, by path and by the text written there. */
import type { Analysis, Place } from "../analysis/analysis.ts";
import { mentionsOf } from "../analysis/mentions.ts";
import { spanOf } from "../manifests/locate.ts";
import type { Declaration, Manifest } from "../manifests/manifest.ts";
import { type Path, samePath } from "../manifests/path.ts";

/** True for the path of a field that holds the name of a Service. */
export function isBackendPath(path: Path): boolean {
  const [last, before, third] = [path.at(-1), path.at(-2), path.at(-3)];
  if (path[0] !== "spec") return false;
  if (last === "serviceName") return before === "backend";
  return last === "name" && before === "service" && (third === "backend" || third === "defaultBackend");
}

/** The Service that the backend at a path names. */
export function backendAt(analysis: Analysis, declaration: Declaration, path: Path): string | undefined {
  if (declaration.object.kind !== "Ingress" || !isBackendPath(path)) return undefined;
  // An action of a load balancer's controller is not a Service.
  if (!mentionsOf(analysis, declaration).some((mention) => samePath(mention.path, path))) return undefined;
  if (declaration.rendered !== undefined) {
    const value = valueAt(declaration.rendered.value, path);
    return typeof value === "string" ? value : undefined;
  }
  const place = analysis.place(declaration);
  return place && textAt(place.manifest, [...place.base, ...path]);
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) at = typeof at === "object" && at !== null ? Reflect.get(at, part) : undefined;
  return at;
}

/** The paths of all backends that name the Service. */
export function backendsNaming(analysis: Analysis, declaration: Declaration, service: string): readonly Path[] {
  const place = analysis.place(declaration);
  if (place === undefined || declaration.object.kind !== "Ingress") return [];
  if (!declaration.object.backends.some((backend) => backend.service === service)) return [];
  return [...backendPaths(place)].filter((path) => textAt(place.manifest, [...place.base, ...path]) === service);
}

/** Fields that may hold a name; those that are not written are among them. */
function* backendPaths({ manifest, base }: Place): Generator<Path> {
  const forms: readonly Path[] = [["service", "name"], ["serviceName"]];
  for (const form of forms) {
    yield ["spec", "defaultBackend", ...form];
    yield ["spec", "backend", ...form];
  }
  const isWritten = (path: Path): boolean => spanOf(manifest, [...base, ...path], "value") !== undefined;
  for (let rule = 0; isWritten(["spec", "rules", rule]); rule++) {
    for (let index = 0; isWritten(["spec", "rules", rule, "http", "paths", index]); index++) {
      for (const form of forms) yield ["spec", "rules", rule, "http", "paths", index, "backend", ...form];
    }
  }
}

function textAt(manifest: Manifest, path: Path): string | undefined {
  const span = spanOf(manifest, path, "value");
  const text = span && manifest.text.slice(span.start, span.end);
  return text?.replace(/^(["'])(.*)\1$/s, "$2");
}
