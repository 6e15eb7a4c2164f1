/**
 * Renders a folder as `kustomize build` does: the objects in its order, why more may exist, or why it fails. It is
 * pure: it reads through a function. It does not depend on clusters or workspaces.
 */

import { nameOf, shownPathOf } from "../../base/uri-path.ts";
import type { FieldOrigin } from "../manifests/manifest.ts";
import type { Path } from "../manifests/path.ts";
import type { JsonValue } from "../manifests/read-yaml.ts";
import { accumulate } from "./accumulate.ts";
import { type BuildLimits, bounded, defaultLimits, GaveUp } from "./budget.ts";
import { Build, type Failure } from "./build.ts";
import { defaultConfig } from "./config.ts";
import { addHashes } from "./generators.ts";
import { toJson } from "./json.ts";
import { updateNameReferences } from "./name-references.ts";
import { childMap, get, type MapNode, originAt, rewriteStrings } from "./node.ts";
import { Refused, Unmodelled } from "./refused.ts";
import { annotationsOf, type Resource } from "./resource.ts";
import { sortResources } from "./sort.ts";
import type { ReadFile } from "./source-file.ts";
import { setEntries } from "./transformers.ts";
import { stringsField } from "./typed.ts";
import { resolveVars } from "./vars.ts";

/** One object as kustomize prints it. */
export interface RenderedObject {
  readonly value: JsonValue;
  /** The object in a file that it was made from; absent for a generated one. */
  readonly source?: FieldOrigin;
  /** Where the value at a path, or its nearest ancestor, is written. */
  readonly origin: (path: Path) => FieldOrigin | undefined;
}

export interface RenderResult {
  /** In kustomize's order. With an error, what there was of them. */
  readonly objects: readonly RenderedObject[];
  /** Why the result may be more or other than `objects`: remote bases, plug-ins, missing files. Empty: closed. */
  readonly open: readonly string[];
  /** Those of the reasons for which objects may exist that are not in `objects`, or be other ones. */
  readonly openObjects: readonly string[];
  /** What kustomize refuses, with its place. With reasons in `open`, something unknown may be the cause. */
  readonly error?: Failure;
  /** The decoded paths of files whose text itself counted, with its comments: sources of generators. */
  readonly texts: ReadonlySet<string>;
}

/**
 * Builds the kustomization of a folder (decoded, see uri-path.ts), within limits. Never throws.
 * @param unrestricted files outside of a kustomization's folder may be read (`--load-restrictor LoadRestrictionsNone`)
 */
export function render(
  folder: string,
  read: ReadFile,
  limits: BuildLimits = defaultLimits,
  unrestricted: boolean = false,
): RenderResult {
  const build = new Build(read, unrestricted);
  const result = (objects: readonly RenderedObject[], error: Failure | undefined): RenderResult => {
    // What is missing comes first: kustomize would have failed there.
    const failure = build.missing ?? error;
    const open = [...build.open];
    const openObjects = open.filter((reason) => !build.openData.has(reason));
    return { objects, open, openObjects, texts: build.texts, ...(failure === undefined ? {} : { error: failure }) };
  };
  try {
    return result(
      bounded(limits, () => run(build, folder)),
      undefined,
    );
  } catch (error) {
    if (error instanceof Unmodelled) {
      build.open.add(error.message);
      return result([], undefined);
    }
    if (error instanceof Refused) return result([], { message: error.message, at: error.at });
    if (error instanceof GaveUp) return result([], gaveUp(error.message, error.at ?? build.root));
    // The stack overflows: bases within bases, or values that patches nest in values.
    if (error instanceof RangeError) return result([], gaveUp("given up: it is nested too deeply", build.root));
    throw error;
  }
}

function gaveUp(message: string, at: FieldOrigin | undefined): Failure {
  return { message, at, gaveUp: true };
}

function run(build: Build, folder: string): readonly RenderedObject[] {
  const root = build.kustomization(folder, []);
  if (root === undefined) {
    const unread = build.unreadFolder(folder);
    if (unread === undefined)
      throw new Refused(
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${shownPathOf(folder)}'`,
      );
    build.noteUnread(nameOf(folder), unread);
    return [];
  }
  const { resources, config, vars } = accumulate(build, root);
  const references = config.nameReference.length > 0 ? config.nameReference : defaultConfig.nameReference;
  addHashes(resources);
  updateNameReferences(resources, references);
  resolveVars(resources, vars, config.varReference);
  const kept = resources.filter((resource) => !isLocal(resource));
  const sorted = sortResources(kept, get(root.node, "sortOptions"));
  const notes = new Set(stringsField(root.node, "buildMetadata").map(({ text }) => text));
  if (notes.has("managedByLabel")) addManagedBy(sorted, root.node);
  return sorted.map((resource) => finish(resource, notes));
}

/** `config.kubernetes.io/local-config`: not meant for a cluster. */
function isLocal(resource: Resource): boolean {
  const local = annotationsOf(resource).get("config.kubernetes.io/local-config");
  return local !== undefined && local !== "false";
}

function addManagedBy(resources: readonly Resource[], root: MapNode): void {
  const origin = get(root, "buildMetadata")?.origin;
  const labels = new Map([["app.kubernetes.io/managed-by", { text: "kustomize-v5.8.0", origin }]]);
  setEntries(resources, labels, [{ group: "", version: "", kind: "", path: "metadata/labels", create: true }]);
}

/** Annotations that kustomize and its functions keep notes in; they are not printed. */
const ownAnnotations: ReadonlySet<string> = new Set([
  "config.kubernetes.io/index",
  "config.kubernetes.io/path",
  "config.k8s.io/id",
  "internal.config.kubernetes.io/annotations-migration-resource-id",
  "internal.config.kubernetes.io/helm-generated",
  "internal.config.kubernetes.io/id",
  "internal.config.kubernetes.io/index",
  "internal.config.kubernetes.io/path",
  "internal.config.kubernetes.io/seqindent",
  "alpha.config.kubernetes.io/transformations",
]);

const originAnnotation = "config.kubernetes.io/origin";

function finish(resource: Resource, notes: ReadonlySet<string>): RenderedObject {
  const { node, source, originNote } = resource;
  const metadata = childMap(node, "metadata");
  const annotations = get(metadata, "annotations");
  if (annotations?.kind === "map") {
    for (const key of [...annotations.entries.keys()])
      if (ownAnnotations.has(key) || key === originAnnotation) annotations.entries.delete(key);
  }
  rewriteStrings(metadata, "annotations");
  if (notes.has("originAnnotations") && originNote !== undefined) {
    const labels = new Map([[originAnnotation, { text: originNote, origin: source }]]);
    setEntries([resource], labels, [{ group: "", version: "", kind: "", path: "metadata/annotations", create: true }]);
  }
  const value = toJson(node);
  return { value, ...(source === undefined ? {} : { source }), origin: (path) => originAt(node, path) };
}
