/**
 * Makes a cluster of declarations: what API server, controllers, scheduler and kubelet would make of them. The cluster is a
 * view: each namespace is drafted when somebody asks for something in it, and made-up addresses are drawn when somebody
 * reads one.
 */

import { append, sameItems } from "../../base/collections.ts";
import { lazy } from "../../base/lazy.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { NodeObject } from "../../kubernetes/manifests/object.ts";
import { workloadKinds } from "../../kubernetes/manifests/pod-template.ts";
import { rangeOf } from "./addresses.ts";
import type { Address, Cluster, ClusterOptions, NamespaceModel, PodModel, ServiceModel } from "./cluster.ts";
import { mostEndpointsTogether } from "./endpoints.ts";
import { familiesShown } from "./families.ts";
import { givenAddresses } from "./given-addresses.ts";
import { declaredNamespaces, type Existing, namespaceOf, ofKind } from "./identity.ts";
import { impliedServices } from "./implied.ts";
import { lateAddress, lazyMap } from "./lazy.ts";
import { type AddressBook, addressBook, type MadeUpAddresses, mostPods } from "./made-up-addresses.ts";
import { type Basis, type NamespaceObjects, type NamespacePart, objectsOf, partOf } from "./namespace-part.ts";
import { type NamespaceView, namespaceView } from "./namespace-view.ts";
import { type ObjectSource, sourceOf } from "./object-source.ts";
import { hasItsPods, naturalKey } from "./pods.ts";
import { countOf, largestCluster, mostPodsTogether, podsEachOf, usualReplicas } from "./predict.ts";

/**
 * The cluster that these declarations make, at the moment of the options. The order of declarations decides only which of
 * two declarations of one object counts.
 */
export function buildCluster(declarations: readonly Declaration[], options: ClusterOptions): Cluster {
  return clusterOf(sourceOf(declarations, options.defaultNamespace), options);
}

/** What one state of a cluster leaves for the next: drafts of namespaces whose declarations stay, and addresses. */
export interface ClusterMemory {
  readonly objects: Map<string, { readonly declarations: readonly Declaration[]; readonly made: NamespaceObjects }>;
  readonly parts: Map<string, { readonly objects: NamespaceObjects; readonly made: NamespacePart }>;
  basis: Basis | undefined;
  known: ReadonlySet<string> | undefined;
  given: { readonly showing: readonly Existing[]; readonly addresses: ReadonlySet<string> } | undefined;
  readonly book: AddressBook;
}

/** @returns an empty memory, for states of one cluster under the same options */
export function clusterMemory(): ClusterMemory {
  return {
    objects: new Map(),
    parts: new Map(),
    basis: undefined,
    known: undefined,
    given: undefined,
    book: addressBook(),
  };
}

/**
 * The cluster of a source, which must not change any more.
 * @param memory of a cluster under the same options; it saves work and decides nothing
 */
