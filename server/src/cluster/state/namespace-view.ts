/** Completes the drafts of one namespace: Services and Pods with their addresses, and the slices of each Service. */

import { append } from "../../base/collections.ts";
import { lazy } from "../../base/lazy.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { IpFamily } from "../../kubernetes/manifests/object.ts";
import type { Address, ClusterOptions, PodModel, ServiceModel, SliceModel } from "./cluster.ts";
import { podsByReads, readAs } from "./config-readers.ts";
import { deriveSlices, mostEndpointsTogether, type SliceContext } from "./endpoints.ts";
import { fairShare } from "./fair-share.ts";
import { givenSlice } from "./given-slices.ts";
import { ofKind } from "./identity.ts";
import { dnsPodAddress, impliedDnsPod, impliedEndpoints, isDnsPod } from "./implied.ts";
import { indexByLabels, type LabelIndex } from "./label-index.ts";
import { lateAddress } from "./lazy.ts";
import { mirroredSlices } from "./mirroring.ts";
import type { Basis, NamespacePart } from "./namespace-part.ts";
import { withClusterIPs } from "./services.ts";
import { derivedBy, managedByLabel, mirroredBy } from "./slice-labels.ts";

export interface NamespaceViewInput {
  readonly part: NamespacePart;
  readonly basis: Basis;
  readonly options: ClusterOptions;
  /** Services that the namespace has though no manifest says so. */
  readonly implied: readonly ServiceModel[];
  /** The made-up ClusterIP of a Service (`namespace/name`); nothing where the range is full. */
  readonly clusterIP: (key: string, family: IpFamily) => readonly Address[];
  /** The made-up addresses of a Pod. */
  readonly podAddresses: (key: string) => readonly Address[];
  /** True for an address that something has. */
  readonly isTaken: (ip: string) => boolean;
  /** A Pod of any namespace. */
  readonly podAt: (key: string) => PodModel | undefined;
}

/** All by name; made when they are first asked for. */
export interface NamespaceView {
  readonly services: () => ReadonlyMap<string, ServiceModel>;
  /** The names of Services that manifests declare, sorted. */
  readonly declaredServices: () => readonly string[];
  /** In natural order. */
  readonly pods: () => ReadonlyMap<string, PodModel>;
  /** The Pods that a declaration is or makes, in natural order. */
  readonly podsOf: (declaration: Declaration) => readonly PodModel[];
  /** The Pods that get the contents of a ConfigMap or Secret, in natural order: of each workload the first. */
  readonly podsReading: (declaration: Declaration) => readonly PodModel[];
  /** All effective slices of a Service: given, derived, mirrored, implied. */
  readonly slicesOf: (service: string) => readonly SliceModel[];
  /** All effective slices. */
  readonly slices: () => readonly SliceModel[];
  readonly givenSlices: () => readonly SliceModel[];
  readonly derivedSlices: (service: string) => readonly SliceModel[];
  readonly mirroredSlices: () => readonly SliceModel[];
  readonly impliedSlices: () => readonly SliceModel[];
  /** How many endpoints of one Service are derived at most; Infinity: all. */
  readonly endpointsEach: () => number;
}

