/**
 * Defines every setting once: key, type, default, words. A test holds package.json's `contributes.configuration`
 * against this table. Where settings come from (editor, repository file, command line) is decided elsewhere.
 */

import { refusedGlobs } from "../../base/glob.ts";
import { isRecord } from "../../base/json.ts";
import { addAll } from "../../base/long-lists.ts";
import { type ClientId, clientIds } from "../../dns/clients/simulation.ts";
import type { IpFamily } from "../../kubernetes/manifests/object.ts";
import { newestRelease } from "../../kubernetes/manifests/refusals.ts";
import { chartsSchema, type GivenChart, readCharts } from "./chart-settings.ts";
import { type OperatorSettings, operatorsSchema, readOperators } from "./name-pack.ts";

export type RuleLevel = "error" | "warning" | "information" | "hint" | "off";

export interface Settings {
  readonly clusterDomain: string;
  /** True where a setting states the domain. Otherwise it may differ from the usual one. */
  readonly isDomainGiven?: true;
  /** Addresses of the cluster's DNS Service as kubelet writes them; empty: tenth address of the Service range. */
  readonly clusterDns: readonly string[];
  readonly defaultNamespace: string;
  /** The release of Kubernetes that the manifests are for: `1.24`. */
  readonly kubernetesVersion: string;
  /** Namespaces whose objects are all in the workspace. Empty: those that its manifests show. */
  readonly namespaces: readonly string[];
  /** Empty: what the manifests show, else IPv4. */
  readonly families: readonly IpFamily[];
  readonly serviceRanges: Readonly<Record<IpFamily, string>>;
  readonly podRanges: Readonly<Record<IpFamily, string>>;
  /** "spec": a server that answers what the DNS specification says and no more, such as kube-dns or Cloud DNS. */
  readonly dnsServer: "coredns" | "spec";
  /** The text of a Corefile; "": the ConfigMap `coredns` of the manifests, else kubeadm's. */
  readonly corefile: string;
  /** The text of the nodes' /etc/resolv.conf. */
  readonly nodeResolvConf: string;
  /** "auto": guessed from the asking Pod's image. */
  readonly client: ClientId | "auto";
  /** Operators: which of the known ones do not run in the cluster, and others. */
  readonly operators: OperatorSettings;
  /** How charts of the repository are installed. */
  readonly charts: readonly GivenChart[];
  /** Charts are rendered with the `helm` program where there is one and the workspace is trusted. */
  readonly helm: boolean;
  readonly exclude: readonly string[];
  readonly codeLens: boolean;
  /** What is written behind short names in the editor. */
  readonly inlayHints: "off" | "name" | "address";
  /** Severity by rule id, where it differs from the rule's own. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
}

/** One setting as package.json shows it. */
export interface SettingRow {
  readonly key: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly description: string;
}

export const defaultSettings: Settings = {
  clusterDomain: "cluster.local",
  clusterDns: [],
  defaultNamespace: "default",
  kubernetesVersion: newestRelease,
  namespaces: [],
  families: [],
  serviceRanges: { IPv4: "10.96.0.0/12", IPv6: "fd00:10:96::/112" },
  podRanges: { IPv4: "10.244.0.0/16", IPv6: "fd00:10:244::/64" },
  dnsServer: "coredns",
  corefile: "",
  nodeResolvConf: "",
  client: "auto",
  operators: { disabled: [], packs: [] },
  charts: [],
  helm: true,
  exclude: ["**/node_modules/**", "**/.git/**", "**/vendor/**", "**/_site/**", "**/testdata/**"],
  codeLens: true,
  inlayHints: "off",
  rules: {},
};

/** The table; `rules.<id>` rows are added from the rules table by `settingsSchema` in features. */
export const settingRows: readonly SettingRow[] = [
  {
    key: "clusterDomain",
    schema: { type: "string", default: defaultSettings.clusterDomain },
    description: "The cluster's DNS domain, as kubelet and CoreDNS have it.",
  },
  {
    key: "clusterDNS",
    schema: { type: "array", items: { type: "string" }, default: [] },
    description:
      "Addresses of the DNS Service that kubelet writes into Pods. Empty: the tenth address of the Service range.",
  },
  {
    key: "defaultNamespace",
    schema: { type: "string", default: defaultSettings.defaultNamespace },
    description: "The namespace of objects that state none (that of the kubectl context they are applied with).",
  },
  {
    key: "kubernetesVersion",
    schema: { type: "string", default: defaultSettings.kubernetesVersion },
    description:
      "The release of Kubernetes that the manifests are for, in quotes (`'1.24'`): what a later one took away is not an error, and charts see it.",
  },
  {
    key: "namespaces",
    schema: { type: "array", items: { type: "string" }, default: [] },
    description:
      "The namespaces that this workspace fills: only names in them may be called missing. Empty: those that its manifests show, kube-*, gke-* and openshift* left out.",
  },
  {
    key: "ipFamilies",
    schema: { type: "array", items: { enum: ["IPv4", "IPv6"] }, maxItems: 2, uniqueItems: true, default: [] },
    description: "The cluster's IP families, primary first. Empty: what the manifests show, else IPv4.",
  },
  {
    key: "serviceRanges",
    schema: {
      type: "object",
      properties: { IPv4: { type: "string" }, IPv6: { type: "string" } },
      additionalProperties: false,
      default: defaultSettings.serviceRanges,
    },
    description: "The ranges (CIDR) that made-up Service addresses are drawn from.",
  },
  {
    key: "podRanges",
    schema: {
      type: "object",
      properties: { IPv4: { type: "string" }, IPv6: { type: "string" } },
      additionalProperties: false,
      default: defaultSettings.podRanges,
    },
    description: "The ranges (CIDR) that made-up Pod addresses are drawn from.",
  },
  {
    key: "dnsServer",
    schema: { enum: ["coredns", "spec"], default: defaultSettings.dnsServer },
    description:
      "The cluster's DNS server: `coredns`, or `spec` for one that answers what the Kubernetes DNS specification says and no more (kube-dns, Cloud DNS): there the Pods behind a Service with a ClusterIP have no names.",
  },
  {
    key: "corefile",
    schema: { type: "string", editPresentation: "multilineText", default: "" },
    description:
      "The text of the cluster's Corefile. Empty: the ConfigMap kube-system/coredns where the manifests have one, else that of a current kubeadm.",
  },
  {
    key: "nodeResolvConf",
    schema: { type: "string", editPresentation: "multilineText", default: "" },
    description:
      "The text of the nodes' /etc/resolv.conf: Pods inherit its search list, and all of it with dnsPolicy Default or hostNetwork.",
  },
  {
    key: "client",
    schema: { enum: ["auto", ...clientIds], default: "auto" },
    description: "The program that a simulation runs. `auto` guesses it from the image of the asking Pod.",
  },
  {
    key: "operators",
    schema: operatorsSchema,
    description:
      "Operators make Services and label Pods that no manifest shows, so such names are never called missing. The common ones are known; here others are described, and known ones switched off.",
  },
  {
    key: "charts",
    schema: chartsSchema,
    description:
      "How charts of this repository are installed: folder, values files, release and namespace. What is wrong there has its rule's own severity.",
  },
  {
    key: "helm",
    schema: { type: "boolean", default: true },
    description:
      "Render Helm charts with the `helm` program where the editor cannot do it without, there is one and the workspace is trusted: `helm template`, without a cluster or the network.",
  },
  {
    key: "exclude",
    schema: { type: "array", items: { type: "string" }, default: defaultSettings.exclude },
    description: "Globs of files that are not read.",
  },
  {
    key: "codeLens",
    schema: { type: "boolean", default: true },
    description:
      "Show “Simulate nslookup” above each StatefulSet, and there and above each headless Service how many of its Pods’ names resolve.",
  },
  {
    key: "inlayHints",
    schema: { enum: ["off", "name", "address"], default: defaultSettings.inlayHints },
    description:
      "What the editor writes behind short host names: nothing, the rest of the full name (`name`), or the addresses (`address`).",
  },
];

/** A setting that could not be used; the default took its place. */
export interface SettingProblem {
  readonly key: string;
  readonly message: string;
  /** The wrong entry below the key, where the other entries count. */
  readonly entry?: string;
}

/** Settings that were given. The others stay as they are. */
export type GivenSettings = Partial<Settings>;

/** The settings with what was given over them, the strongest last. Severities are taken rule by rule. */
export function withGiven(settings: Settings, given: readonly GivenSettings[]): Settings {
  let result = settings;
  for (const over of given) {
    const domain = over.clusterDomain === undefined ? {} : { isDomainGiven: true as const };
    result = { ...result, ...over, ...domain, rules: { ...result.rules, ...over.rules } };
  }
  return result;
}

/**
 * Settings from what an editor or a file gives for the section `podns`; wrong values fall back to their defaults and
 * are reported. Never throws.
 * @param prefix of the keys in problems
 */
export function readSettings(
  value: unknown,
  prefix = "podns.",
): {
  readonly settings: Settings;
  /** What `value` gave, without the defaults. */
  readonly given: GivenSettings;
  readonly problems: readonly SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const record = isRecord(value) ? value : {};
  const field = <T>(key: string, read: (value: unknown) => T | undefined, expected: string): T | undefined => {
    const raw = record[key];
    if (raw === undefined || raw === null) return undefined;
    const result = read(raw);
    if (result === undefined) {
      const message = `'${prefix}${key}' must be ${expected}; the default is used`;
      problems.push({ key: `${prefix}${key}`, message });
    }
    return result;
  };
  const d = defaultSettings;
  const truth = (raw: unknown): boolean | undefined => (typeof raw === "boolean" ? raw : undefined);
  const given: { readonly [K in keyof Settings]: Settings[K] | undefined } = {
    clusterDomain: field("clusterDomain", domain, "a domain such as 'cluster.local'"),
    clusterDns: field("clusterDNS", strings, "a list of addresses"),
    defaultNamespace: field("defaultNamespace", nonEmpty, "a namespace's name"),
    kubernetesVersion: field("kubernetesVersion", release, "a release of Kubernetes in quotes, such as '1.24'"),
    namespaces: field("namespaces", strings, "a list of namespaces"),
    families: field("ipFamilies", families, "a list of 'IPv4' and 'IPv6'"),
    serviceRanges: field("serviceRanges", ranges(d.serviceRanges), "CIDR ranges by family"),
    podRanges: field("podRanges", ranges(d.podRanges), "CIDR ranges by family"),
    dnsServer: field("dnsServer", dnsServer, "'coredns' or 'spec'"),
    corefile: field("corefile", string, "the text of a Corefile"),
    nodeResolvConf: field("nodeResolvConf", string, "the text of a resolv.conf"),
    client: field("client", client, `one of auto, ${clientIds.join(", ")}`),
    operators: field("operators", readOperators, "an object with the lists 'disabled' and 'packs'"),
    charts: field("charts", readCharts, "a list of charts with 'path', 'values', 'release' and 'namespace'"),
    helm: field("helm", truth, "true or false"),
    exclude: field("exclude", strings, "a list of globs"),
    codeLens: field("codeLens", truth, "true or false"),
    inlayHints: field("inlayHints", inlayHints, "'off', 'name' or 'address'"),
    rules: field("rules", levels, severitiesExpected),
  };
  addAll(problems, wrongLevels(record["rules"], prefix));
  const [refused, ...others] = refusedGlobs(given.exclude ?? []);
  if (refused !== undefined) {
    const more = others.length === 0 ? "" : ` (so are ${others.length} more)`;
    const message = `'${prefix}exclude': the glob '${shortened(refused.glob)}' is left out: ${refused.reason}${more}`;
    problems.push({ key: `${prefix}exclude`, message });
  }
  const present = Object.fromEntries(
    Object.entries(given).filter(([, setting]) => setting !== undefined),
  ) as GivenSettings; // The entries are those of `given`, whose type says which value each key has.
  return { settings: withGiven(d, [present]), given: present, problems };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The version of Kubernetes that charts see; undefined for the newest, which helm assumes. */
export function chartVersion({ kubernetesVersion }: Pick<Settings, "kubernetesVersion">): string | undefined {
  return kubernetesVersion === newestRelease ? undefined : `${kubernetesVersion}.0`;
}

/** `1.24` of `v1.24.3`; undefined for other values. A number is not accepted, because YAML reads 1.30 as 1.3. */
function release(value: unknown): string | undefined {
  const parts = typeof value === "string" ? /^v?(\d{1,3})\.(\d{1,3})(?:[.+-].{0,50})?$/.exec(value) : null;
  return parts === null ? undefined : `${Number(parts[1])}.${Number(parts[2])}`;
}

/** Without the final dot; "" for the root, which is written as a dot. */
function domain(value: unknown): string | undefined {
  if (value === ".") return "";
  const text = nonEmpty(value)?.toLowerCase().replace(/\.$/, "");
  return text !== undefined && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text) ? text : undefined;
}

function strings(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}

function families(value: unknown): readonly IpFamily[] | undefined {
  if (!Array.isArray(value) || value.length > 2) return undefined;
  const result: IpFamily[] = [];
  for (const item of value) {
    if ((item !== "IPv4" && item !== "IPv6") || result.includes(item)) return undefined;
    result.push(item);
  }
  return result;
}

function ranges(fallback: Readonly<Record<IpFamily, string>>) {
  return (value: unknown): Readonly<Record<IpFamily, string>> | undefined => {
    if (!isRecord(value)) return undefined;
    const v4 = value["IPv4"] ?? fallback.IPv4;
    const v6 = value["IPv6"] ?? fallback.IPv6;
    if (typeof v4 !== "string" || !/^[\d.]+\/\d+$/.test(v4)) return undefined;
    if (typeof v6 !== "string" || !/^[\da-fA-F:]+\/\d+$/.test(v6)) return undefined;
    return { IPv4: v4, IPv6: v6 };
  };
}

function client(value: unknown): ClientId | "auto" | undefined {
  if (value === "auto") return "auto";
  return clientIds.find((id) => id === value);
}

function inlayHints(value: unknown): Settings["inlayHints"] | undefined {
  return value === "off" || value === "name" || value === "address" ? value : undefined;
}

function dnsServer(value: unknown): Settings["dnsServer"] | undefined {
  return value === "coredns" || value === "spec" ? value : undefined;
}

const severitiesExpected = "severities by rule id (error, warning, information, hint, off, default)";

/** The severities that are right; a wrong one is left out (`wrongLevels` reports it). */
function levels(value: unknown): Readonly<Record<string, RuleLevel>> | undefined {
  if (!isRecord(value)) return undefined;
  const result: Record<string, RuleLevel> = {};
  for (const [id, given] of Object.entries(value)) {
    const level = levelOf(given);
    if (level !== undefined && level !== "default") result[id] = level;
  }
  return result;
}

function levelOf(level: unknown): RuleLevel | "default" | undefined {
  if (level === null) return "default";
  if (level === false) return "off"; // YAML 1.1 reads a bare `off` so.
  return levelNames.find((name) => name === level);
}

const levelNames = ["error", "warning", "information", "hint", "off", "default"] as const;

/** Reports each severity that does not exist. */
function wrongLevels(value: unknown, prefix: string): readonly SettingProblem[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([id, level]): SettingProblem[] => {
    if (levelOf(level) !== undefined) return [];
    const shown = typeof level === "string" ? `'${shortened(level)}'` : "another value";
    const message = `'${prefix}rules' must be ${severitiesExpected}: '${shortened(id)}' has ${shown}; its own severity is used`;
    return [{ key: `${prefix}rules`, entry: id, message }];
  });
}
