/**
 * The engine as a library (`podns/engine`): manifests as texts in, Pods, records, findings and answers out. Without files, networks
 * and clocks, and synchronous but for the part that renders charts, which is loaded once. The types are complete in this file: the package ships what the compiler makes of it alone.
 */

import { exactNames } from "../../../base/file-names.ts";
import { asUri, type Uri } from "../../../base/source.ts";
import { folderOf, nameOf, pathOf } from "../../../base/uri-path.ts";
import { clientForImage } from "../../../dns/clients/programs.ts";
import { type ClientId, clientIds } from "../../../dns/clients/simulation.ts";
import type { SourceFile } from "../../../kubernetes/helm/chart/source-file.ts";
import { simulateIn } from "../../../workspace/asking/ask-from-pod.ts";
import type { ChartEngine } from "../../../workspace/charts/chart-rendering.ts";
import { chartRoots } from "../../../workspace/charts/chart-sets.ts";
import { readSettings } from "../../../workspace/settings/settings.ts";
import { Workspace } from "../../../workspace/workspace.ts";
import { createBoundary } from "../../node/boundary.ts";
import { type CommandEnvironment, commandEnvironments } from "../command-environments.ts";
import { problemsFound } from "../findings.ts";
import { rowsOf } from "../lint.ts";
import { mapRows } from "../map/command.ts";
import { chooseAsker, simulationJson } from "../nslookup.ts";
import { podRows } from "../pods.ts";
import { recordRow, servedRecords } from "../records.ts";
import type { Session } from "../session.ts";

/** A file: manifests, a kustomization, a `.podns.yaml`, or any file of a Helm chart. */
export interface ManifestFile {
  /** Relative, with slashes: `k8s/web.yaml`. What lies in one folder is applied together; kustomizations name files by it. */
  readonly path: string;
  /** Octets where the file is not a text: a packed chart below `charts/`. */
  readonly text: string | Uint8Array;
}

/** What counts for all files; keys of a `.podns.yaml` among them. */
export interface EngineOptions {
  /** True: the manifests are all there is, such as a dump of a cluster. */
  readonly snapshot?: boolean;
  /** Of objects that state none; default `default`. */
  readonly namespace?: string;
  /** Default `cluster.local`. */
  readonly clusterDomain?: string;
  /** Primary first; default: what the manifests show, else IPv4. */
  readonly ipFamilies?: readonly ("IPv4" | "IPv6")[];
  /** `spec` answers what the Kubernetes DNS specification says only; default `coredns`. */
  readonly dnsServer?: "coredns" | "spec";
  /** The text of a Corefile. */
  readonly corefile?: string;
  /** Such as `1.30`. */
  readonly kubernetesVersion?: string;
  /**
   * The environments that Pods, records and lookups are of, by the names that `environments` gives, or by those of a chart's sets of
   * values: `values-prod.yaml`. Default: all, of each chart the one with its own values. `lint` judges all of them.
   */
  readonly environments?: readonly string[];
}

/** Where an object begins; lines count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

export interface EnginePod {
  /** `namespace/pod`. */
  readonly name: string;
  /** `StatefulSet default/web`; null for a Pod that nobody controls. */
  readonly controller: string | null;
  readonly hostname: string;
  readonly subdomain: string;
  /** Every DNS name that leads to it, without final dot. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly ready: boolean;
  /** True when an address was made up. */
  readonly synthetic: boolean;
  readonly source: SourcePlace | null;
}

export interface EngineRecord {
  /** Absolute, with the final dot. */
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** As in a zone file. */
  readonly data: string;
  /** `Pod default/web-0`, `Service default/web`; null for the zone's own records. */
  readonly object: string | null;
  readonly controller: string | null;
  /** True when its address was made up. */
  readonly synthetic: boolean;
  readonly source: SourcePlace | null;
}

/** Lines and columns count from 1, columns in UTF-16 code units; the end stands behind the last character. */
export interface EngineFinding {
  readonly rule: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly object: string | null;
  readonly environment: string | null;
  /** The titles of the quick fixes. */
  readonly fixes: readonly string[];
}

