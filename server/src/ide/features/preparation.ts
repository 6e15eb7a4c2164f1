/**
 * Does the work that the next answer would wait for in pieces, so that requests are answered in between. Nothing depends on
 * it: what is not prepared is made when somebody asks.
 */

import type { Uri } from "../../base/source.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import type { Fold } from "../../workspace/index/index-base.ts";
import { followNames } from "../rules/host-names/workspace-names.ts";
import { judgeOtherEnvironment } from "../rules/run/run.ts";

/** Takes in what changed since the last time, while files are being loaded: behind each few of them. */
export function followChanges(analysis: Analysis): void {
  followNames(analysis);
  analysis.derive(validated);
}

/** Has every object validated while the value of its document is at hand: nothing is kept but what is refused. */
const validated: Fold<undefined> = {
  empty: undefined,
  next: (_, files) => {
    for (const { after } of files)
      for (const { manifest } of after === undefined || after.role === "helm-template" ? [] : after.manifests)
        for (const declaration of manifest.declarations) void declaration.refusals;
    return undefined;
  },
};

/** Builds what is built, and makes the clusters that these files are in, a namespace at each step, with their addresses. */
export function* preparation(analysis: Analysis, uris: readonly Uri[]): Generator<undefined, void> {
  // Without an open file, no answer needs the builds yet.
  for (const folder of uris.length === 0 ? [] : analysis.kustomizationRoots()) {
    analysis.rendering(folder);
    yield;
  }
  followNames(analysis);
  yield;
  const done = new Set<Environment["cluster"]>();
  for (const uri of uris) {
    for (const { cluster } of analysis.environmentsOf(uri)) {
      if (done.has(cluster)) continue;
      done.add(cluster);
      yield* made(cluster);
    }
  }
}

/** The same, and looks for what is found in these files: an environment at each step. */
export function* catchingUp(analysis: Analysis, uris: readonly Uri[]): Generator<undefined, void> {
  yield* preparation(analysis, uris);
  for (const uri of new Set(uris.flatMap((each) => [each, ...analysis.builtWith(each)]))) {
    const environments = analysis.environmentsOf(uri);
    if (environments.length === 1) continue;
    for (const environment of environments) {
      judgeOtherEnvironment(analysis, uri, environment);
      yield;
    }
  }
}

function* made(cluster: Environment["cluster"]): Generator<undefined, void> {
  const names = [...cluster.namespaceNames()];
  for (const name of names) {
    cluster.podsIn(name);
    yield;
    cluster.drawAddressesIn(name);
    yield;
  }
}
