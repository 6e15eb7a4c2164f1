/** Finds the names of objects in what a kustomization reads beside its resources: targets, replicas, replacements, patches. */

import { asList, asMap, valueAt } from "../../../base/json.ts";
import type { Uri } from "../../../base/source.ts";
import { type Span, shift } from "../../../base/span.ts";
import { pathOf } from "../../../base/uri-path.ts";
import { spanOf } from "../../../kubernetes/manifests/locate.ts";
import type { Manifest } from "../../../kubernetes/manifests/manifest.ts";
import { parseManifest } from "../../../kubernetes/manifests/parse.ts";
import type { Path } from "../../../kubernetes/manifests/path.ts";
import { type JsonValue, readYaml } from "../../../kubernetes/manifests/read-yaml.ts";
import { scalarPartSpan, scalarValue } from "../../../kubernetes/manifests/scalar-text.ts";
import type { AnalysedFile, Analysis, Environment } from "../../../workspace/analysis.ts";
import { kustomizationId } from "../../../workspace/environments/environments.ts";

/** A name that directs a build. */
export interface DirectingName {
  readonly uri: Uri;
  /** Offsets into the file. */
  readonly span: Span;
  readonly text: string;
  readonly what: "name" | "namespace" | "pattern";
  /** The kind that it is said of; undefined: any. */
  readonly kind: string | undefined;
}

/** All of them in the files that the build of a kustomization reads; empty for other environments. */
export function directingNames(analysis: Analysis, environment: Environment): readonly DirectingName[] {
  if (environment.kind !== "kustomization" || !environment.id.startsWith(kustomizationId)) return [];
  const read = new Set(analysis.renderedFrom(environment.id.slice(kustomizationId.length)));
  const files = [...analysis.files.values()].filter(({ uri }) => read.has(pathOf(uri)));
  return files.flatMap((file) => (file.role === "kustomization" ? inKustomization(file) : inPatch(analysis, file)));
}

function inKustomization(file: AnalysedFile): readonly DirectingName[] {
  return file.manifests.flatMap(({ manifest, start }) => {
    const found: DirectingName[] = [];
    const result = readYaml(manifest.text);
    const value = result.kind === "value" ? result.value : undefined;
    const add = (path: Path, what: DirectingName["what"], kind?: string): void => {
      const text = scalarValue(manifest, path);
      const span = text && scalarPartSpan(manifest, path, { start: 0, end: text.length });
      if (text && span) found.push({ uri: file.uri, span: shift(span, start), text, what, kind });
    };
    const target = (path: Path): void => {
      const map = asMap(valueAt(value, path));
      const kind = typeof map?.["kind"] === "string" ? map["kind"] : undefined;
      add([...path, "name"], "name", kind);
      add([...path, "namespace"], "namespace");
      add([...path, "labelSelector"], "pattern");
    };
    add(["namespace"], "namespace");
    each(value, ["replicas"], (path) => add([...path, "name"], "name"));
    for (const key of ["patches", "patchesJson6902"]) {
      each(value, [key], (path) => {
        target([...path, "target"]);
        inline(file, manifest, start, [...path, "patch"], found);
      });
    }
    each(value, ["patchesStrategicMerge"], (path) => inline(file, manifest, start, path, found));
    each(value, ["vars"], (path) => target([...path, "objref"]));
    each(value, ["replacements"], (path) => {
      target([...path, "source"]);
      add([...path, "source", "fieldPath"], "pattern");
      each(value, [...path, "targets"], (at) => {
        target([...at, "select"]);
        each(value, [...at, "reject"], target);
        each(value, [...at, "fieldPaths"], (field) => add(field, "pattern"));
      });
    });
    return found;
  });
}

function each(value: JsonValue | undefined, path: Path, visit: (path: Path) => void): void {
  asList(valueAt(value, path)).forEach((_, index) => {
    visit([...path, index]);
  });
}

/** The objects of a patch that stands in the kustomization itself. */
function inline(file: AnalysedFile, manifest: Manifest, start: number, path: Path, found: DirectingName[]): void {
  const text = scalarValue(manifest, path);
  if (text === undefined || (!text.includes("\n") && !text.includes(": "))) return;
  const inner = parseManifest(file.uri, text);
  for (const { kind, span } of patched(inner)) {
    const outer = scalarPartSpan(manifest, path, span);
    const name = text.slice(span.start, span.end);
    if (outer !== undefined) found.push({ uri: file.uri, span: shift(outer, start), text: name, what: "name", kind });
  }
}

/** The names of the objects that a patch's file changes. */
function inPatch(analysis: Analysis, file: AnalysedFile): readonly DirectingName[] {
  if (file.role !== "manifests" || analysis.environmentsOf(file.uri).length > 0) return [];
  return file.manifests.flatMap(({ manifest, start }) =>
    patched(manifest).map(({ kind, span }) => ({
      uri: file.uri,
      span: shift(span, start),
      text: manifest.text.slice(span.start, span.end),
      what: "name" as const,
      kind,
    })),
  );
}

function patched(manifest: Manifest): readonly { readonly kind: string; readonly span: Span }[] {
  const result = readYaml(manifest.text);
  const value = result.kind === "value" ? result.value : undefined;
  const kind = valueAt(value, ["kind"]);
  const path = ["metadata", "name"];
  const name = scalarValue(manifest, path);
  const span = name === undefined ? undefined : scalarPartSpan(manifest, path, { start: 0, end: name.length });
  const whole = span ?? spanOf(manifest, path, "value");
  return typeof kind !== "string" || name === undefined || whole === undefined ? [] : [{ kind, span: whole }];
}
