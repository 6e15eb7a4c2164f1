/** Lists the environments of the workspace, and says which of them answers about a document show. */

import { asUri, type Uri } from "../../base/source.ts";
import { pathOf } from "../../base/uri-path.ts";
import type { EnvironmentsParams, EnvironmentsResult } from "../../protocol/environments.ts";
import type { Analysis, Environment } from "../../workspace/analysis.ts";
import { withoutChoice } from "../../workspace/environments/for-choice.ts";

/** All environments, and those of the document. */
export function environments(analysis: Analysis, { uri }: EnvironmentsParams): EnvironmentsResult {
  const own = uri === undefined ? [] : environmentsHolding(analysis, asUri(uri));
  const shown = own[0] ?? analysis.environments()[0];
  const all = new Map(
    withoutChoice(analysis)
      .environments()
      .map((one) => [one.id, one.label]),
  );
  // A chart that nothing renders is seen as it is written, from its own files.
  for (const { id, label } of own) if (!all.has(id)) all.set(id, label);
  return {
    environments: [...all].map(([id, label]) => ({ id, label })),
    shown: shown?.id ?? null,
    own: own.map(({ id }) => id),
    files: analysis.files.size,
  };
}

/**
 * The environments that a file is a part of, the one that is shown in front: as an owner of objects, as the values of a chart,
 * or as a part (patch, kustomization) of what others hold.
 */
export function environmentsHolding(analysis: Analysis, uri: Uri): readonly Environment[] {
  const own = analysis.environmentsOf(uri);
  if (own.length > 0) return own;
  const charts = analysis.chartsInView(pathOf(uri));
  if (charts.length > 0) return charts;
  const found = new Map<string, Environment>();
  for (const other of analysis.builtWith(uri))
    for (const environment of analysis.environmentsOf(other)) found.set(environment.id, environment);
  const all = [...found.values()];
  const chosen = all.filter(({ id }) => analysis.choice?.ids.has(id) === true);
  return [...chosen, ...all.filter((environment) => !chosen.includes(environment))];
}
