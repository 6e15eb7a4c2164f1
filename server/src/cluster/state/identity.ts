/**
 * Selects the objects that exist from a list of declarations: namespaces filled in, one per identity, refused ones left
 * out.
 */

import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { KubeObject } from "../../kubernetes/manifests/object.ts";
import { newestRelease, refusalsAt } from "../../kubernetes/manifests/refusals.ts";
import type { ClusterNote, ClusterOptions } from "./cluster.ts";
import { generatedName } from "./hash.ts";

/** An object that exists: with a name, and with its namespace ("" for cluster-scoped kinds). */
export interface Existing<O extends KubeObject = KubeObject> {
  readonly declaration: Declaration;
  readonly object: O;
  readonly namespace: string;
}

type ObjectOptions = Pick<ClusterOptions, "snapshot" | "defaultNamespace" | "kubernetesVersion">;

const clusterScoped: ReadonlySet<string> = new Set(["Namespace", "Node"]);

/**
 * Of two declarations of one object the later one counts, as `kubectl apply -f` would leave it. The result is sorted by
 * kind, namespace and name: beyond that choice the order of declarations decides nothing in the model.
 * @param known the namespaces that exist, where no other one can; undefined: any
 */
export function existingObjects(
  declarations: readonly Declaration[],
  options: ObjectOptions,
  known: ReadonlySet<string> | undefined = options.snapshot ? declaredNamespaces(declarations) : undefined,
): { readonly objects: readonly Existing[]; readonly notes: readonly ClusterNote[] } {
  const byIdentity = new Map<string, Existing>();
  const notes: ClusterNote[] = [];
  for (const declaration of declarations) {
    const taken = options.snapshot && isTaken(declaration);
    const [refusal] = taken ? [] : refusalsAt(declaration.refusals, options.kubernetesVersion ?? newestRelease);
    if (refusal !== undefined) {
      notes.push({ declaration, kind: "refused", message: refusal.message });
      continue;
    }
    if (declaration.object.kind === "Other") continue;
    const namespace = namespaceOf(declaration.object, options);
    // What is stored was accepted: its namespace is left out of the snapshot, or gone since.
    if (known !== undefined && namespace !== "" && !known.has(namespace) && !taken) {
      notes.push({ declaration, kind: "refused", message: `namespaces "${namespace}" not found` });
      continue;
    }
    const object = named(declaration.object, namespace, byIdentity);
    const identity = `${object.kind} ${namespace}/${object.meta.name}`;
    const before = byIdentity.get(identity);
    if (before !== undefined) {
      const message = `${object.kind} '${object.meta.name}' is declared again later, which replaces this one`;
      notes.push({ declaration: before.declaration, kind: "duplicate-object", message });
    }
    byIdentity.set(identity, { declaration, object, namespace });
  }
  const objects = [...byIdentity].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, existing]) => existing);
  return { objects, notes };
}

/**
 * The Namespaces of a closed world: no other one exists in it. Undefined when none is declared: then they were left out.
 */
export function declaredNamespaces(declarations: readonly Declaration[]): ReadonlySet<string> | undefined {
  const names = declarations
    .filter((declaration) => declaration.object.kind === "Namespace" && declaration.refusals.length === 0)
    .map(({ object }) => object.meta.name);
  return names.length === 0 ? undefined : new Set(names);
}

/**
 * True for an object of a snapshot that counts whatever the newest API server would say to it. Slices are mostly made
 * by controllers, and the DNS server takes those that older servers stored as they are. One that cannot be decoded does
 * not count.
 */
function isTaken(declaration: Declaration): boolean {
  const { object } = declaration;
  if (isStored(object)) return true;
  return (
    object.kind === "EndpointSlice" && declaration.refusals.every(({ reason }) => reason !== "FieldValueTypeInvalid")
  );
}

/** True for an object that an API server has completed: it was accepted, whatever the newest one would say to it. */
export function isStored(object: KubeObject): boolean {
  if (object.meta.uid !== undefined) return true;
  // Only kubelet sets a Pod's address.
  if (object.kind === "Pod" && object.status?.podIP !== undefined) return true;
  // NormalizeClusterIPs writes both.
  return object.kind === "Service" && object.clusterIP !== undefined && object.clusterIPs !== undefined;
}

/** `metadata.namespace`, else the context's; "" for kinds outside namespaces. */
export function namespaceOf(object: KubeObject, options: Pick<ClusterOptions, "defaultNamespace">): string {
  return clusterScoped.has(object.kind) ? "" : (object.meta.namespace ?? options.defaultNamespace);
}

/** An object with generateName alone gets a name as the API server would make it, another one for each such object. */
function named<O extends KubeObject>(object: O, namespace: string, taken: ReadonlyMap<string, unknown>): O {
  const { name, generateName } = object.meta;
  if (name !== "") return object;
  for (let number = 0; ; number++) {
    const candidate = generatedName(generateName ?? "", `${object.kind} ${namespace}/${generateName ?? ""}#${number}`);
    if (!taken.has(`${object.kind} ${namespace}/${candidate}`))
      return { ...object, meta: { ...object.meta, name: candidate } };
  }
}

/** The existing objects of some kinds. */
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
