/**
 * Lists what the generators of a kustomization make: ConfigMaps and Secrets that stand in no manifest. The file of the
 * kustomization speaks for them.
 */

import type { Uri } from "../../base/source.ts";
import { folderOf, pathOf } from "../../base/uri-path.ts";
import { readAs } from "../../cluster/state/config-readers.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import type { Analysis, Environment } from "../analysis.ts";

/** An environment, and what is generated in it. */
export interface Generated {
  readonly environment: Environment;
  readonly declarations: readonly Declaration[];
}

/** What the kustomization of a file generates, with its bases; undefined for one that is only a part of others. */
export function generatedIn(analysis: Analysis, uri: Uri): Generated | undefined {
  if (analysis.files.get(uri)?.role !== "kustomization") return undefined;
  const own = analysis.kustomizationAt(folderOf(pathOf(uri)));
  const environment = analysis.renderedEnvironments().find(({ id }) => id === own?.id);
  if (environment === undefined) return undefined;
  const declarations = environment.declarations.filter(
    ({ object, rendered }) => rendered?.source === undefined && readAs(object) !== undefined,
  );
  return { environment, declarations };
}
