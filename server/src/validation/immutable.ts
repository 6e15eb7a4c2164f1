/** Knows which fields of each kind cannot be changed once the object exists, and where Kubernetes says so. */

/** A field, or a whole spec of which only some fields may change. */
export interface ImmutableField {
  /** From the object's root. */
  readonly path: readonly string[];
  /** Fields below it that may change all the same. */
  readonly except?: readonly string[];
  /** How to change it: what an engineer has to do. */
  readonly remedy: string;
  /** The code that holds the rule. */
  readonly source: string;
}

const recreate = "delete the object and create it again";
const statefulSet: readonly ImmutableField[] = [
  {
    path: ["spec"],
    except: [
      "replicas",
      "ordinals",
      "template",
      "updateStrategy",
      "revisionHistoryLimit",
      "persistentVolumeClaimRetentionPolicy",
      "minReadySeconds",
    ],
    remedy: "delete the StatefulSet (kubectl delete --cascade=orphan keeps its Pods) and create it again",
    source: "pkg/apis/apps/validation ValidateStatefulSetUpdate",
  },
];
const appsSelector: readonly ImmutableField[] = [
  { path: ["spec", "selector"], remedy: recreate, source: "pkg/registry/apps strategy ValidateUpdate" },
];
const jobFields = ["completions", "selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex"];
const podFields = ["hostname", "subdomain", "dnsPolicy", "dnsConfig", "hostNetwork", "hostAliases", "nodeName"];

/** By kind. Names and namespaces of objects are their identity: never changed, always another object. */
export const immutableFields: Readonly<Record<string, readonly ImmutableField[]>> = {
  StatefulSet: statefulSet,
  Deployment: appsSelector,
  ReplicaSet: appsSelector,
  DaemonSet: appsSelector,
  Job: jobFields.map((field) => ({
    path: ["spec", field],
    remedy: recreate,
    source: "pkg/apis/batch/validation ValidateJobSpecUpdate",
  })),
  Service: ["clusterIP", "clusterIPs", "ipFamilies"].map((field) => ({
    path: ["spec", field],
    remedy: recreate,
    source: "pkg/apis/core/validation validateUpgradeDowngradeClusterIPs",
  })),
  EndpointSlice: [
    {
      path: ["addressType"],
      remedy: recreate,
      source: "pkg/apis/discovery/validation ValidateEndpointSliceUpdate",
    },
  ],
  Pod: podFields.map((field) => ({
    path: ["spec", field],
    remedy: recreate,
    source: "pkg/apis/core/validation ValidatePodUpdate",
  })),
};

/** The rule that keeps a field from being changed; undefined for one that may change. */
export function immutableAt(kind: string, path: readonly (string | number)[]): ImmutableField | undefined {
  const fields = Object.hasOwn(immutableFields, kind) ? (immutableFields[kind] ?? []) : [];
  return fields.find(({ path: fixed, except = [] }) => {
    const inside = fixed.every((part, index) => path[index] === part);
    const next = path[fixed.length];
    return inside && (except.length === 0 || (typeof next === "string" && !except.includes(next)));
  });
}
