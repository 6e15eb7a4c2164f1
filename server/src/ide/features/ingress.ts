/** Finds the Service that a field of an Ingress names: its backends, by path and by the text written there. */

import { stringAt } from "../../base/json.ts";
import { spanOf } from "../../kubernetes/manifests/locate.ts";
import type { Declaration, Manifest } from "../../kubernetes/manifests/manifest.ts";
import { type Path, samePath } from "../../kubernetes/manifests/path.ts";
import type { Analysis } from "../../workspace/analysis.ts";
import { mentionsOf } from "../../workspace/asking/mentions.ts";

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
  if (declaration.rendered !== undefined) return stringAt(declaration.rendered.value, path);
  const place = analysis.place(declaration);
  return place && textAt(place.manifest, [...place.base, ...path]);
}

function textAt(manifest: Manifest, path: Path): string | undefined {
  const span = spanOf(manifest, path, "value");
  const text = span && manifest.text.slice(span.start, span.end);
  return text?.replace(/^(["'])(.*)\1$/s, "$2");
}