export function namespaceView(input: NamespaceViewInput): NamespaceView {
  const { part, basis, options, podAt } = input;
  const { namespace, objects } = part;
  const services = lazy(() => {
    const found = new Map(input.implied.map((service) => [service.name, service]));
    for (const draft of part.services) {
      const { name } = draft.service;
      found.set(
        name,
        withClusterIPs(draft, (family) => input.clusterIP(`${namespace}/${name}`, family)),
      );
    }
    return found;
  });
  const pods = lazy(() => withDnsPod(podsIn(input), services(), input));
  const byDeclaration = lazy(() => {
    const found = new Map<Declaration, PodModel[]>();
    for (const pod of pods().values()) {
      for (const declaration of new Set([pod.declaration, pod.controller?.declaration])) {
        if (declaration === undefined) continue;
        append(found, declaration, pod);
      }
    }
    return found;
  });
  const readers = lazy(() => podsByReads(pods().values()));
  const given = lazy(() => ofKind(objects, "EndpointSlice").map((slice) => givenSlice(slice, podAt)));
  const madeBy = (controller: string): (() => ReadonlySet<string>) =>
    lazy(
      () =>
        new Set(
          given()
            .filter(({ labels }) => labels[managedByLabel] === controller)
            .map(({ serviceName }) => serviceName),
        ),
    );
  const [derived, mirrored] = [madeBy(derivedBy), madeBy(mirroredBy)];
  /** Only where there may be too many endpoints, one looks at all selectors. */
  const endpointsEach = (index: LabelIndex<PodModel>): number => {
    if (pods().size * services().size <= mostEndpointsTogether) return Number.POSITIVE_INFINITY;
    const wanted = [...services().values()].map(({ selector }) =>
      selector === undefined ? 0 : index.candidates(namespace, { matchLabels: selector, matchExpressions: [] }).length,
    );
    return fairShare(wanted, mostEndpointsTogether);
  };
  const context = lazy((): SliceContext => {
    const index = indexByLabels(pods().values());
    return {
      index,
      nodes: new Map(basis.nodes.map((node) => [node.meta.name, node])),
      nodesAreKnown: options.snapshot && basis.nodes.length > 0,
      endpointsEach: endpointsEach(index),
    };
  });
  const made = new Map<string, readonly SliceModel[]>();
  const derivedSlices = (name: string): readonly SliceModel[] => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const service = services().get(name);
    const hasOwn = service?.selector === undefined || service.type === "ExternalName" || derived().has(name);
    const slices = service === undefined || hasOwn ? [] : deriveSlices(service, context());
    made.set(name, slices);
    return slices;
  };
  const mirroredAll = lazy(() =>
    ofKind(objects, "Endpoints").flatMap((endpoints) => {
      const { name } = endpoints.object.meta;
      return mirrored().has(name) ? [] : mirroredSlices(endpoints, services().get(name), podAt);
    }),
  );
  const impliedSlices = lazy((): readonly SliceModel[] => {
    if (options.snapshot || namespace !== "default") return [];
    const service = services().get("kubernetes");
    if (service === undefined || service.declaration !== undefined) return [];
    return given().some(({ serviceName }) => serviceName === "kubernetes") ? [] : impliedEndpoints(basis.families);
  });
  return {
    services,
    declaredServices: () => part.services.map(({ service }) => service.name),
    pods,
    podsOf: (declaration) => byDeclaration().get(declaration) ?? [],
    podsReading: ({ object }) => {
      const reads = readAs(object);
      return (reads && readers().get(`${reads.kind} ${reads.name}`)) ?? [];
    },
    slicesOf: (name) =>
      name === ""
        ? []
        : [
            ...given().filter(({ serviceName }) => serviceName === name),
            ...derivedSlices(name),
            ...mirroredAll().filter(({ serviceName }) => serviceName === name),
            ...impliedSlices().filter(({ serviceName }) => serviceName === name),
          ],
    slices: lazy(() => [
      ...given(),
      ...[...services().keys()].flatMap(derivedSlices),
      ...mirroredAll(),
      ...impliedSlices(),
    ]),
    givenSlices: given,
    derivedSlices,
    mirroredSlices: mirroredAll,
    impliedSlices,
    endpointsEach: () => context().endpointsEach,
  };
}

function podsIn({ part, podAddresses }: NamespaceViewInput): ReadonlyMap<string, PodModel> {
  const found = new Map<string, PodModel>();
  for (const { pod, needsAddress } of part.pods) {
    const addresses = needsAddress ? podAddresses(`${pod.namespace}/${pod.name}`) : pod.addresses;
    found.set(pod.name, needsAddress ? { ...pod, addresses } : pod);
  }
  return found;
}

/** The Pods with one of CoreDNS where no Pod stands behind the implied DNS Service. */
function withDnsPod(
  pods: ReadonlyMap<string, PodModel>,
  services: ReadonlyMap<string, ServiceModel>,
  { part, basis, options, isTaken }: NamespaceViewInput,
): ReadonlyMap<string, PodModel> {
  if (options.snapshot || part.namespace !== "kube-system") return pods;
  const service = services.get("kube-dns");
  if (service === undefined || service.declaration !== undefined) return pods;
  for (const pod of pods.values()) if (isDnsPod(pod)) return pods;
  const name = pods.has("coredns") ? "coredns-dns" : "coredns";
  const addresses = basis.families.map((family) =>
    lateAddress(family, () => dnsPodAddress(options.podRanges[family], isTaken)),
  );
  return new Map([...pods, [name, impliedDnsPod(name, addresses)]]);
}
