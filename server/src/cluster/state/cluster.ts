/**
 * Defines the state of one cluster as its API server would show it: Pods that exist, effective endpoints, allocated
 * addresses. It holds no positions and no DNS names. The declaration behind each object is its provenance.
 */
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type {
  ConfigMapObject,
  IpFamily,
  Labels,
  NodeObject,
  ObjectReference,
  PodSpec,
  Protocol,
  ServiceImportObject,
} from "../../kubernetes/manifests/object.ts";

/** `namespace/name`. */
export type NamespacedName = string;

/** How the cluster is set up, apart from its objects. All defaults are in `defaultClusterOptions`. */
export interface ClusterOptions {
  /** The cluster's IP families, primary first. Absent: what the objects show, else IPv4. */
  readonly families?: readonly IpFamily[];
  /** Ranges from which addresses are made up, CIDR, one per family. */
  readonly serviceRanges: Readonly<Record<IpFamily, string>>;
  readonly podRanges: Readonly<Record<IpFamily, string>>;
  /**
   * The objects are everything there is (a dump): no object is implied (default namespaces, `kubernetes` and
   * `kube-dns` Services), and a workload that its controller has seen gets no predicted Pods (unless the dump lists no
   * Pod at all).
   */
  readonly snapshot: boolean;
  /** The namespace of objects that state none (kubectl's context). */
  readonly defaultNamespace: string;
  /** The release of the API server; absent: the newest that is known. */
  readonly kubernetesVersion?: string;
  /** Absent: everything has settled, and every predicted Pod is ready. */
  readonly moment?: ScenarioMoment;
}

/** One point of a scenario, as far as declarations do not state it (cluster/history/play.ts). */
export interface ScenarioMoment {
  /** The Pods that exist, but for those that every cluster has anyway. Nothing is predicted beside them. */
  readonly pods: readonly PodModel[];
  /** How often a Service was made again, by `namespace/name`: it has another ClusterIP each time. */
  readonly remade: ReadonlyMap<NamespacedName, number>;
}

/** An address, and whether PodNS made it up. */
export interface Address {
  readonly family: IpFamily;
  /** Canonical text form; as written where a manifest gives it (CoreDNS compares strings). */
  readonly ip: string;
  readonly synthetic: boolean;
}

export interface NamespaceModel {
  readonly name: string;
  readonly labels: Labels;
  /** Absent: the namespace exists in every cluster, or only because an object is in it. */
  readonly declaration?: Declaration;
}

/** A Service's port after defaulting. */
export interface ServicePortModel {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly targetPort: number | string;
}

export interface ServiceModel {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  /** `clusterIPs[0] === "None"` exactly (CoreDNS plugin/kubernetes/object/service.go). */
  readonly headless: boolean;
  /** ClusterIPs, primary first; empty for headless and ExternalName. */
  readonly clusterIPs: readonly Address[];
  readonly families: readonly IpFamily[];
  /** Undefined when the Service has none (or `{}`): then no endpoints are derived. */
  readonly selector: Labels | undefined;
  readonly ports: readonly ServicePortModel[];
  readonly externalName: string;
  readonly publishNotReadyAddresses: boolean;
  /** Absent for the implied Services (`kubernetes`, `kube-dns`). */
  readonly declaration?: Declaration;
}

/** Who made a Pod: the workload a person wrote (a Deployment, not its ReplicaSet). */
export interface ControllerRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly declaration?: Declaration;
}

export interface PodModel {
  readonly namespace: string;
  /** The Pod's name. Predicted random parts are drawn from the object's identity: see `nameIsPredicted`. */
  readonly name: string;
  /** False when the cluster would put random characters into the name (Deployment, DaemonSet, Job). */
  readonly nameIsCertain: boolean;
  readonly labels: Labels;
  readonly spec: PodSpec;
  /** spec.hostname and spec.subdomain as the controller sets them; "" when absent. */
  readonly hostname: string;
  readonly subdomain: string;
  /** One per family, primary first; empty while the Pod has no address (not scheduled, or refused). */
  readonly addresses: readonly Address[];
  readonly phase: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  /** True when PodNS predicted the Pod; false when a manifest holds it. */
  readonly predicted: boolean;
  /** StatefulSet ordinal or Job completion index. */
  readonly ordinal?: number;
  readonly controller?: ControllerRef;
  /** The declaration that the Pod comes from: itself, or its workload. Absent for implied Pods only. */
  readonly declaration?: Declaration;
}

export interface EndpointPortModel {
  readonly name: string;
  /** -1 when the slice gives no number (CoreDNS's sentinel). */
  readonly port: number;
  readonly protocol: Protocol | "";
}

/** One endpoint of a slice. */
export interface EndpointModel {
  readonly addresses: readonly Address[];
  /** "" when absent. */
  readonly hostname: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zone: string;
  readonly targetRef?: ObjectReference;
  /** The Pod behind it when it is in the model. */
  readonly pod?: PodModel;
}