/** Who talks to whom by name in one environment. */
export interface EngineMap {
  readonly environment: string;
  /** Why names that fail may be there all the same. */
  readonly open: readonly string[];
  readonly nodes: readonly {
    /** Unique in its map: `Deployment shop/api`, `outside example.com`. */
    readonly id: string;
    /** "missing": a name that does not resolve and leads to no Service; "name": one that resolves, and to no Service. */
    readonly kind: "workload" | "service" | "object" | "outside" | "missing" | "name";
    /** `StatefulSet`; null for names. */
    readonly objectKind: string | null;
    /** Null outside the cluster. */
    readonly namespace: string | null;
    readonly name: string;
    readonly source: SourcePlace | null;
  }[];
  readonly edges: readonly {
    /** Ids of nodes. */
    readonly from: string;
    readonly to: string;
    /** A host in a string, a field of the API, the ExternalName of a Service, or the Pods behind one. */
    readonly relation: "name" | "field" | "external-name" | "behind";
    /** "blocked": no NetworkPolicy lets the DNS questions of its Pods out. */
    readonly state: "resolves" | "fails" | "outside" | "blocked";
    readonly names: readonly {
      readonly name: string;
      readonly why: string;
      readonly source: (SourcePlace & { readonly column: number }) | null;
    }[];
  }[];
  /** What is not on the map, because there is too much of it. */
  readonly leftOut: readonly string[];
}

export interface Lookup {
  /** `[NAMESPACE/]POD` or the name of a workload; default: any Pod of the default namespace. */
  readonly from?: string;
  /** A record type; default: A, then AAAA. */
  readonly type?: string;
  /** The program that asks, such as `busybox-nslookup@1.36` or `getent-hosts`; default: that of the Pod's image. */
  readonly client?: string;
}

export interface LookupAnswer {
  /** "outside": only a server outside the cluster knows. */
  readonly outcome: "resolved" | "nodata" | "nxdomain" | "servfail" | "timeout" | "outside";
  /** Why, in a sentence. */
  readonly verdict: string;
  readonly client: string;
  /** `namespace/pod`; null for any Pod. */
  readonly from: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly records: readonly EngineRecord[];
  /** Each question that was asked, in order. */
  readonly steps: readonly {
    readonly name: string;
    readonly type: string;
    /** `NOERROR`, `NODATA`, `NXDOMAIN`, `outside`, … */
    readonly result: string;
    readonly why: string;
  }[];
}

/** A set of manifests, as they are. */
export interface Manifests {
  /** The sets that are applied together, as people name them. */
  readonly environments: () => readonly string[];
  readonly pods: () => readonly EnginePod[];
  readonly records: () => readonly EngineRecord[];
  /** Who talks to whom by name, and which names resolve, fail, leave the cluster or are blocked; one map for each environment. */
  readonly map: () => readonly EngineMap[];
  readonly lint: () => readonly EngineFinding[];
  /** What a program in a Pod would get. @throws Error for a Pod or a client that there is not */
  readonly lookup: (name: string, how?: Lookup) => LookupAnswer;
  /** The same with some files changed (`text`), added or taken away (null). */
  readonly with: (
    changes: readonly { readonly path: string; readonly text: string | Uint8Array | null }[],
  ) => Manifests;
}

/** The uri that stands for the folder of all files. */
const root = "file:///manifests";

/**
 * Opens manifests. Files that are not YAML are findings, not errors; charts are not rendered.
 * @throws Error for options that cannot be used, such as an invalid domain
 */
export function openManifests(files: Iterable<ManifestFile>, options: EngineOptions = {}): Manifests {
  return opened(contentsOf(files), options, undefined);
}

/**
 * The same with the Helm charts among the files rendered, as `podns lint` does: with their own values, with each values file beside
 * them, and as each release installs them. All files of a chart are given, `templates/_helpers.tpl` and `.helmignore` as well.
 * @throws Error for options that cannot be used
 */
export async function openManifestsWithCharts(
  files: Iterable<ManifestFile>,
  options: EngineOptions = {},
): Promise<Manifests> {
  // A chunk of its own: nothing else needs the engine of charts.
  return opened(contentsOf(files), options, await import("../../../kubernetes/helm/render.ts"));
}

/** What renders charts (kubernetes/helm/render.ts). */
interface Charts extends ChartEngine {
  readonly ignoredFiles: (ignoreFile: SourceFile | undefined) => (path: string, isFolder: boolean) => boolean;
}

type Contents = ReadonlyMap<string, ManifestFile["text"]>;

/** By their paths in one spelling. */
function contentsOf(files: Iterable<ManifestFile>): Contents {
  return new Map([...files].map(({ path, text }) => [normal(path), text]));
}

