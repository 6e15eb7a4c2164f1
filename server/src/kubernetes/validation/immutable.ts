/** Lists the fields of each kind that cannot be changed once the object exists, and where Kubernetes says so. */

/** A field, or a whole spec of which only some fields may change. */
interface ImmutableField {
  /** From the object's root. */
  readonly path: readonly string[];
  /** Fields below it that may change nevertheless. */
  readonly except?: readonly string[];
  /** The code that holds the rule. */
  readonly source: string;
}

const fields = (source: string, ...names: readonly string[]): readonly ImmutableField[] =>
  names.map((name) => ({ path: ["spec", name], source }));

const selector = fields("pkg/registry/apps (strategy ValidateUpdate)", "selector");

/** By kind. Names and namespaces are an object's identity: another name is another object. */
const immutableFields: ReadonlyMap<string, readonly ImmutableField[]> = new Map<string, readonly ImmutableField[]>([
  [
    "StatefulSet",
    [
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
        source: "pkg/apis/apps/validation ValidateStatefulSetUpdate",
      },
    ],
  ],
  ["Deployment", selector],
  ["ReplicaSet", selector],
  ["DaemonSet", selector],
  [
    "Job",
    fields(
      "pkg/apis/batch/validation ValidateJobSpecUpdate",
      ...["completions", "selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex"],
    ),
  ],
  // ipFamilies may change under a headless Service, so they are not in the table.
  ["Service", fields("pkg/apis/core/validation validateUpgradeDowngradeClusterIPs", "clusterIP", "clusterIPs")],
  ["EndpointSlice", [{ path: ["addressType"], source: "pkg/apis/discovery/validation ValidateEndpointSliceUpdate" }]],
  [
    "Pod",
    fields(
      "pkg/apis/core/validation ValidatePodUpdate",
      ...["hostname", "subdomain", "hostnameOverride", "setHostnameAsFQDN", "dnsPolicy", "dnsConfig", "hostNetwork"],
    ),
  ],
]);

/** The rule that keeps a field from being changed; undefined for one that may change. */
export function immutableAt(kind: string, path: readonly (string | number)[]): ImmutableField | undefined {
  return immutableFields.get(kind)?.find(({ path: fixed, except = [] }) => {
    const inside = fixed.every((part, index) => path[index] === part);
    const next = path[fixed.length];
    return inside && (except.length === 0 || (typeof next === "string" && !except.includes(next)));
  });
}

/** What must be done to change the field, for titles and hovers: `immutable: a live Service must be recreated`. */
export function immutability(kind: string, path: readonly (string | number)[]): string | undefined {
  return immutableAt(kind, path) === undefined ? undefined : `immutable: a live ${kind} must be recreated`;
}
