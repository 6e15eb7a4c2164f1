/**
 * Finds what kustomizations make of the objects that install charts: a prefix or a namespace gives the release another name or place.
 * Of values that they change it says so, and does not follow them.
 */

import { valueAt } from "../../base/json.ts";
import type { Declaration } from "../../kubernetes/manifests/manifest.ts";
import { readYaml } from "../../kubernetes/manifests/read-yaml.ts";
import type { AnalysedFile, Environment } from "../analysis.ts";
import { kustomizationId } from "../environments/environments.ts";

/** Such an object as one kustomization makes it. */
export interface MadeInstaller {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Decoded path of the kustomization's folder. */
  readonly folder: string;
  /** Everything below `spec` is as it is written. */
  readonly isSame: boolean;
  /** All that the kustomization lists was read: no patch is missing. */
  readonly isWhole: boolean;
}

/** A base may be part of any number of overlays. */
const mostMade = 50;

/**
 * @param file where the object is written
 * @param environments those that the file is part of
 * @returns one for each kustomization that makes it; none: it is applied as it is written
 */
export function madeInstallers(
  { manifests }: AnalysedFile,
  { kind, name }: { readonly kind: string; readonly name: string },
  environments: readonly Environment[],
): readonly MadeInstaller[] {
  const isMeant = ({ object }: Declaration): boolean =>
    object.kind === "Other" && object.otherKind === kind && object.meta.name === name;
  const written = manifests.flatMap(({ manifest }) =>
    manifest.declarations.flatMap((declaration) => (isMeant(declaration) ? [{ declaration, manifest }] : [])),
  );
  return environments.slice(0, mostMade).flatMap((environment) => {
    if (environment.kind !== "kustomization") return [];
    return written.flatMap(({ declaration, manifest }) =>
      environment.madeFrom(declaration).map((made): MadeInstaller => {
        const { name: called, namespace } = made.object.meta;
        const folder = environment.id.slice(kustomizationId.length);
        // What cannot be built is there as it is written.
        const isSame = made.rendered === undefined || specOf(made.rendered.value) === specIn(manifest.text);
        return { name: called, namespace, folder, isSame, isWhole: environment.open.length === 0 };
      }),
    );
  });
}

function specIn(text: string): string | undefined {
  const result = readYaml(text);
  return result.kind === "value" ? specOf(result.value) : undefined;
}

function specOf(value: Parameters<typeof valueAt>[0]): string | undefined {
  return JSON.stringify(valueAt(value, ["spec"]));
}