export function clusterOf(
  source: ObjectSource,
  options: ClusterOptions,
  memory: ClusterMemory = clusterMemory(),
): Cluster {
  const known = lazy(() => {
    const declared = options.snapshot ? declaredNamespaces(source.declarationsIn("")) : undefined;
    if (!sameNames(memory.known, declared)) {
      memory.objects.clear();
      memory.known = declared;
    }
    return memory.known;
  });
  const ownObjects = new Map<string, NamespaceObjects>();
  const objectsIn = (namespace: string): NamespaceObjects => {
    const own = ownObjects.get(namespace);
    if (own !== undefined) return own;
    const names = known();
    const declarations = source.declarationsIn(namespace);
    const before = memory.objects.get(namespace);
    const made =
      before !== undefined && sameItems(before.declarations, declarations)
        ? before.made
        : objectsOf(namespace, declarations, options, names);
    memory.objects.set(namespace, { declarations, made });
    ownObjects.set(namespace, made);
    return made;
  };
  const namespaces = lazy(() => [...source.namespaces()]);
  const showing = lazy((): readonly Existing[] => {
    const found = source.showingAddresses().flatMap((declaration) => {
      const { objects } = objectsIn(namespaceOf(declaration.object, options));
      return objects.find((existing) => existing.declaration === declaration) ?? [];
    });
    return sameItems(memory.given?.showing ?? [], found) ? (memory.given?.showing ?? found) : found;
  });
  const given = lazy(() => {
    const list = showing();
    if (memory.given?.showing !== list) memory.given = { showing: list, addresses: givenAddresses(list) };
    return memory.given.addresses;
  });
  /** Only where there may be too many, one looks at all workloads. */
  const podsEach = (nodes: readonly NodeObject[], anyPods: boolean): number => {
    if (source.mostAddresses() * Math.max(1, nodes.length) <= mostPodsTogether) return podsEachOf([]);
    const most = source.mostAddresses() * Math.max(1, nodes.length);
    if (most <= largestCluster && source.giants() === 0 && nodes.length <= usualReplicas) return usualReplicas;
    const workloads = [...namespaces()].flatMap((name) => ofKind(objectsIn(name).objects, ...workloadKinds));
    const lacking = workloads.filter((workload) => !hasItsPods(workload, { options, anyPods }));
    return podsEachOf(lacking.map(({ object }) => countOf(object, nodes)));
  };
  const basis = lazy((): Basis => {
    const { moment, snapshot } = options;
    const nodes = ofKind(objectsIn("").objects, "Node").map(({ object }) => object);
    const anyPods = snapshot && namespaces().some((name) => ofKind(objectsIn(name).objects, "Pod").length > 0);
    const made: Basis = {
      snapshot,
      families: options.families ?? familiesShown(showing()),
      nodes,
      anyPods,
      podsEach: podsEach(nodes, anyPods),
      ...(moment === undefined ? {} : { podsOfMoment: byNamespace(moment.pods) }),
    };
    if (memory.basis === undefined || !sameBasis(memory.basis, made)) {
      memory.parts.clear();
      memory.basis = made;
    }
    return memory.basis;
  });
  const ownParts = new Map<string, NamespacePart>();
  const partIn = (namespace: string): NamespacePart => {
    const own = ownParts.get(namespace);
    if (own !== undefined) return own;
    const rests = basis();
    const objects = objectsIn(namespace);
    const before = memory.parts.get(namespace);
    const made = before?.objects === objects ? before.made : partOf(objects, rests);
    memory.parts.set(namespace, { objects, made });
    ownParts.set(namespace, made);
    return made;
  };
  const hasService = (namespace: string, name: string): boolean =>
    ofKind(objectsIn(namespace).objects, "Service").some(({ object }) => object.meta.name === name);
  const implied = lazy(() => (options.snapshot ? [] : impliedServices(hasService, given(), basis().families, options)));
  const everywhere = lazy(() => {
    const names = new Set([...namespaces(), ...implied().map(({ namespace }) => namespace)]);
    for (const { namespace } of options.moment?.pods ?? []) names.add(namespace);
    return [...names];
  });
  const addresses = lazy((): MadeUpAddresses => {
    const impliedIps = implied().flatMap(({ clusterIPs }) => clusterIPs.map(({ ip }) => ip));
    const taken = impliedIps.length === 0 ? given() : new Set([...given(), ...impliedIps]);
    return memory.book.openAt({
      namespaces: everywhere,
      partIn,
      state: { basis: basis(), version: source.version && new WeakRef(source.version) } satisfies BookedState,
      changedSince: (state) => changedNamespaces(state, source, basis()),
      taken,
      families: basis().families,
      ranges: options,
      identityOfService: (key) => {
        const times = options.moment?.remade.get(key) ?? 0;
        return times === 0 ? `Service ${key}` : `Service ${key}#${times}`;
      },
    });
  });
  /** Where a range may be too small for all, who has an address at all is found out at once. */
  const isScarce = lazy(() => {
    const most = source.mostAddresses() * Math.max(1, basis().nodes.length) + given().size;
    return basis().families.some(
      (family) => rangeOf(options.serviceRanges[family]).span <= most || mostPods(options, family) <= most,
    );
  });
  const draw = (family: Address["family"], ip: () => string | undefined): readonly Address[] => {
    if (!isScarce()) return [lateAddress(family, () => ip() ?? "")];
    const found = ip();
    return found === undefined ? [] : [{ family, ip: found, synthetic: true }];
  };
  const views = new Map<string, NamespaceView>();
  const viewIn = (namespace: string): NamespaceView => {
    const before = views.get(namespace);
    if (before !== undefined) return before;
    const made = namespaceView({
      part: partIn(namespace),
      basis: basis(),
      options,
      implied: implied().filter((service) => service.namespace === namespace),
      clusterIP: (key, family) => draw(family, () => addresses().ofService(key, family)),
      podAddresses: (key) => basis().families.flatMap((family) => draw(family, () => addresses().ofPod(key, family))),
      isTaken: (ip) => addresses().isTaken(ip),
      podAt: (key) => cluster.pods.get(key),
    });
    views.set(namespace, made);
    return made;
  };
  const inServiceOrder = lazy(() => sortedBy(everywhere(), (name) => `${name}/`).map(viewIn));
  const inPodOrder = lazy(() => sortedBy(everywhere(), (name) => naturalKey(`${name}/`)).map(viewIn));
  /** Sorted: namespaces come in the order in which somebody used them first. */
  const namespaceNames = lazy((): ReadonlySet<string> => {
    const declared = ofKind(objectsIn("").objects, "Namespace").map(({ object }) => object.meta.name);
    const known = options.snapshot ? [] : [...alwaysThere, options.defaultNamespace];
    return new Set([...declared, ...known, ...namespaces()].sort());
  });
  const cluster: Cluster = {
    get families() {
      return basis().families;
    },
    snapshot: options.snapshot,
    namespaces: lazyMap(
      (name) => namespaceNamed(name, objectsIn, options),
      () =>
        allNamespaces(
          sortedBy(namespaces(), (name) => name),
          objectsIn,
          options,
        ),
    ),
    services: lazyMap(
      (key) => viewIn(before(key)).services().get(behind(key)),
      () => {
        const all = inServiceOrder().flatMap((view) => [...view.services().values()]);
        const first = implied();
        const isImplied = (service: ServiceModel): boolean => first.includes(service);
        return [...first, ...all.filter((service) => !isImplied(service))].map(keyed);
      },
    ),
    pods: lazyMap(
      (key) => viewIn(before(key)).pods().get(behind(key)),
      () => {
        const all = inPodOrder().flatMap((view) => [...view.pods().values()]);
        const isImplied = (pod: PodModel): boolean => pod.declaration === undefined && pod.namespace === "kube-system";
        const dns = options.moment === undefined ? all.filter(isImplied) : [];
        return [...all.filter((pod) => !dns.includes(pod)), ...dns].map(keyed);
      },
    ),
    get slices() {
      return slices();
    },
    slicesByService: lazyMap(
      (key) => {
        const found = viewIn(before(key)).slicesOf(behind(key));
        return found.length === 0 ? undefined : found;
      },
      () =>
        slices().flatMap(({ namespace, serviceName }) =>
          serviceName === "" ? [] : [[`${namespace}/${serviceName}`, viewIn(namespace).slicesOf(serviceName)] as const],
        ),
    ),
    get imports() {
      return imports();
    },
    get nodes() {
      return basis().nodes;
    },
    configMaps: lazyMap(
      (key) => configMapsIn(objectsIn(before(key))).find(([found]) => found === key)?.[1],
      () => sortedBy(namespaces(), (name) => `${name}/`).flatMap((name) => configMapsIn(objectsIn(name))),
    ),
    get notes() {
      return notes();
    },
    podsOf: (declaration) => viewIn(namespaceOf(declaration.object, options)).podsOf(declaration),
    servicesIn: (namespace) => [...viewIn(namespace).services().values()],
    podsIn: (namespace) => [...viewIn(namespace).pods().values()],
    podsReading: (declaration) => viewIn(namespaceOf(declaration.object, options)).podsReading(declaration),
    slicesIn: (namespace) => viewIn(namespace).slices(),
    serviceOf: (declaration) => {
      const { object } = declaration;
      if (object.kind !== "Service") return undefined;
      const view = viewIn(namespaceOf(object, options));
      const named = object.meta.name === "" ? [...view.services().values()] : [view.services().get(object.meta.name)];
      return named.find((service) => service?.declaration === declaration);
    },
    drawAddressesIn: (namespace) => addresses().drawIn(namespace),
    endpointsLeftOut: (namespaces = everywhere()) =>
      [...namespaces].flatMap((name) => {
        const most = viewIn(name).endpointsEach();
        return most === Number.POSITIVE_INFINITY
          ? []
          : [
              `the Services of namespace '${name}' select more than ${mostEndpointsTogether} Pods together: the first ${most} of each are shown`,
            ];
      }),
    notesIn: (namespace) => partIn(namespace).notes,
    draftIn: partIn,
    get common() {
      const { families, nodes, anyPods, podsEach } = basis();
      return {
        families,
        nodes,
        anyPods,
        podsEach,
        implied: implied().map(({ namespace, name }) => `${namespace}/${name}`),
      };
    },
    namespaceNames,
    notesOf: (declaration) =>
      partIn(namespaceOf(declaration.object, options)).notes.filter((note) => note.declaration === declaration),
  };
  const slices = lazy(() => {
    const all = inServiceOrder();
    const impliedFirst = [
      ...implied().flatMap(({ namespace, name }) => viewIn(namespace).derivedSlices(name)),
      ...all.flatMap((view) => view.declaredServices().flatMap((name) => view.derivedSlices(name))),
    ];
    return [
      ...all.flatMap((view) => view.givenSlices()),
      ...impliedFirst,
      ...all.flatMap((view) => view.mirroredSlices()),
      ...all.flatMap((view) => view.impliedSlices()),
    ];
  });
  const imports = lazy(() =>
    sortedBy(namespaces(), (name) => `${name}/`).flatMap((name) =>
      ofKind(objectsIn(name).objects, "ServiceImport").map(({ object, declaration, namespace }) => ({
        object: { ...object, meta: { ...object.meta, namespace } },
        declaration,
      })),
    ),
  );
  const notes = lazy(() => everywhere().flatMap((name) => partIn(name).notes));
  return cluster;
}

