/**
 * Defines the immutable snapshot that every answer is made from: files, environments, settings. Everything here is
 * derived lazily and memoised on identity. Only `workspace.ts` changes.
 */

import type { NameRules } from "../base/file-names.ts";
import type { Uri } from "../base/source.ts";
import type { Cluster } from "../cluster/state/cluster.ts";
import type { PodDnsSettings } from "../dns/server/pod-dns.ts";
import type { DnsServer } from "../dns/server/server.ts";
import type { SourceFile } from "../kubernetes/helm/chart/source-file.ts";
import type { RenderResult } from "../kubernetes/kustomize/render.ts";
import type { FileLinks, Unread } from "../kubernetes/kustomize/source-file.ts";
import type { Declaration, FieldOrigin, FileRole, Manifest, PlacedManifest } from "../kubernetes/manifests/manifest.ts";
import type { Path } from "../kubernetes/manifests/path.ts";
import type { ChartFailure } from "./charts/chart-rendering.ts";
import type { Fold } from "./index/index-base.ts";
import type { RenderedFold } from "./index/rendered-fold.ts";
import type { KustomizationFailure } from "./kustomizations/kustomize.ts";
import type { Settings } from "./settings/settings.ts";

/** One file of the workspace. */
export interface AnalysedFile {
  readonly uri: Uri;
  readonly text: string;
  readonly role: FileRole;
  readonly manifests: readonly PlacedManifest[];
  /** Present where links led to it. */
  readonly links?: FileLinks;
}

/** Where a declaration stands now. `base` is the path of its object inside the document. */
export interface Place {
  readonly uri: Uri;
  readonly manifest: Manifest;
  /** Offset of the manifest's first character in the file. */
  readonly start: number;
  readonly base: Path;
}

/** What is known of a chart that the engine renders. */
export interface ChartDetails {
  /** Decoded path of the chart's folder. */
  readonly folder: string;
  /** The set of values, for people; "" for the chart's own. */
  readonly set: string;
  /** "release": it is installed so; "values": the repository has a file for it. */
  readonly kind: "default" | "values" | "release";
  /** Where objects land that state no namespace. */
  readonly namespace: string;
  /** The custom resources that install it so and nothing else (installers.ts); of the chart's own values all that install the chart. */
  readonly installers: ReadonlySet<string>;
  /** The values that it is rendered with over the chart's own, the strongest last, with their files, where they have one. */
  readonly given: readonly { readonly source: SourceFile; readonly uri?: Uri | undefined }[];
  /** Why the values may be others: some of them are not in the workspace. */
  readonly unknownValues: readonly string[];
  /** No manifest states the release's name: it has the chart's name here. */
  readonly isReleaseAssumed: boolean;
  /** True while what was rendered is there. */
  readonly isMade: () => boolean;
  /** How many objects it made when it was rendered the last time. */
  readonly size: () => number;
  /** Why helm cannot render it. In that case the objects are those of before. */
  readonly failure: () => ChartFailure | undefined;
  /** The objects that the template in a file makes. */
  readonly rendered: (uri: Uri) => readonly Declaration[];
  /** The same values under the name of another release. */
  readonly other?: () => Environment;
}

/**
 * A set of manifests that is applied together, as seen from a file. Distances: 0 same file, 1 same directory, 2 the
 * parent directory's subtree, and so on. Near declarations (≤ 2) can lead to a report, far ones can only suppress one.
 */
export interface Environment {
  /** Stable while the set of files stays the same; used by the panel to come back to it. */
  readonly id: string;
  /** For people: `k8s/shop`, relative to the workspace folder. */
  readonly label: string;
  /**
   * "plain": objects as written. "kustomization": raw files of a kustomization, which renders them before they apply.
   * "chart": a Helm chart, rendered where `open` is empty.
   */
  readonly kind: "plain" | "kustomization" | "chart";
  /** Only where the engine renders the chart. */
  readonly chart?: ChartDetails;
  /** Why something may exist that is not in it. Empty: closed. */
  readonly open: readonly string[];
  readonly declarations: readonly Declaration[];
  /** The same as long as `declarations` is the same list, without putting that list together. */
  readonly version: object;
  readonly distance: (declaration: Declaration) => number;
  /** The declarations at a distance of at most 2, in the order of files. */
  readonly nearby: readonly Declaration[];
  /** Those at a finite distance that are applied, by kind and name, in no particular order. */
  readonly named: (kind: string, name: string) => readonly Declaration[];
  /** The same of those that make Pods with a label, Pods themselves included. */
  readonly podMakersWith: (key: string, value: string) => readonly Declaration[];
  /** The same of a kind that the engine reads no further (`Other`), e.g. `NetworkPolicy`, whatever its API group. */
  readonly ofOtherKind: (kind: string) => readonly Declaration[];
  /** The declarations that state this namespace or none, in the order of files; undefined: all. */
  readonly stating: (namespace: string | undefined) => readonly Declaration[];
  /** What this environment has of a declaration that a file holds: itself, or what a kustomization made of it. */
  readonly madeFrom: (declaration: Declaration) => readonly Declaration[];
  /** Lazy. */
  readonly cluster: Cluster;
  readonly server: DnsServer;
  readonly podDns: PodDnsSettings;
}

