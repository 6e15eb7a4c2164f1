/** `.Capabilities`: what helm says of the cluster and of itself (helm pkg/chartutil/capabilities.go). */
import { quote } from "../template/quote.ts";
import { type GoType, types } from "../template/types.ts";
import { GoList, plain, Struct, type Value } from "../template/value.ts";

/** A Kubernetes version that helm does not read. */
export class KubeVersionError extends Error {}

/** The version of Kubernetes that helm 3.22 assumes: that of the client it is built with. */
const defaultVersion = "1.37.0";

export interface KubeVersion {
  /** With a leading `v`. */
  readonly version: string;
  readonly major: string;
  readonly minor: string;
}

/**
 * `chartutil.ParseKubeVersion`
 * @throws {KubeVersionError} in helm's words
 */
export function parseKubeVersion(text: string = defaultVersion): KubeVersion {
  // k8s.io/apimachinery pkg/util/version: numbers with points; whatever follows them is left out.
  // bounded: a flag of the command line
  const match = /^\s*v?([0-9]+(?:\.[0-9]+)*)[^\n]*$/.exec(text);
  const fail = (reason: string): never => {
    throw new KubeVersionError(`invalid kube version '${text}': ${reason}`);
  };
  if (match === null) return fail(`could not parse ${quote(text)} as version`);
  const parts = (match[1] ?? "").split(".");
  const [first = ""] = parts;
  if (parts.length < 2) return fail(`illegal version string ${quote(text)}`);
  if (/^0./.test(first)) return fail(`illegal zero-prefixed version component ${quote(first)} in ${quote(text)}`);
  const numbers = parts.map((part) => String(BigInt(part)));
  const [major = "", minor = ""] = numbers;
  return { version: `v${numbers.join(".")}`, major, minor };
}

/** API versions that helm 3.22 knows without a cluster. */
const knownVersions: readonly string[] = (
  "v1 admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1 " +
  "internal.apiserver.k8s.io/v1alpha1 apps/v1 apps/v1beta1 apps/v1beta2 authentication.k8s.io/v1 " +
  "authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1 authorization.k8s.io/v1 authorization.k8s.io/v1beta1 " +
  "autoscaling/v1 autoscaling/v2 batch/v1 batch/v1beta1 certificates.k8s.io/v1 certificates.k8s.io/v1beta1 " +
  "certificates.k8s.io/v1alpha1 coordination.k8s.io/v1alpha2 coordination.k8s.io/v1beta1 coordination.k8s.io/v1 " +
  "discovery.k8s.io/v1 discovery.k8s.io/v1beta1 events.k8s.io/v1 events.k8s.io/v1beta1 extensions/v1beta1 " +
  "flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2 " +
  "flowcontrol.apiserver.k8s.io/v1beta3 lifecycle.k8s.io/v1alpha1 networking.k8s.io/v1 networking.k8s.io/v1beta1 " +
  "node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1 policy/v1 policy/v1beta1 rbac.authorization.k8s.io/v1 " +
  "rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1 resource.k8s.io/v1 resource.k8s.io/v1beta2 " +
  "resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3 scheduling.k8s.io/v1alpha3 scheduling.k8s.io/v1beta1 " +
  "scheduling.k8s.io/v1 storage.k8s.io/v1beta1 storage.k8s.io/v1 storage.k8s.io/v1alpha1 storagemigration.k8s.io/v1 " +
  "storagemigration.k8s.io/v1beta1 apiextensions.k8s.io/v1beta1 apiextensions.k8s.io/v1"
).split(" ");

const versionOf = (receiver: Value): Value => (receiver instanceof Struct ? receiver.fields.get("Version") : undefined);

const kubeVersionType: GoType = {
  name: "chartutil.KubeVersion",
  kind: "struct",
  fields: [
    { name: "Version", type: types.string },
    { name: "Major", type: types.string },
    { name: "Minor", type: types.string },
  ],
  pointerMethods: {
    String: { params: [], call: versionOf },
    GitVersion: { params: [], call: versionOf },
  },
};

const versionSetType: GoType = {
  name: "chartutil.VersionSet",
  kind: "slice",
  elem: types.string,
  underlying: types.stringList,
  methods: {
    Has: {
      params: [types.string],
      call: (receiver, [version]) =>
        receiver instanceof GoList && receiver.items.some((item) => plain(item) === plain(version)),
    },
  },
};

const buildInfoType: GoType = {
  name: "version.BuildInfo",
  kind: "struct",
  fields: [
    { name: "Version", type: types.string, json: "version", omitEmpty: true },
    { name: "GitCommit", type: types.string, json: "git_commit", omitEmpty: true },
    { name: "GitTreeState", type: types.string, json: "git_tree_state", omitEmpty: true },
    { name: "GoVersion", type: types.string, json: "go_version", omitEmpty: true },
  ],
};

const capabilitiesType: GoType = {
  name: "chartutil.Capabilities",
  kind: "struct",
  fields: [
    { name: "KubeVersion", type: kubeVersionType },
    { name: "APIVersions", type: versionSetType },
    { name: "HelmVersion", type: buildInfoType },
  ],
};

const pointerType: GoType = { name: "*chartutil.Capabilities", kind: "ptr", elem: capabilitiesType };

/** The value of `.Capabilities`. */
export function makeCapabilities(kube: KubeVersion, apiVersions: readonly string[]): Struct {
  const struct = (type: GoType, fields: Readonly<Record<string, Value>>): Struct =>
    new Struct(type, new Map(Object.entries(fields)));
  return struct(pointerType, {
    KubeVersion: struct(kubeVersionType, { Version: kube.version, Major: kube.major, Minor: kube.minor }),
    APIVersions: new GoList([...knownVersions, ...apiVersions], versionSetType),
    // Of helm 3.22.0 as Go builds it from its module (internal/version); releases add the commit that they are made of.
    HelmVersion: struct(buildInfoType, { Version: "v3.22", GitCommit: "", GitTreeState: "", GoVersion: "go1.26.8" }),
  });
}