/** Where the address book stood. A version of a source that is gone is compared with as a whole. */
interface BookedState {
  readonly basis: Basis;
  readonly version: WeakRef<object> | undefined;
}

function changedNamespaces(state: object, source: ObjectSource, basis: Basis): Iterable<string> | undefined {
  // Only `BookedState`s are handed to the book.
  const { basis: before, version } = state as BookedState;
  const earlier = version?.deref();
  return before === basis && earlier !== undefined ? source.changedSince?.(earlier) : undefined;
}

const alwaysThere = ["default", "kube-system", "kube-public", "kube-node-lease"];

type ObjectsIn = (namespace: string) => NamespaceObjects;

/**
 * A namespace exists when it is declared, when it exists in every cluster, or because an object is in it. In a snapshot
 * only declared ones do, unless none is declared at all: then namespaces were left out of it.
 */
function namespaceNamed(name: string, objectsIn: ObjectsIn, options: ClusterOptions): NamespaceModel | undefined {
  const declared = ofKind(objectsIn("").objects, "Namespace");
  const found = declared.find(({ object }) => object.meta.name === name);
  if (found !== undefined) return declaredNamespace(found);
  if (name === "" || (options.snapshot && declared.length > 0)) return undefined;
  const isImplied = !options.snapshot && (alwaysThere.includes(name) || name === options.defaultNamespace);
  return isImplied || objectsIn(name).objects.length > 0 ? namespaceModel(name) : undefined;
}

