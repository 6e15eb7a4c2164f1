/**
 * Finds the fields in which objects name Services: serviceName, subdomain, backends. It does not look for names inside
 * strings.
 */
import type { Analysis, Environment } from "../analysis/analysis.ts";
import { podSpecOf } from "../analysis/lookup.ts";
import { memoize } from "../analysis/memo.ts";
import type { Site } from "../analysis/site.ts";
import type { Declaration } from "../manifests/manifest.ts";
import type { KubeObject } from "../manifests/object.ts";
import { type Path, samePath } from "../manifests/path.ts";
import { backendAt, backendsNaming } from "./ingress.ts";

/** The Service that the field at a path names; undefined for every other field. */
export function serviceNameAt(analysis: Analysis, declaration: Declaration, path: Path): string | undefined {
  const field = serviceFieldOf(declaration.object);
  if (field !== undefined && samePath(field.path, path)) return field.name;
  return backendAt(analysis, declaration, path);
}

/** The one field outside of an Ingress that names a Service. A StatefulSet overwrites its template's subdomain. */
function serviceFieldOf(object: KubeObject): { readonly name: string; readonly path: Path } | undefined {
  if (object.kind === "StatefulSet") {
    return object.serviceName === undefined ? undefined : { name: object.serviceName, path: ["spec", "serviceName"] };
  }
  const pod = podSpecOf(object);
  return pod?.spec.subdomain === undefined ? undefined : { name: pod.spec.subdomain, path: [...pod.path, "subdomain"] };
}

/** Who names which Service, by `namespace/name`; "" where no namespace is written. */
const namingObjects = memoize((declarations: readonly Declaration[]): ReadonlyMap<string, readonly Declaration[]> => {
  const found = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    const { object } = declaration;
    const field = serviceFieldOf(object);
    const names = object.kind === "Ingress" ? object.backends.map(({ service }) => service) : field && [field.name];
    for (const name of new Set(names)) {
      const key = `${object.meta.namespace ?? ""}/${name}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, [declaration]);
      else known.push(declaration);
    }
  }
  return found;
});

/** Every field of the environment that names the Service, in the order of the files. */
export function sitesNaming(
  analysis: Analysis,
  environment: Environment,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): readonly Site[] {
  const index = namingObjects(environment.declarations);
  const unstated = namespace === analysis.settings.defaultNamespace ? (index.get(`/${name}`) ?? []) : [];
  return [...(index.get(`${namespace}/${name}`) ?? []), ...unstated].flatMap((declaration): readonly Site[] => {
    const field = serviceFieldOf(declaration.object);
    if (field !== undefined) return [{ declaration, path: field.path }];
    return backendsNaming(analysis, declaration, name).map((path) => ({ declaration, path }));
  });
}