function opened(contents: Contents, options: EngineOptions, charts: Charts | undefined): Manifests {
  const { snapshot = false, namespace, environments: environment, ...others } = options;
  const { settings, given, problems } = readSettings({ ...others, defaultNamespace: namespace });
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`${problem.key.replace(/^podns\./, "")}: ${problem.message}`);
  const workspace = new Workspace(settings, snapshot, given);
  workspace.setFolders([asUri(root)], exactNames);
  const folders = chartFoldersIn(contents);
  // Of a chart's other files only the chart itself makes something.
  const isOfChart = (path: string): boolean => folders.some((folder) => isWithin(path, folder));
  const texts = [...contents].flatMap(([path, text]) =>
    typeof text === "string" && (/\.(ya?ml|json)$/i.test(path) || !isOfChart(path)) ? [{ uri: uriOf(path), text }] : [],
  );
  workspace.apply(texts);
  workspace.setLoaded();
  if (charts !== undefined && !snapshot) {
    for (const folder of folders)
      workspace.setChartFiles(uriOf(folder), chartFiles(contents, folder, charts.ignoredFiles));
    if (folders.length > 0) workspace.setChartEngine(charts);
  }
  const session = sessionOf(workspace, snapshot);
  const environments = (): readonly CommandEnvironment[] =>
    commandEnvironments(workspace.analysis, snapshot, environment === undefined ? {} : { environment }, [], () => {});
  return {
    environments: () => environments().map(({ label }) => label),
    pods: () => podRows(session, workspace.analysis, environments(), () => {}),
    records: () =>
      servedRecords(environments(), () => {}).map((served) => recordRow(session, workspace.analysis, served)),
    map: () => mapRows({ session, analysis: workspace.analysis, environments: environments() }, () => {}),
    lint: () => rowsOf(problemsFound(session, workspace.analysis), session.fileName, "field"),
    lookup: (name, how = {}) => lookup(session, environments(), name, how),
    with: (changes) => {
      const changed = new Map(contents);
      for (const { path, text } of changes) {
        if (text === null) changed.delete(normal(path));
        else changed.set(normal(path), text);
      }
      return opened(changed, options, charts);
    },
  };
}

function lookup(
  session: Session,
  environments: readonly CommandEnvironment[],
  name: string,
  { from, type, client }: Lookup,
): LookupAnswer {
  const { analysis } = session.workspace;
  const { environment, pod } = chooseAsker(session, analysis, environments, from);
  const program = client === undefined ? clientForImage(pod?.spec.containers[0]?.image) : clientOf(client);
  const typed = type === undefined ? { name } : { name, type: type.toUpperCase() };
  const simulation = simulateIn(environment, pod, typed, program);
  return simulationJson(session, analysis, simulation, simulation.exitCode);
}

function clientOf(name: string): ClientId {
  const found = clientIds.find((id) => id === name);
  if (found === undefined) throw new Error(`'${name}' is not a client; there are ${clientIds.join(", ")}`);
  return found;
}

/** `./k8s//web.yaml` is `k8s/web.yaml`. */
function normal(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** @param path normal; "" for the folder of all files */
function uriOf(path: string): Uri {
  return asUri([root, ...path.split("/").filter(Boolean).map(encodeURIComponent)].join("/"));
}

/** The folders of charts that no other one carries; "" for that of all files. */
function chartFoldersIn(contents: Contents): readonly string[] {
  const found = [...contents.keys()].flatMap((path) => (nameOf(path) === "Chart.yaml" ? [`/${path}`] : []));
  return chartRoots(found.map(folderOf)).map((folder) => normal(folder));
}

function isWithin(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** The files of a chart that helm would load, by their paths within it. */
function chartFiles(
  contents: Contents,
  folder: string,
  filter: Charts["ignoredFiles"],
): ReadonlyMap<string, SourceFile> {
  const own = [...contents].flatMap(([path, content]): readonly SourceFile[] =>
    isWithin(path, folder) ? [{ path: folder === "" ? path : path.slice(folder.length + 1), content }] : [],
  );
  const isIgnored = filter(own.find(({ path }) => path === ".helmignore"));
  const isLoaded = (path: string): boolean => {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1))
      if (isIgnored(path.slice(0, end), true)) return false;
    return !isIgnored(path, false);
  };
  return new Map(own.filter(({ path }) => isLoaded(path)).map((file) => [file.path, file]));
}

function sessionOf(workspace: Workspace, snapshot: boolean): Session {
  return {
    ...{ workspace, snapshot, given: [], exclude: [], skipped: new Map() },
    terminal: { cwd: "/", out: () => {}, err: () => {}, stdin: async () => new Uint8Array() },
    fileName: (uri) => pathOf(uri).slice(root.length + 1),
    sources: { files: [], folders: [], stdin: false },
    boundary: createBoundary([]),
  };
}
