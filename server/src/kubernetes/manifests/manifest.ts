/** Defines what is kept of one YAML document: its text, the objects it declares, and what is wrong with it. */
import type { Uri } from "../../base/source.ts";
import type { Span } from "../../base/span.ts";
import type { FieldError } from "../validation/field-error.ts";
import type { KubeObject } from "./object.ts";
import type { Path } from "./path.ts";
import type { JsonValue } from "./read-yaml.ts";

/**
 * One object declared in one file. Its identity is kept while its facts stay the same, wherever in the file the
 * document moves; everything derived from manifests is memoised on it and names places as (declaration, path).
 */
export interface Declaration {
  readonly uri: Uri;
  readonly object: KubeObject;
  /**
   * What kubectl or the API server refuses in this object (a boolean label value, a duplicate key, a name with a dot):
   * the object never exists in the cluster. Empty for almost every object.
   */
  readonly refusals: readonly Refusal[];
  /** True when a templating language left holes (`{{ }}`, `${ }`) in a field that the engine reads. */
  readonly templated: boolean;
  /** Only on objects that no file holds as such: a kustomization or a chart made them. */
  readonly rendered?: Rendered;
}

/** What is known of an object that was rendered from others. */
export interface Rendered {
  /** The declaration that it was made from; absent for a generated object. */
  readonly source?: Declaration;
  /** The whole object, as the renderer hands it to the API server. */
  readonly value: JsonValue;
  /** Where the value at a path (or its nearest ancestor) is written. Absent where a kustomization made it. */
  readonly origin?: (path: Path) => FieldOrigin | undefined;
  /** The folder (decoded) of the kustomization that made it: its build of each moment says where values are written. */
  readonly kustomization?: string;
  /**
   * Of an object that the engine rendered from a chart: the place in its template. It is used before `origin`, which
   * covers documents of YAML only. For a value that is not written there: the nearest ancestor's key.
   * @param within a part of the scalar: offsets into its value
   */
  readonly spot?: (path: Path, part: "key" | "value", within?: Span) => Spot | undefined;
  /** The keys of values that a scalar, or a part of it, was made of, whole or in part. */
  readonly valuesIn?: (path: Path, within?: Span) => readonly (FileSpot & { readonly path: Path })[];
  /** What has such a place: all scalars, and all keys. */
  readonly spots?: () => readonly { readonly path: Path; readonly part: "key" | "value" }[];
}

/** A place in a chart: offsets into a file. */
export interface Spot {
  readonly uri: Uri;
  readonly span: Span;
  /** The file's text when it was rendered: offsets into another one are moved. */
  readonly text: string;
  /** Where another template or a value wrote it that the one at `span` only printed. */
  readonly written?: FileSpot;
  /** The key of a values file that holds the value, where the value is that one, unchanged. */
  readonly value?: FileSpot & { readonly path: Path };
}

type FileSpot = Pick<Spot, "uri" | "span" | "text">;

/** A field of a document, by identity of the document: it moves with every edit above it. */
export interface FieldOrigin {
  readonly uri: Uri;
  readonly manifest: Manifest;
  /** From the document's root. */
  readonly path: Path;
}

/** Why an object cannot be created: the API server's name of the field and its reason, and where the field is written. */
export type Refusal = FieldError;

/** A defect of the text itself. */
export interface Problem {
  /** Offsets into the manifest's text. */
  readonly span: Span;
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** The unit of parsing and caching: the text between two document separators. */
export interface Manifest {
  readonly text: string;
  /** The objects of the document: one, several for `kind: List`, none for anything that is not an object. */
  readonly declarations: readonly Declaration[];
  /** For each declaration the path of its object inside the document: `[]`, or `["items", 3]`. */
  readonly bases: readonly Path[];
  readonly problems: readonly Problem[];
}

/** A manifest at its place in a file. `start` is the offset of its first character. */
export interface PlacedManifest {
  readonly manifest: Manifest;
  readonly start: number;
}

/** What a file is, from its name and content: decides whether its documents are judged and can be found. */
export type FileRole =
  | "manifests"
  /** kustomization.yaml: directs other files, holds no object. */
  | "kustomization"
  /** Inside `templates/` of a Helm chart: never parsed as a manifest. */
  | "helm-template"
  /** Chart.yaml, values.yaml and the like: no manifests. */
  | "helm-chart"
  /** `.podns.yaml`: settings of the repository. */
  | "settings"
  /** Not text, too large, or not YAML at all. */
  | "unreadable"
  /** A YAML or JSON file without any Kubernetes object. */
  | "other";
