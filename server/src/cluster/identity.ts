/** Knows which objects a list of declarations leaves: namespaces filled in, one per identity, none that is refused. */
import type { Declaration } from "../manifests/manifest.ts";
import type { KubeObject } from "../manifests/object.ts";
import type { ClusterNote, ClusterOptions } from "./cluster.ts";

/** An object that exists, with its namespace ("" for cluster-scoped kinds). */
export interface Existing<O extends KubeObject = KubeObject> {
  readonly declaration: Declaration;
  readonly object: O;
  readonly namespace: string;
}

const clusterScoped: ReadonlySet<string> = new Set(["Namespace", "Node"]);

/** Of two declarations of one object the later one counts, as `kubectl apply -f` would leave it. */
export function existingObjects(
  declarations: readonly Declaration[],
  options: ClusterOptions,
): { readonly objects: readonly Existing[]; readonly notes: readonly ClusterNote[] } {
  const byIdentity = new Map<string, Existing>();
  const notes: ClusterNote[] = [];
  for (const declaration of declarations) {
    const { object, refusals } = declaration;
    const [refusal] = refusals;
    if (refusal !== undefined) {
      notes.push({ declaration, kind: "refused", message: refusal.message });
      continue;
    }
    if (object.kind === "Other") continue;
    const namespace = clusterScoped.has(object.kind) ? "" : (object.meta.namespace ?? options.defaultNamespace);
    const identity = `${object.kind} ${namespace}/${object.meta.name || `${object.meta.generateName ?? ""}#${byIdentity.size}`}`;
    const before = byIdentity.get(identity);
    if (before !== undefined) {
      const message = `${object.kind} '${object.meta.name}' is declared again later, which replaces this one`;
      notes.push({ declaration: before.declaration, kind: "duplicate-object", message });
      byIdentity.delete(identity);
    }
    byIdentity.set(identity, { declaration, object, namespace });
  }
  return { objects: [...byIdentity.values()], notes };
}

/** The existing objects of one kind. */
export function ofKind<K extends KubeObject["kind"]>(
  objects: readonly Existing[],
  ...kinds: readonly K[]
): readonly Existing<Extract<KubeObject, { readonly kind: K }>>[] {
  const wanted: ReadonlySet<string> = new Set(kinds);
  // The filter proves what the compiler cannot follow through the set.
  return objects.filter(({ object }) => wanted.has(object.kind)) as Existing<
    Extract<KubeObject, { readonly kind: K }>
  >[];
}