export interface Analysis {
  /** Grows with every change. */
  readonly revision: number;
  /**
   * True where an edit changed many environments and some are still as they were before it. They are updated step by
   * step.
   */
  readonly isBehind: boolean;
  /** The same object as long as what rules find in the environment stays the same: only places change, if anything does. */
  readonly factsOf: (environment: Environment) => object;
  /** False until the first scan of the workspace is complete: what is not there yet is unknown, not absent. */
  readonly loaded: boolean;
  /** The manifests are all there is: a closed world, such as a dump of a cluster. */
  readonly snapshot: boolean;
  /** Those of the first workspace folder. */
  readonly settings: Settings;
  /** Those that count for what is written in a file: a `.podns.yaml` in a folder above it may say otherwise. */
  readonly settingsOf: (uri: Uri) => Settings;
  /** True for a `.podns.yaml` below every workspace folder, which can only say what is about manifests. */
  readonly isNestedSettings: (uri: Uri) => boolean;
  /** How the disk of the workspace distinguishes names. */
  readonly names: NameRules;
  readonly files: ReadonlyMap<Uri, AnalysedFile>;
  /** Files that are there, or may be, and were not read, by the key of their path (`names.keyOf`). */
  readonly unread: ReadonlyMap<string, Unread>;
  /** The file at a decoded path, as the disk of the workspace tells names apart. */
  readonly fileAt: (path: string) => AnalysedFile | undefined;
  /** The workspace folders, decoded; "" for none. */
  readonly folders: readonly string[];
  /** Only in an analysis that is about the objects of one chart (for-chart.ts). */
  readonly judged?: Environment;
  /** Only where a person chose environments (for-choice.ts): their ids, and the analysis in which none is in front. */
  readonly choice?: { readonly ids: ReadonlySet<string>; readonly without: Analysis };
  /** The environments that the file belongs to, the one to show first in front. Empty for files without objects. */
  readonly environmentsOf: (uri: Uri) => readonly Environment[];
  /** All distinct environments of the workspace, in a stable order. */
  readonly environments: () => readonly Environment[];
  /** Those of them that are not of plain files: kustomizations, and charts that were rendered. */
  readonly renderedEnvironments: () => readonly Environment[];
  /** A table over their objects. An update costs what differs from the last state that was asked for. */
  readonly deriveRendered: <T>(fold: RenderedFold<T>) => T;
  /** A table over all files that follows their changes. At first it is made from all of them. */
  readonly derive: <T>(fold: Fold<T>) => T;
  /** Makes such a table in steps, so that others have their turn while it is made from all files. */
  readonly deriveInSteps: <T>(fold: Fold<T>) => Generator<undefined, void>;
  /** The folders (decoded) of the kustomizations that no other one includes: the builds that other answers need. */
  readonly kustomizationRoots: () => readonly string[];
  /** What kustomize makes of a folder (decoded), whatever includes it. */
  readonly rendering: (folder: string) => RenderResult;
  /** The files (decoded paths) that the rendering of a folder read or found missing. */
  readonly renderedFrom: (folder: string) => readonly string[];
  /** The environment of a kustomization's folder (decoded), root or not; undefined when it has no kustomization. */
  readonly kustomizationAt: (folder: string) => Environment | undefined;
  /** Kustomizations that kustomize certainly refuses to build, with the place of what it refuses. */
  readonly kustomizationFailures: (uri: Uri) => readonly KustomizationFailure[];
  /** The environments of all charts that the engine renders. */
  readonly charts: () => readonly Environment[];
  /** The environments of the outermost chart that holds a path (decoded), its own values in front; none without the engine. */
  readonly chartsAt: (path: string) => readonly Environment[];
  /** Those of them whose results are looked at: where charts are rendered step by step, the first and what was rendered. */
  readonly chartsInView: (path: string) => readonly Environment[];
  /** The files with objects that a kustomization builds with this one: what is found in them may be written here. */
  readonly builtWith: (uri: Uri) => readonly Uri[];
  /** The ids of the kustomizations' environments whose builds may read the file: what others make is not written in it. */
  readonly readIn: (uri: Uri) => ReadonlySet<string>;
  /** Where a value is written that a controller of deployments lays over a folder (deployed.ts); others are what they are. */
  readonly written: (origin: FieldOrigin) => FieldOrigin;
  readonly place: (declaration: Declaration) => Place | undefined;
  /** Where the value at a path of a rendered declaration, or its nearest ancestor, is written. */
  readonly originOf: (declaration: Declaration, path: Path) => FieldOrigin | undefined;
  /**
   * Everything declared anywhere under the name, to suppress reports and for suggestions: any environment, any
   * distance.
   */
  readonly declarationsNamed: (kind: string, name: string) => readonly Declaration[];
  /** Everything declared by files directly in the folder (decoded, see uri-path.ts), patches left out. */
  readonly declarationsIn: (folder: string) => readonly Declaration[];
  /** Everything that makes Pods with this label (Pods themselves included), anywhere. */
  readonly podMakersWith: (key: string, value: string) => readonly Declaration[];
  /** Objects of API groups that are not Kubernetes' own: an operator may make anything for them. */
  readonly customResources: () => readonly Declaration[];
}