function allNamespaces(
  names: readonly string[],
  objectsIn: ObjectsIn,
  options: ClusterOptions,
): Iterable<readonly [string, NamespaceModel]> {
  const declared = ofKind(objectsIn("").objects, "Namespace").map(declaredNamespace);
  const found = new Map(declared.map((namespace) => [namespace.name, namespace]));
  if (options.snapshot && found.size > 0) return found;
  const implied = options.snapshot ? [] : [...alwaysThere, options.defaultNamespace];
  for (const name of [...implied, ...names.filter((name) => objectsIn(name).objects.length > 0)])
    if (name !== "" && !found.has(name)) found.set(name, namespaceModel(name));
  return found;
}

function declaredNamespace({
  object,
  declaration,
}: Existing<Extract<Existing["object"], { kind: "Namespace" }>>): NamespaceModel {
  const { name, labels } = object.meta;
  return { name, labels: { "kubernetes.io/metadata.name": name, ...labels }, declaration };
}

function namespaceModel(name: string): NamespaceModel {
  return { name, labels: { "kubernetes.io/metadata.name": name } };
}

function configMapsIn({
  objects,
}: NamespaceObjects): (readonly [string, Cluster["configMaps"] extends ReadonlyMap<string, infer V> ? V : never])[] {
  return ofKind(objects, "ConfigMap").map(({ object, declaration, namespace }) => [
    `${namespace}/${object.meta.name}`,
    { object, declaration },
  ]);
}

function keyed<T extends { readonly namespace: string; readonly name: string }>(item: T): readonly [string, T] {
  return [`${item.namespace}/${item.name}`, item];
}

/** The namespace of `namespace/name`. */
function before(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf("/")));
}

function behind(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}

function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}

function byNamespace(pods: readonly PodModel[]): ReadonlyMap<string, readonly PodModel[]> {
  const found = new Map<string, PodModel[]>();
  for (const pod of pods) {
    append(found, pod.namespace, pod);
  }
  return found;
}

function sameNames(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && [...a].every((name) => b.has(name));
}

function sameBasis(a: Basis, b: Basis): boolean {
  return (
    sameItems(a.families, b.families) &&
    sameItems(a.nodes, b.nodes) &&
    a.anyPods === b.anyPods &&
    a.podsEach === b.podsEach &&
    a.podsOfMoment === undefined &&
    b.podsOfMoment === undefined
  );
}