/** An effective EndpointSlice: given, derived by the endpoint slice controller, or mirrored from Endpoints. */
export interface SliceModel {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** Label kubernetes.io/service-name. "" joins no Service. */
  readonly serviceName: string;
  /** Label multicluster.kubernetes.io/service-name; "" when absent. */
  readonly importName: string;
  /** Label multicluster.kubernetes.io/source-cluster; "" when absent. */
  readonly sourceCluster: string;
  readonly origin: "given" | "derived" | "mirrored";
  readonly endpoints: readonly EndpointModel[];
  readonly ports: readonly EndpointPortModel[];
  readonly declaration?: Declaration;
}

/** Something the controllers could not do, reported where it bears on names. */
export interface ClusterNote {
  readonly declaration: Declaration;
  readonly kind: /** Every Pod of the set is refused: a label or name over 63 characters. */
    | "no-pods-name-too-long"
    /** Whether its Pods exist depends on the length of the revision's hash. */
    | "pods-uncertain-name-length"
    /** More Pods are wanted than the model holds. */
    | "pods-left-out"
    /** Two declarations of one object: this one is not applied. */
    | "duplicate-object"
    /** The API server refuses the object; it is not in the model. */
    | "refused";
  readonly message: string;
}

/** What there is in a cluster. */
export interface ClusterObjects {
  readonly families: readonly IpFamily[];
  readonly snapshot: boolean;
  readonly namespaces: ReadonlyMap<string, NamespaceModel>;
  readonly services: ReadonlyMap<NamespacedName, ServiceModel>;
  readonly pods: ReadonlyMap<NamespacedName, PodModel>;
  readonly slices: readonly SliceModel[];
  /** Slices by `namespace/service-name`. */
  readonly slicesByService: ReadonlyMap<NamespacedName, readonly SliceModel[]>;
  readonly imports: readonly { readonly object: ServiceImportObject; readonly declaration: Declaration }[];
  readonly nodes: readonly NodeObject[];
  readonly configMaps: ReadonlyMap<
    NamespacedName,
    { readonly object: ConfigMapObject; readonly declaration: Declaration }
  >;
  readonly notes: readonly ClusterNote[];
}

/**
 * Every member is looked up or made when it is asked for: one namespace costs what is in it, and only going through a
 * whole map or list costs what the whole cluster does.
 */
export interface Cluster extends ClusterObjects {
  /** The Pods that a declaration is, or that a workload of it makes, in natural order. */
  readonly podsOf: (declaration: Declaration) => readonly PodModel[];
  /** In the order of their names, implied ones in front. */
  readonly servicesIn: (namespace: string) => readonly ServiceModel[];
  /** In natural order. */
  readonly podsIn: (namespace: string) => readonly PodModel[];
  /** The Pods that get the contents of a ConfigMap or Secret, in natural order: of each workload the first. */
  readonly podsReading: (declaration: Declaration) => readonly PodModel[];
  /** All effective slices that lie in a namespace. */
  readonly slicesIn: (namespace: string) => readonly SliceModel[];
  /** The Service that a declaration is; undefined for other kinds, and where another declaration of it counts. */
  readonly serviceOf: (declaration: Declaration) => ServiceModel | undefined;
  readonly notesOf: (declaration: Declaration) => readonly ClusterNote[];
  readonly notesIn: (namespace: string) => readonly ClusterNote[];
  /** An object that stays the same while the names of a namespace's Services and Pods do, in the clusters that follow from one another. */
  readonly draftIn: (namespace: string) => object;
  /** Does a part of the work that the first made-up address needs. It does not change any result. */
  readonly drawAddressesIn: (namespace: string) => void;
  /** Why Services have fewer endpoints here than they would have: a sentence for each such namespace, of these or all. */
  readonly endpointsLeftOut: (namespaces?: Iterable<string>) => readonly string[];
  /** Where it and all objects of a namespace are the same in two clusters, the same is made of them, but for made-up addresses. */
  readonly common: CommonFacts;
  /** The names of all namespaces that exist, and of some that do not: nothing is made to find them. */
  readonly namespaceNames: () => Iterable<string>;
}

/** What of the whole cluster bears on what the objects of each namespace make. */
export interface CommonFacts {
  readonly families: readonly IpFamily[];
  readonly nodes: readonly NodeObject[];
  /** True in a snapshot that has any Pod. */
  readonly anyPods: boolean;
  /** How many Pods of one workload are predicted at most. */
  readonly podsEach: number;
  /** The Services that no manifest declares, as `namespace/name`: an address that another one has takes their place. */
  readonly implied: readonly string[];
}

/** Ranges and defaults of a kubeadm cluster; `families` follows the objects. */
export const defaultClusterOptions: ClusterOptions = {
  serviceRanges: { IPv4: "10.96.0.0/12", IPv6: "fd00:10:96::/112" },
  podRanges: { IPv4: "10.244.0.0/16", IPv6: "fd00:10:244::/64" },
  snapshot: false,
  defaultNamespace: "default",
};
